"""Images of text through tesseract.

Russian alone loses all Kazakh letters; Kazakh and Russian together lose щ and ъ («обшественных», «обьявление»), which
Kazakh hardly has. So pages are read with both, and what turns out to be Russian once more with Russian alone.
"""

import io
import re
import warnings
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError
from rapidfuzz import fuzz, process

from hearings.documents import programs
from hearings.documents.extracted import Budget, Extracted, Piece, State, UnreadableError, joined
from hearings.documents.quality import quality
from hearings.language import language_parts, languages, share_of_known_words
from hearings.letters import clean

LANGUAGES = ("kaz", "rus")
INSTALL = (
    "tesseract with kaz and rus is not installed"
    " (Debian: apt install tesseract-ocr tesseract-ocr-kaz tesseract-ocr-rus)"
)
MOST_PIXELS = 30_000_000  # of what is given to tesseract: a page of A4 in 400 dpi has 15 million
_KAZAKH_LETTER = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_LINES_APART = 4  # how far the two readings of a page may disagree on the number of a line
_NARROW = 1000  # images narrower than this are doubled: small letters are lost otherwise
_FEW_LETTERS = 20
_MANY_LETTERS = 150
# Shares of frequent words: notices have a fifth, lists of names a few in a hundred, random letters next to none.
_KNOWN, _LEAST_KNOWN = 0.08, 0.02
_NO_TEXT = "OCR found no text"
# How tesseract divides a page: as it stands, or after finding out how it is turned (which needs its data «osd»).
_UPRIGHT, _TURNED, _ORIENTATION = "3", "1", "osd"
_MAKES_SENSE = 0.7  # quality from which the result of OCR is text; readable scans reach 0.8, random shapes 0.6


def missing() -> str:
    """Why OCR cannot be used; empty where it can."""
    path = programs.find("tesseract")
    return "" if path and set(LANGUAGES) <= _languages(path) else INSTALL


@lru_cache(maxsize=4)
def _languages(path: str) -> frozenset[str]:
    try:
        listed = programs.run([path, "--list-langs"], seconds=20)
    except UnreadableError:
        return frozenset()
    return frozenset(listed.decode("utf-8", "replace").split())


def read_image(image: Image.Image, budget: Budget) -> Piece:
    """One page image. Without OCR, or with nothing sensible in the image, the piece says so."""
    if why := missing():
        return Piece(state=State.NEEDS_OCR, reason=why)
    if budget.ocr_pages <= 0:
        return Piece(state=State.NEEDS_OCR, reason=f"more than {budget.limits.ocr_pages} pages need OCR")
    budget.ocr_pages -= 1
    data = io.BytesIO()
    try:
        _fitting(image).save(data, "PNG", compress_level=1)
        text = _both_languages(data.getvalue(), budget, _UPRIGHT)
        # A page on its side or head gives letters too, but no words that anybody knows.
        if share_of_known_words(text) < _KNOWN and _ORIENTATION in _languages(programs.find("tesseract") or ""):
            with suppress(UnreadableError):  # the first reading stays
                text = max(text, _both_languages(data.getvalue(), budget, _TURNED), key=share_of_known_words)
    except UnreadableError as error:
        return Piece(state=error.state, reason=error.reason)
    score = quality(text)
    if _makes_sense(text):
        return Piece(text, quality=score, ocr_used=True)
    reason = "OCR found no sensible text" if _letters(text) >= _FEW_LETTERS else _NO_TEXT
    return Piece(state=State.UNREADABLE, reason=reason, quality=score, ocr_used=True)


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _makes_sense(text: str) -> bool:
    if _letters(text) < _FEW_LETTERS or quality(text) < _MAKES_SENSE:
        return False
    return _letters(text) < _MANY_LETTERS or share_of_known_words(text) >= _LEAST_KNOWN


def _both_languages(png: bytes, budget: Budget, mode: str) -> str:
    text = _recognised(png, "+".join(LANGUAGES), budget, mode)
    if "ru" in languages(text):
        with suppress(UnreadableError):
            return _with_russian_lines(text, _recognised(png, "rus", budget, mode))
    return text


def _recognised(png: bytes, with_languages: str, budget: Budget, mode: str) -> str:
    command = [programs.find("tesseract") or "tesseract", "stdin", "stdout", "-l", with_languages, "--psm", mode]
    printed = programs.run(command, given=png, seconds=budget.seconds_left(budget.limits.ocr_page_seconds))
    return clean(printed.decode("utf-8", "replace"))


def _with_russian_lines(text: str, russian: str) -> str:
    """`text` with its Russian lines taken from the reading in Russian alone, but for words with Kazakh letters."""
    pool = russian.splitlines()
    lines = text.splitlines(keepends=True)
    start = 0
    parts = iter(language_parts(text))
    part = next(parts)
    for number, line in enumerate(lines):
        while start >= part.end:
            part = next(parts)
        start += len(line)
        near = pool[max(0, number - _LINES_APART) : number + _LINES_APART + 1]
        if part.lang == "ru" and (found := process.extractOne(line.strip(), near, scorer=fuzz.ratio, score_cutoff=75)):
            lines[number] = _merged(line.strip(), found[0]) + "\n" * line.endswith("\n")
    return "".join(lines)


def _merged(line: str, russian: str) -> str:
    words, others = line.split(), russian.split()
    if len(words) != len(others):
        return russian
    return " ".join(word if _KAZAKH_LETTER.search(word) else other for word, other in zip(words, others, strict=True))


def extract_image(body: bytes, kind: str, budget: Budget) -> Extracted:
    """The text of an image file, of all its frames where it has several."""
    pieces = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body)) as image:
                if image.width * image.height > budget.limits.image_pixels:
                    raise UnreadableError(State.TOO_LARGE, f"an image of {image.width} x {image.height} pixels")
                frames = min(getattr(image, "n_frames", 1), budget.limits.pages) if kind == "tiff" else 1
                for _, frame in zip(range(frames), ImageSequence.Iterator(image), strict=False):
                    frame.load()
                    pieces.append(_or_photograph(read_image(frame, budget)))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise UnreadableError(State.TOO_LARGE, f"an image of too many pixels: {error}") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        if not pieces:
            raise UnreadableError(State.DAMAGED, f"the image cannot be read: {error}") from error
        pieces.append(Piece(state=State.DAMAGED, reason=f"a frame cannot be read: {error}"))
    return joined(kind, pieces, "frames", pages=len(pieces))


def _or_photograph(piece: Piece) -> Piece:
    """An image file without letters is no page: a photograph of the place, a map, a logo."""
    is_one = piece.state == State.UNREADABLE and piece.reason == _NO_TEXT
    return replace(piece, state=State.EMPTY, reason="") if is_one else piece


def _fitting(image: Image.Image) -> Image.Image:
    """The image upright, grey, neither too small to be read nor too large to be borne."""
    image = ImageOps.exif_transpose(image).convert("RGBA" if image.has_transparency_data else "L")
    if image.mode == "RGBA":
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image).convert("L")
    factor = 2.0 if image.width < _NARROW else 1.0
    factor = min(factor, (MOST_PIXELS / (image.width * image.height)) ** 0.5)
    if factor == 1.0:
        return image
    return image.resize(
        (max(1, int(image.width * factor)), max(1, int(image.height * factor))), Image.Resampling.LANCZOS
    )
