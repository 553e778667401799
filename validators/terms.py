"""The end of a term: calendar or working days, counted from the day after the event."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from hearings.workdays import Due, WorkCalendar
from validators.norms import Norm

MOVES = 3  # days by which a holiday that is only estimated may move the end of a term


def term(norm: Norm, after: date, calendar: WorkCalendar) -> Due:
    """The last day of the norm's term; one that ends on a day off runs to the next working day."""
    return _end(calendar, norm.unit, norm.days or 0, after)


@lru_cache(maxsize=20_000)
def _end(calendar: WorkCalendar, unit: str, days: int, after: date) -> Due:
    """Many hearings share a day."""
    return (calendar.due if unit == "working" else calendar.add_calendar)(after, days)


def may_differ(due: Due, day: date) -> bool:
    """Whether an estimated holiday near the end of the term may decide on which side of it a day lies."""
    return due.uncertain and abs((day - due.day).days) <= MOVES
