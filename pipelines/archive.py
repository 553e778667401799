"""Opens the archive before anything is crawled: what cannot be proved is not collected."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider

from hearings.archive import ArchiveExtension
from hearings.items import Publication


class ArchivePipeline:
    """First of the pipelines. `CloseSpider` from `open_spider` keeps the crawl from starting."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def open_spider(self) -> None:
        archive = self.crawler.get_extension(ArchiveExtension)
        if archive is None:
            raise CloseSpider("archive: the extension hearings.archive.ArchiveExtension is not enabled")
        archive.open()

    def process_item(self, item: Publication) -> Publication:
        return item
