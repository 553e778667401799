"""What a crawl tells on the terminal: one line per source when it ends, with cause and advice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.table import Table

from hearings.health import Cause, SourceReading, State, run_verdict

ADVICE: Mapping[Cause, str] = {
    Cause.DNS: "check the network of this machine, then the address",
    Cause.UNREACHABLE: "the host does not answer: try again later, or from a network inside Kazakhstan",
    Cause.TIMEOUT: "the host is slow: try again later",
    Cause.TLS: "the certificate does not hold; it is never skipped: tell the site's owner",
    Cause.GATED: "the site asks for a ticket of its own pages; this is reported, not got round",
    Cause.CHALLENGE: "the site shows a page for browsers only",
    Cause.LAYOUT: "the page has changed: repair the platform class with the archived page",
    Cause.EMPTY_LISTING: "the listing shows nothing at all: look at it in a browser",
    Cause.ROBOTS: "the site's robots.txt forbids it",
    Cause.NOT_IN_ARCHIVE: "the archive was made by a crawl that did not ask for this",
}
_STYLE = {State.HEALTHY: "green", State.PARTIAL: "yellow", State.BROKEN: "red"}


def source_table(readings: Iterable[SourceReading]) -> Table:
    """Region, source, state, rows and items, and why where something was not read."""
    table = Table(show_edge=False, pad_edge=False, header_style="bold")
    for column, justify in (
        ("Region", "left"),
        ("Source", "left"),
        ("State", "left"),
        ("Rows", "right"),
        ("Items", "right"),
    ):
        table.add_column(column, justify=justify, no_wrap=column != "Source")  # type: ignore[arg-type]
    table.add_column("Why", overflow="fold")
    for reading in readings:
        state, cause, detail = reading.verdict()
        why = f"{cause}: {detail}" if cause else ""
        if cause in ADVICE:
            why += f"\n→ {ADVICE[cause]}"
        table.add_row(
            reading.region,
            reading.source,
            f"[{_STYLE[state]}]{state}[/]",
            str(reading.rows),
            str(reading.items),
            why.replace("[", "\\["),
        )
    return table


def tell_run(name: str, readings: list[SourceReading], finish_reason: str, console: Console | None = None) -> State:
    """Print how the run of one region ended; returns its state."""
    console = console or Console(stderr=True)
    state, cause, detail = run_verdict(readings, finish_reason)
    console.print()
    if readings:
        console.print(source_table(readings))
    match state:
        case State.HEALTHY:
            console.print(f"[green]{name}: read completely[/]")
        case State.NO_SOURCE:
            console.print(f"{name}: {detail}; the national portal is crawled by `scrapy crawl national`")
        case _:
            unread = "nothing could be read" if state is State.BROKEN else "not everything could be read"
            console.print(f"[{_STYLE[state]}]{name}: {unread}: {cause}[/]", detail, markup=True)
            console.print("What was collected earlier is kept; the run is recorded with this cause.")
    return state
