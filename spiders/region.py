"""The spider that every region file fills in with its sources."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any, ClassVar

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from hearings.clock import Clock
from hearings.health import Cause, Failure, LayoutError, SourceReading
from hearings.network import cause_of
from spiders.platforms.base import Source


class RegionSpider(scrapy.Spider):
    """Crawls the sources of one region. A region file states `name` and `sources`, nothing else.

    Arguments: `since`, `until` (ISO days of posting; default: the month before the current one, to today) and
    `depth` (`shallow`, or `deep` to read listings to their end).
    """

    name: str
    sources: ClassVar[tuple[Source, ...]] = ()

    def __init__(self, since: str = "", until: str = "", depth: str = "shallow", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.asked = {
            name: self.day_argument(name, text) for name, text in (("since", since), ("until", until)) if text
        }
        if depth not in ("shallow", "deep"):
            raise ValueError(f"depth={depth!r}: choose shallow or deep")
        self.depth = depth
        self.readings: list[SourceReading] = []

    @staticmethod
    def day_argument(argument: str, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{argument}={text!r} is not a day: write it like 2018-01-31") from None

    def choose_period(self, today: date) -> None:
        """Set `since` and `until` from the arguments; ValueError where they exclude each other."""
        self.until = self.asked.get("until", today)
        last_of_previous_month = self.until.replace(day=1) - timedelta(days=1)
        self.since = self.asked.get("since", last_of_previous_month.replace(day=1))
        if self.since > self.until:
            raise ValueError(f"since={self.since} lies after until={self.until}")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> RegionSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.clock = Clock.from_setting(crawler.settings.get("HEARINGS_NOW"))
        spider.choose_period(spider.clock.today())
        # Each crawl has sources of its own, so that two crawls in one process do not share state.
        spider.in_use = [source.bound_to(spider) for source in cls.sources if source.in_use(spider.since)]
        spider.allowed_domains = sorted({host for source in spider.in_use for host in source.hosts()})
        crawler.signals.connect(spider.callback_raised, signal=signals.spider_error)
        return spider

    clock: Clock
    since: date
    until: date
    in_use: list[Source]

    async def start(self) -> AsyncIterator[Request]:
        for source in self.in_use:
            reading = SourceReading(
                source=source.key,
                platform=source.platform,
                address=source.address,
                region=self.name,
                since=self.since,
                until=self.until,
                started_at=self.clock.now(),
                confirmed=source.confirmed,
            )
            self.readings.append(reading)
            for request in source.start(reading):
                yield request

    def request(self, reading: SourceReading, url: str, callback: Any, *, what: str, **kwargs: Any) -> Request:
        """A request of one source: what comes of it, failures included, is put down in `reading`."""
        meta = {**kwargs.pop("meta", {}), "reading": reading, "what": what}
        return Request(url, callback=callback, errback=self.request_failed, meta=meta, **kwargs)

    def request_failed(self, failure: TwistedFailure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        self.put_down(request, *cause_of(failure.value))

    def callback_raised(self, failure: TwistedFailure, response: Response, spider: scrapy.Spider) -> None:
        error = failure.value
        cause = error.cause if isinstance(error, LayoutError) else Cause.INTERNAL
        if response.request is not None:
            detail = f"{type(error).__name__}: {error}" if cause is Cause.INTERNAL else str(error)
            self.put_down(response.request, cause, detail)

    def put_down(self, request: Request, cause: Cause, detail: str) -> None:
        reading: SourceReading | None = request.meta.get("reading")
        if reading is None:
            return
        captures = request.meta.get("captures", [])
        what = request.meta.get("what", "page")
        reading.failed(Failure(cause, detail, request.url, what, captures[-1] if captures else ""))
        self.logger.warning("%s: %s could not be read: %s (%s)", reading.source, request.url, detail, cause)
