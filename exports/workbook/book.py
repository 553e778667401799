"""A workbook written fresh, row by row, the same byte for byte from the same data.

openpyxl's write-only mode makes everything but the rows. Those are written here as XML: openpyxl's way from a styled
cell to XML takes three times as long, guesses formulas from texts and cuts long ones without a word.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any, Self
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.writer.excel import ExcelWriter

from exports import safe
from exports.words import Words
from exports.workbook.looks import LOOKS
from hearings.clock import KAZAKHSTAN

LINKS_PER_SHEET = 65_530  # what Excel reads; one more and it calls the file damaged
ROWS_PER_SHEET = 30_000  # two links a row stay below the limit of links
HIGHEST_ROW = 409.0  # points; Excel knows no higher row
LINE = 12.0  # points a line of 9 point letters takes
_EPOCH = date(1899, 12, 30).toordinal()


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to an address. An address that is not http, or not sound, is shown and leads nowhere."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Inside:
    """A text that leads to a cell of another sheet of the same workbook."""

    text: str
    sheet: str
    cell: str = "A1"


Value = str | int | float | date | datetime | Link | Inside | None
Styled = tuple[Value, str]  # a value and the name of its look


class RowSheet(WriteOnlyWorksheet):
    """A write-only sheet that takes whole rows as XML."""

    _rows: Any
    _writer: Any
    _get_writer: Any
    column_dimensions: Any
    _hyperlinks: list[Hyperlink]

    def _write_rows(self) -> Generator[None, str, None]:
        stream = self._writer.xf.send(True)
        with stream.element("sheetData"):
            try:
                while True:
                    stream.write(etree.fromstring((yield)))
            except GeneratorExit:
                pass
        self._writer.xf.send(None)

    def begin(self) -> None:
        """Write what stands before the rows: from here on widths and panes are fixed."""
        self._get_writer()
        if self._rows is None:
            self._rows = self._write_rows()
            next(self._rows)

    def append_xml(self, row: str) -> None:
        self._rows.send(row)

    def link(self, reference: str, **where: str) -> None:
        self._hyperlinks.append(Hyperlink(ref=reference, **where))


class Sheet:
    """One sheet. Widths, frozen panes and page setup are fixed before its first row."""

    def __init__(self, book: Book, title: str, widths: Sequence[float]) -> None:
        self.book = book
        self.title = title
        self.page: Any = RowSheet(book.workbook, title)  # most of what it has is missing from the type stubs
        book.workbook._add_sheet(self.page)
        self.widths = list(widths)
        self.letters = [get_column_letter(number) for number in range(1, len(widths) + 1)]
        for letter, width in zip(self.letters, widths, strict=True):
            self.page.column_dimensions[letter].width = width
        self.rows = 0
        self.links = 0
        self.links_left_out = 0
        self._set_page()

    def _set_page(self) -> None:
        page = self.page
        page.sheet_view.showGridLines = False
        page.sheet_view.zoomScale = 100
        page.page_setup.orientation = "landscape"
        page.page_setup.paperSize = 9  # A4
        page.page_setup.fitToWidth = 1
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.page_margins.left = page.page_margins.right = 0.4
        page.page_margins.top, page.page_margins.bottom, page.page_margins.footer = 0.5, 0.75, 0.35
        page.oddFooter.left.text = self.book.footer
        page.oddFooter.left.size = page.oddFooter.right.size = 8
        page.oddFooter.right.text = "&P / &N"

    def row(self, cells: Sequence[Styled | None], height: float | None = None) -> int:
        """Write the next row; returns its number. None leaves a cell out, (None, look) leaves it empty but styled.

        Without a height (in points) the row is made high enough for its longest text.
        """
        if not self.rows:
            self.page.begin()
        self.rows += 1
        number = self.rows
        fixed = ' customHeight="1"' if height else ""
        parts = [f'<row r="{number}" ht="{height or self.height_for(cells)}"{fixed}>']
        for letter, cell in zip(self.letters, cells, strict=False):
            if cell is not None:
                parts.append(self._cell(f"{letter}{number}", *cell))
        parts.append("</row>")
        self.page.append_xml("".join(parts))
        return number

    def height_for(self, cells: Sequence[Styled | None]) -> float:
        """Points needed by the longest wrapped text, as LibreOffice does not measure it when it opens a file."""
        lines = 1
        for cell, width in zip(cells, self.widths, strict=False):
            if cell is not None and isinstance(cell[0], str) and (len(cell[0]) > width or "\n" in cell[0]):
                lines = max(lines, lines_of(cell[0], width))
        return min(HIGHEST_ROW, LINE * lines + 4)

    def _cell(self, reference: str, value: Value, look: str) -> str:
        if isinstance(value, (Link, Inside)):
            value = self._linked(reference, value)
        if isinstance(value, str):
            text = safe.cell_text(value, self.book.cut_mark)
            style = self.book.style(look, quoted=safe.looks_like_formula(text))
            return (
                f'<c r="{reference}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
            )
        style = self.book.style(look)
        if value is None:
            return f'<c r="{reference}" s="{style}"/>'
        return f'<c r="{reference}" s="{style}"><v>{number_of(value)}</v></c>'

    def _linked(self, reference: str, value: Link | Inside) -> str:
        if isinstance(value, Inside):
            self.page.link(reference, location=f"'{value.sheet}'!{value.cell}")
            return value.text
        target = safe.link(value.address)
        if target is None:
            return value.address
        if self.links >= LINKS_PER_SHEET:
            self.links_left_out += 1
            return value.address
        self.links += 1
        self.page.link(reference, target=target)
        return value.text

    def freeze(self, cell: str) -> None:
        self.page.freeze_panes = cell

    def repeat(self, first: int, last: int) -> None:
        """Print these rows at the top of every page."""
        self.page.print_title_rows = f"{first}:{last}"

    def merge(self, area: str) -> None:
        self.page.merged_cells.add(area)


class Book:
    """A workbook in the making. `made_at` is the instant it speaks of; it also dates the file's parts."""

    def __init__(self, words: Words, *, title: str, footer: str, made_at: datetime) -> None:
        self.words = words
        self.workbook: Any = Workbook(write_only=True)
        self.footer = footer.replace("&", "&&")
        self.cut_mark = words("cut_mark")
        self.made_at = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        properties = self.workbook.properties
        properties.title = title
        properties.creator = words("product")
        properties.language = words.language
        properties.created = properties.modified = self.made_at
        self._styles: dict[tuple[str, bool], int] = {}

    def sheet(self, key: str, widths: Sequence[float], *, part: int = 1) -> Sheet:
        """A new sheet named by the text `sheet.<key>`; further parts of a long one carry their number.

        The sheet before is finished by this: its links no longer take memory.
        """
        self._finish_sheets()
        return Sheet(self, self.sheet_title(key, part), widths)

    def sheet_title(self, key: str, part: int = 1) -> str:
        title = self.words(f"sheet.{key}")
        return title if part == 1 else f"{title} ({part})"

    def style(self, look: str, *, quoted: bool = False) -> int:
        """The number of a look. `quoted` cells stay text even when an analyst edits them."""
        known = self._styles.get((look, quoted))
        if known is not None:
            return known
        shape = LOOKS[look]
        cell: Any = WriteOnlyCell(self.workbook.worksheets[0])
        cell.font, cell.fill, cell.border = shape.font(), shape.fill(), shape.border()
        cell.alignment, cell.number_format = shape.alignment(), shape.shown_as
        if shape.unlocked:
            cell.protection = Protection(locked=False)
        if quoted:
            cell.quotePrefix = True
        self._styles[look, quoted] = cell.style_id
        return self._styles[look, quoted]

    def save(self, path: Path) -> None:
        """Write the file. OSError where the disk or the folder does not allow it."""
        self._finish_sheets()
        with path.open("wb") as file:
            archive = DatedZip(file, self.made_at)
            try:
                ExcelWriter(self.workbook, archive).save()
            except BaseException:
                archive.fp = None  # a zip that is dropped tries to write its end, which fails again, unseen
                raise

    def _finish_sheets(self) -> None:
        for page in self.workbook.worksheets:
            if not page.closed:
                page.close()
                page._hyperlinks = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        """Remove the temporary files of the sheets; after a failure some are half written."""
        for page in self.workbook.worksheets:
            with contextlib.suppress(Exception):
                if not page.closed:
                    page.close()
            with contextlib.suppress(OSError, AttributeError):
                Path(page._writer.out).unlink(missing_ok=True)


class DatedZip(ZipFile):
    """A zip whose members all carry one date, so that the same content gives the same bytes."""

    def __init__(self, file: IO[bytes], day: datetime) -> None:
        super().__init__(file, "w", ZIP_DEFLATED, allowZip64=True)
        self.date_time = (max(day.year, 1980), day.month, day.day, day.hour, day.minute, day.second)

    def member(self, name: str) -> ZipInfo:
        info = ZipInfo(name, self.date_time)
        info.compress_type = ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        return info

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().writestr(self.member(str(zinfo_or_arcname)), data)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        with Path(filename).open("rb") as source, self.open(self.member(str(arcname)), "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target, 1 << 20)


def lines_of(text: str, width: float) -> int:
    """Lines a text takes in a column, a little generously: letters are not all of one width and words are not cut."""
    room = max(1, int(width * 1.12))
    return sum(-(-max(len(paragraph), 1) // room) for paragraph in text.splitlines())


def number_of(value: float | date) -> float | int | str:
    """A number as it is, a day as the spreadsheet's serial number, an instant as local time of Kazakhstan."""
    if isinstance(value, datetime):
        local = value.astimezone(KAZAKHSTAN)
        return repr(local.toordinal() - _EPOCH + (local.hour * 3600 + local.minute * 60 + local.second) / 86_400)
    if isinstance(value, date):
        return value.toordinal() - _EPOCH
    return value
