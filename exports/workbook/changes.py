"""The sheet of changes: documents edited, vanished, or there later than they say; and those counted nowhere."""

from __future__ import annotations

from exports.shown import Shown
from exports.view import Change
from exports.workbook.book import Book
from exports.workbook.sheet import Link, Value
from exports.workbook.table import Column, Table

LOOK_OF_CHANGE = {"edited": "partial", "vanished": "bad", "late": "bad", "undated": "grey"}
LOOK_OF_CHANGE |= {"no_region": "grey", "not_counted": "grey"}


def write_changes(book: Book, shown: Shown) -> None:
    Table("changes", shown.words("changes_order"), columns(shown), frozen_columns=4).write(book, shown.view.changes)


def columns(shown: Shown) -> list[Column[Change]]:
    words = shown.words

    def link(change: Change) -> Value:
        return Link(words("open_page"), change.document.urls[0]) if change.document.urls else None

    return [
        Column("region", 18, lambda change: (shown.region(change.document.region), "text_bold")),
        Column("change", 22, lambda change: (words(f"change.{change.what}"), LOOK_OF_CHANGE[change.what])),
        Column("kind", 16, lambda change: (shown.kind(change.document), "text")),
        Column("title", 46, lambda change: (change.document.title, "text")),
        Column("what_changed", 44, lambda change: (shown.change(change), "text")),
        Column("posted_on", 15, lambda change: (change.document.posted_on.value, "day")),
        Column("first_seen", 13, lambda change: (change.document.first_seen, "day")),
        Column("last_seen", 13, lambda change: (change.document.last_seen, "day")),
        Column("link", 15, lambda change: (link(change), "link")),
    ]
