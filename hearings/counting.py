"""The five numbers of a region in a month, and whether they are complete.

A hearing counts once, however many publications and documents its announcement or protocol has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from hearings.combined import combined
from hearings.items import Document, Finding, Hearing, Outcome


@dataclass(slots=True, kw_only=True)
class Counts:
    """The columns of the ministry's table. The lists hold the documents and hearings that were counted."""

    announcements: int = 0
    protocols: int = 0
    announcement_violations: int = 0
    protocol_deadline_violations: int = 0
    protocol_not_posted_violations: int = 0
    counted: list[Document] = field(default_factory=list)


COLUMNS = {
    "announcement": "announcement_violations",
    "protocol_deadline": "protocol_deadline_violations",
    "protocol_not_posted": "protocol_not_posted_violations",
}


def count(hearings: Iterable[Hearing], findings: Iterable[Finding], month: date) -> dict[str | None, Counts]:
    """The numbers of each region that has any in the month; None stands for documents of no region.

    Whether a region's numbers are complete is told by the readings of its sources, not here.
    """
    counts: dict[str | None, Counts] = defaultdict(Counts)
    for hearing in hearings:
        for column, documents in (("announcements", hearing.announcements), ("protocols", hearing.protocols)):
            if documents and _in_month(combined(documents).counted_on, month):
                of_region = counts[hearing.region]
                setattr(of_region, column, getattr(of_region, column) + 1)
                of_region.counted.append(combined(documents))
    for region, column in _violations(findings, month):
        setattr(counts[region], column, getattr(counts[region], column) + 1)
    return dict(counts)


def _violations(findings: Iterable[Finding], month: date) -> list[tuple[str | None, str]]:
    """Region and column once for each hearing that breaks any rule of the column."""
    broken = {
        (finding.region, COLUMNS[finding.column], finding.hearing or finding.documents)
        for finding in findings
        if finding.outcome is Outcome.VIOLATION and finding.column in COLUMNS and _in_month(finding.counted_on, month)
    }
    return [(region, column) for region, column, _ in broken]


def undated(documents: Sequence[Document]) -> list[Document]:
    """Announcements and protocols that stood there undated before the watch began: listed apart, in no month."""
    return [d for d in documents if d.kind in ("announcement", "protocol") and d.counted_on is None]


def _in_month(day: date | None, month: date) -> bool:
    return day is not None and (day.year, day.month) == (month.year, month.month)
