"""How much of a text makes sense: tells a good text layer or OCR result from wrongly mapped glyphs."""

import re

from hearings.language import is_known, share_of_known_words
from hearings.letters import one_script

READABLE = 0.6  # pages below are treated as scans

_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = "аеёиоуыэюяәөұүі"
_PLAUSIBLE = re.compile(
    # Cyrillic of Russian and Kazakh in one case or capitalised, with vowels, but never too many of one sort in a row;
    rf"(?i:(?=.{{0,3}}$|.*[{_VOWELS}])(?!.*[^{_VOWELS}]{{6}})(?!.*[{_VOWELS}]{{5}}))"
    r"(?:[А-ЯЁӘҒҚҢӨҰҮҺІ]?[а-яёәғқңөұүһі]+|[А-ЯЁӘҒҚҢӨҰҮҺІ]+)"
    # Latin of names, addresses and mailboxes.
    r"|(?i:(?=.{0,3}$|.*[aeiouy])(?!.*[^aeiouy]{6}))(?:[A-Z]?[a-z]+|[A-Z]+)"
)
_LONGEST_WORD = 40
# Signs that no notice needs: accented Latin of other code pages, private use, the replacement character, controls.
_ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\xa1-\xa6\xaa\xac\xae\xaf\xb4\xb8\xba\xbc-\xff\ufffd\ue000-\uf8ff]")
_SYMBOL = re.compile(r"[!#$&'*+<=>?@\\^`{|}~]")
_ENOUGH_WORDS = 150
_LEAST_KNOWN = 0.02


def quality(text: str) -> float:
    """The share of letters and odd signs of a text that stands in plausible words, 0 to 1; 0 for no letters."""
    plausible = letters = words = cyrillic = 0
    for found in _WORD.finditer(one_script(text)):
        word = found[0]
        letters += len(word)
        words += 1
        # Short words prove nothing, unless they are known: misread stamps and tables are full of them.
        if is_known(word) if len(word) < 3 else len(word) <= _LONGEST_WORD and _PLAUSIBLE.fullmatch(word):
            plausible += len(word)
            cyrillic += word[0] > "\u0400"
    odd = len(_ODD.findall(text)) + max(0, len(_SYMBOL.findall(text)) - letters // 20)
    if not letters:
        return 0.0
    score = plausible / (letters + odd)
    # Glyphs exchanged among themselves give words of the right shape, but none that anybody knows.
    if cyrillic >= _ENOUGH_WORDS and 2 * cyrillic > words and share_of_known_words(text) < _LEAST_KNOWN:
        score /= 2
    return round(score, 3)
