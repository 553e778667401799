"""A download handler that answers from the fixtures: Scrapy's own way to do without a network."""

from __future__ import annotations

import hashlib
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from tests.strangers.web import answer, site


class StrangersHandler(BaseDownloadHandler):
    """Setting `STRANGERS`: the name of the fixture that is the web of this crawl."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.data: dict[str, Any] = site(crawler.settings["STRANGERS"])

    async def download_request(self, request: Request) -> Response:
        language = (request.headers.get("Accept-Language") or b"").decode()
        status, media_type, body = answer(self.data, request.method, request.url, language[:2], request.body)
        tag = f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()}"'
        headers = Headers({"Content-Type": media_type, "ETag": tag})
        if request.headers.get("If-None-Match") == tag.encode():
            status, body = 304, b""
        made: type[Response] = responsetypes.from_args(headers=headers, url=request.url, body=body)
        if self.crawler.stats:  # a handler of its own serves each scheme
            asked: list[str] = self.crawler.stats.get_value("strangers/asked", [])
            self.crawler.stats.set_value("strangers/asked", [*asked, f"{status} {request.url}"])
        return made(request.url, status=status, headers=headers, body=body, request=request)
