"""Step 3: the day of posting, and the sessions of the hearing."""

from __future__ import annotations

from hearings import posting
from hearings.items import Form, PostedOn, Publication, Read, Reason, Session, Stamp, TextState
from hearings.labelled import parts_of
from hearings.meetings import of_meeting, read_meetings


class DatesPipeline:
    """Sets `posted_on`, `sessions` and `survey_hours`. A date without a year takes it from the posting day alone."""

    def process_item(self, item: Publication) -> Publication:
        item.posted_on = posting.read(item.stamps, item.read_at)
        files = [attachment.text for attachment in item.attachments]
        parts = parts_of(item.title, item.body, files, of_meeting(item.hints))
        meetings = read_meetings(
            parts,
            anchor=item.posted_on.value,
            place=item.place.value or "",
            kind=item.kind,
        )
        item.sessions = meetings.sessions
        item.survey_hours = meetings.survey_hours
        if item.form.reason is Reason.ABSENT and (meeting := _meeting(item)):
            item.form = Read(Form.OPEN_MEETING, meeting.text, meeting.where)
        if not item.sessions and item.text_state is not TextState.READ:
            item.sessions = [Session(reason=Reason.NOT_READ)]
        if item.key.endswith("#protocol"):
            item.posted_on = _posted_with_notice(item)
        return item


def _meeting(item: Publication) -> Session | None:
    """The session of a hearing that names no form and is held at an hour and a place: people meet there.

    The Rules know three forms, and neither a survey nor a public discussion in the information system has an hour at
    which it is held.
    """
    held = [session for session in item.sessions if session.start and session.time]
    is_meeting = held and len(held) == len(item.sessions) and not any(s.end or s.end_time for s in held)
    return held[0] if is_meeting and item.place.value else None


def _posted_with_notice(item: Publication) -> PostedOn:
    """The posting day of a protocol that stands in the record of its notice.

    The record's day is that of the notice where it lies before the hearing; the protocol came later, on a day that
    only the stamp of its own file can tell.
    """
    posted, held = item.posted_on, item.last_day
    if posted.value is None or held is None or posted.value >= held:
        return posted
    addresses = {attachment.url for attachment in item.attachments}
    own: list[Stamp] = [stamp for stamp in item.stamps if stamp.text in addresses]
    of_file = posting.read(own, item.read_at)
    if of_file.value is not None and of_file.value >= held:
        return of_file
    return PostedOn(None, posted.text, posted.place, Reason.AMBIGUOUS, posted.basis)
