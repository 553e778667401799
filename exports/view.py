"""One month as every output shows it: plain records, made once from the store, so that no two outputs can disagree.

Nothing here holds personal data: `exports.month` masks what it takes from documents and findings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from hearings.health import State
from hearings.items import Document, Finding, Hearing, Outcome

FIGURES = (
    "announcements",
    "protocols",
    "announcement_violations",
    "protocol_deadline_violations",
    "protocol_not_posted_violations",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The five numbers of the ministry's table. None: the region could not be read, which is not zero."""

    announcements: int | None = None
    protocols: int | None = None
    announcement_violations: int | None = None
    protocol_deadline_violations: int | None = None
    protocol_not_posted_violations: int | None = None

    @property
    def known(self) -> bool:
        return self.announcements is not None

    @property
    def violations(self) -> int | None:
        """All violations of the table together."""
        parts = (
            self.announcement_violations,
            self.protocol_deadline_violations,
            self.protocol_not_posted_violations,
        )
        return sum(part or 0 for part in parts) if self.known else None

    @property
    def share(self) -> float | None:
        """Violations per document that was or should have been posted; None where there is nothing to divide by."""
        if not self.known:
            return None
        return min(1.0, (self.violations or 0) / self.owed) if self.owed else None

    @property
    def owed(self) -> int:
        """Documents that were posted, and protocols that should have been."""
        return (self.announcements or 0) + (self.protocols or 0) + (self.protocol_not_posted_violations or 0)

    def numbers(self) -> tuple[int | None, ...]:
        return tuple(getattr(self, name) for name in FIGURES)


def total(figures: list[Figures]) -> Figures:
    """The sum over the regions that have data; all None where none has."""
    known = [one for one in figures if one.known]
    if not known:
        return Figures()
    return Figures(**{name: sum(getattr(one, name) or 0 for one in known) for name in FIGURES})


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionName:
    """A region's names in one language: whole, as the ministry's table writes it, and after «akimat of»."""

    full: str
    short: str
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """How one source of a region was read, as far as it concerns the month. `state` None: it never was."""

    region: str
    source: str
    address: str
    state: State | None
    cause: str = ""
    detail: str = ""
    when: datetime | None = None
    since: date | None = None
    until: date | None = None
    rows: int | None = None
    items: int | None = None
    confirmed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionLine:
    """One row of the table. `state` None: the region was never read in time for the month."""

    code: str
    names: dict[str, RegionName]  # by language
    figures: Figures
    state: State | None
    sources: tuple[SourceLine, ...] = ()
    before: Figures | None = None  # the month before, as judged then or now

    @property
    def incomplete(self) -> bool:
        return self.state is not State.HEALTHY


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingLine:
    """A pair of announcement and protocol, when the protocol is due and whether that could be said."""

    hearing: Hearing
    due: date | None = None
    state: str = "open"  # "posted" | "late" | "not_posted" | "open" | "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class NormLine:
    """A norm as it stood: act, paragraph, parameter, wording, in force, verified."""

    id: str
    act: dict[str, str]
    paragraph: str
    demand: dict[str, str]
    since: date | None
    until: date | None
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened to a document: `edited`, `vanished`, `late` (appeared after the day it states), `undated`
    (without a date, there before the watch began), `no_region` or `not_counted` (a cancellation, a report, ...)."""

    document: Document
    what: str


VERDICTS = ("confirmed", "rejected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an analyst decided on a finding. `stale`: document, rule or norm changed since; it is asked again."""

    verdict: str  # one of VERDICTS
    note: str = ""
    stale: bool = False

    @property
    def rejects(self) -> bool:
        """The finding is not to be counted."""
        return self.verdict == "rejected" and not self.stale


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One month of the trend."""

    month: date
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView:
    """Everything that is told about a month. Sequences are in the order in which they are shown."""

    month: date  # its first day
    as_of: datetime  # judged as things stood at this instant
    simulated: bool = False  # a reading with a simulated clock or a replay took part
    regions: tuple[RegionLine, ...] = ()
    announcements: tuple[Document, ...] = ()
    protocols: tuple[Document, ...] = ()
    changes: tuple[Change, ...] = ()
    hearings: tuple[HearingLine, ...] = ()
    findings: tuple[Finding, ...] = ()  # of this month: violations, remarks, unknowns
    subjects: dict[str, Document] = field(default_factory=dict)  # documents the findings speak of, by uid
    norms: tuple[NormLine, ...] = ()
    trend: tuple[Point, ...] = ()
    decisions: dict[str, Decision] = field(default_factory=dict)  # by uid of the finding

    @property
    def has_data(self) -> bool:
        return any(region.figures.known for region in self.regions)

    @property
    def total(self) -> Figures:
        return total([region.figures for region in self.regions])

    @property
    def total_before(self) -> Figures:
        """The month before, over the regions that have data in both months, so that the totals can be compared."""
        both = [region.before for region in self.regions if region.before and region.before.known]
        return total(both) if len(both) == sum(region.figures.known for region in self.regions) else Figures()

    @property
    def violations(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.outcome is Outcome.VIOLATION)

    @property
    def counted(self) -> tuple[Finding, ...]:
        """The violations that the figures hold: those that no analyst has rejected."""
        return tuple(finding for finding in self.violations if not self.is_rejected(finding))

    def is_rejected(self, finding: Finding) -> bool:
        decision = self.decisions.get(finding.uid)
        return decision is not None and decision.rejects

    @property
    def others(self) -> tuple[Finding, ...]:
        """Remarks and what could not be decided."""
        return tuple(finding for finding in self.findings if finding.outcome is not Outcome.VIOLATION)

    @property
    def unverified(self) -> tuple[str, ...]:
        """Norms on which violations of this month rest and whose wording was not verified."""
        return tuple(sorted({finding.norm for finding in self.counted if not finding.norm_verified and finding.norm}))

    def region(self, code: str | None) -> RegionLine | None:
        return next((region for region in self.regions if region.code == code), None)
