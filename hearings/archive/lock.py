"""One crawl of a region at a time: a lock that the system itself lets go of when its process ends, killed or not."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from hearings.archive.capture import ArchiveError

NAME = "lock"


class RegionLock:
    """Held from its making until `release`. Raises `ArchiveError` where another process (or crawl) holds it."""

    def __init__(self, folder: Path, region: str) -> None:
        path = folder / NAME
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _take(self._descriptor)
        except OSError:
            os.close(self._descriptor)
            raise ArchiveError(f"another crawl of {region} is writing to this archive{_holder(path)}") from None
        # Windows locks bytes against reading as well, so the words stand behind the locked one.
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 1, os.SEEK_SET)
        os.write(self._descriptor, json.dumps({"process": os.getpid()}).encode())

    def release(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _holder(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(1)
            words = json.loads(file.read())
        return f" (process {words['process']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
