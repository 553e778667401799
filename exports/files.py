"""Writing a file so that a reader always finds a whole one: the new one, or, where that failed, the earlier one."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

LOCKED = (errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY)
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class OutputError(Exception):
    """A file could not be written; the message says which, why, and what to do."""


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Have `write` fill a temporary file beside `path`, then put it in its place in one step.

    Raises OutputError where that is impossible; what stood at `path` stays as it was.
    """
    opened = opened_elsewhere(path)
    if opened:
        raise OutputError(
            f"{path} is open in another program: close it there and try again (its mark is {opened.name})"
        )
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix, delete=False
        ) as file:
            temporary = Path(file.name)
        write(temporary)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise OutputError(explanation(path, error)) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def take_away(paths: Iterable[Path]) -> None:
    """Delete files of ours that do not hold any more. Raises OutputError."""
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"{path} does not hold any more and could not be deleted: {error.strerror}") from error


def opened_elsewhere(path: Path) -> Path | None:
    """The mark that LibreOffice or Excel leaves beside a file that somebody has open: it may hold unsaved decisions."""
    marks = (path.with_name(f".~lock.{path.name}#"), path.with_name(f"~${path.name}"))
    return next((mark for mark in marks if mark.exists()), None)


def explanation(path: Path, error: OSError) -> str:
    """What went wrong and what helps, in an operator's words."""
    kept = " The earlier file is untouched." if path.exists() else ""
    if error.errno in FULL:
        if error.filename and Path(error.filename) == Path(tempfile.gettempdir()):
            return f"{path} could not be written: {error.filename}, for temporary files, is full. Make room.{kept}"
        return f"{path} could not be written: the disk is full. Make room and try again.{kept}"
    if error.errno in LOCKED:
        return (
            f"{path} could not be written: it is open in another program, or the folder does not allow writing. "
            f"Close it, or choose another folder with --output-dir.{kept}"
        )
    if error.errno == errno.EROFS:
        return f"{path} could not be written: the disk is read-only. Choose another folder with --output-dir.{kept}"
    return f"{path} could not be written: {error.strerror or error}.{kept}"


class DatedZip(ZipFile):
    """A zip whose members all carry one date, so that the same content gives the same bytes."""

    def __init__(self, file: IO[bytes], day: datetime) -> None:
        super().__init__(file, "w", ZIP_DEFLATED, allowZip64=True)
        self.date_time = (max(day.year, 1980), day.month, day.day, day.hour, day.minute, day.second)

    def member(self, name: str) -> ZipInfo:
        info = ZipInfo(name, self.date_time)
        info.compress_type = ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        return info

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().writestr(self.member(str(zinfo_or_arcname)), data)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        with Path(filename).open("rb") as source, self.open(self.member(str(arcname)), "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target, 1 << 20)
