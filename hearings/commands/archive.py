"""`scrapy archive verify [PATH]` and `scrapy archive list [PATH]`: is the archive as it was written, what is in it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from hearings.archive import Archive, ArchiveError, check


class Command(ScrapyCommand):
    """Exit code: 0 in order (a killed run is named, but no fault), 1 tampering or unreadable, 2 wrong usage."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "verify|list [PATH]"

    def short_desc(self) -> str:
        return "Check the archive for tampering, or list what it holds"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if not args or args[0] not in ACTIONS or len(args) > 2:
            raise UsageError("say `scrapy archive verify [PATH]` or `scrapy archive list [PATH]`")
        path = Path(args[1] if len(args) > 1 else self.settings["HEARINGS_ARCHIVE"])
        try:
            self.exitcode = ACTIONS[args[0]](path)
        except ArchiveError as error:
            print(error)
            self.exitcode = 1


def verify(path: Path) -> int:
    checked = check(path)
    for problem in checked.problems:
        print(problem)
    found = "tampering was found" if checked.tampered else "no sign of tampering"
    print(f"{path}: {checked.runs} runs, {checked.records} records compared: {found}")
    return int(checked.tampered)


def list_reads(path: Path) -> int:
    archive = Archive(path)
    for read in archive.reads():
        captures = read.captures()
        answers = sum(capture.status is not None for capture in captures)
        asked = f"{read.asked.since or ''}..{read.asked.until or ''}"
        clock = "  simulated clock" if read.simulated else ""
        failed = f", {len(captures) - answers} without answer" if answers < len(captures) else ""
        print(f"{read.id}  {read.region or '(foreign)':<18} {asked:<24} {answers} answers{failed}{clock}")
    for problem in archive.problems:
        print(f"Could not be read: {problem}")
    return int(bool(archive.problems))


ACTIONS: Mapping[str, Callable[[Path], int]] = {"verify": verify, "list": list_reads}
