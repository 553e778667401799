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
        """Whether each source was read healthily later than the day `after`, with all that was posted from `since` on.

        Of several such readings the latest is named: it shows the longest absence.
        """
        reads = []
        for source in self.sources:
            good = [read for read in self.reads if read.source == source and _shows(read, since, after)]
            if good:
                reads.append(max(good, key=lambda read: read.day))
        found = {read.source for read in reads}
        lacking = tuple(source for source in self.sources if source not in found)
        return Absence(proved=bool(reads) and not lacking, reads=tuple(reads), lacking=lacking)


def _shows(read: SourceRead, since: date, after: date) -> bool:
    return read.healthy and read.day > after and (read.covers_from is None or read.covers_from <= since)
