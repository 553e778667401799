"""Which of Kazakh and Russian a text is written in, whole and part by part.

Evidence is taken word by word: letters that only one language has, frequent words, endings. Kazakh is also
recognised without its letters (typed on a Russian keyboard), in old fonts, and in Latin script.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import Final, Literal

from hearings.letters import RUSSIAN_KEYBOARD, one_script

Language = Literal["kk", "ru"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text in one language; None where nothing tells which. `text[start:end]` of the text given."""

    lang: Language | None
    start: int
    end: int


# What a word says for Kazakh, for Russian, and for any other language.
Evidence = tuple[float, float, float]

_WORDS = tomllib.loads(resources.files("hearings").joinpath("data/languages.toml").read_text("utf-8"))
_KAZAKH_WORDS, _RUSSIAN_WORDS, _LATIN_KAZAKH_WORDS = (
    frozenset(_WORDS[name].split()) for name in ("kazakh", "russian", "latin_kazakh")
)
_KAZAKH_ENDING = re.compile(
    r"(?:л[аы]р|лер|дар|дер|тар|тер)(?:ы|и|ын|ин|ынын|инин|дын|дин|га|ге|да|де|дан|ден|мен)?$"
    r"|(?:нын|нин|дын|дин|тын|тин|ында|инде|ынан|инен|ына|ине|дагы|деги|тагы|теги|лык|лик|дык|дик|тык|тик|шылык)$"
    r"|(?:ылады|иледи|ады|еди|йды|йди|ылган|илген|ган|ген|кан|кен|атын|етин|ушы|уши|мыз|миз|сыз|сиз|лген|лып|лип)$"
    r"|(?:гы|ги|кы|ки)нын$|(?:ымен|имен)$"
)
_RUSSIAN_ENDING = re.compile(
    r"(?:ого|его|ому|ему|ыми|ими|ться|тся|ость|ости|остью|ения|ение|ений|ению|ением|ании|ание|ания|аний|анию|анием"
    r"|ия|ии|ию|ией|ий|ый|ая|яя|ое|ее|ые|ие|ую|юю|ых|их|ым|ов|ев|ами|ями|ах|ях|ать|ять|ить|еть|ешь|ишь|ла|ло|ли"
    r"|енный|анный|ется|ится|ются|ятся|ировать|ция|ции|цию|ск|ской|ского|ском|ский|ские)$"
)
_KAZAKH_LETTER = re.compile("[әғқңөұүһ]")
_RUSSIAN_LETTER = re.compile("[ьщъёэ]|[чц]")
_LATIN_KAZAKH_LETTER = re.compile("[ǵğńñŋ]|q(?!u)|[áäóöúüýū].*y|y.*[áäóöúüýşı]")
_LATIN = re.compile("[a-z]")
_WORD_OR_QUOTE = re.compile(r"(?P<word>[^\W\d_]+)|[«“](?=(?P<quoted>[^»”\n]{1,80}[»”]))")
_LINE_END = re.compile(r"[\n\t|]|\s/\s")
_SENTENCE_END = re.compile(r"[.!?;:/]")

# A text changes its language more readily at the end of a line than of a sentence, and hardly inside one:
# the evidence that a change costs.
_CHANGE_AT_LINE, _CHANGE_AT_SENTENCE, _CHANGE_INSIDE = 1.5, 4.0, 9.0

_SUBSTANTIAL_SHARE = 0.1  # of the letters: from here on a language belongs to the text,
_SUBSTANTIAL_LETTERS = 250  # or from this many letters

_LANGUAGES: Final[tuple[Language | None, ...]] = ("kk", "ru", None)


def languages(text: str) -> frozenset[Language]:
    """The languages in which a substantial part of the text is written; none for names, numbers, English."""
    letters: dict[Language, int] = {"kk": 0, "ru": 0}
    for part in language_parts(text):
        if part.lang:
            letters[part.lang] += part.end - part.start
    enough = min(_SUBSTANTIAL_SHARE * sum(letters.values()), _SUBSTANTIAL_LETTERS)
    return frozenset(language for language, count in letters.items() if count and count >= enough)


def is_known(word: str) -> bool:
    """Whether the word is frequent in Kazakh or Russian."""
    word = word.lower()
    return word in _RUSSIAN_WORDS or word.translate(RUSSIAN_KEYBOARD) in _KAZAKH_WORDS


def share_of_known_words(text: str) -> float:
    """The share of words of two letters and more that are frequent in Kazakh or Russian; real texts have a fifth."""
    words = [found["word"] for found in _WORD_OR_QUOTE.finditer(one_script(text)) if found["word"]]
    words = [word for word in words if len(word) > 1]
    return sum(map(is_known, words)) / len(words) if words else 0.0


def language_parts(text: str) -> list[Part]:
    """The text cut into stretches of one language, in order and without gaps; empty for an empty text."""
    if not text:
        return []
    words = _telling_words(one_script(text))
    if not words:
        return [Part(None, 0, len(text))]
    changes = [_cost(text[before[1] : after[0]]) for before, after in pairwise(words)]
    path = _likeliest([evidence for _, _, evidence in words], changes)
    parts: list[Part] = []
    start = 0
    for at, (_, end, _) in enumerate(words):
        if at + 1 == len(words) or path[at + 1] != path[at]:
            stop = _boundary(text, end, words[at + 1][0]) if at + 1 < len(words) else len(text)
            parts.append(Part(_LANGUAGES[path[at]], start, stop))
            start = stop
    return parts


def _telling_words(text: str) -> list[tuple[int, int, Evidence]]:
    """Start, end and evidence of the words that say anything; names in quotes say half as much."""
    words = []
    quoted_until = 0
    for found in _WORD_OR_QUOTE.finditer(text):
        if not found["word"]:
            quoted_until = found.end("quoted")
        elif any(evidence := _evidence(found[0].lower())):
            if found.start() < quoted_until:
                evidence = (evidence[0] / 2, evidence[1] / 2, evidence[2] / 2)
            words.append((found.start(), found.end(), evidence))
    return words


def _boundary(text: str, end: int, start: int) -> int:
    """Where the next part begins between two words: after the line break or blank, before quotes and brackets."""
    gap = text[end:start]
    at = gap.rfind("\n")
    return end + 1 + (at if at >= 0 else max(map(gap.rfind, " \t")))


def _cost(gap: str) -> float:
    if _LINE_END.search(gap):
        return _CHANGE_AT_LINE
    return _CHANGE_AT_SENTENCE if _SENTENCE_END.search(gap) else _CHANGE_INSIDE


def _likeliest(evidence: list[Evidence], changes: list[float]) -> list[int]:
    """The sequence of languages with the most evidence after the cost of its changes (Viterbi's way)."""
    kazakh, russian, other = evidence[0]
    before: list[tuple[int, int, int]] = []
    for (for_kazakh, for_russian, for_other), cost in zip(evidence[1:], changes, strict=True):
        best, total = (
            (0, kazakh) if kazakh >= russian and kazakh >= other else (1, russian) if russian >= other else (2, other)
        )
        total -= cost
        before.append((best if total > kazakh else 0, best if total > russian else 1, best if total > other else 2))
        kazakh = max(kazakh, total) + for_kazakh
        russian = max(russian, total) + for_russian
        other = max(other, total) + for_other
    last = max((kazakh, 0), (russian, 1), (other, 2), key=lambda state: state[0])[1]
    path = [last]
    for choices in reversed(before):
        path.append(choices[path[-1]])
    return path[::-1]


@lru_cache(maxsize=20_000)
def _evidence(word: str) -> Evidence:
    """What a word in lower case says for Kazakh, for Russian, and for some other language."""
    if len(word) > 40:
        word = word[:20] + word[-20:]
    if _LATIN.search(word):
        is_kazakh = word in _LATIN_KAZAKH_WORDS or _LATIN_KAZAKH_LETTER.search(word)
        return (3.0, 0.0, 0.0) if is_kazakh else (0.0, 0.0, 0.7)
    loose = word.translate(RUSSIAN_KEYBOARD)
    kazakh = russian = 0.0
    if _KAZAKH_LETTER.search(word):
        kazakh += 3.0
    elif "і" in word:
        kazakh += 2.0
    elif _RUSSIAN_LETTER.search(word):
        russian += 0.5
    if loose in _KAZAKH_WORDS:
        kazakh += 3.0
    elif word in _RUSSIAN_WORDS:
        russian += 3.0
    elif len(word) > 4:
        kazakh += 1.5 * bool(_KAZAKH_ENDING.search(loose))
        russian += 1.5 * bool(_RUSSIAN_ENDING.search(word))
    return kazakh, russian, 0.0
