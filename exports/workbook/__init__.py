"""The monitoring workbook."""

from __future__ import annotations

from pathlib import Path

from exports.shown import Shown
from exports.view import MonthView
from exports.words import Words
from exports.workbook.book import Book
from exports.workbook.changes import write_changes
from exports.workbook.charts import write_charts
from exports.workbook.collection import write_collection
from exports.workbook.documents import write_documents
from exports.workbook.findings import write_others, write_violations
from exports.workbook.hearings import write_hearings
from exports.workbook.monitoring import write_monitoring
from exports.workbook.norms import write_norms


def write_workbook(view: MonthView, words: Words, path: Path, *, evidence: str = "") -> None:
    """Write the month as a workbook: the same bytes for the same view. OSError where the file cannot be written.

    `evidence` is a folder beside the workbook with a readable proof of each finding, to which rows then lead.
    """
    footer = words("footer", month=words.month(view.month))
    shown = Shown(view, words)
    with Book(words, title=footer, footer=footer, made_at=view.as_of) as book:
        write_monitoring(book, view, shown)
        write_charts(book, shown)
        write_violations(book, shown, evidence)
        write_others(book, shown, evidence)
        write_documents(book, "announcements", view.announcements, shown)
        write_documents(book, "protocols", view.protocols, shown)
        write_hearings(book, shown)
        write_collection(book, shown)
        write_changes(book, shown)
        write_norms(book, shown)
        book.save(path)
