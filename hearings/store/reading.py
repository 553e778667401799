"""What is known of single publications and addresses: for explanations, and for asking a site again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.orm import Session, aliased

from hearings.clock import local_day
from hearings.codec import attach_texts, decode
from hearings.health import State
from hearings.items import Announcement, Protocol, Publication
from hearings.store.keys import chunks, digest, page_of
from hearings.store.models import (
    CaptureRow,
    DocumentRow,
    ListedRow,
    PublicationRow,
    RunRow,
    SightingRow,
    SourceRunRow,
    VersionRow,
)
from hearings.store.presence import SourceHistory
from hearings.store.seen import history_of, reads_of_pages

AWAITED = timedelta(days=120)  # from the first day of a hearing; a discussion lasts up to a month, protocols come late


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a publication: `seen`, `changed`, `gone`, `back`; in which source run, and proved by what."""

    what: str
    at: datetime
    source_run: int
    capture: str = ""


@dataclass(frozen=True, slots=True)
class KnownPublication:
    """A publication with all its contents, in order of time, the events of its life, and what shows that it was not
    there before: the last source run that would have held it and did not (None: no such read)."""

    id: int
    first_seen: datetime
    last_seen: datetime
    versions: tuple[Publication, ...]
    events: tuple[Event, ...]
    absent_in: int | None

    @property
    def latest(self) -> Publication:
        return self.versions[-1]


def publications(connection: Connection, document: str) -> list[KnownPublication]:
    """The publications of a document, the oldest first; none for an unknown uid."""
    rows = connection.execute(
        select(PublicationRow.id, PublicationRow.source, PublicationRow.key)
        .join(DocumentRow, DocumentRow.id == PublicationRow.document_id)
        .where(DocumentRow.uid == document)
        .order_by(PublicationRow.first_seen, PublicationRow.source, PublicationRow.key)
    ).all()
    histories = history_of(connection, {source for _, source, _ in rows})
    page_reads = reads_of_pages(connection)
    return [_known(connection, id_, histories[source], page_reads.get((source, key))) for id_, source, key in rows]


def _known(
    connection: Connection, publication: int, history: SourceHistory, page_reads: set[int] | None
) -> KnownPublication:
    sightings = connection.execute(
        select(SightingRow.source_run_id, SightingRow.seen_at, SightingRow.version_id, SightingRow.capture)
        .where(SightingRow.publication_id == publication)
        .order_by(SightingRow.seen_at, SightingRow.source_run_id)
    ).all()
    versions = connection.execute(select(VersionRow).where(VersionRow.publication_id == publication)).all()
    by_id = {row.id: row for row in versions}
    # The order in which contents were last current, so that the last one is the current one.
    current = {s.version_id: index for index, s in enumerate(sightings) if s.version_id is not None}
    ordered = sorted(by_id, key=lambda id_: current.get(id_, -1))
    latest = by_id[ordered[-1]]
    first = sightings[0]
    absent = history.absent_before(first.seen_at, first.source_run_id, latest.posted_on, page_reads)
    return KnownPublication(
        id=publication,
        first_seen=first.seen_at,
        last_seen=sightings[-1].seen_at,
        versions=tuple(whole(by_id[id_]) for id_ in ordered),
        events=tuple(_events(sightings, history, by_id)),
        absent_in=absent.id if absent else None,
    )


def whole(row: Row[Any]) -> Publication:
    """The publication of a version row, texts included."""
    data = {**row.data, "captures": row.captures, "read_at": row.read_at.isoformat()}
    return decode(attach_texts(data, row.texts))


def _events(sightings: Iterable[Any], history: SourceHistory, versions: dict[int, Row[Any]]) -> list[Event]:
    every = list(sightings)
    events = [Event("seen", every[0].seen_at, every[0].source_run_id, every[0].capture)]
    content = every[0].version_id
    for sighting, following in [*pairwise(every), (every[-1], None)]:
        posted = versions[content].posted_on if content is not None else None
        missing = history.missing_after(sighting.seen_at, sighting.source_run_id, posted)
        gone = missing is not None and (following is None or missing.finished_at < following.seen_at)
        if missing is not None and gone:
            events.append(Event("gone", missing.finished_at, missing.id))
        if following is None:
            break
        proof = (following.seen_at, following.source_run_id, following.capture)
        if gone:
            events.append(Event("back", *proof))
        if following.version_id is not None:
            if content is not None and following.version_id != content:
                events.append(Event("changed", *proof))
            content = following.version_id
    return events


def source_runs(session: Session, as_of: datetime | None) -> list[SourceRunRow]:
    """Source runs as they stood at an instant."""
    statement = select(SourceRunRow).order_by(SourceRunRow.started_at, SourceRunRow.id)
    if as_of is None:
        return list(session.scalars(statement))
    runs = list(session.scalars(statement.where(SourceRunRow.started_at <= as_of)))
    session.expunge_all()  # what is changed here is for the reader alone
    for run in runs:
        if run.finished_at is not None and run.finished_at > as_of:
            run.state, run.cause, run.detail, run.finished_at = State.RUNNING.value, "", "", None
            run.covers_from, run.reached_end, run.claimed = None, False, None
            run.listings = run.rows = run.items = 0
            run.failures, run.listing_captures = [], []
    return runs


@dataclass(frozen=True, slots=True)
class KnownKeys:
    """Rows of listings by source. `stored`: those ever listed, of sources whose whole listing was read before (another
    source has no entry). `settled`: those whose page was read, and all of whose files were fetched. `awaiting`: pages
    with an announcement and no protocol, whose hearing is not long past, and that were not read today. `listed`: all
    rows ever listed. `back_to`: the day since which nothing that was posted up to the last
    healthy reading can have been missed."""

    stored: dict[str, set[str]]
    settled: dict[str, set[str]]
    awaiting: dict[str, set[str]]
    listed: dict[str, set[str]]
    back_to: dict[str, date]


def known_keys(connection: Connection, sources: Collection[str], as_of: datetime, but_run: int) -> KnownKeys:
    """What was known at an instant, apart from what the run itself has read: a replay decides as the crawl did."""
    own = select(SourceRunRow.id).where(SourceRunRow.run_id == but_run)
    healthy = connection.execute(
        select(SourceRunRow.source, SourceRunRow.started_at, SourceRunRow.covers_from)
        .where(
            SourceRunRow.source.in_(sources),
            SourceRunRow.finished_at <= as_of,
            SourceRunRow.run_id != but_run,
            SourceRunRow.state == State.HEALTHY.value,
        )
        .order_by(SourceRunRow.started_at, SourceRunRow.id)
    ).all()
    stored: dict[str, set[str]] = {source: set() for source, _, covers_from in healthy if covers_from is None}
    settled: dict[str, set[str]] = defaultdict(set)
    listed: dict[str, set[str]] = defaultdict(set)
    opened_today: dict[str, set[str]] = defaultdict(set)
    today = local_day(as_of)
    rows = select(ListedRow.source, ListedRow.key, ListedRow.opened_at, ListedRow.opened_run_id.in_(own)).where(
        ListedRow.source.in_(sources), ListedRow.first_at <= as_of, ListedRow.first_run_id.not_in(own)
    )
    for source, key, opened_at, opened_by_run in connection.execute(rows):
        listed[source].add(key)
        if source in stored:
            stored[source].add(key)
        if opened_at is not None and opened_at <= as_of and not opened_by_run:
            settled[source].add(key)
            if local_day(opened_at) == today:
                opened_today[source].add(key)
    incomplete = (
        select(PublicationRow.source, PublicationRow.key)
        .join(VersionRow, VersionRow.id == PublicationRow.version_id)
        .where(PublicationRow.source.in_(sources), VersionRow.incomplete)
    )
    for source, key in connection.execute(incomplete):
        settled[source].discard(page_of(key))
    awaiting = {source: keys - opened_today[source] for source, keys in _awaiting(connection, sources, today).items()}
    return KnownKeys(stored, dict(settled), awaiting, dict(listed), _back_to(healthy))


def _back_to(readings: Iterable[Row[str, datetime, date | None]]) -> dict[str, date]:
    """From healthy readings in order of time: each goes back to a day, and further where it joins the one before it."""
    back_to: dict[str, date] = {}
    last: dict[str, date] = {}
    for source, started_at, covers_from in readings:
        reach = covers_from or date.min
        joins = source in last and reach <= last[source]
        back_to[source] = min(reach, back_to[source]) if joins else reach
        last[source] = local_day(started_at)
    return back_to


def _awaiting(connection: Connection, sources: Collection[str], today: date) -> dict[str, set[str]]:
    rows = connection.execute(
        select(
            PublicationRow.source,
            PublicationRow.key,
            VersionRow.kind,
            VersionRow.first_day,
            VersionRow.posted_on,
            VersionRow.read_at,
        )
        .join(VersionRow, VersionRow.id == PublicationRow.version_id)
        .where(PublicationRow.source.in_(sources))
    )
    awaiting: dict[str, set[str]] = defaultdict(set)
    answered: dict[str, set[str]] = defaultdict(set)
    for source, key, kind, first_day, posted_on, read_at in rows:
        if kind == Protocol.kind:
            answered[source].add(page_of(key))
        elif kind == Announcement.kind and (first_day or posted_on or local_day(read_at)) >= today - AWAITED:
            awaiting[source].add(page_of(key))
    return {source: keys - answered[source] for source, keys in awaiting.items()}


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """What an address answered last: its capture, the one that holds the body, and the archive they lie in."""

    capture: CaptureRow
    body: CaptureRow
    archive: str


def known_answers(session: Session, urls: Iterable[str], before: datetime, but_run: int) -> dict[str, KnownAnswer]:
    """The last answer with status 200 of each address before an instant, apart from those of one run."""
    found: dict[str, KnownAnswer] = {}
    asked = {digest(url): url for url in urls}
    original, origin = aliased(CaptureRow), aliased(RunRow)
    for chunk in chunks(asked):
        ranked = (
            select(
                CaptureRow.id,
                func.row_number()
                .over(partition_by=CaptureRow.url_key, order_by=(CaptureRow.captured_at.desc(), CaptureRow.id))
                .label("place"),
            )
            .where(
                CaptureRow.url_key.in_(chunk),
                CaptureRow.status == 200,
                CaptureRow.method == "GET",
                CaptureRow.captured_at < before,
                CaptureRow.run_id != but_run,
            )
            .subquery()
        )
        statement = (
            select(CaptureRow, original, RunRow.archive)
            .join(ranked, ranked.c.id == CaptureRow.id)
            .join(RunRow, RunRow.id == CaptureRow.run_id)
            .outerjoin(original, original.id == CaptureRow.revisit_of)
            .outerjoin(origin, origin.id == original.run_id)
            .where(ranked.c.place == 1, (CaptureRow.revisit_of == "") | (origin.archive == RunRow.archive))
        )
        for capture, body, archive in session.execute(statement):
            found[asked[capture.url_key]] = KnownAnswer(capture, body or capture, archive)
    return found
