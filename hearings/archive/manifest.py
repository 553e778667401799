"""The manifest of a run: one JSON line per request, each naming the hash of the line before it.

The first line (`kind` "run") names the hash of the last line of the region's preceding run, so a removed run shows
as well. A line's hash covers all of the line but the hash itself; `seal` is the SHA-256 of the stored bytes (response
and request record, compressed as they lie in the file).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

SUFFIX = ".jsonl"
Entry = dict[str, Any]


def dump(entry: Entry) -> str:
    """The one spelling of an entry: ASCII, no blanks, keys in the order they were put in."""
    return json.dumps(entry, separators=(",", ":"))


def hash_of(entry: Entry) -> str:
    return hashlib.sha256(dump({k: v for k, v in entry.items() if k != "hash"}).encode()).hexdigest()


class Manifest:
    """Appends lines; every line is written in one piece, so that a kill can tear the last one only."""

    def __init__(self, path: Path, preceding_hash: str) -> None:
        self.path = path
        self.head = preceding_hash
        self.lines = 0
        self._file: BinaryIO = path.open("xb", buffering=0)

    def append(self, kind: str, **fields: Any) -> Entry:
        entry: Entry = {"seq": self.lines, "kind": kind, **fields, "prev": self.head}
        entry["hash"] = hash_of(entry)
        before = self._file.tell()
        try:
            write_whole(self._file, dump(entry).encode() + b"\n")
        except OSError:
            cut_back(self._file, before)
            raise
        self.head, self.lines = entry["hash"], self.lines + 1
        return entry

    @property
    def file(self) -> BinaryIO:
        return self._file

    def close(self) -> None:
        self._file.close()


def write_whole(file: BinaryIO, data: bytes) -> None:
    """Write to an unbuffered file, which may take less than it is given."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def cut_back(file: BinaryIO, size: int) -> None:
    """Take back what a failed write left behind; where even that fails, readers tolerate a torn end."""
    try:
        file.truncate(size)
        file.seek(size)
    except OSError:
        return


class Line(NamedTuple):
    """A line as it stands. `entry` is None where it is no JSON object; `torn`: the last line has no end."""

    number: int
    text: str
    entry: Entry | None
    torn: bool


def lines_of(path: Path) -> Iterator[Line]:
    """The lines of a manifest, whatever state it is in; OSError where it cannot be opened."""
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            text = raw.decode("utf-8", "replace").rstrip("\n")
            try:
                entry = json.loads(text)
            except (ValueError, RecursionError):
                entry = None
            yield Line(number, text, entry if isinstance(entry, dict) else None, not raw.endswith(b"\n"))


def entries_of(path: Path) -> Iterator[Entry]:
    """The whole lines that can be read."""
    return (line.entry for line in lines_of(path) if line.entry is not None and not line.torn)


def first_of(path: Path) -> Entry | None:
    """The line that describes the run; None where the file does not begin with one."""
    entry = next(entries_of(path), None)
    return entry if entry and entry.get("kind") == "run" and isinstance(entry.get("run"), str) else None


class Preceding(NamedTuple):
    """The run that a new one follows."""

    run: str
    hash: str


def latest_of(folder: Path) -> Preceding | None:
    """The region's run that no other follows: the last written, whatever a simulated clock said."""
    runs = {path: entry for path in sorted(folder.glob(f"*{SUFFIX}")) if (entry := first_of(path))}
    followed = {entry.get("follows") for entry in runs.values()}
    ends = [path for path, entry in runs.items() if entry["run"] not in followed]
    if not ends:
        return None
    last = max(ends, key=lambda path: (path.stat().st_mtime_ns, path.name))
    head = ""
    for entry in entries_of(last):
        head = str(entry.get("hash", head))
    return Preceding(runs[last]["run"], head)
