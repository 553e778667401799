"""What the dates of notices and protocols are for."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hearings.dates import find
from hearings.roles import SURVEY_HOURS_ONLY, SessionMention, assign, sessions
from tests.corpus_report import written

NOTICES = tomllib.loads((Path(__file__).parents[1] / "samples" / "dates" / "notices.toml").read_text(encoding="utf-8"))[
    "notice"
]


def said(session: SessionMention) -> str:
    hours = f"{session.time:%H:%M}" if session.time else ""
    hours += f"-{session.end_time:%H:%M}" if session.end_time else ""
    if session.start is None and session.reason == SURVEY_HOURS_ONLY:
        return f"hours {hours}"
    days = str(session.start) if session.end is None else f"{session.start}..{session.end}"
    return f"{days} {hours}".rstrip()


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: str(notice["name"]))
def test_sessions_of_a_notice_are_exactly_those_it_states(notice: dict[str, Any]) -> None:
    found = sessions(notice["text"], anchor=notice.get("anchor"))
    assert [said(session) for session in found] == notice["sessions"]
    assert all(notice["text"][slice(*session.span)] == session.text for session in found)


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: str(notice["name"]))
def test_every_date_of_a_notice_has_its_role(notice: dict[str, Any]) -> None:
    mentions = find(notice["text"], anchor=notice.get("anchor"))
    roled = assign(notice["text"], mentions)
    assert [one.mention for one in roled] == mentions
    dated = [f"{written(one.mention)} {one.role}" for one in roled if one.mention.precision != "time"]
    assert dated == notice["roles"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            "Протокол общественных слушаний №3. с. Заречное, 15 апреля 2024 года, 15:00. Подписан 16 апреля 2024 года.",
            date(2024, 4, 15),
        ),
        ("Протокол общественных слушаний\nг. Актау 15 апреля 2024 года\nСоставлен 17.04.2024 г.", date(2024, 4, 15)),
        (
            "Қоғамдық тыңдау хаттамасы\n2024 жылғы 15 сәуір, Ақтау қаласы\nОған 2024 жылғы 17 сәуірде қол қойылды.",
            date(2024, 4, 15),
        ),
        ("Хаттама\nӨткізілген күні: 15.04.2024\nҚол қойылған күні: 18.04.2024", date(2024, 4, 15)),
    ],
)
def test_the_day_on_which_a_protocol_was_signed_is_not_that_of_its_hearing(text: str, day: date) -> None:
    assert [session.start for session in sessions(text)] == [day]
