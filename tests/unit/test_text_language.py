"""In which of Kazakh and Russian a text is written, whole and part by part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearings.text import language_parts, languages

KAZAKH = "«Ақтөбе» ЖШС 2018 жылы 5 мамырда сағат 15:00-де Ақтөбе қаласында қоғамдық тыңдау өткізеді."
RUSSIAN = "ТОО «Ақтөбе» 5 мая 2018 года в 15:00 проводит общественные слушания в городе Актобе."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (KAZAKH, {"kk"}),
        (RUSSIAN, {"ru"}),
        (f"{KAZAKH}\n{RUSSIAN}", {"kk", "ru"}),
        ("Хаттама", {"kk"}),
        ("ХАТТАМА", {"kk"}),
        ("Протокол", {"ru"}),
        ("Хаттама / Протокол", {"kk", "ru"}),
        ("Қоғамдық тыңдау | Общественные слушания", {"kk", "ru"}),
        ("когамдык тындаулар откизу туралы хабарландыру 2018 жылгы 7 мамыр", {"kk"}),
        ("Ќоєамдыќ тыѕдаулар туралы хабарландыру", {"kk"}),
        ("Qoǵamdyq tyńdaýlar ótkizý týraly habarlandyrý", {"kk"}),
        ("Qoğamdyq tyñdaular ötkızu turaly habarlandyru", {"kk"}),
        ("ТОО «Қазақмыс Смелтинг» проводит общественные слушания по проекту «Өндіріс»", {"ru"}),
        ("«Kazakhmys Smelting» ЖШС-нің жобасы бойынша хаттама", {"kk"}),
        ("Отчет о возможных воздействиях к рабочему проекту", {"ru"}),
        ("Public hearings on environmental issues will be held", set()),
        ("12.05.2018 15:00", set()),
        ("", set()),
    ],
)
def test_the_languages_of_a_text(text: str, expected: set[str]) -> None:
    assert languages(text) == expected


def test_a_line_in_the_other_language_does_not_make_a_long_text_bilingual() -> None:
    assert languages(f"{RUSSIAN}\n" * 20 + "Қоғамдық тыңдау туралы\n") == {"ru"}


def test_parts_follow_the_lines_and_cover_the_text() -> None:
    text = f"Хабарландыру\n{KAZAKH}\n\nОбъявление\n{RUSSIAN}\n"
    first, second = language_parts(text)
    assert (first.lang, second.lang) == ("kk", "ru")
    assert text[first.start : first.end].rstrip().endswith("өткізеді.")
    assert text[second.start : second.end].startswith("Объявление")
    assert (first.start, first.end, second.end) == (0, second.start, len(text))


def test_languages_may_alternate() -> None:
    parts = language_parts(f"{KAZAKH}\n{RUSSIAN}\n{KAZAKH}\n{RUSSIAN}")
    assert [part.lang for part in parts] == ["kk", "ru", "kk", "ru"]


def test_columns_of_a_table_are_told_apart() -> None:
    parts = language_parts(f"{KAZAKH}\t{RUSSIAN}")
    assert [part.lang for part in parts] == ["kk", "ru"]


@given(st.text(alphabet="аәқ тпротокол хаттама жане и в\n«».| qńй12", max_size=120))
def test_parts_are_in_order_and_without_gaps(text: str) -> None:
    ends = [0]
    for part in language_parts(text):
        assert part.start == ends[-1] < part.end
        ends.append(part.end)
    assert ends[-1] == len(text)


@pytest.mark.parametrize("unit", [f"{KAZAKH} {RUSSIAN}", "а", "a\n", "á", "Ќ", "«", " ", "\n"])
def test_a_long_text_has_parts(unit: str) -> None:
    assert language_parts(unit * (100_000 // len(unit)))
