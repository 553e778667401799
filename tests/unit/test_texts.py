"""The words of both languages: complete, alike in form, and all in use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

import exports
import validators
from exports import review
from exports.collected import TOO_EARLY
from exports.explained import FIELDS
from exports.report import RULES as REPORTED
from exports.sentences import FACTS
from exports.view import FIGURES, VERDICTS
from exports.words import LANGUAGES, TextsError, placeholders, plural_form, words_of
from exports.workbook.monitoring import COMPARED
from exports.workbook.norms import METHOD
from hearings.commands import review as review_command
from hearings.health import Cause, State
from hearings.items import Basis, Form, Outcome, Reason
from hearings.regions import regions
from validators.norms import UNITS
from validators.registry import RULE_RAISED

KK, RU = words_of("kk"), words_of("ru")
VALIDATORS = "".join(path.read_text(encoding="utf-8") for path in Path(validators.__file__).parent.glob("*.py"))
OTHER_KINDS = {"cancellation", "postponement", "report", "other_law", "written_proposals", "order", "vacancy", "tender"}
OTHER_KINDS |= {"unrelated", "unread"}
REVIEW = Path(review.__file__).read_text(encoding="utf-8") + Path(review_command.__file__).read_text(encoding="utf-8")
REASONS = set(re.findall(r"(?:unknown\(|why = |\"why\": )\"([a-z_]+)\"", VALIDATORS))
RULES = set(re.findall(r"@rule\(\s*\"([a-z_.]+)\"", VALIDATORS))
CHANGES = {"edited", "vanished", "late", "undated", "no_region", "not_counted"}
NUMBERS = {str(number) for number in range(1, 13)}
# Tables that are asked by a value: the keys they must have, no more and no fewer.
BY_VALUE: dict[str, Iterable[str]] = {
    "state": {*State, "never"},
    "cause": {*filter(None, Cause), TOO_EARLY},
    "basis": Basis,
    "form": Form,
    "outcome": set(Outcome) - {Outcome.PASS},
    "verdict": VERDICTS,
    "refused": {"changed", "not_known", *re.findall(r"Refusal\(row\.place, \"([a-z_]+)\"", REVIEW)},
    "review_error": re.findall(r"ReviewError\(\"([a-z_]+)\"", REVIEW),
    "protocol_state": {"posted", "late", "not_posted", "open", "unknown"},
    "change": CHANGES,
    "change_text": CHANGES,
    "place": ("record", "url", "header"),  # where the stamps of `hearings.posting` stand outside a text
    "fact": FACTS,
    "unit": UNITS,
    "lacking": {"date", "time", "place"},
    "day_off": {"weekend", "holiday", "observed", "moved", "override"},
    "undecided": {*REASONS, RULE_RAISED, "other"},
    "method": {*METHOD, "title"},
    "month": {*NUMBERS, "written"},
    "month_in": {*NUMBERS, "written"},
    "report_rule": REPORTED,
    "terminal": FIGURES,
    "tile": {region.code for region in regions()},
    "kind": {"announcement", "protocol", "other", *OTHER_KINDS},
    "language": {"kk", "ru", "en"},
    "reason": set(filter(None, Reason)),
    "event": {"seen", "changed", "gone", "back"},
    "shows": {"page", "file", "absent", "gone", "finding"},
    "field": FIELDS,
    "because": {"day", "other_day", "no_day", "hour", "place", "company", "terms", "names", "words", "numbers"}
    | {"same_text"},
}


def test_both_languages_have_the_same_keys() -> None:
    assert KK.texts.keys() == RU.texts.keys()


@pytest.mark.parametrize("key", sorted(KK.texts))
def test_a_text_wants_the_same_values_in_both_languages(key: str) -> None:
    assert placeholders(KK.texts[key]) == placeholders(RU.texts[key])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language: str) -> None:
    assert [key for key, text in words_of(language).texts.items() if not text] == []


@pytest.mark.parametrize(("table", "values"), BY_VALUE.items())
def test_a_table_has_a_word_for_every_value_and_none_besides(table: str, values: Iterable[str]) -> None:
    worded = {key.partition(".")[2] for key in KK.texts if key.startswith(f"{table}.")}
    assert worded == {str(value) for value in values}


def test_every_rule_has_a_name_and_a_sentence() -> None:
    assert RULES
    assert {key.rpartition(".")[0][5:] for key in KK.texts if key.startswith("rule.")} == RULES
    assert [rule for rule in RULES if f"rule.{rule}.name" not in KK or f"rule.{rule}.found" not in KK] == []


def test_every_text_is_used() -> None:
    """The code names a text by its whole key, or by the last part of it where it makes the table's name itself."""
    folders = (Path(exports.__file__).parent, Path(review_command.__file__).parent)
    code = "".join(path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.py"))
    named = set(re.findall(r"[\"']([a-z_]+(?:\.[a-z_]+)*)[\"']", code))
    named |= {f"{name}_change" for name in COMPARED}
    tables = set(re.findall(r"[\"']([a-z_]+)\.\{", code))

    def used(key: str) -> bool:
        table, _, name = key.partition(".")
        if table == "number":  # asked with the form that goes with a number
            return key.rpartition(".")[0] in named
        return key in named or table in BY_VALUE or table == "rule" or (table in tables and name in named)

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
    assert not [text for text in KK.texts.values() if re.search(r"\b(?:и|для|на|по|от|или|нет)\b", text)]
