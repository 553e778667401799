"""Finds what was changed in an archive after it was written: bytes, lines, records, files, whole runs.

The chain of a region's manifests ends with its newest line, and nothing in the archive can tell that lines were cut
off there. Pass the hashes that were kept elsewhere (`heads`: run id to the hash of its last line) to close that gap.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from hearings.archive.capture import ArchiveError, read_instant
from hearings.archive.manifest import SUFFIX, Entry, dump, hash_of, lines_of
from hearings.archive.reader import inside
from hearings.archive.records import Record, answer_of, record_at

_CHUNK = 1 << 20
_ENDINGS = (".warc.gz", ".warc")


class Kind(StrEnum):
    """`tampered`: not as it was written. `interrupted`: as a kill or a power failure leaves it."""

    TAMPERED = "tampered"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is not as it should be: where, and in words."""

    kind: Kind
    file: str
    what: str
    record: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.file}: {self.what}"


@dataclass(slots=True)
class Checked:
    """How much was looked at, and what was found."""

    runs: int
    records: int
    problems: list[Problem]

    @property
    def tampered(self) -> bool:
        return any(problem.kind is Kind.TAMPERED for problem in self.problems)


class _Run(NamedTuple):
    first: Entry
    head: str  # hash of the last line
    path: Path
    hashes: set[str]


def verify(folder: str | Path, heads: Mapping[str, str] | None = None) -> list[Problem]:
    """Every sign of tampering in our archive, and every trace of a kill; empty where all is as it was written."""
    return check(folder, heads).problems


def check(folder: str | Path, heads: Mapping[str, str] | None = None) -> Checked:
    """As `verify`, with what was looked at. Raises `ArchiveError` where the folder holds no archive of ours."""
    return _Check(Path(folder)).all(heads or {})


class _Check:
    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise ArchiveError(f"{folder}: there is no such folder")
        self.folder = folder
        self.problems: list[Problem] = []
        self.bodies: dict[str, tuple[str, str, int]] = {}  # record: body, file, offset
        self.revisits: list[tuple[str, Entry]] = []
        self.records = 0

    def all(self, heads: Mapping[str, str]) -> Checked:
        manifests = sorted(self.folder.rglob(f"*{SUFFIX}"))
        if not manifests:
            raise ArchiveError(
                f"{self.folder}: there are no manifests: this is no archive of ours, or they were removed"
            )
        runs: dict[Path, list[_Run]] = {}
        for manifest in manifests:
            if (run := self.manifest(manifest)) is not None:
                runs.setdefault(manifest.parent, []).append(run)
        for siblings in runs.values():
            self.chain(siblings)
        known = {run.first["run"]: run for siblings in runs.values() for run in siblings}
        for name, head in heads.items():
            if name not in known:
                self.tampered(self.folder, f"run {name} was recorded elsewhere, but its manifest is not here")
            elif head not in known[name].hashes:
                self.tampered(known[name].path, "lines were removed from its end, or it was written anew")
        self.originals()
        self.strangers({run.first.get("file") for run in known.values()})
        return Checked(len(known), self.records, self.problems)

    # ------------------------------------------------------------------ one run

    def manifest(self, path: Path) -> _Run | None:
        """Lines, chain and records of one run."""
        first: Entry | None = None
        entry: Entry = {}
        hashes: set[str] = set()
        end = 0
        for number, line in enumerate(lines_of(path)):
            if line.torn:
                self.interrupted(path, f"line {line.number} was torn when the run was killed")
                break
            if line.entry is None or dump(line.entry) != line.text or hash_of(line.entry) != line.entry.get("hash"):
                self.tampered(path, f"line {line.number} was changed")
                if line.entry is None:
                    continue
            previous, entry = entry, line.entry
            if number == 0 and _describes_run(entry):
                first = entry
            elif number == 0:
                self.tampered(path, "the first line does not describe a run")
            elif previous and (entry.get("prev") != previous.get("hash") or entry.get("seq") != number):
                self.tampered(path, f"before line {line.number} lines were removed, added or put in another order")
            hashes.add(str(entry.get("hash", "")))
            end = max(end, self.record(path, line.number, entry))
        if first is None:
            if not entry:
                self.interrupted(path, "the run was killed before it described itself")
            return None
        if entry.get("kind") != "end":
            self.interrupted(path, "the run was killed, or its last lines were cut off: it has no end")
        self.rest(path, first, end, ended=entry.get("kind") == "end")
        return _Run(first, str(entry.get("hash", "")), path, hashes)

    def record(self, path: Path, number: int, entry: Entry) -> int:
        """Compare the stored bytes of one line; returns where they end."""
        if not isinstance(entry.get("file"), str):
            return 0
        name, kind = str(entry.get("record", "")), entry.get("kind")
        offset, length = entry.get("offset"), entry.get("length")
        whole = entry.get("request_length", 0)
        if not (isinstance(offset, int) and isinstance(length, int) and isinstance(whole, int)):
            return 0  # the line was changed, and that was said already
        self.records += 1
        try:
            file = inside(self.folder_of(path, entry), entry["file"])
            if _sha256_of(file, offset, length + whole) != entry.get("seal"):
                raise ArchiveError(
                    f"the bytes of record {name} (line {number} of the manifest) were changed or removed"
                )
            record = record_at(file, offset)
            if record.id != name:
                raise ArchiveError(f"another record lies where {name} should be")
            if kind in ("response", "revisit"):
                self.compare(entry, record, file)
        except (ArchiveError, OSError) as error:
            why = "the file is missing" if isinstance(error, FileNotFoundError) else str(error)
            self.tampered(self.folder_of(path, entry) / entry["file"], why, name)
        return offset + length + whole

    def compare(self, entry: Entry, record: Record, file: Path) -> None:
        """The record says the same as the line, and its body is the one that was hashed."""
        answer = answer_of(record)
        same = (
            record.url == entry.get("url")
            and answer.status == entry.get("status")
            and read_instant(record.headers.get("warc-date")) == read_instant(entry.get("time"))
            and record.type == entry["kind"]
        )
        if not same:
            raise ArchiveError(f"record {record.id} is not what its line in the manifest says")
        if record.type == "revisit":
            self.revisits.append((str(file), entry))
            return
        sha256 = hashlib.sha256(answer.body).hexdigest()
        if sha256 != entry.get("sha256"):
            raise ArchiveError(f"the body of record {record.id} is not the one that was captured")
        self.bodies[record.id] = (sha256, entry["file"], entry["offset"])

    def rest(self, path: Path, first: Entry, end: int, *, ended: bool) -> None:
        """Bytes behind the last listed record."""
        try:
            file = inside(self.folder_of(path, first), str(first.get("file", "")))
            more = file.stat().st_size - end
        except (ArchiveError, OSError):
            return  # said already
        if more > 0 and ended:
            self.tampered(file, f"{more} bytes were added after the run had ended")
        elif more > 0:
            self.interrupted(file, f"its last {more} bytes were written when the run was killed; no line names them")

    # ------------------------------------------------------------------ runs together

    def chain(self, runs: list[_Run]) -> None:
        """Each run of a region names the last line of the one before it."""
        by_id = {run.first["run"]: run for run in runs}
        followers: dict[str, str] = {}
        for run in runs:
            before = str(run.first.get("follows", ""))
            if before in followers:
                what = (
                    f"it and {followers[before]} both follow {before}" if before else "two runs claim to be the first"
                )
                self.tampered(run.path, what)
            followers[before] = run.first["run"]
            if before and before not in by_id:
                self.tampered(run.path, f"run {before}, which came before it, was removed")
            elif before and run.first.get("prev") != by_id[before].head:
                self.tampered(by_id[before].path, f"its last line is not the one that run {run.first['run']} followed")

    def originals(self) -> None:
        """Bodies that came unchanged lie where their lines say."""
        for file, entry in self.revisits:
            original = entry.get("original")
            named = original if isinstance(original, dict) else {}
            stands = self.bodies.get(str(named.get("record", "")))
            if stands != (entry.get("sha256"), named.get("file"), named.get("offset")):
                what = f"record {named.get('record')}, which holds its body, is missing or changed"
                self.tampered(Path(file), what, str(entry.get("record", "")))

    def strangers(self, named: set[object]) -> None:
        """WARC files that no manifest names."""
        for file in sorted(self.folder.resolve().rglob("*")):
            if file.name.endswith(_ENDINGS) and file.is_file() and "/".join(file.parts[-2:]) not in named:
                self.tampered(file, "no manifest names this file")

    # ------------------------------------------------------------------ words

    def folder_of(self, manifest: Path, entry: Entry) -> Path:
        """The folder that `file` is relative to: the manifest lies in the region's folder of the archive."""
        depth = str(entry["file"]).count("/") if isinstance(entry.get("file"), str) else 0
        return manifest.parents[min(depth, len(manifest.parents) - 1)]

    def tampered(self, file: Path, what: str, record: str = "") -> None:
        self.problems.append(Problem(Kind.TAMPERED, self.name_of(file), what, record))

    def interrupted(self, file: Path, what: str) -> None:
        self.problems.append(Problem(Kind.INTERRUPTED, self.name_of(file), what))

    def name_of(self, file: Path) -> str:
        for folder in (self.folder, self.folder.resolve()):
            if file.is_relative_to(folder):
                return file.relative_to(folder).as_posix()
        return str(file)


def _describes_run(entry: Entry) -> bool:
    return entry.get("kind") == "run" and isinstance(entry.get("run"), str) and isinstance(entry.get("file"), str)


def _sha256_of(file: Path, offset: int, length: int) -> str:
    return hashlib.sha256(b"".join(_slice(file, offset, length))).hexdigest()


def _slice(file: Path, offset: int, length: int) -> Iterator[bytes]:
    with file.open("rb") as stored:
        stored.seek(offset)
        while length > 0 and (chunk := stored.read(min(length, _CHUNK))):
            yield chunk
            length -= len(chunk)
