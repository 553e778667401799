"""Making the view of a month from what judging found and how the sources were read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from exports import collected
from exports.collected import SourceRun, last_day
from exports.masking import masked, masked_finding, masked_hearing
from exports.view import (
    FIGURES,
    Change,
    Decision,
    Figures,
    HearingLine,
    MonthView,
    NormLine,
    Point,
    RegionLine,
    RegionName,
)
from hearings.clock import local_day
from hearings.counting import Counts, count
from hearings.health import State
from hearings.items import Basis, Document, Finding, Hearing, Outcome
from hearings.regions import Region, regions
from validators import Norm, Norms
from validators.judgement import Judgement

READ = (State.HEALTHY, State.PARTIAL)


class MonthError(ValueError):
    """The text is not a month; the message says how to write one."""


def month_of(text: str) -> date:
    """The first day of a month written like 2018-01."""
    try:
        return date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        raise MonthError(f"{text!r} is not a month: write it like 2018-01") from None


def month_view(
    judgement: Judgement,
    runs: Iterable[SourceRun],
    norms: Norms,
    *,
    simulated: bool = False,
    before: Mapping[str, Figures] | None = None,
    trend: Sequence[Point] = (),
    decisions: Mapping[str, Decision] | None = None,
) -> MonthView:
    """The month as it was judged. `runs` are the readings known then, `before` the figures of the month before.

    Findings that an analyst has rejected stay in the lists and leave the figures.
    """
    month, decisions = judgement.month, decisions or {}
    counts = counted(judgement, decisions)
    rows = region_lines(judgement, counts, runs, before or {})
    order = Order(rows)
    known = {document.uid: masked(document) for document in judgement.documents}
    findings = [masked_finding(finding) for finding in judgement.findings]
    posted = [masked(document) for code, of_region in counts.items() if code for document in of_region.counted]
    return MonthView(
        month=month,
        as_of=judgement.as_of,
        simulated=simulated,
        regions=rows,
        announcements=order.documents(document for document in posted if document.kind == "announcement"),
        protocols=order.documents(document for document in posted if document.kind == "protocol"),
        hearings=order.hearings(hearing_lines(judgement, findings, known)),
        findings=order.findings(findings),
        subjects={uid: known[uid] for finding in findings for uid in finding.documents if uid in known},
        changes=tuple(changes(order.documents(known.values()), judgement)),
        norms=norm_lines(norms, month, findings),
        trend=tuple(trend),
        decisions=dict(decisions),
    )


def counted(judgement: Judgement, decisions: Mapping[str, Decision] | None = None) -> dict[str | None, Counts]:
    """The numbers by region, without the violations that were rejected."""
    decisions = decisions or {}

    def stands(finding: Finding) -> bool:
        decision = decisions.get(finding.uid)
        return decision is None or not decision.rejects

    return count(judgement.hearings, filter(stands, judgement.findings), judgement.month)


def figures_by_region(
    judgement: Judgement, runs: Iterable[SourceRun], decisions: Mapping[str, Decision] | None = None
) -> dict[str, Figures]:
    """The figures of a month, of the regions that have data: for comparing with another."""
    return {line.code: line.figures for line in region_lines(judgement, counted(judgement, decisions), runs, {})}


class Order:
    """The order in which things are shown: by the table's regions, then by day."""

    def __init__(self, rows: Sequence[RegionLine]) -> None:
        self._places = {row.code: place for place, row in enumerate(rows)}

    def place(self, region: str | None) -> int:
        return self._places.get(region or "", len(self._places))

    def documents(self, documents: Iterable[Document]) -> tuple[Document, ...]:
        def key(document: Document) -> tuple[Any, ...]:
            return self.place(document.region), document.counted_on or date.max, document.title, document.uid

        return tuple(sorted(documents, key=key))

    def findings(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        def key(finding: Finding) -> tuple[Any, ...]:
            return self.place(finding.region), finding.rule, finding.counted_on or date.max, finding.uid

        return tuple(sorted(findings, key=key))

    def hearings(self, lines: Iterable[HearingLine]) -> tuple[HearingLine, ...]:
        """What is still to come first, the next due before others; then the past, the latest first."""

        def key(line: HearingLine) -> tuple[Any, ...]:
            coming = line.state == "open"
            days = line.due.toordinal() if line.due else 0
            return not coming, days if coming else -days, self.place(line.hearing.region), line.hearing.uid

        return tuple(sorted(lines, key=key))


# ------------------------------------------------------------------ regions


def region_lines(
    judgement: Judgement,
    counts: Mapping[str | None, Counts],
    runs: Iterable[SourceRun],
    before: Mapping[str, Figures],
) -> tuple[RegionLine, ...]:
    """A row for every region that existed in the month or has numbers in it, in the order of the ministry's table."""
    month = judgement.month
    lines = collected.by_region(runs, month, judgement.as_of)
    rows = []
    for region in regions():
        numbers = counts.get(region.code)
        if numbers is None and not any(region.valid_on(day) for day in (month, last_day(month))):
            continue
        sources = collected.lines_of(region.code, lines, month)
        state = collected.overall(sources)
        if state not in READ and numbers is not None and numbers.counted:
            state = State.PARTIAL  # something was read, whatever became of the reading
        rows.append(
            RegionLine(
                code=region.code,
                names={language: region_name(region, language) for language in ("kk", "ru")},
                figures=figures(numbers) if state in READ else Figures(),
                state=state,
                sources=tuple(replace(source, region=region.code) for source in sources),
                before=before.get(region.code),
            )
        )
    return tuple(rows)


def figures(numbers: Counts | None) -> Figures:
    return Figures(**{name: getattr(numbers, name) if numbers else 0 for name in FIGURES})


def region_name(region: Region, language: str) -> RegionName:
    """«Ақмола облысы», «Астана қ.», «ШҚО»: the ministry's short forms follow from the names."""
    full = region.name(language)
    if language == "kk":
        return RegionName(full=full, short=region.abbr_kk or full.replace(" қаласы", " қ."), of=f"{full}ның")
    return RegionName(full=full, short=region.abbr_ru or full.replace("город ", "г. "), of=region.genitive_hint_ru)


# ------------------------------------------------------------------ hearings


def hearing_lines(
    judgement: Judgement, findings: Iterable[Finding], known: Mapping[str, Document]
) -> Iterable[HearingLine]:
    of_hearing: dict[str, list[Finding]] = {}
    for finding in findings:
        of_hearing.setdefault(finding.hearing, []).append(finding)
    today = local_day(judgement.as_of)
    for hearing in judgement.hearings:
        due = judgement.dues.get(hearing.uid)
        day = due.day if due else None
        state = protocol_state(hearing, day, of_hearing.get(hearing.uid, ()), today)
        yield HearingLine(hearing=masked_hearing(hearing, known), due=day, state=state)


def protocol_state(hearing: Hearing, due: date | None, findings: Iterable[Finding], today: date) -> str:
    """What became of the protocol; nothing is held against a hearing that the rules did not find at fault."""
    broken = {finding.rule for finding in findings if finding.outcome is Outcome.VIOLATION}
    if "protocol.not_posted" in broken:
        return "not_posted"
    if "protocol.deadline" in broken:
        return "late"
    posted = [protocol.posted_on.value for protocol in hearing.protocols if protocol.posted_on.value]
    if due and posted and min(posted) <= due:
        return "posted"
    if not hearing.protocols and due and due >= today:
        return "open"
    return "unknown"


# ------------------------------------------------------------------ changes and norms


def changes(documents: Iterable[Document], judgement: Judgement) -> Iterable[Change]:
    """What an analyst should know of documents that the lists don't show."""
    month = judgement.month
    for document in documents:
        day = document.counted_on or document.first_seen
        if document.kind == "other":
            if in_month(day, month):
                yield Change(document=document, what="not_counted")
            continue
        if document.counted_on is None:
            yield Change(document=document, what="undated")
        elif document.region is None and in_month(day, month):
            yield Change(document=document, what="no_region")
        if in_month(document.gone_since, month) or (document.gone_since and in_month(day, month)):
            yield Change(document=document, what="vanished")
        if in_month(document.counted_on, month):
            if document.versions > 1:
                yield Change(document=document, what="edited")
            if appeared_late(document):
                yield Change(document=document, what="late")


def in_month(day: date | None, month: date) -> bool:
    return day is not None and (day.year, day.month) == (month.year, month.month)


def appeared_late(document: Document) -> bool:
    """Not there at a healthy read on a later day than the one on which it says that it was posted."""
    stated = document.posted_on.value if document.posted_on.basis is Basis.STATED else None
    return bool(stated and document.absent_on and stated < document.absent_on)


def norm_lines(norms: Norms, month: date, findings: Iterable[Finding]) -> tuple[NormLine, ...]:
    """The norms in force in the month, and those on which its findings rest."""
    wanted = {norm.key: norm for day in (month, last_day(month)) for norm in norms.applying(day)}
    for finding in findings:
        if finding.norm and finding.norm not in wanted:
            wanted[finding.norm] = norms.get(finding.norm)
    return tuple(norm_line(norm) for norm in wanted.values())


def norm_line(norm: Norm) -> NormLine:
    return NormLine(
        id=norm.key,
        act=dict(norm.edition.act),
        paragraph=norm.paragraph,
        demand=dict(norm.wording),
        since=norm.edition.since,
        until=norm.edition.until,
        verified=norm.verified,
    )
