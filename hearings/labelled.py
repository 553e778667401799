"""The pieces of a publication, and the values that stand behind labels in them («Инициатор: …», «Өткізу орны: …»).

A label stands at the beginning of a line or a cell, after its number if it has one; numbers repeat on real cards and
say nothing. The labels of every field stand in `data/labels.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from hearings.items import Read
from hearings.signs import fold, load, pattern

_FIELD_OF: Final[dict[str, re.Pattern[str]]] = {
    field: pattern(sorted(phrases, key=len, reverse=True)) for field, phrases in load("labels.toml")["labels"].items()
}
# A label inside a line follows the end of a sentence and has a colon.
_LINE_START = re.compile(r"(?:^|\n|\t)[^\w\n]{0,12}(?:\d{1,2}(?:\.\d{1,2})*[.)]?[^\w\n]{0,3})?|(?<=[\w)\"])[.;]\s+")
_AFTER_LABEL = re.compile(r"[^\S\n]*(?:\([^)\n]{0,60}\))?[^\S\n]*(?::+[^\S\n]*|(?<=\s)-+(?=\s)[^\S\n]*|\t|\n|$)")
ITEM_START = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2})*[.)]\s|[-•*🔹▪●✅])")
_NEW_THOUGHT = re.compile(rf"{ITEM_START.pattern}|[^\W\d_a-zа-яё][^\n:]{{2,80}}:(?:\s|$)|\s*\n")
LONGEST = 600  # characters of a value
_READ_FOR_FIELDS = 60_000  # characters of a piece: what is longer is a volume of a project, and no notice
_AROUND = " \t\n:;,–—-"  # signs that belong to no value
_WRAPPED = 55  # characters of a line that may be continued on the next


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a text: of which field, and from where the value goes."""

    field: str
    start: int
    end: int


@dataclass(frozen=True)
class Part:
    """A piece of a publication: where it stands, and its text.

    `shift` is the length of a title put in front of a body, so that places in the body stay those of the body.
    """

    place: str
    text: str
    shift: int = 0

    def where(self, start: int, end: int) -> str:
        """The place of the characters from `start` to `end`."""
        place, shift = ("title", 0) if start < self.shift else (self.place, self.shift)
        return f"{place}@{start - shift}-{end - shift}"

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def labels(self) -> list[Label]:
        """The labels at beginnings of lines, in order."""
        return list(_labels(self.folded))

    def read(self, start: int, end: int) -> Read[str]:
        """The words from `start` to `end`, without the blanks and signs around them."""
        raw = self.text[start:end]
        start += len(raw) - len(raw.lstrip(_AROUND))
        words = self.text[start:end].rstrip(_AROUND)
        value = " ".join(words.split())[:LONGEST]
        return Read(value, words[:LONGEST], self.where(start, start + len(words)))


def parts_of(title: str, body: str, attachments: Sequence[str], hints: dict[str, str] | None = None) -> list[Part]:
    """The pieces of a publication in the order in which they are believed: card, title, body, files."""
    card = "\n".join(f"{label.rstrip(': ')}: {value}" for label, value in (hints or {}).items())
    named = [("record:card", card), ("title", title), ("body", body)]
    named += [(f"attachment:{number}", text) for number, text in enumerate(attachments)]
    return [Part(place, text[:_READ_FOR_FIELDS]) for place, text in named if text.strip()]


def labelled(part: Part, field: str) -> Read[str] | None:
    """The first value behind a label of the field."""
    for label, following in zip(part.labels, [*part.labels[1:], None], strict=False):
        if label.field == field:
            value = part.read(label.end, _value_end(part.text, label.end, following.start if following else None))
            if value.value and any(sign.isalnum() for sign in value.value):
                return value
    return None


def _labels(folded: str) -> Iterator[Label]:
    for line in _LINE_START.finditer(folded):
        longest: Label | None = None
        for field, names in _FIELD_OF.items():
            name = names.match(folded, line.end())
            after = _AFTER_LABEL.match(folded, name.end()) if name else None
            if name and after and (longest is None or after.end() > longest.end):
                longest = Label(field, line.start(), after.end())
        if longest:
            yield longest


def _value_end(text: str, start: int, limit: int | None) -> int:
    """Where a labelled value ends: at the end of its line, or further where the line is wrapped."""
    end = start
    limit = len(text) if limit is None else limit
    while end < limit and text[end : end + 1] == "\n":
        end += 1
    while True:
        line_end = text.find("\n", end)
        if line_end < 0 or line_end >= limit:
            return limit
        line, rest = text[end:line_end], text[line_end + 1 :]
        wrapped = len(line) >= _WRAPPED and line.rstrip()[-1:] not in '.;:»"' and not _NEW_THOUGHT.match(rest)
        if not wrapped and _quotes_open(text[start:line_end]) <= 0:
            return line_end
        end = line_end + 1
        if end - start > LONGEST:
            return line_end


def _quotes_open(text: str) -> int:
    return sum(text.count(c) for c in "«„") - text.count("»")
