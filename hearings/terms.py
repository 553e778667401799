"""Common words of project titles with their meaning in both languages, from `data/terms.toml`."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

from hearings.text import loose_form

DATA: Final = tomllib.loads(resources.files("hearings").joinpath("data/terms.toml").read_text("utf-8"))

_SHORT_STEM = 3  # letters; such a stem may be followed only by an ending
_ENDING, _CAPITAL_ENDING, _LONGEST_ENDING = 4, 0, 12  # letters
_LOOSE = str.maketrans("ёәіңғүұқөһ", "еаингуукох")


@dataclass(frozen=True, slots=True)
class Term:
    """A meaning. `object`: it is a kind of thing that has a name; `one_of`: the group of meanings that exclude it."""

    name: str
    weight: float
    object: bool
    one_of: str


TERMS: Final = {
    name: Term(name, float(term.get("weight", 1)), term.get("object", False), term.get("one_of", ""))
    for name, term in DATA["terms"].items()
}


def fold(text: str) -> str:
    """The loose form of a text that is clean and of one alphabet per word: quicker, and of the same length."""
    return text.lower().translate(_LOOSE)


def _stems() -> dict[str, tuple[str, str]]:
    """Each stem with its term and its language, empty where both languages have it."""
    stems: dict[str, tuple[str, str]] = {}
    for name, term in DATA["terms"].items():
        for language in ("ru", "kk"):
            for stem in map(loose_form, term[language]):
                known = stems.get(stem)
                stems[stem] = (name, "") if known and known[0] == name and known[1] != language else (name, language)
    return stems


_ALL = sorted(_stems().items(), key=lambda pair: -len(pair[0]))  # the longest first
_ONE_WORD = re.compile(r"[^\W\d_]+")
_PHRASES = {stem: found for stem, found in _ALL if not _ONE_WORD.fullmatch(stem)}
_STEMS: dict[str, list[tuple[str, str, str]]] = {}  # by the first two letters
for _stem, _found in _ALL:
    if _stem not in _PHRASES:
        _STEMS.setdefault(_stem[:2], []).append((_stem, *_found))
PHRASE: Final = re.compile(rf"(?<!\w)(?:{'|'.join(f'({re.escape(phrase)})' for phrase in _PHRASES)})\w*")
_BY_GROUP = list(_PHRASES.values())


def phrase_of(found: re.Match[str]) -> tuple[str, str]:
    """The term and the language of a phrase that `PHRASE` found."""
    return _BY_GROUP[(found.lastindex or 1) - 1]


@lru_cache(maxsize=100_000)
def term_of(word: str, capital: bool = False) -> tuple[Term | None, str]:
    """The term of one folded word by its longest stem, and the language that it shows.

    A capital tells a name that only begins like a short stem: «Кумколь» is no sand («құм»).
    """
    for stem, name, language in _STEMS.get(word[:2], ()):
        if word.startswith(stem) and len(word) - len(stem) <= _longest_ending(stem, capital):
            return TERMS[name], language
    return None, ""


def _longest_ending(stem: str, capital: bool) -> int:
    if len(stem) > _SHORT_STEM + capital:
        return _LONGEST_ENDING
    return _CAPITAL_ENDING if capital else _ENDING
