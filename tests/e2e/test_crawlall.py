"""`scrapy crawlall`: many regions in one process, one summary, one exit code."""

from tests.e2e.offline import Desk, Outcome
from tests.replica.replica import Fault
from tests.replica.server import serving


def crawl_all(desk: Desk, *arguments: str) -> Outcome:
    replica = desk.replica()
    with serving(replica) as port:
        return desk.scrapy("crawlall", *arguments, *desk.settings(port))


def test_regions_are_crawled_in_one_process_with_one_summary(desk: Desk) -> None:
    outcome = crawl_all(desk, "--regions", "kostanay,abai", "--month", "2018-01")
    assert outcome.code == 0, outcome.output
    assert "2 of 2 crawled" in outcome.output
    assert "no source of its own" in outcome.output
    assert len(desk.documents()) == 3
    with desk.store() as store:
        assert sorted(run.state for run in store.runs()) == ["healthy", "no_source"]


def test_one_region_that_fails_does_not_take_the_others_along(desk: Desk) -> None:
    desk.faults = [Fault("html_page", "eq:sko")]
    outcome = crawl_all(desk, "--regions", "north_kazakhstan,kostanay")
    assert outcome.code == 1
    assert "not_json" in outcome.output
    assert "not read completely: 1" in outcome.output
    assert len(desk.documents()) == 3
