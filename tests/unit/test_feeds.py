"""Feeds: lines, tables and calendars for other programs."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from exports.feeds import write_feeds
from exports.view import HearingLine, MonthView
from exports.words import words_of
from hearings.items import Form, Read
from tests.factory import document, finding, hearing, session
from tests.views import january_2018

COMING = document(
    project=Read("Құм карьері"),
    sessions=(session("2018-02-08", time=time(11, 0), place="Ақтөбе қ., мәдениет үйі"),),
    urls=("https://www.gov.kz/1",),
)
SURVEY = document(form=Read(Form.SURVEY), sessions=(session("2018-01-30", "2018-02-02"),), region="astana")
PAST = document(sessions=(session("2018-01-20"),))


@pytest.fixture
def view() -> MonthView:
    lines = (
        HearingLine(hearing=hearing(COMING, uid="coming"), due=date(2018, 2, 19), state="open"),
        HearingLine(hearing=hearing(SURVEY, uid="survey"), due=date(2018, 2, 13), state="open"),
        HearingLine(hearing=hearing(PAST, uid="past"), due=date(2018, 1, 30), state="not_posted"),
    )
    odd = document(title="=1+1\x00\nекінші жол")
    return january_2018(documents=[COMING, odd], findings=[finding(arguments={"days": 7})], hearings=lines)


def events(path: Path) -> list[Any]:
    return Calendar.from_ical(path.read_bytes()).walk("VEVENT")


def test_lines_and_tables_hold_the_documents_of_the_month(view: MonthView, tmp_path: Path) -> None:
    write_feeds(view, words_of("kk"), tmp_path)
    lines = (tmp_path / "documents-2018-01.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["uid"] for line in lines] == [one.uid for one in view.announcements]
    with (tmp_path / "documents-2018-01.csv").open(encoding="utf-8-sig", newline="") as file:
        records = list(csv.DictReader(file))
    assert [record["uid"] for record in records] == [one.uid for one in view.announcements]
    assert (records[0]["session_starts"], records[0]["session_times"]) == ("2018-02-08", "11:00")


def test_a_table_holds_no_formula(view: MonthView, tmp_path: Path) -> None:
    write_feeds(view, words_of("kk"), tmp_path)
    with (tmp_path / "documents-2018-01.csv").open(encoding="utf-8-sig", newline="") as file:
        titles = [record["title"] for record in csv.DictReader(file)]
    assert titles[1] == "'=1+1␀\nекінші жол"


def test_findings_keep_their_arguments(view: MonthView, tmp_path: Path) -> None:
    write_feeds(view, words_of("kk"), tmp_path)
    (line,) = (tmp_path / "findings-2018-01.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["arguments"] == {"days": 7}


def test_the_calendar_holds_what_is_still_to_come(view: MonthView, tmp_path: Path) -> None:
    write_feeds(view, words_of("kk"), tmp_path)
    meeting, survey = events(tmp_path / "hearings.ics")
    assert meeting["dtstart"].dt == datetime(2018, 2, 8, 11, 0)  # noqa: DTZ001  # the clock of the place
    assert (str(meeting["summary"]), str(meeting["location"])) == (
        "Ақтөбе облысы: Құм карьері",
        "Ақтөбе қ., мәдениет үйі",
    )
    assert str(meeting["url"]) == "https://www.gov.kz/1"
    assert (survey["dtstart"].dt, survey["dtend"].dt) == (date(2018, 1, 30), date(2018, 2, 3))


def test_each_region_has_a_calendar_of_its_own(view: MonthView, tmp_path: Path) -> None:
    write_feeds(view, words_of("kk"), tmp_path)
    assert len(events(tmp_path / "hearings-astana.ics")) == 1
    assert events(tmp_path / "hearings-atyrau.ics") == []


def test_due_days_of_missing_protocols_are_a_calendar(view: MonthView, tmp_path: Path) -> None:
    write_feeds(view, words_of("ru"), tmp_path)
    assert [event["dtstart"].dt for event in events(tmp_path / "due-days.ics")] == [
        date(2018, 2, 19),
        date(2018, 2, 13),
    ]


def test_the_same_month_gives_the_same_bytes(view: MonthView, tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in write_feeds(view, words_of("kk"), tmp_path)}
    assert first == {path.name: path.read_bytes() for path in write_feeds(view, words_of("kk"), tmp_path)}
