"""What a crawl tells on the terminal: one line per source when it ends, with cause and advice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

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


def source_table(readings: Iterable[SourceReading]) -> Group:
    """A row per source with state, rows and items; below, what was not read, why, and what to do."""
    table = Table(show_edge=False, pad_edge=False, header_style="bold")
    table.add_column("Region", no_wrap=True)
    table.add_column("Source", overflow="fold")
    table.add_column("State", no_wrap=True)
    table.add_column("Rows", justify="right")
    table.add_column("Items", justify="right")
    troubles: list[Text] = []
    for reading in readings:
        state, cause, detail = reading.verdict()
        told = Text(state.value, style=_STYLE[state])
        table.add_row(reading.region, reading.source, told, str(reading.rows), str(reading.items))
        if state is not State.HEALTHY:
            advice = f"\n  → {ADVICE[cause]}" if cause in ADVICE else ""
            troubles.append(Text(f"{reading.region}, {reading.source}: {cause}: {detail}{advice}"))
    return Group(table, *([Text("")] if troubles else []), *troubles)


def troubled(readings: Iterable[SourceReading]) -> list[SourceReading]:
    """Those that were not read completely: of many sources only these are worth a row."""
    return [reading for reading in readings if reading.verdict()[0] is not State.HEALTHY]


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
            console.print(Text(f"{name}: {unread}: {cause}", style=_STYLE[state]))
            if finish_reason != "finished":
                console.print(Text(detail))
            console.print("What was collected earlier is kept; the run is recorded with this cause.")
    return state
