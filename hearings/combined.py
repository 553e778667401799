"""Several documents of one hearing seen as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from hearings.items import Basis, Document, PostedOn, Read, Reason, Session, TextState

_STATES = (TextState.READ, TextState.PARTLY, TextState.NOT_READ)


def combined(documents: Sequence[Document]) -> Document:
    """The announcements of one hearing as one, or its protocols: the rules ask about what they say together.

    The earliest posting counts, and it is `stated` where any of them states its own; a value that one does not give is
    taken from the next; what one of them could not be read for may be missing.
    """
    first = documents[0]
    if len(documents) == 1:
        return first
    eldest = min(documents, key=lambda d: (d.first_seen or date.max, not d.watched))
    values: dict[str, Any] = {name: _first_read([getattr(d, name) for d in documents]) for name in _READ_FIELDS}
    values |= {name: tuple(dict.fromkeys(v for d in documents for v in getattr(d, name))) for name in _LIST_FIELDS}
    return replace(
        first,
        **values,
        sessions=_sessions(documents),
        posted_on=_posted([d.posted_on for d in documents]),
        text_state=max((d.text_state for d in documents), key=_STATES.index),
        first_seen=eldest.first_seen,
        watched=eldest.watched,
        absent_on=eldest.absent_on,
        absent_captures=eldest.absent_captures,
    )


_READ_FIELDS = (
    *("form", "ground", "project", "initiator", "bin", "organiser"),
    *("place", "contacts", "materials", "survey_hours"),
)
_LIST_FIELDS = ("sources", "platforms", "titles", "urls", "languages", "projects", "captures")


def _first_read(reads: Sequence[Read[Any]]) -> Read[Any]:
    """The first value; without one, the first reason that is not mere absence."""
    with_value = (read for read in reads if read.value is not None)
    with_reason = (read for read in reads if read.reason not in (Reason.ABSENT, Reason.NONE))
    return next(with_value, None) or next(with_reason, None) or reads[0]


def _posted(posted: Sequence[PostedOn]) -> PostedOn:
    dated = sorted((p for p in posted if p.value), key=lambda p: (p.value or date.max, p.basis is not Basis.STATED))
    if not dated:
        return next((p for p in posted if p.reason is not Reason.ABSENT), posted[0])
    return replace(dated[0], basis=Basis.STATED) if any(p.basis is Basis.STATED for p in dated) else dated[0]


def _sessions(documents: Sequence[Document]) -> tuple[Session, ...]:
    """Each session once; one that names its hour or place speaks for those of the same day that do not."""
    found: dict[object, Session] = {}
    for session in (s for d in documents for s in d.sessions):
        day = (session.start, session.end)
        known = found.get(day)
        if known is None or (session.time and not known.time) or (session.place and not known.place):
            found[day] = session
    return tuple(found.values())
