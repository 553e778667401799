"""A download handler for tests: spiders ask for their live addresses and the replica on loopback answers."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from tests.replica.server import ASKED_FOR

SETTINGS = {"DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "tests.replica.handler.ReplicaHandler")}


class ReplicaHandler(BaseDownloadHandler):
    """Sends every request to the port in the setting `REPLICA_PORT`; the response keeps the address asked for."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.port = crawler.settings.getint("REPLICA_PORT")
        self.http = HTTP11DownloadHandler(crawler)

    async def download_request(self, request: Request) -> Response:
        parts = urlsplit(request.url)
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        sent = request.replace(url=f"http://127.0.0.1:{self.port}{path}")
        sent.headers["Host"] = parts.netloc
        sent.headers[ASKED_FOR] = request.url
        response = await self.http.download_request(sent)
        return response.replace(url=request.url)

    async def close(self) -> None:
        await self.http.close()
