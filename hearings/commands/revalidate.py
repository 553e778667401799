"""`scrapy revalidate`: judges again from the database and tells what changed. No network, no parsing."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from rich.console import Console
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from exports.month import MonthError, month_of
from hearings.clock import Clock, ClockError, local_day
from hearings.items import Finding, Outcome
from hearings.store import Store, StoreError, open_store
from hearings.workdays import CalendarError, WorkCalendar
from pipelines.judge import end_of, judge
from validators import Norms, NormsError, demanded_norms, load


class Command(ScrapyCommand):
    """Exit code: 0 judged, 1 a rule failed or the database can't be used, 2 wrong usage."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  # as Scrapy declares it

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Judge again from the database, after norms or rules changed, and tell what changed"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--month", default="", metavar="MONTH", help="2018-01 (default: every judged month)")
        parser.add_argument("--explain", action="store_true", help="also each finding that changed")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if args:
            raise UsageError("revalidate takes no arguments, only --month and --explain")
        try:
            months = [month_of(opts.month)] if opts.month else []
            made_at = Clock.from_setting(self.settings["HEARINGS_NOW"]).now()
            norms = load(self.settings["HEARINGS_NORMS"] or None, demanded=demanded_norms())
            overrides = self.settings["HEARINGS_CALENDAR"]
            calendar = WorkCalendar(Path(overrides) if overrides else None)
        except (MonthError, NormsError, CalendarError, ClockError) as error:
            raise UsageError(str(error)) from None
        console = Console(highlight=False, markup=False, soft_wrap=True)
        try:
            with open_store(self.settings["HEARINGS_DATABASE_URL"]) as store:
                self.exitcode = again(store, months, norms, calendar, made_at, console, explain=opts.explain)
        except StoreError as error:
            Console(stderr=True).print(str(error), markup=False)
            self.exitcode = 1


def again(
    store: Store,
    months: list[date],
    norms: Norms,
    calendar: WorkCalendar,
    made_at: datetime,
    console: Console,
    *,
    explain: bool,
) -> int:
    """Judge these months again (none: all that were judged), each as of the instants of its judgements."""
    judged = months or [month_of(text) for text in store.judged_months()]
    if not judged:
        console.print("No month has been judged yet; scrapy report MONTH judges one.")
    failed = False
    for month in judged:
        earlier = [one for one in store.judgements(f"{month:%Y-%m}") if one.payload is None]
        latest = {one.as_of: one for one in reversed(earlier)}
        for as_of in sorted(latest) or [end_of(month)]:
            before = store.findings(latest[as_of].id) if as_of in latest else []
            judgement = judge(store, month, norms, calendar, made_at=made_at, as_of=as_of)
            # As they are stored, like those before: what is stored is masked.
            stored = next(one for one in store.judgements(f"{month:%Y-%m}") if one.as_of == as_of)
            difference = compared(before, store.findings(stored.id))
            console.print(f"{month:%Y-%m} as of {local_day(as_of)}:")
            for line in summary(difference, norms, explain=explain):
                console.print(f"  {line}")
            for text in judgement.raised:
                console.print(f"  a rule failed: {text}")
            failed = failed or not judgement.healthy
    return int(failed)


# ------------------------------------------------------------------ differences


@dataclass(frozen=True, slots=True)
class Change:
    """One subject under one norm, before and after; None where nothing was found."""

    before: Finding | None
    after: Finding | None

    @property
    def finding(self) -> Finding:
        found = self.after or self.before
        if found is None:
            raise ValueError("a change of nothing")
        return found

    @property
    def differs(self) -> bool:
        """In outcome or arguments; another version of the rule alone is no difference."""
        if self.before is None or self.after is None:
            return True
        return (self.before.outcome, self.before.arguments) != (self.after.outcome, self.after.arguments)


def compared(before: Iterable[Finding], after: Iterable[Finding]) -> list[Change]:
    """Findings of two judgings side by side, by their uid."""
    old, new = {f.uid: f for f in before}, {f.uid: f for f in after}
    return [Change(old.get(uid), new.get(uid)) for uid in dict.fromkeys((*old, *new))]


def summary(changes: Iterable[Change], norms: Norms, *, explain: bool) -> Iterator[str]:
    """A line for each rule and norm, with the norm's parameter where it is another than before."""
    by_rule: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        by_rule.setdefault((change.finding.rule, change.finding.norm), []).append(change)
    if not by_rule:
        yield "nothing found, before and now"
    for (rule, norm), of_rule in sorted(by_rule.items()):
        yield f"{rule}, norm {norm or 'unknown'}{parameter(of_rule, norm, norms)}: {'; '.join(numbers(of_rule))}"
        if explain:
            yield from (f"  {told(change)}" for change in of_rule if change.differs)


def parameter(changes: Iterable[Change], key: str, norms: Norms) -> str:
    """«: 20 → 15 calendar days» where the parameter of the norm changed."""
    arguments = [change.before.arguments for change in changes if change.before]
    was = next((told for told in arguments if "days" in told), None)
    try:
        now = norms.get(key)
    except KeyError:
        return ""
    if was is None or now.days is None or (was["days"], was["unit"]) == (now.days, now.unit):
        return ""
    unit = now.unit if was["unit"] == now.unit else f"{was['unit']} → {now.unit}"
    return f": {was['days']} → {now.days} {unit} days"


WORDS = {
    Outcome.VIOLATION: "violations",
    Outcome.REMARK: "remarks",
    Outcome.UNKNOWN: "undecided",
}


def numbers(changes: Iterable[Change]) -> Iterator[str]:
    """«7 violations gone, 3 new, 212 same» for each outcome that there is."""
    pairs = [(c.before.outcome if c.before else None, c.after.outcome if c.after else None) for c in changes]
    for outcome, word in WORDS.items():
        gone = sum(before is outcome and after is not outcome for before, after in pairs)
        new = sum(after is outcome and before is not outcome for before, after in pairs)
        same = sum(before is outcome and after is outcome for before, after in pairs)
        if gone or new or same:
            yield f"{gone} {word} gone, {new} new, {same} same"


def told(change: Change) -> str:
    """Where to look, and what was found before and after."""
    finding = change.finding
    sides = [f"{side.outcome} {side.arguments}" if side else "nothing" for side in (change.before, change.after)]
    address = finding.urls[0] if finding.urls else ", ".join(finding.documents)
    return f"{finding.region or 'no region'} {address}: {' → '.join(sides)}"
