"""The sheet of pictures: tile map and charts, and beside them, not printed, the numbers they are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun

from exports import tiles
from exports.shown import Shown
from exports.view import FIGURES, RegionLine
from exports.words import heading
from exports.workbook.book import Book
from exports.workbook.looks import ACCENT, FONT, INK, PALE_INK, RULE
from exports.workbook.sheet import Sheet, Styled

TILE_WIDTH = 24.0
TILE_HEIGHTS = (17.0, 22.0, 15.0)  # name, share, numbers
DATA_FROM = tiles.COLUMNS + 2  # 1-based column where the numbers begin
DATA_WIDTHS = [24.0, 15, 12, 14, 14, 14, 3, 46, 12, 3, 16, 15, 12, 14]
COLOURS = {"announcements": "2F7F95", "protocols": "9CC5CF"}
VIOLATION_COLOURS = ("C0564A", "E3A08F", "7F2B24")
CHART_SIZE = (15.9, 8.9)  # centimetres
CHART_ROWS = 18

Block = list[list[Styled | None]]


def write_charts(book: Book, shown: Shown) -> None:
    words, view = book.words, shown.view
    sheet = book.sheet("charts", [TILE_WIDTH] * tiles.COLUMNS + [3, *DATA_WIDTHS])
    sheet.freeze("A3")
    blocks = [regions_block(shown), rules_block(shown), trend_block(shown)]
    data = Beside(blocks)
    write_row = data.writer(sheet)
    write_row([(words("sheet.charts"), "title")], 26)
    write_row([(heading(words.month(view.month)), "subtitle")], 17)
    write_row([(words("map.title"), "section")], 24)
    write_tiles(write_row, shown)
    write_row([], 8)
    write_row(legend(shown), 18)
    write_row([], 10)
    first = sheet.rows + 1
    write_charts_of(sheet, blocks, first, shown)
    last_row = first + 2 * CHART_ROWS
    while sheet.rows < max(last_row, data.last_row):
        write_row([], 15)
    last = sheet.letters[tiles.COLUMNS - 1]
    sheet.merge(f"A1:{last}1")
    sheet.page.print_area = f"A1:{last}{last_row}"
    sheet.page.page_setup.orientation = "portrait"
    sheet.page.page_setup.fitToHeight = 1


class Beside:
    """Tables written to the right of what the rows show, one beside the other, from the third row on."""

    FIRST = 3

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.last_row = self.FIRST + max(len(block) for block in blocks)

    def writer(self, sheet: Sheet) -> Any:  # noqa: ANN401  # a function of row and height
        def write(left: Sequence[Styled | None], height: float) -> int:
            right = self._at(sheet.rows + 1)
            cells = [*left, *[None] * (DATA_FROM - 1 - len(left)), *right]
            return sheet.row(cells, height)

        return write

    def _at(self, number: int) -> list[Styled | None]:
        cells: list[Styled | None] = []
        for block in self.blocks:
            width = len(block[0])
            index = number - self.FIRST
            row = block[index] if 0 <= index < len(block) else []
            cells += [*row, *[None] * (width - len(row)), None]
        return cells


def regions_block(shown: Shown) -> Block:
    words = shown.words
    block: Block = [[(words("column.region"), "head2"), *((words(f"column.{name}"), "head2") for name in FIGURES)]]
    for region in shown.view.regions:
        numbers = [(number, "number") for number in region.figures.numbers()]
        block.append([(shown.tile(region.code), "text"), *numbers])
    return block


def rules_block(shown: Shown) -> Block:
    words = shown.words
    counted = Counter(finding.rule for finding in shown.view.counted)
    block: Block = [[(words("column.rule"), "head2"), (words("column.number_of"), "head2")]]
    # The longest bar on top: a bar chart draws its first row at the bottom.
    for rule, number in sorted(counted.items(), key=lambda item: (item[1], item[0])):
        block.append([(shown.rule_name(rule), "text"), (number, "number")])
    return block


def trend_block(shown: Shown) -> Block:
    words = shown.words
    names = ("announcements", "protocols", "all_violations")
    block: Block = [[(words("column.month"), "head2"), *((words(f"column.{name}"), "head2") for name in names)]]
    for point in shown.view.trend:
        figures = point.figures
        numbers = (figures.announcements, figures.protocols, figures.violations)
        block.append([(f"{point.month:%m.%Y}", "text"), *((number, "number") for number in numbers)])
    return block


def write_tiles(write_row: Any, shown: Shown) -> None:  # noqa: ANN401
    """Three rows per row of tiles: name, share of violations, violations of documents."""
    placed = tiles.placed(shown.view.regions)
    for row in range(tiles.ROWS):
        lines: list[list[Styled | None]] = [[], [], []]
        for column in range(tiles.COLUMNS):
            region = placed.get((row, column))
            for line, cell in zip(lines, tile(region, shown) if region else (None, None, None), strict=True):
                line.append(cell)
        for line, height in zip(lines, TILE_HEIGHTS, strict=True):
            write_row(line, height)


def tile(region: RegionLine, shown: Shown) -> tuple[Styled, Styled, Styled]:
    look = look_of(tiles.step_of(region))
    name = shown.tile(region.code) + (" *" if region.incomplete and region.figures.known else "")
    if not region.figures.known:
        return (name, f"{look}_name"), (shown.words("no_data"), f"{look}_note"), (None, f"{look}_foot")
    foot = shown.words("map.foot", violations=region.figures.violations, documents=region.figures.owed)
    return (name, f"{look}_name"), (region.figures.share or 0.0, f"{look}_share"), (foot, f"{look}_foot")


def look_of(step: tiles.Step) -> str:
    return f"tile_{tiles.SCALE.index(step)}" if step in tiles.SCALE else "tile_none"


def legend(shown: Shown) -> list[Styled | None]:
    words = shown.words
    steps: list[Styled | None] = [(words("map.none"), "tile_0_foot")]
    before = 0.0
    for number, step in enumerate(tiles.SCALE[1:], start=1):
        steps.append((words("map.step", least=f"{before:.0%}", most=f"{step.most:.0%}"), f"tile_{number}_foot"))
        before = step.most
    return [*steps, (words("no_data"), "tile_none_foot")]


def write_charts_of(sheet: Sheet, blocks: Sequence[Block], first: int, shown: Shown) -> None:
    """Two by two under the map. A chart without anything to show is left out."""
    words = shown.words
    regions, rules, trend = blocks
    region_column, rule_column = DATA_FROM, DATA_FROM + len(regions[0]) + 1
    trend_column = rule_column + len(rules[0]) + 1
    places = iter([f"A{first}", f"D{first}", f"A{first + CHART_ROWS}", f"D{first + CHART_ROWS}"])
    page = sheet.page

    def numbers(columns: Sequence[int], block: Block) -> list[Any]:
        top = Beside.FIRST
        return [Reference(page, min_col=c, max_col=c, min_row=top, max_row=top + len(block) - 1) for c in columns]

    def labels(column: int, block: Block) -> Any:  # noqa: ANN401
        return Reference(page, min_col=column, min_row=Beside.FIRST + 1, max_row=Beside.FIRST + len(block) - 1)

    if len(regions) > 1:
        posted = columns_chart(words("chart.posted"), tuple(COLOURS.values()), stacked=False)
        fill(posted, numbers([region_column + 1, region_column + 2], regions), labels(region_column, regions))
        page.add_chart(posted, next(places))
        broken = columns_chart(words("chart.violations"), VIOLATION_COLOURS, stacked=True)
        columns = [region_column + 3, region_column + 4, region_column + 5]
        fill(broken, numbers(columns, regions), labels(region_column, regions))
        page.add_chart(broken, next(places))
    if len(rules) > 1:
        by_rule = columns_chart(words("chart.rules"), VIOLATION_COLOURS[:1], stacked=False, lying=True)
        fill(by_rule, numbers([rule_column + 1], rules), labels(rule_column, rules))
        by_rule.legend = None
        page.add_chart(by_rule, next(places))
    if len(trend) > 2:  # a heading and two months
        line = trend_chart(words("chart.trend"))
        fill(line, numbers([trend_column + 1, trend_column + 2, trend_column + 3], trend), labels(trend_column, trend))
        for series, colour in zip(line.series, (*COLOURS.values(), VIOLATION_COLOURS[0]), strict=True):
            series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour, w=24_000))
            series.smooth = False
        page.add_chart(line, next(places))


def fill(chart: Any, numbers: Sequence[Any], labels: Any) -> None:  # noqa: ANN401
    for reference in numbers:
        chart.add_data(reference, titles_from_data=True)
    chart.set_categories(labels)
    for series, colour in zip(chart.series, chart.colours, strict=False):
        series.graphicalProperties = GraphicalProperties(solidFill=colour, ln=LineProperties(noFill=True))


def columns_chart(title: str, colours: tuple[str, ...], *, stacked: bool, lying: bool = False) -> Any:  # noqa: ANN401
    chart: Any = BarChart()
    chart.type = "bar" if lying else "col"
    chart.grouping = "stacked" if stacked else "clustered"
    chart.overlap = 100 if stacked else -5
    chart.gapWidth = 45
    chart.colours = colours
    return dressed(chart, title)


def trend_chart(title: str) -> Any:  # noqa: ANN401
    chart: Any = LineChart()
    chart.colours = ()
    return dressed(chart, title)


def dressed(chart: Any, title: str) -> Any:  # noqa: ANN401
    """Calm: small grey letters, thin lines, the legend below."""
    chart.width, chart.height = CHART_SIZE
    run = RegularTextRun(rPr=letters(1000, ACCENT, bold=True), t=title)
    chart.title = title
    chart.title.tx.rich.p = [Paragraph(pPr=ParagraphProperties(defRPr=letters(1000, ACCENT, bold=True)), r=[run])]
    chart.title.overlay = False
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = small_text()
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=RULE))
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="E6EBEE"))
    chart.y_axis.number_format = "0"
    chart.y_axis.majorUnit = None
    chart.legend.position = "b"
    chart.legend.txPr = small_text()
    chart.graphical_properties = GraphicalProperties(ln=LineProperties(solidFill=RULE))
    return chart


def letters(size: int, ink: str = PALE_INK, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(sz=size, b=bold, solidFill=ink, latin=Font(typeface=FONT))


def small_text() -> RichText:
    properties = ParagraphProperties(defRPr=letters(800, INK))
    return RichText(p=[Paragraph(pPr=properties, endParaRPr=letters(800, INK))])
