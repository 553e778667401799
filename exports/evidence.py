"""The proof of a finding to hand on: pages beside a workbook, or a pack with the captures as they were archived.

Pages are masked. The captures of a pack are the public bytes as the sites sent them, and only there.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from exports.files import DatedZip, take_away, write_whole
from exports.json_ import decision_data, finding_data
from exports.page import text_of
from exports.proof import Proof, Proofs
from exports.proof_page import Kept, proof_page
from exports.shown import Shown
from exports.view import MonthView
from exports.words import LANGUAGES, Words, words_of
from hearings.archive import Answer, Archive, ArchiveError, Capture, ReadOfArchive
from hearings.archive.manifest import lines_of
from hearings.items import Finding
from hearings.store import CaptureRow

MOST_BYTES = (
    256 << 20
)  # of captures in a pack, and of a capture unpacked; what is more stays in the archive, and is named
MOST_MANIFEST = 64 << 20
SUMS = "SHA256SUMS"
UID = re.compile(r"[\w-]{1,64}", re.ASCII)
# Pages and drawings of strangers are kept as texts: opened from a pack, no script of theirs may run.
ENDINGS = {
    "text/html": ".html.txt",
    "application/xhtml+xml": ".html.txt",
    "image/svg+xml": ".svg.txt",
    "text/xml": ".xml.txt",
    "application/xml": ".xml.txt",
    "text/plain": ".txt",
    "application/json": ".json",
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/zip": ".zip",
    "image/jpeg": ".jpg",
    "image/png": ".png",
}
CHECK_LINES = (
    'python3 -c "import json,hashlib,sys\n'
    "for line in open(sys.argv[1]):\n"
    " entry=json.loads(line); given=entry.pop('hash')\n"
    " made=hashlib.sha256(json.dumps(entry,separators=(',',':')).encode()).hexdigest()\n"
    " print(entry['seq'], 'OK' if made==given else 'CHANGED')\" {manifest}"
)


# ------------------------------------------------------------------ pages beside a workbook


def write_pages(proofs: Proofs, view: MonthView, words: Words, folder: Path) -> str:
    """Write a page for each finding into a folder beside the workbook; returns its name. Raises OutputError.

    A page that stands there as it should be is left alone: writing it anew costs more than reading it. Pages of
    findings that are none any more are taken away.
    """
    name = evidence_folder(view.month, words.language)
    shown = Shown(view, words)
    findings = [finding for finding in view.findings if UID.fullmatch(finding.uid)]
    for proof in proofs.of(findings):
        page = proof_page(proof, shown).encode("utf-8", errors="backslashreplace")
        path = folder / name / f"{proof.finding.uid}.html"
        if not (path.exists() and path.read_bytes() == page):
            write_whole(path, partial(write_bytes, data=page))
    known = {finding.uid for finding in findings}
    pages = (folder / name).glob("*.html")
    take_away(path for path in pages if UID.fullmatch(path.stem) and path.stem not in known)
    return name


def evidence_folder(month: date, language: str) -> str:
    """The name of the folder beside a workbook that holds its pages of proof."""
    return f"evidence-{month:%Y-%m}-{language}"


def write_bytes(path: Path, data: bytes) -> None:
    path.write_bytes(data)


# ------------------------------------------------------------------ the archive


class Shelves:
    """The archives in which captures may lie; each is opened when first asked for."""

    def __init__(self, paths: Iterable[str], runs: dict[int, str]) -> None:
        """`runs` gives the name in the archive of each run of the database."""
        self.paths = list(dict.fromkeys(path for path in paths if path))
        self.runs = runs
        self._open: dict[str, Archive | ArchiveError] = {}
        self._reads: dict[tuple[str, str], dict[str, Capture]] = {}

    def find(self, row: CaptureRow) -> tuple[Archive, Capture, ReadOfArchive | None]:
        """The capture where it lies. Raises `ArchiveError` where none of the archives holds it."""
        error = ArchiveError(f"there is no record {row.id}")
        for path in self.paths:
            archive = self._archive(path)
            if isinstance(archive, ArchiveError):
                error = archive
                continue
            run = self.runs.get(row.run_id or 0, "")
            read = next((read for read in archive.reads() if read.id == run), None)
            capture = self._captures(path, read).get(row.id) if read else None
            if capture is not None:
                return archive, capture, read
            if read is None:
                try:
                    return archive, archive.get(row.id), None
                except ArchiveError as missing:
                    error = missing
        raise error

    def _archive(self, path: str) -> Archive | ArchiveError:
        if path not in self._open:
            try:
                self._open[path] = Archive(path)
            except ArchiveError as error:
                self._open[path] = error
        return self._open[path]

    def _captures(self, path: str, read: ReadOfArchive) -> dict[str, Capture]:
        known = self._reads.get((path, read.id))
        if known is None:
            known = self._reads[path, read.id] = {capture.id: capture for capture in read.captures()}
        return known


# ------------------------------------------------------------------ a pack


@dataclass(slots=True)
class Pack:
    """What goes into the zip, by name, and what became of each capture. `problems` are sentences for the operator."""

    files: dict[str, bytes] = field(default_factory=dict)
    kept: dict[str, dict[str, Kept]] = field(default_factory=dict)  # by language and record
    problems: list[str] = field(default_factory=list)


def pack_of(proof: Proof, view: MonthView, shelves: Shelves) -> Pack:
    """Everything of a pack but its sums."""
    pack = Pack(kept={language: {} for language in LANGUAGES})
    stored: dict[str, dict[bytes, bytes]] = {"captures.warc.gz": {}, "captures.warc": {}}
    room = MOST_BYTES
    for number, row in enumerate(proof.captures, start=1):
        copy = manifest = line_hash = why = ""
        line = None
        try:
            archive, capture, read = shelves.find(row)
            if capture.status is None:
                raise ArchiveError(f"{capture.url}: there was no answer: {capture.error}")
            answer = archive.answer(capture)
            body, packed = unpacked(answer)
            pieces = list(archive.stored(capture))
            size = len(body) + sum(map(len, pieces))
            if size > room:
                why = "too_large"
            else:
                room -= size
                for piece in pieces:
                    warc = "captures.warc.gz" if piece.startswith(b"\x1f\x8b") else "captures.warc"
                    stored[warc].setdefault(hashlib.sha256(piece).digest(), piece)
                ending = ENDINGS.get(row.media_type.partition(";")[0].strip().lower(), ".bin")
                copy = f"captures/{number:02}{ending}{packed}"
                pack.files[copy] = body
            if read is not None and read.manifest is not None:
                manifest, line, line_hash = add_manifest(pack, read, row.id)
        except (ArchiveError, OSError) as error:
            why = "not_there"
            pack.problems.append(f"{row.id} {row.url}: {error}")
        for language in LANGUAGES:
            problem = words_of(language)(f"capture_problem.{why}") if why else ""
            pack.kept[language][row.id] = Kept(copy, manifest, line, line_hash, problem)
    pack.files |= {name: b"".join(pieces.values()) for name, pieces in stored.items() if pieces}
    pack.files["finding.json"] = described(proof, view)
    for language in LANGUAGES:
        shown = Shown(view, words_of(language))
        check = how_to_check(shown.words, sorted(pack.files))
        text = proof_page(proof, shown, pack.kept[language], check)
        pack.files[f"index.{language}.html"] = text.encode("utf-8", errors="backslashreplace")
    pack.problems += [f"{record}: the database does not know this record" for record in proof.lost]
    return pack


def add_manifest(pack: Pack, read: ReadOfArchive, record: str) -> tuple[str, int | None, str]:
    """Put the whole manifest of the run into the pack; returns its name, and line and hash of the record."""
    if read.manifest is None or read.manifest.stat().st_size > MOST_MANIFEST:
        return "", None, ""
    name = f"manifest/{re.sub(r'[^A-Za-z0-9_-]', '_', read.region)}-{re.sub(r'[^A-Za-z0-9_-]', '_', read.id)}.jsonl"
    if name not in pack.files:
        pack.files[name] = read.manifest.read_bytes()
    for line in lines_of(read.manifest):
        if line.entry is not None and line.entry.get("record") == record:
            return name, line.number, str(line.entry.get("hash", ""))
    return name, None, ""


def unpacked(answer: Answer) -> tuple[bytes, str]:
    """The body as a reader needs it; one that stays as it was sent, packed, says so by the ending that is returned."""
    codings = [value.strip().lower() for name, value in answer.headers if name.lower() == b"content-encoding"]
    if codings in ([], [b"identity"]):
        return answer.body, ""
    if codings in ([b"gzip"], [b"x-gzip"], [b"deflate"]):
        for bits in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
            inflater = zlib.decompressobj(bits)
            try:
                plain = inflater.decompress(answer.body, MOST_BYTES)
            except zlib.error:
                continue
            if inflater.eof:
                return plain, ""
    known = b"-".join(codings).decode("ascii", "replace")
    return answer.body, f".{known}" if known in ("gzip", "br", "zstd", "deflate") else ".packed"


def described(proof: Proof, view: MonthView) -> bytes:
    finding = proof.finding
    data: dict[str, Any] = {"uid": finding.uid, "month": f"{view.month:%Y-%m}", "as_of": view.as_of.isoformat()}
    data |= {**finding_data(finding), "rule_version": finding.rule_version, "captures": list(finding.captures)}
    data |= decision_data(finding, view)
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return text.encode("utf-8", errors="backslashreplace") + b"\n"


def how_to_check(words: Words, names: Sequence[str]) -> str:
    """How a stranger checks the pack, without this program."""
    warcs = [name for name in names if name.startswith("captures.warc")]
    manifests = [name for name in names if name.startswith("manifest/")]
    steps = [("sums", [f"sha256sum -c {SUMS}"])]
    if warcs:
        steps.append(("warc", ["pip install warcio", *(f"warcio check -v {name}" for name in warcs)]))
    if manifests:
        steps.append(("chain", [CHECK_LINES.format(manifest=name) for name in manifests[:1]]))
    steps.append(("archive", ["scrapy evidence --verify"]))
    parts = [f"<h2>{text_of(words('check.title'))}</h2>"]
    for name, commands in steps:
        command = "\n".join(commands)
        parts.append(f'<p>{text_of(words(f"check.{name}"))}</p><pre class="command">{text_of(command)}</pre>')
    parts += [f"<p>{text_of(words(f'check.{name}'))}</p>" for name in ("copies", "private")]
    return "\n".join(parts)


def write_pack(pack: Pack, view: MonthView, path: Path) -> None:
    """Write the zip with the sums of all its files; the same bytes for the same pack. OSError where that fails."""
    with path.open("wb") as file, DatedZip(file, view.as_of) as archive:
        for name, data in sorted(pack.files.items()):
            archive.writestr(name, data)
        archive.writestr(SUMS, "".join(sums(pack.files)))


def sums(files: dict[str, bytes]) -> Iterator[str]:
    for name, data in sorted(files.items()):
        yield f"{hashlib.sha256(data).hexdigest()}  {name}\n"


def pack_name(view: MonthView, finding: Finding) -> str:
    region = re.sub(r"[^a-z0-9_]", "_", finding.region or "none")
    return f"evidence-{view.month:%Y-%m}-{region}-{finding.uid}.zip"
