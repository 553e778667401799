"""ZIP and RAR: members listed, measured before they are unpacked, and read one by one.

Nothing is written to a folder under a member's name, and nothing is started. Sizes that a directory states may lie, so
what is really unpacked is counted too.
"""

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import IO

import rarfile

from hearings.charset import decode
from hearings.documents.extracted import Budget, Extracted, Piece, State, UnreadableError, joined
from hearings.letters import clean

_SMALL = 2**20  # members below this size may have any ratio: repeated blanks compress well
_CHUNK = 2**16
_LONGEST_NAME = 200
_UTF_8_NAME = 0x800
_RAR_INSTALL = "RAR needs unrar, 7-Zip or bsdtar (Debian: apt install unrar-free, 7zip or libarchive-tools)"
_BROKEN: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, zlib.error, rarfile.Error, OSError, ValueError, NotImplementedError, EOFError, RuntimeError,
    KeyError, IndexError,
)  # fmt: skip

Extract = Callable[[bytes, Budget], Extracted]


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, as its directory states it. `name` is for display."""

    name: str
    size: int
    packed: int
    locked: bool
    open: Callable[[], IO[bytes]]


def checked_members(archive: zipfile.ZipFile, budget: Budget) -> frozenset[str]:
    """The names in a package, after a look at their number, sizes and ratios. Raises `UnreadableError`."""
    members = archive.infolist()
    if len(members) > 20 * budget.limits.members:
        raise UnreadableError(State.TOO_LARGE, f"{len(members)} members")
    for member in members:
        if why := _too_large(member.file_size, member.compress_size, budget):
            raise UnreadableError(State.TOO_LARGE, why)
    if (total := sum(member.file_size for member in members)) > budget.unpacked_bytes:
        raise UnreadableError(State.TOO_LARGE, f"{total} bytes when unpacked")
    return frozenset(member.filename for member in members)


def read_member(open_it: Callable[[], IO[bytes]], budget: Budget) -> bytes:
    """The bytes of one member of a ZIP or RAR, counted against the budget."""
    content = bytearray()
    try:
        with open_it() as stream:
            while chunk := stream.read(_CHUNK):
                content += chunk
                budget.unpacked_bytes -= len(chunk)
                if budget.unpacked_bytes < 0:
                    reason = f"more than {budget.limits.unpacked_bytes} bytes when unpacked"
                    raise UnreadableError(State.TOO_LARGE, reason)
    except rarfile.RarCannotExec as error:
        raise UnreadableError(State.UNSUPPORTED, _RAR_INSTALL) from error
    except _BROKEN as error:
        locked = "password" in str(error).lower() or "encrypted" in str(error).lower()
        state = State.ENCRYPTED if locked else State.DAMAGED
        raise UnreadableError(state, f"a member cannot be unpacked: {error or type(error).__name__}") from error
    return bytes(content)


def extract_zip(body: bytes, budget: Budget, extract: Extract) -> Extracted:
    """A ZIP with the text of all its members; `extract` reads one."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except _BROKEN as error:
        raise UnreadableError(State.DAMAGED, f"not a whole ZIP: {error}") from error
    with archive:
        members = [
            Member(
                _zip_name(one), one.file_size, one.compress_size, bool(one.flag_bits & 1), partial(archive.open, one)
            )
            for one in archive.infolist()
            if not one.is_dir()
        ]
        return _members("zip", members, budget, extract)


def extract_rar(body: bytes, budget: Budget, extract: Extract) -> Extracted:
    """A RAR likewise. Its members are listed even where no program is installed that unpacks them."""
    try:
        archive = rarfile.RarFile(io.BytesIO(body), errors="strict")
    except rarfile.NeedFirstVolume as error:
        raise UnreadableError(State.DAMAGED, "a later volume of a RAR in several") from error
    except _BROKEN as error:
        raise UnreadableError(State.DAMAGED, f"not a whole RAR: {error}") from error
    with archive:
        members = [
            Member(
                _display(one.filename),
                one.file_size,
                one.compress_size,
                one.needs_password(),
                partial(archive.open, one),
            )
            for one in archive.infolist()
            if one.is_file()
        ]
        if archive.needs_password() and not members:
            raise UnreadableError(State.ENCRYPTED, "the archive asks for a password")
        return _members("rar", members, budget, extract)


def _members(kind: str, members: list[Member], budget: Budget, extract: Extract) -> Extracted:
    few = members[: budget.limits.members]
    if budget.depth >= budget.limits.depth:
        listed = tuple(member.name for member in few)
        return Extracted(kind, state=State.TOO_LARGE, reason="archives inside archives inside archives", members=listed)
    if not members:
        return Extracted(kind, state=State.EMPTY, reason="an archive without files")
    pieces: list[Piece] = []
    names: tuple[str, ...] = ()
    budget.depth += 1
    for member in few:
        found = _read(member, budget, extract)
        names += (member.name, *(f"{member.name}/{inner}" for inner in found.members))
        score = sum(found.quality) / len(found.quality) if found.quality else 0.0
        pieces.append(
            Piece(found.text, found.state, f"{member.name}: {found.reason or found.state}", score, found.ocr_used)
        )
    budget.depth -= 1
    if len(members) > len(few):
        reason = f"only the first {len(few)} of {len(members)} members are read"
        pieces.append(Piece(state=State.TOO_LARGE, reason=reason))
    return replace(joined(kind, pieces, "members"), members=names)


def _read(member: Member, budget: Budget, extract: Extract) -> Extracted:
    try:
        if budget.seconds_left(1) <= 0:
            raise UnreadableError(State.TIMEOUT, "no time left")
        if why := _too_large(member.size, member.packed, budget):
            raise UnreadableError(State.TOO_LARGE, why)
        if member.locked:
            raise UnreadableError(State.ENCRYPTED, "asks for a password")
        return extract(read_member(member.open, budget), budget)
    except UnreadableError as error:
        return Extracted("unknown", state=error.state, reason=error.reason)


def _too_large(size: int, packed: int, budget: Budget) -> str:
    if size > budget.limits.file_bytes:
        return f"{size} bytes when unpacked"
    if size > _SMALL and size > budget.limits.ratio * max(packed, 1):
        return f"packed {size // max(packed, 1)} times, which no document is"
    return ""


def _zip_name(member: zipfile.ZipInfo) -> str:
    """The name for display. Without the mark of UTF-8 it is in the code page of the system that packed it."""
    if member.flag_bits & _UTF_8_NAME:
        return _display(member.filename)
    try:
        return _display(decode(member.filename.encode("cp437"), "cp866").text)
    except UnicodeEncodeError:
        return _display(member.filename)


def _display(name: str) -> str:
    """A name that can be shown: no control characters, no way out of its folder, not endless."""
    parts = [
        part for part in clean(name).replace("\\", "/").replace("\n", " ").split("/") if part not in ("", ".", "..")
    ]
    return "/".join(parts)[:_LONGEST_NAME] or "unnamed"
