"""The words of both languages: complete, alike in form, and all in use."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest

import exports
from exports.words import LANGUAGES, TextsError, placeholders, plural_form, words_of
from hearings.health import Cause, State
from hearings.items import Basis, Form

KK, RU = words_of("kk"), words_of("ru")
# Tables whose keys are made from a value: the table, and the values it must cover.
BY_VALUE: dict[str, type[StrEnum]] = {"state": State, "cause": Cause, "basis": Basis, "form": Form}

# Tables asked by numbers or by codes of other parts; what they must hold has tests of its own.
BY_KEY = {"month", "day", "language", "rule"}


def test_both_languages_have_the_same_keys() -> None:
    assert KK.texts.keys() == RU.texts.keys()


@pytest.mark.parametrize("key", sorted(KK.texts))
def test_a_text_wants_the_same_values_in_both_languages(key: str) -> None:
    assert placeholders(KK.texts[key]) == placeholders(RU.texts[key])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language: str) -> None:
    assert [key for key, text in words_of(language).texts.items() if not text] == []


@pytest.mark.parametrize(("table", "values"), BY_VALUE.items())
def test_every_value_has_its_word(table: str, values: type[StrEnum]) -> None:
    assert [value for value in values if value and f"{table}.{value}" not in KK] == []


def test_every_text_is_used() -> None:
    """The code names a text by its whole key, or by the last part of it where it makes the table's name itself."""
    code = "".join(path.read_text(encoding="utf-8") for path in Path(exports.__file__).parent.rglob("*.py"))
    named = set(re.findall(r"[\"']([a-z_]+(?:\.[a-z_]+)*)[\"']", code))
    made = set(re.findall(r"[\"']([a-z_]+)\.\{", code))

    def used(key: str) -> bool:
        table, _, name = key.partition(".")
        return key in named or table in BY_KEY or (table in made and name in named) or table in BY_VALUE

    assert [key for key in KK.texts if not used(key)] == []


def test_a_missing_text_is_named() -> None:
    with pytest.raises(TextsError, match=r"texts/kk\.toml has no nothing\.there"):
        KK("nothing.there")


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (0, "many"),
        (1, "one"),
        (2, "few"),
        (4, "few"),
        (5, "many"),
        (11, "many"),
        (12, "many"),
        (21, "one"),
        (112, "many"),
    ],
)
def test_russian_numbers_take_their_form(number: int, form: str) -> None:
    assert plural_form(number) == form


def test_kazakh_texts_hold_no_russian_words() -> None:
    """Letters that Kazakh has only in loans and Russian in every sentence are rare in the Kazakh file."""
    assert not [text for text in KK.texts.values() if re.search(r"\b(?:и|не|для|на|по|от|или|нет)\b", text)]
