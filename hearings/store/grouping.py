"""Which publications are the same document: grouped anew after each run, with identities that stay."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update

from hearings.codec import attach_texts, decode
from hearings.identity import group
from hearings.store.keys import chunks, upsert
from hearings.store.models import DocumentRow, PublicationRow, VersionRow


def document_uid(source: str, key: str) -> str:
    """Identity of a document: that of its oldest publication, so that a rebuilt database gives the same."""
    return hashlib.sha256(f"{source}\n{key}".encode()).hexdigest()[:16]


def known_regions(connection: Connection, *, ungrouped: bool = False) -> list[str | None]:
    """Regions that any publication (`ungrouped`: one without a document) belongs to; None stands for no region."""
    statement = select(VersionRow.region).join(PublicationRow, PublicationRow.version_id == VersionRow.id).distinct()
    if ungrouped:
        statement = statement.where(PublicationRow.document_id.is_(None))
    return list(connection.scalars(statement))


def read_region(connection: Connection, region: str | None) -> list[Row[Any]]:
    """The publications of a region as last read, with their texts; the oldest first."""
    in_region = VersionRow.region.is_(None) if region is None else VersionRow.region == region
    statement = (
        select(
            PublicationRow.id,
            PublicationRow.source,
            PublicationRow.key,
            PublicationRow.document_id,
            DocumentRow.uid,
            VersionRow.kind,
            VersionRow.data,
            VersionRow.texts,
        )
        .join(VersionRow, VersionRow.id == PublicationRow.version_id)
        .outerjoin(DocumentRow, DocumentRow.id == PublicationRow.document_id)
        .where(in_region)
        .order_by(PublicationRow.first_seen, PublicationRow.source, PublicationRow.key)
    )
    return list(connection.execute(statement))


def grouped(rows: list[Row[Any]]) -> dict[str, list[Row[Any]]]:
    """The rows by the uid of their document; the oldest publication of each comes first and names it."""
    publications = [decode(attach_texts(row.data, row.texts)) for row in rows]
    groups = [[rows[index] for index in sorted(indices)] for indices in group(publications)]
    return {document_uid(members[0].source, members[0].key): members for members in groups}


def write_groups(connection: Connection, region: str | None, groups: dict[str, list[Row[Any]]]) -> int:
    """Put publications into the documents of `groups`; returns how many moved."""
    moved = {row.id: uid for uid, members in groups.items() for row in members if row.uid != uid}
    documents = [{"uid": uid, "region": region, "kind": members[0].kind} for uid, members in groups.items()]
    insert = upsert(connection, DocumentRow)
    changed = (DocumentRow.kind != insert.excluded.kind) | DocumentRow.region.is_distinct_from(insert.excluded.region)
    statement = insert.on_conflict_do_update(
        index_elements=["uid"], set_={"region": insert.excluded.region, "kind": insert.excluded.kind}, where=changed
    )
    for chunk in chunks(documents):
        connection.execute(statement, chunk)
    ids = _ids(connection, set(moved.values()))
    move = (
        update(PublicationRow)
        .where(PublicationRow.id == bindparam("publication"))
        .values(document_id=bindparam("document"))
    )
    if moved:
        connection.execute(move, [{"publication": row, "document": ids[uid]} for row, uid in moved.items()])
    return len(moved)


def drop_empty(connection: Connection) -> None:
    """Documents whose last publication went to another."""
    kept = select(PublicationRow.id).where(PublicationRow.document_id == DocumentRow.id)
    connection.execute(delete(DocumentRow).where(~kept.exists()))


def _ids(connection: Connection, uids: Iterable[str]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for chunk in chunks(uids):
        rows = connection.execute(select(DocumentRow.uid, DocumentRow.id).where(DocumentRow.uid.in_(chunk)))
        ids.update(rows.all())
    return ids
