"""The monitoring workbook."""

from __future__ import annotations

from pathlib import Path

from exports.shown import Shown
from exports.view import MonthView
from exports.words import Words
from exports.workbook.book import Book
from exports.workbook.collection import write_collection
from exports.workbook.documents import write_documents
from exports.workbook.findings import write_violations
from exports.workbook.monitoring import write_monitoring


def write_workbook(view: MonthView, words: Words, path: Path) -> None:
    """Write the month as a workbook: the same bytes for the same view. OSError where the file cannot be written."""
    month = words.month(view.month)
    footer = words("footer", month=month)
    shown = Shown(view, words)
    with Book(words, title=footer, footer=footer, made_at=view.as_of) as book:
        write_monitoring(book, view, shown)
        write_violations(book, shown)
        write_documents(book, "announcements", view.announcements, shown)
        write_documents(book, "protocols", view.protocols, shown)
        write_collection(book, shown)
        book.save(path)
