"""What is read from a text before it is joined: days, intervals, hours."""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal, NamedTuple

Precision = Literal["day", "month", "quarter", "year", "time"]


@dataclass(slots=True)
class Day:
    """A day as written; a month or a year is two of them, its first and its last day."""

    year: int | None
    month: int
    day: int

    def date(self) -> date:
        """The date, once the year is known; ValueError if there is no such day."""
        if self.year is None:
            raise ValueError("a day without a year is no date")
        return date(self.year, self.month, self.day)

    def exists(self) -> bool:
        """Whether a calendar holds such a day, in some year if the year is not written."""
        try:
            date(2000 if self.year is None else self.year, self.month, self.day)
        except ValueError:
            return False
        return True


@dataclass(slots=True)
class Interval:
    """One day, or the days from the first to the last."""

    first: Day
    last: Day | None = None

    @property
    def border(self) -> Day:
        return self.last or self.first


@dataclass(slots=True)
class Part:
    """A date or an hour found in the text, not yet joined with its neighbours."""

    begin: int
    end: int
    days: list[Interval] = field(default_factory=list)
    precision: Precision = "day"
    case: str = ""
    times: tuple[time, ...] = ()
    end_time: time | None = None
    starts: tuple[int, ...] = ()
    until: bool = False
    label: str = ""

    @property
    def is_time(self) -> bool:
        return self.precision == "time"


class Item(NamedTuple):
    """A day number in a list or range of days."""

    begin: int
    end: int
    value: int
    case: str = ""

    def extended(self, end: int, case: str) -> "Item":
        return Item(self.begin, end, self.value, case)
