"""The last step: what was read goes into the database, and the run's row says how it went, whatever happens."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from hearings.archive import ArchiveExtension, Capture, captured
from hearings.archive.capture import new_run_id
from hearings.clock import Clock
from hearings.health import Cause, Failure, SourceReading, run_verdict
from hearings.items import Publication
from hearings.store import KnownAnswer, RunEnd, RunStart, Store, StoreError, open_store
from hearings.store.batches import BatchWriter, Patient
from hearings.store.keys import page_of

logger = logging.getLogger(__name__)

REASON = "database: {}"  # the reason a spider is closed for


class StorePipeline:
    """Stores publications and captures beside the crawl, and sources, documents and the run at its end.

    `HEARINGS_DATABASE_PATIENCE`: seconds for which a busy database is asked again before the crawl ends. A database
    that cannot be opened keeps the crawl from starting.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.patient = Patient(crawler.settings.getfloat("HEARINGS_DATABASE_PATIENCE", 60))
        self.store: Store | None = None
        self.writer: BatchWriter | None = None
        self.run_id = 0
        self._asked = False
        self._early: list[Capture] = []  # captures from before the run was open
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline.captured, signal=captured)
        crawler.signals.connect(pipeline.item_error, signal=signals.item_error)
        crawler.signals.connect(pipeline.item_dropped, signal=signals.item_dropped)
        crawler.signals.connect(pipeline.spider_closed, signal=signals.spider_closed)
        return pipeline

    # --- what Scrapy calls ---

    async def open_spider(self) -> None:
        try:
            await self._open()
        except StoreError as error:
            logger.error("the database cannot be used, so nothing is crawled: %s", error)
            raise CloseSpider(REASON.format(error)) from error

    async def process_item(self, item: Publication) -> Publication:
        if self.writer is None:
            raise RuntimeError("the database is not open")
        await self.writer.add(item)
        return item

    async def close_spider(self) -> None:
        if self.writer is not None:
            await self.writer.close()

    async def spider_closed(self, spider: Spider, reason: str) -> None:
        """Put down how each source and the run ended; here, because only here the reason is known."""
        try:
            if not self._asked:  # another step refused to start, and the run's row must say so
                await self._open()
            if self.store is not None and self.writer is not None:
                await self.writer.close()
                await self._finish(self.store, self.writer, reason)
        except StoreError as error:
            logger.error("the end of the run could not be put down (%s): %s", reason, error)
            self._spoil(str(error))
        finally:
            if self.store is not None:
                self.store.close()
            self.patient.close()

    def captured(self, capture: Capture) -> None:
        if self.writer is not None:
            self.writer.add_capture(capture)
        else:
            self._early.append(capture)

    def item_error(self, item: Any, response: Response | None, failure: TwistedFailure) -> None:  # noqa: ANN401
        """An item that a step could not process is not stored: its source was not read completely, then."""
        self._lose(item, Cause.INTERNAL, f"{type(failure.value).__name__}: {failure.value}")

    def item_dropped(self, item: Any, exception: BaseException) -> None:  # noqa: ANN401
        self._lose(item, Cause.INTERNAL, f"dropped: {exception}")

    # --- the run ---

    async def _open(self) -> None:
        self._asked = True
        spider, settings = self.crawler.spider, self.crawler.settings
        archive, replay = self.crawler.get_extension(ArchiveExtension), settings.get("HEARINGS_REPLAY")
        now = _clock(spider).now()
        start = RunStart(
            uid=(archive.run_id if archive else "") or new_run_id(now),
            region=getattr(spider, "name", ""),
            mode=archive.mode if archive else "crawl",
            started_at=now,
            simulated=replay.read.simulated if replay else _clock(spider).simulated,
            since=getattr(spider, "since", None),
            until=getattr(spider, "until", None),
            depth=getattr(spider, "depth", ""),
            archive=str(archive.folder) if archive else "",
        )
        self.store = await self.patient.do(partial(open_store, settings["HEARINGS_DATABASE_URL"]))
        self.run_id = await self.patient.do(partial(self.store.begin_run, start))
        in_use = getattr(spider, "in_use", ())
        sources = [source.key for source in in_use]
        known = await self.patient.do(partial(self.store.known_keys, sources, now, self.run_id))
        if spider is not None:
            growing = {source.key for source in in_use if getattr(source, "protocols_join", False)}
            spider.stored_keys = known.stored  # type: ignore[attr-defined]
            spider.settled_keys = {  # type: ignore[attr-defined]
                source: keys - known.awaiting.get(source, set()) if source in growing else keys
                for source, keys in known.settled.items()
            }
            spider.listed_keys, spider.read_back_to = known.listed, known.back_to  # type: ignore[attr-defined]
            spider.known_answer = self.known_answer  # type: ignore[attr-defined]
        self.writer = BatchWriter(self.store, self.run_id, self.patient, self._lose, self._stop)
        for capture in self._early:
            self.writer.add_capture(capture)

    async def known_answer(self, url: str) -> KnownAnswer | None:
        """What an address answered last, before this run."""
        if self.store is None:
            return None
        now = _clock(self.crawler.spider).now()
        found = await self.patient.do(partial(self.store.known_answers, [url], now, self.run_id))
        return found.get(url)

    async def _finish(self, store: Store, writer: BatchWriter, reason: str) -> None:
        spider = self.crawler.spider
        finished_at = _clock(spider).now()
        readings: list[SourceReading] = getattr(spider, "readings", [])
        try:
            for reading in readings:
                reading.finished_at = reading.finished_at or finished_at
                settled = getattr(spider, "settled_keys", {}).get(reading.source, ())
                made = writer.counts.sighted if reason == "finished" else None
                finish = partial(store.finish_source, self.run_id, reading, made, settled)
                writer.counts.regions |= await self.patient.do(finish)
            await self.patient.do(partial(store.regroup, writer.counts.regions))
        except Exception as error:
            logger.exception("what the run read could not be put in order")
            self._spoil(f"{type(error).__name__}: {error}")
        state, cause, detail = run_verdict(readings, reason)
        stats = self.crawler.stats
        if stats is not None:
            for name in ("new", "changed", "same", "reread"):
                stats.set_value(f"publications/{name}", getattr(writer.counts, name))
        end = RunEnd(
            finished_at=finished_at,
            state=state,
            cause=cause,
            detail=detail,
            stats=_plain(stats.get_stats() if stats else {}),
        )
        await self.patient.do(partial(store.finish_run, self.run_id, end))

    def _lose(self, item: Any, cause: Cause, why: str) -> None:  # noqa: ANN401  # whatever a spider yields
        """A publication that did not reach the database spoils the reading of its source."""
        source, url = getattr(item, "source", ""), getattr(item, "url", "")
        logger.error("%r is not in the database (%s); its page is in the archive", item, why)
        for reading in getattr(self.crawler.spider, "readings", []):
            if reading.source == source:
                captures = getattr(item, "captures", None) or [""]
                reading.failed(Failure(cause, why, url, "page", captures[0]))
                reading.opened_keys.discard(page_of(getattr(item, "key", "")))  # to be opened again

    def _spoil(self, why: str) -> None:
        """What was read is not wholly in the database: no source counts as read completely."""
        for reading in getattr(self.crawler.spider, "readings", []):
            reading.failed(Failure(Cause.DATABASE, why, reading.address, "listing"))

    def _stop(self, why: str) -> None:
        logger.error(
            "the database cannot be written, the crawl ends: %s. What was collected is in the archive: "
            "`scrapy replay` brings it into the database.",
            why,
        )
        if self.crawler.engine is not None:
            closing = self.crawler.engine.close_spider_async(reason=REASON.format(why))
            self._closing = asyncio.ensure_future(closing)


def _clock(spider: Spider | None) -> Clock:
    return getattr(spider, "clock", None) or Clock()


def _plain(stats: dict[str, Any]) -> dict[str, Any]:
    """Scrapy's counts as JSON values."""
    return {key: value if isinstance(value, (int, float, str)) else str(value) for key, value in stats.items()}
