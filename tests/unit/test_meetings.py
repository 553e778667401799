"""Sessions of a publication where no word beside a day says what it is for, and where a label says too much."""

from __future__ import annotations

from datetime import date

import pytest

from hearings.labelled import parts_of
from hearings.meetings import read_meetings

POSTED = date(2023, 2, 10)


def sessions(text: str, kind: str = "announcement", title: str = "") -> list[str]:
    meetings = read_meetings(parts_of(title, text, []), anchor=POSTED, kind=kind)
    return [
        f"{s.start}..{s.end}" if s.end else f"{s.start} {s.time:%H:%M}" if s.time else str(s.start)
        for s in meetings.sessions
    ]


NOTICES = {
    # A table, the day and hour in its last column.
    "Общественные слушания, график:\nс. Айет\tакимат\t13.03.2023, 11.00\nс. Денисовка\tРДК\t14.03.2023, 11.00": [
        *("2023-03-13 11:00", "2023-03-14 11:00")
    ],
    # Items that begin with the place, or with the day while the hour ends the line.
    "Проводит общественные слушания:\n- с. Жабасак – 8 апреля 2023 г., 15.00 ч., клуб;\n"
    "- с. Карабутак – 9 апреля 2023 г., 11.00 ч., школа.": ["2023-04-08 15:00", "2023-04-09 11:00"],
    "О проведении открытых собраний.\n25 марта 2023 г., с. Ганюшкино, Дом культуры – 10:30\n"
    "26 марта 2023 г., с. Аккистау, Дом культуры – 15:00": ["2023-03-25 10:30", "2023-03-26 15:00"],
    # Hours of one day, each in a line of its own.
    "Приглашаем на открытые собрания 21 марта 2023 года:\n– в 10:00 по проекту «А»;\n– в 12:00 по проекту «Б».": [
        *("2023-03-21 10:00", "2023-03-21 12:00")
    ],
    # What is said to be on a site lies behind; what is convened lies ahead.
    "12 марта, в 15.00 часов в Доме культуры ТОО «А» представит отчет. Общественные слушания проводятся по Правилам, "
    "утв. приказом от 3 августа 2021 г. № 286. Отчет выставлен 10 февраля 2023 года.": ["2023-03-12 15:00"],
    # Years of a plan end a sentence; what is said of comments begins another.
    "ТОО «А» УВЕДОМЛЯЕТ, ЧТО 30 МАРТА 2023 ГОДА В 15 ЧАСОВ СОСТОЯТЬСЯ ОБЩЕСТВЕННЫЕ СЛУШАНИЯ ПО НДВ НА 2023-2027 ГГ. "
    "ЗАМЕЧАНИЯ ПРИНИМАЮТСЯ ДО 25.03.2023Г.": ["2023-03-30 15:00"],
    "Слушания 4 марта 2023 года. Начинаем в 14:30, регистрация у входа с 14:00.": ["2023-03-04 14:30"],
    "Опрос населения проводится с 5 марта 2023 г. до 15 марта 2023 г., анкеты принимаются в библиотеке.": [
        "2023-03-05..2023-03-15"
    ],
}


@pytest.mark.parametrize("text", NOTICES)
def test_what_a_notice_convenes(text: str) -> None:
    assert sessions(text) == NOTICES[text]


def test_a_title_may_give_the_day_of_a_notice_that_is_a_scan() -> None:
    assert sessions("Текст в файле.", title="Объявление об общественных слушаниях 8 июня 2023 года") == ["2023-06-08"]


PROTOCOLS = {
    # The label stands behind its value.
    "ПРОТОКОЛ общественных слушаний\n8. 12.04.2023 г., 10:00-10:50, актовый зал, регистрация с 9:30\n(дата, время)": (
        "2023-04-12 10:00"
    ),
    # Who takes part is registered on the day of the hearing.
    "Протокол общественных слушаний\n3. Дата, время начала регистрации: 24.06.2022, 14:30; начало слушаний: 15:00": (
        "2022-06-24 15:00"
    ),
    # What people tell of other events stands far below.
    "г. Алматы, мкр. Кызыл Ту\n05 октября 2022 г.\nНачало: 15 ч. 00 мин.\n"
    + "Вопросы и ответы. " * 90
    + "Учения по слушаниям проводились 18 мая 2022 года.": "2022-10-05 15:00",
    "Хаттама\nҚоғамдық тыңдау өткізілген күн:\nКүні\t2023 жылғы 21 маусым\nТіркеудің басталуы\t10:15\n"
    "Жиналыстың басталуы\t11:00": "2023-06-21 11:00",
    # The end of a session is none of its own.
    "ПРОТОКОЛ общественных слушаний\nДата и время начала: 13 марта 2023 года, 12 часов 00 минут\n"
    "Дата и время завершения: 13 марта 2023 года, 13 часов 10 минут": "2023-03-13 12:00",
    # The number of a house.
    "ПРОТОКОЛ общественных слушаний\nг. Темиртау, ул. Чайковского, 0 – 22 января 2021 г., 15:00": "2021-01-22 15:00",
    # When it was made is not when it was.
    "Протокол публичных обсуждений\nОбсуждение велось на портале с 13 по 17 января 2023 года.\n"
    "Протокол подготовлен 24.01.2023 г.": "2023-01-13..2023-01-17",
}


@pytest.mark.parametrize("text", PROTOCOLS)
def test_when_a_protocol_says_that_it_was(text: str) -> None:
    assert sessions(text, "protocol") == [PROTOCOLS[text]]
