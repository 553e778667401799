"""`scrapy evidence FINDING`: the proof of a finding as a zip. `scrapy evidence --verify`: is the archive untouched."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from exports.decisions import standing
from exports.evidence import UID, Pack, Shelves, pack_name, pack_of, write_pack
from exports.files import OutputError, write_whole
from exports.masking import masked, masked_finding
from exports.month import month_of, norm_lines, region_name
from exports.proof import Proofs
from exports.view import Figures, MonthView, RegionLine
from exports.words import LANGUAGES
from hearings.archive import ArchiveError
from hearings.commands.archive import verify
from hearings.items import Document
from hearings.regions import regions
from hearings.store import Judgement, Store, StoreError, open_store
from validators import Norms, NormsError, demanded_norms, load


class Command(ScrapyCommand):
    """Exit code: 0 written whole or in order, 1 not found, not written, not all there or tampered, 2 wrong usage."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  # as Scrapy declares it

    def syntax(self) -> str:
        return "[options] FINDING | --verify [ARCHIVE]"

    def short_desc(self) -> str:
        return "Write the proof of a finding as a zip, or check the archive for tampering"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--verify", action="store_true", help="compare every record of the archive")
        parser.add_argument("--archive", default="", metavar="PATH", help="where the captures lie (default: setting)")
        parser.add_argument("--output-dir", default="out", metavar="FOLDER", help="where to write (default: out)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        archive = opts.archive or self.settings["HEARINGS_ARCHIVE"]
        console = Console(highlight=False, markup=False, soft_wrap=True)
        if opts.verify:
            if len(args) > 1:
                raise UsageError("say `scrapy evidence --verify [ARCHIVE]`")
            try:
                self.exitcode = verify(Path(args[0] if args else archive))
            except ArchiveError as error:
                console.print(str(error))
                self.exitcode = 1
            return
        if len(args) != 1 or not UID.fullmatch(args[0]):
            raise UsageError(
                "name one finding by its uid, and nothing else (the pack is in both languages): it stands at the foot "
                "of the page of its proof, and in the hidden column of the workbook, after the month"
            )
        try:
            norms = load(self.settings["HEARINGS_NORMS"] or None, demanded=demanded_norms())
        except NormsError as error:
            raise UsageError(str(error)) from None
        try:
            with open_store(self.settings["HEARINGS_DATABASE_URL"]) as store:
                found = store.judged_last(args[0])
                if len(found) != 1:
                    several = ", ".join(sorted(found)[:5])
                    console.print(
                        f"Several findings begin so: {several}" if found else f"No finding {args[0]} is known."
                    )
                    self.exitcode = 1
                    return
                ((uid, judgement),) = found.items()
                view, pack = packed(store, uid, judgement, norms, archive)
            path = Path(opts.output_dir) / pack_name(view, view.findings[0])
            write_whole(path, partial(write_pack, pack, view))
        except (StoreError, OutputError) as error:
            console.print(str(error))
            self.exitcode = 1
            return
        console.print(str(path))
        for problem in pack.problems:
            console.print(f"Not in it: {problem}")
        self.exitcode = int(bool(pack.problems))


def packed(store: Store, uid: str, judgement: Judgement, norms: Norms, archive: str) -> tuple[MonthView, Pack]:
    """The finding as it was judged last, and the pack that proves it."""
    documents = store.documents(judgement.as_of)
    view = view_of(store, uid, judgement, norms, documents)
    (proof,) = Proofs(store, judgement.as_of, documents).of(view.findings)
    wanted = {row.run_id for row in proof.captures}
    runs = [run for run in store.runs() if run.id in wanted]
    shelves = Shelves((archive, *(run.archive for run in runs)), {run.id: run.uid for run in runs})
    return view, pack_of(proof, view, shelves)


def view_of(store: Store, uid: str, judgement: Judgement, norms: Norms, documents: Iterable[Document]) -> MonthView:
    """The month with this one finding."""
    month = month_of(judgement.month)
    finding = masked_finding(next(one for one in store.findings(judgement.id) if one.uid == uid))
    known = {one.uid: masked(one) for one in documents if one.uid in finding.documents}
    names = (
        RegionLine(
            code=one.code, names={name: region_name(one, name) for name in LANGUAGES}, figures=Figures(), state=None
        )
        for one in regions()
    )
    try:
        lines = norm_lines(norms, month, [finding])
    except KeyError:  # a norm of an older file of norms
        lines = norm_lines(norms, month, [replace(finding, norm="")])
    return MonthView(
        month=month,
        as_of=judgement.as_of,
        regions=tuple(names),
        findings=(finding,),
        subjects=known,
        norms=lines,
        decisions=standing(store.decisions(judgement.month), [finding], month, known),
    )
