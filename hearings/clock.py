"""The one place that knows what time it is. Everything else is given a clock or a day.

Three kinds: the real one; a simulated one that stands still at `HEARINGS_NOW` (tests, reconstructions); and that of a
replay, which is set to the time of each capture. Local days are those of Almaty, the zone of the ministry's sites.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

KAZAKHSTAN = ZoneInfo("Asia/Almaty")


class ClockError(ValueError):
    """`HEARINGS_NOW` or `--today` is not a day or an instant."""


def local_day(instant: datetime) -> date:
    """The calendar day in Kazakhstan at an aware instant."""
    return instant.astimezone(KAZAKHSTAN).date()


def parse_instant(text: str) -> datetime:
    """`2018-01-31`, `2018-01-31T20:00` (local time of Kazakhstan) or with a zone; aware, in UTC."""
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ClockError(f"{text!r} is not a time: write it like 2018-01-31T20:00") from None
    return (instant if instant.tzinfo else instant.replace(tzinfo=KAZAKHSTAN)).astimezone(UTC)


@dataclass(slots=True)
class Clock:
    """`now()` is the real time unless `fixed` is set; `simulated` says that it is not the real one."""

    fixed: datetime | None = None

    @classmethod
    def from_setting(cls, text: str | None) -> Clock:
        return cls(parse_instant(text) if text else None)

    @property
    def simulated(self) -> bool:
        return self.fixed is not None

    def now(self) -> datetime:
        return self.fixed or datetime.now(UTC)

    def today(self) -> date:
        return local_day(self.now())
