"""How the product does on sites and texts that were written apart from it, crawled end to end, twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.strangers.__main__ import crawl, database
from tests.strangers.crawling import ROUNDS
from tests.strangers.judging import COUNTED, Judgement, expected, judge

MISSES = [
    *("not found", "wrong kind", "distractor counted", "not in the truth", "merged wrongly", "not merged"),
    *("first session day", "sessions", "posting day", "region", "form", "new version of unchanged content"),
]
# Misses that are known and not repaired, by what is missed.
KNOWN = {
    # «… сообщает: ТОО «А» <day>; ТОО «Б» <day> – проводят слушания»: the verb of both stands with the second only.
    # The days stand without a year and the page without a posting day; the year is said in a sentence of its own.
    "first session day": {"announcement Жезды Марганец", "announcement Медеу Жарық"},
    # Repeated a fortnight later in other words of the same language, with no project that could be read in either.
    # Two protocols whose object is «Тұлпар Ат Спорты» in one language and «Тулпар» in the other.
    "not merged": {"announcement Шардара Балық Өңдеу", "protocol Тұлпар Ат Спорты, хаттама"},
    # «Тіркеу сағат 16:30-дан, тыңдау сағат 17:00-ден басталды»: the first word speaks for both; «Час – 10.00» below
    # a weekday in a line of its own; an hour of connecting beside that of the hearing; hours in a list whose heading is
    # parted from the day by a sentence's end.
    "sessions": {
        "protocol Бостандық Диагностика, хаттама",
        "announcement Каргалы Агро Комбикорм",
        "announcement Қарғалы Жүн",
        "announcement Жарма Никель",
    },
    # Put on the city's own site for the region around it: a site of one region counts for that region.
    "region": {"announcement Талғар Балық"},
}


@dataclass(frozen=True)
class Outcome:
    first: dict[str, dict[str, Any]]  # how each site's crawl went
    second: dict[str, dict[str, Any]]
    judged: Judgement

    def missed(self, what: str) -> list[str]:
        known = KNOWN.get(what, set())
        return [line for line in self.judged.misses.get(what, []) if line.split(":")[0] not in known]


@pytest.fixture(scope="module", params=list(ROUNDS))
def outcome(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("strangers")
    sites = ROUNDS[request.param]
    first, second = ({run["site"]: run for run in crawl(folder, hour, sites)} for hour in (20, 21))
    return Outcome(first, second, judge(database(folder), sites))


@pytest.mark.parametrize("kind", COUNTED)
def test_what_stands_on_the_sites_is_found(outcome: Outcome, kind: str) -> None:
    score = outcome.judged.scores[kind]
    assert score.f1 >= 0.98, dict(outcome.judged.misses)
    assert score.days_right >= 0.98 * score.hits
    assert score.posted_right >= 0.98 * score.hits


@pytest.mark.parametrize("what", MISSES)
def test_nothing_is_missed_that_is_not_known(outcome: Outcome, what: str) -> None:
    assert outcome.missed(what) == []


@pytest.mark.parametrize(("what", "line"), [(what, line) for what, lines in KNOWN.items() for line in sorted(lines)])
def test_known_misses_are_still_missed(outcome: Outcome, what: str, line: str) -> None:
    """Else they are to be taken out of `KNOWN`."""
    if any(line == f"{truth.kind} {truth.name}" for site in outcome.first for truth in expected(site)):
        assert line in [miss.split(":")[0] for miss in outcome.judged.misses.get(what, [])]


def test_a_source_that_holds_nothing_at_all_is_the_only_trouble(outcome: Outcome) -> None:
    for site, run in outcome.first.items():
        for failure in run["failures"]:
            assert "at all" in failure, site


def test_a_second_crawl_asks_for_robots_and_each_list_once(outcome: Outcome) -> None:
    for site, run in outcome.second.items():
        asked = [line.split(" ", 1)[1] for line in run["asked"]]
        if all("content-manager" in url or url.endswith("/robots.txt") for url in asked):
            assert len(asked) == 3, site  # a list in each language
