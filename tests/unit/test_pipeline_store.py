"""The step that stores: beside the crawl, patient, and with a run's row that says what happened."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import Future
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Spider
from scrapy.exceptions import CloseSpider
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from scrapy.statscollectors import MemoryStatsCollector

from hearings.archive import ArchiveError, ArchiveExtension, Capture
from hearings.clock import Clock
from hearings.health import SourceReading
from hearings.store import RunRow, Store, open_store
from pipelines.store import StorePipeline
from tests.crawls import SOURCE, crawl, instant
from tests.factory import publication

ROOT = Path(__file__).parents[2]


class Region(Spider):
    """Stands in for a region's spider."""

    name = "aktobe"

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock(instant("2018-01-31"))
        self.since, self.until, self.depth = date(2018, 1, 1), date(2018, 1, 31), "shallow"
        self.in_use = [SimpleNamespace(key=SOURCE)]
        self.settled_keys: dict[str, set[str]] = {}
        reading = SourceReading(
            SOURCE, "govkz", "aktobe", "aktobe", self.since, self.until, self.clock.now(), reached_end=True
        )
        reading.listing(2)
        self.readings = [reading]


class Archive:
    """Stands in for the archive's extension."""

    run_id, mode, folder = "20180131T060000Z-abc", "crawl", Path("var/archive")


class Crawler:
    """What the pipeline uses of Scrapy's crawler."""

    def __init__(self, url: str, **settings: object) -> None:
        self.settings = Settings({"HEARINGS_DATABASE_URL": url, "HEARINGS_NOW": "2018-01-31T12:00", **settings})
        self.signals = SignalManager(self)
        self.spider = Region()
        self.stats = MemoryStatsCollector(self)  # type: ignore[arg-type]
        self.closed_for: list[str] = []
        self.engine = SimpleNamespace(close_spider_async=self._close)

    def get_extension(self, kind: type) -> Archive | None:
        return Archive() if kind is ArchiveExtension else None

    async def _close(self, *, reason: str) -> None:
        self.closed_for.append(reason)


@asynccontextmanager
async def crawling(crawler: Crawler, reason: str = "finished") -> AsyncIterator[StorePipeline]:
    """From the opening of the spider to its closing, as the engine does it."""
    pipeline = StorePipeline.from_crawler(crawler)  # type: ignore[arg-type]
    await pipeline.open_spider()
    yield pipeline
    await pipeline.close_spider()
    await pipeline.spider_closed(crawler.spider, crawler.closed_for[0] if crawler.closed_for else reason)


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(coroutine, 60))


def the_run(url: str) -> RunRow:
    with open_store(url) as store:
        (row,) = store.runs()
        return row


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/hearings.sqlite3"


def capture(written: Future[None] | None = None, number: int = 1) -> Capture:
    done: Future[None] = Future()
    done.set_result(None)
    return Capture(
        id=f"urn:uuid:{number}",
        run=Archive.run_id,
        region="aktobe",
        url="https://x.kz/a",
        method="GET",
        status=200,
        captured_at=instant("2018-01-31"),
        written=written or done,
    )


# --- what is stored ---


def test_publications_captures_sources_and_the_run_are_stored(database_url: str) -> None:
    async def scenario() -> None:
        crawler = Crawler(database_url)
        async with crawling(crawler) as pipeline:
            pipeline.captured(capture())
            for number in range(250):
                item = publication(key=str(number), captures=["urn:uuid:1"])
                assert await pipeline.process_item(item) is item
        assert crawler.stats.get_value("publications/new") == 250

    run(scenario())
    with open_store(database_url) as store:
        assert len(store.documents()) == 250
        assert all(document.id > 0 for document in store.documents())  # grouped
        assert set(store.captures(["urn:uuid:1"])) == {"urn:uuid:1"}
        assert [(row.source, row.state) for row in store.source_runs()] == [(SOURCE, "healthy")]
        (row,) = store.runs()
    assert (row.uid, row.region, row.mode, row.state, row.simulated) == (
        Archive.run_id,
        "aktobe",
        "crawl",
        "healthy",
        True,
    )
    assert (row.started_at, row.finished_at) == (instant("2018-01-31"), instant("2018-01-31"))
    assert (row.since, row.until, row.depth, row.archive) == (
        date(2018, 1, 1),
        date(2018, 1, 31),
        "shallow",
        "var/archive",
    )


def test_what_was_read_is_in_the_database_soon_and_not_only_at_the_end(sqlite_url: str) -> None:
    async def scenario() -> None:
        async with crawling(Crawler(sqlite_url)) as pipeline:
            await pipeline.process_item(publication())
            with open_store(sqlite_url) as store:
                for _ in range(100):
                    if store.documents():
                        return
                    await asyncio.sleep(0.1)
            pytest.fail("nothing was written while the crawl went on")

    run(scenario())


def test_a_crawl_learns_what_is_settled(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store:
        crawl(store, "2018-01-30", publication(key="7"))
    crawler = Crawler(sqlite_url)

    async def scenario() -> None:
        async with crawling(crawler):
            assert crawler.spider.settled_keys == {SOURCE: {"7"}}

    run(scenario())


def test_cards_that_may_get_their_protocol_are_not_settled(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store:
        crawl(store, "2018-01-30", publication(key="7"))
    crawler = Crawler(sqlite_url)
    crawler.spider.in_use = [SimpleNamespace(key=SOURCE, protocols_join=True)]

    async def scenario() -> None:
        async with crawling(crawler):
            assert crawler.spider.settled_keys == {SOURCE: set()}

    run(scenario())


def test_the_reactor_goes_on_while_the_database_is_busy(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    in_database, let_go = threading.Event(), threading.Event()
    save = Store.save_publications

    def slowly(self: Store, *arguments: Any) -> object:
        in_database.set()
        let_go.wait(30)
        return save(self, *arguments)

    monkeypatch.setattr(Store, "save_publications", slowly)

    async def scenario() -> None:
        async with crawling(Crawler(sqlite_url)) as pipeline:
            await pipeline.process_item(publication())
            while not in_database.is_set():
                await asyncio.sleep(0.01)
            await pipeline.process_item(publication())  # does not wait for the write
            let_go.set()

    run(scenario())
    with open_store(sqlite_url) as store:
        assert len(store.documents()) == 2


def test_a_row_waits_for_its_record_in_the_archive(sqlite_url: str) -> None:
    written: Future[None] = Future()

    async def scenario() -> None:
        async with crawling(Crawler(sqlite_url)) as pipeline:
            pipeline.captured(capture(written))
            await pipeline.process_item(publication(captures=["urn:uuid:1"]))
            closing = asyncio.ensure_future(pipeline.close_spider())
            await asyncio.sleep(0.2)
            with open_store(sqlite_url) as store:
                assert store.captures(["urn:uuid:1"]) == {}
            written.set_result(None)
            await closing

    run(scenario())
    with open_store(sqlite_url) as store:
        assert len(store.captures(["urn:uuid:1"])) == len(store.documents()) == 1


def test_what_the_archive_could_not_keep_is_not_stored_and_said(sqlite_url: str) -> None:
    failed: Future[None] = Future()
    failed.set_exception(ArchiveError("the disk is full"))

    async def scenario() -> None:
        async with crawling(Crawler(sqlite_url)) as pipeline:
            pipeline.captured(capture(failed))
            await pipeline.process_item(publication(captures=["urn:uuid:1"]))
            await pipeline.process_item(publication())

    run(scenario())
    with open_store(sqlite_url) as store:
        assert len(store.documents()) == 1
        assert [(row.state, row.cause) for row in store.source_runs()] == [("partial", "archive_not_writable")]


# --- what goes wrong ---


def test_one_publication_that_cannot_be_stored_takes_no_other_along(sqlite_url: str) -> None:
    async def scenario() -> None:
        async with crawling(Crawler(sqlite_url)) as pipeline:
            await pipeline.process_item(publication())
            bad = publication()
            bad.sessions = ["not a session"]  # type: ignore[list-item]
            await pipeline.process_item(bad)
            await pipeline.process_item(publication())

    run(scenario())
    with open_store(sqlite_url) as store:
        assert len(store.documents()) == 2
        assert [(row.state, row.cause) for row in store.source_runs()] == [("partial", "database_not_writable")]
    assert the_run(sqlite_url).state == "partial"


def test_a_publication_that_another_step_could_not_process_spoils_its_source(sqlite_url: str) -> None:
    crawler = Crawler(sqlite_url)

    async def scenario() -> None:
        async with crawling(crawler) as pipeline:
            failure = SimpleNamespace(value=ValueError("what a text"))
            crawler.spider.readings[0].opened_keys = {"7", "8"}
            pipeline.item_error(publication(key="7#protocol"), None, failure)  # type: ignore[arg-type]

    run(scenario())
    assert crawler.spider.readings[0].opened_keys == {"8"}  # the page of the other is opened again next time
    row = the_run(sqlite_url)
    assert (row.state, row.cause, row.detail) == ("partial", "internal_error", "ValueError: what a text")


def lock(path: str) -> Callable[[], None]:
    """Lock an SQLite file as another writer does; returns what unlocks it."""
    other = sqlite3.connect(path.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")

    def unlock() -> None:
        other.execute("COMMIT")
        other.close()

    return unlock


def test_a_database_that_is_locked_for_a_while_is_waited_for(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hearings.store.opening.BUSY_SECONDS", 0.05)

    async def scenario() -> None:
        async with crawling(Crawler(sqlite_url)) as pipeline:
            unlock = lock(sqlite_url)
            await pipeline.process_item(publication())
            closing = asyncio.ensure_future(pipeline.close_spider())
            await asyncio.sleep(0.5)
            assert not closing.done()
            unlock()
            await closing

    run(scenario())
    assert the_run(sqlite_url).state == "healthy"
    with open_store(sqlite_url) as store:
        assert len(store.documents()) == 1


def test_a_database_that_stays_locked_ends_the_crawl_with_words(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("hearings.store.opening.BUSY_SECONDS", 0.05)
    with open_store(sqlite_url) as store:
        crawl(store, "2018-01-30", publication(key="before"))
    crawler = Crawler(sqlite_url, HEARINGS_DATABASE_PATIENCE=0.3)

    async def scenario() -> None:
        async with crawling(crawler) as pipeline:
            unlock = lock(sqlite_url)
            for _ in range(700):  # more than may wait: nothing must hang
                await pipeline.process_item(publication())
            await pipeline.close_spider()
            unlock()

    run(scenario())
    (reason,) = crawler.closed_for
    assert reason.startswith("database: ")
    assert "locked" in reason
    assert "scrapy replay" in caplog.text
    with open_store(sqlite_url) as store:
        latest = store.runs()[0]
        assert (latest.state, latest.cause) == ("broken", "database_not_writable")
        assert "locked" in latest.detail
        assert len(store.documents()) == 1


def test_a_database_that_cannot_be_opened_keeps_the_crawl_from_starting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    crawler = Crawler(f"sqlite:///{tmp_path}/file/a.sqlite3")

    async def scenario() -> None:
        pipeline = StorePipeline.from_crawler(crawler)  # type: ignore[arg-type]
        with pytest.raises(CloseSpider) as told:
            await pipeline.open_spider()
        assert told.value.reason.startswith("database: the folder")
        await pipeline.close_spider()
        await pipeline.spider_closed(crawler.spider, told.value.reason)

    run(scenario())


def test_a_crawl_that_another_step_did_not_let_start_has_a_row_too(sqlite_url: str) -> None:
    crawler = Crawler(sqlite_url)
    crawler.spider.readings = []

    async def scenario() -> None:
        pipeline = StorePipeline.from_crawler(crawler)  # type: ignore[arg-type]
        await pipeline.close_spider()
        await pipeline.spider_closed(crawler.spider, "archive: the disk is full")

    run(scenario())
    row = the_run(sqlite_url)
    assert (row.state, row.cause, row.detail) == ("broken", "archive_not_writable", "archive: the disk is full")


def test_a_crawl_that_was_closed_early_says_so(sqlite_url: str) -> None:
    crawler = Crawler(sqlite_url)
    crawler.spider.readings[0].reached_end = False

    async def scenario() -> None:
        async with crawling(crawler, "closespider_timeout"):
            pass

    run(scenario())
    row = the_run(sqlite_url)
    assert (row.state, row.cause, row.detail) == ("partial", "interrupted", "closespider_timeout")
    with open_store(sqlite_url) as store:
        assert [(r.state, r.finished_at) for r in store.source_runs()] == [("partial", instant("2018-01-31"))]


def test_an_end_that_cannot_be_put_in_order_is_said(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def raises(*_: object) -> None:
        raise ValueError("two documents quarrel")

    monkeypatch.setattr(Store, "regroup", raises)

    async def scenario() -> None:
        async with crawling(Crawler(sqlite_url)) as pipeline:
            await pipeline.process_item(publication())

    run(scenario())
    row = the_run(sqlite_url)
    assert (row.state, row.cause) == ("partial", "database_not_writable")
    assert "two documents quarrel" in row.detail


# --- under Scrapy itself ---

SPIDER = """
import asyncio, sys
from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from tests.factory import publication

class Aktobe(Spider):
    name = "aktobe"
    async def start(self):
        for number in range(120):
            yield publication(key=str(number), url=f"https://x.kz/{number}")
        if "forever" in sys.argv:
            print("collected", flush=True)
            await asyncio.sleep(60)

settings = {
    "ITEM_PIPELINES": {"pipelines.store.StorePipeline": 600},
    "HEARINGS_DATABASE_URL": sys.argv[1],
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "WARNING",
}
process = AsyncCrawlerProcess(settings)
process.crawl(Aktobe)
process.start()
"""


def scrapy(url: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", SPIDER, url, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def test_scrapy_drives_the_pipeline(sqlite_url: str) -> None:
    with scrapy(sqlite_url) as process:
        assert process.wait(60) == 0
    with open_store(sqlite_url) as store:
        assert len(store.documents()) == 120
        (row,) = store.runs()
    assert row.finished_at is not None
    assert row.stats["item_scraped_count"] == 120


def test_an_interrupted_crawl_is_put_down_as_such(sqlite_url: str) -> None:
    with scrapy(sqlite_url, "forever") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "collected\n"
        process.send_signal(signal.SIGINT)
        process.wait(60)
    row = the_run(sqlite_url)
    assert (row.cause, row.detail) == ("interrupted", "shutdown")
    with open_store(sqlite_url) as store:
        assert len(store.documents()) == 120


def test_a_killed_crawl_keeps_what_it_had_and_is_found_dead_by_the_next(sqlite_url: str) -> None:
    with scrapy(sqlite_url, "forever") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "collected\n"
        with open_store(sqlite_url) as store:
            deadline = time.monotonic() + 30
            while len(store.documents()) < 120 and time.monotonic() < deadline:
                time.sleep(0.1)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(60)
    assert the_run(sqlite_url).state == "running"
    with scrapy(sqlite_url) as process:
        assert process.wait(60) == 0
    with open_store(sqlite_url) as store:
        assert [run.state for run in store.runs()][1] == "interrupted"
        assert [(d.versions, d.id > 0) for d in store.documents()] == [(1, True)] * 120
