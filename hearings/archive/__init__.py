"""Every answer byte for byte, in WARC files with a manifest that shows tampering; written here, and read again."""

from hearings.archive.capture import ArchiveError, Capture, Place
from hearings.archive.extension import ArchiveExtension, FailureRecorder, captured
from hearings.archive.writer import ArchiveRun, Asked

__all__ = ["ArchiveError", "ArchiveExtension", "ArchiveRun", "Asked", "Capture", "FailureRecorder", "Place", "captured"]
