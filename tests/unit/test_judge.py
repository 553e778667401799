"""Judging a month: what counts where, what is proved, and what is left open."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

import validators
from hearings.counting import Counts, count, undated
from hearings.items import Basis, Document, Form, Outcome, PostedOn, Read, Reason, TextState
from hearings.workdays import WorkCalendar
from pipelines.judge import end_of, judge_documents
from tests import factory
from validators.judgement import Judgement
from validators.norms import bundled, parse

NORMS = validators.load()
CALENDAR = WorkCalendar()
JANUARY, FEBRUARY = date(2018, 1, 1), date(2018, 2, 1)
PROJECT = "Строительство полигона ТБО в селе Жанибек"
KAZAKH = "Жәнібек ауылында ТҚҚ полигонын салу"
NUMBERS = (
    "announcements",
    "protocols",
    "announcement_violations",
    "protocol_deadline_violations",
    "protocol_not_posted_violations",
)


@dataclass
class Run:
    """A reading of a source, as the store tells it."""

    started_at: datetime = datetime(2018, 1, 31, 14, tzinfo=UTC)
    region: str = "aktobe"
    source: str = "govkz:aktobe"
    platform: str = "govkz"
    until: date | None = None
    state: str = "healthy"
    cause: str = ""
    covers_from: date | None = None
    listing_captures: list[str] = field(default_factory=lambda: ["urn:uuid:listing"])


def notice(project: str = PROJECT, day: str = "2018-01-12", posted_on: str | None = "2017-12-20", **f: Any) -> Document:
    return factory.document(
        **{
            "posted_on": posted_on,
            "project": Read(project),
            "sessions": (factory.session(day, place="Орал", time=time(11)),),
            "place": Read("Орал"),
            "materials": Read("http://tabigat.example/x"),
            "first_seen": None,
            **f,
        }
    )


def protocol(
    project: str = KAZAKH, day: str = "2018-01-12", posted_on: str | None = "2018-01-19", **f: Any
) -> Document:
    return notice(project, day, posted_on, kind="protocol", **f)


def judged(*documents: Document, month: date = JANUARY, runs: list[Run] | None = None, **f: Any) -> Judgement:
    return judge_documents(documents, [Run()] if runs is None else runs, month, NORMS, CALENDAR, **f)


def numbers(judgement: Judgement, region: str = "aktobe") -> tuple[int, ...]:
    counts = count(judgement.hearings, judgement.findings, judgement.month).get(region, Counts())
    return tuple(getattr(counts, name) for name in NUMBERS)


def found(judgement: Judgement) -> set[tuple[str, str]]:
    return {(finding.rule, finding.outcome.value) for finding in judgement.findings}


def violations(judgement: Judgement) -> set[str]:
    return {finding.rule for finding in judgement.findings if finding.outcome is Outcome.VIOLATION}


def test_a_hearing_in_order_counts_and_breaks_nothing() -> None:
    judgement = judged(
        notice(posted_on="2018-01-02", day="2018-01-25"), protocol(day="2018-01-25", posted_on="2018-01-30")
    )
    assert numbers(judgement) == (1, 1, 0, 0, 0)
    assert judgement.findings == ()
    assert judgement.passes["announcement.lead_time"] == judgement.passes["protocol.deadline"] == 1
    assert judgement.healthy


def test_documents_count_in_the_month_of_their_own_posting() -> None:
    documents = notice(posted_on="2017-12-20"), protocol(posted_on="2018-01-19")
    assert numbers(judged(*documents, month=date(2017, 12, 1))) == (1, 0, 0, 0, 0)
    assert numbers(judged(*documents)) == (0, 1, 0, 0, 0)


def test_several_violations_of_one_announcement_count_once() -> None:
    judgement = judged(notice(posted_on=None, first_seen=date(2018, 1, 31), watched=True, sessions=()))
    assert violations(judgement) == {"announcement.posting_date_missing", "announcement.session_missing"}
    assert numbers(judgement)[:3] == (1, 0, 1)


def test_twins_on_two_sources_count_once_with_the_earliest_posting() -> None:
    akimat = notice(posted_on="2018-01-09", day="2018-01-31", sources=("govkz:aktobe",))
    portal = notice(posted_on="2018-01-05", day="2018-01-31", sources=("ndbecology:x",), platforms=("ndbecology",))
    judgement = judged(akimat, portal)
    assert numbers(judgement)[0] == 1
    assert "announcement.lead_time" not in violations(judgement)  # 26 days by the earlier, 22 by the later


def test_a_missing_protocol_counts_where_it_fell_due_with_the_captures_that_show_it() -> None:
    judgement = judged(notice())
    assert numbers(judgement) == (0, 0, 0, 0, 1)
    [missing] = [finding for finding in judgement.findings if finding.rule == "protocol.not_posted"]
    assert missing.counted_on == date(2018, 1, 23)
    assert "urn:uuid:listing" in missing.captures
    assert judgement.dues[missing.hearing].day == date(2018, 1, 23)


def test_a_protocol_posted_after_the_month_is_late_there_and_stays_missing_here() -> None:
    documents = notice(), protocol(posted_on="2018-02-02")
    later = datetime(2018, 2, 28, 14, tzinfo=UTC)
    in_january = judged(notice(uid=documents[0].uid))
    assert numbers(in_january) == (0, 0, 0, 0, 1)
    assert numbers(judged(*documents, as_of=later, runs=[Run(started_at=later)])) == (0, 0, 0, 0, 1)
    in_february = judged(*documents, month=FEBRUARY, runs=[Run(started_at=later)])
    assert numbers(in_february) == (0, 1, 0, 1, 0)


@pytest.mark.parametrize(
    "runs",
    [
        [],
        [Run(state="partial", cause="timeout")],
        [Run(state="broken", cause="dns")],
        [Run(started_at=datetime(2018, 1, 23, 10, tzinfo=UTC))],
        [Run(covers_from=date(2018, 1, 13))],
        [Run(until=date(2018, 1, 20))],
        [Run(), Run(source="drupal_page:tabigat", state="broken", cause="tls")],
    ],
)
def test_without_a_healthy_reading_after_the_due_day_nobody_is_accused(runs: list[Run]) -> None:
    judgement = judged(notice(), runs=runs)
    assert ("protocol.not_posted", "unknown") in found(judgement)
    assert numbers(judgement)[4] == 0


def test_a_second_healthy_reading_proves_what_a_broken_one_did_not() -> None:
    broken = Run(started_at=datetime(2018, 1, 30, 14, tzinfo=UTC), state="broken", cause="timeout")
    assert numbers(judged(notice(), runs=[broken, Run()]))[4] == 1


def test_the_portal_must_have_been_read_for_hearings_since_it_serves_every_region() -> None:
    may = date(2023, 5, 1)
    read = datetime(2023, 5, 31, 14, tzinfo=UTC)
    hearing = notice(day="2023-05-05", posted_on="2023-03-01")
    akimat, portal = (
        Run(started_at=read),
        Run(started_at=read, source="ndbecology:p", platform="ndbecology", region="national"),
    )
    assert ("protocol.not_posted", "unknown") in found(judged(hearing, month=may, runs=[akimat]))
    assert numbers(judged(hearing, month=may, runs=[akimat, portal]))[4] == 1
    broken = replace(portal, state="broken")
    assert ("protocol.not_posted", "unknown") in found(judged(hearing, month=may, runs=[akimat, broken]))


def test_a_protocol_on_another_source_of_the_region_is_posted() -> None:
    judgement = judged(notice(), protocol(sources=("ndbecology:p",), platforms=("ndbecology",)))
    assert numbers(judgement) == (0, 1, 0, 0, 0)


def unread(**fields: Any) -> Document:
    fields = {"sessions": (), "text_state": TextState.NOT_READ, "title": "Общественные слушания", **fields}
    return factory.document("other", **{"other": "unread", "posted_on": "2018-01-19", "first_seen": None, **fields})


def test_an_unreadable_item_leaves_open_what_it_may_be_the_protocol_of() -> None:
    assert ("protocol.not_posted", "unknown") in found(judged(notice(), unread()))
    assert numbers(judged(notice(), unread(posted_on="2017-12-01")))[4] == 1  # older than the session
    assert numbers(judged(notice(), unread(region="kostanay")))[4] == 1
    named = unread(title="Протокол: строительство моста в с. Акжар")
    assert numbers(judged(notice(), replace(named, project=Read("Строительство полигона в с. Акжар"))))[4] == 1


def test_an_unreadable_protocol_leaves_it_open_as_well() -> None:
    scan = protocol(posted_on="2018-01-19", sessions=(), text_state=TextState.NOT_READ)
    judgement = judged(notice(), replace(scan, title="Протокол", project=Read.missing()))
    assert ("protocol.not_posted", "unknown") in found(judgement)
    assert numbers(judgement) == (0, 1, 0, 0, 0)


def test_a_cancelled_hearing_owes_no_protocol() -> None:
    cancelled = notice(kind="other", other="cancellation", posted_on="2018-01-10")
    judgement = judged(notice(), cancelled)
    assert numbers(judgement) == (0, 0, 0, 0, 0)
    assert judgement.dues == {}


def test_an_undated_protocol_counts_once_as_a_violation_where_it_appeared() -> None:
    seen = protocol(posted_on=None, first_seen=date(2018, 1, 31), watched=True, absent_captures=("urn:uuid:before",))
    judgement = judged(notice(), seen)
    assert violations(judgement) == {"protocol.posting_date_missing"}
    assert numbers(judgement) == (0, 1, 0, 1, 0)
    # The month in which it counts rests on the earlier listing, which is a part of the proof.
    (found_,) = [one for one in judgement.findings if one.rule == "protocol.posting_date_missing"]
    assert "urn:uuid:before" in found_.captures


def test_what_stood_there_undated_before_the_watch_is_in_no_month_and_listed_apart() -> None:
    seen = protocol(posted_on=None, first_seen=date(2018, 1, 31))
    judgement = judged(notice(), seen)
    assert numbers(judgement) == (0, 0, 0, 0, 0)
    assert undated(judgement.documents) == [seen]


def test_a_protocol_without_an_announcement_counts_and_takes_its_session_from_itself() -> None:
    assert numbers(judged(protocol(posted_on="2018-01-30"))) == (0, 1, 0, 1, 0)


def test_a_stamp_in_an_address_serves_for_the_term_and_stays_a_violation() -> None:
    derived = protocol()
    derived.posted_on = PostedOn(date(2018, 1, 19), place="url", basis=Basis.DERIVED)
    judgement = judged(notice(), derived)
    assert violations(judgement) == {"protocol.posting_date_missing"}
    assert judgement.passes["protocol.deadline"] == 1


def test_a_session_before_its_announcement_and_a_protocol_before_its_hearing_are_told_apart() -> None:
    late_notice = judged(notice(posted_on="2018-01-15", day="2018-01-12"))
    assert "announcement.lead_time" in violations(late_notice)
    early = judged(notice(), protocol(posted_on="2018-01-08"))
    assert ("protocol.deadline", "unknown") in found(early)


def test_a_survey_without_its_time_is_one_violation_of_its_announcement() -> None:
    survey = notice(
        posted_on="2018-01-09", form=Read(Form.SURVEY), sessions=(), survey_hours=Read.missing(Reason.ABSENT)
    )
    judgement = judged(survey)
    assert violations(judgement) == {"announcement.survey_time_missing"}
    assert numbers(judgement) == (1, 0, 1, 0, 0)


def test_a_rule_that_raises_makes_the_judging_unhealthy_and_accuses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def raising(announcement: Document) -> Any:  # noqa: ANN401  # never returns
        raise RuntimeError(announcement.uid)

    name = "announcement.posting_date_missing"
    monkeypatch.setitem(validators.RULES, name, replace(validators.RULES[name], check=raising))
    judgement = judged(notice(posted_on="2018-01-05", day="2018-01-31"))
    assert not judgement.healthy
    assert "RuntimeError" in judgement.raised[0]
    assert (name, "unknown") in found(judgement)
    assert numbers(judgement)[2] == 0


def test_a_norm_that_is_changed_changes_just_the_findings_that_rest_on_it() -> None:
    documents = [
        notice(f"Строительство полигона № {days}", "2018-01-31", f"2018-01-{31 - days:02}", region="kostanay")
        for days in range(10, 30)
    ]
    documents += [protocol(posted_on="2018-01-30"), notice(day="2018-01-05")]
    shorter = parse(bundled().replace("days = 20\nunit", "days = 15\nunit"))
    one, other = (judge_documents(documents, [Run()], JANUARY, norms, CALENDAR) for norms in (NORMS, shorter))
    before, after = ({(f.uid, f.outcome) for f in judgement.findings} for judgement in (one, other))
    assert after < before
    gone = {f.rule for f in one.findings if (f.uid, f.outcome) not in after}
    assert gone == {"announcement.lead_time"}
    assert len(before - after) == 5  # 15 to 19 days ahead


def test_judging_twice_gives_the_same() -> None:
    documents = [notice(), protocol(posted_on="2018-01-30"), unread()]
    assert judged(*documents) == judged(*documents)
    assert judged(*reversed(documents)).findings == judged(*documents).findings


def test_a_month_is_judged_as_of_its_last_second_in_kazakhstan() -> None:
    assert end_of(date(2018, 1, 1)) == datetime(2018, 1, 31, 17, 59, 59, tzinfo=UTC)


def test_a_region_that_ceased_keeps_the_figures_of_its_time() -> None:
    judgement = judged(notice(region="south_kazakhstan"), runs=[Run(source="govkz:aktobe", region="turkistan")])
    assert numbers(judgement, "south_kazakhstan") == (0, 0, 0, 0, 1)
