"""Older formats: RTF, and Word before 2007 through whichever program is installed."""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import cast

from striprtf.striprtf import rtf_to_text

from hearings.charset import decode
from hearings.documents import programs
from hearings.documents.extracted import Budget, Extracted, Piece, State, UnreadableError, joined
from hearings.documents.quality import READABLE, quality
from hearings.letters import clean

INSTALL = "Word before 2007 needs antiword, catdoc or LibreOffice (Debian: apt install antiword)"
_TAIL = 200
_PROGRAM_SECONDS = 30.0
_OFFICE_SECONDS = 120.0
_CODE_PAGE = re.compile(rb"\\ansicpg\d{1,5}")
_PICTURE_DATA = re.compile(rb"(?:[0-9a-fA-F]{64,}\s*)+")
_PICTURE = re.compile(rb"\\(?:pict|objdata)\b")
_TABLE_LINE = re.compile(r"(?m)^\|(.*?)\|?\s*$")
_CELL_EDGE = re.compile(r"[ \t]*\|[ \t]*")


def extract_rtf(body: bytes, budget: Budget) -> Extracted:
    """The text of an RTF. Many are written in windows-1251 and declare another code page."""
    if not budget.seconds_left(1) > 0:
        raise UnreadableError(State.TIMEOUT, "no time left")
    has_picture = _PICTURE.search(body) is not None
    body = _PICTURE_DATA.sub(b"", body)
    readings = [_rtf(body), _rtf(_CODE_PAGE.sub(rb"\\ansicpg1251", body))]
    text = max(readings, key=quality)
    score = quality(text)
    if text and score < READABLE:
        raise UnreadableError(State.UNREADABLE, "the letters make no sense in any code page")
    if not text and has_picture:
        raise UnreadableError(State.NEEDS_OCR, "pictures only; OCR does not read them inside RTF")
    if b"}" not in body[-_TAIL:]:
        return Extracted("rtf", text, State.DAMAGED, "cut short: no closing brace", quality=(score,))
    return joined("rtf", [Piece(text, quality=score)], "parts")


_rtf_to_text = cast("Callable[..., str]", rtf_to_text)  # the package has no types


def _rtf(body: bytes) -> str:
    try:
        text = _rtf_to_text(body.decode("latin-1"), encoding="cp1251", errors="replace")
    except (ValueError, LookupError, IndexError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise UnreadableError(State.DAMAGED, f"the RTF is broken: {error}") from error
    return clean(_CELL_EDGE.sub("\t", text))


def extract_doc(body: bytes, budget: Budget) -> Extracted:
    """The text of a Word document before 2007: the first program that gives sensible text."""
    tried: list[UnreadableError] = []
    with tempfile.TemporaryDirectory(prefix="hearings-") as name:
        folder = Path(name)
        path = folder / "document.doc"
        path.write_bytes(body)
        for read in (_antiword, _catdoc, _office):
            try:
                text = read(path, budget)
            except UnreadableError as error:
                tried.append(error)
                continue
            if text and quality(text) >= READABLE:
                return joined("doc", [Piece(text, quality=quality(text))], "parts")
            if text is not None:
                why = "the letters make no sense" if text else "no text in it; it may hold pictures only"
                tried.append(UnreadableError(State.UNREADABLE if text else State.NEEDS_OCR, why))
    if not tried:
        raise UnreadableError(State.UNSUPPORTED, INSTALL)
    raise tried[-1]


def _antiword(path: Path, budget: Budget) -> str | None:
    if not (program := programs.find("antiword")):
        return None
    command = [program, "-m", "UTF-8.txt", "-w", "0", str(path)]
    printed = programs.run(command, seconds=budget.seconds_left(_PROGRAM_SECONDS), folder=path.parent)
    return _without_frames(printed.decode("utf-8", "replace"))


def _catdoc(path: Path, budget: Budget) -> str | None:
    if not (program := programs.find("catdoc")):
        return None
    command = [program, "-d", "utf-8", "-w", str(path)]
    printed = programs.run(command, seconds=budget.seconds_left(_PROGRAM_SECONDS), folder=path.parent)
    return clean(printed.decode("utf-8", "replace"))


def _office(path: Path, budget: Budget) -> str | None:
    if not (program := programs.find("soffice", "libreoffice")):
        return None
    command = [
        program, "--headless", "--norestore", "--nolockcheck",
        f"-env:UserInstallation={(path.parent / 'profile').as_uri()}",
        "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(path.parent / "out"), str(path),
    ]  # fmt: skip
    programs.run(command, seconds=budget.seconds_left(_OFFICE_SECONDS), folder=path.parent)
    written = path.parent / "out" / "document.txt"
    if not written.is_file():
        raise UnreadableError(State.DAMAGED, "LibreOffice could not open it")
    return clean(decode(written.read_bytes(), "utf-8").text)


def _without_frames(text: str) -> str:
    """antiword draws tables with bars: cells become tabs, as everywhere."""
    return clean(_TABLE_LINE.sub(lambda line: _CELL_EDGE.sub("\t", line[1].strip()), text))
