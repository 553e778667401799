"""What one text is, by what it says: the questions that tell an announcement from a protocol and from all the rest.

No word decides alone. The questions of `judge` stand in an order in which each can be answered without the later ones;
the words that they look for stand in `data/signs.toml`. Everything here reads folded text (`hearings.signs`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import unescape
from typing import Final

from hearings.dates import DateMention, find
from hearings.roles import MEETINGS, Role, RoledMention, assign
from hearings.signs import fold, load, pattern
from hearings.text import clean

_SIGNS = load("signs.toml")
PATTERNS: Final = {name: pattern(phrases) for name, phrases in _SIGNS.items() if isinstance(phrases[0], str)}
_NOTICE_LINE = re.compile(rf"\W*{pattern(_SIGNS['notice_word']).pattern}\W*(?:\n|$)")  # nothing but that word
_PROTOCOL_PARTS: Final = [pattern(part) for part in _SIGNS["protocol_part"]]

_OF_HEARING: Final = (*MEETINGS, Role.PROTOCOL_HEADING, Role.OFFICE_HOURS, Role.NONE)
_PAST: Final = (Role.PROTOCOL_HEADING, Role.OFFICE_HOURS)
_READ_FOR_DAY = 3_000
READ_FOR_KIND = 8_000  # characters: what a text is, it says near its beginning
HEAD = 400
_ANY_YEAR = date(2018, 1, 1)
_WEEKDAY = re.compile(
    r"\(?(?<!\w)(?:понедельник|вторник|сред[ау]|четверг|пятниц|суббот|воскресень|(?:дүй|сей|сәр|бей|жек)?сенбі|жұма)"
    r"\w{0,4}\)?",
    re.IGNORECASE,
)
_ENOUGH_PARTS = 5  # of a protocol, where no heading calls it one

_SPACED_LETTERS = re.compile(r"(?<!\w)(?:[^\W\d_] ){4,}[^\W\d_](?!\w)")
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])-[ \t]*\n[ \t]*(?=[^\W\d_])")
_QUOTED = re.compile(r'"[^"\n]{1,400}"')
_QUOTE = re.compile(r'"|\bтоо\b|\bжшс\b|\bао\b|\bип\b|\bкх\b')
_NOT_WORDS = re.compile(r"[\W\d_]+")
_CITING = re.compile(r"(?:в соответствии|согласно|на основании|во исполнение|руководствуясь)\W+(?:\w+\W+){0,25}$")
_CITED = re.compile(r"\w*\W+(?:\w+\W+){0,12}?(?:сәйкес|негізінде|орындау)")
_WILL_BE = re.compile(r"\bбуд(?:ет|ут)\s+(?:\w+\s+)?\Z")
_DID_NOT = re.compile(r"\bне\s+состоял\w+\Z")
_EARLIER = re.compile(
    r"\b(?:предыдущ|прежн|прошл(?:ых|ые|ое|ого)\b|алдынгы|алдыңғы|бурынгы|бұрынғы|перв(?:ые|ых|ое|ого)\s+(?:общ\w+\s+)?слуш)\w*"
)
_APPROVED = re.compile(r"[^.\n]{0,50}\b(?:бекитилген|бекітілген|утвержден[аоы]?\b|одобрен[аоы]?\b|согласован[аоы]?\b)")
_DENIED = re.compile(r"\W*(?:не\s+буд|емес)")
_PROTOCOL_NAMED = re.compile(r"протоколы?|хаттама(?:сы|лар|лары)?")
_PROTOCOL_TOLD = re.compile(r"протокол(?:ом|у|е|ами|ах)|хаттама(?:мен|ға|да|сымен|сына|сында)")
_HEADING_WORDS = 12
_NEXT_ENTRY = re.compile(r"\n\s*\d{1,2}[.)]")
_SHORT_NOTICE = 700  # characters of a text that says little but who holds a hearing, when and where
_GAP = re.compile(r"_{3,}")
_GAPS = 5  # more than the lines of a protocol's signatures
_ANNEX = re.compile(r"\.(?:pdf|docx?|rtf|odt|jpe?g|png|tiff?|zip|rar)\b|^\W*(?:приложени\w*|вложени\w*|қосымша\w*)\W")
_KK_PROTOCOL_START = re.compile(r"\W*(?:\w+\W+){0,10}?хаттама(?:сы)?\s*(?:№|n\s?\d|\d|\.)")
_KK_PROTOCOL_LINE = re.compile(r"хаттама(?:сы)?\W*(?:n|№)?\W*\d*\W*$")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`kind` is `announcement`, `protocol`, a value of `Other.other`, or empty where hearings are not spoken of."""

    kind: str
    why: str = ""


def judge(title: str, body: str, in_section: bool) -> Verdict:
    """What a title and a text say together, with the deciding words as they stand there."""
    original = f"{title}\n{body[:READ_FOR_KIND]}"
    said = fold(original)
    verdict = _judge_folded(said[: len(title)], said[len(title) + 1 :], original, in_section)
    at = said.find(verdict.why)
    return Verdict(verdict.kind, original[at : at + len(verdict.why)].strip()) if at >= 0 else verdict


def _judge_folded(heading: str, text: str, original: str, in_section: bool) -> Verdict:
    """The questions in their order: each can be answered without the later ones.

    `original` is what heading and text were folded from: dates are read there, since sentences begin with capitals.
    """
    said = f"{heading}\n{text}"
    bare = is_bare(heading)
    telling = (heading if not bare else text[:HEAD]) or text[:HEAD]
    spoken = spoken_of(said)
    if not spoken and not in_section:
        call = PATTERNS["proposals"].search(said)
        return Verdict("written_proposals", call[0]) if call and has("ecology_surely", said) else Verdict("")

    if blank := _blank_form(original):
        return Verdict("unrelated", blank)
    if law := _other_law(heading, text):
        return Verdict("other_law", law)
    is_called_protocol = protocol_heading(heading) and not has("protocol_form", heading)
    if not is_called_protocol and (form := _protocol_form(said[: len(heading) + HEAD])):
        if why := _protocol_parts(text):
            return Verdict("protocol", why)  # the form, filled in
        for kind in ("cancellation", "postponement"):
            if why := _announces_end(kind, heading, text[:HEAD]):
                return Verdict(kind, why)
        is_running = has("ecology_surely", said) or has("notice_label", said)
        return Verdict("announcement" if is_running else "unrelated", form[0])
    for kind in ("vacancy", "tender"):
        sign = PATTERNS[kind].search(_unquoted(telling))
        if sign and (not bare or sign.start() < _first("hearing", telling)):
            return Verdict(kind, sign[0])
    for kind in ("cancellation", "postponement"):
        why = _announces_end(kind, heading, text)
        # A protocol may tell that its hearing had been moved.
        if why and (has(kind, heading) or not protocol_text(text[:HEAD])):
            return Verdict(kind, why)
    if why := protocol_heading(heading):
        return Verdict("protocol", why)
    for kind, result in (("order", "order"), ("explanation", "unrelated")):
        why = _is_about_rules(kind, heading, bare, text)
        if why and not (has("schedule", why) and _QUOTE.search(text) and _meets(original[:_READ_FOR_DAY])):
            return Verdict(result, why)
    if not (has("notice_word", heading) and has("hearing", heading)) and (why := protocol_text(text)):
        return Verdict("protocol", why)
    if (event := PATTERNS["other_event"].search(f"{heading}\n{text[:HEAD]}")) and not has("notice_label", text):
        return Verdict("unrelated", event[0])
    if why := _report(heading, text):
        return Verdict("report", why)
    if why := _call_for_proposals(heading, text, original):
        return Verdict("written_proposals", why)
    if why := _announcement(heading, text, original, in_section):
        return Verdict("announcement", why)
    return Verdict("unrelated", spoken[0] if spoken else "")


def spoken_of(said: str) -> re.Match[str] | None:
    """Where a text speaks of a hearing; a survey of the public is one where its subject is the environment.

    A word for hearing alone may mean the sense of it: it counts where the text names something that is heard.
    """
    is_ecology = has("ecology_surely", said)
    survey = PATTERNS["survey_of_public"].search(said) if is_ecology else None
    is_sure = has("hearing_surely", said) or is_ecology or has("subject", said)
    return (PATTERNS["hearing"].search(said) if is_sure else None) or survey


def _other_law(heading: str, text: str) -> str:
    """The words that name another law as the subject of the hearing, unless the subject is the environment."""
    if itself := PATTERNS["other_law_itself"].search(f"{heading}\n{text[:3_000]}"):
        return itself[0]
    if draft := PATTERNS["draft_act"].search(heading):
        return draft[0]
    heading_ecology = has("ecology_surely", _without_offices(heading))
    if heading_ecology:
        return ""
    near = [text[max(0, m.start() - 200) : m.end() + 350] for m in list(PATTERNS["hearing"].finditer(text[:3_000]))[:4]]
    around = _without_offices("\n".join(near))
    in_heading = PATTERNS["other_law"].search(heading)
    sure = PATTERNS["other_law_surely"].search(f"{heading}\n{around}")
    signs = PATTERNS["other_law"].finditer(around)
    # «Бас жоспар 2018 жылғы 5 қарашада бекітілген»: a paper that there is, not what is heard.
    sign = in_heading or next((m for m in signs if not _APPROVED.match(around, m.end())), None)
    if sure and (not has("ecology_surely", around) or sure.start() < len(heading)):
        return sure[0]
    if in_heading and not has("hearing", heading):
        return in_heading[0]
    if sign and not has("ecology_surely", _without_offices(text)):
        return sign[0]
    return ""


def _unquoted(text: str) -> str:
    """The text with blanks for what stands in quotes: names of projects say anything."""
    return _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)


def _without_offices(text: str) -> str:
    return PATTERNS["ecology_office"].sub(" ", text)


def _announces_end(kind: str, heading: str, text: str) -> str:
    """That a hearing is cancelled or moved: said as a fact, outside the project's name."""
    for part in (heading, text[:2_000]):
        unquoted = _unquoted(part)
        for sign in PATTERNS[kind].finditer(unquoted):
            sentence = unquoted[max(0, unquoted.rfind(".", 0, sign.start())) : sign.end() + 40]
            if not has("conditional", sentence) and not _DENIED.match(unquoted, sign.end()):
                return sign[0]
    return ""


def protocol_heading(heading: str) -> str:
    """That a title calls the text a protocol of a hearing, and does not only tell that one was made."""
    sign = PATTERNS["protocol"].search(heading)
    if not sign or has("protocol_of_other", heading) or has("protocol_made", heading):
        return ""
    before = heading[: sign.start()]
    if has("report_title", before) and not _KK_PROTOCOL_LINE.search(heading):
        return ""
    return sign[0]


def protocol_text(text: str) -> str:
    """That a text is a protocol: by a heading line, or by the parts that it is made of."""
    if (extract := PATTERNS["protocol_extract"].search(text[:HEAD])) and has("hearing", text[:HEAD]):
        return extract[0]
    if (itself := PATTERNS["this_protocol"].search(text[: 3 * HEAD])) and has("hearing", text[: 3 * HEAD]):
        return itself[0]
    for line in [line for line in text[: 3 * HEAD].split("\n") if line.strip()][:12]:
        sign = PATTERNS["protocol"].search(line)
        if not sign or has("protocol_of_other", line) or has("protocol_made", line) or line.rstrip().endswith(";"):
            continue
        if (has("attached", line) or _ANNEX.search(line)) and has("future", text):
            continue  # a notice with the protocol of an earlier hearing as its annex
        begins = len(_NOT_WORDS.sub(" ", line[: sign.start()]).split()) <= 1
        # A sentence may begin with a protocol, in another case, and tell what followed from it.
        is_short = len(line.split()) <= _HEADING_WORDS and not _PROTOCOL_TOLD.fullmatch(sign[0])
        is_named = bool(_PROTOCOL_NAMED.fullmatch(sign[0])) or is_short
        is_heading = begins and is_named and line[sign.end() : sign.end() + 1] != ":"
        if _KK_PROTOCOL_START.match(line):
            return line.strip()[:80]
        if (is_heading and len(line) < 2 * HEAD) or (_KK_PROTOCOL_LINE.search(line) and len(line) < HEAD):
            return line.strip()[:80]
    return _protocol_parts(text)


def _protocol_form(text: str) -> re.Match[str] | None:
    """That a line calls itself the form of a protocol: discussions carry it while they run."""
    return next((form for line in text.split("\n") if (form := PATTERNS["protocol_form"].search(line))), None)


def _blank_form(text: str) -> str:
    """The first gap of a form that is not filled in: gaps in many places, and no day."""
    gaps = _GAP.findall(text)
    is_blank = len(gaps) >= _GAPS and not _has_day(text[:_READ_FOR_DAY])
    return str(gaps[0]) if is_blank else ""


def _protocol_parts(text: str) -> str:
    """The words of a text that has enough of what a protocol is made of, and convenes nothing."""
    parts = [found[0] for part in _PROTOCOL_PARTS if (found := part.search(text))]
    return ", ".join(parts) if len(parts) >= _ENOUGH_PARTS and not has("future", text) else ""


def _is_about_rules(kind: str, heading: str, bare: bool, text: str) -> str:
    """That a title, or the first words under a bare title, name an act or an explanation."""
    if bare or not heading:
        sign = PATTERNS[kind].match(text.lstrip(" \n\"'*-")) if kind == "order" else None
        return sign[0] if sign else ""
    sign = PATTERNS[kind].search(heading)
    if not sign or _CITING.search(heading[: sign.start()]) or _CITED.match(heading, sign.end()):
        return ""
    return sign[0] if sign.start() < 15 or not has("notice_title", heading) else ""


def _report(heading: str, text: str) -> str:
    """That the text tells of a hearing that took place."""
    in_heading = PATTERNS["report_title"].search(PATTERNS["report_heard"].sub(" ", heading))
    if in_heading and not has("future", heading) and not has("notice_word", heading):
        return in_heading[0]
    reports = (m for group in ("report", "report_told") for m in PATTERNS[group].finditer(text))
    reports = (m for m in reports if not (_DID_NOT.search(m[0]) and has("anew", text)))
    # «Слушания будут проведены» tells of what is to come; an entry of a list does not go on in the next one.
    reports = (m for m in reports if " буд" not in m[0] and not _NEXT_ENTRY.search(m[0]))
    reports = (m for m in reports if not _EARLIER.search(text, max(0, m.start() - 40), m.end()))
    past = next((m for m in reports if not _WILL_BE.search(text, 0, m.start())), None)
    future = PATTERNS["future"].search(text)
    if (
        not past
        or has("future", heading)
        or has("notice_word", heading)
        or len(PATTERNS["notice_label"].findall(text)) > 1
    ):
        return ""
    return past[0] if future is None or past.start() <= future.end() else ""


def _call_for_proposals(heading: str, text: str, original: str) -> str:
    """That proposals are called for, and no hearing is."""
    without = PATTERNS["without_hearing"].search(text)
    if without:
        return without[0]
    in_heading = PATTERNS["proposals_title"].search(heading)
    if in_heading and not has("hearing_surely", heading):
        return in_heading[0] if not has("future", text) else ""
    if has("hearing", heading) or any(has(group, text) for group in ("future", "holding", "notice_label")):
        return ""
    if _meets(original[:_READ_FOR_DAY]):
        return ""
    sign = PATTERNS["proposals"].search(text)
    return sign[0] if sign else ""


def _announcement(heading: str, text: str, original: str, in_section: bool) -> str:
    """That a hearing is convened: words of convening, and something only a notice has."""
    early = f"{heading}\n{text[:1_500]}"
    convening = next((m for group in ("future", "holding") if (m := PATTERNS[group].search(early))), None)
    label = PATTERNS["notice_label"].search(text)
    # A section for hearings holds other things too: what says nothing of anybody's project is none of its notices.
    is_whose = has("company", early) and _meets(original[:_READ_FOR_DAY])
    of_section = in_section and (is_bare(heading) or is_whose or spoken_of(early))
    is_titled = of_section or has("hearing_title", heading) or has("survey_of_public", heading)
    if _NOTICE_LINE.match(text) and (convening or label or spoken_of(early)):
        return text.strip().partition("\n")[0]
    if has("notice_title", heading) and (is_titled or has("hearing", heading) or convening or label):
        return convening[0] if convening else heading[:80]
    if has("notice_word", heading) and (spoken := spoken_of(early)) and _meets(original[:_READ_FOR_DAY]):
        return spoken[0]
    is_ecology, is_named = has("ecology_surely", early), _QUOTE.search(early) is not None
    is_short = len(text) < _SHORT_NOTICE and has("hearing_surely", early) and has("subject", early)
    meets = (is_ecology or is_short) and is_named and bool(spoken_of(early)) and _meets(original[:_READ_FOR_DAY])
    form = PATTERNS["form_label"].search(text)
    if not (convening or label or is_titled or meets or form) or (
        not has("future", early) and has("annex_title", heading)
    ):
        return ""
    # A hearing that is convened is that of somebody, about something, or somewhere; rules speak of hearings in general.
    is_convened = is_titled or is_ecology or has("subject", early) or has("address", early)
    if label or meets or ((is_convened or form) and _has_day(original[: len(early)])):
        return (convening or label or spoken_of(early) or [early.strip()[:80]])[0]
    future = PATTERNS["future"].search(early)
    if future and is_named and (is_ecology or (has("subject", early) and has("survey", early))):
        return future[0]
    return ""


def is_bare(heading: str) -> bool:
    words = _NOT_WORDS.sub(" ", heading).strip()
    return not words or bool(PATTERNS["bare_title"].fullmatch(words))


def _has_day(text: str) -> bool:
    """Whether a day of the text may be that of a hearing; one without a year is a day too, so any year will do."""
    return bool(_hearing_days(text))


def _meets(text: str) -> bool:
    """Whether a text gives a day of a hearing, or a day with an hour or a period that may be one."""
    days = (day for day in _hearing_days(text) if day.role not in _PAST)
    return any(day.role in MEETINGS or day.mention.times or day.mention.end for day in days)


@lru_cache(maxsize=32)  # several questions look at the days of one text
def _hearing_days(text: str) -> tuple[RoledMention, ...]:
    roled = assign(text, find_in_any_year(text))
    # A line that is only a day with an hour may be that of the hearing as well as that of the posting.
    free = (one for one in roled if one.role in _OF_HEARING or (one.role is Role.POSTING and one.mention.times))
    days = (one for one in free if one.mention.precision == "day")
    # «С 1 июня» and «до 5 мая» are no days but of a survey or discussion.
    return tuple(one for one in days if one.role not in (Role.NONE, Role.SESSION) or not one.mention.open)


def find_in_any_year(text: str) -> list[DateMention]:
    """The dates of a text, those without a year in some year: a weekday, which would tell it, is not looked at."""
    return find(_WEEKDAY.sub(lambda weekday: " " * len(weekday[0]), text), anchor=_ANY_YEAR)


def has(group: str, text: str) -> bool:
    return PATTERNS[group].search(text) is not None


def _first(group: str, text: str) -> int:
    found = PATTERNS[group].search(text)
    return found.start() if found else len(text)


def readable(text: str) -> str:
    """The text as a reader sees it: entities resolved, words joined that hyphens or spacing cut."""
    text = clean(unescape(text) if "&" in text else text)
    text = _BROKEN_WORD.sub("", text)
    return _SPACED_LETTERS.sub(lambda spaced: spaced[0].replace(" ", ""), text)
