"""What led to what is said of a document: the records of one explanation, and what proves them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hearings.items import Document, Finding, Hearing
from hearings.store import CaptureRow, SourceRunRow
from hearings.store.reading import KnownPublication
from hearings.workdays import Due
from validators import Result
from validators.registry import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A rule with its answer."""

    rule: Rule
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What led to what is said of a document, as of an instant."""

    as_of: datetime
    document: Document
    publications: tuple[KnownPublication, ...]  # of the document
    hearing: Hearing | None = None
    due: Due | None = None
    asked: tuple[Asked, ...] = ()
    source_runs: dict[int, SourceRunRow]
    captures: dict[str, CaptureRow]

    @property
    def findings(self) -> list[Finding]:
        return [one.result.finding for one in self.asked if one.result.finding]


def proofs(chain: Chain) -> list[tuple[str, str]]:
    """The captures of a chain, each once, with what it shows: `page`, `file`, `absent`, `gone` or `finding`."""
    found: dict[str, str] = {}
    for publication in chain.publications:
        for version in publication.versions:
            files = {attachment.capture for attachment in version.attachments if attachment.capture}
            for capture in (*version.captures, *files):
                found.setdefault(capture, "file" if capture in files else "page")
        runs = [("absent", publication.absent_in)]
        for event in publication.events:
            if event.capture:
                found.setdefault(event.capture, "page")
            if event.what == "gone":
                runs.append(("gone", event.source_run))
        for what, run in runs:
            if run is not None and run in chain.source_runs:
                for capture in chain.source_runs[run].listing_captures:
                    found.setdefault(capture, what)
    for finding in chain.findings:
        for capture in finding.captures:
            found.setdefault(capture, "finding")
    return [(what, capture) for capture, what in found.items()]
