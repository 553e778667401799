"""Writing beside a running crawl: in batches, by one thread, and patient with a database that is busy.

The event loop never waits for the database, but a crawl that is faster than it waits for room.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TypeVar

from hearings.archive.capture import ArchiveError, Capture
from hearings.health import Cause
from hearings.items import Publication
from hearings.store.errors import StoreBusyError
from hearings.store.store import Store
from hearings.store.writing import Counts

T = TypeVar("T")
logger = logging.getLogger(__name__)

BATCH = 100  # publications per transaction
ROOM = 5 * BATCH  # publications that may wait
SECONDS = 1.0  # between two writes, where no batch is full before
ARCHIVE_SECONDS = 60.0  # for a record of the archive to be written
LONGEST_PAUSE = 5.0

Lost = Callable[[Publication, Cause, str], None]


class Patient:
    """Calls of the store in a thread of their own; a busy database is asked again for `patience` seconds."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")

    async def do(self, call: Callable[[], T]) -> T:
        """What the call returns. Raises `StoreBusyError` when the time is over, other errors at once."""
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + self.patience, 0.1
        while True:
            try:
                return await loop.run_in_executor(self._thread, call)
            except StoreBusyError as error:
                left = deadline - loop.time()
                if left <= 0:
                    raise StoreBusyError(f"{error}; tried for {self.patience:g} s") from error
                logger.info("waiting for the database: %s", error)
                await asyncio.sleep(min(pause, left))
                pause = min(2 * pause, LONGEST_PAUSE)

    def close(self) -> None:
        self._thread.shutdown()


class BatchWriter:
    """Takes publications and captures of one run, and writes them in batches.

    `lost` is told of each publication that could not be stored, `dead` once when the database stays out of reach:
    from then on nothing is written, and what comes is lost to the database (not to the archive).
    """

    def __init__(self, store: Store, run_id: int, patient: Patient, lost: Lost, dead: Callable[[str], None]) -> None:
        self.store, self.run_id, self.patient = store, run_id, patient
        self.counts = Counts()
        self._lost, self._dead = lost, dead
        self._why_dead = ""
        self._items: list[Publication] = []
        self._captures: list[Capture] = []
        self._unproved: set[str] = set()  # captures that the archive could not keep
        self._room = asyncio.Semaphore(ROOM)
        self._wake = asyncio.Event()
        self._ending = False
        self._task = asyncio.ensure_future(self._keep_writing())

    def add_capture(self, capture: Capture) -> None:
        self._captures.append(capture)

    async def add(self, item: Publication) -> None:
        """Take a publication; waits while too many wait already."""
        await self._room.acquire()
        self._items.append(item)
        if len(self._items) >= BATCH:
            self._wake.set()

    async def close(self) -> None:
        """Write what is left."""
        self._ending = True
        self._wake.set()
        await self._task

    async def _keep_writing(self) -> None:
        while not self._ending:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), SECONDS)
            self._wake.clear()
            await self._write()
        await self._write()

    async def _write(self) -> None:
        while self._items or self._captures:
            items, self._items = self._items[:BATCH], self._items[BATCH:]
            captures, self._captures = self._captures, []
            try:
                await self._write_batch(captures, items)
            finally:
                for _ in items:
                    self._room.release()

    async def _write_batch(self, captures: list[Capture], items: list[Publication]) -> None:
        kept = [capture for capture in captures if await self._is_archived(capture)]
        proved = []
        for item in items:
            if self._unproved.isdisjoint(item.captures):
                proved.append(item)
            else:
                self._lost(item, Cause.ARCHIVE, "its response could not be kept in the archive")
        try:
            if kept and not self._why_dead:
                await self.patient.do(partial(self.store.save_captures, self.run_id, kept))
        except Exception as error:
            self._give_up_on(error)
            if not self._why_dead:
                logger.exception("%d captures could not be put down; they are in the archive", len(kept))
        await self._save(proved)

    async def _is_archived(self, capture: Capture) -> bool:
        """Wait for the record: a row must not speak of what is not there."""
        try:
            await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(capture.written)), ARCHIVE_SECONDS)
        except (ArchiveError, OSError, TimeoutError) as error:
            logger.error("no record in the archive of %s: %s", capture.url, error or "not written in time")
            self._unproved.add(capture.id)
            return False
        return True

    async def _save(self, items: list[Publication]) -> None:
        """Store a batch; where that fails for another reason than time, each alone, so that none takes others along."""
        if self._why_dead or not items:
            for item in items:
                self._lost(item, Cause.DATABASE, self._why_dead)
            return
        try:
            counts = await self.patient.do(partial(self.store.save_publications, self.run_id, items))
        except Exception as error:
            self._give_up_on(error)
            if len(items) > 1 or self._why_dead:
                for item in items:
                    await self._save([item])
            else:
                logger.exception("%r could not be stored", items[0])
                self._lost(items[0], Cause.DATABASE, f"{type(error).__name__}: {error}")
            return
        self.counts.new += counts.new
        self.counts.changed += counts.changed
        self.counts.same += counts.same
        self.counts.reread += counts.reread
        self.counts.regions |= counts.regions
        self.counts.sighted |= counts.sighted

    def _give_up_on(self, error: Exception) -> None:
        if isinstance(error, StoreBusyError) and not self._why_dead:
            self._why_dead = str(error)
            self._dead(self._why_dead)
