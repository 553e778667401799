"""Reads an archive: our own folder, one of its files, or WARC files that somebody else made.

    archive = Archive("var/archive")
    for read in archive.reads():          # oldest first
        for capture in read.captures():
            answer = archive.answer(capture)

A *read* is what one crawl saw: a run of ours, or what a foreign archive holds between two pauses of over six hours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from hearings.archive.capture import ArchiveError, Capture, Place, read_day, read_instant
from hearings.archive.manifest import SUFFIX, Entry, entries_of, first_of
from hearings.archive.records import Answer, answer_of, question_of, record_at, records
from hearings.archive.scan import FoundRun, Loose, captures_in, find_originals
from hearings.archive.writer import Asked

PAUSE = timedelta(hours=6)
_ENDINGS = (".warc.gz", ".warc")
_NOT_MODIFIED = "server-not-modified"


@dataclass(slots=True, eq=False)
class ReadOfArchive:
    """What one crawl saw. `region` is empty where the archive is not ours; `folder` is what `Place.file` is under.

    `manifest` is that of a run of ours, if it is there; `captures()` reads them anew each time.
    """

    id: str
    region: str
    started_at: datetime
    folder: Path
    asked: Asked = field(default_factory=Asked)
    simulated: bool = False
    manifest: Path | None = None
    captures: Callable[[], list[Capture]] = field(default=list, repr=False)


class Archive:
    """An archive opened for reading. `problems` names, for the operator, what could not be read so far."""

    def __init__(self, path: str | Path) -> None:
        """Raises `ArchiveError` where there is no such path, or no WARC file in it."""
        self.path = Path(path)
        self.problems: list[str] = []
        try:
            files = sorted(self._files())
        except OSError as error:
            raise ArchiveError.from_os(error, self.path) from error
        if not files:
            raise ArchiveError(f"{self.path}: there are no WARC files (.warc, .warc.gz)")
        self.folder = self.path if self.path.is_dir() else self.path.parent
        self._reads: dict[str, ReadOfArchive] = {}
        self._found: list[Capture] = []  # of runs of ours without a manifest
        self._loose: list[Loose] = []
        foreign: list[Capture] = []
        for file in files:
            manifest = _manifest_of(file)
            first = first_of(manifest) if manifest.is_file() else None
            if first is None or not self._add_ours(file, manifest, first):
                foreign += self._scanned(file)
        self._add_foreign(foreign)
        find_originals(self._loose, [*foreign, *self._found])
        self._name_missing()
        self._by_id: dict[str, Capture] | None = None

    def __deepcopy__(self, memo: object) -> Archive:
        """Settings are copied deeply for each crawl; an archive is only read, so all of them may share it."""
        return self

    def reads(self) -> list[ReadOfArchive]:
        """The reads, oldest first; one that asked for nothing is none."""
        return sorted(self._reads.values(), key=lambda read: (read.started_at, read.id))

    def get(self, capture_id: str) -> Capture:
        """The capture of this WARC record id; raises `ArchiveError` where the archive does not hold it."""
        capture = self._all().get(capture_id)
        if capture is None:
            raise ArchiveError(f"{self.path}: there is no record {capture_id}")
        return capture

    def body(self, capture_id: str) -> bytes:
        """The body as it was sent (not decompressed), also where it came unchanged and is stored elsewhere."""
        return self.answer(self.get(capture_id)).body

    def answer(self, capture: Capture) -> Answer:
        """The HTTP response of a capture; raises `ArchiveError` where it is missing, damaged or not the one named."""
        if capture.place is None:
            raise ArchiveError(f"{capture.url}: there was no answer: {capture.error}")
        record = record_at(inside(self._folder(capture), capture.place.file), capture.place.offset, capture.place.inner)
        if record.id != capture.id:
            raise ArchiveError(f"{capture.url}: another record lies in the place of {capture.id}")
        answer = answer_of(record)
        if record.type == "revisit" and _NOT_MODIFIED not in record.headers.get("warc-profile", ""):
            answer = answer._replace(body=self._original_body(capture))
        if capture.sha256 and hashlib.sha256(answer.body).hexdigest() != capture.sha256:
            raise ArchiveError(f"{capture.url}: the body of record {capture.id} is not the one that was captured")
        return answer

    def stored(self, capture: Capture) -> list[bytes]:
        """The bytes of the records that prove a capture, as they lie in the files: a WARC file when joined.

        Where the body came unchanged, the record that holds it comes first.
        """
        if capture.place is None:
            return []
        pieces = [_slice(inside(self._folder(capture), capture.place.file), capture.place)]
        if capture.revisit_of:
            folder, place = self._original(capture)
            pieces.insert(0, _slice(inside(folder, place.file), place))
        return pieces

    def _original_body(self, capture: Capture) -> bytes:
        """The body of a revisit, from the record that it names."""
        folder, place = self._original(capture)
        record = record_at(inside(folder, place.file), place.offset, place.inner)
        if record.id != capture.revisit_of:
            raise ArchiveError(f"{capture.url}: another record lies in the place of {capture.revisit_of}")
        return answer_of(record).body

    def _original(self, capture: Capture) -> tuple[Path, Place]:
        """Where the record lies that a revisit names."""
        if capture.original is not None:
            return self._folder(capture), capture.original
        original = self._all().get(capture.revisit_of)
        if original is None or original.place is None or original.revisit_of:
            raise ArchiveError(f"{capture.url}: its body came unchanged and lies in a record that is not here")
        return self._folder(original), original.place

    def _all(self) -> dict[str, Capture]:
        """Every capture by its id; read when first asked for."""
        if self._by_id is None:
            self._by_id = {capture.id: capture for read in self.reads() for capture in read.captures()}
        return self._by_id

    def _folder(self, capture: Capture) -> Path:
        read = self._reads.get(capture.run)
        return read.folder if read else self.folder

    def _files(self) -> Iterator[Path]:
        if not self.path.is_dir():
            self.path.stat()  # raises where there is none
            yield self.path
            return
        root = self.path.resolve()
        for file in self.path.rglob("*"):
            if file.name.lower().endswith(_ENDINGS) and file.is_file() and file.resolve().is_relative_to(root):
                yield file

    # ------------------------------------------------------------------ our own runs

    def _add_ours(self, file: Path, manifest: Path, first: Entry) -> bool:
        """False where the manifest lists nothing: killed at once, or damaged; then the file speaks for itself."""
        run, started = first["run"], read_instant(first.get("time"))
        if started is None or not any(True for _ in _requests(manifest)):
            return False
        read = ReadOfArchive(
            id=run,
            region=str(first.get("region", "")),
            started_at=started,
            folder=_root(file, first.get("file")),
            asked=Asked(read_day(first.get("since")), read_day(first.get("until")), str(first.get("depth", ""))),
            simulated=first.get("clock") == "simulated",
            manifest=manifest,
        )
        read.captures = lambda: self._listed(read, file, manifest)
        self._reads[run] = read
        return True

    def _name_missing(self) -> None:
        """A manifest whose file is gone would otherwise be a read that silently is not there."""
        manifests = sorted(self.path.rglob(f"*{SUFFIX}")) if self.path.is_dir() else []
        for manifest in manifests:
            first = first_of(manifest)
            if first and first["run"] not in self._reads and any(True for _ in _requests(manifest)):
                self._problem(f"{manifest}: the file of this run ({first.get('file')}) is missing")

    def _listed(self, read: ReadOfArchive, file: Path, manifest: Path) -> list[Capture]:
        """The captures that the manifest lists, and those that a kill kept it from listing."""
        captures: list[Capture] = []
        end = 0
        for entry in _requests(manifest):
            capture = _capture_of(entry, read)
            if capture is None:
                self._problem(f"{manifest}: line {entry.get('seq')} cannot be understood")
                continue
            if capture.place:
                end = max(end, capture.place.offset + capture.place.length + _whole(entry.get("request_length")))
            if "request_sha256" in entry:
                capture.request_body = self._request_body(file, capture, entry)
            captures.append(capture)
        if end and file.stat().st_size > end:
            captures += [capture for capture in self._scanned(file, end, read) if capture.run == read.id]
        return captures

    def _request_body(self, file: Path, capture: Capture, entry: Entry) -> bytes:
        if capture.place is None:
            return b""
        try:
            return question_of(record_at(file, capture.place.offset + capture.place.length))[1]
        except ArchiveError as error:
            self._problem(str(error))
            return b""

    # ------------------------------------------------------------------ files without a manifest

    def _scanned(self, file: Path, start: int = 0, read: ReadOfArchive | None = None) -> list[Capture]:
        """The captures of a file; those of a run of ours (its warcinfo says so) are put into its read."""
        name = _relative(file, read.folder if read else self.folder)
        run = FoundRun(read.id, read.region, read.started_at, read.asked, read.simulated) if read else None
        found = captures_in(records(file, start), file, name, run, self._problem)
        if read is None:
            self._loose += found.loose
            for known in found.runs:
                self._add_found(known, [capture for capture in found.captures if capture.run == known.id])
        return found.captures if read else [capture for capture in found.captures if not capture.run]

    def _add_found(self, run: FoundRun, captures: list[Capture]) -> None:
        if not captures:
            return
        self._found += captures
        if before := self._reads.get(run.id):
            captures = before.captures() + captures
        read = ReadOfArchive(run.id, run.region, run.started_at, self.folder, run.asked, run.simulated)
        read.captures = lambda: captures
        self._reads[run.id] = read

    def _add_foreign(self, captures: list[Capture]) -> None:
        """Split by pauses, because nothing else says where one crawl ended and the next began."""
        captures = sorted(captures, key=lambda capture: capture.captured_at)  # stable: in order of the files
        starts = [i for i, c in enumerate(captures) if i == 0 or c.captured_at - captures[i - 1].captured_at > PAUSE]
        for number, start in enumerate(starts, 1):
            self._add_read(captures[start : starts[number] if number < len(starts) else None])

    def _add_read(self, captures: list[Capture]) -> None:
        started = captures[0].captured_at
        tail = hashlib.sha256("\n".join(sorted(capture.id for capture in captures)).encode()).hexdigest()[:6]
        read = ReadOfArchive(f"{started:%Y%m%dT%H%M%SZ}-{tail}", "", started, self.folder)
        for capture in captures:
            capture.run = read.id
        read.captures = lambda: captures
        self._reads[read.id] = read

    def _problem(self, words: str) -> None:
        if words not in self.problems:
            self.problems.append(words)


def answer_at(folder: Path, file: str, offset: int, record: str) -> Answer:
    """The HTTP answer of a record whose place is known, without listing the archive; `ArchiveError` where it is not."""
    found = record_at(inside(folder, file), offset, 0)
    if found.id != record:
        raise ArchiveError(f"{folder / file}: another record lies in the place of {record}")
    return answer_of(found)


def inside(folder: Path, file: str) -> Path:
    """The path of a WARC file named in a manifest; raises `ArchiveError` where it would lead out of the folder."""
    pure = PurePosixPath(file)
    if "\\" in file or "\0" in file or pure.is_absolute() or ".." in pure.parts or not file.endswith(_ENDINGS):
        raise ArchiveError(f"{folder}: a manifest names {file!r}, which is no file of this archive")
    path = folder / pure
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ArchiveError(f"{folder}: {file} leads out of the archive")
    return path


def _slice(path: Path, place: Place) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(place.offset)
            return file.read(place.length)
    except OSError as error:
        raise ArchiveError.from_os(error, path) from error


def _manifest_of(file: Path) -> Path:
    ending = next((e for e in _ENDINGS if file.name.lower().endswith(e)), "")
    return file.with_name(file.name[: len(file.name) - len(ending)] + SUFFIX)


def _relative(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix()


def _root(file: Path, named: object) -> Path:
    """The archive folder that the manifest's `file` is relative to, although only a part of it may be opened."""
    parts = PurePosixPath(named).parts if isinstance(named, str) else ()
    same = len(parts) > 0 and file.parts[-len(parts) :] == parts
    return file.parents[len(parts) - 1] if same else file.parent


def _requests(manifest: Path) -> Iterator[Entry]:
    return (entry for entry in entries_of(manifest) if entry.get("kind") in ("response", "revisit", "failure"))


def _whole(value: object) -> int:
    return value if isinstance(value, int) and value >= 0 else 0


def _place(value: object) -> Place | None:
    if not isinstance(value, dict) or not isinstance(value.get("file"), str):
        return None
    numbers = [value.get(name, 0) for name in ("offset", "length", "inner")]
    return Place(value["file"], *map(_whole, numbers))


def _capture_of(entry: Entry, read: ReadOfArchive) -> Capture | None:
    """A line of the manifest as a capture; None where it lacks what every one has."""
    moment, place, original = read_instant(entry.get("time")), _place(entry), entry.get("original")
    names = ("record", "url", "method")
    status = entry.get("status")
    if moment is None or not all(isinstance(entry.get(name), str) for name in names):
        return None
    if entry["kind"] != "failure" and (place is None or not isinstance(status, int)):
        return None
    return Capture(
        id=entry["record"],
        run=read.id,
        region=read.region,
        url=entry["url"],
        method=entry["method"],
        status=status if isinstance(status, int) else None,
        captured_at=moment,
        sha256=str(entry.get("sha256", "")),
        size=_whole(entry.get("size")),
        media_type=str(entry.get("type", "")),
        place=place if entry["kind"] != "failure" else None,
        revisit_of=str(original.get("record", "")) if isinstance(original, dict) else "",
        original=_place(original),
        cause=str(entry.get("cause", "")),
        error=str(entry.get("error", "")),
    )
