"""Words that tell something, as data: phrases with word stems, found in texts of any spelling.

A phrase is written as a person would: `обществен* слушани*`. A star stands for the rest of a word, ` .. ` for up to
eight words in between, ` ... ` for up to thirty, both within one sentence. Texts and phrases are compared in one folded
form: lower case, one alphabet per word, Kazakh letters as on a Russian keyboard, Latin-script Kazakh as Cyrillic.
Folding keeps the length, so that positions are those of the text given.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from typing import Any

from hearings.letters import RUSSIAN_KEYBOARD, one_script

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("«»“”„‟″＂", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\xa0\u2009\u202f", " "),  # a tab stays: it parts the cells of a table
        "ё": "е",
    }
)
# Letters of the Latin alphabets of Kazakh (2018 and 2021), each as the one letter it stands for when Kazakh is typed
# on a Russian keyboard.
_LATIN_KAZAKH = str.maketrans(
    {
        latin: cyrillic
        for cyrillic, latins in {
            "а": "aáä", "б": "b", "ц": "c", "ч": "ç", "д": "d", "е": "e", "ф": "f", "г": "gǵğ", "х": "hx", "и": "iıí",
            "ж": "j", "к": "kq", "л": "l", "м": "m", "н": "nńñŋ", "о": "oóö", "п": "p", "р": "r", "с": "s", "ш": "ş",
            "т": "t", "у": "uúüūý", "в": "vw", "ы": "y", "з": "z",
        }.items()
        for latin in latins
    }
)  # fmt: skip
_IS_LATIN_KAZAKH = re.compile(r"[ǵğńñŋ]|\b[a-z]*q(?!u)[a-z]+")
# Between two words of a sentence: a dot after fewer than four letters belongs to an abbreviation or a number.
_BETWEEN = r"(?:[^\w.!?]|(?<![^\W\d_]{4})\.)+"


def fold(text: str) -> str:
    """The text for comparing with signs; of the same length as the text given."""
    one = one_script(text)
    lowered = one.lower()
    if len(lowered) != len(text):  # a few foreign letters grow when lowered
        lowered = "".join(letter.lower()[0] for letter in one)
    lowered = lowered.translate(_FOLDED).translate(RUSSIAN_KEYBOARD)
    return lowered.translate(_LATIN_KAZAKH) if _IS_LATIN_KAZAKH.search(lowered) else lowered


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """What finds any of the phrases in a folded text."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_regex, phrases))})")


def _regex(phrase: str) -> str:
    regex = ""
    for part in re.split(r" (\.{2,3}) ", fold(phrase.strip())):
        if part in ("..", "..."):
            regex += rf"{_BETWEEN}(?:\w+{_BETWEEN}){{0,{8 if part == '..' else 30}}}?"
        else:
            regex += r"[\s\-]+".join(map(_stem, part.split()))
    return regex


def _stem(word: str) -> str:
    ending = "" if not (word[-1].isalnum()) else r"(?!\w)"
    return re.escape(word).replace(r"\*", r"\w*") + ending


@lru_cache(maxsize=8)
def load(name: str) -> dict[str, Any]:
    """A table of the package's data; the caller knows its shape."""
    return tomllib.loads(resources.files("hearings").joinpath(f"data/{name}").read_text("utf-8"))
