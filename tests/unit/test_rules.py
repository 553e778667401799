"""Rules answer as their examples say, on every border, and never accuse where something is not known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import validators
from hearings.items import Document, Form, Hearing, Outcome, PostedOn, Read, Reason, Session, TextState
from hearings.workdays import WorkCalendar
from tests import factory
from tests.examples import SORTS, Example, examples
from validators import RULES, Case, Norms, SourceRead, Watch, ask
from validators.answers import Answer, as_json, passed
from validators.norms import bundled, parse
from validators.registry import Rule, RuleError, rule

EXAMPLES = examples()
NORMS = validators.load(demanded=validators.demanded_norms())
CALENDAR = WorkCalendar()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_rule_answers_as_its_example_says(example: Example) -> None:
    result = ask(RULES[example.rule], example.case, NORMS, CALENDAR)
    assert result.raised == ""
    assert result.outcome == example.outcome, result.finding
    if example.why:
        assert result.finding is not None
        assert result.finding.arguments["why"] == example.why


@pytest.mark.parametrize("rule_id", RULES)
def test_every_rule_has_an_example_of_each_sort(rule_id: str) -> None:
    names = [example.name.partition("/")[2] for example in EXAMPLES if example.rule == rule_id]
    for sort in SORTS:
        assert any(name == sort for name in names), f"{rule_id} has no example {sort}.toml"
    outcomes = {example.name.partition("/")[2]: example.outcome for example in EXAMPLES if example.rule == rule_id}
    failing = Outcome.REMARK if RULES[rule_id].column == "" else Outcome.VIOLATION
    assert (outcomes["passing"], outcomes["failing"], outcomes["unknown"]) == (Outcome.PASS, failing, Outcome.UNKNOWN)


def test_every_example_belongs_to_a_rule() -> None:
    assert {example.rule for example in EXAMPLES} == set(RULES)


def test_all_rules_of_the_first_edition_set_are_there() -> None:
    assert {one.id: one.column for one in RULES.values()} == {
        "announcement.lead_time": "announcement",
        "announcement.session_missing": "announcement",
        "announcement.survey_time_missing": "announcement",
        "announcement.posting_date_missing": "announcement",
        "announcement.materials_access": "",
        "discussion.length": "announcement",
        "protocol.deadline": "protocol_deadline",
        "protocol.posting_date_missing": "protocol_deadline",
        "protocol.not_posted": "protocol_not_posted",
    }


# ------------------------------------------------------------------ borders, on any day

DAYS = st.dates(date(2017, 11, 1), date(2021, 7, 1)) | st.dates(date(2021, 9, 1), date(2026, 3, 1))


def open_meeting(posted: date, session: date) -> Document:
    return factory.document(posted_on=str(posted), sessions=(Session(start=session),), first_seen=None)


def outcome(rule_id: str, case: Case) -> Outcome | None:
    return ask(RULES[rule_id], case, NORMS, CALENDAR).outcome


def of_hearing(document: Document) -> Case:
    return Case(factory.hearing(document), document)


@given(DAYS)
def test_a_notice_in_time_stays_in_time_if_posted_earlier_and_late_if_posted_later(session: date) -> None:
    answers = [
        outcome("announcement.lead_time", of_hearing(open_meeting(session - timedelta(days=ahead), session)))
        for ahead in range(60)
        if session - timedelta(days=ahead) >= date(2017, 11, 1)
    ]
    certain = [answer for answer in answers if answer is not Outcome.UNKNOWN]
    if session + timedelta(days=60) < date(2024, 3, 23) or session > date(2024, 6, 1):  # one edition throughout
        assert certain == sorted(certain, key=lambda answer: answer is Outcome.PASS)


@given(DAYS)
def test_the_last_working_day_of_a_term_is_in_time_and_the_next_day_is_late(session: date) -> None:
    norm = next(norm for _, norm in NORMS.on("protocol-posting-time", session) if norm)
    due = CALENDAR.due(after=session, working_days=norm.days or 0)
    assert CALENDAR.is_working(due.day)
    for posted, expected in ((due.day, Outcome.PASS), (due.day + timedelta(days=1), Outcome.VIOLATION)):
        protocol = factory.document(
            "protocol",
            posted_on=str(posted),
            sessions=(Session(start=session),),
            first_seen=None,
        )
        found = outcome("protocol.deadline", of_hearing(protocol))
        assert found is (Outcome.UNKNOWN if due.uncertain else expected)


@given(DAYS)
def test_a_protocol_is_missing_from_the_day_after_its_last_day_only(session: date) -> None:
    hearing = factory.hearing(open_meeting(session - timedelta(days=90), session))
    norm = next(norm for _, norm in NORMS.on("protocol-posting-time", session) if norm)
    due = CALENDAR.due(after=session, working_days=norm.days or 0)
    if due.uncertain:
        return
    for days, expected in ((0, None), (1, Outcome.VIOLATION)):
        today = due.day + timedelta(days=days)
        watch = Watch(as_of=today, sources=("s",), reads=(SourceRead(source="s", day=today, healthy=True),))
        assert outcome("protocol.not_posted", Case(hearing, watch=watch)) is expected


REASONS = st.sampled_from([Reason.UNREADABLE, Reason.AMBIGUOUS, Reason.NOT_READ, Reason.IMPOSSIBLE])


@given(reason=REASONS, form=st.sampled_from(list(Form)), state=st.sampled_from(list(TextState)))
def test_nothing_that_could_not_be_read_is_a_violation(reason: Reason, form: Form, state: TextState) -> None:
    document = factory.document(
        form=Read(form),
        text_state=state,
        sessions=(Session(reason=reason),),
        place=Read.missing(reason),
        survey_hours=Read.missing(reason),
        materials=Read.missing(reason),
        contacts=Read("8 (7112) 00-00-00"),
        first_seen=date(2018, 1, 31),
    )
    document.posted_on = PostedOn(reason=reason)
    protocol = replace(document, kind="protocol")
    for one in RULES.values():
        subject = {"announcement": document, "protocol": protocol}.get(one.subject)
        watch = Watch(as_of=date(2018, 3, 1), sources=("s",))
        result = ask(one, Case(factory.hearing(document, protocol), subject, watch), NORMS, CALENDAR)
        assert result.outcome not in (Outcome.VIOLATION, Outcome.REMARK)


# ------------------------------------------------------------------ findings


def failing(rule_id: str) -> Example:
    return next(example for example in EXAMPLES if example.name == f"{rule_id}/failing")


@pytest.mark.parametrize("rule_id", RULES)
def test_a_finding_names_rule_norm_and_subject_and_holds_only_json(rule_id: str) -> None:
    example = failing(rule_id)
    finding = ask(RULES[rule_id], example.case, NORMS, CALENDAR).finding
    assert finding is not None
    assert finding.norm == f"135p-2017/{RULES[rule_id].norm}" or rule_id == "discussion.length"
    assert not finding.norm_verified
    assert finding.hearing == example.case.hearing.uid
    assert finding.documents
    assert as_json(finding.arguments) == finding.arguments


def test_a_finding_is_the_same_as_long_as_rule_norm_and_subject_are() -> None:
    case = failing("protocol.deadline").case
    one, other = (ask(RULES["protocol.deadline"], case, NORMS, CALENDAR).finding for _ in range(2))
    assert one == other


def test_a_missing_protocol_counts_in_the_month_of_its_due_day_and_lists_the_captures_of_the_absence() -> None:
    finding = ask(RULES["protocol.not_posted"], failing("protocol.not_posted").case, NORMS, CALENDAR).finding
    assert finding is not None
    assert finding.counted_on == date(2018, 1, 23)
    assert "urn:uuid:1" in finding.captures
    assert finding.arguments["due"]["day"] == "2018-01-23"
    assert {"day": "2018-01-13", "code": "weekend"} in finding.arguments["due"]["skipped"]


def test_a_late_protocol_counts_in_the_month_in_which_it_was_posted() -> None:
    finding = ask(RULES["protocol.deadline"], failing("protocol.deadline").case, NORMS, CALENDAR).finding
    assert finding is not None
    assert finding.counted_on == date(2018, 1, 24)


def test_the_version_of_a_finding_changes_with_the_norm() -> None:
    text = bundled().replace('days = 20\nunit = "calendar"', 'days = 15\nunit = "calendar"')
    changed = parse(text)
    case = failing("announcement.lead_time").case
    rule_ = RULES["announcement.lead_time"]
    assert ask(rule_, case, changed, CALENDAR).outcome is Outcome.PASS
    short = of_hearing(open_meeting(date(2018, 1, 5), date(2018, 1, 10)))
    versions = [ask(rule_, short, norms, CALENDAR).finding for norms in (NORMS, changed)]
    assert versions[0] is not None
    assert versions[1] is not None
    assert versions[0].uid == versions[1].uid
    assert versions[0].rule_version != versions[1].rule_version


# ------------------------------------------------------------------ registry


def any_rule(check: Callable[..., Answer]) -> Rule:
    return Rule("test.rule", "protocol-posting-time", "protocol_deadline", check, lambda _: date(2018, 1, 5))


def test_a_rule_that_raises_knows_nothing_and_says_so() -> None:
    def raising(protocol: Document) -> Answer:
        raise ZeroDivisionError("a slip")

    document = factory.document("protocol")
    result = ask(any_rule(raising), of_hearing(document), NORMS, CALENDAR)
    assert result.outcome is Outcome.UNKNOWN
    assert "ZeroDivisionError: a slip" in result.raised
    assert result.finding is not None
    assert result.finding.arguments == {"why": "rule_raised", "error": "ZeroDivisionError"}


def test_a_day_outside_the_calendar_is_unknown_and_no_fault_of_the_rule() -> None:
    document = factory.document(
        "protocol",
        posted_on="2218-01-05",
        sessions=(Session(start=date(2218, 1, 1)),),
        first_seen=None,
    )
    result = ask(RULES["protocol.deadline"], of_hearing(document), NORMS, CALENDAR)
    assert (result.outcome, result.raised) == (Outcome.UNKNOWN, "")


def test_the_version_of_a_rule_changes_with_a_function_that_it_calls() -> None:
    versions = {one.id: one.version for one in RULES.values()}
    assert len(set(versions.values())) == len(versions)
    assert versions["announcement.posting_date_missing"] != versions["protocol.posting_date_missing"]


def about_nothing(norm: object) -> Answer:
    return passed(norm=norm)


def about_today(protocol: Document, today: date) -> Answer:
    return passed(protocol=protocol.uid, today=today)


def about_protocols(protocol: Document) -> Answer:
    return passed(protocol=protocol.uid)


@pytest.mark.parametrize(
    ("check", "column", "message"),
    [
        (about_nothing, "", "first parameter"),
        (about_today, "", "not given today"),
        (about_protocols, "other", "no column 'other'"),
    ],
)
def test_a_rule_that_is_not_declared_well_is_refused(check: Callable[..., Answer], column: str, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        rule("test.refused", norm="x", column=column)(check)
    assert "test.refused" not in RULES


def test_a_rule_cannot_be_registered_twice() -> None:
    with pytest.raises(RuleError, match="registered twice"):
        rule("protocol.deadline", norm="x")(about_protocols)


def test_a_hearing_without_any_session_owes_nothing() -> None:
    hearing = Hearing(uid="h", region="aktobe", announcements=(factory.document(sessions=()),))
    assert validators.hearings.due_day(hearing, NORMS, CALENDAR) is None


def test_norms_of_all_rules_are_in_the_bundled_file() -> None:
    assert isinstance(NORMS, Norms)
    assert {one.norm for one in RULES.values()} <= {norm.id for norm in NORMS.norms}
