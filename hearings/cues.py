"""The words of `hearings/data/date_roles.toml` as patterns over folded text."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from hearings.dates.words import fold


class Side(StrEnum):
    """Where words stand, seen from the date they speak for."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Cue:
    """Words found in a text that say what a date is for."""

    role: str
    side: Side
    begin: int
    end: int
    words: str


class CueBook:
    """All cues, one pattern for each role and side."""

    def __init__(self) -> None:
        data = tomllib.loads((files("hearings") / "data" / "date_roles.toml").read_text(encoding="utf-8"))
        self._patterns = [(cue["role"], Side(cue["side"]), _pattern(cue["words"])) for cue in data["cues"]]
        self.forms = {name: _pattern(words) for name, words in data["forms"].items()}

    def in_text(self, folded: str, begin: int, end: int) -> Iterator[Cue]:
        """The cues between two positions, in no particular order."""
        for role, side, pattern in self._patterns:
            for match in pattern.finditer(folded, begin, end):
                yield Cue(role, side, match.start(), match.end(), match[0])

    def before(self, role: str, folded: str) -> str | None:
        """The last words for a role in a piece of text before a date."""
        return self._only(role, folded, {Side.LEFT, Side.BOTH}, last=True)

    def after(self, role: str, folded: str) -> str | None:
        """The first words for a role in a piece of text after a date."""
        return self._only(role, folded, {Side.RIGHT, Side.BOTH}, last=False)

    def _only(self, role: str, folded: str, sides: set[Side], *, last: bool) -> str | None:
        found = [
            match
            for name, side, pattern in self._patterns
            if name == role and side in sides
            for match in pattern.finditer(folded)
        ]
        if not found:
            return None
        return (max if last else min)(found, key=re.Match.start)[0]


_WEEKDAYS = "(?:{})".format(
    "|".join(map(fold, ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресен")))
) + "|(?:{})".format("|".join(map(fold, ("дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"))))


def _pattern(words: list[str]) -> re.Pattern[str]:
    """`*` is the rest of a word, a blank any gap, `...` up to forty characters, `:` the end of a label or cell."""
    alternatives = sorted((_expression(word) for word in words), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})")


def _expression(word: str) -> str:
    escaped = re.escape(fold(word)).replace(r"\ \.\.\.\ ", r"[^\n]{1,40}?").replace(r"\*\ ", r"\w*[\s,]+(?:и\s+)?")
    escaped = escaped.replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
    if escaped.endswith(":"):
        # In lists without colons a label begins its line, and the day follows: «Когда 19 марта 2020 г.».
        word = escaped[:-1]
        return rf"{word}(?=\s*[:\t]|\s+[–—-]\s)|(?<![^\n]){word}(?=[^\S\n]*\n|[^\S\n]+(?:\d|{_WEEKDAYS}))"
    return escaped if escaped.endswith(r"\w*") else rf"{escaped}(?!\w)"


CUES = CueBook()
