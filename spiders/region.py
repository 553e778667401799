"""The spider that every region file fills in with its sources."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from typing import Any, ClassVar

import scrapy
from scrapy import Request
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler
from scrapy.http import Response

from hearings.clock import Clock
from hearings.documents import Extractor
from hearings.health import Cause, Failure, SourceReading
from hearings.items import Publication
from hearings.network import cause_of
from spiders.platforms.attachments import Attachments
from spiders.platforms.base import Source, UnreadError, capture_of
from spiders.platforms.pages import refusal

_MEBIBYTE = 1024 * 1024


class RegionSpider(scrapy.Spider):
    """Crawls the sources of one region. A region file states `name` and `sources`, nothing else.

    Arguments: `since`, `until` (ISO days of posting; default: the month before the current one, to today) and
    `depth` (`shallow`, or `deep` to read listings to their end).

    What the store holds reaches a spider only as `stored_keys`, `settled_keys`, `listed_keys` and `read_back_to`, which
    the storing step fills when the spider opens.
    """

    name: str
    sources: ClassVar[tuple[Source, ...]] = ()

    clock: Clock
    since: date
    until: date
    allowed_domains: list[str]
    in_use: list[Source]
    files: Attachments

    def __init__(self, since: str = "", until: str = "", depth: str = "shallow", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.asked = {
            name: self.day_argument(name, text) for name, text in (("since", since), ("until", until)) if text
        }
        if depth not in ("shallow", "deep"):
            raise ValueError(f"depth={depth!r}: choose shallow or deep")
        self.depth = depth
        self.readings: list[SourceReading] = []
        # Keys of publications by source: those that are stored (a source that was never read has no entry), and among
        # them those that a shallow crawl need not open again.
        self.stored_keys: Mapping[str, AbstractSet[str]] = {}
        self.settled_keys: Mapping[str, AbstractSet[str]] = {}
        # All rows ever listed, and the day since which earlier readings together have missed nothing.
        self.listed_keys: Mapping[str, AbstractSet[str]] = {}
        self.read_back_to: Mapping[str, date] = {}

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
        max_bytes = crawler.settings.getint("HEARINGS_MAX_ATTACHMENT_MB", 64) * _MEBIBYTE
        spider.files = Attachments(spider, Extractor(), max_bytes)
        return spider

    async def start(self) -> AsyncIterator[Publication]:
        """Read the sources one after another; each is driven by its own `read`, not by scheduled callbacks, so that
        what belongs together (two language lists, a listing and its cards) stands together."""
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
            with source.noting(reading, source.address, "listing"):
                async for item in source.read(reading):
                    yield item
            reading.finished_at = self.clock.now()

    async def fetch(self, reading: SourceReading, url: str, *, what: str, **kwargs: Any) -> Response:
        """The answer to a request of one source, `UnreadError` for every way in which there is none."""
        captures: list[str] = []  # shared by the copies of the request that retries and redirects make
        meta = {**kwargs.pop("meta", {}), "reading": reading, "what": what, "captures": captures}
        try:
            response = await self.engine.download_async(Request(url, meta=meta, **kwargs))
        except Exception as error:
            cause, detail = cause_of(error)
            if cause is Cause.INTERNAL:
                self.logger.exception("%s: %s", reading.source, url)
            raise UnreadError(cause, detail, url, captures[-1] if captures else "") from error
        if not 200 <= response.status < 300:
            cause, detail = refusal(response) or (Cause.HTTP_ERROR, f"the server answered HTTP {response.status}")
            raise UnreadError(cause, detail, url, capture_of(response), response.status)
        return response

    def closed(self, reason: str) -> None:
        """Called by Scrapy: end what is still being read from files."""
        self.files.close()

    @property
    def engine(self) -> ExecutionEngine:
        if self.crawler.engine is None:
            raise RuntimeError("a source can only be read while its crawler runs")
        return self.crawler.engine

    def put_down(self, reading: SourceReading, failure: Failure) -> None:
        reading.failed(failure)
        self.logger.warning(
            "%s: %s could not be read: %s (%s)", reading.source, failure.url, failure.detail, failure.cause
        )
