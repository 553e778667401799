"""Rows and links as XML of our own, inside openpyxl's write-only sheets.

openpyxl's way from a styled cell to XML takes three times as long, guesses formulas from texts and cuts long ones
without a word. What is taken from its inside here is why its version is pinned.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree
from openpyxl.packaging.relationship import RelationshipList
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.xml.constants import REL_NS, SHEET_MAIN_NS

_LINK_TYPE = f"{REL_NS}/hyperlink"
ROWS_AT_ONCE = 64
_HUGE = etree.XMLParser(huge_tree=True)


class LinkRelations(RelationshipList):
    """Relations of a sheet, those of its links kept as plain pairs: openpyxl's objects cost more than their rows."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def __bool__(self) -> bool:
        return bool(len(self) or self.targets)

    def to_tree(self) -> Any:  # noqa: ANN401  # an element of lxml, which the stubs of openpyxl do not know
        tree: Any = super().to_tree()
        for number, target in enumerate(self.targets, start=1):
            facts = {"Type": _LINK_TYPE, "Target": target, "TargetMode": "External", "Id": f"link{number}"}
            etree.SubElement(tree, "Relationship", facts)
        return tree


class RowWriter(WorksheetWriter):
    """Writes the links of a sheet from pairs of reference and attributes."""

    def __init__(self, page: RowSheet) -> None:
        super().__init__(page)
        self._rels = LinkRelations()

    def get_stream(self) -> Generator[Any, Any, None]:
        """As openpyxl has it, but in UTF-8: Cyrillic letters written as numbers take three times the room and time."""
        with etree.xmlfile(self.out, encoding="utf-8") as stream, stream.element("worksheet", xmlns=SHEET_MAIN_NS):
            try:
                while True:
                    element = yield
                    if element is True:
                        yield stream
                    elif element is not None:
                        stream.write(element)
            except GeneratorExit:
                pass

    def write_hyperlinks(self) -> None:
        page: Any = self.ws
        if page.links:
            links = "".join(page.links)
            self.xf.send(etree.fromstring(f'<hyperlinks xmlns:r="{REL_NS}">{links}</hyperlinks>', _HUGE))


class RowSheet(WriteOnlyWorksheet):
    """A write-only sheet that takes whole rows as XML."""

    _rows: Any
    _writer: Any
    column_dimensions: Any

    def __init__(self, parent: Any, title: str) -> None:  # noqa: ANN401  # as openpyxl has it
        super().__init__(parent, title)
        self.links: list[str] = []

    def _get_writer(self) -> None:
        if self._writer is None:
            self._writer = RowWriter(self)
            self._writer.write_top()

    def _write_rows(self) -> Generator[None, str | None, None]:
        """Takes rows, and None to write those that were kept back: parsing many at once is faster."""
        stream = self._writer.xf.send(True)
        with stream.element("sheetData"):
            kept: list[str] = []
            try:
                while True:
                    row = yield
                    if row is not None:
                        kept.append(row)
                    if row is None or len(kept) == ROWS_AT_ONCE:
                        for element in etree.fromstring(f"<rows>{''.join(kept)}</rows>".encode(), _HUGE):
                            stream.write(element)
                        kept.clear()
            except GeneratorExit:
                pass
        self._writer.xf.send(None)

    def close(self) -> None:
        if self._rows is not None and not self.closed:
            self._rows.send(None)
        super().close()

    def begin(self) -> None:
        """Write what stands before the rows: from here on widths and panes are fixed."""
        self._get_writer()
        if self._rows is None:
            self._rows = self._write_rows()
            next(self._rows)

    def append_xml(self, row: str) -> None:
        self._rows.send(row)

    def link_out(self, reference: str, target: str) -> None:
        targets = self._writer._rels.targets
        targets.append(target)
        self.links.append(f'<hyperlink ref="{reference}" r:id="link{len(targets)}"/>')

    def link_inside(self, reference: str, location: str) -> None:
        self.links.append(f'<hyperlink ref="{reference}" location={quoteattr(location)}/>')
