"""`scrapy crawlall`: every region and the national portal in one process, with one summary."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from datetime import date, timedelta
from typing import cast

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import UsageError

from hearings.clock import Clock
from hearings.commands.crawl import EXIT_CODES
from hearings.crawling import Job, lanes, run_lanes
from hearings.health import SourceReading, State, run_verdict
from hearings.progress import source_table, troubled


class Command(ScrapyCommand):
    """Exit code: 0 every source was read completely, 1 something was not, 2 wrong usage."""

    requires_project = True
    default_settings = {"LOG_LEVEL": "ERROR"}  # noqa: RUF012  # as Scrapy declares it

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Crawl all regions and the national portal, or those named with --regions"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--regions", metavar="A,B", default="", help="only these")
        parser.add_argument(
            "--month", metavar="YYYY-MM", default="", help="what its sheet needs: from two months before it on"
        )
        parser.add_argument("--since", metavar="DAY", default="", help="first day of posting (ISO)")
        parser.add_argument("--until", metavar="DAY", default="", help="last day of posting (ISO)")
        parser.add_argument("--depth", choices=("shallow", "deep"), default="shallow")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        process = cast("AsyncCrawlerProcess", self.crawler_process)
        if args:
            raise UsageError(f"not understood: {' '.join(args)}; name regions with --regions a,b")
        known = sorted(process.spider_loader.list())
        names = [name.strip() for name in opts.regions.split(",") if name.strip()] or known
        unknown = sorted(set(names) - set(known))
        if unknown:
            raise UsageError(f"no region {', '.join(unknown)}; there are: {', '.join(known)}")
        arguments = period(opts)
        today = Clock.from_setting(self.settings["HEARINGS_NOW"]).today()
        jobs = []
        for name in names:
            crawler = process.create_crawler(name)
            try:
                spider = crawler.spidercls(**arguments)
                spider.choose_period(today)  # type: ignore[attr-defined]
            except ValueError as error:
                raise UsageError(str(error)) from None
            sources = [s for s in spider.sources if s.in_use(spider.since)]  # type: ignore[attr-defined]
            jobs.append(Job(crawler, arguments, frozenset(h for s in sources for h in s.hosts())))
        self.exitcode = crawl_all(process, jobs)


def crawl_all(process: AsyncCrawlerProcess, jobs: list[Job]) -> int:
    """Run the jobs, telling each one's end; the exit code."""
    console = Console(stderr=True)
    started = time.monotonic()
    states: list[State] = []
    readings: list[SourceReading] = []

    def ended(job: Job) -> None:
        mine = job.crawler.spider.readings if job.crawler.spider else []  # type: ignore[attr-defined]
        state, cause, detail = run_verdict(mine, job.reason)
        states.append(state)
        readings.extend(mine)
        items = sum(reading.items for reading in mine)
        why = f"  {cause}: {detail}" if cause else f"  {detail}" if detail else ""
        console.print(f"{len(states):>2}/{len(jobs)} {job.name:<18} {state:<10} {items:>5} items{why}", markup=False)

    run_lanes(process, lanes(jobs), ended)
    console.print()
    if unhealthy := troubled(readings):
        console.print(source_table(unhealthy))
    unread = len(jobs) - sum(EXIT_CODES[state] == 0 for state in states)
    console.print(
        f"{len(states)} of {len(jobs)} crawled in {time.monotonic() - started:.0f} s; not read completely: {unread}"
    )
    return int(unread > 0)


def period(opts: argparse.Namespace) -> Mapping[str, str]:
    """Spider arguments from --month or --since and --until."""
    if not opts.month:
        chosen = {"since": opts.since, "until": opts.until}
    elif opts.since or opts.until:
        raise UsageError("--month and --since/--until exclude each other")
    else:
        try:
            first = date.fromisoformat(f"{opts.month}-01")
        except ValueError:
            raise UsageError(f"--month={opts.month!r} is not a month: write it like 2026-10") from None
        # Hearings whose protocols fall due in a month were announced up to two months before.
        for _ in range(2):
            first = (first - timedelta(days=1)).replace(day=1)
        chosen = {"since": first.isoformat()}
    return {**{name: day for name, day in chosen.items() if day}, "depth": opts.depth}
