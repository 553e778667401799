"""What reading a file gives, and how much it may cost."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hearings.letters import clean


class State(StrEnum):
    """How far a file could be read. Every state but `READ` and `EMPTY` means that something is not known."""

    READ = "read"
    PARTLY = "partly"  # there is text, but a page or member could not be read; the reason says which
    EMPTY = "empty"  # read whole, and there is no text in it
    NEEDS_OCR = "needs_ocr"  # only images of text, and no OCR at hand
    UNREADABLE = "unreadable"  # OCR was tried and found nothing that makes sense
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"  # of an unknown kind, or the program that reads it is not installed
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file, or why there is none.

    `kind` is told by the content («pdf», «docx», «zip» …), never by the name. `reason` is for the operator, in plain
    English. `pages` is None where a file has none. `quality` is the share of plausible words of each page (of the whole
    text where there are no pages), 0 to 1. `members` are the names in an archive, for display only.
    """

    kind: str
    text: str = ""
    state: State = State.READ
    reason: str = ""
    pages: int | None = None
    quality: tuple[float, ...] = ()
    members: tuple[str, ...] = ()
    ocr_used: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What a single file may cost. Sizes in bytes, times in seconds."""

    file_bytes: int = 40 * 2**20
    text_characters: int = 5_000_000
    pages: int = 400
    ocr_pages: int = 30
    ocr_page_seconds: float = 45.0
    image_pixels: int = 80_000_000
    members: int = 100
    unpacked_bytes: int = 300 * 2**20
    ratio: int = 250  # unpacked to packed; DEFLATE of ordinary text stays below 20
    depth: int = 2  # archives inside archives
    seconds: float = 240.0  # for the whole file; what is done by then is kept
    memory_bytes: int = 3 * 2**30  # of the reading process, programs that it calls included one by one


@dataclass(slots=True)
class Budget:
    """What is left of the limits while one file, with all that it contains, is read."""

    limits: Limits
    until: float = 0.0
    ocr_pages: int = 0
    unpacked_bytes: int = 0
    depth: int = 0

    def __post_init__(self) -> None:
        self.until = time.monotonic() + self.limits.seconds
        self.ocr_pages = self.limits.ocr_pages
        self.unpacked_bytes = self.limits.unpacked_bytes

    def seconds_left(self, at_most: float) -> float:
        """Time for a step, in seconds; 0 or less where the time is over."""
        return min(at_most, self.until - time.monotonic())


class UnreadableError(Exception):
    """A file cannot be read; `state` and the message tell the reason."""

    def __init__(self, state: State, reason: str) -> None:
        super().__init__(reason)
        self.state = state
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Piece:
    """A page, frame or member: its text, and where it could not be read, why."""

    text: str = ""
    state: State = State.READ
    reason: str = ""
    quality: float = 0.0
    ocr_used: bool = False

    @property
    def read(self) -> bool:
        return self.state in (State.READ, State.EMPTY)


def joined(kind: str, pieces: Sequence[Piece], what: str, *, pages: int | None = None) -> Extracted:
    """A file of several pieces: read where all of them are, partly where some are."""
    text = clean("\n\n".join(piece.text for piece in pieces if piece.text))
    unread = [piece for piece in pieces if not piece.read]
    if not unread:
        state, reason = (State.READ if text else State.EMPTY), ""
    else:
        reasons = "; ".join(dict.fromkeys(piece.reason for piece in unread))
        state = State.PARTLY if text else unread[0].state
        reason = f"{len(unread)} of {len(pieces)} {what} not read: {reasons}" if len(pieces) > 1 else reasons
    return Extracted(
        kind,
        text,
        state,
        reason,
        pages=pages,
        quality=tuple(piece.quality for piece in pieces),
        ocr_used=any(piece.ocr_used for piece in pieces),
    )
