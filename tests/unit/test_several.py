"""Where one text is several notices, and where it is one that only looks so."""

from __future__ import annotations

import pytest

from hearings.kinds import items_of
from hearings.several import several

ONE = [
    # The sessions of one hearing.
    (
        "ТОО «Алга» проводит слушания:\n1. 12 февраля 2018 г. в 11:00, с. Алга, контора ТОО «Алга»\n"
        "2. 13 февраля 2018 г. в 11:00, с. Бестау, школа"
    ),
    # A developer and a deadline.
    (
        "ТОО «Алга» 12 февраля 2018 года в 11:00 проводит слушания.\nТОО «ЭкоПроект» – разработчик, лицензия от "
        "12.02.2010.\nЗамечания принимает ТОО «ЭкоПроект» до 10 февраля 2018 г. 18:00"
    ),
    # One notice in two languages.
    (
        "«Алға» ЖШС 2018 жылғы 12 ақпанда сағат 11:00-де қоғамдық тыңдау өткізеді.\n"
        "ТОО «Алга» 12 февраля 2018 года в 11:00 проводит общественные слушания."
    ),
    # Two initiators together.
    "Общественные слушания ТОО «Аба» и ТОО «Буба» состоятся 12 февраля 2018 года в 11:00 в сельском клубе.",
    # An announcement on the air is no hearing.
    (
        "ТОО «Алга» проводит общественные слушания 12 февраля 2018 г. в 11:00.\n"
        "Эфирная справка: ТОО «Телеканал», радио, 10 января 2018 г. в 20:00"
    ),
]


@pytest.mark.parametrize("text", ONE)
def test_one_notice_stays_one(text: str) -> None:
    assert [piece.text for piece in several(text)] == [text]


def test_companies_with_a_day_and_an_hour_each_are_notices_of_their_own() -> None:
    text = (
        "Объявление 1. ТОО «Аба Гранит» – карьер «Северный». Дата и время: 16.06.2022 г. 11:00. Место: г. Аба\n"
        "Объявление 2. ТОО «Буба Дор» – карьер «Южный». Дата и время: 17.06.2022 г. 15:00. Место: г. Буба"
    )
    items = items_of(
        region="akmola", source="s", key="1", url="https://x.kz/1", title="Слушания ТОО «Аба Гранит» и ТОО «Буба Дор»",
        body=text,
    )  # fmt: skip
    assert [(item.kind, item.key) for item in items] == [("announcement", "1"), ("announcement", "1#2")]
    assert "Аба" not in items[1].text


def test_rows_of_a_table_are_notices_of_their_own() -> None:
    rows = [
        "1\tТОО «Аба»\tНДВ завода\t12.02.2018 11:00\tс. Аба",
        "2\tТОО «Буба»\tПУО фермы\t13.02.2018 12:00\tс. Буба",
        "3\tКХ «Вуба»\tПУО теплиц\t13.02.2018 15:00\tс. Вуба",
    ]
    assert [piece.text for piece in several("\n".join(rows))] == rows
