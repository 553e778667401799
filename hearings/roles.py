"""What each date of a notice or protocol is for: session, posting, registration, deadline, act and so on.

Decided by the words around a date, never by the date itself: labels and verbs in Russian and Kazakh stand in
`hearings/data/date_roles.toml`. A session is taken only where the text says so. Kazakh verbs close their sentence and
speak for the dates before them; Russian ones are looked for before the date first.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum

from hearings.cues import CUES, Cue, Side
from hearings.dates import DateMention, find
from hearings.dates.words import LEXICON, TOKEN
from hearings.sentences import Clause, Script

TimeOfDay = time  # a field of SessionMention is called `time`


class Role(StrEnum):
    """What a date is for."""

    SESSION = "session"
    SURVEY_PERIOD = "survey_period"
    DISCUSSION_PERIOD = "discussion_period"
    POSTING = "posting"
    REGISTRATION = "registration"
    COMMENTS_DEADLINE = "comments_deadline"
    ACT = "act"
    PLANNING_PERIOD = "planning_period"
    NEWSPAPER = "newspaper"
    PAGE_CLOCK = "page_clock"
    MATERIALS = "materials"
    OFFICE_HOURS = "office_hours"
    POSTPONED_FROM = "postponed_from"
    CANCELLED = "cancelled"
    PROTOCOL_HEADING = "protocol_heading"
    SIGNING = "signing"  # of a protocol, which may be days after the hearing
    NONE = "none"


MEETINGS = (Role.SESSION, Role.SURVEY_PERIOD, Role.DISCUSSION_PERIOD)


@dataclass(frozen=True, slots=True)
class RoledMention:
    """A mention, what it is for, and the words that say so."""

    mention: DateMention
    role: Role
    reason: str


@dataclass(frozen=True, slots=True)
class SessionMention:
    """A session as the text says it.

    `start` is None where the text gives only the hours of a survey (`reason` is then "survey hours only") or only the
    last day; `end` is the last day of a survey or discussion. `time` and `end_time` are local wall time and may stand
    in another line than the day.
    """

    start: date | None
    end: date | None
    time: TimeOfDay | None
    end_time: TimeOfDay | None
    text: str
    span: tuple[int, int]
    role: Role
    reason: str


SURVEY_HOURS_ONLY = "survey hours only"
PROTOCOL_HEADING = "protocol heading"
HEAD = 600  # characters in which the heading of a protocol stands
FAR = 1_500  # characters: what stands further below is no heading's business
_NEXT = 15  # characters between a cue and the mention that it leads to
LINE_START = 12
HOURS_WITHIN = 12  # mentions among which the hour of a session is looked for


def assign(text: str, mentions: Sequence[DateMention], *, protocol: bool = False) -> list[RoledMention]:
    """The role of every mention, in the same order. `protocol`: the text is one, even if it does not say so itself."""
    script = Script(text, mentions, protocol=protocol)
    roled: list[RoledMention] = []
    for clause in script.clauses:
        before = roled[-1] if roled and clause.continues else None
        for mention in clause.mentions:
            role, reason = _role(script, clause, mention, before)
            roled.append(RoledMention(mention, role, reason))
    return roled


def sessions(text: str, *, anchor: date | None = None, protocol: bool = False) -> list[SessionMention]:
    """The sessions a notice or protocol states, in order of appearance, each once.

    The same session said twice (both languages, label and heading) is one. Where nothing else is said, the date in
    the heading of a protocol is taken, with the reason "protocol heading"; it also outweighs days far below, where
    people tell of other events.
    """
    roled = assign(text, find(text, anchor=anchor), protocol=protocol)
    stated = [
        _session(roled, index) for index, one in enumerate(roled) if one.role in MEETINGS and _is_day(one.mention)
    ]
    if not stated or stated[0].span[0] > FAR:
        stated = _in_heading(text, roled) or stated
    if not stated:
        # Who takes part is registered on the day of the hearing: «регистрация: 24.06.2022, 14:30; начало: 15:00».
        days = [i for i, one in enumerate(roled) if one.role == Role.REGISTRATION and _is_day(one.mention)]
        stated = [_with_hour_of_meeting(roled, index) for index in days[:1]]
    return _distinct(stated) if stated else _survey_hours(text, roled)


# -- the role of one mention


def _role(script: Script, clause: Clause, mention: DateMention, before: RoledMention | None) -> tuple[Role, str]:
    left, right = script.around(clause, mention)
    if adjacent := _beside(script, clause, left, right, mention):
        return adjacent
    if mention.precision in ("month", "quarter", "year"):
        return (Role.PLANNING_PERIOD, mention.precision) if mention.precision == "year" else (Role.NONE, "")
    cue = _deciding(script, clause, mention)
    if cue is None and before is not None and before.mention.precision in ("day", "time"):
        return before.role, before.reason
    if cue is None and _is_of_sheets(script, clause, mention):
        return Role.SURVEY_PERIOD, "sheets"
    if cue is None and clause.label is not None:
        cue = clause.label
    if cue is None:
        return _heading(script, clause, mention)
    return _settled(script, clause, mention, cue), cue.words


_NUMBER_AFTER = re.compile(r"\s*(?:г\b\.?|года|ж\b\.?|жылгы)?[\s,]*(?:№|#|n\s?[0-9])\s*\S{0,12}", re.IGNORECASE)
_NUMBER_BEFORE = re.compile(r"(?:№|#)\s*\S{1,25}\s{0,2}(?:от|г\.?)?[\s«\"]*$")
_NEAR_NUMBER = 45  # characters in which a letter's number stands before its day, in the line above too
_FROM = re.compile(r"\bот[\s«\"]*$")
_HEARING_FROM = re.compile(r"\bслушани\w+\s+от[\s«\"]*$")  # «Протокол № 2 / общественных слушаний от 28 сентября»
# As folded: Kazakh letters on a Russian keyboard, «й» as «и».
_SIGNING = r"(?:подписа|подготовлен|дайындал|составлен|оформлен|утвержд[её]н|кол ко[йи]ыл|жасал[дг]|(?:ресим|расим)дел)"
_SIGNED_BEFORE = re.compile(
    rf"(?:{_SIGNING}\w*(?: протокола?)?(?: куни)?[\s:–—-]{{0,4}}[«\"]?"
    r"|\b(?:подпись|колы)\b[\s,_()–—:-]{0,20}(?:дата|куни)?[\s:–—-]{0,4})$"
)
_SIGNED_AFTER = re.compile(rf"\s*(?:г\w*\.?)?[\s,]*(?:куни)?\s*{_SIGNING}")
_SETTLEMENT = r"\b(?:г|с|п|а|пос|аул|село|город|поселок)\.?\s?[^\W\d][\w-]+"
_KAZAKH_SETTLEMENT = r"[^\W\d][\w-]+ (?:каласы|ауылы|кенти|облысы|селосы|[ка]\.)"
_SETTLEMENT_BEFORE = re.compile(rf"(?:{_SETTLEMENT}|{_KAZAKH_SETTLEMENT})[\s,]*$")
_NUMBERED_LINE = re.compile(r"[^\w\n]{0,3}\d{1,2}[.)]\s")
_ATTRIBUTE = re.compile("(?:дагы|деги|тагы|теги|дағы)$")


def _beside(script: Script, clause: Clause, left: str, right: str, mention: DateMention) -> tuple[Role, str] | None:
    """Acts, licences and letters: a number sign, «от» after the name of an act, «-дағы» before it."""
    if mention.precision == "time":
        return None
    paper = CUES.before("newspaper", left[-90:])
    begin, end = script.place(mention)
    if paper and not _is_behind_day(script, clause, mention, begin - len(left) + left.rfind(paper)):
        meets = script.first_after(clause, end) if mention.times else None
        if meets is None or meets.role != "session":  # no paper comes out at an hour
            return Role.NEWSPAPER, paper
    signed = _SIGNED_BEFORE.search(left[-60:]) or _SIGNED_AFTER.match(right[:40])
    if signed and script.is_protocol:
        return Role.SIGNING, signed[0].strip()
    protocol = script.says("protocol", left[-80:]) or script.says("protocol", right[:80])
    numbered = script.folded[max(0, begin - _NEAR_NUMBER) : begin] if _FROM.search(left) else left
    if not mention.times and (_NUMBER_AFTER.match(right) or _NUMBER_BEFORE.search(numbered)):
        # «2021 жылғы 3 тамыздағы № 286 бұйрық» is an order, wherever it is cited.
        is_act = _ATTRIBUTE.search(script.folded_text(mention)) or CUES.after("act", right[:_NEAR_NUMBER])
        return (Role.PROTOCOL_HEADING, PROTOCOL_HEADING) if protocol and not is_act else (Role.ACT, "number")
    if (
        protocol
        and (_FROM.search(left) or script.says("protocol", left[-25:]))
        and not CUES.before("session", left[-60:])
    ):
        return Role.PROTOCOL_HEADING, PROTOCOL_HEADING
    if script.is_protocol and script.place(mention)[0] < HEAD and _HEARING_FROM.search(left):
        return Role.PROTOCOL_HEADING, PROTOCOL_HEADING
    if act := _act_in_brackets(left, right):
        return Role.ACT, act  # «(12.04.2018 ж. 01988Р лицензия)»
    if left.endswith("(") and right.startswith(")") and (act := CUES.before("act", left[-40:])):
        return Role.ACT, act  # «№ 17-EL лицензиясы (2022 жылғы 14 шілде)»
    if _FROM.search(left) and (act := CUES.before("act", left[-120:])):
        return Role.ACT, act
    if _ATTRIBUTE.search(script.folded_text(mention)) and (act := CUES.after("act", right[:90])):
        return Role.ACT, act
    return None


def _act_in_brackets(left: str, right: str) -> str | None:
    """The words for an act that stand in brackets with a day, and nothing of a hearing."""
    opened, closed = left.rfind("("), right.find(")")
    if closed < 0 or opened < left.rfind(")") or opened < 0:
        return None
    before, after = left[opened + 1 :], right[:closed]
    if CUES.before("session", before) or CUES.after("session", after):
        return None
    return CUES.before("act", before) or CUES.after("act", after)


def _deciding(script: Script, clause: Clause, mention: DateMention) -> Cue | None:
    """The cue that speaks for a mention: the nearest on the left, or a Kazakh verb that closes the sentence."""
    begin, end = script.value_place(mention), script.place(mention)[1]
    for cue in clause.cues:
        if cue.role == "session" and cue.begin < begin and cue.end > end:
            return cue  # «о проведении 15.05.2025 г. общественных слушаний»
    left = script.last_before(clause, begin)
    right = script.first_after(clause, end)
    if left and left.role == "newspaper" and _is_behind_day(script, clause, mention, left.begin):
        left = None
    if left and left.role == "newspaper" and mention.times and right and right.role == "session":
        left = None
    if right and right.side is Side.BOTH and right.role != "session" and _is_of_another(script, clause, end, right):
        right = None
    if right is None or left is None:
        return left or right
    if left.role == "session" and left.side is Side.BOTH and begin - left.end < right.begin - end:
        return left  # a Russian verb, nearer than what is said of something else
    if right.side is not Side.RIGHT or left.side is Side.LEFT:
        return left
    between = any(end <= script.place(other)[0] < right.begin for other in clause.mentions)
    return left if between and left.role != "session" else right


def _is_behind_day(script: Script, clause: Clause, mention: DateMention, paper: int) -> bool:
    """Whether a mention is a period behind the day of the paper that is named at a place: it is none of its days."""
    begin = script.place(mention)[0]
    return mention.end is not None and any(paper <= script.place(other)[0] < begin for other in clause.mentions)


def _is_of_another(script: Script, clause: Clause, end: int, cue: Cue) -> bool:
    """Whether a cue behind a mention leads to the next one: «12.04.2023 г., 10:00, актовый зал, регистрация с 9:30»."""
    places = (script.place(other) for other in clause.mentions)
    following = next((place for place in places if place[0] >= end and place[1] > cue.end), None)
    return following is not None and following[0] - cue.end < min(_NEXT, cue.begin - end)


def _settled(script: Script, clause: Clause, mention: DateMention, cue: Cue) -> Role:
    """The role a cue gives, after cancelling and moving are taken into account."""
    if cue.role == "postponed" and script.is_protocol:
        return Role.NONE  # what was held is not moved any more
    if cue.role == "postponed":
        return Role.POSTPONED_FROM if mention.open == "end" else Role.SESSION
    if cue.role == "page_clock" and script.is_protocol:
        # «Мы, нижеподписавшиеся, сегодня, 5 июня, обсудили», «сегодня в 15:30 провели»
        return Role.PROTOCOL_HEADING if mention.precision == "day" else Role.SESSION
    if cue.role in ("appointed", "session"):
        begin, end = script.place(mention)
        before = script.folded[clause.begin : begin]
        if script.says("previous", before):
            return Role.NONE
        told = f"{before} {script.folded[end : cue.end]}"  # without the day between
        if script.says("works", told) and not (script.says("any", told) or script.says("meeting", told)):
            return Role.PLANNING_PERIOD
        others = [other for other in clause.mentions if script.place(other)[0] >= end and other.precision == "day"]
        stop = script.place(others[0])[0] if others else clause.end
        if others and any(
            c.role == "postponed" and (end <= c.begin < stop or cue.role == "appointed") for c in clause.cues
        ):
            return Role.POSTPONED_FROM
        if any(c.role == "cancelled" and (end <= c.begin < stop or cue.role == "appointed") for c in clause.cues):
            return Role.CANCELLED
        return _meeting_role(script, clause, mention)
    if cue.role == "comments_deadline" and _is_of_sheets(script, clause, mention):
        return Role.SURVEY_PERIOD
    return Role(cue.role)


def _is_of_sheets(script: Script, clause: Clause, mention: DateMention) -> bool:
    """Whether sheets are given out and taken in during a period: for as long as their survey lasts."""
    is_period = mention.start is not None and mention.end is not None and script.is_survey
    return is_period and script.says("survey_sheet", script.folded[clause.begin : clause.end])


def _meeting_role(script: Script, clause: Clause, mention: DateMention, role: Role = Role.SESSION) -> Role:
    """A session of several days is a survey or a public discussion, by what its sentence or the text calls it."""
    several = mention.end is not None or mention.open is not None
    nearby = script.folded[clause.begin : clause.end]
    if script.says("survey", nearby):
        return Role.SURVEY_PERIOD if several or not script.says("meeting", nearby) else role
    if not several:
        return role
    if script.says("discussion", nearby):
        return Role.DISCUSSION_PERIOD
    if script.is_survey:
        return Role.SURVEY_PERIOD
    return Role.DISCUSSION_PERIOD if script.is_discussion else role


def _heading(script: Script, clause: Clause, mention: DateMention) -> tuple[Role, str]:
    """A line that is only a date: the date of a protocol in its heading, else the posting date of what follows."""
    if mention.precision != "day" or mention.end is not None or mention.open is not None:
        return Role.NONE, ""
    begin = script.place(mention)[0]
    beside_place = mention.times or _SETTLEMENT_BEFORE.search(script.folded[max(0, begin - 60) : begin])
    at_end = beside_place or script.ends_line(mention)
    in_heading = clause.only_date or script.line_place(mention) < LINE_START or (at_end and begin < HEAD / 2)
    if script.is_protocol and begin < HEAD and in_heading:
        return Role.PROTOCOL_HEADING, PROTOCOL_HEADING
    if not clause.only_date:
        return Role.NONE, ""
    weekday = any(
        letter == "w" for letter in map(LEXICON.__getitem__, TOKEN.findall(script.folded[clause.begin : begin]))
    )
    return (Role.PAGE_CLOCK, "weekday heading") if weekday else (Role.POSTING, "date heading")


# -- sessions


def _is_day(mention: DateMention) -> bool:
    return mention.precision == "day"


def _session(roled: Sequence[RoledMention], index: int) -> SessionMention:
    one = roled[index]
    mention = one.mention
    times, end_time = mention.times, mention.end_time
    if not times:
        times, end_time = _hours_elsewhere(roled, index)
    start = times[0].replace(tzinfo=None) if times else None
    return SessionMention(mention.start, mention.end, start, end_time, mention.text, mention.span, one.role, one.reason)


def _in_heading(text: str, roled: Sequence[RoledMention]) -> list[SessionMention]:
    """The day in the heading of a protocol, and those of further meetings: with an hour, of another day or listed."""
    days = [index for index, one in enumerate(roled) if one.role == Role.PROTOCOL_HEADING]
    timed = [index for index in days if roled[index].mention.times]  # beside it, a day alone is that of another paper
    found = [_session(roled, index) for index in timed or days]
    first = found[:1]
    return first + [
        one
        for one in found[1:]
        if first[0].time and one.time and (one.start != first[0].start or _in_numbered_line(text, one.span[0]))
    ]


def _in_numbered_line(text: str, at: int) -> bool:
    return _NUMBERED_LINE.match(text, text.rfind("\n", 0, at) + 1) is not None


def _with_hour_of_meeting(roled: Sequence[RoledMention], index: int) -> SessionMention:
    """The day of a registration as that of the hearing, without the hour of the registration."""
    session = _session(roled, index)
    times, end_time = _hours_elsewhere(roled, index)
    return replace(session, time=times[0].replace(tzinfo=None) if times else None, end_time=end_time)


def _hours_elsewhere(roled: Sequence[RoledMention], index: int) -> tuple[tuple[time, ...], time | None]:
    """The hour of a session that stands in another line («Время: 11:00»); hours of registration are not taken."""
    if index and roled[index - 1].mention.precision == "time" and roled[index - 1].role in MEETINGS:
        earlier = index < 2 or not (_is_day(roled[index - 2].mention) and roled[index - 2].role in MEETINGS)
        if earlier:
            return roled[index - 1].mention.times, roled[index - 1].mention.end_time
    for other in roled[index + 1 : index + HOURS_WITHIN]:
        if other.role in MEETINGS and _is_day(other.mention):
            break
        if other.role in MEETINGS and other.mention.precision == "time":
            return other.mention.times, other.mention.end_time
    return (), None


def _distinct(found: Iterable[SessionMention]) -> list[SessionMention]:
    """Each session once; the one with an hour is kept, and a protocol or second language may repeat it."""
    kept: dict[tuple[date | None, date | None], dict[TimeOfDay | None, SessionMention]] = {}
    for one in found:
        same = kept.setdefault((one.start, one.end), {})
        if one.time is not None:
            same.pop(None, None)
        if one.time is not None or not same:
            same.setdefault(one.time, one)
    return sorted((one for same in kept.values() for one in same.values()), key=lambda one: one.span)


def _survey_hours(text: str, roled: Sequence[RoledMention]) -> list[SessionMention]:
    """A survey that gives only its hours: no due day follows from it, but it is not silent about its time."""
    if not Script(text, ()).is_survey:
        return []
    for one in roled:
        mention = one.mention
        if mention.precision == "time" and one.role in MEETINGS:
            return [
                SessionMention(
                    None, None, mention.times[0], mention.end_time, mention.text, mention.span,
                    Role.SURVEY_PERIOD, SURVEY_HOURS_ONLY,
                )
            ]  # fmt: skip
    return []
