"""`scrapy crawl REGION`: Scrapy's own command, which also tells how the sources fared and ends with their state."""

from __future__ import annotations

import argparse
from typing import cast

from scrapy.commands import crawl
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import UsageError

from hearings.clock import Clock, ClockError
from hearings.commands.replay import replay_archive
from hearings.health import State
from hearings.progress import tell_run

EXIT_CODES = {State.HEALTHY: 0, State.NO_SOURCE: 0, State.PARTIAL: 1, State.BROKEN: 1}


class Command(crawl.Command):
    """Exit code: 0 every source was read completely, 1 something was not, 2 wrong usage.

    With the setting `HEARINGS_REPLAY` (path of an archive) it replays the region from there, as `scrapy replay` does;
    that is how a scrapyd, which can only start crawls, is tried without the network.
    """

    default_settings = {"LOG_LEVEL": "INFO"}  # noqa: RUF012  # as Scrapy declares it

    def short_desc(self) -> str:
        return "Crawl the sources of one region: announcements and protocols into archive and database"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one region; `scrapy list` shows them all, `scrapy crawlall` crawls them all")
        assert self.crawler_process is not None  # set by Scrapy
        assert self.settings is not None
        name = args[0]
        names = self.crawler_process.spider_loader.list()
        if name not in names:
            raise UsageError(f"no region {name!r}; there are: {', '.join(sorted(names))}")
        if archive := self.settings["HEARINGS_REPLAY"]:
            process = cast("AsyncCrawlerProcess", self.crawler_process)
            self.exitcode = replay_archive(process, archive, [name], opts.spargs)
            return
        crawler = self.crawler_process.create_crawler(name)
        try:
            today = Clock.from_setting(self.settings["HEARINGS_NOW"]).today()
            crawler.spidercls(**opts.spargs).choose_period(today)  # type: ignore[attr-defined]
        except (ValueError, ClockError) as error:
            raise UsageError(str(error)) from None
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        if self.crawler_process.bootstrap_failed or crawler.spider is None:
            self.exitcode = 1
            return
        reason = str(crawler.stats.get_value("finish_reason", "not started")) if crawler.stats else "not started"
        self.exitcode = EXIT_CODES[tell_run(name, crawler.spider.readings, reason)]  # type: ignore[attr-defined]
