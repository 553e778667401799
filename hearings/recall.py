"""Asks no site twice for what has not changed.

A file that was fetched before is taken from the archive by a shallow crawl, and asked for conditionally by a deep one,
as listings and pages always are. An answer «304 Not Modified» is archived as it came, and the page is read from the
capture that it confirms.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from hearings.archive import ArchiveError, answer_at
from hearings.store import KnownAnswer, StoreError

logger = logging.getLogger(__name__)

RECALLED = "recalled"  # flag of a response whose body comes from an earlier capture
FRESH = "fresh"  # meta of a request that must not be answered from the archive

Known = Callable[[str], Awaitable[KnownAnswer | None]]


class RecallMiddleware:
    """Downloader middleware, nearer to the network than decompression: what it recalls is as it came from the wire.

    Looks answers up through `spider.known_answer`, which the storing step provides; without it every request is sent.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        spider = self.crawler.spider
        look_up: Known | None = getattr(spider, "known_answer", None)
        if look_up is None or request.method != "GET" or "reading" not in request.meta or request.meta.get(FRESH):
            return None
        try:
            known = await look_up(request.url)
        except StoreError as error:
            logger.info("%s is asked for anew: %s", request.url, error)
            return None
        if known is None:
            return None
        if request.meta.get("what") == "attachment" and getattr(spider, "depth", "") == "shallow":
            return await self.recalled(request, known)
        if known.capture.etag or known.capture.last_modified:
            request.meta["known_answer"] = known
            if known.capture.etag:
                request.headers["If-None-Match"] = known.capture.etag
            if known.capture.last_modified:
                request.headers["If-Modified-Since"] = known.capture.last_modified
        return None

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        known: KnownAnswer | None = request.meta.pop("known_answer", None)
        if response.status != 304 or known is None:
            return response
        recalled = await self.recalled(request, known)
        if recalled is not None:
            return recalled
        # The site says that nothing changed, but what it confirms is not in the archive any more.
        headers = {k: v for k, v in request.headers.items() if k not in (b"If-None-Match", b"If-Modified-Since")}
        return request.replace(headers=headers, dont_filter=True, meta={**request.meta, FRESH: True})

    async def recalled(self, request: Request, known: KnownAnswer) -> Response | None:
        """The response as it was captured; None where the archive does not hold it unharmed."""
        try:
            headers, body = await asyncio.to_thread(_read, known)
        except (ArchiveError, OSError) as error:
            logger.info("%s is asked for anew: %s", request.url, error)
            return None
        request.meta["captures"] = [*request.meta.get("captures", []), known.capture.id]
        kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return kind(url=request.url, status=200, headers=headers, body=body, flags=[RECALLED], request=request)


def _read(known: KnownAnswer) -> tuple[Headers, bytes]:
    folder, capture, origin = Path(known.archive), known.capture, known.body
    answer = answer_at(folder, capture.file, capture.offset or 0, capture.id)
    body = (
        answer.body if origin.id == capture.id else answer_at(folder, origin.file, origin.offset or 0, origin.id).body
    )
    if hashlib.sha256(body).hexdigest() != capture.sha256:
        raise ArchiveError(f"the body of record {capture.id} is not the one that was captured")
    headers = Headers()
    for name, value in answer.headers:
        headers.appendlist(name, value)
    return headers, body
