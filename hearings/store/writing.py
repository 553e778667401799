"""Writing what a crawl observed: captures, publications with their versions, and sightings.

Everything here may be done twice, and in any order of the reads: what is already there stays as it is, and what is
derived from it is derived anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, select, tuple_, update

from hearings.archive.capture import Capture
from hearings.codec import detach_texts, encode, masked, storable
from hearings.health import Cause, State
from hearings.identity import content_hash
from hearings.items import Other, Publication
from hearings.store.keys import chunks, digest, kept_key, upsert
from hearings.store.models import CaptureRow, PublicationRow, RunRow, SightingRow, SourceRunRow, VersionRow
from hearings.store.seen import seen_columns


@dataclass(slots=True)
class Counts:
    """What a batch of publications brought. `reread`: known content that today's code reads otherwise."""

    new: int = 0
    changed: int = 0
    same: int = 0
    reread: int = 0
    regions: set[str | None] = field(default_factory=set)  # whose documents may have changed
    sighted: set[int] = field(default_factory=set)  # the publications


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A publication on its way into the tables."""

    source: str
    key: str
    read_at: datetime
    capture: str
    version: dict[str, Any]  # columns of its version, `publication_id` missing


def save_captures(connection: Connection, run_id: int, captures: Iterable[Capture]) -> None:
    """Rows of stored responses; those already known stay as they are."""
    rows = [
        {
            "id": capture.id,
            "run_id": run_id,
            "url": storable(capture.url),
            "url_key": digest(capture.url),
            "method": capture.method,
            "status": capture.status,
            "captured_at": capture.captured_at,
            "sha256": capture.sha256,
            "size": capture.size,
            "media_type": storable(capture.media_type),
            "etag": storable(capture.etag),
            "last_modified": storable(capture.last_modified),
            "file": capture.file,
            "offset": capture.offset,
            "length": capture.length,
            "revisit_of": capture.revisit_of,
            "error": masked(capture.error),
        }
        for capture in captures
    ]
    for chunk in chunks(rows):
        connection.execute(upsert(connection, CaptureRow).on_conflict_do_nothing(index_elements=["id"]), chunk)


def save_publications(connection: Connection, run_id: int, items: Sequence[Publication]) -> Counts:
    """Versions and sightings of what was read; the time of the run stands in where an item has none."""
    counts = Counts()
    region, started_at = connection.execute(select(RunRow.region, RunRow.started_at).where(RunRow.id == run_id)).one()
    prepared = sorted((_prepared(item, started_at) for item in items), key=lambda item: (item.source, item.key))
    for chunk in chunks(prepared):
        source_runs = _source_runs(connection, run_id, region, chunk)
        publications = _publications(connection, {(item.source, item.key) for item in chunk})
        before = _current(connection, publications.values())
        versions, reread = _versions(connection, publications, chunk, counts)
        sightings = {}
        for item in sorted(chunk, key=lambda item: (item.read_at, item.version["content_hash"])):
            publication = publications[item.source, item.key]
            sightings[publication, source_runs[item.source]] = {
                "publication_id": publication,
                "source_run_id": source_runs[item.source],
                "version_id": versions[publication, item.version["content_hash"]],
                "seen_at": item.read_at,
                "capture": item.capture,
            }
        _save_sightings(connection, list(sightings.values()))
        counts.sighted |= set(publications.values())
        refresh(connection, publications.values())
        after = _current(connection, publications.values())
        counts.regions |= _regions(connection, reread | {id_ for id_ in after if after[id_] != before[id_]})
    return counts


def _prepared(item: Publication, started_at: datetime) -> _Prepared:
    read_at = item.read_at or started_at
    data = encode(item)
    data["content_hash"] = item.content_hash or content_hash(item)
    captures, _ = data.pop("captures", []), data.pop("read_at", None)
    texts = detach_texts(data)
    # Captures are new at each read; all else that differs is a difference of reading.
    stable = {**data, "attachments": [{**a, "capture": ""} for a in data.get("attachments", [])], "texts": texts}
    version = {
        "content_hash": data["content_hash"],
        "read_at": read_at,
        "captures": captures,
        "region": item.region,
        "kind": item.kind,
        "other": item.other if isinstance(item, Other) else "",
        "url": data["url"],
        "title": data.get("title", ""),
        "posted_on": item.posted_on.value,
        "posted_basis": item.posted_on.basis.value,
        "first_day": item.first_day,
        "incomplete": any(a.state == "not_fetched" and a.reason != Cause.OFFSITE for a in item.attachments),
        "reading": digest(json.dumps(stable, sort_keys=True)),
        "data": data,
        "texts": texts,
    }
    capture = captures[0] if captures else ""
    return _Prepared(storable(item.source), kept_key(item.key), read_at, capture, version)


def _source_runs(connection: Connection, run_id: int, region: str, items: Sequence[_Prepared]) -> dict[str, int]:
    """Ids of the source runs, made where items come before the end of their source's reading."""
    first_read = {item.source: item.read_at for item in reversed(items)}
    rows = [
        unfinished_source_run(run_id, region, source, source.partition(":")[0], source.partition(":")[2], at)
        for source, at in sorted(first_read.items())
    ]
    statement = upsert(connection, SourceRunRow).on_conflict_do_nothing(index_elements=["run_id", "source"])
    connection.execute(statement, rows)
    found = connection.execute(
        select(SourceRunRow.source, SourceRunRow.id).where(
            SourceRunRow.run_id == run_id, SourceRunRow.source.in_(first_read)
        )
    )
    return {source: id_ for source, id_ in found}  # noqa: C416  # rows are not pairs to a type checker


def unfinished_source_run(
    run_id: int, region: str, source: str, platform: str, address: str, started_at: datetime
) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "region": region,
        "source": source,
        "platform": platform,
        "address": address,
        "confirmed": True,
        "started_at": started_at,
        "state": State.RUNNING.value,
        "cause": "",
        "detail": "",
        "reached_end": False,
        "listings": 0,
        "rows": 0,
        "items": 0,
        "failures": [],
        "listing_captures": [],
    }


def _publications(connection: Connection, keys: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    rows = [{"source": source, "key": key} for source, key in sorted(keys)]
    connection.execute(
        upsert(connection, PublicationRow).on_conflict_do_nothing(index_elements=["source", "key"]), rows
    )
    found = connection.execute(
        select(PublicationRow.source, PublicationRow.key, PublicationRow.id).where(
            tuple_(PublicationRow.source, PublicationRow.key).in_(sorted(keys))
        )
    )
    return {(source, key): id_ for source, key, id_ in found}


def _current(connection: Connection, publications: Iterable[int]) -> dict[int, int | None]:
    """The version of each publication that was last read."""
    statement = select(PublicationRow.id, PublicationRow.version_id).where(PublicationRow.id.in_(publications))
    return dict(connection.execute(statement).all())


def _regions(connection: Connection, publications: set[int]) -> set[str | None]:
    """Regions that any version of the publications belongs to."""
    statement = select(VersionRow.region).where(VersionRow.publication_id.in_(publications)).distinct()
    return set(connection.scalars(statement)) if publications else set()


def _versions(
    connection: Connection,
    publications: Mapping[tuple[str, str], int],
    items: Sequence[_Prepared],
    counts: Counts,
) -> tuple[dict[tuple[int, str], int], set[int]]:
    """Ids of the versions by publication and content, and the publications whose known content is read otherwise.

    New content makes a new version.
    """
    columns = select(
        VersionRow.publication_id,
        VersionRow.content_hash,
        VersionRow.id,
        VersionRow.reading,
        VersionRow.read_at,
    ).where(VersionRow.publication_id.in_(publications.values()))
    known = {(row.publication_id, row.content_hash): row for row in connection.execute(columns)}
    had_versions = {publication for publication, _ in known}
    rows: dict[tuple[int, str], dict[str, Any]] = {}
    for item in sorted(items, key=lambda item: item.read_at, reverse=True):
        publication = publications[item.source, item.key]
        rows[publication, item.version["content_hash"]] = {"publication_id": publication, **item.version}
    read_otherwise = {named for named in rows.keys() & known.keys() if known[named].reading != rows[named]["reading"]}
    counts.new += sum(publication not in had_versions for publication, _ in rows.keys() - known.keys())
    counts.changed += sum(publication in had_versions for publication, _ in rows.keys() - known.keys())
    counts.reread += len(read_otherwise)
    counts.same += len(rows.keys() & known.keys() - read_otherwise)

    insert = upsert(connection, VersionRow)
    identity = ("publication_id", "content_hash")
    kept = (*identity, "read_at", "captures")  # of the first time; the rest is as today's code reads it
    reread = {column: insert.excluded[column] for column in next(iter(rows.values())) if column not in kept}
    differs = VersionRow.reading != insert.excluded.reading
    statement = insert.on_conflict_do_update(index_elements=identity, set_=reread, where=differs)
    connection.execute(statement, list(rows.values()))
    for named, row in rows.items():
        old = known.get(named)
        if old is not None and row["read_at"] < old.read_at:  # an older read came in later
            connection.execute(
                update(VersionRow)
                .where(VersionRow.id == old.id)
                .values(read_at=row["read_at"], captures=row["captures"])
            )
    ids = {(row.publication_id, row.content_hash): row.id for row in connection.execute(columns)}
    return ids, {publication for publication, _ in read_otherwise}


def _save_sightings(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    insert = upsert(connection, SightingRow)
    statement = insert.on_conflict_do_update(
        index_elements=["publication_id", "source_run_id"],
        set_={name: insert.excluded[name] for name in ("version_id", "seen_at", "capture")},
        where=insert.excluded.seen_at >= SightingRow.seen_at,
    )
    connection.execute(statement, rows)


def refresh(connection: Connection, publications: Iterable[int]) -> None:
    """Derive anew what follows from the sightings of these publications."""
    for chunk in chunks(publications):
        connection.execute(update(PublicationRow).where(PublicationRow.id.in_(chunk)).values(seen_columns()))
        back = case((PublicationRow.gone_at > PublicationRow.last_seen, PublicationRow.gone_at), else_=None)
        connection.execute(update(PublicationRow).where(PublicationRow.id.in_(chunk)).values(gone_at=back))
