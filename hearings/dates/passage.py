"""A tokenised text and the numbers in it, in figures and in words."""

import re
from collections.abc import Sequence

from hearings.dates.parts import Item
from hearings.dates.words import LEXICON, Word

IMPOSSIBLE = -1  # a number that is written, but is none
_THIS_YEAR = re.compile("[C@sTL]")


class Passage:
    """Tokens and the string of their letters: `letters[i]` is the kind of `tokens[i]`."""

    __slots__ = ("letters", "tokens")

    def __init__(self, tokens: Sequence[str], letters: str) -> None:
        self.tokens = tokens
        self.letters = letters

    def items(self, begin: int, end: int) -> list[Item]:
        if end - begin == 1 and self.letters[begin] != "N":
            return [Item(begin, end, int(self.tokens[begin]))]
        items: list[Item] = []
        index = begin
        while index < end:
            letter = self.letters[index]
            if letter == "N":
                items.append(self._numeral(index, end))
                index = items[-1].end
                continue
            if letter in "12359":
                items.append(Item(index, index + 1, int(self.tokens[index])))
            elif letter in "vodn" and items and self.letters[index - 1] != " ":
                items[-1] = items[-1].extended(index + 1, ending_case(self.tokens[index]))
            elif letter == "(" and items:
                index = self._confirm(items, index + 1, end)
                continue
            index += 1
        return items

    def _confirm(self, items: list[Item], begin: int, end: int) -> int:
        """«5 (бесінші)»: words in brackets repeat the number; if they say another one, it is impossible."""
        words = self._numeral(begin, end)
        if words.value != items[-1].value:
            items[-1] = Item(items[-1].begin, words.end, IMPOSSIBLE)
        return words.end

    def _numeral(self, begin: int, end: int) -> Item:
        """One number in words: «жиырма бесінші» is one, «он бес отызда» and «тоғыздан он сегізге» are two."""
        word = self.word(begin)
        tens = begin + 2 < end and word.value in (10, 20, 30, 40, 50) and word.case not in ("from", "to")
        if tens and self.letters[begin + 1] in " _" and self.letters[begin + 2] == "N":
            units = self.word(begin + 2)
            if units.value < 10:
                return Item(begin, begin + 3, word.value + units.value, units.case)
        return Item(begin, begin + 1, word.value, word.case)

    def year(self, match: re.Match[str]) -> int | None:
        """The year written before or after the month; None if it is missing or says «this year»."""
        name = "before" if match["before"] else "after"
        letters = match[name]
        if not letters:
            return None
        if "4" in letters:
            return int(self.tokens[match.start(name) + letters.index("4")])
        if "Y" in letters:
            return IMPOSSIBLE
        if _THIS_YEAR.search(letters):
            return None
        begin, end = match.span(name)
        return self.year_in(begin, end)

    def year_in(self, begin: int, end: int) -> int:
        letters = self.letters[begin:end]
        if "N" in letters:
            return self.year_in_words(begin, end)
        digits = "".join(self.tokens[i] for i in range(begin, end) if letters[i - begin] in "123459")
        year = int(digits)
        if len(digits) == 2:
            year += 2000
        return year if 1900 <= year <= 2100 else IMPOSSIBLE

    def year_in_words(self, begin: int, end: int) -> int:
        total = 0
        for index in range(begin, end):
            if self.letters[index] == "N":
                value = self.word(index).value
                total = max(total, 1) * 1000 if value == 1000 else total + value
        return total if 1900 <= total <= 2100 else IMPOSSIBLE

    def numbers(self, begin: int, end: int) -> list[int]:
        return [int(self.tokens[i]) for i in range(begin, end) if self.letters[i] in "123459"]

    def word(self, index: int) -> Word:
        return LEXICON.word(self.tokens[index])


def ending_case(token: str) -> str:
    """The case of an ending after a number; «на» and «не» are endings there, not prepositions."""
    word = LEXICON.word(token)
    return "to" if word.letter in "dn" else word.case
