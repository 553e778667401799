"""The store: what the crawl writes and what judging and reports read, in few calls.

Each call is one transaction: it happens wholly or not at all. Calls may come from any thread; errors are `StoreError`s,
`StoreBusyError` where trying again may help.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from hearings.archive.capture import Capture
from hearings.clock import Clock
from hearings.codec import CodecError
from hearings.health import SourceReading
from hearings.items import Document, Finding, Publication
from hearings.store import decisions, grouping, judgements, lookup, reading, runs, sources, views, writing
from hearings.store.decisions import Decided
from hearings.store.errors import StoreBusyError, StoreError
from hearings.store.judgements import Judgement
from hearings.store.keys import chunks
from hearings.store.models import CaptureRow, RunRow, SourceRunRow
from hearings.store.opening import WRITING, is_passing, open_engine
from hearings.store.reading import KnownKeys
from hearings.store.runs import RunEnd, RunStart
from hearings.store.writing import Counts


def open_store(url: str) -> Store:
    """The store at a database address (setting `HEARINGS_DATABASE_URL`), made or migrated as needed.

    Raises `StoreError` with a message for the operator.
    """
    return Store(open_engine(url))


class Store:
    """See the module. `as_of` arguments show what was known at that instant, as if nothing had been read since."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(**{WRITING: True})

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- a crawl writes ---

    def begin_run(self, start: RunStart) -> int:
        """Id of the run. Runs of the region whose process died are marked as interrupted on the way."""
        now = Clock().now()
        with self._writing() as connection:
            runs.mark_dead(connection, start.region, now)
            return runs.begin(connection, start, now)

    def known_keys(self, sources: Collection[str], as_of: datetime, run_id: int) -> KnownKeys:
        """What a crawl may know of the listings of its sources when it begins."""
        with self._reading() as connection:
            return reading.known_keys(connection, sources, as_of, run_id)

    def finish_run(self, run_id: int, end: RunEnd) -> None:
        """How a run ended; a run that is read again (a replay) keeps the end it had."""
        with self._writing() as connection:
            runs.finish(connection, run_id, end)

    def save_captures(self, run_id: int, captures: Iterable[Capture]) -> None:
        with self._writing() as connection:
            writing.save_captures(connection, run_id, captures)

    def save_publications(self, run_id: int, items: Sequence[Publication]) -> Counts:
        """Versions and sightings of publications that were read in this run; the same again changes nothing."""
        with self._writing() as connection:
            return writing.save_publications(connection, run_id, items)

    def finish_source(
        self,
        run_id: int,
        source: SourceReading,
        made: Collection[int] | None = None,
        settled: Collection[str] = (),
    ) -> set[str | None]:
        """How the reading of a source ended; what its listing held was seen, what it should have held is gone.

        Of a run that was read before (a replay), the ending is replaced if this reading asked for at least as much, and
        publications that the run had made and that are not among those `made` now are taken back; `settled` are pages
        that were known from earlier runs and not opened. Returns the regions from which something was taken back.
        """
        with self._writing() as connection:
            return sources.finish(connection, run_id, source, made, settled)

    def regroup(self, regions: Iterable[str | None] | None = None) -> int:
        """Decide anew which publications of these regions (default: all) are the same document.

        Regions with publications that belong to no document yet (a crawl was killed) are looked at in any case.
        Returns how many publications moved. Documents keep their uid as long as their oldest publication stays.
        """
        with self._reading() as connection:
            ungrouped = grouping.known_regions(connection, ungrouped=regions is not None)
            wanted = {*(regions or ()), *ungrouped}
        moved = 0
        for region in sorted(wanted, key=str):
            with self._reading() as connection:
                rows = grouping.read_region(connection, region)
            groups = grouping.grouped(rows)  # takes its time: nobody waits for the database meanwhile
            with self._writing() as connection:
                moved += grouping.write_groups(connection, region, groups)
        with self._writing() as connection:
            grouping.drop_empty(connection)
        return moved

    # --- judging and reports read ---

    def documents(self, as_of: datetime | None = None) -> list[Document]:
        """Announcements, protocols and others, merged from their publications; the oldest first."""
        with self._reading() as connection:
            return views.documents(connection, as_of)

    def publications(self, document: str) -> list[reading.KnownPublication]:
        """The publications of a document by its uid, with texts, versions and what happened to them."""
        with self._reading() as connection:
            return reading.publications(connection, document)

    def documents_like(self, beginning: str) -> list[str]:
        """Uids of the documents that begin so."""
        with self._reading() as connection:
            return lookup.documents_like(connection, beginning)

    def documents_at(self, url: str) -> list[str]:
        """Uids of the documents at an address."""
        with self._reading() as connection:
            return lookup.documents_at(connection, url)

    def findings_like(self, beginning: str) -> list[lookup.KnownFinding]:
        """Stored findings whose uid begins so, each as last judged."""
        with self._reading() as connection:
            return lookup.findings_like(connection, beginning)

    def readings(self) -> dict[str, frozenset[tuple[str, ...]]]:
        """What every document was read as, by its uid: equal where nothing is read otherwise."""
        with self._reading() as connection:
            return lookup.readings(connection)

    def runs(self) -> list[RunRow]:
        """All runs, the latest first."""
        with self._session() as session:
            return list(session.scalars(select(RunRow).order_by(RunRow.started_at.desc(), RunRow.id.desc())))

    def source_runs(self, as_of: datetime | None = None) -> list[SourceRunRow]:
        """Source runs begun by then, in order of time; of one that ended later nothing is known but that it runs."""
        with self._session() as session:
            return reading.source_runs(session, as_of)

    def captures(self, ids: Iterable[str]) -> dict[str, CaptureRow]:
        """Captures by their record ids; unknown ids are not in the answer."""
        with self._session() as session:
            return {
                row.id: row
                for chunk in chunks(set(ids))
                for row in session.scalars(select(CaptureRow).where(CaptureRow.id.in_(chunk)))
            }

    def known_answers(self, urls: Iterable[str], before: datetime, but_run: int) -> dict[str, reading.KnownAnswer]:
        """The last good answer (status 200) of each address before an instant, so that it need not be asked again."""
        with self._session() as session:
            return reading.known_answers(session, urls, before, but_run)

    def save_judgement(
        self,
        month: str,
        as_of: datetime,
        findings: Iterable[Finding],
        passes: Mapping[str, int],
        *,
        made_at: datetime,
        norms: str = "",
        payload: Mapping[str, Any] | None = None,
    ) -> int:
        """Put down what judging a month found; with a `payload` it is frozen, and nothing will replace it."""
        with self._writing() as connection:
            return judgements.save(
                connection, month, as_of, findings, passes, made_at=made_at, norms=norms, payload=payload
            )

    def judgements(self, month: str, *, frozen: bool = False) -> list[Judgement]:
        """Judgements of a month, the latest first."""
        with self._reading() as connection:
            return judgements.judgements(connection, month, frozen=frozen)

    def judged_months(self) -> list[str]:
        """Months that were judged, in order, like 2018-01."""
        with self._reading() as connection:
            return judgements.months(connection)

    def findings(self, judgement_id: int) -> list[Finding]:
        with self._reading() as connection:
            return judgements.findings_of(connection, judgement_id)

    def judged_last(self, finding: str) -> dict[str, Judgement]:
        """The findings whose uid begins so, each with the judgement that found it last."""
        with self._reading() as connection:
            return judgements.latest_with(connection, finding)

    def save_decisions(self, decided: Iterable[Decided]) -> int:
        """Put down what an analyst decided; the same again adds nothing. Returns how many were added."""
        with self._writing() as connection:
            return decisions.save(connection, decided)

    def decisions(self, month: str) -> list[Decided]:
        """The latest decision of each finding of a month, like 2018-01."""
        with self._reading() as connection:
            return decisions.decisions_of(connection, month)

    # --- transactions ---

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._errors("written"), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._errors("read"), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with self._errors("read"), Session(self.engine, expire_on_commit=False) as session:
            yield session
            session.expunge_all()

    @contextmanager
    def _errors(self, done: str) -> Iterator[None]:
        try:
            yield
        except CodecError as error:
            raise StoreError(f"a stored record is not one of this version of the program: {error}") from error
        except StatementError as error:
            kind = StoreBusyError if is_passing(error) else StoreError
            raise kind(f"the database could not be {done}: {' '.join(str(error.orig).split())}") from error
