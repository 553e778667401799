"""Small PDF and Word files with Kazakh and Russian text, the same bytes for the same text on every machine."""

from __future__ import annotations

import io
import textwrap
import zipfile
import zlib
from collections.abc import Sequence
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw

Lines = Sequence[str | tuple[str, str]]  # a paragraph, or a label and its value

_LINES_PER_PAGE = 46
_LINE_WIDTH = 88


def plain(lines: Lines) -> str:
    return "\n".join(line if isinstance(line, str) else f"{line[0]}: {line[1]}" for line in lines)


def pdf(lines: Lines) -> bytes:
    """A PDF with a text layer. No font is embedded: its characters are named and mapped to Unicode."""
    rows = [row for line in plain(lines).split("\n") for row in textwrap.wrap(line, _LINE_WIDTH) or [""]]
    characters = sorted({character for row in rows for character in row})
    if len(characters) > 220:
        raise ValueError("too many different characters for one simple font")
    codes = {character: 33 + number for number, character in enumerate(characters)}
    names = " ".join(f"/{_glyph(character)}" for character in characters)
    mapped = "\n".join(f"<{code:02X}> <{ord(character):04X}>" for character, code in codes.items())
    chunks = [f"{len(codes)} beginbfchar\n{mapped}\nendbfchar"] if len(codes) <= 100 else []
    if not chunks:
        pairs = mapped.split("\n")
        parts = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
        chunks = [f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts]
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /ToUnicode def /CMapType 2 def\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n" + "\n".join(chunks) + "\nendcmap end end"
    )
    widths = " ".join(str(_width(character)) for character in characters)
    last = 32 + len(codes)
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",  # pages: known when they are made
        f"<< /Type /Font /Subtype /TrueType /BaseFont /Arial /FirstChar 33 /LastChar {last} /Widths [{widths}] "
        f"/FontDescriptor 4 0 R /Encoding << /Type /Encoding /Differences [33 {names}] >> /ToUnicode 5 0 R >>".encode(),
        (
            b"<< /Type /FontDescriptor /FontName /Arial /Flags 32 /FontBBox [-200 -250 1100 950] /ItalicAngle 0 "
            b"/Ascent 905 /Descent -212 /CapHeight 716 /StemV 80 >>"
        ),
        _stream(to_unicode.encode()),
    ]
    kids = []
    for start in range(0, len(rows) or 1, _LINES_PER_PAGE):
        shown = [
            "<" + "".join(f"{codes[character]:02X}" for character in row) + "> Tj T*"
            for row in rows[start : start + _LINES_PER_PAGE]
        ]
        content = "BT /F1 11 Tf 15 TL 56 790 Td\n" + "\n".join(shown) + "\nET"
        objects.append(_stream(content.encode()))
        objects.append(_page(len(objects), "/Font << /F1 3 0 R >>"))
        kids.append(len(objects))
    return _document(objects, kids)


def scan(lines: Lines) -> bytes:
    """A PDF whose page is a picture: what a scanner makes. The picture only looks like lines of writing."""
    picture = Image.new("1", (620, 877), 1)
    draw = ImageDraw.Draw(picture)
    for number, row in enumerate(textwrap.wrap(plain(lines), 70)[:50]):
        left = 60
        for word in row.split():
            draw.rectangle((left, 60 + number * 16, left + 6 * len(word), 66 + number * 16), fill=0)
            left += 6 * len(word) + 8
    data = io.BytesIO()
    picture.convert("L").resize((310, 438)).save(data, "JPEG", quality=20)
    image = (
        (
            f"<< /Type /XObject /Subtype /Image /Width 310 /Height 438 /ColorSpace /DeviceGray /BitsPerComponent 8 "
            f"/Filter /DCTDecode /Length {len(data.getvalue())} >>\nstream\n"
        ).encode()
        + data.getvalue()
        + b"\nendstream"
    )
    content = _stream(b"q 595 0 0 842 0 0 cm /I Do Q")
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", image, content, _page(4, "/XObject << /I 3 0 R >>")]
    return _document(objects, [5])


def docx(lines: Lines) -> bytes:
    """A Word file: paragraphs, and a table for what has labels."""
    parts = []
    rows: list[tuple[str, str]] = []
    for line in [*lines, ""]:
        if isinstance(line, tuple):
            rows.append(line)
            continue
        if rows:
            cells = "".join(f"<w:tr>{_cell(label)}{_cell(value)}</w:tr>" for label, value in rows)
            parts.append(f"<w:tbl><w:tblPr/><w:tblGrid/>{cells}</w:tbl>")
            rows = []
        parts.append(_paragraph(line))
    document = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document '
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        + "".join(parts)
        + "</w:body></w:document>"
    )
    members = {
        "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0" encoding="UTF-8"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": document,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2018, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()


_MARKS = {
    " ": "space", ".": "period", ",": "comma", ":": "colon", ";": "semicolon", "-": "hyphen", "(": "parenleft",
    ")": "parenright", "/": "slash", "«": "guillemotleft", "»": "guillemotright", "–": "endash", "—": "emdash",
    "№": "afii61352", "@": "at", "%": "percent", '"': "quotedbl", "+": "plus", "_": "underscore", "!": "exclam",
    "0": "zero", "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight",
    "9": "nine",
    "Ё": "afii10023", "ё": "afii10071", "І": "afii10055", "і": "afii10103",
}  # fmt: skip


def _glyph(character: str) -> str:
    """The name under which fonts know a character."""
    code = ord(character)
    if character in _MARKS or (character.isascii() and character.isalpha()):
        return _MARKS.get(character, character)
    if 0x410 <= code <= 0x44F:
        first, lower = (10017, 0x410) if code < 0x430 else (10065, 0x430)
        return f"afii{first + code - lower + (code - lower > 5)}"
    return f"uni{code:04X}"


def _width(character: str) -> int:
    return 278 if character in " .,:;!iіjlI()/" else 722 if character.isupper() else 556


MAKERS = {"pdf": pdf, "docx": docx, "scan": scan}
SUFFIX = {"pdf": "pdf", "docx": "docx", "scan": "pdf"}
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _cell(text: str) -> str:
    return f"<w:tc>{_paragraph(text)}</w:tc>"


def _stream(data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    return f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"


def _page(content: int, resources: str) -> bytes:
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << {resources} >> /Contents {content} 0 R >>"
    ).encode()


def _document(objects: list[bytes], kids: list[int]) -> bytes:
    shown = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Kids [{shown}] /Count {len(kids)} >>".encode()
    out = io.BytesIO()
    out.write(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = out.tell()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode())
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()
