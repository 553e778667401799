"""Names of companies and objects, brought to one Latin form from Kazakh, Russian and Latin spelling.

«Құмкөл», «Кумколь», «Kumkol» and «месторождения Кумкольского» are one name. The forms are for comparing only and are
never shown: they lose what differs between the spellings (vowel shades, endings, doubled letters).
"""

import re
import tomllib
from functools import lru_cache
from importlib import resources

from rapidfuzz import fuzz

from hearings.text import normal_form

_LETTERS = {
    **dict(zip("абвгғдеёжзийікқлмнңоөпрстуұүфхһцчшщыэюяәъь", [
        "a", "b", "v", "g", "g", "d", "e", "e", "j", "z", "i", "i", "i", "k", "k", "l", "m", "n", "n", "o", "o", "p",
        "r", "s", "t", "u", "u", "u", "f", "h", "h", "ts", "ch", "sh", "sh", "i", "e", "iu", "ia", "a", "", "",
    ], strict=True)),
    **dict(zip("áäǵğıíńñóöúüýūşçâêîôûéè", "aaggiinnoouuuusiaeiouee", strict=True)),
    "y": "i", "w": "v", "q": "k", "x": "ks", "'": "", "ʼ": "",
}  # fmt: skip
_TO_LATIN = str.maketrans(_LETTERS)
_LATIN_PAIRS = (("kh", "h"), ("gh", "g"), ("zh", "j"), ("ck", "k"), ("ph", "f"), ("tz", "ts"), ("dj", "j"), ("ng", "n"))
_LONE_C = re.compile("c(?!h)")
_DOUBLED = re.compile(r"(.)\1+")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_VOWELS = str.maketrans("", "", "aeiou")
_SOUNDS = str.maketrans("hgz", "kks")

_ADJECTIVE = re.compile("(?:ин|ен|н)?ск(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими)$")
_ADJECTIVE_ENDING = re.compile("(?:ого|его|ому|ему|ыми|ими|ый|ий|ой|ая|яя|ую|юю|ое|ее|ые|ие|ых|их|ым|им|ом|ем)$")
_KAZAKH_ENDING = re.compile(
    "(?:(?:лар|лер|дар|дер|тар|тер)(?:ы|і)?)?"
    "(?:ындағы|індегі|ының|інің|ында|інде|ынан|інен|ына|іне|ның|нің|дың|дің|тың|тің|дағы|дегі|тағы|тегі|нда|нде"
    "|дан|ден|тан|тен|нан|нен|да|де|та|те|ға|ге|қа|ке|мен|бен|пен|сы|сі)$"
)
_LAST_VOWEL = re.compile("(?<=[бвгғджзклмнңпрстфхцчшщқһ])(?:ами|ями|ов|ах|ях|а|я|ы|и|і|у|ю|е|о|ь)$")
_ENDINGS = ((_ADJECTIVE, 4), (_ADJECTIVE_ENDING, 4), (_KAZAKH_ENDING, 4), (_LAST_VOWEL, 5))  # and the shortest stem

_PLACES: dict[str, list[str]] = tomllib.loads(
    resources.files("hearings").joinpath("data/terms.toml").read_text("utf-8")
)["places"]


def latin(text: str) -> str:
    """The letters and digits of a word or name in one Latin spelling."""
    folded = normal_form(text).translate(_TO_LATIN)
    for pair, letter in _LATIN_PAIRS:
        folded = folded.replace(pair, letter)
    return _DOUBLED.sub(r"\1", _NOT_LETTERS.sub("", _LONE_C.sub("k", folded)))


@lru_cache(maxsize=100_000)
def name_form(word: str) -> str:
    """The Latin form of one word without its Russian or Kazakh ending, as far as a name can be told from its ending."""
    form = normal_form(word)
    for ending, shortest in _ENDINGS:
        stem = ending.sub("", form)
        if stem != form and len(stem) >= shortest:
            form = stem
            if ending in (_ADJECTIVE, _ADJECTIVE_ENDING):
                break
    return _PLACE_OF.get(latin(form)) or latin(form)


def same_name(one: str, other: str) -> bool:
    """Whether two forms may be spellings of one name. Names that differ in a sound that no alphabet hides do not."""
    if one == other:
        return True
    if min(len(one), len(other)) < 3 or _digits(one) != _digits(other):
        return False
    if _sounds(one) == _sounds(other):
        return fuzz.ratio(one, other) >= 70  # only vowels and k, h, g, z, s differ
    return min(len(one), len(other)) >= 9 and fuzz.ratio(one, other) >= 90  # a slip in a long name


def _digits(form: str) -> str:
    return "" if form.isalpha() else "".join(sign for sign in form if sign.isdigit())


@lru_cache(maxsize=100_000)
def _sounds(form: str) -> str:
    return _DOUBLED.sub(r"\1", form.translate(_VOWELS).translate(_SOUNDS))


_PLACE_OF: dict[str, str] = {}


def _load_places() -> None:
    forms = {
        form: place for place, names in _PLACES.items() for name in names for form in (name_form(name), latin(name))
    }
    _PLACE_OF.update(forms)
    name_form.cache_clear()  # the forms above were made without the places


_load_places()
