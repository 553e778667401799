"""What sessions say to the rules: which days are certain, and which may be meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hearings.items import Document, Hearing, Reason, Session, TextState

TOLD = (Reason.NONE, Reason.ABSENT)  # all that is said was understood


def readable(sessions: Iterable[Session]) -> bool:
    """Whether every session that is named was understood."""
    return all(session.reason in TOLD for session in sessions)


def read_whole(document: Document) -> bool:
    """Whether all of the document was read, so that what was not found is not there."""
    return document.text_state is TextState.READ


@dataclass(frozen=True, slots=True)
class LastDays:
    """The days that may be the last one of a hearing. More than one where announcement and protocol disagree.

    `open_ended`: a session that could not be read, or a survey without its end, may lie later.
    """

    days: tuple[date, ...] = ()
    open_ended: bool = False


def last_days(hearing: Hearing) -> LastDays:
    """When the hearing's last session may have been, by its notices, its protocols and a postponement."""
    planned, held = _days(hearing.announcements), _days(hearing.protocols)
    postponements = [change for change in hearing.changes if change.other == "postponement"]
    moved = _days(postponements) - planned
    expected = moved if postponements else planned  # no day at all while the new one is not known
    if held and max(held) in planned | moved:
        last = {max(planned | moved)}  # one protocol for several sessions: it owes the last one
    else:
        last = {max(days) for days in (expected, held) if days}
    documents = (*hearing.announcements, *hearing.protocols, *hearing.changes)
    open_ended = any(not readable(document.sessions) or _without_end(document) for document in documents)
    return LastDays(tuple(sorted(last)), open_ended)


def _days(documents: Iterable[Document]) -> set[date]:
    return {day for document in documents for session in document.sessions if (day := session.last_day)}


# «с 1 февраля 2018 года», «1 ақпаннан бастап», and not «с 10.00»
_ONLY_BEGINS = re.compile(r"^\s*(?:с|со|начиная с|from)\s+(?!\d{1,2}[.:]\d\d\b)|бастап|басталып", re.IGNORECASE)


def _without_end(document: Document) -> bool:
    """Whether the words of a session give only its first day: a survey or discussion lasts until nobody knows when."""
    return any(session.start and not session.end and _ONLY_BEGINS.search(session.text) for session in document.sessions)
