"""Reading the archive again: what today's code reads otherwise is told, what it no longer makes is taken back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hearings.commands.reread import Taken, differences, summary, taken
from hearings.health import Cause, Failure, SourceReading
from hearings.items import Form, Publication, Read, Session
from hearings.store import RunStart, Store, open_store
from tests.crawls import SOURCE, crawl, instant
from tests.factory import day, document, posted, publication

ROOT = Path(__file__).parents[2]
JANUARY = instant("2018-01-31")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with open_store(database_url) as store:
        yield store


def read_again(
    store: Store,
    *items: Publication,
    opened: tuple[str, ...] = (),
    seen: tuple[str, ...] = (),
    settled: tuple[str, ...] = (),
    failures: tuple[Failure, ...] = (),
    covers_from: str | None = None,
    since: str = "2017-12-01",
    reached_end: bool = True,
    finished: bool = True,
    uid: str = "a",
    at: datetime = JANUARY,
) -> None:
    """A run (`a`, of 31 January) once more, as a replay puts it into the store."""
    run = store.begin_run(RunStart(uid=uid, region="aktobe", started_at=at, mode="replay", until=at.date()))
    for item in items:
        item.read_at = at + timedelta(seconds=10)
    counts = store.save_publications(run, items)
    made = SourceReading(
        SOURCE, "govkz", "aktobe", "aktobe", date.fromisoformat(since), at.date(), at,
        reached_end=reached_end, covers_from=day(covers_from), failures=list(failures),
        seen_keys={*seen, *opened}, opened_keys=set(opened), finished_at=at + timedelta(seconds=60),
    )  # fmt: skip
    made.listing(10, "urn:uuid:listing")
    regions = store.finish_source(run, made, counts.sighted if finished else None, settled)
    store.regroup({*counts.regions, *regions})


def notice(key: str = "documents/1", **fields: Any) -> Publication:
    return publication(
        key=key,
        project=Read(f"Строительство моста {key}"),
        captures=[f"urn:uuid:{key}"],
        url=f"https://x.kz/{key}",
        **fields,
    )


def keys(store: Store) -> set[str]:
    return {
        publication.latest.key
        for document in store.documents()
        for publication in store.publications(document.uid)
    }  # fmt: skip


def test_a_page_that_was_read_and_is_no_notice_any_more_leaves_no_document(store: Store) -> None:
    crawl(store, "2018-01-31", notice(), notice("documents/2"), uid="a")
    read_again(store, notice(), opened=("documents/1", "documents/2"))
    assert keys(store) == {"documents/1"}
    assert len(store.documents(as_of=instant("2018-02-01"))) == 1


def test_a_row_whose_page_would_not_be_opened_any_more_leaves_no_document(store: Store) -> None:
    crawl(store, "2018-01-31", notice(), notice("documents/2"), uid="a")
    read_again(store, notice(), opened=("documents/1",), seen=("documents/2",))
    assert keys(store) == {"documents/1"}


def test_a_row_that_is_no_row_any_more_leaves_no_document(store: Store) -> None:
    crawl(store, "2018-01-31", notice(), notice("documents/2"), uid="a")
    read_again(store, notice(), opened=("documents/1",))
    assert keys(store) == {"documents/1"}


@pytest.mark.parametrize(
    "reading",
    [
        {"settled": ("documents/2",), "seen": ("documents/2",)},  # known from an earlier run: not looked at
        {"seen": ("documents/2",), "failures": (Failure(Cause.INTERNAL, "", "", "page", "urn:uuid:documents/2"),)},
        {"seen": ("documents/2",), "failures": (Failure(Cause.INTERNAL, "", "", "page"),)},  # nobody knows which page
        {"seen": ("documents/2",), "failures": (Failure(Cause.NOT_IN_ARCHIVE, "", "", "page"),)},
        {"seen": ("documents/2",), "finished": False},
        {"covers_from": "2018-01-06"},  # posted on the 5th: below the end of the listing
        {"reached_end": False},
        {"since": "2018-01-15"},
    ],
)
def test_what_a_reading_did_not_look_at_stays_what_it_was_read_as(store: Store, reading: dict[str, object]) -> None:
    crawl(store, "2018-01-31", notice(), notice("documents/2"), uid="a")
    read_again(store, notice(), opened=("documents/1",), **reading)  # type: ignore[arg-type]
    assert keys(store) == {"documents/1", "documents/2"}


def test_a_publication_that_another_run_read_stays_until_that_is_read_again(store: Store) -> None:
    crawl(store, "2018-01-31", notice(), notice("documents/2"), uid="a")
    crawl(store, "2018-02-10", notice("documents/2"), uid="b", listed=["documents/1"])
    read_again(store, notice(), opened=("documents/1", "documents/2"))
    assert keys(store) == {"documents/1", "documents/2"}
    read_again(store, notice(), opened=("documents/1",), uid="b", at=instant("2018-02-10"))
    assert keys(store) == {"documents/1"}


def test_content_that_is_read_otherwise_is_no_change_of_the_page(store: Store) -> None:
    crawl(store, "2018-01-31", notice(sessions=[Session(start=day("2018-02-12"))]), uid="a")
    before = taken(store)
    read_again(store, notice(sessions=[Session(start=day("2018-02-13"))]), opened=("documents/1",))
    after = taken(store)
    (document,) = after.documents.values()
    assert (document.versions, document.first_day) == (1, date(2018, 2, 13))
    first, *rest = summary(before, after, explain=True)
    assert first == "0 documents read the same, 1 otherwise: sessions 1; 0 new, 0 gone"
    assert "    sessions: 2018-02-12 → 2018-02-13" in rest
    assert rest[-1].endswith("scrapy revalidate judges again.")


def test_the_first_reading_of_a_run_takes_nothing_back(store: Store) -> None:
    crawl(store, "2018-01-10", notice("documents/2"), uid="earlier")
    read_again(store, notice(), opened=("documents/1", "documents/2"))
    assert keys(store) == {"documents/1", "documents/2"}


# ------------------------------------------------------------------ what is told


def all_of(*documents: object, read: str = "x") -> Taken:
    named = {one.uid: one for one in documents}  # type: ignore[attr-defined]
    return Taken(named, {uid: frozenset({("s", "k", "c", read)}) for uid in named})  # type: ignore[arg-type]


def test_documents_are_told_by_what_is_read_otherwise() -> None:
    old = document(uid="a")
    new = replace(old, form=Read(Form.SURVEY), posted_on=posted("2018-01-07"), captures=("urn:uuid:other",), id=99)
    same, gone, come = document(uid="b"), document(uid="c"), document(uid="d")
    lines = list(summary(all_of(old, same, gone), all_of(new, same, come), explain=True))
    assert lines[0] == "1 documents read the same, 1 otherwise: form 1, posted_on 1; 1 new, 1 gone"
    assert "    form: open_meeting → survey" in lines
    assert "    posted_on: 2018-01-05 → 2018-01-07" in lines
    assert any(line.startswith("  gone: c announcement aktobe https://") for line in lines)


def test_a_difference_in_the_text_alone_is_told_too() -> None:
    one = document(uid="a")
    assert differences(all_of(one), all_of(one, read="y"), "a") == ["text"]


def test_nothing_of_a_person_is_told() -> None:
    old = document(uid="a")
    new = replace(old, contacts=Read("Иванов, ИИН 850101300123"))
    assert not any("850101300123" in line for line in summary(all_of(old), all_of(new), explain=True))


# ------------------------------------------------------------------ the command, on the bundled archive


def reread(tmp_path: Path, *arguments: str, archive: str = "tests/samples/archive-2018-01") -> tuple[int, str]:
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-m", "scrapy", "reread", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("HEARINGS_")},
            "HEARINGS_DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}",
            "HEARINGS_ARCHIVE": archive,
            "PYTHONIOENCODING": "utf-8",
        },
    )
    return done.returncode, done.stdout + done.stderr


def test_reading_again_undoes_what_other_code_had_read_and_changes_nothing_the_second_time(tmp_path: Path) -> None:
    code, said = reread(tmp_path, "zhambyl")
    assert code == 0, said
    with open_store(f"sqlite:///{tmp_path / 'x.sqlite3'}") as store:
        read = taken(store)
        assert len(read.documents) == 3
        run = store.runs()[0]
        (source,) = {source for one in read.documents.values() for source in one.sources}
        strange = replace_read_at(publication(region="zhambyl", source=source, key="navigation", url="https://x.kz/n"))
        first = store.publications(min(read.documents))[0].latest
        otherwise = replace(first, sessions=[Session(start=day("2018-03-01"))], content_hash="", read_at=run.started_at)
        again = store.begin_run(RunStart(uid=run.uid, region="zhambyl", started_at=run.started_at, mode="replay"))
        store.save_publications(again, [strange, otherwise])
        store.regroup()
        assert taken(store) != read
    code, said = reread(tmp_path, "zhambyl", "--explain")
    assert code == 0, said
    assert "2 documents read the same, 1 otherwise" in said or "1 gone" in said
    assert "https://x.kz/n" in said
    with open_store(f"sqlite:///{tmp_path / 'x.sqlite3'}") as store:
        assert taken(store).readings == read.readings
        assert set(taken(store).documents) == set(read.documents)
    code, said = reread(tmp_path, "zhambyl")
    assert "3 documents read the same, 0 otherwise; 0 new, 0 gone" in said


def replace_read_at(item: Publication) -> Publication:
    item.read_at = instant("2018-01-31T20:00")
    return item


@pytest.mark.parametrize(
    ("arguments", "archive", "code", "words"),
    [
        (("atlantis",), "tests/samples/archive-2018-01", 2, "no region atlantis"),
        ((), "nowhere", 1, "there is no such file or folder"),
    ],
)
def test_what_cannot_be_read_again_is_explained(
    tmp_path: Path, arguments: tuple[str, ...], archive: str, code: int, words: str
) -> None:
    ended, said = reread(tmp_path, *arguments, archive=archive)
    assert (ended, words in " ".join(said.split())) == (code, True), said
