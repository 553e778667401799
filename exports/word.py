"""Word documents in the form of official papers: one typeface, quiet tables, links, and no text that Word refuses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from exports import safe
from exports.files import DatedZip
from exports.words import Words

FONT = "Times New Roman"
_LOOSE = re.compile(r"(?<=№) (?=\S)| (?=\(\d+\))|(?<=–) (?=\d)")
LANGUAGE_TAGS = {"kk": "kk-KZ", "ru": "ru-RU"}
INDENT = Cm(1.25)
HEAD_PAPER, TOTAL_PAPER = "E3EDF0", "F4F7F8"
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


class Paper:
    """A document in the making, upright A4."""

    def __init__(self, words: Words, title: str, made_at: datetime) -> None:
        self.document: Any = docx.Document()
        self.made_at = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = title, words("product"), ""
        properties.language = LANGUAGE_TAGS[words.language]
        properties.created = properties.modified = self.made_at
        section = self.document.sections[0]
        section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
        section.top_margin = section.bottom_margin = Cm(2)
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(14)
        letters = normal.element.get_or_add_rPr()
        letters.rFonts.set(qn("w:eastAsia"), FONT)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), LANGUAGE_TAGS[words.language])
        letters.append(language)
        normal.paragraph_format.space_after = Pt(6)
        normal.paragraph_format.line_spacing = 1.08

    def say(self, text: str, *, align: str = "both", bold: bool = False, size: float = 14, indent: bool = True) -> Any:  # noqa: ANN401
        """A paragraph; returns it, so that a link can follow."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = ALIGN[align]
        if indent:
            paragraph.paragraph_format.first_line_indent = INDENT
        run = paragraph.add_run(kept_together(safe.visible(text)))
        run.bold, run.font.size = bold, Pt(size)
        return paragraph

    def heading(self, text: str, *, size: float = 14, align: str = "center") -> None:
        paragraph = self.say(text, align=align, bold=True, size=size, indent=False)
        paragraph.paragraph_format.keep_with_next = True

    def link(self, paragraph: Any, text: str, address: str) -> None:  # noqa: ANN401
        """Add a link to a paragraph; an address that is not a sound http one is written out and leads nowhere."""
        target = safe.link(address)
        if target is None:
            paragraph.add_run(safe.visible(f"{text} {address}"))
            return
        identity = paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        element = OxmlElement("w:hyperlink")
        element.set(qn("r:id"), identity)
        run = paragraph.add_run(safe.visible(text))
        run.font.color.rgb, run.font.underline = RGBColor(0x0B, 0x5C, 0xAD), True
        run.font.size = paragraph.runs[0].font.size if paragraph.runs else None
        element.append(run._r)
        paragraph._p.append(element)

    def table(self, head: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """A table whose head repeats on every page; equal neighbours in the head and empty ones below are merged.

        It stands on one page, with the line above it, where it fits. The last row is the total. Widths are centimetres.
        """
        if self.document.paragraphs:
            self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        table = self.document.add_table(rows=0, cols=len(widths))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        for texts in (*head, *rows):
            cells = table.add_row().cells
            heading = len(table.rows) <= len(head)
            last = len(table.rows) == len(head) + len(rows)
            for cell, text, width, column in zip(cells, texts, widths, range(len(widths)), strict=True):
                cell.width = Cm(width)
                align = "center" if heading or column != 1 else "left"
                write_cell(cell, text, bold=heading or last, align=align, size=7.5 if heading else 10)
                cell.paragraphs[0].paragraph_format.keep_with_next = not last
                if heading or last:
                    shade(cell, HEAD_PAPER if heading else TOTAL_PAPER)
        for row in list(table.rows)[: len(head)]:
            mark = OxmlElement("w:tblHeader")
            mark.set(qn("w:val"), "true")
            row._tr.get_or_add_trPr().append(mark)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)  # LibreOffice takes the widths of the grid, Word those of the cells
        merge_head(table, head)

    def save(self, path: Path) -> None:
        """Write the document, the same bytes for the same content."""
        buffer = BytesIO()
        self.document.save(buffer)
        with ZipFile(buffer) as made, path.open("wb") as file, DatedZip(file, self.made_at) as archive:
            for name in made.namelist():
                archive.writestr(name, made.read(name))


def kept_together(text: str) -> str:
    """The text with blanks that no line breaks at: after «№», before a number in brackets, after a dash before one."""
    return _LOOSE.sub("\u00a0", text)


def write_cell(cell: Any, text: str, *, bold: bool, align: str, size: float) -> None:  # noqa: ANN401
    paragraph = cell.paragraphs[0]
    paragraph.alignment = ALIGN[align]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.line_spacing = 1
    run = paragraph.add_run(safe.visible(text))
    run.bold, run.font.size = bold, Pt(size)


def shade(cell: Any, colour: str) -> None:  # noqa: ANN401
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def merge_head(table: Any, head: Sequence[Sequence[str]]) -> None:  # noqa: ANN401
    """Merge equal neighbours of the upper head, and a head with nothing below it downwards."""
    upper = head[0]
    column = 0
    while column < len(upper):
        end = column
        while end + 1 < len(upper) and upper[end + 1] == upper[column]:
            end += 1
        down = len(head) - 1 if len(head) > 1 and end == column and not head[1][column] else 0
        if end > column or down:
            text = upper[column]
            merged = table.cell(0, column).merge(table.cell(down, end))
            for extra in merged.paragraphs[1:]:
                extra._p.getparent().remove(extra._p)
            for run in merged.paragraphs[0].runs:
                run.text = ""
            merged.paragraphs[0].runs[0].text = safe.visible(text)
        column = end + 1
