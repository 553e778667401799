"""`scrapy review import FILE`: takes the analyst's decisions from a workbook that `scrapy report` wrote."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from exports.decisions import key_of
from exports.files import opened_elsewhere
from exports.month import MonthError, month_of
from exports.review import Review, ReviewError, read_review, review
from exports.review import month_of as month_of_rows
from exports.safe import visible
from exports.view import VERDICTS
from exports.words import LANGUAGES, Words, words_of
from hearings.clock import Clock, ClockError
from hearings.items import Finding
from hearings.store import Store, StoreError, open_store


class Command(ScrapyCommand):
    """Exit code: 0 every decision was taken, 1 some or all were refused, 2 wrong usage."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  # as Scrapy declares it

    def syntax(self) -> str:
        return "[options] import FILE"

    def short_desc(self) -> str:
        return "Take an analyst's decisions (confirmed, rejected) from a workbook"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--month", default="", metavar="MONTH", help="refuse the file if it is of another month")
        parser.add_argument("--lang", default="kk", choices=LANGUAGES, help="language of what is told (default: kk)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if len(args) != 2 or args[0] != "import":
            raise UsageError("say `scrapy review import FILE`, with a workbook that `scrapy report` wrote")
        words, path = words_of(opts.lang), Path(args[1])
        try:
            asked = f"{month_of(opts.month):%Y-%m}" if opts.month else ""
            clock = Clock.from_setting(self.settings["HEARINGS_NOW"])
        except (MonthError, ClockError) as error:
            raise UsageError(str(error)) from None
        console = Console(highlight=False, markup=False, soft_wrap=True)
        try:
            rows = read_review(path)
            month = month_of_rows(rows, asked)
            with open_store(self.settings["HEARINGS_DATABASE_URL"]) as store:
                current, decided = judged(store, month), store.decisions(month)
                if not current:
                    raise ReviewError("not_judged", month=month)
                taken = review(rows, month, current, decided, at_instant=clock.now(), file=path.name)
                added = store.save_decisions(taken.taken)
        except (ReviewError, StoreError) as error:
            text = error.said(words) if isinstance(error, ReviewError) else str(error)
            Console(stderr=True, soft_wrap=True).print(visible(text), style="red", markup=False, highlight=False)
            self.exitcode = 1
            return
        for line in told(taken, added, words):
            console.print(visible(line))
        if opened_elsewhere(path):
            console.print(words("review.opened"), style="yellow")
        self.exitcode = int(bool(taken.refused))


def judged(store: Store, month: str) -> dict[str, Finding]:
    """The findings of a month by their keys, of every instant as of which it was judged."""
    first = date.fromisoformat(f"{month}-01")
    findings: dict[str, Finding] = {}
    for judgement in (*store.judgements(month), *store.judgements(month, frozen=True)):
        documents = {document.uid: document for document in store.documents(judgement.as_of)}
        findings |= {key_of(one, first, documents): one for one in store.findings(judgement.id)}
    return findings


def told(taken: Review, added: int, words: Words) -> Iterator[str]:
    """What was taken, what was not and why, and what comes next."""
    verdicts = Counter(one.verdict for one in taken.taken)
    numbers = ", ".join(f"{words(f'verdict.{verdict}')} – {verdicts[verdict]}" for verdict in VERDICTS)
    yield words("review.taken", number=len(taken.taken), verdicts=numbers, new=added)
    if taken.changed:
        yield words("review.changed", number=len(taken.changed))
    for one in taken.changed:
        before, after = (words(f"verdict.{verdict}") for verdict in (one.before.verdict, one.after))
        place = words("review.row", sheet=one.place.sheet, row=one.place.row)
        yield f"  {place}: {words('review.change', before=before, note=one.before.note or '–', after=after)}"
    if taken.empty:
        yield words("review.empty", number=taken.empty)
    if taken.kept:
        yield words("review.kept", number=len(taken.kept), rows=[place.row for place in taken.kept[:20]])
    if taken.refused:
        yield words("review.refused", number=len(taken.refused))
    for refusal in taken.refused:
        why = words(f"refused.{refusal.why}")
        typed = f" («{refusal.typed[:60]}»)" if refusal.typed else ""
        yield f"  {words('review.row', sheet=refusal.place.sheet, row=refusal.place.row)}: {why}{typed}"
    if added:
        yield words("review.next", month=taken.month)
