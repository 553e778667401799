"""Rules of hearings: what they owe."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date

from hearings.items import Hearing, Outcome
from hearings.workdays import Due, OutsideCalendarError, WorkCalendar
from validators.answers import Answer, does_not_apply, passed, unknown, violation
from validators.norms import Norm, Norms
from validators.registry import rule
from validators.sessions import LastDays, last_days, read_whole, readable
from validators.terms import may_differ, term
from validators.watch import Watch


@rule("protocol.not_posted", norm="protocol-posting-time", column="protocol_not_posted")
def protocol_there(hearing: Hearing, watch: Watch, norm: Norm, calendar: WorkCalendar) -> Answer:
    """By the end of the month in which it falls due, the protocol stands on a source of the region.

    It counts in the month of its due day. A protocol posted after that month doesn't undo this; it is late in its own.
    """
    if any(change.other == "cancellation" for change in hearing.changes):
        return does_not_apply()
    last = last_days(hearing)
    if not last.days:
        return _without_day(hearing)
    dues = [term(norm, day, calendar) for day in last.days]
    due = max(dues, key=lambda one: one.day)
    if not hearing.protocols and watch.as_of <= due.day:
        return does_not_apply()  # not yet due
    if hearing.ambiguous:
        answer = unknown("pair_ambiguous")
    else:
        answer = _there(hearing, due.day) if hearing.protocols else _absent(watch, due.day, since=last.days[0])
    if answer.outcome is Outcome.VIOLATION:
        answer = _doubted(answer, last, may_differ(due, watch.as_of))
    told = {"last_day": last.days, "due": due, "days": norm.days, "unit": norm.unit, **answer.arguments}
    return replace(answer, arguments=told, counted_on=due.day)


def _without_day(hearing: Hearing) -> Answer:
    """No term runs where no day is told, such as for a survey with hours only; one that was not read may run."""
    if hearing.protocols:
        return does_not_apply()
    for change in hearing.changes:
        if change.other == "postponement":
            return replace(unknown("new_session_unknown"), counted_on=change.counted_on)
    for notice in hearing.announcements:
        if not (read_whole(notice) and readable(notice.sessions)):
            return replace(unknown("session_unreadable", sessions=notice.sessions), counted_on=notice.counted_on)
    return does_not_apply()


def due_day(hearing: Hearing, norms: Norms, calendar: WorkCalendar) -> Due | None:
    """The last day for the hearing's protocol, the latest where several are possible; None where none follows."""
    if any(change.other == "cancellation" for change in hearing.changes):
        return None
    days = last_days(hearing).days
    of_days = [(norm, day) for day in days for _, norm in norms.on("protocol-posting-time", day) if norm]
    try:
        return max((term(norm, day, calendar) for norm, day in of_days), key=lambda due: due.day, default=None)
    except OutsideCalendarError:
        return None


def _there(hearing: Hearing, due: date) -> Answer:
    """Whether a protocol that exists was there by the end of the month; its own date proves that it was not."""
    end = due.replace(day=monthrange(due.year, due.month)[1])
    days = [min(filter(None, (p.posted_on.value, p.first_seen)), default=None) for p in hearing.protocols]
    if any(day is not None and day <= end for day in days):
        return passed()
    undated = [p.posted_on for p in hearing.protocols if p.posted_on.value is None]
    if undated:
        return unknown("posting_date_absent", posted_on=undated)
    return violation(posted_later=[p.posted_on for p in hearing.protocols])


def _absent(watch: Watch, due: date, since: date) -> Answer:
    """Whether it is proved that no protocol stands anywhere where it could."""
    absence = watch.absence(since=since, after=due)
    if not absence.proved:
        return unknown("source_not_read", lacking=absence.lacking)
    if watch.suspects:
        return unknown("unreadable_may_be_it", suspects=[document.uid for document in watch.suspects])
    reads = [{"source": read.source, "day": read.day} for read in absence.reads]
    return replace(violation(reads=reads), captures=absence.captures)


def _doubted(answer: Answer, last: LastDays, holiday_estimated: bool) -> Answer:
    """A violation that rests on a day that is not certain is none."""
    if last.open_ended:
        return unknown("session_unreadable", **answer.arguments)
    return unknown("holiday_estimated", **answer.arguments) if holiday_estimated else answer
