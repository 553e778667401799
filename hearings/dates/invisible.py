"""Characters that stand inside words and numbers and say nothing about dates.

Soft hyphens (also those that PDF readers give, with the line break behind them), zero-width and direction marks,
combining marks, and the hyphen of a month's name divided at the end of a line. They are left out before reading;
positions are carried back to the original text.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from hearings.dates.words import LEXICON

_SIGNS = "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u0300-\u036f"
_HYPHENS = "\u00ad\u0002\ufffe"
_ANY = re.compile(f"[{_SIGNS}{_HYPHENS}]")
_CUT = re.compile(f"(?:[{_HYPHENS}](?:\r?\n)?|[{_SIGNS}])+|(?P<divided>-\r?\n[ \t]{{0,3}})")
_HEAD = re.compile(r"[^\W\d_]{1,14}$")
_REST = re.compile(r"[^\W\d_]{1,14}")


class Cuts:
    """A text without its invisible characters, and the way between positions in both."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._places: list[int] = []
        self._gone = [0]
        if not _ANY.search(text) and "-\n" not in text and "-\r\n" not in text:
            return
        pieces: list[str] = []
        kept = 0
        for begin, end in _left_out(text):
            pieces.append(text[kept:begin])
            kept = end
            self._places.append(begin - self._gone[-1])
            self._gone.append(self._gone[-1] + end - begin)
        self.text = "".join(pieces) + text[kept:]

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """Positions in the original text; what is left out at an edge stays outside."""
        if not self._places:
            return begin, end
        return begin + self._gone[bisect_right(self._places, begin)], end + self._gone[bisect_left(self._places, end)]

    def shortened(self, place: int) -> int:
        """The position in the text without invisible characters."""
        if not self._places:
            return place
        low, high = 0, len(self.text)
        while low < high:
            middle = (low + high) // 2
            if middle + self._gone[bisect_right(self._places, middle)] < place:
                low = middle + 1
            else:
                high = middle
        return low


def _left_out(text: str) -> Iterator[tuple[int, int]]:
    for match in _CUT.finditer(text):
        if match["divided"] is None or _divides_a_month(text, match.start(), match.end()):
            yield match.span()


def _divides_a_month(text: str, begin: int, end: int) -> bool:
    head = _HEAD.search(text[max(0, begin - 15) : begin])
    rest = _REST.match(text, end)
    return bool(head and rest and LEXICON[head[0] + rest[0]] == "M" and LEXICON[head[0]] != "M")
