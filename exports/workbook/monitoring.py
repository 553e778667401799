"""The first sheet: the ministry's table, and under it everything one must know before believing its numbers."""

from __future__ import annotations

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill

from exports.notes import warnings
from exports.shown import Shown
from exports.view import FIGURES, Figures, MonthView, RegionLine
from exports.words import heading
from exports.workbook.book import Book
from exports.workbook.looks import RED, RED_PAPER
from exports.workbook.sheet import Sheet, Styled

HEAD_ROWS = (4, 5)
FIRST_ROW = HEAD_ROWS[1] + 1
ROW = 19.0  # points
POSTED, VIOLATIONS = FIGURES[:2], FIGURES[2:]
COMPARED = ("announcements", "protocols", "violations")
WIDTHS = [5.0, 24, 16, 16, 16, 18, 18, 16]
CHANGE_WIDTH, MARK_WIDTH, NARROW_MARK_WIDTH = 15.0, 44.0, 36.0


def write_monitoring(book: Book, view: MonthView, shown: Shown) -> None:
    """Write the table with its two-level header, a line of totals, marks of incomplete regions, and notes.

    The columns that compare with the month before are there only if that month has data.
    """
    words = book.words
    compared = any(region.before is not None and region.before.known for region in view.regions)
    ends = [CHANGE_WIDTH] * 3 + [NARROW_MARK_WIDTH] if compared else [MARK_WIDTH]
    sheet = book.sheet("monitoring", [*WIDTHS, *ends])
    sheet.freeze(f"C{FIRST_ROW}")
    sheet.repeat(*HEAD_ROWS)
    last = sheet.letters[-1]
    sheet.row([(words("title"), "title")], height=40)
    sheet.row([(heading(words.month(view.month)), "month")], height=20)
    sheet.row([(words("as_of", as_of=view.as_of), "subtitle")], height=17)
    for number in (1, 2, 3):
        sheet.merge(f"A{number}:{last}{number}")
    write_head(sheet, compared)
    for number, region in enumerate(view.regions, start=1):
        cells: list[Styled] = [(number, "place"), *region_cells(region, shown, compared)]
        sheet.row(cells, height=max(ROW, sheet.height_for(cells)))
    if view.regions:
        colour_violations(sheet)
        write_total(sheet, view, compared)
    write_notes(sheet, view, shown)
    sheet.page.print_area = f"A1:{last}{sheet.rows}"


def write_head(sheet: Sheet, compared: bool) -> None:
    words = sheet.book.words
    upper = ["number", "region", "posted", "", "found_violations", "", "", "all_violations"]
    lower: list[Styled] = [(None, "head"), (None, "head")]
    lower += [(words(f"column.{name}"), "head2") for name in FIGURES]
    lower.append((None, "head"))
    first, second = HEAD_ROWS
    merged = [f"C{first}:D{first}", f"E{first}:G{first}", *(f"{letter}{first}:{letter}{second}" for letter in "ABH")]
    if compared:
        upper += ["compared", "", ""]
        lower += [(words(f"column.{name}_change"), "head2") for name in COMPARED]
        merged.append(f"I{first}:K{first}")
    last = sheet.letters[-1]
    sheet.row([(words(f"column.{key}") if key else None, "head") for key in [*upper, "completeness"]], height=22)
    sheet.row([*lower, (None, "head")], height=40)
    for area in (*merged, f"{last}{first}:{last}{second}"):
        sheet.merge(area)


def region_cells(region: RegionLine, shown: Shown, compared: bool) -> list[Styled]:
    """The row of a region after its number. Without data its figures say so instead of showing zeros."""
    name: Styled = (shown.region(region.code), "name")
    mark: Styled = (shown.completeness(region), "mark" if region.incomplete else "pale_center")
    changes = change_cells(region.figures, region.before, "figure_change") if compared else []
    if not region.figures.known:
        return [name, *[(shown.words("no_data"), "no_data")] * (len(FIGURES) + 1), *changes, mark]
    return [name, *figure_cells(region.figures), *changes, mark]


def figure_cells(figures: Figures) -> list[Styled]:
    cells: list[Styled] = [(getattr(figures, name), "figure") for name in POSTED]
    violations = (*(getattr(figures, name) for name in VIOLATIONS), figures.violations)
    return cells + [(number, "figure_none") for number in violations]


def change_cells(now: Figures, before: Figures | None, look: str) -> list[Styled]:
    """The differences to the month before; a dash where one of the two months has no data."""
    if before is None or not before.known or not now.known:
        return [("–", look)] * len(COMPARED)
    return [((getattr(now, name) or 0) - (getattr(before, name) or 0), look) for name in COMPARED]


def colour_violations(sheet: Sheet) -> None:
    """Colour every violation above zero, also after an analyst has changed a number."""
    first = FIRST_ROW
    red = FormulaRule(  # type: ignore[no-untyped-call]  # the stubs do not type it
        formula=[f"AND(ISNUMBER(E{first}),E{first}>0)"],
        font=Font(color=RED, bold=True),
        fill=PatternFill(bgColor=RED_PAPER),
    )
    sheet.page.conditional_formatting.add(f"E{first}:H{sheet.rows}", red)


def write_total(sheet: Sheet, view: MonthView, compared: bool) -> None:
    words, total = sheet.book.words, view.total
    if total.known:
        numbers: list[Styled] = [(number, "figure_total") for number in (*total.numbers(), total.violations)]
    else:
        numbers = [(words("no_data"), "figure_total")] * (len(FIGURES) + 1)
    if compared:
        numbers += change_cells(total, view.total_before, "figure_total_change")
    sheet.row([(None, "name_total"), (words("total"), "name_total"), *numbers, (None, "name_total")], height=22)


def write_notes(sheet: Sheet, view: MonthView, shown: Shown) -> None:
    """What limits the numbers above: warnings first, then what is counted nowhere."""
    notes = [(text, "plain") for text in [shown.worst()] if text]
    notes += [(text, "warning") for text in warnings(view, shown)]
    undated = sum(change.what == "undated" for change in view.changes)
    if undated:
        notes.append((shown.words("note.undated", number=undated), "note"))
    if notes:
        sheet.row([])
    for text, look in notes:
        number = sheet.row(
            [(text, look)] + [(None, look)] * (len(sheet.letters) - 1), height=13 * (1 + len(text) // 165) + 7
        )
        sheet.merge(f"A{number}:{sheet.letters[-1]}{number}")
