"""The sheet of violations: one row per finding, with the page it speaks of."""

from __future__ import annotations

from exports.shown import Shown
from exports.workbook.book import Book
from exports.workbook.sheet import Link
from exports.workbook.table import Column, Table
from hearings.items import Finding


def columns(shown: Shown) -> list[Column[Finding]]:
    words = shown.words
    yes, no, open_page = words("yes"), words("no"), words("open_page")
    return [
        Column("region", 18, lambda finding: (shown.region(finding.region), "text_bold")),
        Column("rule", 26, lambda finding: (shown.rule(finding), "text_bold")),
        Column("document", 40, lambda finding: (shown.subject_title(finding), "text")),
        Column("found", 40, lambda finding: (shown.found(finding), "text")),
        Column("norm", 22, lambda finding: (finding.norm, "pale")),
        Column("norm_verified", 13, lambda finding: (yes, "good") if finding.norm_verified else (no, "partial")),
        Column("link", 16, lambda finding: (Link(open_page, finding.urls[0]) if finding.urls else None, "link")),
    ]


def write_violations(book: Book, shown: Shown) -> None:
    subtitle = shown.words.month(shown.view.month)
    Table("violations", subtitle, columns(shown), frozen_columns=3).write(book, shown.view.violations)
