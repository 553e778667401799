"""The archive's place in a crawl: which run is open, what Scrapy tells it, and what it tells the spider's requests."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Request, Response

from hearings.archive.capture import ArchiveError, Capture
from hearings.archive.writer import ArchiveRun, Asked
from hearings.clock import Clock
from hearings.network import cause_of

logger = logging.getLogger(__name__)

# Sent with `capture` and `spider` for every answer and every failed request, also in a replay.
captured = object()

REASON = "archive: {}"  # the reason a spider is closed for


def put_down(request: Request, capture: Capture, crawler: Crawler) -> None:
    """Tell the request which captures it has got (the last one decides), and everybody else of this one."""
    # A new list: requests made from this one share its meta.
    request.meta["captures"] = [*request.meta.get("captures", []), capture.id]
    request.meta["captured_at"] = capture.captured_at
    crawler.signals.send_catch_log(captured, capture=capture, spider=crawler.spider)


class ArchiveExtension:
    """Extension: puts every answer into the archive folder of `HEARINGS_ARCHIVE`, exactly as it was downloaded.

    In a replay (setting `HEARINGS_REPLAY`) nothing is written: the captures are those of the replayed archive.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.run: ArchiveRun | None = None
        self._refused = False
        self._replayed = crawler.settings["HEARINGS_REPLAY"]
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        if not extension._replayed:
            crawler.signals.connect(extension.spider_opened, signal=signals.spider_opened)
            crawler.signals.connect(extension.response_downloaded, signal=signals.response_downloaded)
            crawler.signals.connect(extension.spider_closed, signal=signals.spider_closed)
        return extension

    @property
    def mode(self) -> str:
        return "replay" if self._replayed else "crawl"

    @property
    def run_id(self) -> str:
        """Of the run that is written, or of the one that is replayed; empty before the archive is open."""
        if self._replayed:
            return str(self._replayed.id)
        return self.run.id if self.run else ""

    @property
    def folder(self) -> Path:
        """The folder that `Capture.file` is relative to."""
        return Path(self._replayed.folder if self._replayed else self.crawler.settings["HEARINGS_ARCHIVE"])

    def open(self) -> None:
        """Open the run; where that can't be done, `CloseSpider` says why and the crawl doesn't start."""
        if self.run is not None or self._replayed:
            return
        spider, folder = self.crawler.spider, self.crawler.settings["HEARINGS_ARCHIVE"]
        loop = asyncio.get_running_loop()

        def stop(error: ArchiveError) -> None:
            loop.call_soon_threadsafe(self._stop, error)

        try:
            if not folder:
                raise ArchiveError("no folder is named for it: set HEARINGS_ARCHIVE")
            self.run = ArchiveRun(
                Path(folder),
                getattr(spider, "name", ""),
                getattr(spider, "clock", None) or Clock.from_setting(self.crawler.settings["HEARINGS_NOW"]),
                asked=Asked(
                    getattr(spider, "since", None), getattr(spider, "until", None), getattr(spider, "depth", "")
                ),
                on_error=stop,
            )
        except ArchiveError as error:
            self._refused = True
            logger.error("the archive cannot be written, so nothing is crawled: %s", error)
            raise CloseSpider(REASON.format(error)) from error

    def spider_opened(self) -> None:
        """For a project that leaves the pipeline out."""
        if not self._refused:
            self.open()

    def response_downloaded(self, response: Response, request: Request) -> None:
        # `data:` and `file:` addresses ask nobody.
        if self.run is not None and request.url.startswith(("http:", "https:")):
            put_down(request, self.run.response(request, response), self.crawler)

    def request_failed(self, request: Request, error: BaseException) -> None:
        """A request that reached the network and got no answer; kept as proof that we asked."""
        if self.run is not None:
            cause, words = cause_of(error)
            put_down(request, self.run.failure(request, cause, words), self.crawler)

    async def spider_closed(self, spider: Spider, reason: str) -> None:
        if self.run is not None:
            await asyncio.to_thread(self.run.close, reason)

    def _stop(self, error: ArchiveError) -> None:
        """The disk refused in the middle of the crawl: what cannot be proved is not collected."""
        logger.error("the archive cannot be written any more, the crawl ends: %s", error)
        closing = self.crawler.engine.close_spider_async(reason=REASON.format(error))
        self._closing = asyncio.ensure_future(closing)


class FailureRecorder:
    """Downloader middleware, nearest to the downloader: tells the archive of requests that got no answer."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> None:
        # An IgnoreRequest is our own decision; nothing was sent.
        archive = self.crawler.get_extension(ArchiveExtension)
        if archive is not None and not isinstance(exception, IgnoreRequest):
            archive.request_failed(request, exception)
