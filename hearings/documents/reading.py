"""A file to its text: the kind decides the reader, and every failure becomes a state with its reason."""

import email
import email.policy
import re
from dataclasses import replace

from hearings.charset import decode
from hearings.documents import bundles, legacy, ocr, packages, pdf
from hearings.documents.extracted import Budget, Extracted, Limits, Piece, State, UnreadableError, joined
from hearings.documents.kinds import IMAGES, kind_of
from hearings.documents.quality import quality
from hearings.html import html_to_text
from hearings.letters import clean

_READERS = {
    "pdf": pdf.extract_pdf,
    "docx": packages.extract_docx,
    "odt": packages.extract_odt,
    "xlsx": packages.extract_xlsx,
    "rtf": legacy.extract_rtf,
    "doc": legacy.extract_doc,
}
_NOT_READ = {
    "empty": (State.EMPTY, "the file has no content"),
    "encrypted-office": (State.ENCRYPTED, "the document asks for a password"),
    "xls": (State.UNSUPPORTED, "a spreadsheet of Excel before 2007"),
    "ppt": (State.UNSUPPORTED, "slides of PowerPoint before 2007"),
    "pptx": (State.UNSUPPORTED, "slides of PowerPoint"),
    "msg": (State.UNSUPPORTED, "a message of Outlook"),
    "ole": (State.UNSUPPORTED, "a compound file of an unknown program"),
    "7z": (State.UNSUPPORTED, "a 7-Zip archive"),
    "gzip": (State.UNSUPPORTED, "a gzip file"),
    "djvu": (State.UNSUPPORTED, "a DjVu scan"),
    "program": (State.UNSUPPORTED, "a program; it is not opened"),
}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w:.-]{2,30})", re.IGNORECASE)


def extract(body: bytes, *, name: str = "", media_type: str = "", limits: Limits | None = None) -> Extracted:
    """The text of a file. Never raises, but may be slow and may need much memory: see `Extractor`.

    `name` is of no use to the readers and may be anything; of `media_type` only the charset is heeded, for plain text.
    """
    del name  # accepted so that callers need not know which hints matter
    limits = limits or Limits()
    if len(body) > limits.file_bytes:
        reason = f"{len(body)} bytes; files up to {limits.file_bytes} are read"
        return Extracted(kind_of(body[: 2**20]), state=State.TOO_LARGE, reason=reason)
    found = _guarded(body, Budget(limits), _charset(media_type))
    if len(found.text) > limits.text_characters:
        reason = f"only the first {limits.text_characters} of {len(found.text)} characters are kept"
        return replace(found, text=found.text[: limits.text_characters], state=State.PARTLY, reason=reason)
    return found


def _guarded(body: bytes, budget: Budget, declared: str | None = None) -> Extracted:
    """One file or member; what goes wrong is said in the result."""
    kind = "unknown"
    try:
        kind = kind_of(body)
        return _extract(kind, body, budget, declared)
    except UnreadableError as error:
        return Extracted(kind, state=error.state, reason=error.reason)
    except MemoryError:
        return Extracted(kind, state=State.TOO_LARGE, reason="reading it needs too much memory")
    except RecursionError:
        return Extracted(kind, state=State.DAMAGED, reason="nested too deeply")
    except Exception as error:  # noqa: BLE001 - a hostile file may break any library, and costs only itself
        return Extracted(kind, state=State.DAMAGED, reason=f"{type(error).__name__}: {error}"[:300])


def _extract(kind: str, body: bytes, budget: Budget, declared: str | None) -> Extracted:
    if kind in _READERS:
        return _READERS[kind](body, budget)
    if kind in IMAGES:
        return ocr.extract_image(body, kind, budget)
    if kind == "zip":
        return bundles.extract_zip(body, budget, _guarded)
    if kind == "rar":
        return bundles.extract_rar(body, budget, _guarded)
    if kind in ("html", "mhtml", "text"):
        text = _WRITTEN[kind](body, declared)
        return joined(kind, [Piece(text, quality=quality(text))], "parts")
    state, reason = _NOT_READ.get(kind, (State.UNSUPPORTED, "of an unknown kind"))
    raise UnreadableError(state, reason)


def _html(body: bytes, declared: str | None) -> str:
    return html_to_text(decode(body, declared).text)


def _text(body: bytes, declared: str | None) -> str:
    return clean(decode(body, declared).text)


def _mhtml(body: bytes, _declared: str | None) -> str:
    """A page saved with all its parts, as Word does under the name .doc."""
    message = email.message_from_bytes(body, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "text/plain"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return _html(content, part.get_content_charset())
    raise UnreadableError(State.DAMAGED, "a saved page without text")


_WRITTEN = {"html": _html, "mhtml": _mhtml, "text": _text}


def _charset(media_type: str) -> str | None:
    found = _CHARSET.search(media_type)
    return found[1] if found else None
