"""Documents as they stood at an instant: the publications known then, with what was known of their presence."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from hearings.clock import local_day
from hearings.codec import decode
from hearings.identity import Member, merge
from hearings.items import Document, Publication
from hearings.store.grouping import document_uid
from hearings.store.keys import chunks
from hearings.store.models import DocumentRow, PublicationRow, SourceRunRow, VersionRow
from hearings.store.seen import SEEN, history_of, reads_of_pages, seen_columns

PAGE = 2000  # rows fetched at once


def documents(connection: Connection, as_of: datetime | None = None) -> list[Document]:
    """All documents, from what was read up to `as_of` (default: everything), ordered by their first sighting.

    They are merged from publications without the texts of bodies and attachments, which would cost most of the time.
    """
    with _no_collection():
        return _documents(connection, as_of)


@contextmanager
def _no_collection() -> Iterator[None]:
    """All that is made here is kept: looking through it for garbage, again and again, would nearly double the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _documents(connection: Connection, as_of: datetime | None) -> list[Document]:
    histories = history_of(connection, as_of=as_of)
    page_reads = reads_of_pages(connection)
    versions = _numbers_of_versions(connection, as_of)
    groups: dict[str, list[tuple[Row[Any], Member]]] = defaultdict(list)
    absent_in: dict[int, int] = {}  # undated publication -> the read that did not hold it
    for row in connection.execution_options(yield_per=PAGE).execute(_known(as_of)):
        history = histories[row.source]
        gone = history.missing_after(row.last_seen, row.last_run_id, row.posted_on)
        absent = history.absent_before(
            row.first_seen, row.first_run_id, row.posted_on, page_reads.get((row.source, row.key))
        )
        member = Member(
            publication=_facts(row),
            publication_id=row.id,
            first_seen=local_day(row.first_seen),
            last_seen=local_day(row.last_seen),
            gone_since=local_day(gone.finished_at) if gone else None,
            watched=absent is not None,
            absent_on=local_day(absent.started_at) if absent else None,
            versions=versions[row.id],
        )
        if absent is not None and row.posted_on is None:
            absent_in[row.id] = absent.id
        groups[row.uid or document_uid(row.source, row.key)].append((row, member))
    listings = _listing_captures(connection, set(absent_in.values()))
    result = []
    for uid, group in groups.items():
        members = (
            replace(one, absent_captures=listings[absent_in[row.id]]) if row.id in absent_in else one
            for row, one in group
        )
        document = merge(list(members))
        # A publication that no regrouping has reached yet is a document of its own; its number is below all others.
        document.id, document.uid = group[0][0].document_id or -group[0][0].id, uid
        result.append(document)
    return result


def _facts(row: Row[Any]) -> Publication:
    return decode({**row.data, "captures": row.captures, "read_at": row.read_at.isoformat()})


def _listing_captures(connection: Connection, reads: set[int]) -> dict[int, tuple[str, ...]]:
    """What each of the reads of a source saw of its listing."""
    found: dict[int, tuple[str, ...]] = {}
    for chunk in chunks(sorted(reads)):
        rows = connection.execute(
            select(SourceRunRow.id, SourceRunRow.listing_captures).where(SourceRunRow.id.in_(chunk))
        )
        found |= {row.id: tuple(row.listing_captures) for row in rows}
    return found


def _known(as_of: datetime | None) -> Select[Any]:
    """Publications of which a content was read by then, with the content last read; the oldest first."""
    columns: dict[str, Any] = {name: getattr(PublicationRow, name) for name in SEEN}
    if as_of is not None:
        columns = seen_columns(as_of)
    seen = select(
        PublicationRow.id,
        PublicationRow.source,
        PublicationRow.key,
        PublicationRow.document_id,
        *(column.label(name) for name, column in columns.items()),
    ).subquery()
    return (
        select(seen, DocumentRow.uid, VersionRow.data, VersionRow.captures, VersionRow.read_at, VersionRow.posted_on)
        .join(VersionRow, VersionRow.id == seen.c.version_id)
        .outerjoin(DocumentRow, DocumentRow.id == seen.c.document_id)
        .order_by(seen.c.first_seen, seen.c.source, seen.c.key)
    )


def _numbers_of_versions(connection: Connection, as_of: datetime | None) -> dict[int, int]:
    statement = select(VersionRow.publication_id, func.count()).group_by(VersionRow.publication_id)
    if as_of is not None:
        statement = statement.where(VersionRow.read_at <= as_of)
    return dict(connection.execute(statement).all())
