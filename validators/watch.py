"""What is known about the reading of sources, as far as an absence is to be proved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hearings.items import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRead:
    """One reading of a source on a local day: it shows what was posted from `covers_from` (None: ever) until then."""

    source: str
    day: date
    healthy: bool
    covers_from: date | None = None
    captures: tuple[str, ...] = ()
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Whether all sources were read healthily after a day; if so the captures that show it, if not where it failed."""

    proved: bool
    reads: tuple[SourceRead, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def captures(self) -> tuple[str, ...]:
        return tuple(capture for read in self.reads for capture in read.captures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """The reading of the sources where a hearing's protocol could stand, until the day of judging.

    `sources` are those sources; `suspects` are documents that could not be read and may be the protocol.
    """

    as_of: date
    sources: tuple[str, ...] = ()
    reads: tuple[SourceRead, ...] = ()
    suspects: tuple[Document, ...] = ()

    def absence(self, *, since: date, after: date) -> Absence:
        """Whether each source was read healthily later than `after`, with all that was posted from `since` on."""
        shown = [self._shown(source, since, after) for source in self.sources]
        lacking = tuple(source for source, reads in zip(self.sources, shown, strict=True) if not reads)
        return Absence(
            proved=bool(self.sources) and not lacking,
            reads=tuple(read for reads in shown for read in reads),
            lacking=lacking,
        )

    def _shown(self, source: str, since: date, after: date) -> list[SourceRead]:
        """Healthy reads that together show all that was posted from `since` until later than `after`; none if not so.

        Where one reading shows it all, the latest such; else each begins where the one before it ends.
        """
        healthy = [read for read in self.reads if read.source == source and read.healthy]
        whole = [read for read in healthy if read.day > after and _from(read) <= since]
        if whole:
            return [max(whole, key=lambda read: read.day)]
        reach, chain = since, []
        for read in sorted(healthy, key=lambda read: (_from(read), read.day)):
            if _from(read) <= reach < read.day:
                reach = read.day
                chain.append(read)
        return chain if reach > after else []


def _from(read: SourceRead) -> date:
    return read.covers_from or date.min
