"""Every answer byte for byte, in WARC files with a manifest that shows tampering; written here, and read again."""

from hearings.archive.capture import ArchiveError, Capture, Place
from hearings.archive.extension import ArchiveExtension, FailureRecorder, captured, put_down
from hearings.archive.reader import Archive, ReadOfArchive, answer_at
from hearings.archive.records import Answer
from hearings.archive.verify import Problem, check, verify
from hearings.archive.writer import ArchiveRun, Asked

__all__ = [
    "Answer",
    "Archive",
    "ArchiveError",
    "ArchiveExtension",
    "ArchiveRun",
    "Asked",
    "Capture",
    "FailureRecorder",
    "Place",
    "Problem",
    "ReadOfArchive",
    "answer_at",
    "captured",
    "check",
    "put_down",
    "verify",
]
