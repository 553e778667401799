"""Office documents that are ZIP packages of XML: DOCX, ODT, XLSX. Read straight from the XML, in document order.

Nothing outside the package is touched: entities are not resolved, links not followed, and the package is measured
before a byte of it is unpacked.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import Any, Final, cast

from lxml import etree
from PIL import Image, UnidentifiedImageError

from hearings.documents import ocr
from hearings.documents.bundles import checked_members, read_member
from hearings.documents.extracted import Budget, Extracted, Piece, State, UnreadableError, joined
from hearings.documents.quality import quality
from hearings.html import LineWriter
from hearings.letters import clean

# Elements of the formats by their local names, as the HTML elements that mean the same.
_WORD: Final = {"p": "p", "tbl": "table", "tr": "tr", "tc": "td", "br": "br", "cr": "br", "txbxContent": "div"}
_WORD_UNSEEN = frozenset({"Fallback", "del", "moveFrom", "instrText", "delText", "rPrChange", "pPrChange", "binData"})
_ODT: Final = {
    "p": "p", "h": "p", "table": "table", "table-row": "tr", "table-cell": "td", "covered-table-cell": "td",
    "line-break": "br", "list-item": "li", "text-box": "div", "frame": "div",
}  # fmt: skip
_ODT_UNSEEN = frozenset({"tracked-changes", "annotation", "automatic-styles", "font-face-decls", "forms"})
_PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif")
_PAGE_SIDE = 600  # pixels: smaller pictures are logos, stamps and signatures
_LITTLE_TEXT = 200  # letters: below, large pictures in the package are taken for its pages
_MOST_CELLS = 200_000


def extract_docx(body: bytes, budget: Budget) -> Extracted:
    """Headers, then the body with tables and text boxes in order, then notes and footers."""
    with _opened(body) as package:
        names = checked_members(package, budget)
        parts = [
            name for stem in ("header", "document", "footnotes", "endnotes", "footer") for name in _parts(names, stem)
        ]
        texts = [_text(_part(package, name, budget), _WORD, _WORD_UNSEEN) for name in parts]
        text = clean("\n".join(dict.fromkeys(filter(None, texts))))  # headers repeat from section to section
        pictures = _page_pictures(package, names, budget) if sum(map(str.isalpha, text)) < _LITTLE_TEXT else []
        pieces = [ocr.read_image(picture, budget) for picture in pictures]
    if text or not pieces:
        pieces.insert(0, Piece(text, quality=quality(text)))
    return joined("docx", pieces, "parts")


def extract_odt(body: bytes, budget: Budget) -> Extracted:
    """The text of an OpenDocument text."""
    with _opened(body) as package:
        checked_members(package, budget)
        if b"manifest:encryption-data" in _part(package, "META-INF/manifest.xml", budget):
            raise UnreadableError(State.ENCRYPTED, "the document asks for a password")
        text = _text(_part(package, "content.xml", budget), _ODT, _ODT_UNSEEN)
    return joined("odt", [Piece(text, quality=quality(text))], "parts")


def extract_xlsx(body: bytes, budget: Budget) -> Extracted:
    """The cells of all sheets, a line for a row."""
    with _opened(body) as package:
        names = checked_members(package, budget)
        shared = []
        if "xl/sharedStrings.xml" in names:
            root = _parsed(_part(package, "xl/sharedStrings.xml", budget))
            shared = ["".join(_local_texts(item, "t")) for item in root if _local(item) == "si"]
        sheets = [name for name in sorted(names) if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        lines: list[str] = []
        for name in sheets:
            lines += _rows(_parsed(_part(package, name, budget)), shared)
    text = clean("\n".join(lines[:_MOST_CELLS]))
    return joined("xlsx", [Piece(text, quality=quality(text))], "parts")


def _rows(sheet: etree._Element, shared: list[str]) -> Iterator[str]:
    for row in sheet.iter("{*}row"):
        yield "\t".join(_cell(cell, shared) for cell in row.iter("{*}c"))


def _cell(cell: etree._Element, shared: list[str]) -> str:
    value = "".join(_local_texts(cell, "t" if cell.get("t") == "inlineStr" else "v"))
    if cell.get("t") != "s":
        return value
    return shared[int(value)] if value.isdecimal() and len(value) < 9 and int(value) < len(shared) else ""


def _opened(body: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise UnreadableError(State.DAMAGED, f"not a whole package: {error}") from error


def _part(package: zipfile.ZipFile, name: str, budget: Budget) -> bytes:
    return read_member(partial(package.open, name), budget)


def _parts(names: frozenset[str], stem: str) -> list[str]:
    """Parts of a Word package: «document.xml», or «header1.xml», «header2.xml» …"""
    return sorted(
        name
        for name in names
        if posixpath.dirname(name) == "word" and posixpath.basename(name).startswith(stem) and name.endswith(".xml")
    )


def _parsed(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(State.DAMAGED, f"the XML inside is broken: {error}") from error
    if cast("Any", root.getroottree().docinfo).doctype:
        raise UnreadableError(State.DAMAGED, "the XML inside declares entities, which no office program writes")
    return root


def _text(xml: bytes, names: dict[str, str], unseen: frozenset[str]) -> str:
    """The text of one XML part, with `names` telling which elements are paragraphs, rows and cells."""
    lines = LineWriter(frozenset())
    hidden = 0
    tag = ""
    for event, element in etree.iterwalk(_parsed(xml), events=("start", "end")):
        name = _local(element)
        if name in unseen:
            hidden += 1 if event == "start" else -1
        if hidden:
            continue
        if event == "end":
            if tag := names.get(name, ""):
                lines.end(tag)
            if name == "r":
                lines.end("sup")
            if element.tail and names is _ODT:
                lines.data(element.tail)
            continue
        if tag := names.get(name, ""):
            lines.start(tag)
        elif name in ("tab", "s"):
            lines.data(" ")
        elif name == "noBreakHyphen":
            lines.data("-")
        elif name == "vertAlign" and "superscript" in element.values():
            lines.start("sup")
        if element.text and (name == "t" or names is _ODT):
            lines.data(element.text)
    return clean(lines.text())


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _local_texts(element: etree._Element, name: str) -> list[str]:
    return [found.text or "" for found in element.iter(f"{{*}}{name}")]


def _page_pictures(package: zipfile.ZipFile, names: frozenset[str], budget: Budget) -> list[Image.Image]:
    """The pictures of the package that are large enough to be pages."""
    pictures: list[Image.Image] = []
    for name in sorted(names, key=lambda name: (len(name), name)):
        if not name.startswith("word/media/") or not name.lower().endswith(_PICTURES):
            continue
        try:
            picture = Image.open(io.BytesIO(_part(package, name, budget)))
            pixels = picture.width * picture.height
            if min(picture.size) >= _PAGE_SIDE and pixels <= budget.limits.image_pixels:
                picture.load()
                pictures.append(picture)
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
            continue
    return pictures
