"""Downloader middlewares that make us a good guest."""

from __future__ import annotations

import asyncio
import logging
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred


class ContactMiddleware:
    """Says in the user agent who we are and, from `HEARINGS_CONTACT` (an address or a page), how to reach us."""

    def __init__(self, user_agent: str, contact: str) -> None:
        # Header values end at a line break: one in the setting must not open a header of its own.
        contact = " ".join(contact.split())
        self.user_agent = f"{user_agent} (+{contact})" if contact else user_agent

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings["USER_AGENT"], crawler.settings["HEARINGS_CONTACT"] or "")

    def process_request(self, request: Request) -> None:
        request.headers["User-Agent"] = self.user_agent


class RobotsMiddleware(RobotsTxtMiddleware):
    """Robots for every request.

    Of several requests that wait for the same robots.txt, Scrapy 2.19 checks only the first: they share a Deferred,
    and awaiting it takes its result away. Here each waiter gets the result for itself.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        robots_logger = logging.getLogger(RobotsTxtMiddleware.__module__)
        if not any(isinstance(f, OneLine) for f in robots_logger.filters):
            robots_logger.addFilter(OneLine())

    async def robot_parser(self, request: Request) -> RobotParser | None:
        waited_for = self._parsers.get(urlparse_cached(request).netloc)
        if not isinstance(waited_for, Deferred):
            return await super().robot_parser(request)
        mine: asyncio.Future[RobotParser | None] = asyncio.get_running_loop().create_future()

        def pass_on(parser: RobotParser | None) -> RobotParser | None:
            if not mine.done():
                mine.set_result(parser)
            return parser

        waited_for.addCallback(pass_on)
        return await mine


class OneLine(logging.Filter):
    """Leaves out the traceback: that a host does not answer is no fault of the program."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        return True
