"""HTML to the text a reader sees: lines, lists and tables kept, words joined that inline tags cut.

A row of a table is a line with its cells separated by tabs. Nothing raises: what the parser gives up on
(thousands of nested elements) is read by simply leaving out the tags.
"""

import re
from collections.abc import Collection
from html import unescape
from typing import Any, Final, cast

from lxml import etree

from hearings.letters import clean

UNSEEN: Final = frozenset({"head", "script", "style", "template", "noscript", "iframe", "object", "svg", "title"})
_BLOCK_NAMES = """
address article aside blockquote body br button caption center dd details dialog dir div dl dt fieldset figcaption
figure footer form frameset h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre search section
select summary table tbody tfoot thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_CELLS = frozenset({"td", "th"})
_ROWS = frozenset({"table", "tr"})
_AS_TYPED = frozenset({"pre", "textarea", "listing", "xmp"})
_RAISED = frozenset({"sup", "u"})
_BLANKS = re.compile(r"[ \t\n\r\f]+")
# «в 15<sup>00</sup> часов»: minutes are often raised or underlined instead of separated.
_HOUR_AT_END = re.compile(r"(?<![\d.,:/-])(?:[01]?\d|2[0-3])$")
_MINUTES = re.compile(r"\s*(?:00|15|30|45)\s*")
# Numbered characters 128 to 159 are meant as windows-1252, as browsers read them.
_C1 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}


def html_to_text(html: str, *, drop: Collection[str] = ()) -> str:
    """The text of a page or a piece of one. `drop` names further elements to leave out («nav», «footer»)."""
    target = LineWriter(UNSEEN.union(drop))
    parser = etree.HTMLParser(
        target=cast("Any", target), encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        parser.feed(html.replace("\0", "").encode("utf-8", "xmlcharrefreplace"))
        parser.close()
    except (etree.LxmlError, ValueError, AssertionError):
        return _without_tags(html) if _TAG.sub("", html).strip() else ""
    if any(error.level == etree.ErrorLevels.FATAL for error in parser.error_log):
        return _without_tags(html)
    return clean(target.text().translate(_C1))


class LineWriter:
    """Writes the text of a tree of HTML elements, holding back each break until the next text needs it.

    Readers of other formats use it too, by calling a paragraph «p» and a table cell «td».
    """

    def __init__(self, unseen: frozenset[str] = UNSEEN) -> None:
        self.unseen = unseen
        self.out: list[str] = []
        self.hidden = 0  # depth inside elements that are left out
        self.typed = 0  # depth inside elements whose line breaks count
        self.raised = False  # whether a raised or underlined element has just begun
        # What separates the next text from the last: line break, cells, or a blank.
        self.line = self.blank = False
        self.tabs = 0
        self.cells = [0]  # cells so far in the row, for each table that is open
        self.row_is_empty = True

    def start(self, tag: str, _attributes: object = None) -> None:
        if self.hidden or tag in self.unseen:
            self.hidden += 1
        elif tag in _CELLS:
            self._start_cell()
        elif tag in _BLOCKS:
            if tag == "table":
                self.cells.append(0)
            self._break(row=tag in _ROWS)
        elif tag in _RAISED:
            self.raised = True
        self.typed += tag in _AS_TYPED

    def end(self, tag: str) -> None:
        if self.hidden:
            self.hidden -= 1
        elif tag in _BLOCKS:
            if tag == "table" and len(self.cells) > 1:
                self.cells.pop()
            self._break(row=tag in _ROWS)
        elif tag in _RAISED:
            self.raised = False
        self.typed -= tag in _AS_TYPED

    def data(self, data: str) -> None:
        if self.hidden or not data:
            return
        if self.typed:
            self._write(data)
            return
        text = _BLANKS.sub(" ", data)
        self.blank = self.blank or text[0] == " "
        if words := text.strip(" "):
            self._write(words)
            self.blank = text[-1] == " "

    def close(self) -> None:
        """Nothing to finish; the parser calls it."""

    def text(self) -> str:
        return "".join(self.out)

    def _start_cell(self) -> None:
        if self.cells[-1]:
            self.tabs += 1
            self.line = self.row_is_empty  # breaks inside the cell before end with it
        self.cells[-1] += 1

    def _break(self, *, row: bool) -> None:
        if row:
            self.cells[-1] = self.tabs = 0
            self.row_is_empty = True
        self.line = self.line or not self.tabs

    def _write(self, text: str) -> None:
        if self.line or self.tabs:
            self.out.append("\n" * self.line + "\t" * self.tabs)
        elif self.raised and _MINUTES.fullmatch(text) and self.out and _HOUR_AT_END.search(self.out[-1]):
            self.out.append(":")
        elif self.blank:
            self.out.append(" ")
        self.line = self.blank = self.raised = self.row_is_empty = False
        self.tabs = 0
        self.out.append(text)


_TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?[a-zA-Z!?][^<>]*>?", re.DOTALL)
_UNSEEN_ELEMENT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_BLOCKS | _CELLS))})\b[^<>]*>?", re.IGNORECASE)


def _without_tags(html: str) -> str:
    """The text between the tags, with line breaks for blocks: for markup that no parser accepts."""
    text = _UNSEEN_ELEMENT.sub("\n", html)
    return clean(unescape(_TAG.sub("", _BLOCK_TAG.sub("\n", _BLANKS.sub(" ", text)))))
