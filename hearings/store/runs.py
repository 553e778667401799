"""Runs: begun, ended, and found dead when their process is."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from hearings.codec import masked
from hearings.health import Cause, State
from hearings.store.models import RunRow, SourceRunRow

LONGEST_RUN = timedelta(days=2)  # after that, a run of another machine is taken for dead


@dataclass(frozen=True, kw_only=True, slots=True)
class RunStart:
    """A run as it begins. `uid` is that of its archive; a replay has that of the run it reads again."""

    uid: str
    region: str
    started_at: datetime
    mode: str = "crawl"  # or "replay"
    simulated: bool = False
    since: date | None = None
    until: date | None = None
    depth: str = ""
    archive: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunEnd:
    """How a run ended."""

    finished_at: datetime
    state: State
    cause: Cause = Cause.NONE
    detail: str = ""
    stats: dict[str, Any] = field(default_factory=dict)


def begin(connection: Connection, start: RunStart, now: datetime) -> int:
    """The row of a run, made unless it is there already. `now` is the real time."""
    known = connection.execute(select(RunRow.id, RunRow.state).where(RunRow.uid == start.uid)).one_or_none()
    mine = {"host": socket.gethostname(), "process": _process(os.getpid())}
    if known is None:
        row = {
            **{name: getattr(start, name) for name in RunStart.__slots__},
            **mine,
            "recorded_at": now,
            "state": State.RUNNING.value,
            "cause": "",
            "detail": "",
            "stats": {},
        }
        run_id: int = connection.execute(insert(RunRow).values(row).returning(RunRow.id)).scalar_one()
        return run_id
    changes: dict[str, Any] = {"read_again_at": now}
    if known.state == State.INTERRUPTED.value:
        changes |= mine | {"state": State.RUNNING.value}
    connection.execute(update(RunRow).where(RunRow.id == known.id).values(changes))
    return int(known.id)


def finish(connection: Connection, run_id: int, end: RunEnd) -> None:
    """Put down how a run ended. The end of a run that is read again stays as it was."""
    row = {
        "finished_at": end.finished_at,
        "state": end.state.value,
        "cause": end.cause.value,
        "detail": masked(end.detail),
        "stats": end.stats,
    }
    connection.execute(update(RunRow).where(RunRow.id == run_id, RunRow.finished_at.is_(None)).values(row))


def mark_dead(connection: Connection, region: str, now: datetime) -> int:
    """Runs of the region that are still `running` while their process is not: interrupted. Returns how many."""
    running = connection.execute(
        select(RunRow.id, RunRow.host, RunRow.process, RunRow.recorded_at).where(
            RunRow.region == region, RunRow.state == State.RUNNING.value
        )
    ).all()
    dead = [
        row.id
        for row in running
        if (row.host == socket.gethostname() and not _is_alive(row.process)) or row.recorded_at < now - LONGEST_RUN
    ]
    ending = {
        "state": State.INTERRUPTED.value,
        "cause": Cause.INTERRUPTED.value,
        "detail": "the process ended without saying so; what it had read until then is kept",
    }
    for table, column in ((RunRow, RunRow.id), (SourceRunRow, SourceRunRow.run_id)):
        still = table.state == State.RUNNING.value
        connection.execute(update(table).where(column.in_(dead), still).values(ending))
    return len(dead)


def _process(pid: int) -> str:
    """A process by its number and, where the system tells it, its time of starting: numbers are used again."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
        return f"{pid}:{stat.rpartition(')')[2].split()[19]}"
    except (OSError, IndexError):
        return f"{pid}:"


def _is_alive(process: str) -> bool:
    pid, _, started = process.partition(":")
    if not pid.isdigit():
        return False
    if started:
        return _process(int(pid)) == process
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
