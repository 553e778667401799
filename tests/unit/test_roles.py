"""What the dates of notices and protocols are for."""

import tomllib
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
