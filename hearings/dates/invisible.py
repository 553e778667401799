"""Characters that stand inside words and numbers and say nothing about dates.

Soft hyphens (also those that PDF readers give, with the line break behind them), zero-width and direction marks,
combining marks. They are left out before reading; positions are carried back to the original text.
"""

import re
from bisect import bisect_left, bisect_right

_SIGNS = "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u0300-\u036f"
_HYPHENS = "\u00ad\u0002\ufffe"
_HAS_INVISIBLE = re.compile(f"[{_SIGNS}{_HYPHENS}]")
_INVISIBLE = re.compile(f"(?:[{_HYPHENS}](?:\r?\n)?|[{_SIGNS}])+")


class Cuts:
    """A text without its invisible characters, and the way between positions in both."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._places: list[int] = []
        self._gone = [0]
        if not _HAS_INVISIBLE.search(text):
            return
        for match in _INVISIBLE.finditer(text):
            self._places.append(match.start() - self._gone[-1])
            self._gone.append(self._gone[-1] + len(match[0]))
        self.text = _INVISIBLE.sub("", text)

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
