"""Sentences about findings, made from what the rules themselves have answered."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from exports.sentences import found, reckoning
from exports.words import LANGUAGES, words_of
from hearings.items import Basis, Document, Finding, Form, Outcome, Read, Reason
from hearings.workdays import WorkCalendar
from pipelines.judge import judge_documents
from tests.factory import document, finding, posted, session
from validators import RULES, load

OPEN: dict[str, Any] = {"form": Read(Form.OPEN_MEETING)}
SURVEY: dict[str, Any] = {"form": Read(Form.SURVEY), "sessions": (), "survey_hours": Read.missing(Reason.ABSENT)}
NO_SESSION: dict[str, Any] = {**OPEN, "sessions": (), "place": Read.missing(Reason.ABSENT)}
CONTACTS: dict[str, Any] = {"contacts": Read("+7 7132 54 00 00"), "materials": Read.missing(Reason.ABSENT)}
HELD = (session("2018-01-09"),)
DISCUSSED: dict[str, Any] = {
    "form": Read(Form.PUBLIC_DISCUSSION),
    "sessions": (session("2023-05-15", "2023-05-16"),),
    "posted_on": posted("2023-05-10"),
}
DERIVED = posted("2018-01-05", Basis.DERIVED)

AFTERWARDS = document("protocol", "2018-02-20", sessions=HELD, first_seen=date(2018, 2, 20))

# Documents that break a rule, and the month in which they do.
BROKEN: dict[str, tuple[list[Document], str]] = {
    "announcement.lead_time": ([document(**OPEN, sessions=(session("2018-01-15"),))], "2018-01"),
    "announcement.session_missing": ([document(**NO_SESSION)], "2018-01"),
    "announcement.survey_time_missing": ([document(**SURVEY)], "2018-01"),
    "announcement.posting_date_missing": ([document(posted_on=DERIVED)], "2018-01"),  # type: ignore[arg-type]
    "announcement.materials_access": ([document(**CONTACTS)], "2018-01"),
    "discussion.length": ([document(**DISCUSSED)], "2023-05"),
    "protocol.deadline": ([document("protocol", "2018-01-29", sessions=HELD)], "2018-01"),
    "protocol.posting_date_missing": ([document("protocol", None, sessions=HELD, watched=True)], "2018-01"),
    "protocol.not_posted": ([document(sessions=HELD), AFTERWARDS], "2018-01"),
}


def judged(rule: str) -> Finding:
    documents, month = BROKEN[rule]
    first = date.fromisoformat(f"{month}-01")
    as_of = datetime(first.year, first.month + 2, 1, tzinfo=UTC)
    findings = judge_documents(documents, (), first, load(), WorkCalendar(), as_of=as_of).findings
    return next(one for one in findings if one.rule == rule)


def test_every_rule_is_tried() -> None:
    assert set(BROKEN) == set(RULES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", BROKEN)
def test_what_a_rule_has_found_is_told_whole(rule: str, language: str) -> None:
    told = judged(rule)
    assert told.outcome in (Outcome.VIOLATION, Outcome.REMARK)
    words = words_of(language)
    text = found(told, words)
    assert text.endswith(".")
    assert words("not_known") not in text
    assert not re.search(r"[{}]|\d{4}-\d\d-\d\d|None", text)


def test_the_days_of_a_late_protocol_are_told_and_reckoned() -> None:
    late = judged("protocol.deadline")
    assert found(late, words_of("ru")) == (
        "Последнее заседание прошло 09.01.2018, срок размещения протокола истёк 18.01.2018, "
        "протокол размещён 29.01.2018."
    )
    assert reckoning(late, words_of("ru")) == (
        "Засчитано дней: 7; последний день: 18.01.2018.\nНе засчитаны: 13.01.2018 (выходной), 14.01.2018 (выходной)."
    )


def test_a_date_that_only_an_address_tells_is_called_so() -> None:
    assert "по косвенному признаку 05.01.2018" in found(judged("announcement.posting_date_missing"), words_of("ru"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_could_not_be_decided_says_why_and_what_is_known(language: str) -> None:
    told = finding(
        "protocol.not_posted",
        outcome=Outcome.UNKNOWN,
        arguments={"why": "source_not_read", "last_day": ["2018-01-09"], "due": {"day": "2018-01-18", "counted": 7}},
    )
    text = found(told, words_of(language))
    assert text.startswith(words_of(language)("undecided.source_not_read"))
    assert "18.01.2018" in text


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"why": "of another version"},
        {"posted_on": None, "due": None, "lacking": ["odour"], "unit": "lunar", "reads": [{}], "last_day": {}},
        {"due": {"day": "2018-99-99", "counted": None, "skipped": [{}, "x", None]}},
    ],
)
@pytest.mark.parametrize("outcome", [Outcome.VIOLATION, Outcome.UNKNOWN, Outcome.REMARK])
def test_strange_arguments_never_break_a_report(arguments: dict[str, Any], outcome: Outcome) -> None:
    for rule in (*RULES, "discussion.of_another_version"):
        told = finding(rule, outcome=outcome, arguments=arguments)
        found(told, words_of("kk"))
        reckoning(told, words_of("kk"))
