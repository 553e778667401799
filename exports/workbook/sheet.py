"""One sheet of a workbook: rows of values with looks, links, and the page it is printed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from openpyxl.utils import get_column_letter

from exports import safe
from exports.workbook.looks import LOOKS
from exports.workbook.rows import RowSheet
from hearings.clock import KAZAKHSTAN

if TYPE_CHECKING:
    from exports.workbook.book import Book

LINKS_PER_SHEET = 65_530  # what Excel reads; one more and it calls the file damaged
HIGHEST_ROW = 409.0  # points; Excel knows no higher row
UNWRAPPED = frozenset(name for name, look in LOOKS.items() if not look.wrap)
INDENT = 1.3  # characters of a column's width that one step of indent takes
MARGINS = {name: INDENT * look.indent for name, look in LOOKS.items()}
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


@dataclass(frozen=True, slots=True)
class Beside:
    """A text that leads to a file of ours in a folder beside the workbook; `path` is relative."""

    text: str
    path: str


Value = str | int | float | date | datetime | Link | Inside | Beside | None
Styled = tuple[Value, str]  # a value and the name of its look


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
            if cell is None:
                continue
            text, look = cell
            room = width - MARGINS[look]
            if isinstance(text, str) and (len(text) > room or "\n" in text) and look not in UNWRAPPED:
                lines = max(lines, lines_of(text, room))
        return min(HIGHEST_ROW, LINE * lines + 4)

    def _cell(self, reference: str, value: Value, look: str) -> str:
        if isinstance(value, str) and value:
            return f'<c r="{reference}"{self.book.text_cell(value, look)}'
        if isinstance(value, (Link, Inside, Beside)):
            return f'<c r="{reference}"{self.book.text_cell(self._linked(reference, value), look)}'
        style = self.book.style(look)
        if value is None or value == "":
            return f'<c r="{reference}" s="{style}"/>'
        return f'<c r="{reference}" s="{style}"><v>{number_of(value)}</v></c>'

    def _linked(self, reference: str, value: Link | Inside | Beside) -> str:
        if isinstance(value, Inside):
            self.page.link_inside(reference, f"'{value.sheet}'!{value.cell}")
            return value.text
        address = value.path if isinstance(value, Beside) else value.address
        target = quote(address) if isinstance(value, Beside) else safe.link(address)
        if target is None:
            return address
        if self.links >= LINKS_PER_SHEET:
            self.links_left_out += 1
            return address
        self.links += 1
        self.page.link_out(reference, target)
        return value.text

    def freeze(self, cell: str) -> None:
        self.page.freeze_panes = cell

    def repeat(self, first: int, last: int) -> None:
        """Print these rows at the top of every page."""
        self.page.print_title_rows = f"{first}:{last}"

    def merge(self, area: str) -> None:
        self.page.merged_cells.add(area)


@lru_cache(maxsize=20_000)
def lines_of(text: str, width: float) -> int:
    """Lines a text takes in a column, a little generously: letters are not all of one width and words are not cut."""
    room = max(1, int(width * 1.18))
    return sum(-(-max(len(paragraph), 1) // room) for paragraph in text.splitlines())


def number_of(value: float | date) -> float | int | str:
    """A number as it is, a day as the spreadsheet's serial number, an instant as local time of Kazakhstan."""
    if isinstance(value, datetime):
        local = value.astimezone(KAZAKHSTAN)
        return repr(local.toordinal() - _EPOCH + (local.hour * 3600 + local.minute * 60 + local.second) / 86_400)
    if isinstance(value, date):
        return value.toordinal() - _EPOCH
    return value
