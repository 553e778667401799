"""PDF: the text layer page by page where it makes sense, else OCR of the page's picture."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

import pypdfium2
import pypdfium2.raw
from PIL import Image

from hearings.documents import ocr
from hearings.documents.extracted import Budget, Extracted, Piece, State, UnreadableError, joined
from hearings.documents.quality import READABLE, quality
from hearings.letters import clean

_TAIL = 4096
_LINEARIZED = re.compile(rb"/Linearized\b[^>]{0,200}?/L\s+(\d{1,12})|/L\s+(\d{1,12})[^>]{0,200}?/Linearized\b")
# pdfium marks a hyphen at the end of a line, so that the word can be joined again.
_HYPHEN_AT_LINE_END = re.compile("[\ufffe\x02]\\s*\n?")
# A picture over most of a page with no more letters than a stamp or a signature line is a scan.
_COVERS = 0.6
_STAMP_LETTERS = 600
_FEW_LETTERS = 20
_DOTS_PER_INCH = 300
_MOST_OBJECTS = 400
_MANY_OUTLINES = 100
_MOST_LINES = 3000


def extract_pdf(body: bytes, budget: Budget) -> Extracted:
    """The text of a PDF. One cut short is damaged, whatever could still be read of it."""
    cut = _is_cut(body)
    with _opened(body, cut=cut) as document:
        count = len(document)
        pieces = [_page(document, number, budget) for number in range(min(count, budget.limits.pages))]
    if count > len(pieces):
        pieces.append(
            Piece(state=State.TOO_LARGE, reason=f"only the first {budget.limits.pages} of {count} pages are read")
        )
    found = joined("pdf", pieces, "pages", pages=count)
    if found.state == State.EMPTY and count:
        # Pages whose content is broken look blank too, and nobody publishes blank ones.
        found = replace(found, state=State.UNREADABLE, reason="no text and no pictures on its pages")
    if cut:
        return Extracted("pdf", found.text, State.DAMAGED, cut, count, found.quality, ocr_used=found.ocr_used)
    return found


@contextmanager
def _opened(body: bytes, *, cut: str) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableError(State.ENCRYPTED, "the PDF asks for a password") from error
        raise UnreadableError(State.DAMAGED, cut or f"pdfium cannot open it: {error}") from error
    try:
        yield document
    finally:
        document.close()


def _is_cut(body: bytes) -> str:
    """Why the file looks cut short; empty where it does not. pdfium opens such files and loses pages silently."""
    if (declared := _LINEARIZED.search(body[:2048])) and len(body) < (size := int(declared[1] or declared[2])):
        return f"cut short: {len(body)} of {size} bytes"
    end = body.rfind(b"%%EOF")
    if end < 0:
        return "cut short: no end-of-file mark"
    if len(body) - end > _TAIL and b" obj" in body[end:]:
        return "cut short: objects after the last end-of-file mark"
    return ""


def _page(document: pypdfium2.PdfDocument, number: int, budget: Budget) -> Piece:
    if budget.seconds_left(1) <= 0:
        return Piece(state=State.TIMEOUT, reason="no time left for the page")
    try:
        page = document[number]
    except pypdfium2.PdfiumError as error:
        return Piece(state=State.DAMAGED, reason=f"page {number + 1} cannot be opened: {error}")
    try:
        return _read(page, budget)
    except (pypdfium2.PdfiumError, ValueError, OSError) as error:
        return Piece(state=State.DAMAGED, reason=f"page {number + 1} cannot be read: {error}")
    finally:
        page.close()


def _read(page: pypdfium2.PdfPage, budget: Budget) -> Piece:
    text = _text_layer(page)
    letters = sum(map(str.isalpha, text))
    score = quality(text)
    covered = letters < _STAMP_LETTERS and _covered(page) >= _COVERS
    if score >= READABLE and not covered:
        return Piece(text, quality=score)
    if letters < _FEW_LETTERS and not covered and not _is_drawn(page):
        return Piece(text, State.EMPTY, quality=score)  # a blank page, or one of figures only
    read = ocr.read_image(_picture(page), budget)
    if score < READABLE:
        return read
    if read.read and len(read.text) > len(text):
        return read
    # The stamp or the letterhead at least: whether there is more under it, only OCR can tell.
    return Piece(text, read.state if not read.ocr_used else State.READ, read.reason, score, read.ocr_used)


def _text_layer(page: pypdfium2.PdfPage) -> str:
    layer = page.get_textpage()
    try:
        text = layer.get_text_range(errors="replace") if _in_order(layer) else _by_place(layer)
    finally:
        layer.close()
    return clean(_HYPHEN_AT_LINE_END.sub("", text))


def _rectangles(layer: pypdfium2.PdfTextPage) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right, top of the stretches of text, in the order of the file."""
    return [layer.get_rect(number) for number in range(min(layer.count_rects(), _MOST_LINES))]


def _in_order(layer: pypdfium2.PdfTextPage) -> bool:
    """Whether the file holds its lines roughly from top to bottom; columns and table cells go up again now and then."""
    middles = [(bottom + top) / 2 for _, bottom, _, top in _rectangles(layer)]
    steps = [after - before for before, after in pairwise(middles)]
    upward = sum(step > 2 for step in steps)
    downward = sum(step < -2 for step in steps)
    return upward <= downward


def _by_place(layer: pypdfium2.PdfTextPage) -> str:
    """The text from top to bottom and left to right, whatever the order in the file."""
    lines: list[tuple[float, list[tuple[float, str]]]] = []
    for left, bottom, right, top in sorted(_rectangles(layer), key=lambda box: -(box[1] + box[3])):
        middle = (bottom + top) / 2
        words = layer.get_text_bounded(left, bottom, right, top, errors="replace")
        if not lines or lines[-1][0] - middle > (top - bottom) / 2:
            lines.append((middle, []))
        lines[-1][1].append((left, words))
    return "\n".join(" ".join(words for _, words in sorted(line)) for _, line in lines)


def _covered(page: pypdfium2.PdfPage) -> float:
    """The share of the page that its largest pictures cover together, 0 to 1."""
    width, height = page.get_size()
    area = 0.0
    pictures = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)
    for _, picture in zip(range(_MOST_OBJECTS), pictures, strict=False):
        left, bottom, right, top = picture.get_bounds()
        area += max(0.0, min(right, width) - max(left, 0)) * max(0.0, min(top, height) - max(bottom, 0))
    return float(min(1.0, area / max(width * height, 1.0)))


def _is_drawn(page: pypdfium2.PdfPage) -> bool:
    """Whether a page without text shows something: a picture, or letters turned into outlines."""
    kinds = [pypdfium2.raw.FPDF_PAGEOBJ_IMAGE, pypdfium2.raw.FPDF_PAGEOBJ_PATH]
    seen = [
        drawn.type for _, drawn in zip(range(_MOST_OBJECTS), page.get_objects(filter=kinds, max_depth=4), strict=False)
    ]
    return pypdfium2.raw.FPDF_PAGEOBJ_IMAGE in seen or len(seen) > _MANY_OUTLINES


def _picture(page: pypdfium2.PdfPage) -> Image.Image:
    width, height = page.get_size()
    scale = _DOTS_PER_INCH / 72
    scale = min(scale, (ocr.MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    return picture
