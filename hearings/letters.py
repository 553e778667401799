"""Letters of Kazakh and Russian texts: cleaning, and forms for comparing beside the untouched original.

Three depths, each built on the one before:

- `clean` keeps what a reader sees and removes what only a machine sees (controls, soft hyphens, odd blanks);
- `normal_form` is for comparing: one case, one kind of quotes and dashes, one alphabet per word;
- `loose_form` also folds Kazakh letters to those of a Russian keyboard, for badly typed texts.

`one_script` does the folding of alphabets alone and keeps the length, so that positions stay valid.
"""

import re
import unicodedata
from re import Match

# ------------------------------------------------------------------ clean

_LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb\ufffe\uffff]+"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_ODD_BLANKS = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BLANK_RUN = re.compile(" {2,}")
_TAB_RUN = re.compile(" ?\t ?")
_LINE_EDGES = re.compile(r"(?<=\n)[ \t]+|(?<![ \t])[ \t]+(?=\n)")
_EMPTY_LINES = re.compile("\n{3,}")


def _combining_marks() -> str:
    """All combining marks as ranges of a character class."""
    marks = [code for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code))]
    starts = [code for code in marks if not unicodedata.combining(chr(code - 1))]
    ends = [code for code in marks if not unicodedata.combining(chr(code + 1))]
    return "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))


# Putting a long run of marks into order takes quadratic time, and no language stacks more than a few.
_MARKS = _combining_marks()
_MANY_MARKS = re.compile(f"([{_MARKS}]{{6}})[{_MARKS}]+")


def clean(text: str) -> str:
    """The text as a reader sees it: NFC, no control or invisible characters, single blanks, lines kept.

    A tab stays a tab (it separates table cells); several empty lines become one; a lone surrogate,
    which no file or database can hold, becomes U+FFFD.
    """
    text = _INVISIBLE.sub("", _LINE_BREAKS.sub("\n", text))
    if not text.isascii():
        text = _ODD_BLANKS.sub(" ", _SURROGATES.sub("\ufffd", text))
        text = unicodedata.normalize("NFC", _MANY_MARKS.sub(r"\1", text))
    text = _TAB_RUN.sub("\t", _BLANK_RUN.sub(" ", text))
    text = _LINE_EDGES.sub("", text)
    return _EMPTY_LINES.sub("\n\n", text).strip()


# ------------------------------------------------------------------ one alphabet per word

# Other shapes of Kazakh letters: the phonetic schwa, and letters of neighbouring alphabets.
_SHAPES = str.maketrans("əƏǝƎӊӉӈӇӄӃҝҜҡҠӻӺҕҔӫӪɵƟ", "әӘәӘңҢңҢқҚқҚқҚғҒғҒөӨөӨ")
_HAS_SHAPES = re.compile("[əƏǝƎӊӉӈӇӄӃҝҜҡҠӻӺҕҔӫӪɵƟ]")

_LATIN_TWINS = "ABCEHIKMOPTXYaceihkopxyäÄöÖ"
_CYRILLIC_TWINS = "АВСЕНІКМОРТХУасеіһкорхуәӘөӨ"
_TO_CYRILLIC = str.maketrans(_LATIN_TWINS, _CYRILLIC_TWINS)
_TO_LATIN = str.maketrans(_CYRILLIC_TWINS[:-4] + "мт", _LATIN_TWINS[:-4] + "mt")

_LATIN = "A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\u02af\u1e00-\u1eff"
_CYRILLIC = "\u0400-\u0481\u048a-\u052f"
_MIXED = re.compile(f"[{_LATIN}][{_CYRILLIC}]|[{_CYRILLIC}][{_LATIN}]")
_WORD = re.compile(f"[{_LATIN}{_CYRILLIC}]+")
_ONLY_LATIN_TWINS = re.compile(f"[{_LATIN_TWINS}{_CYRILLIC}]+")
_ONLY_CYRILLIC_TWINS = re.compile(f"[{_CYRILLIC_TWINS[:-4]}мт{_LATIN}]+")
_PLAIN_CYRILLIC = re.compile(f"[{_CYRILLIC}]")
# «TOO», «AO», «OOC» typed wholly in Latin capitals inside a Cyrillic text.
_CAPITALS_IN_CYRILLIC = re.compile(
    rf"(?<!\w)[ABCEHKMOPTX]{{2,5}}(?= ?[«“\"(]?[{_CYRILLIC}])|(?<=[{_CYRILLIC}][ «“\"(])[ABCEHKMOPTX]{{2,5}}(?!\w)"
)

# Fonts before Unicode drew Kazakh letters in the places of other Slavic ones (the same places as in KZ-1048).
_OLD_FONT_LETTERS = "ќєѕўґїјћЌЄЅЎҐЇЈЋ"
_OLD_FONT = str.maketrans(_OLD_FONT_LETTERS, "қғңұөүәһҚҒҢҰӨҮӘҺ")
_OLD_FONT_SIGN = re.compile(f"[{_OLD_FONT_LETTERS}]")
_CONSONANTS = "бвгджзйклмнпрстхцчшщќєѕћ"
_SLAVIC_VOWELS = "аеєиіїоуюяёэы"
_SLAVIC_USE = re.compile(
    # ї and ј beside vowels, ў after one, ґ before one, є at the end of a word or first before a consonant;
    rf"[{_SLAVIC_VOWELS}'ʼ’][їєј]|ј[{_SLAVIC_VOWELS}]|[{_SLAVIC_VOWELS}]ў|є\b|\bє[{_CONSONANTS}]|\bґ[{_SLAVIC_VOWELS}]"
    # then frequent words and endings of Ukrainian, Belarusian, Serbian and Macedonian.
    r"|\b(?:та|що|від|для|про|які|який|або|це|із|щодо|його|під|їх\w*|їж\w*|ґрунт\w*|україн\w*|што|гэта|ад|ён|је|су|во|се|од)\b"
    r"|(?:ння|ття|ськ\w+|цьк\w+|ється|ються|ість|ів|ії|аў|ць)\b",
    re.IGNORECASE,
)
_KAZAKH_USE = re.compile(
    # Қ, ң and ы are in nearly every Kazakh line, ғ precedes a vowel, the others stand between consonants.
    rf"[ќѕқғңұөүәы]|(?:[{_CONSONANTS}]|\b)[ўґїј](?=[{_CONSONANTS}])|є[аоыў]",
    re.IGNORECASE,
)


def one_script(text: str) -> str:
    """The text with every word in one alphabet, of the same length as the text given.

    A word of two alphabets takes the one in which all its letters can be written («Жeтісу» with a Latin e
    is Cyrillic, «Аqtaý» with Cyrillic а is Latin); a word that fits neither («pdfфайл») stays as it is.
    Letters of old Kazakh fonts become Kazakh ones, line by line, unless the line reads as Ukrainian or
    another Slavic language.
    """
    if text.isascii():
        return text
    if _HAS_SHAPES.search(text):
        text = _WORD.sub(_usual_shapes, text)
    if _MIXED.search(text):
        text = _WORD.sub(_one_alphabet, text)
    if _OLD_FONT_SIGN.search(text):
        text = "".join(map(_without_old_font, text.splitlines(keepends=True)))
    return _CAPITALS_IN_CYRILLIC.sub(lambda found: found[0].translate(_TO_CYRILLIC), text)


def _usual_shapes(found: Match[str]) -> str:
    """The word with Kazakh letters in their usual shape; a Latin word keeps its schwa (Azerbaijani has one)."""
    word = found[0]
    return word.translate(_SHAPES) if _PLAIN_CYRILLIC.search(word) or len(word) == 1 else word


def _one_alphabet(found: Match[str]) -> str:
    word = found[0]
    if not _MIXED.search(word):
        return word
    if _ONLY_LATIN_TWINS.fullmatch(word):
        return word.translate(_TO_CYRILLIC)
    if _ONLY_CYRILLIC_TWINS.fullmatch(word):
        return word.translate(_TO_LATIN)
    return word


def _without_old_font(line: str) -> str:
    if not _OLD_FONT_SIGN.search(line):
        return line
    return line.translate(_OLD_FONT) if reads_as_kazakh(line) else line


def reads_as_kazakh(line: str) -> bool:
    """Whether letters like ќ, є, ї in the line stand for Kazakh ones (and not for Ukrainian, Belarusian, Serbian)."""
    kazakh = sum(1 for _ in _KAZAKH_USE.finditer(line))
    return kazakh > sum(1 for _ in _SLAVIC_USE.finditer(line))


# ------------------------------------------------------------------ forms for comparing

_FOLDED_SIGNS = str.maketrans(
    {
        **dict.fromkeys("«»“”„‟″❝❞〝〞＂", '"'),
        **dict.fromkeys("‘’‚‛′`´ʹʼˈ‹›", "'"),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－⁃", "-"),
        "ё": "е",
        "…": "...",
    }
)
_QUOTES = re.compile("\"+|'{2,}")
_BLANKS = re.compile(r"\s+")
RUSSIAN_KEYBOARD = str.maketrans("әғқңөұүһі", "агкноуухи")


def normal_form(text: str) -> str:
    """The text for comparing: lower case, one alphabet per word, one kind of quotes, dashes and blanks.

    ё becomes е; Kazakh letters stay.
    """
    folded = one_script(clean(text)).lower().translate(_FOLDED_SIGNS)
    return _BLANKS.sub(" ", _QUOTES.sub('"', folded))


def loose_form(text: str) -> str:
    """The normal form with Kazakh letters as on a Russian keyboard («қыркүйек» and «кыркуйек» are the same)."""
    return normal_form(text).translate(RUSSIAN_KEYBOARD)
