"""Words of dates and times: every token of a text is given one letter, so that grammar works on short strings.

The words stand in `hearings/data/date_words.toml`. They are compared in a folded form in which case, Kazakh and
Russian letters («қаңтар», «кантар»), old Kazakh fonts («ќаѕтар»), Latin look-alikes («мaмыp») and the diacritics of
the Latin alphabets of 2017, 2018 and 2021 make no difference.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import chain, product
from typing import Any, NamedTuple, TypeVar

# Runs up to the next word; no token reaches over their ends, so a run met again need not be taken apart again.
RUN = re.compile(r"[^\s_]+[\s_]*|[\s_]+")
TOKEN = re.compile(r"[0-9]+|[^\W\d_]+(?:['’‘ʼ`´ʹ′][^\W\d_]*)*|[\s_]+|.", re.DOTALL)

_FOLD = str.maketrans(
    "қғңұүөәіһќєѓѕњўґїјэёйəaeopcyxkmthbiıíìïñńǵğáäóöúüûýÿşŝ",
    "кгнууоаинкггннуоуаееиааеорсухкмтнвиииии" + "nnggааооuuuууss",
    "'’‘ʼ`´ʹ′\u0307",
)


_FOLD_SAME_LENGTH = {code: folded for code, folded in _FOLD.items() if folded is not None}


class Word(NamedTuple):
    """What a token says: the letter of its kind, a number (month, numeral, hour shift) and its case ending."""

    letter: str
    value: int = 0
    case: str = ""


def fold(word: str) -> str:
    """The form in which words are compared; not for showing."""
    return word.lower().translate(_FOLD)


def fold_text(text: str) -> str:
    """A whole text folded, of the same length, so that positions stay valid."""
    return text.replace("\u0130", "I").lower().translate(_FOLD_SAME_LENGTH)


# Letters of the kinds of words; digits and punctuation are listed in `_digits` and `_SYMBOLS`.
_KINDS = {
    "year": "y", "year_short": "g", "current": "C", "current_whole": "@", "other_year": "Y", "weekday": "w", "day": "k",
    "month_word": "A", "hour": "h", "hour_before": "S", "minute": "i", "half": "j", "quarter": "q", "span": "G",
    "in": "t", "towards": "o", "onto": "d", "since": "s", "of": "r", "through": "p", "until": "u", "not": "n",
    "later": "z", "earlier": "e", "without_delay": "l", "and": "&", "starting": "B", "till_kazakh": "E",
    "inclusive": "V", "between": "b", "after": "f", "before": "a", "rate": "F", "local_time": "c",
    "half_year": "H", "time_label": "W",
    "registration_label": "I", "number_sign": "#", "utc": "Z", "letter_t": "T", "letter_a": "L", "noon": "Q",
    "unit": "O", "reference": "J", "name_before": "U", "name_after": "K", "morning": "P", "daytime": "P",
    "evening": "P", "night": "P", "duration": "D",
}  # fmt: skip
MORNING, DAYTIME, EVENING, NIGHT = range(4)
_PARTS_OF_DAY = {"morning": MORNING, "daytime": DAYTIME, "evening": EVENING, "night": NIGHT}

_SYMBOLS = {
    **dict.fromkeys("-‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("«»“”„‟\"'‹›’‘`", '"'),
    **dict.fromkeys("([{", "("),
    **dict.fromkeys(")]}", ")"),
    **dict.fromkeys("/\\", "/"),
    **dict.fromkeys("№#", "#"),
    **dict.fromkeys("%°‰₸$€₽ºª′″", "O"),
    **{symbol: symbol for symbol in ".,:;+"},
    "…": "~",
}
_GLUED = "\u00a4"  # two words typed as one, to be cut
_GLUED_WORDS = re.compile(
    "(?P<head>жыл(?:ы|гы|дын)|года?|году)[а-яa-z]{1,12}|[а-яa-z]{3,14}(?P<tail>сагат|куни|жылы|жылгы|жылдын|года)"
)
_LONGEST = 40  # no word of a date is longer
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


Learnt = TypeVar("Learnt")


class _Known(dict[str, Learnt]):
    """What is known of short runs of characters; forgets all when it has grown too big."""

    _LIMIT = 20_000

    def __init__(self, learn: Callable[[str], Learnt]) -> None:
        super().__init__()
        self._learn = learn

    def __missing__(self, run: str) -> Learnt:
        learnt = self._learn(run)
        if len(run) <= _LONGEST:
            if len(self) > self._LIMIT:
                self.clear()
            self[run] = learnt
        return learnt


class Lexicon(dict[str, str]):
    """Token -> letter of its kind. Learns every token once; forgets all when it has grown too big."""

    _LIMIT = 100_000

    def __init__(self) -> None:
        super().__init__()
        self._read: dict[str, Word] = {}
        self._tokens = _Known(self._tokens_of)
        self._letters = _Known(self._letters_of)
        data = tomllib.loads((files("hearings") / "data" / "date_words.toml").read_text(encoding="utf-8"))
        self._known: dict[str, Word] = dict(_whole_words(data))
        self._stems: dict[str, Word] = dict(_kazakh_stems(data))
        self._endings: dict[str, str] = dict(_kazakh_endings(data))
        self._ordinals = tuple(map(fold, data["numbers"]["kazakh_ordinal_endings"]["all"]))
        self._no_numbers = frozenset(map(fold, data["numbers"]["kazakh_no_numbers"]["all"]))
        self._roman = {fold(numeral): month for month, numeral in enumerate(_ROMAN, 1)}

    def __missing__(self, token: str) -> str:
        if len(self) > self._LIMIT:
            self.clear()
            self._read.clear()
        letter = self.word(token).letter
        if len(token) <= _LONGEST:
            self[token] = letter
        return letter

    def word(self, token: str) -> Word:
        """The full reading of a token."""
        known = self._read.get(token)
        if known is None:
            known = self._reading(token)
            if len(token) <= _LONGEST:
                self._read[token] = known
        return known

    def _reading(self, token: str) -> Word:
        first = token[0]
        if "0" <= first <= "9":
            return _digits(token)
        if first.isspace() or first == "_":
            return Word(_blank(token))
        if not first.isalpha():
            return Word(_SYMBOLS.get(first, "!"))
        if len(token) > _LONGEST:
            return Word("x")
        return self._word(token)

    def _word(self, token: str) -> Word:
        folded = fold(token)
        if token in {"и", "И"}:
            return Word("&")
        if token in {"й", "Й"}:
            return Word("v")
        if folded in self._roman:
            return Word("R", self._roman[folded])
        if folded == "мау" and token.isascii():
            return Word("M", 5)  # English May; «мау» is also short for маусым
        if token.lower() == "ға":
            return Word("v", 0, "to")  # «18:30-ға дейін»; «га» is a hectare
        found = self._known.get(folded) or self._inflected(folded)
        if found and folded not in self._no_numbers:
            return found
        if self._split(token, folded):
            return Word(_GLUED)
        code = token.isascii() or len(token) < 3 or (token.isupper() and len(token) < 5)
        return Word("X" if code else "x")

    def _split(self, token: str, folded: str) -> tuple[str, str] | None:
        """Two words typed without a gap: «қаңтардасағат», «жылғықаңтардың», «годав»."""
        match = _GLUED_WORDS.fullmatch(folded)
        if match is None or len(folded) != len(token):
            return None
        cut = match.end("head") if match["head"] else match.start("tail")
        known = all(self._known.get(part) or self._inflected(part) for part in (folded[:cut], folded[cut:]))
        return (token[:cut], token[cut:]) if known else None

    def read(self, text: str) -> tuple[list[str], str]:
        """The tokens of a text and the string of their letters."""
        runs = RUN.findall(text)
        letters = "".join(map(self._letters.__getitem__, runs))
        return list(chain.from_iterable(map(self._tokens.__getitem__, runs))), letters

    def _tokens_of(self, run: str) -> tuple[str, ...]:
        tokens = TOKEN.findall(run)
        if _GLUED in map(self.__getitem__, tokens):
            return tuple(part for token in tokens for part in self._parts(token))
        return tuple(tokens)

    def _letters_of(self, run: str) -> str:
        return "".join(map(self.__getitem__, self._tokens[run]))

    def _parts(self, token: str) -> tuple[str, ...]:
        return (self._split(token, fold(token)) or (token,)) if self[token] == _GLUED else (token,)

    def _inflected(self, folded: str) -> Word | None:
        for cut in range(len(folded), 1, -1):
            stem, ending = self._stems.get(folded[:cut]), folded[cut:]
            if stem is None:
                continue
            if ending in self._endings:
                return stem._replace(case=self._endings[ending])
            if stem.letter == "N":
                for ordinal in self._ordinals:
                    if ending.startswith(ordinal) and ending[len(ordinal) :] in self._endings:
                        return stem._replace(case=self._endings[ending[len(ordinal) :]])
        return None


def _digits(token: str) -> Word:
    """1: one digit; 2: 00-23; 3: 24-31; 5: 32-59; 9: 60-99; 4: a year of four digits; 0: any other number."""
    if len(token) > 4:
        return Word("0")
    value = int(token)
    if len(token) == 1:
        return Word("1", value)
    if len(token) == 2:
        return Word("2" if value < 24 else "3" if value < 32 else "5" if value < 60 else "9", value)
    return Word("4" if len(token) == 4 and 1900 <= value <= 2100 else "0", value)


def _blank(token: str) -> str:
    """A gap in a line, a line break `_`, or an empty line `=`, over which nothing is joined."""
    breaks = token.count("\n") + token.count("\u2028")
    if breaks > 1 or "\f" in token or "\u2029" in token:
        return "="
    return "_" if breaks else " "


def _whole_words(data: dict[str, Any]) -> Iterator[tuple[str, Word]]:
    for case, endings in data["number_endings"].items():
        yield from ((fold(ending), Word("v", 0, "" if case == "plain" else case)) for ending in endings)
    for kind, words in data["words"].items():
        yield from ((fold(word), Word(_KINDS[kind], _PARTS_OF_DAY.get(kind, 0))) for word in words)
    for month, names in enumerate(data["months"], 1):
        yield from ((fold(short), Word("m", month)) for short in names["abbreviations"])
        for ending in data["russian_endings"]["month"]:
            yield fold(names["russian"] + ending), Word("M", month, _russian_case(ending))
    numbers = data["numbers"]
    for value, words in numbers["russian"].items():
        yield from ((fold(word), Word("N", int(value))) for word in words)
    for value, stem in numbers["russian_ordinals"].items():
        yield from ((fold(stem + end), Word("N", int(value))) for end in numbers["russian_ordinal_endings"]["all"])


def _russian_case(ending: str) -> str:
    return "in" if ending == "е" else ""


def _kazakh_stems(data: dict[str, Any]) -> Iterator[tuple[str, Word]]:
    for kind, stems in data["kazakh_stems"].items():
        yield from ((fold(stem), Word(_KINDS[kind])) for stem in stems)
    for month, names in enumerate(data["months"], 1):
        yield from ((fold(stem), Word("M", month)) for stem in names["kazakh"])
    for value, stems in data["numbers"]["kazakh"].items():
        yield from ((fold(stem), Word("N", int(value))) for stem in stems)


def _kazakh_endings(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    endings = data["kazakh_endings"]
    for case in ("plain", "of", "from", "to"):
        for possessive, ending in product(endings["possessive"], endings[case]):
            yield fold(possessive + ending), "" if case == "plain" else case


LEXICON = Lexicon()
