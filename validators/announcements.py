"""Rules of announcements. Each is asked about one announcement, its twins merged."""

from __future__ import annotations

from datetime import date, timedelta

from hearings.items import Basis, Document, Form, Outcome, Reason
from hearings.workdays import Due, WorkCalendar
from validators.answers import Answer, does_not_apply, passed, remark, unknown, violation
from validators.norms import Norm
from validators.posting import posting_date_shown
from validators.registry import Case, day_of_announcement, rule
from validators.sessions import TOLD, read_whole, readable
from validators.terms import may_differ, term

IMPLAUSIBLE_DELAY = timedelta(days=60)  # a notice posted so long after its session: one of the days is misread


def _of_form(announcement: Document, form: Form, answer: Answer) -> Answer:
    """The answer if the hearing has this form; where the form is not known, nothing is held against it."""
    if announcement.form.value is form:
        return answer
    if announcement.form.value is None and answer.outcome is Outcome.VIOLATION:
        return unknown("form_unknown", **answer.arguments, form=announcement.form)
    return does_not_apply()


@rule("announcement.lead_time", norm="announcement-lead-time", column="announcement")
def posted_ahead(announcement: Document, norm: Norm, calendar: WorkCalendar) -> Answer:
    """An open meeting is announced the norm's days before its first session; exactly that many is enough.

    Days are counted from the day after the posting, the day of the session included; hours don't matter.
    """
    return _of_form(announcement, Form.OPEN_MEETING, _lead(announcement, norm, calendar))


def _lead(announcement: Document, norm: Norm, calendar: WorkCalendar) -> Answer:
    posted_on, first_day = announcement.posted_on, announcement.first_day
    told: dict[str, object] = {"posted_on": posted_on, "first_day": first_day}
    if posted_on.value is None:
        return unknown("posting_date_absent", **told)
    if first_day is None:
        nothing_said = read_whole(announcement) and readable(announcement.sessions)
        return does_not_apply() if nothing_said else unknown("session_unreadable", **told)
    posted = min(filter(None, (posted_on.value, announcement.first_seen)))  # seen before its stated day: it stood there
    if posted - first_day > (timedelta(0) if posted_on.basis is not Basis.STATED else IMPLAUSIBLE_DELAY):
        return unknown("posted_after_session", **told)
    earliest = _earliest_session(posted, norm, calendar)
    told |= {"earliest": earliest, "days": norm.days, "unit": norm.unit}
    if may_differ(earliest, first_day):
        return unknown("holiday_estimated", **told)
    if first_day < earliest.day:
        return violation(**told, given=(first_day - posted).days)
    return passed(**told) if readable(announcement.sessions) else unknown("session_unreadable", **told)


def _earliest_session(posted: date, norm: Norm, calendar: WorkCalendar) -> Due:
    """The first day on which a session is far enough from the posting. It may be a day off: nothing has to be done."""
    if norm.unit == "working":
        return term(norm, posted, calendar)
    return Due(posted + timedelta(days=norm.days or 0), (), ())


@rule("announcement.session_missing", norm="announcement-contents", column="announcement")
def session_named(announcement: Document) -> Answer:
    """The announcement of an open meeting says its date, time and place."""
    sessions = announcement.sessions
    place = announcement.place
    lacking = [
        name
        for name, found in (
            ("date", any(session.start for session in sessions)),
            ("time", any(session.time for session in sessions)),
            ("place", bool(place.value) or any(session.place for session in sessions)),
        )
        if not found
    ]
    if not lacking:
        return _of_form(announcement, Form.OPEN_MEETING, passed())
    unclear = not readable(sessions) or ("place" in lacking and place.reason is not Reason.ABSENT)
    if not read_whole(announcement) or unclear:
        return _unread(announcement, Form.OPEN_MEETING, lacking)
    return _of_form(announcement, Form.OPEN_MEETING, violation(lacking=lacking, sessions=sessions))


def _unread(announcement: Document, form: Form, lacking: list[str]) -> Answer:
    """What is lacking may stand in what was not read."""
    if announcement.form.value not in (form, None):
        return does_not_apply()
    return unknown("text_not_read", lacking=lacking, text_state=announcement.text_state, sessions=announcement.sessions)


@rule("announcement.survey_time_missing", norm="survey-time", column="announcement")
def survey_time_named(announcement: Document) -> Answer:
    """The announcement of a survey says when it is held: its dates, or at least its hours."""
    sessions, hours = announcement.sessions, announcement.survey_hours
    if hours.value or any(session.start or session.end or session.time for session in sessions):
        return _of_form(announcement, Form.SURVEY, passed())
    if not read_whole(announcement) or not readable(sessions) or hours.reason not in TOLD:
        return _unread(announcement, Form.SURVEY, ["date", "time"])
    return _of_form(announcement, Form.SURVEY, violation(sessions=sessions))


@rule("announcement.posting_date_missing", norm="posting-date-visible", column="announcement")
def announcement_dated(announcement: Document) -> Answer:
    """The source shows when the announcement was posted."""
    return posting_date_shown(announcement)


@rule("announcement.materials_access", norm="materials-access")
def materials_open(announcement: Document) -> Answer:
    """The materials can be had on an internet resource, not only through a contact. A remark, never counted."""
    if announcement.materials.value:
        return passed(materials=announcement.materials)
    if not read_whole(announcement) or announcement.materials.reason not in TOLD:
        return unknown("text_not_read", text_state=announcement.text_state, materials=announcement.materials)
    if announcement.materials.reason is not Reason.ABSENT:
        return does_not_apply()  # nobody looked for them
    return remark(contacts=announcement.contacts) if announcement.contacts.value else does_not_apply()


def _first_day(case: Case) -> date | None:
    """The discussion itself is the event; where its days are not known, its notice."""
    return (case.document.first_day if case.document else None) or day_of_announcement(case)


@rule("discussion.length", norm="discussion-length", column="announcement", event_day=_first_day)
def discussed_long_enough(announcement: Document, norm: Norm, calendar: WorkCalendar) -> Answer:
    """A public discussion lasts the norm's working days, both ends included; one day short may be a way of counting."""
    if announcement.form.value is not Form.PUBLIC_DISCUSSION:
        return does_not_apply()
    spans = [(s.start, s.end) for s in announcement.sessions if s.start and s.end]
    if len(spans) != 1 or not readable(announcement.sessions):
        return unknown("session_unreadable", sessions=announcement.sessions)
    (start, end) = spans[0]
    if end < start:
        return unknown("session_unreadable", sessions=announcement.sessions)
    span = calendar.between(start, end)
    told = {"start": start, "end": end, "working_days": span.count, "ground": announcement.ground}
    outcomes = {days: _length(span.count, days) for days in _demanded(norm, announcement.ground.value)}
    told["demanded"] = sorted(outcomes)
    if span.uncertain:
        return unknown("holiday_estimated", **told)
    if len(set(outcomes.values())) > 1:
        return unknown("ground_unknown", **told)
    match next(iter(outcomes.values())):
        case Outcome.PASS:
            return passed(**told)
        case Outcome.VIOLATION:
            return violation(**told)
    return unknown("one_day_short", **told)


def _demanded(norm: Norm, ground: str | None) -> set[int]:
    """The length for the ground; all lengths that may be meant where the ground is not known."""
    if norm.days is not None:
        return {norm.days}
    known = {norm.days_by_ground.get(point) for point in (ground or "").split(",")}
    return {days for days in known if days} if None not in known else set(norm.days_by_ground.values())


def _length(working_days: int, demanded: int) -> Outcome:
    if working_days >= demanded:
        return Outcome.PASS
    return Outcome.UNKNOWN if working_days == demanded - 1 else Outcome.VIOLATION
