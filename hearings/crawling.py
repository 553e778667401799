"""Several crawls in one process: hosts that are shared are asked by one crawl at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from twisted.internet.error import ReactorNotRunning

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Job:
    """One crawl: `hosts` decide which crawls must wait for each other; `reason` is Scrapy's when it has ended."""

    crawler: Crawler
    arguments: Mapping[str, str] = field(default_factory=dict)
    hosts: frozenset[str] = frozenset()
    reason: str = "not started"

    @property
    def name(self) -> str:
        return str(self.crawler.spidercls.name)


def lanes(jobs: Iterable[Job]) -> list[list[Job]]:
    """Jobs that share a host, directly or through others, stand in one lane, in the order given."""
    made: list[tuple[set[str], list[tuple[int, Job]]]] = []
    for number, job in enumerate(jobs):
        hosts, lane = set(job.hosts), [(number, job)]
        apart = []
        for other_hosts, other_lane in made:
            if hosts & other_hosts:
                hosts |= other_hosts
                lane += other_lane
            else:
                apart.append((other_hosts, other_lane))
        made = [*apart, (hosts, lane)]
    ordered = [sorted(lane, key=lambda numbered: numbered[0]) for _, lane in made]
    return [[job for _, job in lane] for lane in sorted(ordered, key=lambda lane: lane[0][0])]


def run_lanes(
    process: AsyncCrawlerProcess, side_by_side: Sequence[Sequence[Job]], ended: Callable[[Job], None]
) -> None:
    """Run the lanes beside each other, the jobs of a lane one after another; returns when all have ended.

    `ended` is called after each job. An interrupt (Ctrl-C) lets the running ones end in order and starts no more.
    """
    reactor: Any = import_module("twisted.internet.reactor")  # only now is the right one installed
    interrupted = asyncio.Event()

    async def run_lane(lane: Sequence[Job]) -> None:
        for job in lane:
            if interrupted.is_set():
                return
            await run_job(process, job)
            if job.reason == "shutdown":
                interrupted.set()
            ended(job)

    async def run_all() -> None:
        try:
            await asyncio.gather(*(run_lane(lane) for lane in side_by_side))
        finally:
            with suppress(ReactorNotRunning):
                reactor.stop()

    tasks: list[asyncio.Future[None]] = []
    reactor.callWhenRunning(lambda: tasks.append(asyncio.ensure_future(run_all())))
    process.start(stop_after_crawl=False)


async def run_job(process: AsyncCrawlerProcess, job: Job) -> None:
    """Crawl and put down the reason of its end; a crawl that cannot start must not take the others along."""
    try:
        await process.crawl(job.crawler, **job.arguments)
    except Exception as error:
        logger.exception("%s could not be started", job.name)
        job.reason = f"{type(error).__name__}: {error}"
        return
    if job.crawler.stats is not None:
        job.reason = str(job.crawler.stats.get_value("finish_reason", job.reason))
