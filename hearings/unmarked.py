"""Sessions and hours that no word beside them marks, and that the text leaves no doubt about all the same.

- the only day of a notice or protocol that serves nothing else;
- the lines of a list whose first line is a session;
- a second hour «в тот же день»;
- the hour that stands apart from its day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from hearings.dates import DateMention, find
from hearings.labelled import Part
from hearings.roles import MEETINGS, Role, SessionMention, assign
from hearings.signs import fold, load, pattern

_SIGNS = load("signs.toml")
_HEARING = pattern(_SIGNS["hearing"])
_PERIOD_FORMS = pattern([*_SIGNS["survey_of_public"], "обсужден*", "талқыла*", "опрос*", "сауалнама*", "сұрау*"])
_BEGINNING = 3_000  # characters of a text that says its own day
_NEAR = 90  # characters between the two ends of a period, or between a day and its hour
_BULLET = re.compile(r"(?:^|\n)[^\w\n]{0,6}(?:\d{1,2}[.)]\s*)?[^\w\n]{0,3}\Z")
_SAME_DAY = re.compile(r"(?:то[тй] же д|того же дня|этот же день|сол күні|осы күні)[^.\n]{0,30}\Z", re.IGNORECASE)


def only_day(part: Part, anchor: date | None, kind: str) -> SessionMention | None:
    """The one day or period that a text about a hearing gives near its beginning and that serves nothing else.

    In an announcement a day needs its hour; a protocol may give the day alone.
    """
    if not _HEARING.search(part.folded):
        return None
    text = part.text[:_BEGINNING]
    roled = assign(text, find(text, anchor=anchor))
    if period := _period(text, [r.mention for r in roled if r.role in (Role.NONE, Role.OFFICE_HOURS)]):
        return period
    free = [r.mention for r in roled if r.role is Role.NONE]
    days = [m for m in free if m.precision == "day" and m.start and not m.open]
    if len({(m.start, m.end) for m in days}) != 1:
        return None
    only = next((m for m in days if m.times), days[0])
    if only.times or only.end:
        return _session(only)
    hour = next((r.mention for r in roled if _is_hour_of(r.mention, r.role, only, text)), None)
    if hour:
        return replace(_session(only), time=hour.times[0].replace(tzinfo=None), end_time=hour.end_time)
    return _session(only) if kind == "protocol" else None


def _is_hour_of(hour: DateMention, role: Role, day: DateMention, text: str) -> bool:
    """Whether a bare hour belongs to the day before it: near it, and not that of a registration or an office."""
    if hour.precision != "time" or not hour.times or (role is not Role.NONE and role not in MEETINGS):
        return False
    between = text[day.span[1] : hour.span[0]]
    return 0 <= hour.span[0] - day.span[1] <= _NEAR and between.count("\n") <= 1


def _period(text: str, mentions: Sequence[DateMention]) -> SessionMention | None:
    """A survey or discussion whose first and last day are said apart («с 1 апреля … (по 5 апреля включительно)»)."""
    for first, last in pairwise(mentions):
        if first.open != "end" or last.open != "start" or not first.start or not last.end or first.start > last.end:
            continue
        start, end = first.span[0], last.span[1]
        if last.span[0] - first.span[1] <= _NEAR and _PERIOD_FORMS.search(fold(text[max(0, start - 200) : end + 200])):
            words = text[start:end]
            return SessionMention(
                first.start, last.end, None, None, words, (start, end), Role.DISCUSSION_PERIOD, "two ends"
            )
    return None


def further(part: Part, known: Sequence[SessionMention], anchor: date | None) -> list[SessionMention]:
    """The known sessions of a text, and those that its list or its «в тот же день» adds."""
    sessions = list(known)
    if not any(session.time for session in known):
        return sessions
    spans = {session.span for session in known}
    in_list = any(_BULLET.search(part.text, 0, s.span[0]) for s in known if s.time and not s.end)
    last_day: date | None = None
    for roled in assign(part.text, find(part.text, anchor=anchor)):
        mention = roled.mention
        if mention.span in spans:
            last_day = mention.start
        elif roled.role is not Role.NONE or not mention.times:
            continue
        elif mention.precision == "day" and mention.start and not mention.open:
            if in_list and mention.start not in {s.start for s in sessions} and _begins_line(part.text, mention):
                sessions.append(_session(mention))
        elif last_day and _SAME_DAY.search(part.text, max(0, mention.span[0] - 60), mention.span[0]):
            again = replace(_session(mention), start=last_day)
            if (again.start, again.time) not in {(s.start, s.time) for s in sessions}:
                sessions.append(again)
    return sessions


def _begins_line(text: str, mention: DateMention) -> bool:
    return _BULLET.search(text, max(0, mention.span[0] - 20), mention.span[0]) is not None


def hours_of(parts: Iterable[Part], day: date | None, anchor: date | None) -> DateMention | None:
    """Where any piece gives the hour of a day whose session lacks it, and only one hour."""
    mentions = [m for part in parts for m in find(part.text, anchor=anchor) if m.start == day and not m.end and m.times]
    return mentions[0] if len({m.times for m in mentions}) == 1 else None


def _session(mention: DateMention) -> SessionMention:
    hour = mention.times[0].replace(tzinfo=None) if mention.times else None
    return SessionMention(
        mention.start, mention.end, hour, mention.end_time, mention.text, mention.span, Role.SESSION, "unmarked"
    )
