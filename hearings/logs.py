"""Logs without personal data: every record that reaches a handler is masked."""

from __future__ import annotations

import logging
from typing import Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from hearings.privacy import MaskingFilter
from hearings.roots import check_import_roots


class MaskedLogs:
    """Extension: masks what the root handlers write, and checks that the import roots are ours."""

    def __init__(self) -> None:
        check_import_roots()
        self.filter = MaskingFilter()
        self.mask_handlers()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls()
        # The handler of LOG_FILE may be installed after the extensions.
        crawler.signals.connect(extension.mask_handlers, signal=signals.engine_started)
        return extension

    def mask_handlers(self) -> None:
        for handler in logging.getLogger().handlers:
            if not any(isinstance(f, MaskingFilter) for f in handler.filters):
                handler.addFilter(self.filter)


class QuietFormatter(LogFormatter):
    """Items are named, never printed: their texts belong into the database, masked."""

    def item_error(
        self, item: object, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        return {
            "level": logging.ERROR,
            "msg": "%(item)s could not be processed: %(error)s",
            "args": {"item": repr(item), "error": f"{type(exception).__name__}: {exception}"},
        }
