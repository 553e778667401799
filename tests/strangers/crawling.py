"""Crawl every fixture with the product's own spiders and settings, one after another in one process.

`python -m tests.strangers.crawling DATABASE ARCHIVE HOUR SITE ...` prints one JSON line per crawl.
"""

from __future__ import annotations

import json
import sys
import time

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from hearings.crawling import Job, run_lanes
from hearings.health import run_verdict
from tests.strangers.web import FOLDER, site

# Each round was written by others, who had seen neither the product nor earlier rounds; its sites are a web apart.
ROUNDS = {
    folder.name: sorted(f"{folder.name}/{path.stem}" for path in folder.glob("*.toml"))
    for folder in sorted(FOLDER.iterdir())
}


def settings_of(name: str, database: str, archive: str, hour: int) -> Settings:
    settings = get_project_settings()
    settings.update(
        {
            "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "tests.strangers.handler.StrangersHandler"),
            "STRANGERS": name,
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": False,
            "RETRY_TIMES": 1,
            "LOG_LEVEL": "ERROR",
            "HEARINGS_DATABASE_URL": database,
            "HEARINGS_ARCHIVE": archive,
            "HEARINGS_NOW": site(name)["now"].replace("T20:", f"T{hour}:"),
        },
        priority="cmdline",
    )
    return settings


def main(database: str, archive: str, hour: str, *names: str) -> None:
    quiet = get_project_settings()
    quiet.set("LOG_LEVEL", "ERROR", priority="cmdline")
    process = AsyncCrawlerProcess(quiet)
    loader = process.spider_loader
    jobs = []
    for name in names:
        data = site(name)
        settings = settings_of(name, database, archive, int(hour))
        crawler = process.create_crawler(loader.load(data["region"]))
        crawler.settings.frozen = False
        crawler.settings.update(settings.copy_to_dict(), priority="cmdline")
        jobs.append(Job(crawler, {"since": data["since"], "until": data["until"]}))
    started = time.monotonic()

    def ended(job: Job) -> None:
        nonlocal started
        name = job.crawler.settings["STRANGERS"]
        spider = job.crawler.spider
        state, cause, detail = run_verdict(getattr(spider, "readings", []), job.reason)
        asked = job.crawler.stats.get_value("strangers/asked", []) if job.crawler.stats else []
        failures = [f"{f.url}: {f.detail}" for r in getattr(spider, "readings", []) for f in r.failures]
        told = {"site": name, "state": str(state), "cause": str(cause), "detail": detail, "asked": asked}
        sys.stdout.write(
            json.dumps(
                {**told, "failures": failures, "seconds": round(time.monotonic() - started, 1)}, ensure_ascii=False
            )
            + "\n"
        )
        started = time.monotonic()

    run_lanes(process, [jobs], ended)


if __name__ == "__main__":
    main(*sys.argv[1:])
