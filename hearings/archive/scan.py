"""Captures from WARC records alone, where no manifest says what a file holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from hearings.archive.capture import ArchiveError, Capture, Place, read_day, read_instant
from hearings.archive.records import Damage, Record, answer_of, bare, fields_of, question_of
from hearings.archive.writer import Asked


class FoundRun(NamedTuple):
    """A run of ours, as the warcinfo record at the head of its file describes it."""

    id: str
    region: str
    started_at: datetime
    asked: Asked
    simulated: bool


class Loose(NamedTuple):
    """A revisit that names its original by address and time only, as many writers do."""

    capture: Capture
    address: str
    moment: datetime


@dataclass(slots=True)
class Found:
    """What a file holds; `captures` in order, those of no run of ours with an empty `run`."""

    captures: list[Capture] = field(default_factory=list)
    runs: list[FoundRun] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)


def captures_in(
    found: Iterable[Record | Damage], path: Path, name: str, run: FoundRun | None, problem: Callable[[str], None]
) -> Found:
    """The answers among the records of the file `path`, called `name` in their places.

    `run` is that of the records before any warcinfo. What cannot be read is told to `problem`.
    """
    result = Found()
    asked_by: dict[str, Record] = {}  # request records by their own id and by that of their answer
    partners: dict[str, str] = {}
    for record in found:
        if isinstance(record, Damage):
            problem(f"{path}: from byte {record.offset} on: {record.why}")
        elif record.type == "warcinfo":
            run = _run_of(record)
            if run:
                result.runs.append(run)
        elif record.type == "request":
            asked_by[record.id] = record
            if concurrent := record.headers.get("warc-concurrent-to"):
                asked_by[bare(concurrent)] = record
        elif record.type in ("response", "revisit") and record.url.startswith(("http:", "https:")):
            capture = _capture_of(record, name, run, path, problem)
            if capture is not None:
                result.captures.append(capture)
                partners[capture.id] = bare(record.headers.get("warc-concurrent-to", ""))
                result.loose += _loose(capture, record)
    for capture in result.captures:
        request = asked_by.get(capture.id) or asked_by.get(partners[capture.id])
        if request is not None:
            capture.method, capture.request_body = question_of(request)
    return result


def _run_of(record: Record) -> FoundRun | None:
    fields, started = fields_of(record), read_instant(record.headers.get("warc-date"))
    run = fields.get("hearings-run", "")
    if not run or started is None:
        return None
    asked = Asked(
        read_day(fields.get("hearings-since")), read_day(fields.get("hearings-until")), fields.get("hearings-depth", "")
    )
    return FoundRun(run, fields.get("hearings-region", ""), started, asked, fields.get("hearings-clock") == "simulated")


def _capture_of(
    record: Record, name: str, run: FoundRun | None, path: Path, problem: Callable[[str], None]
) -> Capture | None:
    moment = read_instant(record.headers.get("warc-date"))
    if moment is None or not record.id:
        problem(f"{path}: the record at byte {record.offset} has no time or no identifier")
        return None
    try:
        answer = answer_of(record)
    except ArchiveError as error:
        problem(f"{path}: {error}")
        return None
    stored = record.type == "response"
    headers = {key.lower(): value.decode("latin-1") for key, value in reversed(answer.headers)}
    return Capture(
        id=record.id,
        run=run.id if run else "",
        region=run.region if run else "",
        url=record.url,
        method="GET",
        status=answer.status,
        captured_at=moment,
        sha256=hashlib.sha256(answer.body).hexdigest() if stored else _sha256_of(record),
        size=len(answer.body) if stored else 0,
        media_type=headers.get(b"content-type", "").partition(";")[0].strip().lower(),
        place=Place(name, record.offset, record.length, record.inner),
        revisit_of="" if stored else bare(record.headers.get("warc-refers-to", "")),
    )


def _sha256_of(record: Record) -> str:
    algorithm, _, value = record.headers.get("warc-payload-digest", "").partition(":")
    is_hex = algorithm.lower() in ("sha256", "sha-256") and len(value) == 64
    return value.lower() if is_hex else ""


def _loose(capture: Capture, record: Record) -> list[Loose]:
    moment = read_instant(record.headers.get("warc-refers-to-date"))
    if record.type != "revisit" or capture.revisit_of or moment is None:
        return []
    return [Loose(capture, bare(record.headers.get("warc-refers-to-target-uri", "")) or capture.url, moment)]


def find_originals(loose: list[Loose], captures: list[Capture]) -> None:
    """Give revisits the records that their address and time mean; those that lie elsewhere stay without."""
    if loose:
        stored = {(c.url, c.captured_at): c.id for c in captures if c.status is not None and c.sha256 and c.size}
        for revisit in loose:
            original = stored.get((revisit.address, revisit.moment), "")
            revisit.capture.revisit_of = original if original != revisit.capture.id else ""
