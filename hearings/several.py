"""Several notices in one text: a record that lists them by number, or puts one under the other, each with its heading,
or names one company after another, each with a day and hour of its own.

A notice that stands in a text twice, once in each language, is one: parts in different languages that name the same
days stay together.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, time

from hearings.labelled import Part
from hearings.projects import company_names
from hearings.quoted import WORDS, companies, names
from hearings.roles import MEETINGS, Role, assign
from hearings.signs import fold
from hearings.text import languages
from hearings.verdicts import PATTERNS, find_in_any_year, has, protocol_text

_LONGEST_HEADING = 130  # characters
_SHORTEST_NOTICE = 60  # characters: what is shorter is a heading above another heading
_MOST = 60  # notices in one text
_PART = re.compile(r"[^;\n]{20,}")
_LEADS_WITHIN = 110  # characters of a part in which the company stands that it is about
_OF_HEARING = (*MEETINGS, Role.NONE)
Meeting = tuple[date | None, date | None, tuple[time, ...]]  # first and last day, hours
_LETTER = re.compile(  # folded: the number of a letter, and to whom it goes
    r"\W*(?:исх|вх|шыг|№|руководител|акиму|басшысына|акимине|баскармасына|уважаем|курметти)"
)
_QUOTED = re.compile(r'[«"“]([^«»"“”\n]{3,120})[»"”]')
_VENUE_BEFORE = re.compile(
    r"(?:\bдк|дом\w* культуры|клуб[еау]?|кафе|гостиниц[аеы]|отел[еья]|зал[еа]?|кинотеатр[еа]?|санатори[ийя]|центр[еа]?"
    r"|газет[аеы]|газетах)\s*$"
)
_VENUE_AFTER = re.compile(r"\s*(?:маданиет уи|клуб|конак|санатори|газет|орталы|кинотеатр|мейрамхана)")
_NUMBERED = re.compile(r"\s*(?:№\s*)?(?:\d{1,2}|[IVX]{1,4})\s*[.)]\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Piece:
    """One notice of a text; `heading` is its own heading line, empty where it has none."""

    heading: str
    text: str


def several(body: str) -> list[Piece]:
    """The notices of a text, in order; one piece with the whole text where it is one notice."""
    whole = [Piece("", body)]
    if len(body) < 2 * _SHORTEST_NOTICE:
        return whole
    for pieces in (_numbered(body), _headed(body), _by_company(body)):
        if 1 < len(pieces) <= _MOST:
            joined = _with_translations(pieces)
            if len(joined) > 1:
                return joined
    return whole


def _numbered(body: str) -> list[Piece]:
    """Lines that begin with a number and are a notice each, with a day of its own."""
    pieces: list[list[str]] = []
    for line in body.split("\n"):
        if _NUMBERED.match(line):
            pieces.append([line])
        elif pieces:
            pieces[-1].append(line)
    texts = ["\n".join(lines).strip() for lines in pieces]
    is_list = len(texts) > 1 and all(map(_convenes, texts)) and _are_of_different_owners(texts)
    return [Piece("", text) for text in texts] if is_list else []


def _convenes(text: str) -> bool:
    return _speaks_of_meeting(text) and bool(_meetings(text))


def _speaks_of_meeting(text: str) -> bool:
    said = fold(text)
    return any(has(group, said) for group in ("hearing", "survey_of_public", "survey"))


def _owners(text: str) -> frozenset[str]:
    """The companies and projects that a text names: those of one notice are not those of another."""
    part = Part("", text)
    named = [text[start:end] for start, end in companies(part)]
    named += [text[slice(*name.inner)] for name in names(part) if name.kind == "project"]
    return frozenset(form for name in named for form in company_names(name))


def _are_of_different_owners(texts: list[str]) -> bool:
    """Whether each text names something that no other does; the lines of one notice's list do not."""
    owners = [_owners(text) for text in texts]
    counts = Counter(owner for own in owners for owner in own)
    return all(any(counts[owner] == 1 for owner in own) for own in owners)


def are_of_one_notice(one: str, other: str) -> bool:
    """Whether two texts that name the same day may be of one notice: in two languages, or of a common owner."""
    owners, others = _owners(one), _owners(other)
    return not languages(one) & languages(other) or not owners or not others or bool(owners & others)


def _headed(body: str) -> list[Piece]:
    """Parts that begin with a heading line of a notice or a protocol."""
    lines = body.split("\n")
    starts = [at for at, line in enumerate(lines) if _is_heading(line)]
    if len(starts) < 2:
        return []
    starts[0] = 0 if len("\n".join(lines[: starts[0]])) < _SHORTEST_NOTICE else starts[0]
    starts = sorted({0, *starts})
    # A heading over a heading: place and day between them belong to the second one.
    starts = [
        at
        for before, at in zip([None, *starts], starts, strict=False)
        if before is None or len("\n".join(lines[before + 1 : at]).strip()) >= _SHORTEST_NOTICE
    ]
    pieces = []
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        text = "\n".join(lines[start:stop]).strip()
        if len(text) >= _SHORTEST_NOTICE and _days(text):
            heading = lines[start].strip() if _is_heading(lines[start]) else ""
            pieces.append(Piece(heading if len(heading) <= _LONGEST_HEADING else "", text))
    return pieces


def _by_company(body: str) -> list[Piece]:
    """Lines, or parts of a line, that begin with a company, each with a hearing's day of its own up to the next.

    That day tells such a part from those that name a developer, a newspaper or a deadline.
    """
    if protocol_text(fold(body)):
        return []
    meetings = _meetings(body)
    starts: list[int] = []
    known: set[str] = set()
    projects: set[str] = set()
    before = ""  # the sentence with which the last notice began
    for part in _PART.finditer(body):
        lead = part[0][:_LEADS_WITHIN]
        found = companies(Part("", lead))
        if not found and not starts and has("future", fold(part[0])):
            found = companies(Part("", part[0]))  # a first sentence may cite the law before it names the company
        elif WORDS["developer"].search(fold(lead)):
            continue
        if not found:
            continue
        leading = company_names(part[0][slice(*found[0])])
        quoted = [name[1] for name in _QUOTED.finditer(part[0]) if not _is_venue(part[0], name)]
        named = {name for name in quoted if not company_names(name) & leading}
        if not leading & known or (projects and named - projects and _convenes_alone(part[0], before)):
            starts.append(part.start())
            before = part[0]
        known |= leading
        projects |= named
    if len(starts) < 2:
        return []
    kept: list[int] = []
    told: set[Meeting] = set()
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        own = {meeting for at, meeting in meetings if start <= at < end}
        if not _speaks_of_meeting(body[start:end]):
            own = {meeting for meeting in own if meeting[2]}  # a term of validity is a period as well
        if own - told:
            kept.append(start)
        told |= own
    if len(kept) < 2:
        return []
    kept = [0, *(_with_letterhead(body, start) for start in kept[1:])]
    return [Piece("", body[s:e].strip(" ;\n\t")) for s, e in zip(kept, [*kept[1:], len(body)], strict=True)]


def _convenes_alone(text: str, before: str) -> bool:
    """Whether a sentence says all that a notice does, and not again in the other language what stands before it.

    One company may convene so for several of its projects.
    """
    return has("future", fold(text)) and bool(_meetings(text)) and bool(languages(text) & languages(before))


def _is_venue(text: str, name: re.Match[str]) -> bool:
    """Whether a name in quotes is that of a house, a newspaper or an institution, and not of a project."""
    before, after = fold(text[max(0, name.start() - 25) : name.start()]), fold(text[name.end() : name.end() + 25])
    return bool(_VENUE_BEFORE.search(before) or _VENUE_AFTER.match(after))


def _with_letterhead(body: str, start: int) -> int:
    """The start of a notice with the lines of its letter above it: sender, number, addressee."""
    while start > 0 and body[start - 1] == "\n":
        begin = body.rfind("\n", 0, start - 1) + 1
        line = body[begin : start - 1].strip()
        if len(line) > _LEADS_WITHIN or not (_LETTER.match(fold(line)) or _is_sender(line)):
            break
        start = begin
    return start


def _is_sender(line: str) -> bool:
    """Whether a line is nothing but the name of a company."""
    named = companies(Part("", line))
    return len(named) == 1 and not line[: named[0][0]].strip(" -–—*") and not line[named[0][1] :].strip(" .,:;")


def _meetings(text: str) -> list[tuple[int, Meeting]]:
    """Where days stand that may be those of hearings: what says so, has an hour, or is a period."""
    found = assign(text, find_in_any_year(text))
    days = [(r.role, r.mention) for r in found if r.role in _OF_HEARING and r.mention.precision == "day"]
    return [(m.span[0], (m.start, m.end, m.times)) for role, m in days if role in MEETINGS or m.times or m.end]


def _is_heading(line: str) -> bool:
    """Whether a line is the heading of a notice or protocol, or begins with one: «Объявление. ТОО … приглашает»."""
    said = fold(line.strip())
    if numbered := _NUMBERED.match(line):  # «2) Объявление», but not «8. Объявление: газета …»
        said = fold(line[numbered.end() :].strip())
        word = PATTERNS["notice_word"].match(said) or PATTERNS["protocol"].match(said)
        if word is None or len(said) > _LONGEST_HEADING:
            return False
        return not said[word.end() :].strip(" .") or has("hearing", said)
    word = PATTERNS["notice_word"].match(said) or PATTERNS["protocol"].match(said)
    if word and said[word.end() : word.end() + 2] in (". ", "! "):
        return True
    if not said or len(said) > _LONGEST_HEADING:
        return False
    if word is None:
        word = PATTERNS["heading_end"].search(said)
        return word is not None and not said[word.end() :].strip(" .:№0123456789")
    rest = said[word.end() :].strip()
    # «Объявление: газета …» is a label.
    return not rest.strip(" :") or has("hearing", rest) or rest[0] == "№" or rest.isdigit()


def _days(text: str) -> frozenset[object]:
    return frozenset(m.start for m in find_in_any_year(text) if m.precision == "day" and m.start)


def _with_translations(pieces: list[Piece]) -> list[Piece]:
    """Neighbours in different languages that name a common day are one notice."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and not languages(last.text) & languages(piece.text) and _days(last.text) & _days(piece.text):
            joined[-1] = Piece(last.heading, f"{last.text}\n\n{piece.text}")
        else:
            joined.append(piece)
    return joined
