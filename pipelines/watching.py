"""What the source runs prove about an absence: which sources a protocol could stand on, and how they were read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Protocol as Shape

from hearings.clock import local_day
from hearings.health import State
from hearings.items import Document, Hearing, TextState
from hearings.projects import ProjectKey, project_key, similarity
from hearings.regions import NATIONAL_PLATFORM, NATIONAL_SINCE
from validators import SourceRead, Watch

EARLY = timedelta(days=3)  # a protocol posted so long before the announced day may be of a session held earlier


class SourceRun(Shape):
    """What is needed of a source's reading during a run, as the store keeps it."""

    region: str
    source: str
    platform: str
    started_at: datetime
    until: date | None
    state: str
    cause: str
    covers_from: date | None
    listing_captures: list[str]


class Watching:
    """The reads of all sources, and the documents that could not be read, by region."""

    def __init__(self, runs: Iterable[SourceRun], hearings: Iterable[Hearing], others: Iterable[Document]) -> None:
        self._reads: dict[str, list[SourceRead]] = defaultdict(list)  # by source
        self._of_region: dict[str, list[SourceRead]] = defaultdict(list)
        self._national: set[str] = set()
        for run in runs:
            read = _read(run)
            self._reads[run.source].append(read)
            self._of_region[run.region].append(read)
            if run.platform == NATIONAL_PLATFORM:
                self._national.add(run.source)
        self._suspects: dict[str | None, list[tuple[Document, ProjectKey]]] = defaultdict(list)
        for document in (*others, *(p for h in hearings if not h.announcements for p in h.protocols)):
            if _unread(document):
                key = project_key(document.project.value or document.title, document.initiator.value or "")
                self._suspects[document.region].append((document, key))

    def of(self, hearing: Hearing, as_of: date) -> Watch:
        """The watch over one hearing's protocol until a day."""
        days = [day for d in hearing.announcements for s in d.sessions for day in (s.start, s.end) if day]
        sources = dict.fromkeys(source for d in hearing.announcements for source in d.sources)
        if days:
            of_region = self._of_region.get(hearing.region or "", ())
            sources |= dict.fromkeys(read.source for read in of_region if read.day > max(days))
            if max(days) >= NATIONAL_SINCE:
                sources |= dict.fromkeys(sorted(self._national) or [NATIONAL_PLATFORM])
        return Watch(
            as_of=as_of,
            sources=tuple(sources),
            reads=tuple(read for source in sources for read in self._reads.get(source, ()) if read.day <= as_of),
            suspects=tuple(self._may_be_it(hearing, min(days))) if days and not hearing.protocols else (),
        )

    def _may_be_it(self, hearing: Hearing, first_day: date) -> Iterable[Document]:
        keys = [
            project_key(text, d.initiator.value or "", d.bin.value or "")
            for d in hearing.announcements
            for text in d.projects or (d.project.value or d.title,)
        ]
        for document, key in self._suspects.get(hearing.region, ()):
            known = [day for day in (document.posted_on.value, document.first_seen) if day]
            in_time = not known or min(known) >= first_day - EARLY
            if in_time and not any(similarity(key, other).conflict for other in keys):
                yield document


def _unread(document: Document) -> bool:
    """Whether a document may be the protocol of some hearing without our knowing: unread, or without its session."""
    if document.kind == "other":
        return document.other == "unread"
    return document.kind == "protocol" and (document.text_state is not TextState.READ or document.last_day is None)


def _read(run: SourceRun) -> SourceRead:
    day = local_day(run.started_at)
    return SourceRead(
        source=run.source,
        day=min(day, run.until) if run.until else day,  # what was posted later was not asked for
        healthy=run.state == State.HEALTHY,
        covers_from=run.covers_from,
        captures=tuple(run.listing_captures),
        cause=run.cause,
    )
