"""Names in a text, and what they name: a company, a project, or something else («Достық» is a house of culture).

Told by what stands beside the quotes: a legal form before them in Russian and behind them in Kazakh, «по проекту»,
«жобасы бойынша». Quotes are nested, mixed and forgotten on real pages; the outermost ones count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from hearings.labelled import ITEM_START, LONGEST, Part
from hearings.signs import load, pattern

WORDS: Final = {name: pattern(phrases) for name, phrases in load("labels.toml")["words"].items()}
_QUOTE_SIGN = re.compile(r"[«»“”„\"\n]")
_NAME = re.compile(r"[\s]*(?:[^\W\d_a-zа-яёәғқңөұүһі][\w.\-]*)(?:[^\S\n]+[^\W\d_a-zа-яёәғқңөұүһі][\w.\-]*){0,3}")
_LEADS_TO_NAME = re.compile(r"(?<!\w)(?:по|к|на|о)\s*$")
READ_FOR_NAMES = 12_000  # characters of a part in which names are looked for


def quoted(text: str) -> list[tuple[int, int]]:
    """Outermost quoted pieces, without their quotes; a closing quote forgotten inside another is forgiven."""
    spans: list[tuple[int, int]] = []
    start, depth, last = -1, 0, -1
    for sign in _QUOTE_SIGN.finditer(text, 0, READ_FOR_NAMES):
        at, char = sign.start(), sign[0]
        if depth and (at - start > LONGEST or (char == "\n" and ITEM_START.match(text, at + 1))):
            if last > 0:
                spans.append((start + 1, last))
            start, depth, last = -1, 0, -1
        if char == "\n":
            continue
        opens = char in "«„" or (char in '“"' and not _closes(text, at))
        if opens:
            start = at if not depth else start
            depth += 1
        elif depth:
            depth, last = depth - 1, at
            if not depth:
                spans.append((start + 1, at))
                last = -1
    if depth and last > 0:
        spans.append((start + 1, last))
    return spans


def _closes(text: str, at: int) -> bool:
    """Whether a straight quote stands at the end of a word."""
    before = text[at - 1 : at]
    return bool(before) and not before.isspace() and before not in '(«„“"'


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the text: what kind of thing it names, and from where to where with its legal form."""

    kind: str  # "company" | "project" | ""
    start: int
    end: int
    inner: tuple[int, int]


def names(part: Part) -> list[Name]:
    found = []
    for start, end in quoted(part.text):
        before = part.folded[max(0, start - 91) : start - 1]
        after = part.folded[end + 1 : end + 60]
        form = last_match(WORDS["legal_form"], before)
        form_after = WORDS["legal_form_after"].match(after.lstrip(' "-,'))
        if form is not None and not before[form.end() :].strip(" -"):
            found.append(Name("company", max(0, start - 91) + form.start(), end + 1, (start, end)))
        elif form_after:
            stop = end + 1 + after.index(form_after[0]) + len(form_after[0])
            found.append(Name("company", start - 1, stop, (start, end)))
        elif _is_project(part.folded[start:end], before, after):
            found.append(Name("project", start, end, (start, end)))
    return found


def last_match(words: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = list(words.finditer(text))
    return found[-1] if found else None


def _is_project(name: str, before: str, after: str) -> bool:
    if WORDS["section_names"].fullmatch(name.strip()) or len(name.strip()) < 3:
        return False
    if WORDS["project_after"].match(after.lstrip(' ",-')):
        return True
    near = before[-30:]
    if WORDS["not_named"].search(near) and not WORDS["project_before"].search(near):
        return False
    cue = last_match(WORDS["project_before"], before[-75:])
    if cue is not None and not re.search(r"[.;]\s|\n\s*\n", before[-75:][cue.end() :]):
        return True
    return bool(_LEADS_TO_NAME.search(before) and WORDS["project_word"].match(name))


def companies(part: Part) -> list[tuple[int, int]]:
    """Where the companies of a text are named, legal form included."""
    spans = [(name.start, name.end) for name in names(part) if name.kind == "company"]
    for form in WORDS["legal_form"].finditer(part.folded[:READ_FOR_NAMES]):
        name = _NAME.match(part.text, form.end())
        if name and not any(start <= form.start() < end for start, end in spans):
            spans.append((form.start(), name.end()))
    return sorted(spans)
