"""Reads the records of any WARC file: ours, wget's, warcio's; compressed or not; whole, cut off or damaged.

What cannot be read is named as `Damage`, and reading goes on with the next record that can.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from warcio.bufferedreaders import ChunkedDataReader

from hearings.archive.capture import ArchiveError

MAX_RECORD = 300 * 1024 * 1024  # more than any download may weigh; a bomb is not unpacked
_CHUNK = 64 * 1024
_MAX_HEAD = 1024 * 1024
_GZIP = b"\x1f\x8b\x08"
_VERSION = re.compile(rb"WARC/\d\.\d+\s*")
_RECORD_START = re.compile(rb"\nWARC/[01]\.\d")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?!\d)")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


class Damage(NamedTuple):
    """A stretch of a file that could not be read, from `offset` on."""

    offset: int
    why: str


class Record(NamedTuple):
    """A record: its bytes in the file, its headers (names in small letters), its block."""

    offset: int
    length: int
    inner: int
    headers: dict[str, str]
    block: bytes

    @property
    def type(self) -> str:
        return self.headers.get("warc-type", "").lower()

    @property
    def id(self) -> str:
        return bare(self.headers.get("warc-record-id", ""))

    @property
    def url(self) -> str:
        return bare(self.headers.get("warc-target-uri", ""))


class Answer(NamedTuple):
    """An HTTP response as it was stored; header names and values as bytes, as they came."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class _BrokenError(Exception):
    """What stands here is no whole record."""


def bare(text: str) -> str:
    """An identifier without the brackets that WARC puts around it (and wget around addresses)."""
    text = text.strip()
    return text[1:-1] if text.startswith("<") and text.endswith(">") else text


# ------------------------------------------------------------------ the records of a file


def records(path: Path, start: int = 0) -> Iterator[Record | Damage]:
    """Every record from `start` on, in order; raises `ArchiveError` where the file cannot be opened."""
    try:
        with path.open("rb") as file:
            file.seek(start)
            compressed = file.read(2) == _GZIP[:2]
            yield from _members(file, start) if compressed else _in_stream(file, start)
    except OSError as error:
        raise ArchiveError.from_os(error, path) from error


def record_at(path: Path, offset: int, inner: int = 0) -> Record:
    """The record at a known place; raises `ArchiveError` where there is none."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            if file.read(2) == _GZIP[:2]:
                data, end = _inflate(file, offset)
                stream: BinaryIO = BytesIO(data)
                stream.seek(inner)
            else:
                stream, end = file, -1
                stream.seek(offset)
            found = _next(stream)
            if found is None:
                raise _BrokenError("the file ends there")
            length = (end if end >= 0 else file.tell()) - offset
            return Record(offset, length, inner, *found)
    except OSError as error:
        raise ArchiveError.from_os(error, path) from error
    except _BrokenError as error:
        raise ArchiveError(f"{path}: no record can be read at byte {offset}: {error}") from None


def _members(file: BinaryIO, start: int) -> Iterator[Record | Damage]:
    """Records of a compressed file, normally one in each gzip member."""
    offset: int | None = start
    whole = True  # false while looking for a member after damage
    while offset is not None:
        try:
            data, end = _inflate(file, offset)
        except _BrokenError as error:
            if whole:
                yield Damage(offset, str(error))
            whole = False
            offset = _find(file, _GZIP, offset + 1)
            continue
        whole = True
        for found in _in_stream(BytesIO(data), 0):
            if isinstance(found, Record):
                yield found._replace(offset=offset, length=end - offset, inner=found.offset)
            else:
                yield Damage(offset, found.why)
        file.seek(end)
        offset = end if file.read(1) else None


def _inflate(file: BinaryIO, offset: int) -> tuple[bytes, int]:
    """The gzip member at `offset`, and where it ends."""
    file.seek(offset)
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    parts: list[bytes] = []
    size = 0
    try:
        while not inflater.eof:
            chunk = inflater.unconsumed_tail or file.read(_CHUNK)
            part = inflater.decompress(chunk, 16 * _CHUNK) if chunk else inflater.flush()
            if not chunk and not inflater.eof:
                raise _BrokenError("the record is cut off")
            parts.append(part)
            size += len(part)
            if size > MAX_RECORD:
                advice = "if it holds many records in one piece, `warcio recompress` helps"
                raise _BrokenError(f"more than {MAX_RECORD >> 20} MB in one gzip member; {advice}")
    except zlib.error:
        raise _BrokenError("the compressed bytes are damaged") from None
    return b"".join(parts), file.tell() - len(inflater.unused_data)


def _in_stream(stream: BinaryIO, start: int) -> Iterator[Record | Damage]:
    """Records that lie in a stream one after another, from `start` on."""
    position: int | None = start
    while position is not None:
        stream.seek(position)
        try:
            found = _next(stream)
        except _BrokenError as error:
            yield Damage(position, str(error))
            position = _find_record(stream, position)
            continue
        if found is None:
            return
        end = stream.tell()
        yield Record(position, end - position, 0, *found)
        position = end


def _next(stream: BinaryIO) -> tuple[dict[str, str], bytes] | None:
    """Headers and block of the record that follows; None at the end of the stream."""
    line = b"\n"
    while line and not line.strip():
        line = stream.readline(_CHUNK)
    if not line:
        return None
    if not _VERSION.fullmatch(line):
        raise _BrokenError("no WARC record begins here")
    headers: dict[str, str] = {}
    name, size = "", 0
    while (line := stream.readline(_CHUNK)).strip():
        size += len(line)
        if size > _MAX_HEAD:
            raise _BrokenError("the head of the record has no end")
        text = line.decode("utf-8", "replace")
        if text[0] in " \t" and name:
            headers[name] += " " + text.strip()
            continue
        name, _, value = text.partition(":")
        name = name.strip().lower()
        headers[name] = value.strip()
    length = headers.get("content-length", "")
    if not line or not (length.isascii() and length.isdigit() and len(length) < 16):
        raise _BrokenError("the record is cut off" if not line else "the record does not say its length")
    if int(length) > MAX_RECORD:
        raise _BrokenError(f"the record claims {length} bytes")
    block = stream.read(int(length))
    if len(block) < int(length):
        raise _BrokenError("the record is cut off")
    return headers, block


def _find(file: BinaryIO, sign: bytes, start: int) -> int | None:
    """Where `sign` stands next, from `start` on."""
    tail = b""
    file.seek(start)
    while chunk := file.read(_CHUNK):
        data = tail + chunk
        if (at := data.find(sign)) >= 0:
            return file.tell() - len(data) + at
        tail = data[-len(sign) + 1 :]
    return None


def _find_record(stream: BinaryIO, start: int) -> int | None:
    """Where the next line begins that looks like the head of a record, after `start`."""
    tail = b""
    stream.seek(start)
    while chunk := stream.read(_CHUNK):
        data = tail + chunk
        if found := _RECORD_START.search(data):
            return stream.tell() - len(data) + found.start() + 1
        tail = data[-8:]
    return None


# ------------------------------------------------------------------ the HTTP inside


def answer_of(record: Record) -> Answer:
    """The HTTP response of a `response` or `revisit` record (that one without body); ArchiveError if it is none."""
    headers, body, first = _message(record.block)
    status = _STATUS.match(first)
    if not status:
        raise ArchiveError(f"{record.url}: record {record.id} holds no HTTP response")
    if any(name.lower() == b"transfer-encoding" and b"chunked" in value.lower() for name, value in headers):
        body = ChunkedDataReader(BytesIO(body), decomp_type=None).read()
        headers = [(name, value) for name, value in headers if name.lower() != b"transfer-encoding"]
    return Answer(int(status[1]), headers, body)


def question_of(record: Record) -> tuple[str, bytes]:
    """Method and body of a `request` record; a plain GET where it cannot be read."""
    _, body, first = _message(record.block)
    method = first.split(b" ", 1)[0].decode("ascii", "replace").upper()
    return (method, body) if method.isalpha() else ("GET", b"")


def _message(block: bytes) -> tuple[list[tuple[bytes, bytes]], bytes, bytes]:
    """Headers, body and first line."""
    end = _BLANK_LINE.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    first, *lines = head.split(b"\n")
    headers: list[tuple[bytes, bytes]] = []
    for line in lines:
        line = line.rstrip(b"\r")
        if line[:1] in (b" ", b"\t") and headers:
            headers[-1] = (headers[-1][0], headers[-1][1] + b" " + line.strip())
            continue
        name, colon, value = line.partition(b":")
        if colon and name.strip():
            headers.append((name.strip(), value.strip()))
    return headers, body, first.rstrip(b"\r")


def fields_of(record: Record) -> dict[str, str]:
    """The `name: value` lines of a `warcinfo` record."""
    lines = record.block.decode("utf-8", "replace").splitlines()
    pairs = (line.partition(":") for line in lines if ":" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}
