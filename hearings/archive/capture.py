"""What the archive keeps of one request: the answer byte for byte, or the failure, and where it lies."""

from __future__ import annotations

import errno
import re
import secrets
import uuid
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple


class ArchiveError(Exception):
    """The archive cannot be written or read; the message is meant for the operator."""

    @classmethod
    def from_os(cls, error: OSError, path: object) -> ArchiveError:
        """The same in words an operator understands, with the path."""
        match error.errno:
            case errno.ENOSPC | errno.EDQUOT:
                why = "the disk is full"
            case errno.EACCES | errno.EPERM | errno.EROFS:
                why = "the folder is not writable"
            case errno.ENOTDIR | errno.EEXIST:
                why = "a file stands where the folder should be"
            case errno.EISDIR:
                why = "a folder stands where the file should be"
            case errno.ENOENT:
                why = "there is no such file or folder"
            case _:
                why = error.strerror or str(error)
        return cls(f"{path}: {why}")


class Place(NamedTuple):
    """Where a record lies: file relative to the archive folder, and its bytes in it.

    `inner` is the place within the decompressed bytes; other than 0 only where somebody compressed several records
    in one piece.
    """

    file: str
    offset: int
    length: int
    inner: int = 0


def _done() -> Future[None]:
    future: Future[None] = Future()
    future.set_result(None)
    return future


ALREADY_WRITTEN = _done()


@dataclass(slots=True, eq=False)
class Capture:
    """One stored response (or `revisit` of an unchanged body), or one request that got no response (`status` None).

    `sha256` and `size` are those of the body as it was sent, before decompression. `place`, `original` and
    `revisit_of` are final once `written` is done; where the record could not be written, `written` raises
    `ArchiveError`.
    """

    id: str  # WARC record id, "urn:uuid:..."
    run: str
    region: str
    url: str
    method: str
    status: int | None
    captured_at: datetime
    sha256: str = ""
    size: int = 0
    media_type: str = ""
    etag: str = ""
    last_modified: str = ""
    place: Place | None = None
    revisit_of: str = ""  # id of the record that holds the body
    original: Place | None = None  # where that record lies, if known
    cause: str = ""  # a `hearings.health.Cause`, where there was no response
    error: str = ""  # the same in words
    request_body: bytes = field(default=b"", repr=False)
    written: Future[None] = field(default=ALREADY_WRITTEN, repr=False)

    @property
    def file(self) -> str:
        """File of the record, relative to the archive folder; empty for a failure."""
        return self.place.file if self.place else ""

    @property
    def offset(self) -> int:
        return self.place.offset if self.place else 0

    @property
    def length(self) -> int:
        return self.place.length if self.place else 0


def new_record_id() -> str:
    return f"urn:uuid:{uuid.uuid4()}"


def new_run_id(now: datetime) -> str:
    """Sorts by time; the tail keeps two runs of one second (or of a simulated clock) apart."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def instant(moment: datetime) -> str:
    """ISO in UTC with microseconds, as WARC 1.1 allows."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def read_instant(text: object) -> datetime | None:
    """An instant as any WARC writer puts it, aware; None where it is none."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def read_day(text: object) -> date | None:
    """An ISO day; None where it is none."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.ASCII)


def safe_name(name: str) -> str:
    """A folder name that every file system takes: small ASCII letters, digits, `_` and `-`."""
    safe = re.sub(r"[^a-z0-9_-]", "_", name.lower()) or "_"
    return f"_{safe}" if _RESERVED.fullmatch(safe) else safe
