"""Which bodies a region's archive holds already, so that an unchanged one is stored once.

A small SQLite file beside the manifests. It is a copy of what they say: whatever is missing from it, or all of it
where it is damaged, is read from them again.
"""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from typing import NamedTuple

from hearings.archive.capture import Place
from hearings.archive.manifest import SUFFIX, entries_of

logger = logging.getLogger(__name__)

NAME = "bodies.sqlite3"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS body (
  sha256 TEXT PRIMARY KEY, record TEXT NOT NULL, url TEXT NOT NULL, date TEXT NOT NULL,
  file TEXT NOT NULL, place INTEGER NOT NULL, length INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS run (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""


class KnownBody(NamedTuple):
    """A stored body: its record, when and from where it came, and where it lies."""

    record: str
    url: str
    date: str
    place: Place


class KnownBodies:
    """Looks bodies up by their SHA-256. Where the index fails, every body counts as new: nothing is lost by that."""

    def __init__(self, archive: Path, region: Path) -> None:
        self.archive = archive
        self.path = region / NAME
        self._there: dict[str, int] = {}  # size of the files that were looked at
        self._index: sqlite3.Connection | None = None
        for attempt in (1, 2):
            try:
                self._index = self._opened(region)
                return
            except sqlite3.Error as error:
                logger.warning("index of stored bodies %s: %s; it is made anew", self.path, error)
                if attempt == 1:
                    self.path.unlink(missing_ok=True)

    def _opened(self, region: Path) -> sqlite3.Connection:
        # Used by one thread at a time: first by the one that opens, then by the writer.
        index = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
        try:
            index.executescript(_SCHEMA)
            index.execute("BEGIN")
            absorbed = {row[0] for row in index.execute("SELECT id FROM run")}
            for manifest in sorted(region.glob(f"*{SUFFIX}")):
                if manifest.stem not in absorbed:
                    _absorb(index, manifest)
            index.execute("COMMIT")
            index.execute("BEGIN")
        except sqlite3.Error:
            index.close()
            raise
        return index

    def find(self, sha256: str) -> KnownBody | None:
        """The first record of this body whose file is still there."""
        row = self._execute("SELECT record, url, date, file, place, length FROM body WHERE sha256 = ?", (sha256,))
        if row is None:
            return None
        record, url, date, file, offset, length = row
        if self._size(file) < offset + length:
            return None
        return KnownBody(record, url, date, Place(file, offset, length))

    def add(self, sha256: str, body: KnownBody) -> None:
        place = body.place
        self._execute(
            "INSERT OR REPLACE INTO body VALUES (?, ?, ?, ?, ?, ?, ?)",
            (sha256, body.record, body.url, body.date, place.file, place.offset, place.length),
        )
        self._there[place.file] = max(self._there.get(place.file, 0), place.offset + place.length)

    def close(self, run: str = "") -> None:
        """Keep what was added; the manifest of `run` need not be read again."""
        if run:
            self._execute("INSERT OR IGNORE INTO run VALUES (?)", (run,))
        self._execute("COMMIT", ())
        if self._index is not None:
            self._index.close()
            self._index = None

    def _size(self, file: str) -> int:
        if file not in self._there:
            path = self.archive / file
            self._there[file] = path.stat().st_size if path.is_file() else 0
        return self._there[file]

    def _execute(self, statement: str, values: tuple[str | int, ...]) -> tuple[str, str, str, str, int, int] | None:
        if self._index is None:
            return None
        try:
            row: tuple[str, str, str, str, int, int] | None = self._index.execute(statement, values).fetchone()
            return row
        except sqlite3.Error as error:
            logger.warning("index of stored bodies %s: %s; bodies are stored whole from here on", self.path, error)
            self._index.close()
            self._index = None
            return None


def _absorb(index: sqlite3.Connection, manifest: Path) -> None:
    for entry in entries_of(manifest):
        if entry.get("kind") == "response" and entry.get("size"):
            names = ("sha256", "record", "url", "time", "file", "offset", "length")
            index.execute("INSERT OR IGNORE INTO body VALUES (?, ?, ?, ?, ?, ?, ?)", [entry.get(n) for n in names])
    index.execute("INSERT OR IGNORE INTO run VALUES (?)", (manifest.stem,))
