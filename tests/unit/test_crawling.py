from types import SimpleNamespace
from typing import cast

from scrapy.crawler import Crawler

from hearings.crawling import Job, lanes


def job(name: str, *hosts: str) -> Job:
    return Job(cast("Crawler", SimpleNamespace(spidercls=SimpleNamespace(name=name))), hosts=frozenset(hosts))


def names(jobs: list[Job]) -> list[list[str]]:
    return [[j.name for j in lane] for lane in lanes(jobs)]


def test_crawls_that_share_a_host_wait_for_each_other() -> None:
    assert names([job("aktobe", "gov.kz"), job("national", "ndb.kz"), job("atyrau", "gov.kz")]) == [
        ["aktobe", "atyrau"],
        ["national"],
    ]


def test_a_crawl_that_joins_two_hosts_joins_their_lanes() -> None:
    jobs = [job("a", "x"), job("b", "y"), job("c", "x", "y"), job("d", "z")]
    assert names(jobs) == [["a", "b", "c"], ["d"]]


def test_a_region_without_sources_waits_for_nobody() -> None:
    assert names([job("abai"), job("aktobe", "gov.kz")]) == [["abai"], ["aktobe"]]
