"""A sheet that lists records: a title, one row of headings, one row per record; long lists go on in further sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from exports.workbook.book import Book
from exports.workbook.sheet import Sheet, Styled

Record = TypeVar("Record")
Finish = Callable[[Sheet, int], None]  # given a sheet and its last row
HEAD_ROW = 3
ROWS_PER_SHEET = 30_000  # two links a row stay below the limit of links


@dataclass(frozen=True, slots=True)
class Column(Generic[Record]):
    """One column: the text `column.<key>` as heading, its width in characters, and what it shows of a record."""

    key: str
    width: float
    cell: Callable[[Record], Styled]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Table(Generic[Record]):
    """What a sheet of records consists of. `key` names its texts; `finish` adds what it needs beyond rows."""

    key: str
    subtitle: str
    columns: Sequence[Column[Record]]
    frozen_columns: int = 2
    finish: Finish | None = None

    def write(self, book: Book, records: Sequence[Record]) -> list[Sheet]:
        """Write the records, in as many sheets as they need; returns these."""
        starts = range(0, max(len(records), 1), ROWS_PER_SHEET)
        return [
            self._write_part(book, number, records[start : start + ROWS_PER_SHEET], start)
            for number, start in enumerate(starts, start=1)
        ]

    def _write_part(self, book: Book, number: int, records: Sequence[Record], before: int) -> Sheet:
        columns = self.columns
        sheet = book.sheet(self.key, [5, *(column.width for column in columns)], part=number)
        last = sheet.letters[-1]
        sheet.freeze(f"{sheet.letters[self.frozen_columns]}{HEAD_ROW + 1}")
        sheet.repeat(HEAD_ROW, HEAD_ROW)
        for letter, column in zip(sheet.letters[1:], columns, strict=True):
            if column.hidden:
                sheet.page.column_dimensions[letter].hidden = True
        sheet.row([(book.sheet_title(self.key, number), "title")], height=26)
        sheet.row([(self.subtitle, "subtitle")], height=17)
        sheet.merge(f"A1:{last}1")
        sheet.merge(f"A2:{last}2")
        heads = [book.words("column.number"), *(book.words(f"column.{column.key}") for column in columns)]
        sheet.row([(head, "head") for head in heads], height=34)
        cells = [column.cell for column in columns]
        for ordinal, record in enumerate(records, start=before + 1):
            sheet.row([(ordinal, "ordinal"), *(cell(record) for cell in cells)])
        if records:
            sheet.page.auto_filter.ref = f"A{HEAD_ROW}:{last}{sheet.rows}"
        else:
            sheet.row([(book.words("note.nothing"), "note")])
            sheet.merge(f"A{sheet.rows}:{last}{sheet.rows}")
        sheet.page.print_area = f"A1:{last}{sheet.rows}"
        if self.finish:
            self.finish(sheet, sheet.rows)
        return sheet
