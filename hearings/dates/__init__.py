"""Reads Kazakh and Russian official dates: `find(text, anchor=posting_date)`.

Time is linear in the text. Nothing is guessed: an impossible day («31 сентября») or a day without a year and without
an anchor gives no value. Day before month, always. Which date is a session is decided in `hearings.roles`.
"""

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from hearings.dates.invisible import Cuts
from hearings.dates.mentions import Draft, joined
from hearings.dates.passage import Passage
from hearings.dates.reading import read_parts
from hearings.dates.words import LEXICON

__all__ = ["DateMention", "find"]


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
    cuts = Cuts(text)
    tokens, letters = LEXICON.read(cuts.text)
    parts = list(read_parts(Passage(tokens, letters)))
    token = place = 0
    mentions: list[DateMention] = []
    for draft in joined(parts, letters, anchor):
        begin = place + sum(map(len, tokens[token : draft.begin]))
        token, place = draft.end, begin + sum(map(len, tokens[draft.begin : draft.end]))
        span = cuts.span(begin, place)
        mentions.append(_mention(draft, text[span[0] : span[1]], span))
    return mentions


def _mention(draft: Draft, text: str, span: tuple[int, int]) -> DateMention:
    start: date | None = None
    end: date | None = None
    if draft.interval is not None:
        if draft.open != "start":
            start = draft.interval.first.date()
        if draft.open == "start" or (draft.open is None and draft.interval.last is not None):
            end = draft.interval.border.date()
    return DateMention(start, end, draft.open, draft.times, draft.end_time, draft.precision, text, span)
