"""Downloader middlewares that make us a good guest."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler


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
