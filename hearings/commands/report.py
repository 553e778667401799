"""`scrapy report MONTH`: judges a month from the database alone and writes what is told of it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from exports.collected import concerns
from exports.decisions import standing
from exports.evidence import evidence_folder, write_pages
from exports.feeds import write_feeds
from exports.files import OutputError, write_whole
from exports.frozen import (
    FrozenError,
    differences,
    freeze,
    frozen_report,
    frozen_reports,
    heading_of,
    kept_before,
    kept_now,
)
from exports.json_ import write_json
from exports.month import MonthError, figures_by_region, month_of, month_view
from exports.notes import warnings
from exports.page import write_page
from exports.proof import Proofs
from exports.report import write_letters, write_report
from exports.review import not_imported
from exports.shown import Shown
from exports.view import FIGURES, Decision, Figures, MonthView, Point, total
from exports.words import LANGUAGES, Words, heading, words_of
from exports.workbook import write_workbook
from hearings.clock import Clock, ClockError, local_day, parse_instant
from hearings.items import Document
from hearings.store import SourceRunRow, Store, StoreError, open_store
from hearings.store.opening import described
from hearings.workdays import CalendarError, WorkCalendar
from pipelines.judge import end_of, judge, judge_documents
from validators import Norms, NormsError, demanded_norms, load
from validators.judgement import Judgement

TREND_MONTHS = 12
NO_DATA = "–"
BOTH = "both"
LAST = "last"  # the month that ended last


class Command(ScrapyCommand):
    """Exit code: 0 written (a month without data too: its sheet says so), 1 not written, 2 wrong usage."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  # as Scrapy declares it

    def syntax(self) -> str:
        return "[options] MONTH | last"

    def short_desc(self) -> str:
        return "Judge a month (2018-01) from the database and write its workbook and JSON"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--lang", default="kk", choices=(*LANGUAGES, BOTH), help="language of what is written (default: kk)"
        )
        parser.add_argument(
            "--today", default="", metavar="DAY", help="judge as of this day (default: the month's last)"
        )
        parser.add_argument("--output-dir", default="out", metavar="FOLDER", help="where to write (default: out)")
        parser.add_argument("--word", action="store_true", help="also the analysis as a Word document")
        parser.add_argument("--letters", action="store_true", help="also a letter to each region with violations")
        parser.add_argument("--html", action="store_true", help="also one page to look at, in both languages")
        parser.add_argument("--freeze", action="store_true", help="keep this report as it is given out")
        parser.add_argument("--frozen", action="store_true", help="write the kept report again, and what differs today")
        parser.add_argument(
            "--issue", type=int, default=0, metavar="N", help="which of several kept reports (default: the last)"
        )
        parser.add_argument(
            "--with-evidence",
            action="store_true",
            help="also a page with the proof of each finding, linked by the workbook",
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="write anew over decisions that were not imported, and over the files of a month that had data",
        )
        parser.add_argument("--feeds", action="store_true", help="also JSON Lines, CSV and calendars (hearings.ics)")
        parser.add_argument(
            "--complete", action="store_true", help="all of it: --word --letters --html --feeds --with-evidence"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if len(args) != 1:
            raise UsageError("name one month, like 2018-01")
        try:
            made_at = Clock.from_setting(self.settings["HEARINGS_NOW"]).now()
            month = month_before(local_day(made_at).replace(day=1)) if args[0] == LAST else month_of(args[0])
            as_of = instant_of(opts.today) if opts.today else end_of(month)
            norms = load(self.settings["HEARINGS_NORMS"] or None, demanded=demanded_norms())
            calendar = WorkCalendar(
                Path(self.settings["HEARINGS_CALENDAR"]) if self.settings["HEARINGS_CALENDAR"] else None
            )
        except (MonthError, ClockError, NormsError, CalendarError) as error:
            raise UsageError(str(error)) from None
        if local_day(as_of) < month:
            raise UsageError(f"--today {opts.today} lies before the month {args[0]}")
        if opts.complete:
            opts.word = opts.letters = opts.html = opts.feeds = opts.with_evidence = True
        languages = [words_of(one) for one in (LANGUAGES if opts.lang == BOTH else (opts.lang,))]
        words = languages[0]
        if opts.freeze and opts.frozen:
            raise UsageError("--freeze keeps a report, --frozen shows a kept one: choose one of them")
        console = Console(stderr=True)
        try:
            with open_store(self.settings["HEARINGS_DATABASE_URL"]) as store:
                if not opts.overwrite:
                    spare_decisions(store, month, languages, Path(opts.output_dir))
                documents: tuple[Document, ...] | None = None
                if opts.frozen:
                    today = as_of if opts.today else made_at
                    view, said = told_again(store, month, opts.issue, today, norms, calendar, words)
                else:
                    view, judgement = told(store, month, as_of, norms, calendar, made_at)
                    documents = judgement.documents
                    said = [f"a rule failed: {text}" for text in judgement.raised]
                    if not view.has_data:
                        if not opts.overwrite:
                            spare_data(month, languages, Path(opts.output_dir), described(store.engine.url))
                        said = [advice_on(store, month, as_of), *said]
                        self.exitcode = int(opts.freeze)  # there is nothing to keep
                    elif opts.freeze:
                        kept = freeze(store, view, judgement, made_at)
                        view, said = kept.view, [kept_now(kept, words), *said]
                    else:
                        said += kept_before(store, month, words)
                written, evidence, proofs = [], {}, Proofs(store, view.as_of, documents)
                for one in languages:
                    # Pages of proof that stand beside the workbook are kept up with it.
                    if opts.with_evidence or (Path(opts.output_dir) / evidence_folder(month, one.language)).is_dir():
                        evidence[one.language] = write_pages(proofs, view, one, Path(opts.output_dir))
                for one in languages:
                    written += write_outputs(view, opts, one, evidence)
                if opts.feeds:
                    written += write_feeds(view, words, Path(opts.output_dir))
        except (StoreError, OutputError, FrozenError) as error:
            console.print(f"[red]{error}[/]", highlight=False)
            self.exitcode = 1
            return
        tell(view, words, written, console)
        for line in said:
            console.print(line, style="yellow", highlight=False, markup=False, soft_wrap=True)


def instant_of(text: str) -> datetime:
    """`--today` as an instant: the end of the day, unless it says an hour."""
    instant = parse_instant(text)
    return instant if "T" in text else instant + timedelta(days=1) - timedelta(seconds=1)


def told(
    store: Store, month: date, as_of: datetime, norms: Norms, calendar: WorkCalendar, made_at: datetime
) -> tuple[MonthView, Judgement]:
    """The view of the month, judged now, beside the months before as they stood at their ends."""
    judgement = judge(store, month, norms, calendar, made_at=made_at, as_of=as_of)
    runs = store.source_runs(as_of)
    simulated = {run.id for run in store.runs() if run.simulated}
    earlier = earlier_figures(store, month, runs, norms, calendar)
    view = month_view(
        judgement,
        runs,
        norms,
        simulated=any(run.run_id in simulated and concerns(run, month) for run in runs),
        before=earlier.get(month_before(month)),
        decisions=decisions_on(store, judgement),
    )
    points = [Point(month=at, figures=total(list(of_month.values()))) for at, of_month in sorted(earlier.items())]
    return with_trend(view, points), judgement


def told_again(
    store: Store, month: date, issue: int, today: datetime, norms: Norms, calendar: WorkCalendar, words: Words
) -> tuple[MonthView, list[str]]:
    """A frozen report as it was given out, and what is otherwise by what is known today. Stores nothing."""
    reports = frozen_reports(store, month)
    kept = frozen_report(store, month, issue)
    as_of = max(today, kept.view.as_of)
    runs = store.source_runs(as_of)
    judgement = judge_documents(store.documents(as_of), runs, month, norms, calendar, as_of=as_of)
    differing = list(
        differences(kept.view, month_view(judgement, runs, norms, decisions=decisions_on(store, judgement)), words)
    )
    return kept.view, [heading_of(kept, len(reports), as_of, len(differing), words), *(f"  {one}" for one in differing)]


def decisions_on(store: Store, judgement: Judgement) -> dict[str, Decision]:
    """What analysts decided on the findings of a month, and whether it still stands."""
    known = {document.uid: document for document in judgement.documents}
    return standing(store.decisions(f"{judgement.month:%Y-%m}"), judgement.findings, judgement.month, known)


def with_trend(view: MonthView, points: Iterable[Point]) -> MonthView:
    return replace(view, trend=(*points, Point(month=view.month, figures=view.total)))


def earlier_figures(
    store: Store, month: date, runs: Sequence[SourceRunRow], norms: Norms, calendar: WorkCalendar
) -> dict[date, dict[str, Figures]]:
    """The figures of the months before: as they were reported where a report was frozen, else as of the month's end.

    Months that were not read then are left out.
    """
    figures = {}
    for _ in range(TREND_MONTHS - 1):
        month = month_before(month)
        if kept := frozen_reports(store, month):
            figures[month] = {region.code: region.figures for region in kept[-1].view.regions}
            continue
        then = end_of(month)
        read_then = [run for run in runs if run.started_at <= then]
        if not any(concerns(run, month) for run in read_then):
            continue
        judgement = judge_documents(store.documents(then), read_then, month, norms, calendar, as_of=then)
        figures[month] = figures_by_region(judgement, read_then, decisions_on(store, judgement))
    return figures


def month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def spare_decisions(store: Store, month: date, languages: Iterable[Words], folder: Path) -> None:
    """Raise OutputError where a workbook of the month holds what an analyst typed and nobody has imported yet."""
    decided = store.decisions(f"{month:%Y-%m}")
    for words in languages:
        path = folder / f"{name_of(month, words.language)}.xlsx"
        if path.exists() and (number := not_imported(path, decided)):
            raise OutputError(words("review.spared", file=path, number=number))


def spare_data(month: date, languages: Iterable[Words], folder: Path, place: str) -> None:
    """Raise OutputError where a month without data would be written over files of one that had some."""
    made = [path for words in languages if (path := folder / f"{name_of(month, words.language)}.json").exists()]
    if any(had_data(path) for path in made):
        raise OutputError(
            f"The {place} holds nothing of {month:%Y-%m}, but {made[0]} was made from data: is HEARINGS_DATABASE_URL "
            "the one that it was made from? Nothing was written."
        )


def had_data(path: Path) -> bool:
    """Whether the JSON of a month gives figures for any region."""
    try:
        regions = json.loads(path.read_text("utf-8"))["regions"]
        return any(region["announcements"] is not None for region in regions)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def name_of(month: date, language: str) -> str:
    return f"monitoring-{month:%Y-%m}-{language}"


def write_outputs(view: MonthView, opts: argparse.Namespace, words: Words, evidence: Mapping[str, str]) -> list[Path]:
    """Write what was asked for in one language; returns the files. `evidence`: the folders of proofs, by language.

    Raises OutputError.
    """
    folder = Path(opts.output_dir)
    name = name_of(view.month, words.language)
    outputs: list[tuple[Path, Callable[[Path], None]]] = [
        (folder / f"{name}.xlsx", partial(write_workbook, view, words, evidence=evidence.get(words.language, ""))),
        (folder / f"{name}.json", partial(write_json, view)),
    ]
    if opts.word:
        outputs.append((folder / f"{name}.docx", partial(write_report, view, words)))
    if opts.html:
        outputs.append((folder / f"{name}.html", partial(write_page, view, words.language, evidence=evidence)))
    for path, write in outputs:
        write_whole(path, write)
    letters = write_letters(view, words, folder) if opts.letters else []
    return [*(path for path, _ in outputs), *letters]


def advice_on(store: Store, month: date, as_of: datetime) -> str:
    """What to do about a month without data: crawl it, or judge it as of a day on which it had been read."""
    later = [run for run in store.source_runs() if run.started_at > as_of and concerns(run, month)]
    if later:
        day = local_day(later[0].started_at)
        return (
            f"Nothing of {month:%Y-%m} had been read by {local_day(as_of)}; it was first read on {day}. "
            f"To judge it as of a later day: scrapy report {month:%Y-%m} --today {local_day(later[-1].started_at)}"
        )
    return (
        f"The database holds nothing of {month:%Y-%m}. "
        f"Crawl it first: scrapy crawlall --month {month:%Y-%m}, then report again."
    )


def tell(view: MonthView, words: Words, written: Iterable[Path], console: Console) -> None:
    """Print the table of the month, what limits it, and where the files are."""
    shown = Shown(view, words)
    table = Table(show_edge=False, pad_edge=False, header_style="bold")
    table.add_column(words("column.region"), no_wrap=True)
    for name in FIGURES:
        table.add_column(words(f"terminal.{name}"), justify="right")
    for region in view.regions:
        mark = " *" if region.incomplete and region.figures.known else ""
        table.add_row(f"{shown.region(region.code)}{mark}", *map(figure, region.figures.numbers()))
    table.add_section()
    table.add_row(words("total"), *map(figure, view.total.numbers()), style="bold")
    output = Console()
    output.print(heading(words.month(view.month)), style="bold")
    output.print(table)
    if not all(region.figures.known for region in view.regions):
        output.print(f"{NO_DATA} {words('no_data')}", highlight=False)
    for text in warnings(view, shown):
        console.print(text, style="yellow", highlight=False, markup=False)
    for path in written:
        output.print(str(path), highlight=False, markup=False, soft_wrap=True)


def figure(number: int | None) -> str:
    return NO_DATA if number is None else str(number)
