"""Cleaning, and the forms in which texts are compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearings.text import clean, loose_form, normal_form, one_script

UKRAINIAN = "Київ — столиця України, її населення має понад три мільйони, об'єкт існує"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (" а\xa0\u2009б  в ", "а б в"),
        ("слу\xadша\u200bния", "слушания"),
        ("а\r\nб\rв\x0bг\u2028д", "а\nб\nв\nг\nд"),
        ("а\x00б\x07в\ufeff", "абв"),
        ("\u202eа\u200fб\u2066", "аб"),
        ("и\u0306од, и\u200b\u0306од", "йод, йод"),
        ("а \t б\t\tв", "а\tб\t\tв"),
        (" а \n\n\n\n б \n", "а\n\nб"),
        ("а\ud800б", "а\ufffdб"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_clean_keeps_what_is_seen(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Қоғамдық Тыңдау", "қоғамдық тыңдау"),
        ("əкімдік, Əлем", "әкімдік, әлем"),
        ("ЖЕТiСУ облысы", "жетісу облысы"),
        ("слушaния", "слушания"),  # with a Latin a
        ("TOO «Ромашка»", 'тоо "ромашка"'),
        ("проект TOO Ромашка", "проект тоо ромашка"),
        ("Аqtаý qаlаsynyń", "aqtaý qalasynyń"),  # with Cyrillic а
        ("pdfфайл", "pdfфайл"),
        ("Ёлка", "елка"),
        ("ТОО ““Жайық”” – „проект“", 'тоо "жайық" - "проект"'),
        ("''проект''", '"проект"'),
        ("а —\n б", "а - б"),
        ("Ќоєамдыќ тыѕдаулар туралы хабарландыру", "қоғамдық тыңдаулар туралы хабарландыру"),
        ("Ќазаќ тілі", "қазақ тілі"),
        ("Достастыќтаєы", "достастықтағы"),
        ("Президенттіѕ жўмыс", "президенттің жұмыс"),
        ("Ґркенді ґндіріс", "өркенді өндіріс"),
        ("Їкімет", "үкімет"),
        ("јкімдік", "әкімдік"),
        ("ӊ қаӈтар Ɵскемен", "ң қаңтар өскемен"),
    ],
)
def test_normal_form_is_one_for_all_ways_of_typing(typed: str, meant: str) -> None:
    assert normal_form(typed) == meant


@pytest.mark.parametrize("text", [UKRAINIAN, "Європа", "об'єкт", "ґрунт", "Їжак", "моја кућа", "быў дом", "Україна"])
def test_letters_of_other_slavic_languages_stay(text: str) -> None:
    assert one_script(text) == text


def test_an_old_font_in_one_line_does_not_touch_ukrainian_in_another() -> None:
    assert one_script(f"Ќоєамдыќ тыѕдау\n{UKRAINIAN}") == f"Қоғамдық тыңдау\n{UKRAINIAN}"


@pytest.mark.parametrize(
    ("kazakh", "typed"),
    [
        ("қыркүйек", "кыркуйек"),
        ("Қоғамдық тыңдау өткізу", "когамдык тындау откизу"),
        ("ұйым, үй, һәм, әкім", "уйым, уй, хам, аким"),
    ],
)
def test_loose_form_is_that_of_a_russian_keyboard(kazakh: str, typed: str) -> None:
    assert loose_form(kazakh) == loose_form(typed) == typed


@given(st.text(alphabet="аәоɵөіiiaAАВBќєїґўѕјыкнтə Ққx\n-«»\xad\u0306\u0301", max_size=60))
def test_forms_are_stable_and_positions_hold(text: str) -> None:
    assert len(one_script(text)) == len(text)
    assert clean(clean(text)) == clean(text)
    assert unicodedata.is_normalized("NFC", clean(text))


@given(st.text(max_size=80))
def test_no_text_raises(text: str) -> None:
    clean(text).encode("utf-8")
    loose_form(text)


@pytest.mark.parametrize(
    "unit", ["а", "Ќоєам ", "аaќ", "и\u0306\u0301", "\u0315\u0300", " ", "\t ", "a\n", "'", "\ud800"]
)
def test_a_line_of_a_hundred_thousand_characters_is_folded(unit: str) -> None:
    assert isinstance(loose_form(unit * (100_000 // len(unit))), str)
