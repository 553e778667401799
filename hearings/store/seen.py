"""When publications were seen, as columns of a statement, and the histories of sources that say when they were not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from hearings.health import State
from hearings.store.keys import chunks, page_of
from hearings.store.models import PublicationRow, SightingRow, SourceRunRow
from hearings.store.presence import SourceHistory, SourceRead

SEEN = ("version_id", "first_seen", "first_run_id", "last_seen", "last_run_id")


def seen_columns(as_of: datetime | None = None) -> dict[str, ColumnElement[Any]]:
    """The columns of a publication that follow from its sightings, of those up to `as_of` only where it is given.

    Scalar subqueries on an index: their cost does not grow with the number of sightings.
    """
    of_publication = [SightingRow.publication_id == PublicationRow.id]
    if as_of is not None:
        of_publication.append(SightingRow.seen_at <= as_of)
    order = (SightingRow.seen_at, SightingRow.source_run_id)
    latest = (SightingRow.seen_at.desc(), SightingRow.source_run_id.desc())

    def one(column: Any, *by: Any, read: bool = False) -> ColumnElement[Any]:  # noqa: ANN401  # any mapped column
        statement = select(column).where(*of_publication)
        if read:
            statement = statement.where(SightingRow.version_id.is_not(None))
        return statement.order_by(*by).limit(1).correlate(PublicationRow).scalar_subquery()

    return {
        "version_id": one(SightingRow.version_id, *latest, read=True),
        "first_seen": one(SightingRow.seen_at, *order),
        "first_run_id": one(SightingRow.source_run_id, *order),
        "last_seen": one(SightingRow.seen_at, *latest),
        "last_run_id": one(SightingRow.source_run_id, *latest),
    }


def history_of(
    connection: Connection, sources: Iterable[str] | None = None, as_of: datetime | None = None
) -> dict[str, SourceHistory]:
    """The finished reads of each source (of all, where none are named), up to `as_of`; none for an unknown source."""
    statement = select(
        SourceRunRow.source,
        SourceRunRow.id,
        SourceRunRow.started_at,
        SourceRunRow.finished_at,
        SourceRunRow.state,
        SourceRunRow.covers_from,
        SourceRunRow.reached_end,
    ).where(SourceRunRow.finished_at.is_not(None))
    if sources is not None:
        statement = statement.where(SourceRunRow.source.in_(list(sources)))
    if as_of is not None:
        statement = statement.where(SourceRunRow.finished_at <= as_of)
    reads = defaultdict(list)
    for source, id_, started_at, finished_at, state, covers_from, reached_end in connection.execute(statement):
        if finished_at is not None:
            healthy = state == State.HEALTHY.value
            read = SourceRead(id_, started_at, finished_at, healthy, covers_from, reached_end)
            reads[source].append(read)
    histories: dict[str, SourceHistory] = defaultdict(lambda: SourceHistory([]))
    histories.update((source, SourceHistory(of_source)) for source, of_source in reads.items())
    return histories


def reads_of_pages(connection: Connection) -> dict[tuple[str, str], set[int]]:
    """For publications that share a page with others: the source runs in which that page was read.

    Only those can show that one of them was not there; that the page was listed says nothing of it.
    """
    parts = connection.execute(
        select(PublicationRow.source, PublicationRow.key).where(PublicationRow.key.contains("#"))
    ).all()
    pages = {(source, page_of(key)) for source, key in parts}
    siblings = {
        id_: (source, page_of(key))
        for chunk in chunks({source for source, _ in pages})
        for id_, source, key in connection.execute(
            select(PublicationRow.id, PublicationRow.source, PublicationRow.key).where(PublicationRow.source.in_(chunk))
        )
        if (source, page_of(key)) in pages
    }
    reads: dict[tuple[str, str], set[int]] = defaultdict(set)
    for chunk in chunks(siblings):
        rows = connection.execute(
            select(SightingRow.publication_id, SightingRow.source_run_id).where(
                SightingRow.publication_id.in_(chunk), SightingRow.version_id.is_not(None)
            )
        )
        for publication, source_run in rows:
            reads[siblings[publication]].add(source_run)
    return {(source, key): reads[source, page_of(key)] for source, key in parts}
