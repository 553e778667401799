"""Judging: from stored documents to findings. Reads the database, never a page; gives the same for the same records."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from hearings.clock import KAZAKHSTAN, local_day
from hearings.combined import combined
from hearings.items import Document, Finding, Hearing, Outcome
from hearings.pairing import CHANGES, KINDS, pair
from hearings.store import Store
from hearings.workdays import WorkCalendar
from pipelines.watching import SourceRun, Watching
from validators import RULES, Case, Norms, ask
from validators.hearings import due_day
from validators.judgement import Judgement
from validators.registry import Rule

AROUND = timedelta(days=300)  # documents whose days all lie farther from a month have no part in it
OWED = timedelta(days=92)  # from a session to its due day, at the very most
COMING = timedelta(days=62)  # from the first of a month to the sessions that are shown as coming


def judge(
    store: Store, month: date, norms: Norms, calendar: WorkCalendar, *, made_at: datetime, as_of: datetime | None = None
) -> Judgement:
    """Judges a month as of an instant (by default its end) from the database, and puts the findings down in it."""
    as_of = as_of or end_of(month)
    documents = store.documents(as_of)
    judgement = judge_documents(documents, store.source_runs(as_of), month, norms, calendar, as_of=as_of)
    store.save_judgement(
        f"{month:%Y-%m}", as_of, judgement.findings, judgement.passes, made_at=made_at, norms=norms.digest
    )
    return judgement


def end_of(month: date) -> datetime:
    """The last instant of a month in Kazakhstan."""
    last = month.replace(day=monthrange(month.year, month.month)[1])
    return datetime.combine(last, time(23, 59, 59), KAZAKHSTAN).astimezone(UTC)


def judge_documents(
    documents: Sequence[Document],
    runs: Iterable[SourceRun],
    month: date,
    norms: Norms,
    calendar: WorkCalendar,
    *,
    as_of: datetime | None = None,
) -> Judgement:
    """The same without a database. `runs` are readings of sources, which prove what was not there."""
    month = month.replace(day=1)
    as_of = as_of or end_of(month)
    today = local_day(as_of)
    near = [document for document in documents if _is_near(document, month)]
    hearings = pair(near)
    watching = Watching(runs, hearings, (d for d in near if d.kind not in KINDS and d.other not in CHANGES))
    findings: list[Finding] = []
    passes: Counter[str] = Counter()
    raised: list[str] = []
    concerned, dues = [], {}
    for hearing in hearings:
        if not _concerns(hearing, month):
            continue
        concerned.append(hearing)
        if due := due_day(hearing, norms, calendar):
            dues[hearing.uid] = due
        for rule, case in _cases(hearing, watching, month, today):
            result = ask(rule, case, norms, calendar)
            if result.raised:
                raised.append(result.raised)
            if result.finding and (case.document or _in_month(result.finding.counted_on, month)):
                findings.append(result.finding)
            elif result.outcome is Outcome.PASS and (case.document or (due and _in_month(due.day, month))):
                passes[rule.id] += 1
    return Judgement(
        month=month,
        as_of=as_of,
        norms=norms.digest,
        findings=tuple(sorted(findings, key=lambda f: (f.region or "", f.rule, f.counted_on or date.min, f.uid))),
        passes=passes,
        hearings=tuple(concerned),
        documents=tuple(documents),
        dues=dues,
        raised=tuple(raised),
    )


def _is_near(document: Document, month: date) -> bool:
    """Whether a document can have to do with the month; old ones that a crawl has just found do not."""
    days = [day for day in (document.first_day, document.last_day, document.counted_on) if day]
    return not days or (max(days) >= month - AROUND and min(days) <= month + AROUND)


def _concerns(hearing: Hearing, month: date) -> bool:
    """Whether anything of the hearing may count in the month, or falls due in it or soon after."""
    documents = (*hearing.announcements, *hearing.protocols, *hearing.changes)
    last = [document.last_day for document in documents if document.last_day]
    return any(_in_month(document.counted_on, month) for document in documents) or any(
        month - OWED <= day <= month + COMING for day in last
    )


def _in_month(day: date | None, month: date) -> bool:
    return day is not None and (day.year, day.month) == (month.year, month.month)


def _cases(hearing: Hearing, watching: Watching, month: date, today: date) -> Iterator[tuple[Rule, Case]]:
    """Every rule with what it is asked about; about documents in the month of their posting only."""
    subjects = {
        "announcement": combined(hearing.announcements) if hearing.announcements else None,
        "protocol": combined(hearing.protocols) if hearing.protocols else None,
    }
    watch = watching.of(hearing, today)
    for rule in RULES.values():
        document = subjects.get(rule.subject)
        if rule.subject == "hearing":
            yield rule, Case(hearing, watch=watch)
        elif document and _in_month(document.counted_on, month):
            yield rule, Case(hearing, document)
