"""January 2018 as a table of cases: how many of which kind in which region is data, in `january_2018.toml`.

The table says what happened, hearing by hearing kind; what follows from it (which announcement is late, which
protocol is missing) is for the product to find out.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from tests.replica.files import Lines
from tests.replica.notices import ZONE, posts_of
from tests.replica.posts import Case, Meeting, Post
from tests.replica.words import OTHER_POSTS

TABLE = Path(__file__).with_name("january_2018.toml")
HOURS = [time(10), time(11), time(11, 30), time(15), time(16)]
LANGUAGES = ["kk", "ru", "both", "lists", "twins"]
SHAPES = ["page", "docx", "page", "pdf"]
DAYS_OFF = {date(2017, 12, 16), date(2017, 12, 18), date(2017, 12, 19), date(2018, 1, 1), date(2018, 1, 2)}


def regions() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(TABLE.read_text("utf-8"))["region"]
    return found


def cases(region: dict[str, Any]) -> list[Case]:
    """The cases of one region; the same for every call."""
    made = [case for kind, amount in region["cases"].items() for case in _KINDS[kind](region, amount)]
    for number, case in enumerate(made, region.get("start", 0)):
        case.number = number
        # A page of links holds files in one language and nothing else.
        only_files = region["source"].startswith("almaty_page:")
        case.languages = "ru" if only_files else LANGUAGES[number % len(LANGUAGES)]
        case.shape = "pdf" if only_files else SHAPES[number % len(SHAPES)]
        if case.meeting:
            case.meeting = Meeting(case.meeting.day, HOURS[number % len(HOURS)])
    return made


def other_posts(sources: Iterable[str], ids: count[int]) -> Iterator[Post]:
    """What stands on every source beside hearings, from well before the first read."""
    for source in sources:
        for number in range(8):
            (kk_title, kk_text), (ru_title, ru_text) = OTHER_POSTS[number % len(OTHER_POSTS)]
            day = datetime(2017, 9, 4, 10, tzinfo=ZONE) + timedelta(days=19 * number)
            texts: dict[str, Lines] = {"kk": [kk_text], "ru": [ru_text]}
            yield Post(source, next(ids), {"kk": kk_title, "ru": ru_title}, texts, day, day)


def january_posts(codes: list[str] | None = None) -> list[Post]:
    """Everything that stands on the sites of the regions named (all by default)."""
    posts: list[Post] = []
    ids = count(410_001)
    for region in regions():
        if codes is None or region["code"] in codes:
            posts += [post for case in cases(region) for post in posts_of(case, ids)]
    elsewhere: list[str] = tomllib.loads(TABLE.read_text("utf-8"))["other_sources"]
    sources = dict.fromkeys([*(post.source for post in posts), *elsewhere])
    entities = [source for source in sources if source.startswith("govkz:")]
    return [*posts, *other_posts(entities, count(400_001))]


def working_day(day: date, further: int) -> date:
    """The working day so many working days after a day."""
    while further:
        day += timedelta(days=1)
        further -= day.weekday() < 5 and day not in DAYS_OFF
    return day


def _case(region: dict[str, Any], **what: Any) -> Case:
    return Case(region=region["code"], source=region["source"], number=0, **what)


def _announced_in_time(region: dict[str, Any], amount: int) -> Iterator[Case]:
    """Announced in January, at least twenty days ahead; nothing falls due in January."""
    for number in range(amount):
        day = date(2018, 1, 3) + timedelta(days=number * 3 % 27)
        yield _case(region, announced=day, meeting=Meeting(working_day(day + timedelta(days=20 + number % 9), 1)))


def _announced_on_the_last_day(region: dict[str, Any], amount: int) -> Iterator[Case]:
    """Announced in January exactly twenty days ahead."""
    for number in range(amount):
        day = date(2018, 1, 4) + timedelta(days=7 * (number % 4))
        yield _case(region, announced=day, meeting=Meeting(day + timedelta(days=20)))


def _announced_late(region: dict[str, Any], amount: int) -> Iterator[Case]:
    """Announced in January, fewer than twenty days ahead."""
    for number in range(amount):
        day = date(2018, 1, 10) + timedelta(days=2 * number % 18)
        yield _case(region, announced=day, meeting=Meeting(working_day(date(2018, 1, 24), 1 + number % 3)))


def _survey_without_time(region: dict[str, Any], amount: int) -> Iterator[Case]:
    for number in range(amount):
        yield _case(region, form="survey", announced=date(2018, 1, 5) + timedelta(days=number * 2 % 25))


def _survey_with_time(region: dict[str, Any], amount: int) -> Iterator[Case]:
    for number in range(amount):
        day = date(2018, 1, 8) + timedelta(days=number * 3 % 20)
        first = Meeting(working_day(date(2018, 2, 1), 1 + number % 5))
        yield _case(region, form="survey", announced=day, meeting=first, until=first.day + timedelta(days=14))


def _announced_without_day(region: dict[str, Any], amount: int) -> Iterator[Case]:
    """Appeared in January on a source that shows no day of posting."""
    for number in range(amount):
        day = date(2018, 1, 9) + timedelta(days=number * 5 % 20)
        yield _case(
            region, announced=day, undated=frozenset({"announcement"}), meeting=Meeting(working_day(day, 20 + number))
        )


def _protocol_in_time(region: dict[str, Any], amount: int) -> Iterator[Case]:
    """Held around the turn of the year, the protocol posted in January within seven working days."""
    for number in range(amount):
        day = working_day(date(2017, 12, 26), number % 14)
        posted = max(working_day(day, 3 + number % 5), date(2018, 1, 3))
        yield _case(region, announced=day - timedelta(days=24 + number % 8), meeting=Meeting(day), protocolled=posted)


def _protocol_alone(region: dict[str, Any], amount: int) -> Iterator[Case]:
    """As in time, but no announcement is on the site."""
    for case in _protocol_in_time(region, amount):
        case.announced = None
        yield case


def _protocol_late(region: dict[str, Any], amount: int) -> Iterator[Case]:
    for number in range(amount):
        day = working_day(date(2017, 12, 20), number % 8)
        announced = day - timedelta(days=25 + number % 5)
        yield _case(region, announced=announced, meeting=Meeting(day), protocolled=working_day(day, 9 + number % 4))


def _protocol_without_day(region: dict[str, Any], amount: int) -> Iterator[Case]:
    for case in _protocol_in_time(region, amount):
        case.undated = frozenset({"protocol"})
        yield case


def _protocol_before_the_watch(region: dict[str, Any], amount: int) -> Iterator[Case]:
    """On a page without days since long before the first read."""
    for number in range(amount):
        day = working_day(date(2017, 10, 2), number)
        yield _case(region, meeting=Meeting(day), protocolled=working_day(day, 5), undated=frozenset({"protocol"}))


def _protocol_missing(region: dict[str, Any], amount: int) -> Iterator[Case]:
    """Held in January, and nothing was posted when it fell due."""
    for number in range(amount):
        day = working_day(date(2018, 1, 8), number % 6)
        yield _case(region, announced=day - timedelta(days=26 + number % 6), meeting=Meeting(day))


_KINDS = {
    "announced_in_time": _announced_in_time,
    "announced_on_the_last_day": _announced_on_the_last_day,
    "announced_late": _announced_late,
    "survey_without_time": _survey_without_time,
    "survey_with_time": _survey_with_time,
    "announced_without_day": _announced_without_day,
    "protocol_in_time": _protocol_in_time,
    "protocol_alone": _protocol_alone,
    "protocol_late": _protocol_late,
    "protocol_without_day": _protocol_without_day,
    "protocol_before_the_watch": _protocol_before_the_watch,
    "protocol_missing": _protocol_missing,
}
