"""A workbook written fresh: sheet after sheet, the same byte for byte from the same data."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from xml.sax.saxutils import escape

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Protection
from openpyxl.writer.excel import ExcelWriter

from exports import safe
from exports.files import DatedZip
from exports.words import Words
from exports.workbook.looks import LOOKS
from exports.workbook.sheet import Sheet

REMEMBERED_TEXTS, REMEMBERED_TEXT = 20_000, 200  # texts, characters


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
        self._texts: dict[tuple[str, str], str] = {}

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

    def text_cell(self, text: str, look: str) -> str:
        """A cell of text after its reference. The texts of a sheet are mostly a few, over and over."""
        known = self._texts.get((text, look))
        if known is None:
            fit = safe.cell_text(text, self.cut_mark)
            style = self.style(look, quoted=safe.looks_like_formula(fit))
            known = f' s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(fit)}</t></is></c>'
            if len(text) < REMEMBERED_TEXT and len(self._texts) < REMEMBERED_TEXTS:
                self._texts[text, look] = known
        return known

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
                page.links = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, failure: BaseException | None, trace: object) -> None:
        """Remove the temporary files of the sheets; after a failure some are half written.

        Raises OSError where these files could not be written: lxml has an error of its own for that.
        """
        for page in self.workbook.worksheets:
            with contextlib.suppress(Exception):
                if not page.closed:
                    page.close()
            with contextlib.suppress(OSError, AttributeError):
                Path(page._writer.out).unlink(missing_ok=True)
        if isinstance(failure, etree.SerialisationError):
            number = getattr(errno, str(failure).removeprefix("IO_"), errno.EIO)
            raise OSError(number, os.strerror(number), tempfile.gettempdir()) from failure
