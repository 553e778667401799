"""The kind of a file by its first bytes and its inner names; names and declared types lie too often."""

import io
import re
import zipfile

_BY_START = (
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"BM", "bmp"),
    (b"AT&TFORM", "djvu"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
IMAGES = frozenset({"png", "jpeg", "gif", "tiff", "bmp", "webp"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Streams inside a compound file of Microsoft's old programs, in the order of trust.
_OLE_STREAMS = (
    ("EncryptedPackage", "encrypted-office"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__substg1.0", "msg"),
)
_ZIP_MEMBERS = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
    ("content.xml", "odt"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|div|p|span|br|h[1-6]|title)\b", re.IGNORECASE)
_MHTML = re.compile(rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,12}MIME-Version:", re.IGNORECASE)
_NOT_TEXT = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_LOOK = 4096


def kind_of(body: bytes) -> str:
    """A short name of the kind; "text" for anything that looks like one, "unknown" otherwise, "empty" for no bytes."""
    start = body[:_LOOK].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        return "empty" if not body.strip() else "text"
    if b"%PDF-" in body[:1024]:
        return "pdf"
    if body.startswith(_OLE):
        return next((kind for name, kind in _OLE_STREAMS if name.encode("utf-16-le") in body), "ole")
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _kind_of_zip(body)
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return "webp"
    for magic, kind in _BY_START:
        if start.startswith(magic) and (magic != b"BM" or body[6:10] == b"\0\0\0\0"):
            return kind
    return _kind_of_text(body, start)


def _kind_of_zip(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeError, EOFError):
        # Cut short: the directory at the end is missing, but the first members may still tell.
        return "docx" if b"word/" in body[:_LOOK] else "zip"
    return next((kind for member, kind in _ZIP_MEMBERS if member in names), "zip")


def _kind_of_text(body: bytes, start: bytes) -> str:
    wide = body.startswith((b"\xff\xfe", b"\xfe\xff")) or start.count(b"\0") > len(start) // 3
    if not wide and len(_NOT_TEXT.findall(start)) > len(start) // 50:
        return "unknown"
    if _MHTML.match(start):
        return "mhtml"
    return "html" if _HTML.search(start.replace(b"\0", b"")) else "text"
