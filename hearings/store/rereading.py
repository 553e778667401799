"""A second reading of a run, with today's code: what the first one made and this one does not is taken back.

Nothing is taken back on the word of a reading that failed: a page that could not be read this time, or was not looked
at because it was known already, keeps what it was read as.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, delete, select

from hearings.health import SourceReading
from hearings.store.keys import chunks, kept_key, page_of
from hearings.store.models import PublicationRow, RunRow, SightingRow, SourceRunRow, VersionRow
from hearings.store.writing import refresh


def take_back(
    connection: Connection,
    source_run: int,
    reading: SourceReading,
    made: Collection[int],
    settled: Collection[str],
    *,
    whole: bool,
) -> set[str | None]:
    """Forget the sightings of a source run that its second reading did not make; returns the regions concerned.

    `made`: the publications it made. `settled`: pages that it did not open because an earlier run had read them.
    `whole`: it asked for as much as the first reading, and got as far.
    """
    if not _is_read_again(connection, source_run):
        return set()
    kept = {kept_key(key) for key in settled}
    refuted = _Refuted(reading, kept, whole=whole)
    rows = connection.execute(
        select(
            SightingRow.publication_id,
            SightingRow.capture,
            PublicationRow.key,
            VersionRow.posted_on,
            VersionRow.captures,
        )
        .join(PublicationRow, PublicationRow.id == SightingRow.publication_id)
        .join(VersionRow, VersionRow.id == SightingRow.version_id)
        .where(SightingRow.source_run_id == source_run)
    ).all()
    gone = [
        publication
        for publication, capture, key, posted_on, captures in rows
        if publication not in made and refuted(key, posted_on, {capture, *captures})
    ]
    for chunk in chunks(gone):
        of_run = SightingRow.source_run_id == source_run
        connection.execute(delete(SightingRow).where(of_run, SightingRow.publication_id.in_(chunk)))
    refresh(connection, gone)
    return _drop_unseen(connection, [*gone, *made])


class _Refuted:
    """Whether a reading shows that a publication, as an earlier reading of the same run saw it, is none."""

    def __init__(self, reading: SourceReading, settled: set[str], *, whole: bool) -> None:
        self.failed = {failure.capture for failure in reading.failures if failure.capture}
        # A failure that names no capture may concern any page.
        self.whole = whole and all(failure.capture or failure.what == "attachment" for failure in reading.failures)
        self.opened, self.seen = ({kept_key(key) for key in keys} for keys in (reading.opened_keys, reading.seen_keys))
        self.reached_end, self.covers_from, self.settled = reading.reached_end, reading.covers_from, settled

    def __call__(self, key: str, posted_on: date | None, captures: set[str]) -> bool:
        page = page_of(key)
        if not self.failed.isdisjoint(captures):
            return False
        if page in self.opened:
            return True
        if not self.whole or page in self.settled:
            return False
        return page in self.seen or (self.reached_end and self._would_be_listed(posted_on))

    def _would_be_listed(self, posted_on: date | None) -> bool:
        return self.covers_from is None or (posted_on is not None and posted_on >= self.covers_from)


def _is_read_again(connection: Connection, source_run: int) -> bool:
    statement = (
        select(RunRow.read_again_at)
        .join(SourceRunRow, SourceRunRow.run_id == RunRow.id)
        .where(SourceRunRow.id == source_run)
    )
    return connection.execute(statement).scalar_one() is not None


def _drop_unseen(connection: Connection, publications: Collection[int]) -> set[str | None]:
    """Contents that no run has seen, and publications without any; returns the regions they belonged to."""
    regions: set[str | None] = set()
    seen = select(SightingRow.source_run_id).where(
        SightingRow.publication_id == VersionRow.publication_id, SightingRow.version_id == VersionRow.id
    )
    read = select(VersionRow.id).where(VersionRow.publication_id == PublicationRow.id)
    for chunk in chunks(set(publications)):
        stale = connection.execute(
            select(VersionRow.id, VersionRow.region).where(VersionRow.publication_id.in_(chunk), ~seen.exists())
        ).all()
        regions |= {region for _, region in stale}
        connection.execute(delete(VersionRow).where(VersionRow.id.in_([id_ for id_, _ in stale])))
        empty = list(connection.scalars(select(PublicationRow.id).where(PublicationRow.id.in_(chunk), ~read.exists())))
        connection.execute(delete(SightingRow).where(SightingRow.publication_id.in_(empty)))
        connection.execute(delete(PublicationRow).where(PublicationRow.id.in_(empty)))
    return regions
