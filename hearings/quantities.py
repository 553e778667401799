"""Numbers in the name of a project: those that tell objects apart, and those of years, dates and acts, which don't."""

import re

from hearings.terms import DATA

_ACT = re.compile(r"№\s*[\w/-]+\s*(?:от|ж\.?|жылғы)\s*[«\"]?\d{1,2}\S*(?:\s+\w+\s+\d{4})?|№\s*\d+[\w/-]*-[A-ZЕ]{2}\b")
_DATE = re.compile(r"(?<!\d)\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})(?!\d)")
_WORDED_DATE = re.compile(
    r"(?<!\d)\d{1,2}[\s»\"]{1,3}(?:янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек)\w*\s+(?:19|20)\d\d"
    r"|(?<!\d)(?:19|20)\d\d\s+жыл\w*\s+\d{1,2}(?:[\s-]+[^\W\d]+)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?!\d)")
_CATEGORY = re.compile(r"(?<!\w)[IІVХX]{1,4}[\s-]*(?:-?(?:ой|й|ші|шы))?\s*(?:категор|санат)\w*", re.IGNORECASE)
_YEARS = re.compile(
    r"(?<![\d№])(?:19|20)\d\d(?:\s*[-–—]\s*(?:(?:19|20)\d\d|\d\d))?(?!\d)(?!\s*(?:тонн|т\b|га\b|км|мест|голов|бас\b|м3|м²))"
)
_UNIT_OF = {stem: unit for unit, stems in DATA["units"].items() for stem in stems}
_SHORT_UNIT = 2  # letters
_UNITS = sorted(_UNIT_OF, key=len, reverse=True)
_QUANTITY = re.compile(
    r"(?<![\w№-])(\d+(?:[ \xa0]\d{3})*(?:[.,]\d+)?)\s*(тыс\w*\.?|мың|млн\.?)?\s*("
    + "|".join(re.escape(stem) + (r"(?!\w)" if len(stem) <= _SHORT_UNIT else r"\w*") for stem in _UNITS)
    + ")",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\d.,/])(\d{1,5})(?:[.,](\d{1,3}))?(?![\d°/]|\s*(?:°|%))")
_MULTIPLES = {"тыс": "thousand", "мың": "thousand", "млн": "million"}  # by their first letters
_ROMAN = re.compile(r"(?<![\w-])(I{1,3}|IV|VI{0,3}|IX|І{1,3}|ІV|VІ{0,3}|ІХ|IХ)(?![\w])")
_ROMAN_VALUES = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}


def numbers_of(text: str) -> tuple[set[str], set[tuple[str, str]], str]:
    """Numbers of objects, quantities, and the text without any of them."""
    for noise in (_ACT, _DATE, _WORDED_DATE, _CLOCK, _CATEGORY):
        text = noise.sub(" ", text)
    quantities: set[tuple[str, str]] = set()

    def take_quantity(found: re.Match[str]) -> str:
        number = found[1].replace(" ", "").replace("\xa0", "").replace(",", ".")
        if "." in number:
            number = number.rstrip("0").rstrip(".")
        unit = next(_UNIT_OF[stem] for stem in _UNITS if found[3].lower().startswith(stem))
        if unit != "percent":
            multiple = _MULTIPLES.get(found[2][:3].lower(), "") if found[2] else ""
            quantities.add((unit, f"{number} {multiple}".strip()))
        return " "

    text = _YEARS.sub(" ", _QUANTITY.sub(take_quantity, text))
    numbers = {(found[1].lstrip("0") or "0") + (f".{found[2]}" if found[2] else "") for found in _NUMBER.finditer(text)}
    roman = {
        str(_ROMAN_VALUES.get(found[1].replace("І", "I").replace("Х", "X"), "")) for found in _ROMAN.finditer(text)
    }
    return (numbers | roman) - {""}, quantities, _ROMAN.sub(" ", re.sub(r"\d+", " ", text))
