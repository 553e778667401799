"""The posting date that a source shows or doesn't: one check for announcements and protocols."""

from __future__ import annotations

from hearings.items import Basis, Document, Reason
from validators.answers import Answer, does_not_apply, passed, unknown, violation

DATED_BY_ITSELF = frozenset({"ndbecology"})  # the national portal keeps its own dates; the norm is for akimat sources


def posting_date_shown(document: Document) -> Answer:
    """A stamp in an address or a header is no date that the public sees."""
    posted_on = document.posted_on
    if document.platforms and DATED_BY_ITSELF.issuperset(document.platforms):
        return does_not_apply()
    if posted_on.basis is Basis.STATED and posted_on.value is not None:
        return passed(posted_on=posted_on)
    if posted_on.basis is Basis.DERIVED or posted_on.reason is Reason.ABSENT:
        return violation(posted_on=posted_on, first_seen=document.first_seen)
    return unknown("posting_date_unreadable", posted_on=posted_on, first_seen=document.first_seen)
