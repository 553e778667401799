"""What a decision of an analyst is about, and whether it still stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from exports.view import Decision
from hearings.items import Document, Finding
from hearings.store import Decided

KEY_FORMAT = "1"


def key_of(finding: Finding, month: date, documents: Mapping[str, Document]) -> str:
    """What a decision is about and rests on: month, finding, versions of its rule and norm, state of its documents.

    The state is the number of contents that were read, and which of them are read now: a page may change back.
    Where any of it has changed since, the decision is stale.
    """
    known = [documents[uid] for uid in finding.documents if uid in documents]
    captures = [capture for document in known for capture in document.captures]
    state = str(sum(document.versions for document in known))
    if captures:
        state += "-" + hashlib.sha256("\n".join(captures).encode()).hexdigest()[:8]
    return "|".join((KEY_FORMAT, f"{month:%Y-%m}", finding.uid, finding.rule_version, finding.norm, state))


def standing(
    decided: Sequence[Decided], findings: Iterable[Finding], month: date, documents: Mapping[str, Document]
) -> dict[str, Decision]:
    """The decisions of a month by the uid of the finding that they are on; what has changed since makes them stale.

    A finding that another norm or another pairing made anew shows the decision on the same subject, as a stale one.
    """
    by_finding = {one.finding: one for one in decided}
    listed = list(findings)
    orphans = {one.finding for one in decided} - {finding.uid for finding in listed}
    result = {}
    for finding in listed:
        known = by_finding.get(finding.uid)
        if known is not None:
            stale = known.basis != key_of(finding, month, documents)
            result[finding.uid] = Decision(verdict=known.verdict, note=known.note, stale=stale)
            continue
        former = [one for one in decided if one.finding in orphans and same_subject(one, finding)]
        if former:
            result[finding.uid] = Decision(verdict=former[-1].verdict, note=former[-1].note, stale=True)
    return result


def same_subject(decided: Decided, finding: Finding) -> bool:
    """The same rule on the same documents, or on the same hearing where there is none."""
    if decided.rule != finding.rule:
        return False
    shared = set(decided.documents) & set(finding.documents)
    return bool(shared) or (bool(finding.hearing) and decided.hearing == finding.hearing)
