"""Rules of protocols. Each is asked about the protocol of a hearing, twins merged, the earliest posting taken."""

from __future__ import annotations

from hearings.items import Document, Hearing, Reason
from hearings.workdays import WorkCalendar
from validators.answers import Answer, does_not_apply, passed, unknown, violation
from validators.norms import Norm
from validators.posting import posting_date_shown
from validators.registry import rule
from validators.sessions import last_days
from validators.terms import may_differ, term


@rule("protocol.deadline", norm="protocol-posting-time", column="protocol_deadline")
def posted_in_time(protocol: Document, hearing: Hearing, norm: Norm, calendar: WorkCalendar) -> Answer:
    """The protocol stands on the internet resource within the norm's days after the last session, the last included."""
    posted_on = protocol.posted_on
    last = last_days(hearing)
    if posted_on.value is None:
        if posted_on.reason is Reason.ABSENT:
            return does_not_apply()  # a violation of its own; no deadline can be told
        return unknown("posting_date_unreadable", posted_on=posted_on)
    if not last.days:
        return unknown("session_unreadable", posted_on=posted_on)
    posted = min(filter(None, (posted_on.value, protocol.first_seen)))  # seen before its stated day: it stood there
    if posted < min(last.days):
        return unknown("posted_before_session", posted_on=posted_on, last_day=last.days)
    ends = {day: term(norm, day, calendar) for day in last.days}
    late = {day for day, due in ends.items() if posted > due.day}
    told = {"posted_on": posted_on, "last_day": max(late or ends), "due": ends[max(late or ends)]}
    told |= {"days": norm.days, "unit": norm.unit}
    if late and late != set(ends):
        return unknown("sessions_disagree", **told, sessions=last.days)
    if any(may_differ(due, posted) for due in ends.values()):
        return unknown("holiday_estimated", **told)
    if not late:
        return passed(**told)
    if hearing.ambiguous and protocol.last_day is None:
        return unknown("pair_ambiguous", **told)
    return unknown("session_unreadable", **told) if last.open_ended else violation(**told)


@rule("protocol.posting_date_missing", norm="posting-date-visible", column="protocol_deadline")
def protocol_dated(protocol: Document) -> Answer:
    """The source shows when the protocol was posted."""
    return posting_date_shown(protocol)
