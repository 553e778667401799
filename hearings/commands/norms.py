"""`scrapy norms [DAY]`: what the Rules demanded on a day, and what of it was not compared with the official text."""

from __future__ import annotations

import argparse
from datetime import date

from rich.console import Console
from rich.table import Table
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from hearings.clock import Clock
from validators import Norm, Norms, NormsError, demanded_norms, load
from validators.norms import LANGUAGES, Edition


class Command(ScrapyCommand):
    """Exit code: 0 shown, 1 the file of norms cannot be used, 2 wrong usage."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  # as Scrapy declares it

    def syntax(self) -> str:
        return "[options] [DAY]"

    def short_desc(self) -> str:
        return "Norms in force on a day (2018-01-31; default: today), and which of them are unverified"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--lang", default="ru", choices=LANGUAGES, help="language of the wording (default: ru)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if len(args) > 1:
            raise UsageError("name one day, like 2018-01-31")
        try:
            today = Clock.from_setting(self.settings["HEARINGS_NOW"]).today()
            day = date.fromisoformat(args[0]) if args else today
        except ValueError:
            raise UsageError(f"{args[0]!r} is not a day: write it like 2018-01-31") from None
        try:
            norms = load(self.settings["HEARINGS_NORMS"] or None, demanded=demanded_norms())
        except NormsError as error:
            Console(stderr=True).print(f"The norms cannot be used: {error}", markup=False)
            self.exitcode = 1
            return
        show(norms, day, opts.lang, Console())


def show(norms: Norms, day: date, language: str, console: Console) -> None:
    """Print the norms of a day, edition by edition, and what is not certain about them."""
    applying = norms.applying(day)
    if not applying:
        console.print(f"No edition of the Rules in {norms.path} was in force on {day}.", markup=False)
        return
    editions = {norm.edition.id: norm.edition for norm in applying}
    for edition in editions.values():
        console.print(f"{edition.id}: {edition.act[language]} ({edition.registration})", markup=False)
        console.print(f"in force {between(edition.since, edition.since_latest)} to {end_of(edition)}", markup=False)
        console.print(table([norm for norm in applying if norm.edition is edition], language))
    if len(editions) > 1 or day < norms.editions[0].since_latest:
        console.print(f"On {day} it is not certain which edition was in force: where they differ, nothing is decided.")
    unverified = [norm.key for norm in applying if not norm.verified]
    console.print(f"{len(unverified)} of {len(applying)} norms are not verified against the official text.")
    console.print(f"Read from {norms.path}; to correct a copy, name it in HEARINGS_NORMS.", markup=False)


def table(norms: list[Norm], language: str) -> Table:
    shown = Table(show_edge=False, pad_edge=False, header_style="bold")
    for heading in ("norm", "paragraph", "parameter", "verified", "wording"):
        shown.add_column(heading, overflow="fold")
    for norm in norms:
        verified = "yes" if norm.verified else "no"
        shown.add_row(norm.id, norm.paragraph or "–", parameter(norm), verified, norm.wording[language])
    return shown


def parameter(norm: Norm) -> str:
    """«20 calendar days», «5 working days (87(2)), 20 (87(3))», or a dash."""
    if norm.days is not None:
        return f"{norm.days} {norm.unit} days"
    grounds: dict[int, list[str]] = {}
    for ground, days in norm.days_by_ground.items():
        grounds.setdefault(days, []).append(ground)
    parts = (f"{days} for 87({', '.join(of)})" for days, of in grounds.items())
    return f"{norm.unit} days: {'; '.join(parts)}" if grounds else "–"


def between(earliest: date, latest: date) -> str:
    return f"from {earliest}" if earliest == latest else f"from a day between {earliest} and {latest}"


def end_of(edition: Edition) -> str:
    if edition.until is None:
        return "now"
    if edition.until == edition.until_latest:
        return str(edition.until)
    return f"a day between {edition.until} and {edition.until_latest}"
