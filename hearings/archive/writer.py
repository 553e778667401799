"""Writes a run into the archive: `<folder>/<region>/<run>.warc.gz` and its manifest, in a thread of its own.

Each record is a whole gzip member, written in one piece, and then named in the manifest, so whatever was written
before a kill can be read, and what a kill tore can be told from what somebody changed.
"""

from __future__ import annotations

import hashlib
import os
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import BinaryIO, NamedTuple

from scrapy.http import Request, Response

from hearings.archive import warc
from hearings.archive.capture import ArchiveError, Capture, Place, instant, new_record_id, new_run_id, safe_name
from hearings.archive.known import KnownBodies, KnownBody
from hearings.archive.lock import RegionLock
from hearings.archive.manifest import SUFFIX, Manifest, cut_back, latest_of, write_whole
from hearings.clock import Clock

SOFTWARE = "hearing-monitor"
# As many answers as may wait for the disk; when it lags behind that far, the crawl waits for it.
WAITING = 64
SYNC_SECONDS = 2.0


class Asked(NamedTuple):
    """What a run was asked for; a replay asks for the same."""

    since: date | None = None
    until: date | None = None
    depth: str = ""

    def fields(self) -> dict[str, str]:
        days = {"since": self.since, "until": self.until}
        return {**{name: day.isoformat() if day else "" for name, day in days.items()}, "depth": self.depth}


class _Job(NamedTuple):
    capture: Capture
    exchange: warc.Exchange | None  # None: the request failed


class ArchiveRun:
    """One run of one region, open for writing.

    `on_error` is called (in the writer's thread, once) when the disk refuses; from then on every capture's
    `written` raises that `ArchiveError`.
    """

    def __init__(
        self,
        folder: Path,
        region: str,
        clock: Clock,
        *,
        asked: Asked | None = None,
        on_error: Callable[[ArchiveError], None] | None = None,
    ) -> None:
        """Opens the run's files; raises `ArchiveError` with a reason for the operator where that fails."""
        self.folder = folder
        self.region = region
        self.clock = clock
        self.id = new_run_id(clock.now())
        self.error: ArchiveError | None = None
        self._on_error = on_error
        self._jobs: queue.Queue[_Job | None] = queue.Queue(WAITING)
        home = folder / safe_name(region)
        self.file = f"{home.name}/{self.id}.warc.gz"
        try:
            home.mkdir(parents=True, exist_ok=True)
            self._lock = RegionLock(home, region)
        except OSError as error:
            in_the_way = next((path for path in (home, *home.parents) if path.is_file()), home)
            raise ArchiveError.from_os(error, in_the_way) from error
        try:
            with ExitStack() as undo:
                undo.callback(self._lock.release)
                self._open(home, asked or Asked(), undo)
                undo.pop_all()  # it stays open
        except OSError as error:
            raise ArchiveError.from_os(error, home) from error
        self._thread = threading.Thread(target=self._work, name=f"archive-{self.id}", daemon=True)
        self._thread.start()

    @property
    def head(self) -> str:
        """Hash of the manifest's last line so far; whoever keeps it elsewhere can prove that nothing was cut off."""
        return self._manifest.head

    def response(self, request: Request, response: Response) -> Capture:
        """Put an answer down; returns at once, `written` tells when it is on the disk."""
        headers = response.headers
        capture = self._capture(request)
        capture.status = response.status
        capture.sha256 = hashlib.sha256(response.body).hexdigest()
        capture.size = len(response.body)
        capture.media_type = _words(headers.get("Content-Type")).partition(";")[0].strip().lower()
        capture.etag = _words(headers.get("ETag"))
        capture.last_modified = _words(headers.get("Last-Modified"))
        self._put(_Job(capture, warc.exchange_of(request, response)))
        return capture

    def failure(self, request: Request, cause: str, error: str) -> Capture:
        """Put down that we asked and got no answer, and why."""
        capture = self._capture(request)
        capture.cause, capture.error = cause, error
        self._put(_Job(capture, None))
        return capture

    def close(self, reason: str) -> None:
        """Write what waits, end the manifest with `reason`, let go of the region. Never raises."""
        self._jobs.put(None)
        self._thread.join()
        self._on_error = None  # the crawl has ended already
        try:
            if self.error is None:
                self._manifest.append("end", time=instant(self.clock.now()), reason=reason)
                self._sync()
        except OSError as error:
            self._fail(error)
        finally:
            self._known.close(self.id)
            self._warc.close()
            self._manifest.close()
            self._lock.release()

    def _open(self, home: Path, asked: Asked, undo: ExitStack) -> None:
        """Make the files and their first record and line; `undo` leaves nothing of them behind."""
        self._known = KnownBodies(self.folder, home)
        undo.callback(self._known.close)
        preceding = latest_of(home)
        manifest, file = home / f"{self.id}{SUFFIX}", self.folder / self.file
        self._manifest = Manifest(manifest, preceding.hash if preceding else "")
        undo.callback(manifest.unlink, missing_ok=True)
        undo.callback(self._manifest.close)
        self._warc: BinaryIO = file.open("xb", buffering=0)
        undo.callback(file.unlink, missing_ok=True)
        undo.callback(self._warc.close)
        now = instant(self.clock.now())
        clock = "simulated" if self.clock.simulated else "real"
        run = {"run": self.id, "region": self.region, "clock": clock, **asked.fields()}
        fields = {
            "software": SOFTWARE,
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "robots": "obey",
            **{f"hearings-{name}": value for name, value in run.items()},
        }
        record_id = new_record_id()
        record = warc.warcinfo(record_id, now, Path(self.file).name, fields)
        write_whole(self._warc, record)
        follows = preceding.run if preceding else ""
        place = {"file": self.file, "offset": 0, "length": len(record), "record": record_id, "seal": _seal(record)}
        self._manifest.append("run", time=now, **run, follows=follows, software=SOFTWARE, **place)
        self._sync()

    def _capture(self, request: Request) -> Capture:
        return Capture(
            id=new_record_id(),
            run=self.id,
            region=self.region,
            url=warc.public_url(request.url),
            method=request.method,
            status=None,
            captured_at=self.clock.now(),
            request_body=request.body,
            written=Future(),
        )

    def _put(self, job: _Job) -> None:
        if self.error is not None:
            job.capture.written.set_exception(self.error)
        else:
            self._jobs.put(job)

    # ------------------------------------------------------------------ the writer's thread

    def _work(self) -> None:
        synced = time.monotonic()
        while (job := self._jobs.get()) is not None:
            capture = job.capture
            if self.error is not None:
                capture.written.set_exception(self.error)
                continue
            try:
                self._write(capture, job.exchange)
                if self._jobs.empty() and time.monotonic() - synced > SYNC_SECONDS:
                    self._sync()
                    synced = time.monotonic()
            except Exception as error:  # noqa: BLE001  # whatever it is, nothing may wait for it for ever
                capture.written.set_exception(self._fail(error))
            else:
                capture.written.set_result(None)

    def _write(self, capture: Capture, exchange: warc.Exchange | None) -> None:
        if exchange is None:
            self._manifest.append("failure", **_told(capture), cause=capture.cause, error=capture.error)
            return
        when, sha256 = instant(capture.captured_at), f"sha256:{capture.sha256}"
        known = self._known.find(capture.sha256) if capture.size else None
        if known:
            original = warc.Original(known.record, known.url, known.date)
            record = warc.revisit(capture.id, when, sha256, exchange, original)
            capture.revisit_of, capture.original = known.record, known.place
        else:
            record = warc.response(capture.id, when, sha256, exchange)
        request = warc.request(new_record_id(), when, exchange, capture.id)
        place = Place(self.file, self._warc.tell(), len(record))
        try:
            write_whole(self._warc, record + request)
            self._manifest.append(
                "revisit" if known else "response",
                **_told(capture),
                status=capture.status,
                sha256=capture.sha256,
                size=capture.size,
                type=capture.media_type,
                file=place.file,
                offset=place.offset,
                length=place.length,
                request_length=len(request),
                seal=_seal(record + request),
                **({"original": {"record": known.record, **known.place._asdict()}} if known else {}),
            )
        except OSError:
            cut_back(self._warc, place.offset)
            raise
        capture.place = place
        if not known and capture.size:
            self._known.add(capture.sha256, KnownBody(capture.id, exchange.url, when, place))

    def _sync(self) -> None:
        """Onto the disk itself, so that a power failure costs little."""
        for file in (self._warc, self._manifest.file):
            os.fsync(file.fileno())

    def _fail(self, error: Exception) -> ArchiveError:
        path = self.folder / self.file
        told = ArchiveError.from_os(error, path) if isinstance(error, OSError) else ArchiveError(f"{path}: {error!r}")
        self.error = told
        if self._on_error:
            self._on_error(told)
        return told


def _told(capture: Capture) -> dict[str, object]:
    fields: dict[str, object] = {
        "time": instant(capture.captured_at),
        "url": capture.url,
        "method": capture.method,
        "record": capture.id,
    }
    if capture.request_body:
        fields["request_sha256"] = hashlib.sha256(capture.request_body).hexdigest()
    return fields


def _seal(stored: bytes) -> str:
    return hashlib.sha256(stored).hexdigest()


def _words(value: bytes | None) -> str:
    return (value or b"").decode("latin-1").strip()
