"""The day a publication was posted, from the signs that a spider found.

`read` answers for a record; `side` tells a listing on which side of the asked period a row lies, so that paging stops.
What the public can see (`stated`) beats what only a machine sees (`derived`: a stamp in the address, an HTTP header, a
registration number). A day that cannot be, or lies after the reading, is no day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from hearings.clock import local_day
from hearings.dates import find
from hearings.items import Basis, PostedOn, Reason, Stamp
from hearings.signs import fold, load, pattern

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?", re.IGNORECASE
)
_IN_ADDRESS = re.compile(r"/(20\d\d)[/-](\d{1,2})[/-](\d{1,2})(?!\d)")
_HTTP_DATE = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)\w*,? \d", re.IGNORECASE)
_REGISTRATION = re.compile(r"(\d\d)(\d\d)(\d\d)001\d{3}")  # of a public discussion on the national portal
_LETTERS_LEFT = re.compile(r"[^\W\d_]{2,}|\d")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d(?:[:.]\d\d)?\b")

_FIRST_YEAR = 2005  # earlier days are the zero of some system's calendar
_SERVED_NOW = timedelta(minutes=10)  # a page made while it is asked for says when it was read, not posted

_Found = tuple[date | None, Reason]


def read(stamps: Sequence[Stamp], read_at: datetime | None) -> PostedOn:
    """The earliest stated day, else the earliest derived one; without either, the reason of the best sign."""
    failed: list[PostedOn] = []
    for basis in (Basis.STATED, Basis.DERIVED):
        found = [_posted(stamp, read_at) for stamp in stamps if stamp.basis is basis and not _is_clock(stamp, read_at)]
        days = [posted for posted in found if posted.value is not None]
        if days:
            return min(days, key=lambda posted: (posted.value or date.max, posted.place, posted.text))
        failed += [posted for posted in found if posted.reason is not Reason.ABSENT and basis is Basis.STATED]
    return failed[0] if failed else PostedOn(reason=Reason.ABSENT, basis=Basis.ABSENT)


def side(stamps: Sequence[Stamp], since: date, until: date) -> Literal["before", "in", "after", "unknown"]:
    """Where the posting day lies in relation to a period, both ends included."""
    day = read(stamps, None).value
    if day is None:
        return "unknown"
    return "before" if day < since else "after" if day > until else "in"


def in_addresses(addresses: Iterable[str], place: str = "url") -> list[Stamp]:
    """Derived stamps of the days that stand in addresses (`/uploads/2018/1/25/…`)."""
    return [Stamp(address, place, Basis.DERIVED) for address in addresses if _IN_ADDRESS.search(address)]


def _posted(stamp: Stamp, read_at: datetime | None) -> PostedOn:
    day, reason = _day(stamp)
    if day is not None and day.year < _FIRST_YEAR:
        day, reason = None, Reason.IMPOSSIBLE
    if day is not None and read_at is not None and day > local_day(read_at):
        day, reason = None, Reason.UNREADABLE
    return PostedOn(day, stamp.text, stamp.place, reason, stamp.basis)


def _is_clock(stamp: Stamp, read_at: datetime | None) -> bool:
    """Whether an HTTP header only says when the answer was made."""
    if not stamp.place.startswith("header:"):
        return False
    if stamp.place.lower() == "header:date":
        return True
    instant = _http_instant(stamp.text)
    return instant is not None and read_at is not None and abs(read_at - instant) < _SERVED_NOW


def _day(stamp: Stamp) -> _Found:
    text = stamp.text.strip()
    if not text:
        return None, Reason.ABSENT
    if iso := _ISO.fullmatch(text):
        return _iso_day(iso)
    if stamp.place.startswith("header:") or _HTTP_DATE.match(text):
        instant = _http_instant(text)
        if instant is not None:
            return local_day(instant), Reason.NONE
    if "/" in text and (
        stamp.place == "url" or stamp.place.startswith("attachment") or "://" in text or text[0] == "/"
    ):
        in_address = _IN_ADDRESS.search(text)
        return _calendar_day(*map(int, in_address.groups())) if in_address else (None, Reason.ABSENT)
    if text.isdecimal():
        number = _REGISTRATION.fullmatch(text) if stamp.basis is Basis.DERIVED else None
        if number is None:
            return None, Reason.UNREADABLE
        year, month, day = map(int, number.groups())
        return _calendar_day(2000 + year, month, day)
    return _printed_day(text)


def _iso_day(iso: re.Match[str]) -> _Found:
    year, month, day, hour, minute, second, zone = iso.groups()
    found = _calendar_day(int(year), int(month), int(day))
    if found[0] is None or hour is None:
        return found
    try:
        clock = time(int(hour), int(minute), int(second or 0))
    except ValueError:
        return found
    if zone is None or clock == time():  # a midnight marks a record that was migrated with its day alone
        return found
    zone = "+00:00" if zone in "Zz" else zone
    try:
        return local_day(datetime.fromisoformat(f"{found[0].isoformat()}T{clock.isoformat()}{zone}")), Reason.NONE
    except (ValueError, OverflowError):
        return None, Reason.UNREADABLE


def _calendar_day(year: int, month: int, day: int) -> _Found:
    try:
        return date(year, month, day), Reason.NONE
    except ValueError:
        return None, Reason.IMPOSSIBLE


def _http_instant(text: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return instant if instant.tzinfo else None


def _printed_day(text: str) -> _Found:
    """The day of a text that says nothing but a day, perhaps with its label, weekday and hour."""
    mentions = [m for m in find(text) if m.precision != "time"]
    days = {m.start for m in mentions if m.precision == "day" and m.end in (None, m.start) and not m.open}
    if len(days) != 1 or len(days) < len({(m.start, m.end) for m in mentions}):
        return None, Reason.AMBIGUOUS if len(days) > 1 else Reason.UNREADABLE
    rest = fold(text)
    for mention in mentions:
        start, end = mention.span
        rest = rest[:start] + " " * (end - start) + rest[end:]
    rest = _posting_words().sub(" ", _CLOCK.sub(" ", rest))
    day = days.pop()
    return (None, Reason.UNREADABLE) if _LETTERS_LEFT.search(rest) or day is None else (day, Reason.NONE)


def _posting_words() -> re.Pattern[str]:
    return pattern(load("signs.toml")["posting_words"])
