"""The end of a source's reading: its verdict, what its listing held, and what is gone from it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from hearings.codec import masked, storable
from hearings.health import Cause, SourceReading
from hearings.store.keys import chunks, kept_key, page_of, upsert
from hearings.store.models import ListedRow, PublicationRow, SightingRow, SourceRunRow, VersionRow
from hearings.store.rereading import take_back
from hearings.store.seen import history_of
from hearings.store.writing import refresh, unfinished_source_run


def finish(
    connection: Connection,
    run_id: int,
    reading: SourceReading,
    made: Collection[int] | None = None,
    settled: Collection[str] = (),
) -> set[str | None]:
    """Put down how a source's reading ended, what its listing held, and what is gone from it since.

    `made` (publications) and `settled` (pages known already): see `hearings.store.rereading`; None takes nothing back.
    Returns the regions from which something was taken back.
    """
    state, cause, detail = reading.verdict()
    finished_at = reading.finished_at or reading.started_at
    row = {
        **unfinished_source_run(
            run_id, reading.region, storable(reading.source), reading.platform, reading.address, reading.started_at
        ),
        "confirmed": reading.confirmed,
        "finished_at": finished_at,
        "since": reading.since,
        "until": reading.until,
        "state": state.value,
        "cause": cause.value,
        "detail": masked(detail),
        "covers_from": reading.covers_from,
        "reached_end": reading.reached_end,
        "listings": reading.listings,
        "rows": reading.rows,
        "claimed": reading.claimed,
        "items": reading.items,
        "failures": [{**asdict(f), "detail": masked(f.detail), "url": storable(f.url)} for f in reading.failures],
        "listing_captures": reading.listing_captures,
    }
    insert = upsert(connection, SourceRunRow)
    written = {name: insert.excluded[name] for name in row if name not in ("run_id", "source")}
    conflict = ["run_id", "source"]
    keep = _is_better_known(connection, run_id, reading)
    unfinished = SourceRunRow.finished_at.is_(None) if keep else None
    connection.execute(insert.on_conflict_do_update(index_elements=conflict, set_=written, where=unfinished), [row])
    source_run = connection.execute(
        select(SourceRunRow.id).where(SourceRunRow.run_id == run_id, SourceRunRow.source == row["source"])
    ).scalar_one()
    regions: set[str | None] = set()
    if made is not None:
        regions = take_back(connection, source_run, reading, made, settled, whole=not keep)
    _see_listed(connection, source_run, reading, finished_at)
    note_gone(connection, row["source"])
    return regions


def _is_better_known(connection: Connection, run_id: int, reading: SourceReading) -> bool:
    """Whether this run read the source before, and a second reading (a replay) asked for less or got less far."""
    old = connection.execute(
        select(SourceRunRow.since, SourceRunRow.until, SourceRunRow.reached_end).where(
            SourceRunRow.run_id == run_id, SourceRunRow.source == storable(reading.source)
        )
    ).one_or_none()
    if old is None or old.since is None or old.until is None:
        return False
    not_held = any(failure.cause is Cause.NOT_IN_ARCHIVE for failure in reading.failures)
    narrower = reading.since > old.since or reading.until < old.until
    return not_held or narrower or (old.reached_end and not reading.reached_end)


def _see_listed(connection: Connection, source_run: int, reading: SourceReading, seen_at: datetime) -> None:
    """Publications whose row stood in the listing are there, also where their page was not read this time."""
    source = storable(reading.source)
    listed, opened = ({kept_key(key) for key in keys} for keys in (reading.seen_keys, reading.opened_keys))
    read_now = set(
        connection.scalars(
            select(SightingRow.publication_id).where(
                SightingRow.source_run_id == source_run, SightingRow.version_id.is_not(None)
            )
        )
    )
    known = connection.execute(
        select(PublicationRow.id, PublicationRow.key, PublicationRow.first_seen).where(PublicationRow.source == source)
    ).all()
    opened |= {page_of(key) for id_, key, _ in known if id_ in read_now}
    listed |= opened
    first = _remember_listed(connection, source, source_run, seen_at, listed, opened)
    rows, unopened = [], listed - opened
    for id_, key, first_seen in known:
        # A page that was read this time and no longer holds a publication speaks against it, not for it.
        if id_ not in read_now and page_of(key) in unopened:
            rows.append((id_, source_run, seen_at))
        # It stood in a listing before it was first followed.
        if key in first and first_seen is not None and first[key].first_at < first_seen:
            rows.append((id_, first[key].first_run_id, first[key].first_at))
    names = ("publication_id", "source_run_id", "seen_at")
    for chunk in chunks(rows):
        values = [{**dict(zip(names, row, strict=True)), "version_id": None, "capture": ""} for row in chunk]
        connection.execute(upsert(connection, SightingRow).on_conflict_do_nothing(), values)
    refresh(connection, {id_ for id_, _, _ in rows})


class _Listed(NamedTuple):
    """When, and in which source run, a row was first listed, and its page first read."""

    first_at: datetime
    first_run_id: int
    opened_at: datetime | None = None
    opened_run_id: int | None = None


def _remember_listed(
    connection: Connection, source: str, source_run: int, at: datetime, listed: set[str], opened: set[str]
) -> dict[str, _Listed]:
    """Note the rows of a listing; returns all that were ever listed."""
    columns = (getattr(ListedRow, name) for name in _Listed._fields)
    rows = connection.execute(select(ListedRow.key, *columns).where(ListedRow.source == source))
    known = {key: _Listed(*values) for key, *values in rows}
    changed = {}
    for key in listed:
        row = old = known.get(key)
        if row is None or at < row.first_at:
            row = _Listed(at, source_run, *(row[2:] if row else ()))
        if key in opened and (row.opened_at is None or at < row.opened_at):
            row = row._replace(opened_at=at, opened_run_id=source_run)
        if row != old:
            known[key] = changed[key] = row
    insert = upsert(connection, ListedRow)
    written = {name: insert.excluded[name] for name in _Listed._fields}
    statement = insert.on_conflict_do_update(index_elements=["source", "key"], set_=written)
    for chunk in chunks(sorted(changed)):
        connection.execute(statement, [{"source": source, "key": key, **changed[key]._asdict()} for key in chunk])
    return known


def note_gone(connection: Connection, source: str) -> None:
    """Note for each publication of the source since when a healthy read that covers it does not hold it any more."""
    history = history_of(connection, [source])[source]
    rows = connection.execute(
        select(
            PublicationRow.id,
            PublicationRow.last_seen,
            PublicationRow.last_run_id,
            PublicationRow.gone_at,
            VersionRow.posted_on,
        )
        .join(VersionRow, VersionRow.id == PublicationRow.version_id)
        .where(PublicationRow.source == source)
    ).all()
    for id_, last_seen, last_run, gone_at, posted_on in rows:
        if last_seen is None or last_run is None:
            continue
        missing = history.missing_after(last_seen, last_run, posted_on)
        since = missing.finished_at if missing else None
        if since != gone_at:
            connection.execute(update(PublicationRow).where(PublicationRow.id == id_).values(gone_at=since))
