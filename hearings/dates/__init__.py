"""Reads Kazakh and Russian official dates: `find(text, anchor=posting_date)`.

Time is linear in the text. Nothing is guessed: an impossible day («31 сентября») or a day without a year and without
an anchor gives no value. Day before month, always. Which date is a session is decided in `hearings.roles`.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, time
from itertools import accumulate
from typing import Literal

from hearings.dates.mentions import Draft, joined
from hearings.dates.reading import Reader, interval_dates
from hearings.dates.words import LEXICON, TOKEN

__all__ = ["DateMention", "find"]

# Soft hyphens (also those that PDF readers give, with the line break behind them), zero-width and
# direction marks, combining marks: they stand inside words and numbers and say nothing about dates.
_INVISIBLE = re.compile(
    "(?:[\u00ad\u0002\ufffe](?:\r?\n)?|[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u0300-\u036f])+"
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date, an interval or an hour as the text says it; `text` is exactly `original[span[0]:span[1]]`.

    `start` and `end` are calendar days; `end` is None for a single day. An open interval has the known border only:
    «до 20 февраля» has `end` and `open="start"`, «с 1 февраля» has `start` and `open="end"`. A month, quarter or year
    has its first and last day and says so by `precision`; a bare hour has no `start` and precision "time".
    Hours are local wall time, with a zone only where an ISO stamp carries one.
    """

    start: date | None
    end: date | None
    open: Literal["start", "end"] | None
    times: tuple[time, ...]
    end_time: time | None
    precision: Literal["day", "month", "quarter", "year", "time"]
    text: str
    span: tuple[int, int]


def find(text: str, *, anchor: date | None = None) -> list[DateMention]:
    """All dates and hours of a text, in order of appearance and without overlap.

    `anchor` (normally the posting date) gives the year to a day without one: the day nearest after it, or up to two
    months before it. Without an anchor such a day is no date and is left out. Never raises on any text.
    """
    cuts = _invisible(text)
    tokens = TOKEN.findall(_INVISIBLE.sub("", text) if cuts else text)
    letters = "".join(map(LEXICON.__getitem__, tokens))
    places = [0, *accumulate(map(len, tokens))]
    parts = list(Reader(tokens, letters).parts())
    return [_mention(draft, text, places, cuts) for draft in joined(parts, letters, anchor)]


def _invisible(text: str) -> list[tuple[int, int]]:
    """Where characters are left out: positions in the shortened text, and how many are gone by then."""
    cuts: list[tuple[int, int]] = []
    gone = 0
    for match in _INVISIBLE.finditer(text):
        cuts.append((match.start() - gone, gone + len(match[0])))
        gone += len(match[0])
    return cuts


def _original(place: int, cuts: list[tuple[int, int]], *, end: bool) -> int:
    """The position in the original text; what is left out at an end stays outside."""
    index = bisect_right(cuts, (place - 1 if end else place, len(cuts) and cuts[-1][1]))
    return place + (cuts[index - 1][1] if index else 0)


def _mention(draft: Draft, text: str, places: list[int], cuts: list[tuple[int, int]]) -> DateMention:
    begin, end = places[draft.begin], places[draft.end]
    if cuts:
        begin, end = _original(begin, cuts, end=False), _original(end, cuts, end=True)
    start: date | None = None
    last: date | None = None
    if draft.interval is not None:
        start, last = interval_dates(draft.interval)
        if draft.open == "start":
            start = None
        elif draft.open == "end" or draft.interval.last is None:
            last = None
        if draft.open == "end" and draft.precision != "day":
            last = None
    return DateMention(
        start, last, draft.open, draft.times, draft.end_time, draft.precision, text[begin:end], (begin, end)
    )
