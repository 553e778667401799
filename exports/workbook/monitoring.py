"""The first sheet: the ministry's table, and under it everything one must know before believing its numbers."""

from __future__ import annotations

from exports.shown import Shown
from exports.view import FIGURES, Figures, MonthView, RegionLine
from exports.words import heading
from exports.workbook.book import Book
from exports.workbook.sheet import Sheet, Styled

WIDTHS = [5, 24, 16, 16, 16, 18, 18, 16, 44]
HEAD_ROWS = (4, 5)
ROW = 19.0  # points
VIOLATIONS = FIGURES[2:]


def write_monitoring(book: Book, view: MonthView, shown: Shown) -> None:
    """Write the table with its two-level header, a line of totals, marks of incomplete regions, and notes."""
    words = book.words
    sheet = book.sheet("monitoring", WIDTHS)
    sheet.freeze(f"C{HEAD_ROWS[1] + 1}")
    sheet.repeat(*HEAD_ROWS)
    last = sheet.letters[-1]
    sheet.row([(words("title"), "title")], height=40)
    sheet.row([(heading(words.month(view.month)), "month")], height=20)
    sheet.row([(words("as_of", as_of=view.as_of), "subtitle")], height=17)
    for number in (1, 2, 3):
        sheet.merge(f"A{number}:{last}{number}")
    write_head(sheet)
    for number, region in enumerate(view.regions, start=1):
        cells: list[Styled] = [(number, "place"), *region_cells(region, shown)]
        sheet.row(cells, height=max(ROW, sheet.height_for(cells)))
    if view.regions:
        write_total(sheet, view)
    write_notes(sheet, view, shown)
    sheet.page.print_area = f"A1:{last}{sheet.rows}"


def write_head(sheet: Sheet) -> None:
    words = sheet.book.words
    upper = ["number", "region", "posted", "", "found_violations", "", "", "all_violations", "completeness"]
    sheet.row([(words(f"column.{key}") if key else None, "head") for key in upper], height=22)
    lower: list[Styled | None] = [(None, "head"), (None, "head")]
    lower += [(words(f"column.{name}"), "head2") for name in FIGURES]
    lower += [(None, "head"), (None, "head")]
    sheet.row(lower, height=40)
    first, second = HEAD_ROWS
    for area in (f"C{first}:D{first}", f"E{first}:G{first}"):
        sheet.merge(area)
    for letter in "ABHI":
        sheet.merge(f"{letter}{first}:{letter}{second}")


def region_cells(region: RegionLine, shown: Shown) -> list[Styled]:
    """The row of a region after its number. Without data its figures say so instead of showing zeros."""
    name: Styled = (shown.region(region.code), "name")
    mark: Styled = (shown.completeness(region), "mark" if region.incomplete else "text")
    if not region.figures.known:
        return [name, *[(shown.words("no_data"), "no_data")] * (len(FIGURES) + 1), mark]
    return [name, *figure_cells(region.figures), mark]


def figure_cells(figures: Figures) -> list[Styled]:
    cells: list[Styled] = [(getattr(figures, name), "figure") for name in FIGURES[:2]]
    violations = (*(getattr(figures, name) for name in VIOLATIONS), figures.violations)
    return cells + [(number, "figure_violation" if number else "figure_none") for number in violations]


def write_total(sheet: Sheet, view: MonthView) -> None:
    words, total = sheet.book.words, view.total
    if total.known:
        numbers: list[Styled] = [(number, "figure_total") for number in (*total.numbers(), total.violations)]
    else:
        numbers = [(words("no_data"), "figure_total")] * (len(FIGURES) + 1)
    sheet.row([(None, "name_total"), (words("total"), "name_total"), *numbers, (None, "name_total")], height=22)


def write_notes(sheet: Sheet, view: MonthView, shown: Shown) -> None:
    """What limits the numbers above: warnings first, then what is counted nowhere."""
    notes = [(text, "warning") for text in warnings(view, shown)]
    undated = sum(one.why == "undated" for one in view.apart)
    if undated:
        notes.append((shown.words("note.undated", number=undated), "note"))
    if notes:
        sheet.row([])
    for text, look in notes:
        number = sheet.row([(text, look)] + [(None, look)] * (len(WIDTHS) - 1), height=13 * (1 + len(text) // 165) + 7)
        sheet.merge(f"A{number}:{sheet.letters[-1]}{number}")


def warnings(view: MonthView, shown: Shown) -> list[str]:
    """The sentences a reader must see before using the figures."""
    words = shown.words
    if not view.has_data:
        return [words("note.no_data_month")]
    said = []
    without = [region.code for region in view.regions if not region.figures.known]
    partly = [region.code for region in view.regions if region.incomplete and region.figures.known]
    if without:
        said.append(words("note.no_data_total", regions=shown.regions(without)))
    if partly:
        said.append(words("note.incomplete_total", regions=shown.regions(partly)))
    if view.unverified:
        said.append(words("note.unverified", norms=", ".join(view.unverified)))
    if view.simulated:
        said.append(words("note.simulated"))
    return said
