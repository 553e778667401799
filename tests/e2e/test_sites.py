"""`scrapy sites`: the operator's table, and the light visit."""

import re

from tests.e2e.offline import Desk, Outcome
from tests.replica.replica import Fault
from tests.replica.server import serving


def check(desk: Desk, *regions: str) -> Outcome:
    replica = desk.replica()
    with serving(replica) as port:
        outcome = desk.scrapy("sites", "--check", *regions, *desk.settings(port))
    outcome.asked = [asked.url for asked in replica.asked]
    return outcome


def test_the_table_says_what_is_confirmed_and_when_it_was_read_well(crawled: Desk) -> None:
    outcome = crawled.scrapy("sites", "kostanay", "abai", "south_kazakhstan")
    assert outcome.code == 0, outcome.output
    rows = {line.split()[0]: line for line in outcome.output.splitlines() if "│" in line}
    assert "2018-01-31" in rows["kostanay"]
    assert "healthy" in rows["kostanay"]
    assert "national portal" in rows["abai"]
    assert "not confirmed" in rows["south_kazakhstan"]
    assert "never" in rows["south_kazakhstan"]
    assert "belong to Turkistan" in outcome.output


def test_a_narrow_terminal_breaks_no_name_of_a_source(crawled: Desk) -> None:
    crawled.environment = {"COLUMNS": "80"}
    outcome = crawled.scrapy("sites", "kostanay", "south_kazakhstan")
    for name in ("kostanay", "south_kazakhstan", "kostanai-tabigi-resurstar", "not confirmed", "2018-01-31"):
        assert re.search(rf"(^| ){name}( |$)", outcome.output, re.MULTILINE), outcome.output


def test_a_check_visits_lightly_and_stores_nothing(crawled: Desk) -> None:
    before = [run.uid for run in crawled.store().runs()]
    outcome = check(crawled, "kostanay")
    assert outcome.code == 0, outcome.output
    assert "Nothing was stored" in outcome.output
    assert not [url for url in outcome.asked if "/uploads/" in url]
    assert [run.uid for run in crawled.store().runs()] == before
    assert len(crawled.documents()) == 3


def test_a_check_tells_what_does_not_fit(crawled: Desk) -> None:
    crawled.faults = [Fault("not_allowed", r"content-manager/documents\?")]
    outcome = check(crawled, "kostanay")
    assert outcome.code == 1
    assert "gated" in outcome.output


def test_an_unknown_region_is_answered_with_those_there_are(crawled: Desk) -> None:
    outcome = crawled.scrapy("sites", "atlantis")
    assert outcome.code == 2
    assert "there are: abai" in outcome.output
