"""`scrapy replay PATH [REGION ...]`: the spiders read again what an archive holds, without the network."""

from __future__ import annotations

import argparse
from typing import cast

from rich.console import Console
from scrapy.commands import BaseRunSpiderCommand
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import UsageError

from hearings.archive import Archive, ArchiveError, ReadOfArchive
from hearings.crawling import Job, run_lanes
from hearings.health import run_verdict
from hearings.progress import source_table, troubled
from hearings.replay import Replay, regions_of


class Command(BaseRunSpiderCommand):
    """Exit code: 0 replayed, 1 nothing could be replayed or a read broke off, 2 wrong usage."""

    requires_project = True
    default_settings = {"LOG_LEVEL": "ERROR"}  # noqa: RUF012  # as Scrapy declares it

    def syntax(self) -> str:
        return "[options] PATH [REGION ...]"

    def short_desc(self) -> str:
        return "Run the spiders against an archive (folder or WARC file) instead of the network"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        period = "default: what the archived run was asked for"
        parser.add_argument("--since", metavar="DAY", default="", help=f"first day of posting (ISO); {period}")
        parser.add_argument("--until", metavar="DAY", default="", help=f"last day of posting (ISO); {period}")
        parser.add_argument("--database", metavar="URL", default="", help="database to write to")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        if opts.database:
            self.settings.set("HEARINGS_DATABASE_URL", opts.database, priority="cmdline")
        chosen = {"since": opts.since, "until": opts.until}
        opts.spargs = {**{name: day for name, day in chosen.items() if day}, **opts.spargs}

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            raise UsageError("name the archive: a folder, or a .warc or .warc.gz file")
        path, *asked = args
        self.exitcode = replay_archive(cast("AsyncCrawlerProcess", self.crawler_process), path, asked, opts.spargs)


def replay_archive(process: AsyncCrawlerProcess, path: str, asked: list[str], arguments: dict[str, str]) -> int:
    """Replay the reads of an archive, oldest first, for the asked regions (default: all); the exit code."""
    known = sorted(process.spider_loader.list())
    unknown = sorted(set(asked) - set(known))
    if unknown:
        raise UsageError(f"no region {', '.join(unknown)}; there are: {', '.join(known)}")
    console = Console(stderr=True)
    try:
        archive = Archive(path)
        jobs = [
            _job(process, replay, arguments)
            for read in archive.reads()
            for replay in _replays(archive, read, asked, process, console)
        ]
    except ArchiveError as error:
        console.print(f"Nothing was replayed: {error}", markup=False)
        return 1
    except ValueError as error:
        raise UsageError(str(error)) from None
    if jobs:
        run_lanes(process, [jobs], lambda job: _tell(job, jobs, console))
    for problem in archive.problems:
        console.print(f"Could not be read: {problem}", markup=False)
    return _sum_up(jobs, path, asked, console)


def _replays(
    archive: Archive, read: ReadOfArchive, asked: list[str], process: AsyncCrawlerProcess, console: Console
) -> list[Replay]:
    """For which regions a read is replayed; what is left out is told."""
    loader = process.spider_loader
    if not read.region:
        names = asked or regions_of(read, [loader.load(name) for name in sorted(loader.list())])
        if not names:
            console.print(f"{read.id}: skipped: no region has a source among its hosts", markup=False)
    else:
        names = [read.region] if not asked or read.region in asked else []
        if names and read.region not in loader.list():
            console.print(f"{read.id}: skipped: there is no spider {read.region!r} any more", markup=False)
            names = []
    return [Replay(archive, read, name) for name in names]


def _job(process: AsyncCrawlerProcess, replay: Replay, arguments: dict[str, str]) -> Job:
    """A crawl of the replay's region; raises ValueError where the arguments do not suit the spider."""
    crawler = Crawler(process.spider_loader.load(replay.region), replay.settings(process.settings))
    told = {**replay.arguments(), **arguments}
    crawler.spidercls(**told)
    return Job(crawler, told)


def _tell(job: Job, jobs: list[Job], console: Console) -> None:
    """One line at the end of each read."""
    replay: Replay = job.crawler.settings["HEARINGS_REPLAY"]
    readings = getattr(job.crawler.spider, "readings", [])
    state, cause, detail = run_verdict(readings, job.reason)
    items = sum(reading.items for reading in readings)
    missing = f", {len(replay.missing)} not in the archive" if replay.missing else ""
    why = f"  {cause}: {detail}" if cause else ""
    console.print(
        f"{jobs.index(job) + 1:>2}/{len(jobs)} {replay.read.started_at:%Y-%m-%d %H:%M} UTC {job.name:<18} {state:<10}"
        f" {replay.served} answers{missing}, {items} items{why}",
        markup=False,
        soft_wrap=True,
    )


def _sum_up(jobs: list[Job], path: str, asked: list[str], console: Console) -> int:
    """Tables and last words; the exit code."""
    readings = [reading for job in jobs for reading in getattr(job.crawler.spider, "readings", [])]
    if unread := troubled(readings):
        console.print(source_table(unread))
    served = sum(job.crawler.settings["HEARINGS_REPLAY"].served for job in jobs)
    if not served:
        of = f" of {', '.join(asked)}" if asked else ""
        console.print(f"Nothing was replayed: {path} holds no answers{of} that a spider asks for.", markup=False)
        return 1
    ended = [job for job in jobs if job.reason == "finished"]
    sources = f"{len(readings) - len(unread)} of {len(readings)} sources read completely"
    console.print(f"{len(ended)} of {len(jobs)} reads replayed, {served} answers; {sources}.", markup=False)
    return int(len(ended) < len(jobs))
