"""The sessions of one publication, out of all its pieces: card, title, body, files, in one or two languages.

`hearings.roles` says which dates of a text are sessions. Here the pieces are weighed against each other: the first one
that names a day counts, later ones complete it; a Kazakh and a Russian text that name different days contradict each
other, and then no day is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from hearings.dates import find
from hearings.fields import read_place
from hearings.items import Read, Reason, Session
from hearings.labelled import Part
from hearings.roles import SURVEY_HOURS_ONLY, SessionMention
from hearings.roles import sessions as sessions_in
from hearings.signs import fold, load, pattern
from hearings.text import language_parts, languages
from hearings.unmarked import further, hours_of, unmarked
from hearings.verdicts import protocol_text

_HEARING = pattern(load("signs.toml")["hearing"])
_CONNECTION = re.compile(r"подключ|қосыл", re.IGNORECASE)  # labels of invitations, with the hour of another zone
_AROUND = 250  # characters after a session's date in which its own place may stand


@dataclass(frozen=True, slots=True)
class Meetings:
    """The sessions, and the hours of a survey that names no days."""

    sessions: list[Session]
    survey_hours: Read[str]


def read_meetings(parts: Sequence[Part], *, anchor: date | None, place: str = "", kind: str = "") -> Meetings:
    """What the pieces say of time. `anchor` is the posting day, which gives the year to a date without one.

    Where no word beside a date says what it is for, those that serve nothing else count: in a notice days with an
    hour, or a period, in a protocol the only day.
    """
    pieces = _with_page(parts)
    if kind == "protocol":
        pieces = _protocols_first(pieces)
    found = [(part, sessions_in(part.text, anchor=anchor, protocol=kind == "protocol")) for part in pieces]
    dated = [(part, mentions) for part, all_ in found if (mentions := [m for m in all_ if _day(m)])]
    if not dated and kind in ("announcement", "protocol"):
        dated = [(part, days) for part in pieces if (days := unmarked(part, anchor, kind))][:1]
    if not dated:
        return Meetings(_unreadable(found), _survey_hours(found))
    part, mentions = _fullest(dated)
    if contradiction := _contradiction(part, anchor) or _between_files(dated):
        return Meetings([contradiction], Read.missing())
    mentions = further(part, mentions, anchor, kind)
    if kind == "protocol":
        mentions = _held(mentions, anchor)
    elif kind == "announcement":
        mentions = _ahead(mentions, anchor)
    several = len(mentions) > 1
    sessions = [_session(part, mention, place, several) for mention in mentions]
    return Meetings(_completed(sessions, pieces, dated, anchor), Read.missing())


def _ahead(mentions: list[SessionMention], posted: date | None) -> list[SessionMention]:
    """What a notice convenes: a day before its posting is that of an earlier hearing, if a later day is named too."""
    ahead = [m for m in mentions if posted and (day := m.end or m.start) and day >= posted]
    return ahead or mentions


def of_meeting(card: Mapping[str, str]) -> dict[str, str]:
    """The values of a card without invitations to connect, unless these alone give a day."""
    without = {label: value for label, value in card.items() if not _CONNECTION.search(label)}
    is_dated = any(mention.precision == "day" for value in without.values() for mention in find(value))
    return without if is_dated else dict(card)


def _held(mentions: list[SessionMention], posted: date | None) -> list[SessionMention]:
    """What a protocol tells of: a day after its posting is that of a later event, if an earlier day is named too."""
    held = [m for m in mentions if posted and (day := m.start or m.end) and day <= posted]
    return held or mentions


def _protocols_first(pieces: list[Part]) -> list[Part]:
    """The files before a page that is no protocol itself: it may convene another hearing, or only lead to the file."""
    files = [part for part in pieces if part.place.startswith("attachment")]
    body = next((part for part in pieces if part.place == "body"), None)
    if not files or body is None or protocol_text(body.folded):
        return pieces
    card = [part for part in pieces if part.place == "record:card"]
    return [*card, *files, *(part for part in pieces if part not in card and part not in files)]


def _with_page(parts: Sequence[Part]) -> list[Part]:
    """The pieces, and behind the body title and body in one: a body may leave to the title what its date is for."""
    title = next((part for part in parts if part.place == "title"), None)
    pieces: list[Part] = []
    for part in parts:
        if part.place != "title":
            pieces.append(part)
        if part.place == "body" and title:
            pieces.append(Part("body", f"{title.text}\n{part.text}", len(title.text) + 1))
    if title:
        files = next((at for at, part in enumerate(pieces) if part.place.startswith("attachment")), len(pieces))
        pieces.insert(files, title)
    return pieces


def _day(mention: SessionMention) -> date | None:
    return mention.start or mention.end


def _fullest(dated: Sequence[tuple[Part, list[SessionMention]]]) -> tuple[Part, list[SessionMention]]:
    """The first piece, unless the page itself repeats its days and names more: a title gives one day of several."""
    chosen = dated[0]
    for part, mentions in dated[1:]:
        if not part.place.startswith("attachment") and {_day(m) for m in chosen[1]} < {_day(m) for m in mentions}:
            chosen = (part, mentions)
    return chosen


def _session(part: Part, mention: SessionMention, place: str, several: bool) -> Session:
    start, end = mention.span
    own = read_place([Part("", part.text[start : end + _AROUND])]).value if several else None
    return Session(
        start=mention.start,
        end=mention.end,
        time=mention.time,
        end_time=mention.end_time,
        place=own or place,
        text=mention.text,
        where=part.where(start, end),
    )


def _completed(
    sessions: list[Session],
    pieces: Sequence[Part],
    others: Iterable[tuple[Part, list[SessionMention]]],
    anchor: date | None,
) -> list[Session]:
    """Hours that only another piece gives for the same day."""
    hours = {(m.start, m.end): (m.time, m.end_time) for _, mentions in others for m in mentions if m.time}
    completed = []
    for session in sessions:
        hour, end = hours.get((session.start, session.end), (None, None))
        if session.time is None and hour is None and session.end is None:
            said = hours_of(pieces, session.start, anchor)
            hour, end = (said.times[0].replace(tzinfo=None), said.end_time) if said else (None, None)
        completed.append(replace(session, time=hour, end_time=end) if session.time is None and hour else session)
    return completed


def _unreadable(found: Sequence[tuple[Part, list[SessionMention]]]) -> list[Session]:
    """Sessions whose day is said and cannot be read: no year, or no such day."""
    return [
        Session(time=m.time, end_time=m.end_time, text=m.text, where=part.place, reason=Reason.UNREADABLE)
        for part, mentions in found
        for m in mentions
        if m.reason != SURVEY_HOURS_ONLY
    ][:1]


def _survey_hours(found: Sequence[tuple[Part, list[SessionMention]]]) -> Read[str]:
    for part, mentions in found:
        for mention in mentions:
            if mention.reason == SURVEY_HOURS_ONLY and mention.time:
                hours = "-".join(_clock(t) for t in (mention.time, mention.end_time) if t)
                start, end = mention.span
                return Read(hours, mention.text, part.where(start, end))
    return Read.missing()


def _clock(hour: time) -> str:
    return hour.strftime("%H:%M")


# ------------------------------------------------------------------ contradictions


def _contradiction(part: Part, anchor: date | None) -> Session | None:
    """That the Kazakh and the Russian text of one piece name different days, or different hours of one day."""
    text = part.text
    if languages(text) != {"kk", "ru"}:
        return None
    spoken: dict[str, str] = {"kk": "", "ru": ""}
    current = "ru"
    for stretch in language_parts(text):
        current = stretch.lang or current
        spoken[current] += text[stretch.start : stretch.end]
    if not all(_HEARING.search(fold(said)) for said in spoken.values()):
        return None
    kazakh, russian = (
        [m for m in sessions_in(said, anchor=anchor) if _day(m)] for said in (spoken["kk"], spoken["ru"])
    )
    return _differ(kazakh, russian, part.place)


def _between_files(dated: Sequence[tuple[Part, list[SessionMention]]]) -> Session | None:
    """That two files, one in each language, name different days."""
    files = [(part, mentions) for part, mentions in dated if part.place.startswith("attachment")]
    if len(files) < len(dated):
        return None
    first, mentions = files[0]
    spoken = languages(first.text)
    for part, others in files[1:]:
        if not spoken & languages(part.text):
            return _differ(mentions, others, first.place)
    return None


def _differ(one: Sequence[SessionMention], other: Sequence[SessionMention], place: str) -> Session | None:
    days, other_days = {_day(m) for m in one}, {_day(m) for m in other}
    if not days or not other_days:
        return None
    text = " / ".join(dict.fromkeys(m.text for m in (*one, *other)))
    if not days & other_days:
        return Session(text=text, where=place, reason=Reason.AMBIGUOUS)
    if len(one) == len(other) == 1 and one[0].time and other[0].time and one[0].time != other[0].time:
        return Session(start=one[0].start, end=one[0].end, text=text, where=place, reason=Reason.AMBIGUOUS)
    return None
