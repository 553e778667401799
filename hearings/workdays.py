"""Working days of Kazakhstan, from 2015 on, with the reasons of the days off.

Sources: the `holidays` package (law on holidays, Labour Code, government orders that move days off up to 2025), what
`data/calendar.toml` adds, and an operator's file of overrides, because orders appear three weeks ahead. The table is
made once; nothing here asks for today's date.

The file of overrides is TOML, one entry a day:

    [[day]]
    day = 2027-03-09
    work = "off"          # or "on": a Saturday that is worked
    act = "Order of the Minister of Labour of 12 February 2027 No. 40"

An override wins over the law and is listed in `WorkCalendar.overrides`. A day off set beside an estimated Kurban-ait
(within the days that the estimate may be wrong) states its real day, and the estimate is dropped.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import holidays

ONE_DAY = timedelta(days=1)
KURBAN_AIT = "eid-al-adha"


class CalendarError(ValueError):
    """The overrides cannot be used; the message names the file and the entry."""


class OutsideCalendarError(ValueError):
    """A day before the first or after the last year of the table."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day off inside a counted term, and why it is one.

    `code`: "weekend"; "holiday"; "observed" (instead of a holiday that fell on a weekend); "moved" (day off
    in exchange for `worked`, by an order of the government); "override" (by the operator's file). `holiday` is the
    English name in small letters with hyphens («new-years-day», «nowruz-holiday», «eid-al-adha»).
    """

    day: date
    code: Literal["weekend", "holiday", "observed", "moved", "override"]
    holiday: str = ""
    estimated: bool = False
    worked: date | None = None
    act: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a term, with the days that were counted and those that were skipped on the way.

    `uncertain`: an estimated holiday may still move, and the last day with it.
    """

    day: date
    counted: tuple[date, ...]
    skipped: tuple[Skipped, ...]
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """The working days of a stretch of time, and its days off."""

    counted: tuple[date, ...]
    skipped: tuple[Skipped, ...]
    uncertain: bool = False

    @property
    def count(self) -> int:
        """The number of working days."""
        return len(self.counted)


@dataclass(frozen=True, slots=True)
class Override:
    """A day set by the operator. `contradicts`: the law alone would have it otherwise."""

    day: date
    working: bool
    act: str
    contradicts: bool = False


DaysOff = Mapping[date, Skipped]


class WorkCalendar:
    """The table of working days. `overrides` is the path of the operator's file, if there is one."""

    def __init__(self, overrides: Path | None = None) -> None:
        law = _days_off_by_law()
        given = _read_overrides(overrides) if overrides else ()
        self.overrides = tuple(replace(one, contradicts=one.working == (one.day in law)) for one in given)
        settled = {one.day for one in self.overrides if not one.working}
        self._estimates = tuple(day for day in _estimates(law) if not settled.intersection(_window(day)))
        dropped = set(_estimates(law)).difference(self._estimates)
        weekends = {day: Skipped(day, "weekend") for day in dropped if _is_weekend(day)}
        rest = {day: off for day, off in law.items() if day not in dropped}
        self._off: DaysOff = self._with_overrides(rest | weekends)

    def is_working(self, day: date) -> bool:
        """Whether the day is worked; an estimated holiday counts as a day off."""
        _check(day)
        return day not in self._off

    def why_off(self, day: date) -> Skipped | None:
        """The reason of a day off; None for a working day."""
        _check(day)
        return self._off.get(day)

    def between(self, start: date, end: date) -> Span:
        """The working days from `start` to `end`, both included; none where `end` comes first."""

        def count(off: DaysOff) -> Span:
            days = tuple(_days(start, end))
            return Span(tuple(day for day in days if day not in off), tuple(off[day] for day in days if day in off))

        _check(start)
        _check(end)
        span = count(self._off)
        return replace(span, uncertain=self._differs(start, end, span.count, lambda off: count(off).count))

    def due(self, after: date, working_days: int) -> Due:
        """The last of so many working days, counted from the day after `after`."""
        if working_days < 1:
            raise ValueError(f"a term of {working_days} working days")

        def count(off: DaysOff) -> Due:
            counted: list[date] = []
            skipped: list[Skipped] = []
            day = after
            while len(counted) < working_days:
                day += ONE_DAY
                _check(day)
                if day in off:
                    skipped.append(off[day])
                else:
                    counted.append(day)
            return Due(day, tuple(counted), tuple(skipped))

        _check(after)
        return self._settled(after, count)

    def roll(self, day: date) -> Due:
        """The day itself if it is worked, else the next working day."""
        return self._settled(day, lambda off: _rolled(day, off))

    def add_calendar(self, after: date, days: int) -> Due:
        """The last of so many calendar days, counted from the day after `after`, rolled to the next working day.

        All calendar days of the term are `counted`; `skipped` are those over which its end was rolled.
        """
        if days < 1:
            raise ValueError(f"a term of {days} calendar days")
        last = after + days * ONE_DAY
        term = tuple(_days(after + ONE_DAY, last))
        return replace(self.roll(last), counted=term)

    def is_uncertain(self, day: date) -> bool:
        """Whether an estimated holiday may fall on the day, or move away from it."""
        return any(day in _window(estimate) for estimate in self._estimates) and not _is_weekend(day)

    def _settled(self, start: date, count: Callable[[DaysOff], Due]) -> Due:
        due = count(self._off)
        return replace(due, uncertain=self._differs(start, due.day, due.day, lambda off: count(off).day))

    def _differs(self, start: date, end: date, answer: object, count: Callable[[DaysOff], object]) -> bool:
        """Whether the answer would be another if an estimated holiday near the days looked at fell differently."""
        return any(
            count(self._moved(estimate, actual)) != answer
            for estimate in self._estimates
            if start - _may_move_by() <= estimate <= end + _may_move_by()
            for actual in _window(estimate)
        )

    def _moved(self, estimate: date, actual: date) -> DaysOff:
        """The days off if the feast that is estimated for one day fell on another."""
        off = dict(self._off)
        feast = off.pop(estimate, None)
        if _is_weekend(estimate):
            off[estimate] = Skipped(estimate, "weekend")
        if actual not in off:
            off[actual] = (
                replace(feast, day=actual) if feast else Skipped(actual, "holiday", KURBAN_AIT, estimated=True)
            )
        return self._with_overrides(off)

    def _with_overrides(self, off: Mapping[date, Skipped]) -> DaysOff:
        table = dict(off)
        for one in self.overrides:
            if one.working:
                table.pop(one.day, None)
            else:
                table[one.day] = Skipped(one.day, "override", act=one.act)
        return table


def _rolled(day: date, off: DaysOff) -> Due:
    skipped: list[Skipped] = []
    _check(day)
    while day in off:
        skipped.append(off[day])
        day += ONE_DAY
        _check(day)
    return Due(day, (day,), tuple(skipped))


def _days(start: date, end: date) -> Iterator[date]:
    return (start + number * ONE_DAY for number in range((end - start).days + 1))


def _is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def _check(day: date) -> None:
    first, last = _settings()["first_year"], _settings()["last_year"]
    if not first <= day.year <= last:
        raise OutsideCalendarError(f"{day} is outside the table of working days ({first} to {last})")


# ------------------------------------------------------------------ what the law says


@cache
def _settings() -> dict[str, Any]:
    return tomllib.loads(resources.files("hearings").joinpath("data/calendar.toml").read_text("utf-8"))


def _may_move_by() -> timedelta:
    return int(_settings()["kurban_ait"]["may_move_by"]) * ONE_DAY


def _window(estimate: date) -> tuple[date, ...]:
    """The days on which an estimated feast may fall."""
    return tuple(_days(estimate - _may_move_by(), estimate + _may_move_by()))


def _estimates(law: DaysOff) -> tuple[date, ...]:
    return tuple(day for day, off in law.items() if off.estimated)


@cache
def _days_off_by_law() -> DaysOff:
    first, last = _settings()["first_year"], _settings()["last_year"]
    package = holidays.country_holidays("KZ", years=range(first, last + 1), language="en_US")
    off: dict[date, Skipped] = {}
    for day in _days(date(first, 1, 1), date(last, 12, 31)):
        if name := package.get(day):
            off[day] = _named(day, name)
        elif not package.is_working_day(day):
            off[day] = Skipped(day, "weekend")
    return off


_MOVED = re.compile(r"substituted from (\d\d)/(\d\d)/(\d{4})")
_NOT_IN_ID = re.compile("[^a-z0-9]+")


def _named(day: date, name: str) -> Skipped:
    """The reason behind a name of the package: «Victory Day (observed)», «Day off (substituted from 03/03/2018)»."""
    name = name.split(";")[0]
    if moved := _MOVED.search(name):
        month, day_of_month, year = map(int, moved.groups())
        return Skipped(day, "moved", worked=date(year, month, day_of_month))
    title, _, remark = name.partition(" (")
    estimated = "estimated" in remark and day not in _settings()["kurban_ait"]["confirmed"]
    identity = _NOT_IN_ID.sub("-", title.lower().replace("'", "")).strip("-")
    return Skipped(day, "observed" if "observed" in remark else "holiday", identity, estimated)


# ------------------------------------------------------------------ what the operator adds

_ENTRY = re.compile(r"^[ \t]*\[\[[ \t]*day[ \t]*\]\]", re.MULTILINE)
_WORK = {"on": True, "off": False}


def _read_overrides(path: Path) -> tuple[Override, ...]:
    try:
        text = path.read_text("utf-8-sig")
        content = tomllib.loads(text)
    except OSError as error:
        raise CalendarError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:  # bad TOML names its line; bytes that are not UTF-8 their place
        raise CalendarError(f"{path}: {error}") from error
    entries = content.pop("day", [])
    if content or not isinstance(entries, list):
        raise CalendarError(f"{path}: expected only entries [[day]], found {', '.join(content) or 'day'}")
    lines = [text.count("\n", 0, found.start()) + 1 for found in _ENTRY.finditer(text)]
    by_day: dict[date, Override] = {}
    for number, entry in enumerate(entries):
        where = f"{path}, line {lines[number]}" if len(lines) == len(entries) else f"{path}, entry {number + 1}"
        one = _override(entry, where)
        if by_day.setdefault(one.day, one).working != one.working:
            raise CalendarError(f'{where}: {one.day} is set to "on" and to "off"; keep one of the two entries')
    return tuple(by_day.values())


def _override(entry: object, where: str) -> Override:
    if not isinstance(entry, dict) or set(entry) != {"day", "work", "act"}:
        raise CalendarError(f"{where}: an entry has exactly day, work and act")
    day, work, act = entry["day"], entry["work"], entry["act"]
    if not isinstance(day, date) or isinstance(day, datetime):
        raise CalendarError(f"{where}: day = {day!r} is not a date; write it like 2027-03-09, without quotes")
    if not isinstance(work, str) or work not in _WORK:
        raise CalendarError(f'{where}: work = {work!r}; write "on" or "off"')
    if not isinstance(act, str) or not act.strip():
        raise CalendarError(f"{where}: act is empty; name the order that sets the day")
    try:
        _check(day)
    except OutsideCalendarError as error:
        raise CalendarError(f"{where}: {error}") from error
    return Override(day, _WORK[work], act.strip())
