"""Where one text is several notices, and where it is one that only looks so."""

from __future__ import annotations

import pytest

from hearings.items import Attachment
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
    # The meetings of one hearing, each with its place and form.
    (
        "ТОО «Алга», карьер «Северный»:\n1) открытое собрание 12 февраля 2018 г. в 11:00, с. Алга;\n"
        "2) открытое собрание 13 февраля 2018 г. в 12:00, с. Бестау."
    ),
    # Terms of permits are periods too.
    "ТОО «Аба»\tKZ01 от 02.03.2023 г.\t02.03.2023 – 31.12.2032 г.\nКХ «Буба»\tKZ02\t20.03.2023 – 31.12.2032 г.",
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


@pytest.mark.parametrize(
    "parts",
    [
        # A discussion has no hour; the company may stand at the end.
        [
            "КХ «Аба» 18 апреля 2023 года, 10-00 часов, проводит общественные слушания, с. Аба.",
            "«Буба» ЖШС 2023 жылғы 19 сәуірде сағат 12:00-де қоғамдық тыңдау өткізеді.",
            "ТОО «Вуба» выносит раздел ООС на публичные обсуждения с 9 по 13 апреля 2023 г.",
        ],
        [
            "1. Открытое собрание по проекту «Участок Северный» 12 января 2021 года, 11:00. Заказчик: АО «Аба Барлау».",
            "2. Общественные слушания в форме опроса с 5 по 15 января 2021 г. Заказчик: ТОО «Буба Реагент».",
        ],
    ],
)
def test_each_owner_with_a_day_or_period_of_its_own_is_a_notice(parts: list[str]) -> None:
    assert [piece.text for piece in several("\n".join(parts))] == parts


def test_a_file_may_hold_several_notices_and_several_files_one_each() -> None:
    notices = [
        f"Объявление\nТОО «{name}» проводит общественные слушания в форме открытых собраний по проекту НДВ.\n"
        f"Дата и время: {day} мая 2022 г., 10:00\nМесто: с. Шетпе"
        for name, day in (("Шетпе Асфальт", 25), ("Куланак Мрамор", 26))
    ]

    def read(*texts: str) -> list[tuple[str, str]]:
        files = [
            Attachment(url=f"https://x.kz/{n}", name=f"{n}.docx", text=t, state="read") for n, t in enumerate(texts)
        ]
        items = items_of(
            region="mangystau", source="s", key="1", url="https://x.kz", title="Два объявления",
            body="Файлы приложены.", attachments=files,
        )  # fmt: skip
        return [(item.kind, item.text.partition("ТОО «")[2].partition("»")[0]) for item in items]

    expected = [("announcement", "Шетпе Асфальт"), ("announcement", "Куланак Мрамор")]
    assert read("\n\n".join(notices)) == expected
    assert read(*notices) == expected
