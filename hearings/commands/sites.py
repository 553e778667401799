"""`scrapy sites`: every source, how sure its address is, when it was last read well, and what was said last."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from typing import Any, cast

from rich.console import Console
from rich.table import Table
from scrapy.commands import ScrapyCommand
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import UsageError

from hearings.clock import Clock, local_day
from hearings.crawling import Job, lanes, run_lanes
from hearings.health import State
from hearings.progress import source_table
from hearings.store import SourceRunRow, StoreError, open_store


class Command(ScrapyCommand):
    """Exit code: 0; with --check 1 where a source does not fit; 2 wrong usage."""

    requires_project = True
    default_settings = {"LOG_LEVEL": "ERROR"}  # noqa: RUF012  # as Scrapy declares it

    def syntax(self) -> str:
        return "[options] [REGION ...]"

    def short_desc(self) -> str:
        return "Table of all sources and how they were read last; --check visits them lightly"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--check", action="store_true", help="ask each source for its newest page; store nothing")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        process = cast("AsyncCrawlerProcess", self.crawler_process)
        known = sorted(process.spider_loader.list())
        unknown = sorted(set(args) - set(known))
        if unknown:
            raise UsageError(f"no region {', '.join(unknown)}; there are: {', '.join(known)}")
        names = args or known
        console = output()
        if opts.check:
            self.exitcode = check(process, names, console)
            return
        try:
            with open_store(self.settings["HEARINGS_DATABASE_URL"]) as store:
                runs = store.source_runs()
        except StoreError as error:
            console.print(f"The table is without history: {error}", markup=False)
            runs = []
        spiders: list[Any] = [process.spider_loader.load(name) for name in names]
        console.print(sites_table(spiders, runs, narrow=console.width < FULL_WIDTH))
        noted = [(spider.name, source) for spider in spiders for source in spider.sources if source.note]
        if noted:
            console.print()
        for region, source in noted:
            console.print(f"{region}, {source.key}: {source.note}", markup=False, highlight=False)


COLUMNS = ("Region", "Platform", "Address", "Address is", "Used until", "Last good read", "Last verdict")
FULL_WIDTH = 120  # columns of a terminal that hold the table with an address in one or two lines


def output() -> Console:
    """Standard output; a file or a pipe has no width, so that no line needs to be broken for it."""
    console = Console()
    return console if console.is_terminal or "COLUMNS" in os.environ else Console(width=180)


def sites_table(spiders: Iterable[Any], runs: Iterable[SourceRunRow], *, narrow: bool = False) -> Table:
    """One row per source; `runs` in order of time. A narrow table holds the same in four columns instead of seven."""
    last: dict[str, SourceRunRow] = {}
    good: dict[str, SourceRunRow] = {}
    for run in runs:
        last[run.source] = run
        if run.state == State.HEALTHY:
            good[run.source] = run
    table = Table(show_edge=False, pad_edge=False, show_lines=narrow, header_style="bold")
    for columns in _together(COLUMNS, narrow):
        fixed = columns in ("Region", "Platform", "Last good read")
        table.add_column(columns, overflow="fold", no_wrap=fixed, min_width=28 if columns.endswith("Address") else None)
    for spider in spiders:
        if not spider.sources:
            none = (spider.name, "–", "none of its own: served by the national portal", "", "", "", "")
            table.add_row(*_together(none, narrow))
        for source in spider.sources:
            latest = last.get(source.key)
            read_well = good.get(source.key)
            told = (
                spider.name,
                source.platform,
                source.address,
                "confirmed" if source.confirmed else "[yellow]not confirmed[/]",
                source.until.isoformat() if source.until else "",
                local_day(read_well.started_at).isoformat() if read_well else "never",
                _verdict(latest) if latest else "not read yet",
            )
            table.add_row(*_together(told, narrow))
    return table


def _together(cells: tuple[str, ...], narrow: bool) -> tuple[str, ...]:
    """In a narrow table two neighbours stand one below the other."""
    if not narrow:
        return cells
    return (cells[0], *("\n".join(filter(None, cells[at : at + 2])) for at in (1, 3, 5)))


def _verdict(run: SourceRunRow) -> str:
    cause = f": {run.cause}" if run.cause else ""
    return f"{run.state}{cause} ({local_day(run.started_at).isoformat()})"


def check(process: AsyncCrawlerProcess, names: list[str], console: Console) -> int:
    """Visit each source as a crawl of today alone would, without archive, pipelines or database."""
    assert process.settings is not None
    settings = process.settings.copy()
    settings.setdict({"ITEM_PIPELINES": {}, "EXTENSIONS": {"hearings.logs.MaskedLogs": 0}}, priority="cmdline")
    today = Clock.from_setting(settings["HEARINGS_NOW"]).today().isoformat()
    jobs = []
    for name in names:
        spidercls = process.spider_loader.load(name)
        hosts = frozenset(h for source in spidercls.sources for h in source.hosts())  # type: ignore[attr-defined]
        crawler = type(process.create_crawler(name))(spidercls, settings)
        jobs.append(Job(crawler, {"since": today, "until": today}, hosts))
    readings: list[Any] = []
    with console.status("") as status:

        def ended(job: Job) -> None:
            readings.extend(getattr(job.crawler.spider, "readings", []))
            status.update(f"{job.name} visited")

        run_lanes(process, lanes(jobs), ended)
    console.print(source_table(readings))
    console.print("Nothing was stored.")
    return int(any(reading.verdict()[0] is not State.HEALTHY for reading in readings))
