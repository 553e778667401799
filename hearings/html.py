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
    target = _Reader(UNSEEN.union(drop))
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


class _Reader:
    """Takes the parser's events and writes the text, holding back breaks until the next text needs them."""

    def __init__(self, unseen: frozenset[str]) -> None:
        self.unseen = unseen
        self.out: list[str] = []
        self.gap = ""  # what separates the next text from the last: blank, tabs or line break
        self.hidden = 0  # depth inside elements that are left out
        self.typed = 0  # depth inside elements whose line breaks count
        self.cells = [0]  # cells so far in the row, for each table that is open
        self.raised = False  # whether a raised or underlined element has just begun

    def start(self, tag: str, _attributes: object) -> None:
        if self.hidden or tag in self.unseen:
            self.hidden += 1
            return
        if tag in _CELLS:
            self._start_cell()
        elif tag in _BLOCKS:
            if tag == "table":
                self.cells.append(0)
            if tag in ("table", "tr"):
                self.cells[-1] = 0
                self.gap = "\n"
            self._break()
            if tag == "br":
                self.out.append("")
        self.typed += tag in _AS_TYPED
        self.raised = tag in _RAISED

    def end(self, tag: str) -> None:
        if self.hidden:
            self.hidden -= 1
            return
        if tag in _BLOCKS:
            if tag == "table" and len(self.cells) > 1:
                self.cells.pop()
            if tag in ("table", "tr"):
                self.gap = "\n"
            self._break()
        self.typed -= tag in _AS_TYPED
        self.raised = False

    def data(self, data: str) -> None:
        if self.hidden:
            return
        if self.typed:
            self._write(data)
            return
        text = _BLANKS.sub(" ", data)
        if text[0] == " " and not self.gap:
            self.gap = " "
        if words := text.strip(" "):
            self._write(words)
            self.gap = " " if text[-1] == " " else ""

    def close(self) -> None:
        """Nothing to finish; the parser calls it."""

    def text(self) -> str:
        return "".join(self.out)

    def _start_cell(self) -> None:
        if self.cells[-1]:
            self.gap = self.gap + "\t" if self.gap.startswith("\t") else "\t"
        self.cells[-1] += 1

    def _break(self) -> None:
        if not self.gap.startswith("\t"):
            self.gap = "\n"

    def _write(self, text: str) -> None:
        if (
            self.raised
            and not self.gap.strip(" ")
            and _MINUTES.fullmatch(text)
            and self.out
            and _HOUR_AT_END.search(self.out[-1])
        ):
            self.gap = ":"
        self.raised = False
        if self.gap:
            self.out.append(self.gap)
            self.gap = ""
        self.out.append(text)


_TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?[a-zA-Z!?][^<>]*>?", re.DOTALL)
_UNSEEN_ELEMENT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_BLOCKS | _CELLS))})\b[^<>]*>?", re.IGNORECASE)


def _without_tags(html: str) -> str:
    """The text between the tags, with line breaks for blocks: for markup that no parser accepts."""
    text = _UNSEEN_ELEMENT.sub("\n", html)
    return clean(unescape(_TAG.sub("", _BLOCK_TAG.sub("\n", _BLANKS.sub(" ", text)))))
