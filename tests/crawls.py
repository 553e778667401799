"""Reads of a source as a crawl would put them into a store, without crawling."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import date, datetime, timedelta
from itertools import count

from hearings.clock import parse_instant
from hearings.health import Cause, Failure, SourceReading, run_verdict
from hearings.items import Publication
from hearings.store import Counts, RunEnd, RunStart, Store

SOURCE = "govkz:aktobe"
_numbers = count(1)


def instant(text: str) -> datetime:
    """`2018-01-31` is noon of that day in Kazakhstan."""
    return parse_instant(text if "T" in text else f"{text}T12:00")


def crawl(
    store: Store,
    at: str,
    *items: Publication,
    source: str = SOURCE,
    listed: Iterable[str] = (),
    opened: Iterable[str] = (),
    covers_from: str | None = None,
    since: str = "2017-12-01",
    until: str | None = None,
    broken: bool = False,
    uid: str = "",
    region: str = "aktobe",
    mode: str = "crawl",
    regroup: bool = True,
    lasts: int = 60,
) -> Counts:
    """One healthy read of a source at an instant, `lasts` seconds long; `listed` are rows that were not followed.

    `covers_from`: the listing was read back to that day only. `broken`: it could not be read to its end.
    """
    started = instant(at)
    finished = started + timedelta(seconds=lasts)
    last_day = date.fromisoformat(until or at[:10])
    run = store.begin_run(
        RunStart(uid=uid or f"run-{next(_numbers)}", region=region, started_at=started, mode=mode, until=last_day)
    )
    read = []
    for item in items:
        read.append(copy(item))
        read[-1].read_at = started + timedelta(seconds=lasts / 6)
    counts = store.save_publications(run, read)
    reading = SourceReading(
        source=source,
        platform=source.partition(":")[0],
        address=source.partition(":")[2],
        region=region,
        since=date.fromisoformat(since),
        until=last_day,
        started_at=started,
        covers_from=date.fromisoformat(covers_from) if covers_from else None,
        reached_end=not broken,
        seen_keys={*listed, *(item.key.partition("#")[0] for item in items)},
        opened_keys={*opened, *(item.key.partition("#")[0] for item in items)},
        finished_at=finished,
    )
    reading.listing(max(1, len(items)), f"urn:uuid:listing-{at}")
    if broken:
        reading.failed(Failure(Cause.TIMEOUT, "no answer in time", reading.address, "listing"))
    store.finish_source(run, reading)
    if regroup:
        store.regroup()
    state, cause, detail = run_verdict([reading])
    end = RunEnd(finished_at=finished, state=state, cause=cause, detail=detail)
    store.finish_run(run, end)
    return counts
