"""Every word a reader sees, in Kazakh or Russian, from `texts/<language>.toml`; Python code holds none."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from hearings.clock import KAZAKHSTAN

LANGUAGES = ("kk", "ru")


class TextsError(LookupError):
    """A text is missing from the data file of a language."""


class Words:
    """The texts of one language. A key is a path of names: `words("sheet.violations")`."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language = language
        self.texts = texts

    def __contains__(self, key: str) -> bool:
        return key in self.texts

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of `key`, its `{names}` filled in. Days and months among the values are written out in figures."""
        try:
            text = self.texts[key]
        except KeyError:
            raise TextsError(f"texts/{self.language}.toml has no {key}") from None
        return text.format(**{name: self.shown(value) for name, value in values.items()}) if values else text

    def wanted(self, key: str) -> frozenset[str]:
        """The names that a text wants filled in."""
        return placeholders(self.texts[key])

    def counted(self, key: str, number: int) -> str:
        """`5 нарушений`: the form of `key` (`one`, `few`, `many`) that goes with the number. Kazakh has one form."""
        return f"{number} {self(f'{key}.{plural_form(number)}')}"

    def shown(self, value: object) -> str:
        """A value as it stands in a sentence: days as 31.01.2018, instants with their local time, lists with commas."""
        if isinstance(value, datetime):
            return value.astimezone(KAZAKHSTAN).strftime("%d.%m.%Y %H:%M")
        if isinstance(value, date):
            return f"{value.day:02}.{value.month:02}.{value.year:04}"  # five times as fast as strftime
        if isinstance(value, bool):
            return self("yes" if value else "no")
        if value is None or value == "":
            return self("not_known")
        if isinstance(value, (list, tuple)):
            return ", ".join(self.shown(part) for part in value)
        return str(value)

    def month(self, month: date, form: str = "month") -> str:
        """`2018 жылғы қаңтар`, `январь 2018 года`; `form` names another case from the data."""
        return self(f"{form}.written", name=self(f"{form}.{month.month}"), year=month.year)


def heading(text: str) -> str:
    """With a capital first letter; the others stay as they are."""
    return text[:1].upper() + text[1:]


def plural_form(number: int) -> str:
    """The Russian plural class of a number; the Kazakh file has the same text in all three."""
    tens, units = abs(number) % 100, abs(number) % 10
    if units == 1 and tens != 11:
        return "one"
    return "few" if 2 <= units <= 4 and not 12 <= tens <= 14 else "many"


@cache
def placeholders(text: str) -> frozenset[str]:
    """The names a text wants filled in."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)


@cache
def words_of(language: str) -> Words:
    """The texts of `kk` or `ru`. ValueError for any other language."""
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r}: choose kk or ru")
    source = files("exports").joinpath(f"texts/{language}.toml").read_text(encoding="utf-8")
    return Words(language, dict(flat(tomllib.loads(source))))


def flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """The leaves of nested tables, each under its whole path."""
    leaves: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, Mapping):
            leaves += flat(value, f"{prefix}{name}.")
        else:
            leaves.append((f"{prefix}{name}", str(value).strip()))
    return leaves
