"""What the store keeps of crawls, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from hearings.archive import Capture, Place
from hearings.clock import parse_instant
from hearings.health import Cause, Failure, SourceReading, State
from hearings.items import Attachment, Basis, Document, Other, PostedOn, Publication, Reason
from hearings.store import RunEnd, RunStart, Store, StoreError, open_store
from hearings.store.models import Base, PublicationRow, SightingRow, VersionRow
from tests.crawls import SOURCE, crawl, instant
from tests.factory import posted, publication, session


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with open_store(database_url) as store:
        yield store


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, except of runs."""
    with store.engine.connect() as connection:
        return {
            table.name: sorted(tuple(map(str, row)) for row in connection.execute(select(table)))
            for table in Base.metadata.sorted_tables
            if table.name not in ("run", "source_run", "sighting", "listed")
        }


def rows(store: Store, table: type[Base]) -> int:
    with store.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def only(store: Store, as_of: str | None = None) -> Document:
    (document,) = store.documents(instant(as_of) if as_of else None)
    return document


def notice(**fields: object) -> Publication:
    return publication(**{"key": "1", "content_hash": "", **fields})  # type: ignore[arg-type]


def undated(**fields: object) -> Publication:
    return notice(posted_on=posted(None), **fields)


# --- versions ---


def test_the_same_content_again_makes_no_new_version(store: Store) -> None:
    items = [publication(), publication(kind="protocol")]
    first = crawl(store, "2018-01-10", *items)
    kept = contents(store)
    second = crawl(store, "2018-01-11", *items)
    assert (first.new, first.changed, first.same) == (2, 0, 0)
    assert (second.new, second.changed, second.same, second.reread) == (0, 0, 2, 0)
    assert rows(store, VersionRow) == rows(store, PublicationRow) == 2
    assert kept["version"] == contents(store)["version"]
    assert [document.last_seen for document in store.documents()] == [date(2018, 1, 11)] * 2


def test_changed_content_makes_a_new_version_and_is_shown(store: Store) -> None:
    crawl(store, "2018-01-10", notice(title="Тыңдау 31 қаңтарда"))
    counts = crawl(store, "2018-01-11", notice(title="Тыңдау 5 ақпанда"))
    assert (counts.new, counts.changed) == (0, 1)
    document = only(store)
    assert (document.title, document.versions) == ("Тыңдау 5 ақпанда", 2)


def test_content_that_returns_is_the_version_it_was(store: Store) -> None:
    for day, title in (("10", "бір"), ("11", "екі"), ("12", "бір")):
        crawl(store, f"2018-01-{day}", notice(title=title))
    assert (only(store).title, only(store).versions) == ("бір", 2)
    (known,) = store.publications(only(store).uid)
    assert [version.title for version in known.versions] == ["екі", "бір"]
    assert [event.what for event in known.events] == ["seen", "changed", "changed"]


def test_two_contents_under_one_key_in_one_read_do_not_multiply(store: Store) -> None:
    for day in ("10", "11", "12"):
        crawl(store, f"2018-01-{day}", notice(title="қазақша"), notice(title="по-русски"))
    assert rows(store, VersionRow) == 2


def test_known_content_that_todays_code_reads_otherwise_is_read_again_without_a_new_version(store: Store) -> None:
    item = notice(content_hash="ab" * 32, captures=["urn:uuid:1"])
    crawl(store, "2018-01-10", item)
    better = copy(item)
    better.posted_on = posted("2018-01-06")
    counts = crawl(store, "2018-01-11", better)
    assert (counts.changed, counts.same, counts.reread) == (0, 0, 1)
    assert only(store).posted_on.value == date(2018, 1, 6)
    assert only(store).versions == 1


def test_captures_that_are_new_at_each_read_are_no_difference(store: Store) -> None:
    file = Attachment("https://x.kz/a.pdf", sha256="cd" * 32, capture="urn:uuid:2", text="мәтін", state="read")
    item = notice(captures=["urn:uuid:1", "urn:uuid:2"], attachments=[file])
    crawl(store, "2018-01-10", item)
    again = copy(item)
    again.captures = ["urn:uuid:3", "urn:uuid:4"]
    again.attachments = [replace(file, capture="urn:uuid:4")]
    assert crawl(store, "2018-01-11", again).same == 1
    assert only(store).captures == ("urn:uuid:1", "urn:uuid:2")


def test_a_publication_comes_back_whole_with_its_texts(store: Store) -> None:
    item = notice(body="Толық мәтін", attachments=[Attachment("https://x.kz/a.pdf", text="файл мәтіні", state="read")])
    crawl(store, "2018-01-10", item)
    (known,) = store.publications(only(store).uid)
    assert known.latest.body == "Толық мәтін"
    assert known.latest.attachments[0].text == "файл мәтіні"
    assert known.latest.read_at == instant("2018-01-10") + timedelta(seconds=10)


def test_others_are_kept_with_what_they_are(store: Store) -> None:
    crawl(store, "2018-01-10", Other(region=None, source=SOURCE, key="9", url="https://x.kz/9", other="vacancy"))
    assert (only(store).kind, only(store).other, only(store).region) == ("other", "vacancy", None)


def test_a_very_long_key_and_address_are_kept(store: Store) -> None:
    key, url = "к" * 5000, "https://x.kz/" + "a" * 9000
    crawl(store, "2018-01-10", notice(key=key, url=url), notice(key=key + "2", url=url))
    assert crawl(store, "2018-01-11", notice(key=key, url=url)).same == 1
    assert {known.latest.key for document in store.documents() for known in store.publications(document.uid)} == {
        key,
        key + "2",
    }


def test_what_a_database_cannot_hold_does_not_stop_it(store: Store) -> None:
    crawl(store, "2018-01-10", notice(title="а\x00б\ud800", body="\udfff", source=SOURCE, hints={"a": "\x00"}))
    assert only(store).title == "а\ufffdб\ufffd"


def test_no_personal_data_reaches_any_table(store: Store) -> None:
    iin = "840214300123"
    run = store.begin_run(RunStart(uid="a", region="aktobe", started_at=instant("2018-01-10")))
    store.save_publications(run, [notice(title=f"ИИН {iin}", body=f"ИИН {iin}, тел. 8 701 123 45 67")])
    reading = SourceReading(
        SOURCE, "govkz", "aktobe", "aktobe", date(2018, 1, 1), date(2018, 1, 10), instant("2018-01-10")
    )
    reading.failed(Failure(Cause.INTERNAL, f"cannot read «ИИН {iin}»", "https://x.kz/", "page"))
    store.finish_source(run, reading)
    store.finish_run(run, RunEnd(finished_at=instant("2018-01-10"), state=State.BROKEN, detail=f"ИИН {iin}"))
    with store.engine.connect() as connection:
        everything = "".join(
            str(row) for table in Base.metadata.sorted_tables for row in connection.execute(select(table))
        )
    assert "ИИН" in everything
    assert iin not in everything
    assert "701 123" not in everything


# --- seen, gone, back ---


def test_what_a_whole_healthy_read_no_longer_holds_is_gone_but_kept(store: Store) -> None:
    crawl(store, "2018-01-10", notice(), publication(key="2"))
    crawl(store, "2018-01-11", publication(key="2"))
    gone = {document.urls[0]: document.gone_since for document in store.documents()}
    assert sorted(map(str, gone.values())) == ["2018-01-11", "None"]


def test_what_returns_is_not_gone_and_its_story_is_told(store: Store) -> None:
    crawl(store, "2018-01-10", notice())
    crawl(store, "2018-01-11")
    crawl(store, "2018-01-12", notice())
    assert only(store).gone_since is None
    (known,) = store.publications(only(store).uid)
    assert [(event.what, event.at.day) for event in known.events] == [("seen", 10), ("gone", 11), ("back", 12)]
    runs = {run.id: run.listing_captures for run in store.source_runs()}
    assert runs[known.events[1].source_run] == ["urn:uuid:listing-2018-01-11"]


@pytest.mark.parametrize(
    "second",
    [
        {"broken": True},  # not read to its end
        {"covers_from": "2018-01-08"},  # not far enough back: it was posted on the 5th
        {"listed": ["1"]},  # it stands in the listing, only its page was not opened again
        {"source": "govkz:kostanay"},  # another source
    ],
)
def test_nothing_is_gone_that_the_read_did_not_have_to_hold(store: Store, second: dict[str, object]) -> None:
    crawl(store, "2018-01-10", notice())
    crawl(store, "2018-01-11", **second)  # type: ignore[arg-type]
    assert only(store).gone_since is None


def test_a_row_of_the_listing_counts_as_seen(store: Store) -> None:
    crawl(store, "2018-01-10", notice())
    crawl(store, "2018-01-20", listed=["1"])
    assert only(store).last_seen == date(2018, 1, 20)
    assert rows(store, VersionRow) == 1


def test_an_undated_publication_is_gone_only_from_a_listing_read_whole(store: Store) -> None:
    crawl(store, "2018-01-10", undated())
    crawl(store, "2018-01-11", covers_from="2017-01-01")
    assert only(store).gone_since is None
    crawl(store, "2018-01-12")
    assert only(store).gone_since == date(2018, 1, 12)


def test_one_of_several_publications_of_a_page_is_gone_when_the_page_was_read_without_it(store: Store) -> None:
    crawl(store, "2018-01-10", notice(key="7"), publication(kind="protocol", key="7#protocol", title="Хаттама"))
    crawl(store, "2018-01-11", listed=["7"])
    assert [document.gone_since for document in store.documents()] == [None, None]
    crawl(store, "2018-01-12", notice(key="7"))
    gone = {document.kind: document.gone_since for document in store.documents()}
    assert gone == {"announcement": None, "protocol": date(2018, 1, 12)}


def test_a_page_that_was_opened_and_is_no_notice_any_more_holds_none(store: Store) -> None:
    crawl(store, "2018-01-10", notice(key="7"))
    crawl(store, "2018-01-11", listed=["7"], opened=["7"])
    assert only(store).gone_since == date(2018, 1, 11)


# --- watched: it appeared between two reads ---


def test_what_stood_there_at_the_first_read_was_not_watched(store: Store) -> None:
    crawl(store, "2018-01-10", undated())
    assert not only(store).watched
    assert only(store).counted_on is None
    assert only(store).absent_on is None


def test_what_an_earlier_read_did_not_hold_appeared_under_our_eyes(store: Store) -> None:
    crawl(store, "2017-12-31")
    crawl(store, "2018-01-31", undated())
    assert only(store).watched
    assert only(store).counted_on == date(2018, 1, 31)
    assert only(store).absent_on == date(2017, 12, 31)
    assert only(store).absent_captures == tuple(store.source_runs()[0].listing_captures) != ()
    (known,) = store.publications(only(store).uid)
    assert known.absent_in == store.source_runs()[0].id


@pytest.mark.parametrize(
    "first",
    [
        {"broken": True},
        {"covers_from": "2017-12-15"},  # the second read went further back, so it may have stood there below
        {"listed": ["1"]},  # it stood there already, outside the asked period
        {"source": "govkz:kostanay"},
    ],
)
def test_no_appearance_is_claimed_without_a_read_that_proves_it(store: Store, first: dict[str, object]) -> None:
    crawl(store, "2017-12-31", **first)  # type: ignore[arg-type]
    crawl(store, "2018-01-31", undated())
    assert not only(store).watched


def test_two_reads_equally_far_back_prove_an_appearance(store: Store) -> None:
    crawl(store, "2018-01-30", covers_from="2017-12-01")
    crawl(store, "2018-01-31", undated(), covers_from="2017-12-01")
    assert only(store).watched


def test_a_row_that_was_listed_before_it_was_followed_is_as_old_as_its_listing(store: Store) -> None:
    crawl(store, "2018-01-10", listed=["1"])
    crawl(store, "2018-02-10", notice())
    assert only(store).first_seen == date(2018, 1, 10)
    assert store.documents(instant("2018-01-15")) == []  # nobody had read it by then


def test_a_part_of_a_page_appeared_only_if_the_page_was_read_without_it(store: Store) -> None:
    page, part = notice(key="7"), publication(kind="protocol", key="7#protocol", posted_on=posted(None))
    crawl(store, "2018-01-10", page)
    crawl(store, "2018-01-20", listed=["7"])
    crawl(store, "2018-01-31", page, part)
    (protocol,) = [document for document in store.documents() if document.kind == "protocol"]
    assert protocol.watched
    (known,) = store.publications(protocol.uid)
    assert known.absent_in == store.source_runs()[0].id  # not the one that only listed the page


def test_a_part_of_a_page_that_was_only_listed_before_proves_nothing(store: Store) -> None:
    crawl(store, "2018-01-10", listed=["7"])
    crawl(store, "2018-01-31", notice(key="7"), publication(kind="protocol", key="7#protocol", posted_on=posted(None)))
    assert [d.watched for d in store.documents() if d.kind == "protocol"] == [False]


# --- as of an instant ---


def test_the_past_is_shown_as_it_was_known_then(store: Store) -> None:
    crawl(store, "2018-01-10", notice(title="бір"))
    then = store.documents()
    crawl(store, "2018-01-20", notice(title="екі"), publication(kind="protocol", key="2"))
    crawl(store, "2018-01-30", publication(kind="protocol", key="2"))
    assert store.documents(instant("2018-01-15")) == then
    assert store.documents(instant("2018-01-09")) == []
    later = {document.kind: document for document in store.documents(instant("2018-01-25"))}
    assert (later["announcement"].title, later["announcement"].versions) == ("екі", 2)
    assert later["announcement"].gone_since is None
    assert later["protocol"].last_seen == date(2018, 1, 20)
    assert store.documents(instant("2018-02-01")) == store.documents()
    assert len(store.source_runs(instant("2018-01-25"))) == 2


def test_reads_may_come_in_any_order(store: Store, tmp_path_factory: pytest.TempPathFactory) -> None:
    first, second, other_notice = notice(title="бір"), notice(title="екі"), undated(key="2", url="https://x.kz/2")
    second.url = first.url
    reads: list[tuple[str, tuple[Publication, ...]]] = [
        ("2018-01-10", (first,)),
        ("2018-01-15", (second, other_notice)),
        ("2018-01-20", (other_notice,)),
        ("2018-01-25", (first, other_notice)),
    ]
    other = open_store(f"sqlite:///{tmp_path_factory.mktemp('other')}/hearings.sqlite3")
    for at, items in reads:
        crawl(other, at, *items, uid=at)
    for at, items in reads[::-1]:
        crawl(store, at, *items, uid=at)
    for as_of in ("2018-01-12", "2018-01-17", "2018-01-22", "2018-02-01"):
        mine, theirs = ([replace(d, id=0) for d in s.documents(instant(as_of))] for s in (store, other))
        assert mine == theirs
    other.close()


def test_the_same_read_again_changes_nothing(store: Store) -> None:
    items = [notice(), publication(key="2", posted_on=posted(None))]
    crawl(store, "2018-01-10", uid="a")
    crawl(store, "2018-01-20", *items, uid="b")
    crawl(store, "2018-01-30", items[0], uid="c")
    kept, documents = contents(store), store.documents()
    sightings, source_runs = rows(store, SightingRow), len(store.source_runs())
    for at, uid, again in (("2018-01-20", "b", items), ("2018-01-30", "c", items[:1]), ("2018-01-10", "a", [])):
        counts = crawl(store, at, *again, uid=uid, mode="replay")
        assert (counts.new, counts.changed, counts.reread) == (0, 0, 0)
    assert contents(store) == kept
    assert store.documents() == documents
    assert (rows(store, SightingRow), len(store.source_runs())) == (sightings, source_runs)
    assert {run.mode for run in store.runs()} == {"crawl"}


def test_with_a_clock_that_stands_still_reads_follow_each_other_as_they_came(store: Store) -> None:
    at = "2018-01-31T20:00"
    crawl(store, at, notice(), publication(key="2"), lasts=0)
    crawl(store, at, notice(), publication(key="3", posted_on=posted(None)), lasts=0)
    assert sorted(document.watched for document in store.documents()) == [False, False, True]
    assert sorted(str(document.gone_since) for document in store.documents()) == ["2018-01-31", "None", "None"]


def test_a_read_that_had_not_ended_proves_nothing_yet(store: Store) -> None:
    crawl(store, "2018-01-30T12:00", notice())
    crawl(store, "2018-01-31T23:59", lasts=7200)
    midnight = instant("2018-01-31T23:59:59")
    assert only(store, "2018-01-31T23:59:59").gone_since is None
    first, second = store.source_runs(midnight)
    assert (first.state, second.state, second.finished_at, second.listing_captures) == ("healthy", "running", None, [])
    assert [run.state for run in store.source_runs()] == ["healthy", "healthy"]
    assert only(store).gone_since == date(2018, 2, 1)


# --- documents ---


def twin(key: str, language: str, **fields: object) -> Publication:
    body = "«Мұнай» ЖШС жобасы бойынша қоғамдық тыңдау туралы толық хабарландыру мәтіні. " * 5
    return publication(key=key, body=body, languages=[language], title="Хабарландыру", **fields)  # type: ignore[arg-type]


def test_twins_are_one_document_and_it_keeps_its_uid_when_another_joins(store: Store) -> None:
    crawl(store, "2018-01-10", twin("5", "kk"))
    before = only(store)
    crawl(store, "2018-01-11", twin("5", "kk"), twin("1", "ru"))
    after = only(store)
    assert (after.uid, after.id) == (before.uid, before.id)
    assert len(after.urls) == 2
    assert (after.first_seen, after.last_seen) == (date(2018, 1, 10), date(2018, 1, 11))


def test_a_document_that_falls_apart_leaves_its_uid_to_the_oldest(store: Store) -> None:
    crawl(store, "2018-01-10", twin("5", "kk"))
    uid = only(store).uid
    crawl(store, "2018-01-11", twin("5", "kk"), twin("1", "ru"))
    crawl(store, "2018-01-12", twin("5", "kk"), publication(key="1", title="Басқа", body="мүлде басқа жоба " * 20))
    by_uid = {document.uid: document for document in store.documents()}
    assert len(by_uid) == 2
    assert by_uid[uid].first_seen == date(2018, 1, 10)


def test_regrouping_what_is_grouped_moves_nothing(store: Store) -> None:
    crawl(store, "2018-01-10", twin("1", "kk"), twin("2", "ru"), publication(region=None, key="3"))
    assert store.regroup() == 0
    assert store.regroup(["aktobe"]) == 0


def test_publications_that_no_regrouping_has_reached_are_documents_already(store: Store) -> None:
    crawl(store, "2018-01-10", notice(), publication(key="2", region="kostanay"), regroup=False)
    before = {document.uid for document in store.documents()}
    assert len(before) == 2
    store.regroup(["abai"])  # a crawl of another region finds them ungrouped
    assert {document.uid for document in store.documents()} == before
    assert all(document.id > 0 for document in store.documents())


# --- captures ---


def capture(number: int, url: str = "https://x.kz/a", at: str = "2018-01-10", **fields: object) -> Capture:
    values = {"status": 200, "sha256": "ab" * 32, "etag": f'"{number}"', "place": Place("a.warc.gz", number, 99)}
    return Capture(
        id=f"urn:uuid:{number}",
        run="a",
        region="aktobe",
        url=url,
        method="GET",
        captured_at=instant(at),
        **{**values, **fields},  # type: ignore[arg-type]
    )


def test_captures_are_put_down_once_and_found_by_id(store: Store) -> None:
    run = store.begin_run(RunStart(uid="a", region="aktobe", started_at=instant("2018-01-10")))
    store.save_captures(run, [capture(1), capture(2, status=None, cause="timeout", error="no answer", place=None)])
    store.save_captures(run, [capture(1, etag="other")])
    found = store.captures(["urn:uuid:1", "urn:uuid:2", "urn:uuid:unknown"])
    assert set(found) == {"urn:uuid:1", "urn:uuid:2"}
    assert (found["urn:uuid:1"].etag, found["urn:uuid:1"].offset) == ('"1"', 1)
    assert found["urn:uuid:1"].captured_at == instant("2018-01-10")
    assert (found["urn:uuid:2"].status, found["urn:uuid:2"].error) == (None, "no answer")


def test_the_latest_good_answer_of_an_address_is_found_for_asking_again(store: Store) -> None:
    run = store.begin_run(RunStart(uid="a", region="aktobe", started_at=instant("2018-01-10")))
    long = "https://x.kz/" + "a" * 9000
    store.save_captures(
        run,
        [
            capture(1),
            capture(3, at="2018-01-12"),
            capture(2, at="2018-01-11"),
            capture(4, at="2018-01-13", status=500),
            capture(5, url=long),
        ],
    )
    urls = ["https://x.kz/a", long, "https://x.kz/never"]
    found = store.known_answers(urls, instant("2018-01-14"), but_run=0)
    assert {url: known.capture.etag for url, known in found.items()} == {"https://x.kz/a": '"3"', long: '"5"'}
    earlier = store.known_answers(urls, instant("2018-01-12"), but_run=0)
    assert earlier["https://x.kz/a"].capture.etag == '"2"'
    assert store.known_answers(urls, instant("2018-01-14"), but_run=run) == {}


# --- what a crawl may know ---


def test_a_crawl_is_told_what_was_listed_and_what_need_not_be_opened(store: Store) -> None:
    unread = notice(key="4", attachments=[Attachment("https://x.kz/a.pdf", state="not_fetched", reason="timeout")])
    crawl(store, "2018-01-10", notice(), unread, listed=["2", "3"], opened=["3"], uid="first")
    run = store.begin_run(RunStart(uid="second", region="aktobe", started_at=instant("2018-01-11")))
    known = store.known_keys([SOURCE, "govkz:never"], instant("2018-01-11"), run)
    assert known.stored == {SOURCE: {"1", "2", "3", "4"}}
    assert known.settled == {SOURCE: {"1", "3"}}


def test_announcements_whose_protocol_may_still_come_are_named(store: Store) -> None:
    crawl(
        store,
        "2018-02-10",
        publication(key="1", sessions=[session("2018-02-01")]),
        publication(key="2", sessions=[session("2018-02-01")]),
        publication(kind="protocol", key="2#protocol"),
        publication(key="3", sessions=[session("2017-08-01")], posted_on=posted("2017-07-01")),
        publication(key="4", posted_on=posted(None)),
    )
    run = store.begin_run(RunStart(uid="b", region="aktobe", started_at=instant("2018-02-11")))
    known = store.known_keys([SOURCE], instant("2018-02-11"), run)
    assert known.awaiting == {SOURCE: {"1", "4"}}


def test_a_replay_is_told_no_more_than_the_crawl_was(store: Store) -> None:
    crawl(store, "2018-01-10", notice(), uid="first")
    crawl(store, "2018-01-11", notice(), publication(key="2"), uid="second")
    first = store.begin_run(RunStart(uid="first", region="aktobe", started_at=instant("2018-01-10"), mode="replay"))
    second = store.begin_run(RunStart(uid="second", region="aktobe", started_at=instant("2018-01-11"), mode="replay"))
    assert store.known_keys([SOURCE], instant("2018-01-10"), first).settled == {}
    assert store.known_keys([SOURCE], instant("2018-01-11"), second).settled == {SOURCE: {"1"}}


def test_a_source_whose_whole_listing_was_never_read_has_no_entry(store: Store) -> None:
    crawl(store, "2018-01-10", notice(), covers_from="2018-01-01")
    run = store.begin_run(RunStart(uid="b", region="aktobe", started_at=instant("2018-01-11")))
    assert store.known_keys([SOURCE], instant("2018-01-11"), run).stored == {}


# --- errors ---


def test_an_item_that_cannot_be_stored_leaves_nothing_behind(store: Store) -> None:
    run = store.begin_run(RunStart(uid="a", region="aktobe", started_at=instant("2018-01-10")))
    bad = notice(key="2")
    bad.posted_on = PostedOn("yesterday", "", "", Reason.NONE, Basis.STATED)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="isoformat"):
        store.save_publications(run, [notice(), bad])
    assert store.documents() == []


def test_an_instant_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="zone"):
        store.begin_run(RunStart(uid="a", region="aktobe", started_at=datetime(2018, 1, 10)))  # noqa: DTZ001


def test_instants_come_back_aware_and_in_utc(store: Store) -> None:
    store.begin_run(RunStart(uid="a", region="aktobe", started_at=parse_instant("2018-01-31T20:00")))
    (run,) = store.runs()
    assert run.started_at == datetime(2018, 1, 31, 14, tzinfo=UTC)
    assert run.started_at.tzinfo is UTC


def test_a_lost_table_is_told_in_words(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("DROP TABLE finding"))
    with pytest.raises(StoreError, match="the database could not be read"):
        store.findings(1)


# --- which regions are to be regrouped ---


def test_only_regions_in_which_something_changed_are_named(store: Store) -> None:
    item = notice(title="бір", content_hash="ab" * 32)
    other = notice(title="екі", content_hash="cd" * 32, region="kostanay")
    assert crawl(store, "2018-01-10", item).regions == {"aktobe"}
    assert crawl(store, "2018-01-11", item).regions == set()
    assert crawl(store, "2018-01-12", other).regions == {"aktobe", "kostanay"}
    assert crawl(store, "2018-01-13", item).regions == {"aktobe", "kostanay"}  # back to what it was
    better = copy(item)
    better.posted_on = posted("2018-01-06")
    assert crawl(store, "2018-01-14", better).regions == {"aktobe", "kostanay"}


def test_readings_that_join_cover_a_period_together(store: Store) -> None:
    crawl(store, "2018-01-31", notice(), covers_from="2017-12-01")
    crawl(store, "2018-02-05", notice(), covers_from="2018-01-31")
    run = store.begin_run(RunStart(uid="b", region="aktobe", started_at=instant("2018-02-06")))
    known = store.known_keys([SOURCE], instant("2018-02-06"), run)
    assert known.back_to == {SOURCE: date(2017, 12, 1)}
    assert known.listed == {SOURCE: {"1"}}


def test_a_gap_between_readings_ends_what_they_cover(store: Store) -> None:
    crawl(store, "2018-01-31", notice(), covers_from="2017-12-01")
    crawl(store, "2018-06-05", notice(), covers_from="2018-05-01")
    crawl(store, "2018-06-07", notice(), covers_from="2018-06-04", broken=True)
    run = store.begin_run(RunStart(uid="b", region="aktobe", started_at=instant("2018-06-08")))
    assert store.known_keys([SOURCE], instant("2018-06-08"), run).back_to == {SOURCE: date(2018, 5, 1)}
