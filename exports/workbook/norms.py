"""The last sheet: the norms that were applied, how things are counted, and what the workbook was made from."""

from __future__ import annotations

from exports.shown import Shown
from exports.view import NormLine
from exports.workbook.book import Book
from exports.workbook.sheet import Sheet, Styled
from exports.workbook.table import HEAD_ROW, Column, Table

METHOD = ("posted", "pairs", "deadline", "undated", "apart", "health", "verified", "privacy", "rejected")


def write_norms(book: Book, shown: Shown) -> None:
    columns = norm_columns(shown)

    def method(sheet: Sheet, last: int) -> None:
        letter = sheet.letters[-1]
        sheet.row([])
        heads = [(shown.words("method.title"), "section")]
        sheet.row(heads, height=24)
        for name in METHOD:
            text = shown.words(f"method.{name}")
            cells: list[Styled | None] = [("•", "bullet"), (text, "plain")]
            number = sheet.row(cells, height=13.0 * (1 + len(text) // 170) + 4)
            sheet.merge(f"B{number}:{letter}{number}")
        sheet.page.print_area = f"A1:{letter}{sheet.rows}"
        sheet.page.auto_filter.ref = f"A{HEAD_ROW}:{letter}{last}"

    subtitle = shown.words("norms_order")
    Table("norms", subtitle, columns, frozen_columns=3, finish=method).write(book, shown.view.norms)


def norm_columns(shown: Shown) -> list[Column[NormLine]]:
    words, language = shown.words, shown.words.language
    yes, no = words("yes"), words("no")
    return [
        Column("norm", 26, lambda norm: (norm.id, "pale")),
        Column("paragraph", 12, lambda norm: (norm.paragraph or words("not_known"), "text_center")),
        Column("demand", 56, lambda norm: (norm.demand[language], "text")),
        Column("act", 62, lambda norm: (norm.act[language], "pale")),
        Column("since", 13, lambda norm: (norm.since, "day")),
        Column("until", 13, lambda norm: (norm.until, "day")),
        Column("norm_verified", 14, lambda norm: (yes, "good") if norm.verified else (no, "partial")),
    ]
