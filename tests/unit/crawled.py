"""Runs a region's spider against a replica in this process, without Scrapy's engine and without sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urljoin

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.responsetypes import responsetypes
from scrapy.settings import Settings

from hearings.clock import Clock, parse_instant
from hearings.documents import Extracted, Extractor, extract
from hearings.health import SourceReading
from hearings.items import Publication
from spiders.platforms.attachments import Attachments
from spiders.platforms.base import Source
from spiders.region import RegionSpider
from tests.replica.answers import Answer, Asked

Respond = Callable[[Asked], Answer]


class InProcess(Extractor):
    """Reads files without a process of their own."""

    async def extract(self, body: bytes, *, name: str = "", media_type: str = "") -> Extracted:
        return extract(body, name=name, media_type=media_type)


class Engine:
    """Downloads from a function, follows redirects, and remembers what was asked for."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.asked: list[Asked] = []

    async def download_async(self, request: Request) -> Response:
        url, redirected = request.url, []
        for _ in range(9):
            headers = {k.decode().lower(): v[0].decode() for k, v in request.headers.items()}
            asked = Asked(url, request.method, request.body, headers)
            self.asked.append(asked)
            answer = self.respond(asked)
            target = answer.headers.get("Location")
            if not target:
                break
            redirected.append(url)
            url = urljoin(url, target)
        else:
            raise IgnoreRequest("max redirections reached")
        if len(answer.body) > request.meta.get("download_maxsize", 2**40):
            raise IgnoreRequest("size exceeded")
        kind = responsetypes.from_args(
            headers={k.encode(): v.encode() for k, v in answer.headers.items()}, url=url, body=answer.body[:5000]
        )
        meta = {**request.meta, **({"redirect_urls": redirected} if redirected else {})}
        response = kind(url=url, status=answer.status, headers=cast("Any", answer.headers), body=answer.body)
        response.request = request.replace(url=url, meta=meta)
        request.meta["captures"].append(f"capture-{len(self.asked)}")
        return response


@dataclass(slots=True)
class Crawled:
    items: list[Publication]
    readings: list[SourceReading]
    asked: list[Asked] = field(default_factory=list)

    @property
    def reading(self) -> SourceReading:
        (only,) = self.readings
        return only

    def paths(self) -> list[str]:
        return [asked.url for asked in self.asked]


def crawl(
    respond: Respond,
    *sources: Source,
    since: str = "2018-01-01",
    until: str = "2018-01-31",
    depth: str = "shallow",
    now: str = "2018-01-31T20:00",
    stored: dict[str, set[str]] | None = None,
    settled: dict[str, set[str]] | None = None,
    settings: dict[str, Any] | None = None,
    max_bytes: int = 2**24,
    name: str = "aktobe",
) -> Crawled:
    """Read some sources as their region's spider would."""
    spider = RegionSpider(name=name, since=since, until=until, depth=depth)
    engine = Engine(respond)
    spider.crawler = cast("Any", SimpleNamespace(engine=engine))
    spider.settings = Settings(settings or {})
    spider.clock = Clock(parse_instant(now))
    spider.choose_period(date.fromisoformat(until))
    spider.in_use = [source.bound_to(spider) for source in sources]
    spider.allowed_domains = [host for source in spider.in_use for host in source.hosts()]
    spider.files = Attachments(spider, InProcess(), max_bytes)
    spider.stored_keys, spider.settled_keys = stored or {}, settled or {}
    # What is stored was read whole.
    spider.listed_keys, spider.read_back_to = spider.stored_keys, dict.fromkeys(spider.stored_keys, date.min)

    async def collect() -> list[Publication]:
        return [item async for item in spider.start()]

    return Crawled(asyncio.run(collect()), spider.readings, engine.asked)
