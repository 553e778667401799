"""Sessions and hours that no word beside them marks, and that the text leaves no doubt about all the same.

- the days with an hour of a notice, or the only day of a protocol, that serve nothing else;
- the lines of a list whose first line is a session;
- a second hour «в тот же день»;
- the hour that stands apart from its day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, time
from itertools import pairwise

from hearings.dates import DateMention, find
from hearings.labelled import Part
from hearings.roles import MEETINGS, Role, SessionMention, assign
from hearings.signs import fold, load, pattern

_SIGNS = load("signs.toml")
_HEARING = pattern([*_SIGNS["hearing"], *_SIGNS["survey_of_public"]])
_PERIOD_FORMS = pattern([*_SIGNS["survey_of_public"], "обсужден*", "талқыла*", "опрос*", "сауалнама*", "сұрау*"])
_BEGINNING = 3_000  # characters of a text that says its own day
_MOST = 20  # sessions of one notice
_NEAR = 90  # characters between the two ends of a period, or between a day and its hour
# In front of an entry of a list: the beginning of a line, or the end of the entry before.
_LIST_SIGN = re.compile(r"(?:(?:^|\n)[^\w\n]{0,6}(?:\d{1,2}[.)]\s*)?[^\w\n]{0,3}|;\s+)\Z")
_HOUR_BEFORE = re.compile(r"(?:^|\n)[^\w\n]{0,6}(?:в|сағат)?\s*\Z", re.IGNORECASE)
_LINE_END = re.compile(r"[\n;]")
_SENTENCE_END = re.compile(r"\n|[.;]\s")
_LIST_FOLLOWS = re.compile(r"[^\n]{0,20}:[^\S\n]*\n")
_LIST_FOLLOWS_SENTENCE = re.compile(r"[^\n]{0,500}:[^\S\n]*\n")
_BEGINS = re.compile(r"(?:начал\w*|басталу\w*)(?: \w+)?[^\w\n]{1,4}\Z", re.IGNORECASE)
_ENDS = re.compile(
    r"(?:(?:окончани\w*|завершени\w*|конец)(?: опроса)?|соңғы күні|аяқтал\w*(?: уақыты| күні)?)[^\w\n]{1,4}\Z",
    re.IGNORECASE,
)
_LABELLED_HOUR = re.compile(
    r"[^\w\n]{0,4}(?:года|г\.?|ж\.?)?[^\w\n]{0,4}(?:[^\W\d_]{5,11})?[^\w\n]{0,4}\n"
    r"[^\w\n]{0,4}(?:время|час|уақыты|начало|басталуы)[^\w\n]{1,5}"
    r"([01]?\d|2[0-3])[:.-]([0-5]\d)(?![\d.])",
    re.IGNORECASE,
)
_HOUR_BELOW = re.compile(r"[^\d\n]{0,20}\n[^\w\n]{0,6}(?:[01]?\d|2[0-3])[:.-][0-5]\d(?!\d)")
_REMARKS = re.compile(r"замечани|предложени|ескерт|ұсыныс|пікір", re.IGNORECASE)  # what is taken in until a day
_SAME_DAY = re.compile(r"(?:то[тй] же д|того же дня|этот же день|сол күні|осы күні)[^.\n]{0,30}\Z", re.IGNORECASE)


def unmarked(part: Part, anchor: date | None, kind: str) -> list[SessionMention]:
    """The days or the period that a text about a hearing gives near its beginning and that serve nothing else.

    In an announcement a day needs its hour, and may be one of several; a protocol may give its only day alone.
    """
    if not _HEARING.search(part.folded):
        return []
    text = part.text[:_BEGINNING]
    roled = assign(text, find(text, anchor=anchor))
    if period := _period(text, [r.mention for r in roled if r.role in (Role.NONE, Role.OFFICE_HOURS)]):
        return [period]
    free = [r.mention for r in roled if r.role is Role.NONE or _stands_with_hour(r.role, r.mention, text)]
    days = [m for m in free if m.precision == "day" and m.start and not m.open]
    timed = _with_hours_of_lines(text, days, [r.mention for r in roled if r.role in (Role.NONE, *MEETINGS)])
    openings = [r.mention for r in roled if r.role in MEETINGS and r.mention.precision == "time" and r.mention.times]
    timed = [_opened(day, openings) for day in timed]
    if kind == "announcement" and (ahead := [m for m in timed if _is_ahead(m, anchor)]):
        return [_session(m) for m in {(m.start, m.times): m for m in ahead}.values()][:_MOST]
    if kind == "protocol" and len({m.start for m in timed}) == 1:
        return [_session(timed[0])]
    named = [m for m in days if part.place == "title" and _is_ahead(m, anchor)]
    if kind == "announcement" and len(named) == len(days) == 1:
        return [_session(named[0])]  # «Объявление об общественных слушаниях 8 июня 2022 года»
    if len({(m.start, m.end) for m in days}) != 1:
        return []
    only = next((m for m in days if m.times), days[0])
    if only.times or only.end:
        return [_session(only)]
    hour = next((r.mention for r in roled if _is_hour_of(r.mention, r.role, only, text)), None)
    if hour:
        return [replace(_session(only), time=hour.times[0].replace(tzinfo=None), end_time=hour.end_time)]
    return [_session(only)] if kind == "protocol" else []


def _stands_with_hour(role: Role, mention: DateMention, text: str) -> bool:
    """Whether a line that is only a day, as that of a posting is, has an hour in it or in the line below."""
    is_heading = role in (Role.POSTING, Role.PAGE_CLOCK) and mention.precision == "day"
    return is_heading and bool(mention.times or _HOUR_BELOW.match(text, mention.span[1]))


def _opened(day: DateMention, openings: Sequence[DateMention]) -> DateMention:
    """The day with the hour that is called the hearing's: «подключение: 28 мая, с 10:45; начало слушаний – 11:00»."""
    hour = next((m for m in openings if 0 <= m.span[0] - day.span[1] <= _NEAR), None)
    return replace(day, times=hour.times, end_time=hour.end_time) if hour else day


def _with_hours_of_lines(text: str, days: Sequence[DateMention], mentions: Sequence[DateMention]) -> list[DateMention]:
    """The days that have an hour: beside them, or the only one that stands with the only day of a line."""
    hours = [m for m in mentions if m.precision == "time" and m.times]
    timed = []
    for day in days:
        start = text.rfind("\n", 0, day.span[0]) + 1
        end = text.find("\n", day.span[1])
        line = range(start, end if end >= 0 else len(text))
        others = [m for m in days if m.span[0] in line]
        own = [m for m in hours if m.span[0] in line]
        if day.times:
            timed.append(day)
        elif len(others) == len(own) == 1:
            timed.append(replace(day, times=own[0].times, end_time=own[0].end_time))
    return timed


def _is_ahead(mention: DateMention, anchor: date | None) -> bool:
    """Whether a day lies behind the posting day; a stamp of the page itself does not."""
    return mention.start is not None and (anchor is None or mention.start > anchor)


def _is_hour_of(hour: DateMention, role: Role, day: DateMention, text: str) -> bool:
    """Whether a bare hour belongs to the day before it: near it, and not that of a registration or an office."""
    if hour.precision != "time" or not hour.times or (role is not Role.NONE and role not in MEETINGS):
        return False
    between = text[day.span[1] : hour.span[0]]
    return 0 <= hour.span[0] - day.span[1] <= _NEAR and between.count("\n") <= 1


def _period(text: str, mentions: Sequence[DateMention]) -> SessionMention | None:
    """A survey or discussion as one interval, or with its first and last day said apart."""
    periods = [m for m in mentions if m.precision == "day" and m.start and m.end and _is_long_form(text, m.span)]
    if len({(m.start, m.end) for m in periods}) == 1:
        return _session(periods[0])
    for first, last in pairwise(mentions):
        opens = first.start and not first.end and (first.open == "end" or _BEGINS.search(text, 0, first.span[0]))
        end = last.end if last.open == "start" else last.start if _ENDS.search(text, 0, last.span[0]) else None
        if not opens or not first.start or not end or end < first.start or last.span[0] - first.span[1] > _NEAR:
            continue
        span = (first.span[0], last.span[1])
        if _REMARKS.search(text, first.span[1], last.span[0]):
            continue
        if _is_long_form(text, span):
            words = text[span[0] : span[1]]
            return SessionMention(first.start, end, None, None, words, span, Role.DISCUSSION_PERIOD, "two ends")
    return None


def _is_long_form(text: str, span: tuple[int, int]) -> bool:
    """Whether the words around speak of a survey or a discussion, which last for days."""
    return _PERIOD_FORMS.search(fold(text[max(0, span[0] - 250) : span[1] + 200])) is not None


def further(part: Part, known: Sequence[SessionMention], anchor: date | None, kind: str = "") -> list[SessionMention]:
    """The known sessions of a text, completed, and those that its list or its «в тот же день» adds.

    The lines of an announcement's list may begin with the place, or give nothing but another hour of the day above.
    """
    mentions = assign(part.text, find(part.text, anchor=anchor))
    free = [r.mention for r in mentions if r.role is Role.NONE or r.role in MEETINGS]
    sessions = [_completed(part.text, session, free) for session in known]
    text = part.text
    if kind == "announcement" and (hours := _hours_in_list(text, known, free)):
        return hours
    if not any(session.time for session in known):
        return _without_ends(sessions)
    spans = {session.span for session in known}
    lists = [_LIST_SIGN.search(part.text, max(0, s.span[0] - 20), s.span[0]) for s in known if s.time and not s.end]
    in_list = any(lists)
    last: SessionMention | None = None
    for roled in mentions:
        mention = roled.mention
        if mention.span in spans:
            last = _session(mention)
        elif roled.role not in (Role.NONE, Role.PROTOCOL_HEADING, *MEETINGS) or not mention.times or last is None:
            continue
        elif mention.precision == "day" and mention.start and not mention.open:
            goes_on = _LIST_SIGN.search(part.text, max(0, mention.span[0] - 20), mention.span[0])
            apart = last.start is not None and _LINE_END.search(text, last.span[1], mention.span[0])
            if _ENDS.search(text, 0, mention.span[0]):
                continue
            is_another = kind == "announcement" and apart and _is_ahead(mention, anchor)
            if is_another or (goes_on and (in_list or goes_on[0].startswith(";"))):
                last = _session(mention)
                sessions.append(last)
        elif last.start and _SAME_DAY.search(part.text, max(0, mention.span[0] - 60), mention.span[0]):
            sessions.append(replace(_session(mention), start=last.start))
    return list({(s.start, s.end, s.time): s for s in reversed(_without_ends(sessions))}.values())[::-1]


def _without_ends(sessions: list[SessionMention]) -> list[SessionMention]:
    """The sessions but for the last day of a period, which is none of its own."""
    ends = {s.end for s in sessions if s.start and s.end}
    return [s for s in sessions if s.end or s.time or s.start not in ends]


def _hours_in_list(text: str, known: Sequence[SessionMention], mentions: Sequence[DateMention]) -> list[SessionMention]:
    """The sessions of one day whose hours stand below it, each at the beginning of a line of its own, or in a line
    that follows a sentence with a colon.
    """
    if len(known) != 1 or known[0].end:
        return []
    day = known[0]
    after = [m for m in mentions if m.span[0] >= day.span[1]]
    hours = [m for m in after if m.precision == "time" and m.times]
    has_own = day.time is not None and not (hours and day.time == hours[0].times[0].replace(tzinfo=None))
    if has_own and "\n" not in day.text:
        return []
    if has_own or _LIST_FOLLOWS.match(text, day.span[1]):
        hours = [m for m in hours if _begins_line(text, m.span[0])]
    elif len(after) == len(hours) and _LIST_FOLLOWS_SENTENCE.match(text, day.span[1]):
        lines = [text.count("\n", 0, m.span[0]) for m in hours]
        hours = list({m.times: m for m in reversed(hours)}.values())[::-1] if len(set(lines)) == len(hours) else []
    else:
        return []
    found = [*([day] if has_own else []), *(replace(_session(hour), start=day.start) for hour in hours)]
    return found if len(found) > 1 else []


def _begins_line(text: str, at: int) -> bool:
    return any(sign.search(text, max(0, at - 20), at) for sign in (_LIST_SIGN, _HOUR_BEFORE))


def _completed(text: str, session: SessionMention, mentions: Sequence[DateMention]) -> SessionMention:
    """The session with the hour or the last day that a label behind it gives («время – 17.00», «Завершение: …»)."""
    if session.time is None and (hour := _LABELLED_HOUR.match(text, session.span[1])):
        return replace(session, time=time(int(hour[1]), int(hour[2])))
    if session.time is None and session.end is None and (near := _hour_behind(text, session, mentions)):
        return replace(session, time=near.times[0].replace(tzinfo=None), end_time=near.end_time)
    if session.time is None and session.end is None:
        after = next((m for m in mentions if m.span[0] >= session.span[1]), None)
        if after and (end := _other_end(text, session, after)):
            return replace(session, end=end)
        is_end = after and after.start and session.start and not after.end and after.start > session.start
        if (
            after
            and is_end
            and _ENDS.search(text, session.span[1], after.span[0])
            and _is_long_form(text, session.span)
        ):
            return replace(session, end=after.start)
    return session


def _other_end(text: str, session: SessionMention, after: DateMention) -> date | None:
    """The last day of a survey or discussion that the same sentence gives: «3 ақпаннан басталып, 17 ақпанға дейін»."""
    between = text[session.span[1] : after.span[0]]
    goes_on = after.open == "start" and len(between) <= _NEAR and not _SENTENCE_END.search(between)
    last = after.end if goes_on and session.start and after.end and after.end > session.start else None
    return last if last and _is_long_form(text, (session.span[0], after.span[1])) else None


def _hour_behind(text: str, session: SessionMention, mentions: Sequence[DateMention]) -> DateMention | None:
    """The next mention behind a day, where it is an hour that stands near and serves nothing else."""
    after = next((m for m in mentions if m.span[0] >= session.span[1]), None)
    if after is None or after.precision != "time" or not after.times or after.span[0] - session.span[1] > _NEAR:
        return None
    return after if text.count("\n", session.span[1], after.span[0]) <= 1 else None


def hours_of(parts: Iterable[Part], day: date | None, anchor: date | None) -> DateMention | None:
    """Where any piece gives the hour of a day whose session lacks it, and only one hour."""
    mentions = [m for part in parts for m in find(part.text, anchor=anchor) if m.start == day and not m.end and m.times]
    return mentions[0] if len({m.times for m in mentions}) == 1 else None


def _session(mention: DateMention) -> SessionMention:
    hour = mention.times[0].replace(tzinfo=None) if mention.times else None
    return SessionMention(
        mention.start, mention.end, hour, mention.end_time, mention.text, mention.span, Role.SESSION, "unmarked"
    )
