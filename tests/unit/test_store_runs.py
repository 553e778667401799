"""Runs and source runs: begun, ended, found dead, and read again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from hearings.clock import Clock
from hearings.health import Cause, Failure, SourceReading, State
from hearings.store import RunEnd, RunRow, RunStart, SourceRunRow, Store, open_store
from tests.crawls import SOURCE, crawl, instant
from tests.factory import publication


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with open_store(database_url) as store:
        yield store


def start(uid: str = "a", region: str = "aktobe", **fields: object) -> RunStart:
    return RunStart(uid=uid, region=region, started_at=instant("2018-01-10"), **fields)  # type: ignore[arg-type]


def reading(**fields: object) -> SourceReading:
    made = SourceReading(
        SOURCE,
        "govkz",
        "aktobe",
        "aktobe",
        date(2018, 1, 1),
        date(2018, 1, 31),
        instant("2018-01-10"),
        reached_end=True,
    )
    made.listing(10, "urn:uuid:1")
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def state_of(store: Store) -> dict[str, str]:
    return {run.uid: run.state for run in store.runs()}


def pretend(store: Store, uid: str, **values: object) -> None:
    with store.engine.begin() as connection:
        connection.execute(update(RunRow).where(RunRow.uid == uid).values(**values))


def dead_process() -> str:
    """A process number that belonged to a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        return f"{process.pid}:1"


def test_a_run_says_how_it_began_and_ended(store: Store) -> None:
    run = store.begin_run(
        start(since=date(2018, 1, 1), until=date(2018, 1, 31), depth="deep", simulated=True, archive="var/archive")
    )
    assert state_of(store) == {"a": "running"}
    end = RunEnd(
        finished_at=instant("2018-01-11"),
        state=State.BROKEN,
        cause=Cause.DNS,
        detail="the name does not resolve",
        stats={"downloader/request_count": 3},
    )
    store.finish_run(run, end)
    (row,) = store.runs()
    assert (row.state, row.cause, row.detail) == ("broken", "dns", "the name does not resolve")
    assert (row.since, row.until, row.depth, row.simulated) == (date(2018, 1, 1), date(2018, 1, 31), "deep", True)
    assert (row.finished_at, row.stats) == (instant("2018-01-11"), {"downloader/request_count": 3})


def test_a_source_run_keeps_what_was_read_and_what_failed(store: Store) -> None:
    run = store.begin_run(start())
    made = reading(claimed=12, items=3, covers_from=date(2018, 1, 1), finished_at=instant("2018-01-11"))
    made.failed(Failure(Cause.TIMEOUT, "no answer in time", "https://x.kz/a.pdf", "attachment", "urn:uuid:9"))
    store.finish_source(run, made)
    (row,) = store.source_runs()
    assert (row.state, row.cause) == ("partial", "fewer_rows_than_claimed")
    assert (row.listings, row.rows, row.claimed, row.items) == (1, 10, 12, 3)
    assert (row.covers_from, row.reached_end, row.listing_captures) == (date(2018, 1, 1), True, ["urn:uuid:1"])
    assert row.failures == [
        {
            "cause": "timeout",
            "detail": "no answer in time",
            "url": "https://x.kz/a.pdf",
            "what": "attachment",
            "capture": "urn:uuid:9",
        }
    ]


def test_a_run_whose_process_is_dead_is_found_by_the_next_one_of_its_region(store: Store) -> None:
    run = store.begin_run(start("killed"))
    store.save_publications(run, [publication()])
    pretend(store, "killed", process=dead_process())
    store.begin_run(start("other", region="kostanay"))
    assert state_of(store)["killed"] == "running"
    store.begin_run(start("next"))
    assert state_of(store) == {"killed": "interrupted", "other": "running", "next": "running"}
    assert [row.state for row in store.source_runs()] == ["interrupted"]
    assert len(store.documents()) == 1  # what it had read is kept


def test_a_run_that_still_lives_is_left_alone(store: Store) -> None:
    store.begin_run(start("first"))
    store.begin_run(start("second"))
    assert state_of(store) == {"first": "running", "second": "running"}


def test_a_process_number_that_was_given_to_another_process_does_not_keep_a_run_alive(store: Store) -> None:
    store.begin_run(start("killed"))
    (row,) = store.runs()
    if row.process.endswith(":"):
        pytest.skip("this system does not tell when a process started")
    pretend(store, "killed", process=f"{os.getpid()}:1")
    store.begin_run(start("next"))
    assert state_of(store)["killed"] == "interrupted"


def test_a_run_of_another_machine_is_taken_for_dead_only_after_days(store: Store) -> None:
    for uid, age in (("old", 3), ("young", 1)):
        store.begin_run(start(uid))
        pretend(store, uid, host="elsewhere", process="1:1", recorded_at=Clock().now() - timedelta(days=age))
    store.begin_run(start("next"))
    assert state_of(store) == {"old": "interrupted", "young": "running", "next": "running"}


def test_a_killed_crawl_that_is_run_again_ends_like_one_that_was_not_killed(store: Store, tmp_path: object) -> None:
    items = [publication(), publication(kind="protocol")]
    with open_store("sqlite://") as unharmed:
        crawl(unharmed, "2018-01-11", *items)
        expected = unharmed.documents()
    killed = store.begin_run(RunStart(uid="killed", region="aktobe", started_at=instant("2018-01-11")))
    store.save_publications(killed, items[:1])
    pretend(store, "killed", process=dead_process())
    crawl(store, "2018-01-11", *items)
    shown = store.documents()
    assert sorted((d.uid, d.kind, d.title, d.versions, d.watched, d.first_seen) for d in shown) == sorted(
        (d.uid, d.kind, d.title, d.versions, d.watched, d.first_seen) for d in expected
    )


def test_a_replay_of_a_run_keeps_how_the_crawl_ended(store: Store) -> None:
    crawl(store, "2018-01-10", publication(), uid="a")
    again = store.begin_run(start(mode="replay"))
    store.finish_run(again, RunEnd(finished_at=instant("2018-01-12"), state=State.BROKEN, cause=Cause.INTERNAL))
    (row,) = store.runs()
    assert (row.mode, row.state) == ("crawl", "healthy")
    assert row.read_again_at is not None


def test_a_replay_of_a_killed_run_tells_its_end(store: Store) -> None:
    store.begin_run(start())
    pretend(store, "a", process=dead_process())
    again = store.begin_run(start(mode="replay"))
    store.finish_run(again, RunEnd(finished_at=instant("2018-01-12"), state=State.PARTIAL, cause=Cause.INTERRUPTED))
    assert state_of(store) == {"a": "partial"}


@pytest.mark.parametrize(
    ("second", "kept"),
    [
        ({"rows": 11}, False),  # the same, as today's code reads it
        ({"rows": 11, "since": date(2018, 1, 15)}, True),
        ({"rows": 11, "until": date(2018, 1, 15)}, True),
        ({"rows": 11, "reached_end": False}, True),
        ({"rows": 11, "failures": [Failure(Cause.NOT_IN_ARCHIVE, "", "https://x.kz/", "page")]}, True),
    ],
)
def test_a_second_reading_of_a_run_counts_if_it_asked_for_as_much(
    store: Store, second: dict[str, object], kept: bool
) -> None:
    run = store.begin_run(start())
    store.finish_source(run, reading())
    store.finish_source(run, reading(**second))
    (row,) = store.source_runs()
    assert isinstance(row, SourceRunRow)
    assert (row.rows == 10) is kept
