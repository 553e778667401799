"""The view of a month: whose numbers are complete, what is listed, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from exports.month import MonthError, month_of, month_view
from exports.view import Decision, Figures, MonthView
from hearings.clock import parse_instant
from hearings.health import State
from hearings.items import Document, Finding, Read
from hearings.workdays import Due
from tests.factory import document, finding, hearing, posted, session
from validators import load
from validators.judgement import Judgement

NORMS = load()


@dataclass(slots=True)
class Run:
    """A reading of a source as the store tells it."""

    region: str = "aktobe"
    source: str = "govkz:aktobe"
    address: str = "aktobe"
    confirmed: bool = True
    started_at: datetime = field(default_factory=lambda: at("2018-01-31T20:00"))
    finished_at: datetime | None = None
    since: date | None = date(2017, 12, 1)
    until: date | None = date(2018, 1, 31)
    state: str = "healthy"
    cause: str = ""
    detail: str = ""
    rows: int = 3
    items: int = 3


def at(text: str) -> datetime:
    return parse_instant(text)


def judgement(*documents: Document, findings: tuple[Finding, ...] = (), **fields: Any) -> Judgement:
    hearings = fields.pop("hearings", None) or tuple(hearing(one) for one in documents)
    defaults: dict[str, Any] = {
        "month": date(2018, 1, 1),
        "as_of": at("2018-01-31T23:59:59"),
        "norms": "",
        "findings": findings,
        "passes": {},
        "hearings": hearings,
        "documents": documents,
        "dues": {},
    }
    return Judgement(**{**defaults, **fields})


def view_of(*documents: Document, runs: tuple[Run, ...] = (Run(),), **fields: Any) -> MonthView:
    options = {name: fields.pop(name) for name in ("decisions", "before") if name in fields}
    return month_view(judgement(*documents, **fields), runs, NORMS, **options)


def aktobe(view: MonthView) -> tuple[State | None, Figures]:
    row = view.region("aktobe")
    assert row is not None
    return row.state, row.figures


def test_the_rows_are_the_regions_of_that_time_in_the_order_of_the_table() -> None:
    assert [row.code for row in view_of().regions][:5] == ["astana", "almaty", "akmola", "aktobe", "almaty_region"]
    assert [row.code for row in view_of().regions][-1] == "south_kazakhstan"
    later = [row.code for row in view_of(month=date(2023, 5, 1), as_of=at("2023-05-31T23:59")).regions]
    assert "south_kazakhstan" not in later
    assert {"turkistan", "shymkent", "abai", "zhetisu", "ulytau"} < set(later)


def test_short_names_are_those_of_the_ministrys_table() -> None:
    names = {row.code: row.names["kk"].short for row in view_of().regions}
    assert (names["astana"], names["akmola"], names["east_kazakhstan"]) == ("Астана қ.", "Ақмола облысы", "ШҚО")


def test_a_region_read_to_the_end_of_the_month_has_its_numbers() -> None:
    state, figures = aktobe(view_of(document(), document("protocol", "2018-01-29")))
    assert state is State.HEALTHY
    assert figures.numbers() == (1, 1, 0, 0, 0)


@pytest.mark.parametrize("runs", [(), (Run(region="atyrau", source="govkz:atyrau"),)])
def test_a_region_that_was_never_read_has_no_data(runs: tuple[Run, ...]) -> None:
    state, figures = aktobe(view_of(runs=runs))
    assert (state, figures.known) == (None, False)


def test_a_region_that_could_not_be_read_has_no_data() -> None:
    state, figures = aktobe(view_of(runs=(Run(state="broken", cause="timeout", items=0),)))
    assert (state, figures.known) == (State.BROKEN, False)


def test_a_reading_that_failed_after_a_good_one_leaves_the_month_read_in_part() -> None:
    runs = (Run(started_at=at("2018-01-20")), Run(state="broken", cause="timeout", items=0))
    state, figures = aktobe(view_of(document(), runs=runs))
    assert (state, figures.announcements) == (State.PARTIAL, 1)


def test_a_failure_before_a_good_reading_does_no_harm() -> None:
    runs = (Run(started_at=at("2018-01-20"), state="broken", cause="timeout"), Run())
    assert aktobe(view_of(runs=runs))[0] is State.HEALTHY


def test_a_reading_before_the_end_of_the_month_is_not_complete_and_says_until_when() -> None:
    view = view_of(runs=(Run(started_at=at("2018-01-20T10:00"), until=date(2018, 1, 20)),))
    row = view.region("aktobe")
    assert row is not None
    assert (row.state, row.sources[0].cause, row.sources[0].detail) == (
        State.PARTIAL,
        "read_before_the_end",
        "20.01.2018",
    )


def test_a_reading_of_another_period_is_no_reading_of_the_month() -> None:
    earlier = Run(started_at=at("2017-12-31T20:00"), until=date(2017, 12, 31))
    later = Run(started_at=at("2018-01-31T20:00"), since=date(2018, 2, 1))
    assert aktobe(view_of(runs=(earlier, later)))[0] is None


def test_since_2022_an_unread_portal_is_a_gap_in_every_region() -> None:
    month = {"month": date(2023, 5, 1), "as_of": at("2023-05-31T23:59")}
    own = Run(started_at=at("2023-05-31T20:00"), since=None, until=None)
    portal = replace(own, region="national", source="ndbecology:x")
    assert aktobe(view_of(runs=(own,), **month))[0] is State.PARTIAL
    assert aktobe(view_of(runs=(own, portal), **month))[0] is State.HEALTHY


def test_the_lists_hold_what_the_figures_count() -> None:
    here = document(title="қаңтар")
    undated = document(posted_on=None, title="күні жоқ")
    other_month = document(posted_on="2017-12-20", title="желтоқсан")
    view = view_of(here, undated, other_month)
    assert [one.title for one in view.announcements] == ["қаңтар"]
    assert aktobe(view)[1].announcements == 1
    assert [(change.what, change.document.title) for change in view.changes] == [("undated", "күні жоқ")]


def test_a_document_of_no_region_is_listed_apart() -> None:
    view = view_of(document(region=None))
    assert view.announcements == ()
    assert [change.what for change in view.changes] == ["no_region"]


def test_a_rejected_violation_leaves_the_figures_and_stays_in_the_list() -> None:
    one = document()
    late = finding("announcement.lead_time", documents=(one.uid,), hearing="h")
    view = view_of(one, findings=(late,), decisions={late.uid: Decision(verdict="rejected")})
    assert aktobe(view)[1].announcement_violations == 0
    assert view.violations == (late,)


@pytest.mark.parametrize(
    "decision", [Decision(verdict="confirmed"), Decision(verdict="rejected", stale=True)], ids=["confirmed", "stale"]
)
def test_other_decisions_change_no_figure(decision: Decision) -> None:
    one = document()
    late = finding("announcement.lead_time", documents=(one.uid,), hearing="h")
    view = view_of(one, findings=(late,), decisions={late.uid: decision})
    assert aktobe(view)[1].announcement_violations == 1


def test_edited_vanished_and_late_documents_are_listed() -> None:
    edited = document(versions=3, title="1")
    vanished = document(gone_since=date(2018, 1, 20), title="2")
    seen: dict[str, Any] = {"first_seen": date(2018, 1, 20), "watched": True}
    late = document(posted_on="2018-01-05", absent_on=date(2018, 1, 12), title="3", **seen)
    read_before = document(posted_on="2018-01-05", absent_on=date(2018, 1, 4), **seen)
    read_that_day = document(posted_on="2018-01-05", absent_on=date(2018, 1, 5), **seen)
    never_missed = document(posted_on="2018-01-05", **seen)
    cancelled = document("other", other="cancellation", title="4")
    view = view_of(edited, vanished, late, read_before, read_that_day, never_missed, cancelled)
    assert [(change.document.title, change.what) for change in view.changes] == [
        ("1", "edited"),
        ("2", "vanished"),
        ("3", "late"),
        ("4", "not_counted"),
    ]


def test_hearings_tell_what_became_of_the_protocol_and_what_is_due_next() -> None:
    coming = hearing(document(), uid="coming")
    owed = hearing(document(), uid="owed")
    held = hearing(document(), document("protocol", "2018-01-15"), uid="held")
    late = hearing(document(), document("protocol", "2018-01-29"), uid="late")
    days = {"coming": date(2018, 2, 9), "owed": date(2018, 1, 18), "held": date(2018, 1, 18), "late": date(2018, 1, 18)}
    view = view_of(
        hearings=(held, owed, late, coming),
        dues={uid: Due(day, (), ()) for uid, day in days.items()},
        findings=(
            finding("protocol.not_posted", hearing="owed"),
            finding("protocol.deadline", hearing="late"),
        ),
    )
    states = {line.hearing.uid: line.state for line in view.hearings}
    assert states == {"coming": "open", "owed": "not_posted", "held": "posted", "late": "late"}
    assert view.hearings[0].hearing.uid == "coming"


def test_the_norms_are_those_in_force_in_the_month() -> None:
    assert {norm.id.partition("/")[0] for norm in view_of().norms} == {"135p-2017"}


def test_personal_data_is_masked_in_documents_findings_and_sources() -> None:
    telephone = "8 701 123 45 67"
    one = document(
        title=f"тел. {telephone}",
        project=Read(f"жоба {telephone}"),
        sessions=(session(text=telephone, place=telephone),),
        posted_on=replace(posted("2018-01-05"), text=telephone),  # type: ignore[arg-type]
    )
    told = finding(documents=(one.uid,), arguments={"contacts": {"value": telephone, "all": [telephone]}})
    view = view_of(one, findings=(told,), runs=(Run(state="broken", detail=telephone),))
    assert "123 45 67" not in repr(view)


@pytest.mark.parametrize("text", ["2018-13", "2018", "2018-1-1", "01.2018", "", "2018-01-31"])
def test_what_is_not_a_month_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(MonthError, match="write it like 2018-01"):
        month_of(text)


def test_instants_of_the_view_are_aware() -> None:
    assert view_of().as_of.tzinfo is UTC
