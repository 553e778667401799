"""The same spiders against an archive instead of the network: nothing is sent out, nothing is written to an archive.

A replayed crawl gets the captures of one read, in their order, with their own times and identifiers.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes
from scrapy.settings import Settings

from hearings.archive import Archive, ArchiveError, Capture, ReadOfArchive, put_down
from hearings.clock import Clock
from hearings.health import Cause

HANDLER = "hearings.replay.ArchiveDownloadHandler"
_ABOVE_ALL = 50  # priority of a setting: nothing given on the command line may send a replay to the network


class NotInArchiveError(IgnoreRequest):
    """The archive holds no answer to a request. `cause` is the one of then where it holds a failure instead.

    An `IgnoreRequest`, so that it is neither retried nor taken for a fault of ours.
    """

    def __init__(self, message: str, cause: Cause = Cause.NOT_IN_ARCHIVE) -> None:
        super().__init__(message)
        self.cause = cause


@dataclass(slots=True, eq=False)
class Replay:
    """One read of an archive, replayed for one region; it goes into the settings as `HEARINGS_REPLAY`."""

    archive: Archive
    read: ReadOfArchive
    region: str
    served: int = 0
    missing: list[str] = field(default_factory=list)  # addresses that the archive does not hold
    _waiting: dict[bytes, deque[Capture]] | None = field(default=None, repr=False)

    def __deepcopy__(self, memo: object) -> Replay:
        """Settings are copied deeply for each crawl, but this is what the command and the crawl share."""
        return self

    @property
    def id(self) -> str:
        """Of the replayed run; what a foreign archive holds is a run of its own for each region."""
        if self.read.region:
            return self.read.id
        return self.read.id[:-6] + hashlib.sha256(f"{self.read.id} {self.region}".encode()).hexdigest()[:6]

    @property
    def folder(self) -> Path:
        return self.read.folder

    def arguments(self) -> dict[str, str]:
        """The arguments of the spider that the archived run was started with, as far as they are known."""
        return {name: value for name, value in self.read.asked.fields().items() if value}

    def settings(self, base: Settings) -> Settings:
        """`base`, with the archive in place of the network, the clock of then, and no delays."""
        settings = base.copy()
        schemes = set(settings.getwithbase("DOWNLOAD_HANDLERS")) - {"data"}
        values = {
            "HEARINGS_REPLAY": self,
            "HEARINGS_NOW": self.read.started_at.isoformat(),
            "DOWNLOAD_HANDLERS": dict.fromkeys(schemes, HANDLER),
            "DOWNLOAD_DELAY": 0,
            "DOWNLOAD_SLOTS": {},
            "AUTOTHROTTLE_ENABLED": False,
            "HTTPCACHE_ENABLED": False,
        }
        settings.setdict(values, priority=_ABOVE_ALL)
        return settings

    def take(self, request: Request, fingerprint: Callable[[Request], bytes]) -> Capture | None:
        """What the request got then; asked again, it gets what it got then the next time, and the last for ever."""
        if self._waiting is None:
            self._waiting = _by_request(self.read.captures(), fingerprint)
        waiting = self._waiting.get(fingerprint(request))
        if not waiting:
            return None
        return waiting.popleft() if len(waiting) > 1 else waiting[0]


def _by_request(captures: Iterable[Capture], fingerprint: Callable[[Request], bytes]) -> dict[bytes, deque[Capture]]:
    """Captures by what was asked; the last failure counts only where no answer came at all."""
    waiting: dict[bytes, deque[Capture]] = {}
    for capture in captures:
        try:
            key = fingerprint(Request(capture.url, method=capture.method, body=capture.request_body))
        except ValueError:
            continue  # an address that no spider of ours could ask for
        queue = waiting.setdefault(key, deque())
        if queue and queue[-1].status is None:
            queue.clear()
        if capture.status is not None or not queue:
            queue.append(capture)
    return waiting


class ArchiveDownloadHandler(BaseDownloadHandler):
    """Answers every request from the replayed read."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.replay: Replay = crawler.settings["HEARINGS_REPLAY"]

    async def download_request(self, request: Request) -> Response:
        capture = self.replay.take(request, self.crawler.request_fingerprinter.fingerprint)
        of_spider = not request.meta.get("dont_obey_robotstxt")  # else it is Scrapy that asks for a robots.txt
        if capture is None:
            self.replay.missing += [request.url] * of_spider
            raise NotInArchiveError(f"not in the archive: {request.method} {request.url}")
        self.turn_clock(capture)
        if capture.status is None:
            self.put_down(request, capture)
            raise NotInArchiveError(f"no answer then: {capture.error or capture.cause}", _cause(capture))
        try:
            answer = self.replay.archive.answer(capture)
        except ArchiveError as error:
            self.replay.missing += [request.url] * of_spider
            raise NotInArchiveError(f"not readable in the archive: {error}") from error
        headers = Headers()
        for name, value in answer.headers:
            headers.appendlist(name, value)
        self.put_down(request, capture, headers, answer.body)
        self.replay.served += of_spider
        kind = responsetypes.from_args(headers=headers, url=request.url, body=answer.body)
        return kind(url=request.url, status=answer.status, headers=headers, body=answer.body, protocol="HTTP/1.1")

    def turn_clock(self, capture: Capture) -> None:
        """The spider's time is that of the captures; it never runs backwards."""
        clock = getattr(self.crawler.spider, "clock", None)
        if isinstance(clock, Clock):
            clock.fixed = max(clock.fixed or capture.captured_at, capture.captured_at)

    def put_down(
        self, request: Request, capture: Capture, headers: Headers | None = None, body: bytes | None = None
    ) -> None:
        """The capture as it was made then, with what only the record itself says."""
        told: dict[str, Any] = {"run": self.replay.id, "region": self.replay.region}
        if headers is not None and body is not None:
            told["sha256"] = capture.sha256 or hashlib.sha256(body).hexdigest()
            told["size"] = len(body)
            told["etag"] = (headers.get("ETag") or b"").decode("latin-1")
            told["last_modified"] = (headers.get("Last-Modified") or b"").decode("latin-1")
        put_down(request, replace(capture, **told), self.crawler)


def _cause(capture: Capture) -> Cause:
    try:
        return Cause(capture.cause)
    except ValueError:
        return Cause.NOT_IN_ARCHIVE


def regions_of(read: ReadOfArchive, spiders: Iterable[type[Spider]]) -> list[str]:
    """Which spiders would ask the hosts that a foreign read holds."""
    held = {urlsplit(capture.url).hostname for capture in read.captures()}
    return [
        spider.name
        for spider in spiders
        if any(host in held for source in getattr(spider, "sources", ()) for host in source.hosts())
    ]
