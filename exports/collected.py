"""How completely a month was read: region by region, source by source, from the readings that could show it."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from exports.view import SourceLine
from hearings.clock import local_day
from hearings.health import State
from hearings.privacy import mask
from hearings.regions import NATIONAL_PLATFORM, NATIONAL_SINCE

NATIONAL, NATIONAL_ADDRESS = "national", "https://hearings.ndbecology.gov.kz"


class SourceRun(Protocol):
    """A reading of a source, as the store hands it out."""

    region: str
    source: str
    address: str
    confirmed: bool
    started_at: datetime
    finished_at: datetime | None
    since: date | None
    until: date | None
    state: str
    cause: str
    detail: str
    rows: int
    items: int


def last_day(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def by_region(runs: Iterable[SourceRun], month: date, as_of: datetime) -> dict[str, tuple[SourceLine, ...]]:
    """The lines of each region that was read; the key `national` holds the portal that serves all of them."""
    relevant: dict[str, dict[str, list[SourceRun]]] = defaultdict(lambda: defaultdict(list))
    for run in sorted(runs, key=lambda run: run.started_at):
        if concerns(run, month):
            relevant[run.region][run.source].append(run)
    needed = min(last_day(month), local_day(as_of))
    return {
        region: tuple(source_line(reads, needed) for _, reads in sorted(sources.items()))
        for region, sources in relevant.items()
    }


def lines_of(region: str, lines: Mapping[str, tuple[SourceLine, ...]], month: date) -> tuple[SourceLine, ...]:
    """A region's own sources and, in its time, the portal; a portal that was never read is a gap in every region."""
    own = lines.get(region, ())
    if month < NATIONAL_SINCE:
        return own
    never = SourceLine(region=NATIONAL, source=NATIONAL_PLATFORM, address=NATIONAL_ADDRESS, state=None)
    return (*own, *lines.get(NATIONAL, (never,)))


def concerns(run: SourceRun, month: date) -> bool:
    """Read in the month or later, and asked for a period that touches it."""
    day = read_until(run)
    return day >= month and (run.since or month) <= last_day(month)


def read_until(run: SourceRun) -> date:
    """The last day whose publications the reading could show."""
    day = local_day(run.started_at)
    return min(day, run.until) if run.until else day


def source_line(runs: Sequence[SourceRun], needed: date) -> SourceLine:
    """The last reading of a source, and what all of them say together of the days up to `needed`.

    One that failed after others had succeeded leaves the month read in part; so does a last one that came too early.
    """
    last = runs[-1]
    state, cause, detail = State(last.state), last.cause, last.detail
    something = any(State(run.state) in (State.HEALTHY, State.PARTIAL) or run.items for run in runs)
    if any(State(run.state) is State.HEALTHY and read_until(run) >= needed for run in runs):
        state, cause, detail = State.HEALTHY, "", ""
    elif state is State.HEALTHY:
        state, cause = State.PARTIAL, TOO_EARLY
        detail = f"{read_until(last):%d.%m.%Y}"
    elif something:
        state = State.PARTIAL
    return SourceLine(
        region=last.region,
        source=last.source,
        address=last.address,
        state=state,
        cause=cause,
        detail=mask(detail),
        when=last.finished_at or last.started_at,
        since=last.since,
        until=last.until,
        rows=last.rows,
        items=last.items,
        confirmed=last.confirmed,
    )


TOO_EARLY = "read_before_the_end"  # beside the causes of `hearings.health`: read well, but not to the month's end


def overall(lines: Sequence[SourceLine]) -> State | None:
    """How completely a region was read, from its sources; None where none was ever read."""
    states = [line.state for line in lines]
    if not any(states):
        return None
    if all(state is State.HEALTHY for state in states):
        return State.HEALTHY
    return State.PARTIAL if any(state in (State.HEALTHY, State.PARTIAL) for state in states) else State.BROKEN
