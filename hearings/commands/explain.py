"""`scrapy explain DOCUMENT | FINDING | URL`: the whole chain from the page to what is said of it, on one screen."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from exports.chain import Asked, Chain, proofs
from exports.explained import explained
from exports.words import LANGUAGES, words_of
from hearings.clock import Clock, ClockError, local_day
from hearings.combined import combined
from hearings.commands.report import instant_of as instant_of_day
from hearings.items import Document, Finding, Hearing
from hearings.pairing import CHANGES, KINDS, pair
from hearings.privacy import mask
from hearings.store import Store, StoreError, open_store
from hearings.workdays import CalendarError, WorkCalendar
from pipelines.watching import Watching
from validators import RULES, Case, Norms, NormsError, ask, demanded_norms, load
from validators.hearings import due_day

AROUND = timedelta(days=300)  # documents farther away can't belong to the same hearing
SHORTEST = 4  # letters of an identity that are worth looking for
LISTED = 10  # of those that a beginning may mean


class NotKnownError(LookupError):
    """What was named is not there, or not only one; the message says what to do."""


class Command(ScrapyCommand):
    """Exit code: 0 explained, 1 not known or the database can't be used, 2 wrong usage."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  # as Scrapy declares it

    def syntax(self) -> str:
        return "[options] DOCUMENT | FINDING | URL"

    def short_desc(self) -> str:
        return "Explain a document or finding: text, values, rule, norm, calendar, captures"

    def long_desc(self) -> str:
        return (
            "Name a document or finding by its identity or the beginning of it (at least four letters; column Key of "
            "the workbook's sheet of violations), or by the address of a page or file."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--lang", default="kk", choices=LANGUAGES, help="language (default: kk)")
        parser.add_argument("--full", action="store_true", help="also the whole text as it was read")
        parser.add_argument(
            "--today", default="", metavar="DAY", help="as of this day (default: as the month was last judged, or now)"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if len(args) != 1 or not args[0].strip():
            raise UsageError("name one document or finding (its identity or the beginning of it), or an address")
        try:
            now = Clock.from_setting(self.settings["HEARINGS_NOW"]).now()
            today = instant_of_day(opts.today) if opts.today else None
            norms = load(self.settings["HEARINGS_NORMS"] or None, demanded=demanded_norms())
            overrides = self.settings["HEARINGS_CALENDAR"]
            calendar = WorkCalendar(Path(overrides) if overrides else None)
        except (ClockError, NormsError, CalendarError) as error:
            raise UsageError(str(error)) from None
        console = Console(highlight=False, markup=False, soft_wrap=True)
        try:
            with open_store(self.settings["HEARINGS_DATABASE_URL"]) as store:
                uid, finding, as_of = named(store, args[0].strip(), now)
                chain = chain_of(store, uid, today or as_of, norms, calendar)
        except (StoreError, NotKnownError) as error:
            Console(stderr=True).print(str(error), markup=False, highlight=False, soft_wrap=True)
            self.exitcode = 1
            return
        for line in explained(chain, words_of(opts.lang), finding, full=opts.full):
            console.print(line)


def named(store: Store, text: str, now: datetime) -> tuple[str, Finding | None, datetime]:
    """The document that is meant, the finding if one is, and as of when. Raises `NotKnownError`."""
    if "/" in text:
        documents, findings = store.documents_at(text), []
    elif len(text) < SHORTEST:
        raise NotKnownError(f"{text!r} is too short: give at least {SHORTEST} letters of an identity, or an address")
    else:
        documents, findings = store.documents_like(text), store.findings_like(text)
    if not documents and not findings:
        raise NotKnownError(
            f"There is no document or finding {text!r}. Give its identity or the beginning of it, or an address as the "
            "workbook shows it; scrapy report and scrapy revalidate make findings."
        )
    if len(documents) + len(findings) > 1:
        known = {document.uid: document for document in store.documents()}
        each = [f"{uid} {_title(known.get(uid))}" for uid in documents]
        each += [f"{one.finding.uid} {one.finding.rule} {', '.join(one.finding.urls[:1])}" for one in findings]
        more = [f"and {len(each) - LISTED} more"] if len(each) > LISTED else []
        raise NotKnownError("\n  ".join([f"{text!r} may mean:", *each[:LISTED], *more]))
    if findings:
        (found,) = findings
        if not found.finding.documents:
            raise NotKnownError(f"the finding {found.finding.uid} names no document")
        return found.finding.documents[0], found.finding, found.as_of
    return documents[0], None, instant_of(store, documents[0], now)


def _title(document: Document | None) -> str:
    return mask(f"{document.kind} {document.region} {document.title}") if document else ""


# ------------------------------------------------------------------ gathering


def instant_of(store: Store, uid: str, now: datetime) -> datetime:
    """As of when a document is explained: as its month was last judged, if it was known then, else now."""
    document = next((one for one in store.documents() if one.uid == uid), None)
    day = document.counted_on if document else None
    if document is None or day is None:
        return now
    judged = [one.as_of for one in store.judgements(f"{day:%Y-%m}")]
    return next((as_of for as_of in judged if not document.first_seen or document.first_seen <= local_day(as_of)), now)


def chain_of(store: Store, uid: str, as_of: datetime, norms: Norms, calendar: WorkCalendar) -> Chain:
    """The chain of a document. Raises `NotKnownError`."""
    documents = store.documents(as_of)
    document = next((one for one in documents if one.uid == uid), None)
    if document is None:
        raise NotKnownError(
            f"the document {uid} is not among those known on {local_day(as_of)}; --today names another day"
        )
    near = [one for one in documents if one.region == document.region and _is_near(one, document)]
    hearings = pair(near)
    hearing = next((one for one in hearings if _belongs(uid, one)), None)
    runs = store.source_runs(as_of)
    asked: tuple[Asked, ...] = ()
    if hearing is not None:
        watching = Watching(runs, hearings, (d for d in near if d.kind not in KINDS and d.other not in CHANGES))
        asked = tuple(_asked(hearing, watching, as_of, norms, calendar))
    publications = tuple(store.publications(uid))
    chain = Chain(
        as_of=as_of,
        document=document,
        publications=publications,
        hearing=hearing,
        due=due_day(hearing, norms, calendar) if hearing else None,
        asked=asked,
        source_runs={run.id: run for run in store.source_runs()},
        captures={},
    )
    chain.captures.update(store.captures(capture for _, capture in proofs(chain)))
    return chain


def _is_near(one: Document, other: Document) -> bool:
    days, others = ([day for day in (d.first_day, d.last_day, d.counted_on) if day] for d in (one, other))
    return not days or not others or (min(days) - AROUND <= max(others) and max(days) + AROUND >= min(others))


def _belongs(uid: str, hearing: Hearing) -> bool:
    return any(one.uid == uid for one in (*hearing.announcements, *hearing.protocols, *hearing.changes))


def _asked(
    hearing: Hearing, watching: Watching, as_of: datetime, norms: Norms, calendar: WorkCalendar
) -> Iterable[Asked]:
    """Every rule about the hearing and its documents, whatever month they count in."""
    subjects = {"announcement": hearing.announcements, "protocol": hearing.protocols}
    watch = watching.of(hearing, local_day(as_of))
    for rule in RULES.values():
        documents: Sequence[Document] = subjects.get(rule.subject, ())
        if rule.subject == "hearing":
            yield Asked(rule=rule, result=ask(rule, Case(hearing, watch=watch), norms, calendar))
        elif documents:
            yield Asked(rule=rule, result=ask(rule, Case(hearing, combined(documents)), norms, calendar))
