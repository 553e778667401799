"""The sheet "collection": whether each source was read completely, partly or not, when and why."""

from __future__ import annotations

from exports.shown import READ_IN_PART, Shown
from exports.view import SourceLine
from exports.words import heading
from exports.workbook.book import Book
from exports.workbook.sheet import Link
from exports.workbook.table import Column, Table
from hearings.health import State


def columns(shown: Shown) -> list[Column[SourceLine]]:
    return [
        Column("region", 21, lambda source: (shown.region(source.region), "text_bold")),
        Column("source", 26, lambda source: (source.source, "text")),
        Column(
            "address",
            32,
            lambda source: (Link(source.address, source.address), "link" if "://" in source.address else "text"),
        ),
        Column("state", 20, lambda source: (shown.state(source.state), look_of(source.state))),
        Column("when", 16, lambda source: (source.when, "instant")),
        Column("period", 23, lambda source: (shown.period(source.since, source.until), "period")),
        Column("rows", 8, lambda source: (source.rows, "number")),
        Column("items", 12, lambda source: (source.items, "number")),
        Column("why", 44, lambda source: (shown.why(source), "text")),
    ]


def look_of(state: State | None) -> str:
    if state is State.HEALTHY:
        return "good"
    if state in READ_IN_PART:
        return "partial"
    return "bad" if state is State.BROKEN else "grey"


def write_collection(book: Book, shown: Shown) -> None:
    sources = [source for region in shown.view.regions for source in region.sources]
    Table("collection", heading(shown.words.month(shown.view.month)), columns(shown), frozen_columns=3).write(
        book, sources
    )
