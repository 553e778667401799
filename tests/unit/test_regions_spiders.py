"""The region files and the table of regions and sources hold together."""

import csv
from datetime import date
from importlib import import_module, resources
from inspect import getsource

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from hearings.health import Cause, State, run_verdict
from spiders.region import RegionSpider
from tests.replica.answers import Answer
from tests.unit.crawled import crawl

with resources.files("hearings").joinpath("data/regions.csv").open(encoding="utf-8") as table:
    REGIONS = [row["code"] for row in csv.DictReader(table)]
NAMES = [*REGIONS, "national"]
WITHOUT_SOURCE = {"abai", "zhetisu", "ulytau"}


def spider(name: str) -> type[RegionSpider]:
    loader = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["spiders"]}))
    found = loader.load(name)
    assert issubclass(found, RegionSpider)
    return found


def test_there_is_one_spider_for_each_region_and_one_for_the_portal() -> None:
    loader = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["spiders"]}))
    assert not set(loader.list()) - set(NAMES), "each region needs a row in hearings/data/regions.csv"
    assert not set(NAMES) - set(loader.list()), "each row of the table needs a file: scrapy newregion CODE"


@pytest.mark.parametrize("name", NAMES)
def test_a_region_file_is_short_and_states_its_sources(name: str) -> None:
    module = import_module(f"spiders.{name}")
    lines = getsource(module).splitlines()
    assert 10 <= len(lines) <= 25
    assert module.__doc__
    assert spider(name).__module__ == module.__name__
    assert bool(spider(name).sources) is (name not in WITHOUT_SOURCE)


def test_a_source_has_one_key_in_all_regions_that_share_it() -> None:
    keys = {name: [source.key for source in spider(name).sources] for name in NAMES}
    assert keys["turkistan"] == keys["south_kazakhstan"] == ["govkz:ontustik"]
    assert keys["aktobe"] == ["drupal_page:tabigat.aktobe.gov.kz/kk/obshchestvennyye-slushaniya", "govkz:aktobe"]
    for name, own in keys.items():
        assert len(own) == len(set(own)), name


@pytest.mark.parametrize(
    ("name", "since", "platforms"),
    [
        ("aktobe", date(2018, 1, 1), ["drupal_page", "govkz"]),
        ("aktobe", date(2021, 1, 1), ["govkz"]),
        ("almaty", date(2018, 1, 1), ["almaty_page", "govkz", "govkz"]),
        ("almaty", date(2019, 1, 1), ["govkz", "govkz"]),
        ("astana", date(2021, 12, 31), ["ecokarta", "govkz"]),
        ("astana", date(2022, 1, 1), ["govkz"]),
        ("east_kazakhstan", date(2018, 12, 31), ["joomla", "govkz"]),
        ("south_kazakhstan", date(2018, 7, 1), []),
        ("national", date(2026, 1, 1), ["ndbecology"]),
    ],
)
def test_the_last_day_of_use_ends_the_crawling_of_a_source(name: str, since: date, platforms: list[str]) -> None:
    assert [source.platform for source in spider(name).sources if source.in_use(since)] == platforms


def test_sources_that_are_not_certain_say_so() -> None:
    unsure = {name for name in NAMES for source in spider(name).sources if not source.confirmed}
    assert unsure == {"almaty_region", "east_kazakhstan", "south_kazakhstan"}


@pytest.mark.parametrize("name", NAMES)
def test_attachments_may_come_from_every_host_of_a_source(name: str) -> None:
    for source in spider(name).sources:
        assert all(host and "/" not in host and host == host.lower() for host in source.hosts())


ANSWERS = {
    "nothing": Answer(b""),
    "absent": Answer(b"<html><body>404 Not Found</body></html>", 404),
    "a page": Answer(b"<html><body><h1>Akimat</h1><p>News</p></body></html>"),
    "an empty object": Answer(b"{}", headers={"Content-Type": "application/json"}),
    "a list of no records": Answer(b"[null, 1, []]", headers={"Content-Type": "application/json"}),
}


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("name", NAMES)
def test_every_spider_starts_and_says_why_it_read_nothing(name: str, answer: str) -> None:
    crawled = crawl(lambda _: ANSWERS[answer], *spider(name).sources, name=name, settings={"HEARINGS_ABSENT_IDS": 2})
    assert len(crawled.readings) == len(spider(name).sources)
    assert bool(crawled.asked) is bool(crawled.readings)
    assert not crawled.items
    for reading in crawled.readings:
        state, cause, detail = reading.verdict()
        assert state in (State.BROKEN, State.PARTIAL)
        assert cause not in ("", Cause.INTERNAL), detail
        assert detail
    if not crawled.readings:
        assert run_verdict([], "finished")[0] is State.NO_SOURCE
