"""Several notices in one text: a record that lists them by number, or puts one under the other, each with its heading,
or names one company after another, each with a day and hour of its own.

A notice that stands in a text twice, once in each language, is one: parts in different languages that name the same
days stay together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hearings.dates import find
from hearings.labelled import Part
from hearings.projects import company_names
from hearings.quoted import WORDS, companies
from hearings.roles import MEETINGS, Role, assign
from hearings.signs import fold
from hearings.text import languages
from hearings.verdicts import ANY_YEAR, PATTERNS, has

_LONGEST_HEADING = 130  # characters
_SHORTEST_NOTICE = 60  # characters: what is shorter is a heading above another heading
_MOST = 60  # notices in one text
_PART = re.compile(r"[^;\n]{20,}")
_LEADS_WITHIN = 110  # characters of a part in which the company stands that it is about
_OF_HEARING = (*MEETINGS, Role.NONE)
_NUMBERED = re.compile(r"\s*(?:№\s*)?\d{1,2}\s*[.)]\s*(?=\S)")


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
    return [Piece("", text) for text in texts] if len(texts) > 1 and all(map(_convenes, texts)) else []


def _convenes(text: str) -> bool:
    said = fold(text)
    return has("hearing", said) and has("future", said) and bool(_days(text))


def _headed(body: str) -> list[Piece]:
    """Parts that begin with a heading line of a notice or a protocol."""
    lines = body.split("\n")
    starts = [at for at, line in enumerate(lines) if _is_heading(line)]
    if len(starts) < 2:
        return []
    starts[0] = 0 if len("\n".join(lines[: starts[0]])) < _SHORTEST_NOTICE else starts[0]
    starts = sorted({0, *starts})
    pieces = []
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        text = "\n".join(lines[start:stop]).strip()
        if len(text) >= _SHORTEST_NOTICE and _days(text):
            pieces.append(Piece(lines[start].strip() if _is_heading(lines[start]) else "", text))
    return pieces


def _by_company(body: str) -> list[Piece]:
    """Lines, or parts of a line, that begin with a company and give the day and hour of its hearing.

    The company and its hour tell such a part from those that name a developer, a newspaper or a deadline.
    """
    roled = assign(body, find(body, anchor=ANY_YEAR))
    days = [r.mention for r in roled if r.role in _OF_HEARING and r.mention.precision == "day"]
    hours = [mention.span[0] for mention in days if mention.times]
    starts: list[int] = []
    known: set[str] = set()
    for part in _PART.finditer(body):
        part_names = companies(Part("", part[0][:_LEADS_WITHIN]))
        if not part_names or WORDS["developer"].search(fold(part[0][:_LEADS_WITHIN])):
            continue
        names = company_names(part[0][slice(*part_names[0])])
        if names & known or not any(part.start() <= hour < part.end() + _LEADS_WITHIN for hour in hours):
            continue
        known |= names
        starts.append(part.start())
    if len(starts) < 2:
        return []
    ends = [*starts[1:], len(body)]
    starts[0] = 0
    has_hour = all(any(start <= hour < end for hour in hours) for start, end in zip(starts, ends, strict=True))
    return [Piece("", body[s:e].strip(" ;\n\t")) for s, e in zip(starts, ends, strict=True)] if has_hour else []


def _is_heading(line: str) -> bool:
    said = fold(line.strip())
    if not said or len(said) > _LONGEST_HEADING:
        return False
    word = PATTERNS["notice_word"].match(said) or PATTERNS["protocol"].match(said)
    if word is None:
        word = PATTERNS["heading_end"].search(said)
        return word is not None and not said[word.end() :].strip(" .:№0123456789")
    rest = said[word.end() :].strip()
    return not rest or has("hearing", rest) or rest[0] in "№:" or rest.isdigit()


def _days(text: str) -> frozenset[object]:
    return frozenset(m.start for m in find(text, anchor=ANY_YEAR) if m.precision == "day" and m.start)


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
