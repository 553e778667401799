"""Finding what a person names by a part of its identity or by an address, and what all was read as."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select
from sqlalchemy.orm import InstrumentedAttribute

from hearings.identity import canonical_address
from hearings.items import Finding
from hearings.store.grouping import document_uid
from hearings.store.judgements import findings_of
from hearings.store.models import DocumentRow, FindingRow, JudgementRow, PublicationRow, VersionRow

PAGE = 2000  # rows fetched at once


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """A stored finding, with the judgement that made it: the latest one that is not frozen."""

    finding: Finding
    month: str
    as_of: datetime


def documents_like(connection: Connection, beginning: str) -> list[str]:
    """Uids of the documents that begin so."""
    return list(connection.scalars(select(DocumentRow.uid).where(_begins(DocumentRow.uid, beginning))))


def findings_like(connection: Connection, beginning: str) -> list[KnownFinding]:
    """The findings whose uid begins so, each as last judged."""
    rows = connection.execute(
        select(FindingRow.uid, FindingRow.judgement_id, JudgementRow.month, JudgementRow.as_of)
        .join(JudgementRow, JudgementRow.id == FindingRow.judgement_id)
        .where(_begins(FindingRow.uid, beginning))
        .order_by(JudgementRow.payload.is_(None), JudgementRow.made_at, JudgementRow.id)
    ).all()
    latest = {row.uid: row for row in rows}
    found = []
    for uid, row in sorted(latest.items()):
        finding = next(one for one in findings_of(connection, row.judgement_id) if one.uid == uid)
        found.append(KnownFinding(finding, row.month, row.as_of))
    return found


def documents_at(connection: Connection, url: str) -> list[str]:
    """Uids of the documents that stand at an address, under any of its hosts and languages, or have a file there."""
    wanted = canonical_address(url)
    tail = re.split("[?#]", url)[0].rstrip("/").rpartition("/")[2]
    # Most are asked for by the address that the reports show; only others are worth a look into every record.
    return _standing_at(connection, wanted, VersionRow.url.contains(tail, autoescape=True), inside=False) or (
        _standing_at(connection, wanted, VersionRow.id.is_not(None), inside=True)
    )


def _standing_at(connection: Connection, wanted: str, where: ColumnElement[bool], *, inside: bool) -> list[str]:
    columns = (DocumentRow.uid, VersionRow.url, *((VersionRow.data,) if inside else ()))
    statement = (
        select(*columns)
        .join(PublicationRow, PublicationRow.document_id == DocumentRow.id)
        .join(VersionRow, VersionRow.publication_id == PublicationRow.id)
        .where(where)
    )
    found = []
    for uid, address, *data in connection.execution_options(yield_per=PAGE).execute(statement):
        others = [*data[0].get("aliases", ()), *(a["url"] for a in data[0].get("attachments", ()))] if data else []
        if any(canonical_address(one) == wanted for one in (address, *others)):
            found.append(uid)
    return list(dict.fromkeys(found))


def _begins(column: InstrumentedAttribute[str], beginning: str) -> ColumnElement[bool]:
    return column.startswith(beginning, autoescape=True)


def readings(connection: Connection) -> dict[str, frozenset[tuple[str, ...]]]:
    """What every document was read as: the contents of its publications and the digests of their readings, by uid."""
    statement = (
        select(DocumentRow.uid, PublicationRow.source, PublicationRow.key, VersionRow.content_hash, VersionRow.reading)
        .select_from(PublicationRow)
        .join(VersionRow, VersionRow.publication_id == PublicationRow.id)
        .outerjoin(DocumentRow, DocumentRow.id == PublicationRow.document_id)
    )
    read: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for uid, source, key, content, reading in connection.execute(statement):
        read[uid or document_uid(source, key)].add((source, key, content, reading))
    return {uid: frozenset(versions) for uid, versions in read.items()}
