"""What follows from reading a source again and again: when a publication appeared, and when it was gone.

Absence is said only of a healthy read whose listing reached far enough back to hold the publication. Plain values in
and out; the work is a look-up in sorted lists, not a comparison of every publication with every read.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

EVERYTHING = date.min  # the reach of a listing that was read whole


@dataclass(frozen=True, slots=True)
class SourceRead:
    """One finished read of a source. `healthy`: its listing was read to the end of what was asked."""

    id: int
    started_at: datetime
    finished_at: datetime
    healthy: bool
    covers_from: date | None  # None: the listing was read whole
    reached_end: bool

    @property
    def reach(self) -> date:
        """The earliest posting day that the listing was read back to."""
        return self.covers_from or EVERYTHING


class SourceHistory:
    """The reads of one source, asked about its publications."""

    def __init__(self, reads: Iterable[SourceRead]) -> None:
        reads = list(reads)
        healthy = [read for read in reads if read.healthy]
        self._reach = {read.id: read.reach for read in reads if read.reached_end}
        self._by_start = sorted(healthy, key=lambda read: (read.started_at, read.id))
        self._by_end = sorted(healthy, key=lambda read: (read.finished_at, read.id))
        self._starts = [(read.started_at, read.id) for read in self._by_start]
        self._ends = [(read.finished_at, read.id) for read in self._by_end]
        # How far back the reads up to an index, or from it on, reached at most: most questions end here.
        self._reach_until = list(accumulate((read.reach for read in self._by_end), min))
        self._reach_from = list(accumulate((read.reach for read in reversed(self._by_start)), min))[::-1]
        self._missing: dict[tuple[int, date], SourceRead] = {}  # answers, which many publications share

    def missing_after(self, seen_at: datetime, run: int, posted: date | None) -> SourceRead | None:
        """The first read begun after a sighting (in source run `run`) that would have held it; for the last sighting.

        A publication without a posting day would have been held only by a listing that was read whole.
        """
        index = bisect_right(self._starts, (seen_at, run))
        bound = posted or EVERYTHING
        if index == len(self._starts) or self._reach_from[index] > bound:
            return None
        question = (index, bound)
        if question not in self._missing:
            later = (self._by_start[i] for i in range(index, len(self._by_start)))
            self._missing[question] = next(read for read in later if read.reach <= bound)
        return self._missing[question]

    def absent_before(
        self, seen_at: datetime, run: int, posted: date | None, among: Container[int] | None = None
    ) -> SourceRead | None:
        """The last read finished before the first sighting (in source run `run`) that would have held it.

        Without a posting day, a read would have held it if it reached at least as far back as the one that found it.
        `among`: the reads that are asked; None: all.
        """
        index = bisect_left(self._ends, (seen_at, run))
        bound = max(self._reach.get(run, EVERYTHING), posted or EVERYTHING)
        if index == 0 or self._reach_until[index - 1] > bound:
            return None
        earlier = (self._by_end[i] for i in range(index - 1, -1, -1))
        return next((read for read in earlier if read.reach <= bound and (among is None or read.id in among)), None)
