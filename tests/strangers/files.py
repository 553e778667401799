"""Files as sites hand them out, made from text: PDF with a text layer, DOCX, and pages that are only an image."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from docx import Document
from PIL import Image, ImageDraw

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "scan": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpg": "image/jpeg",
}


@cache
def made(kind: str, text: str) -> bytes:
    return {"pdf": pdf, "docx": docx, "scan": scan, "jpg": jpg}[kind](text.strip())


def docx(text: str) -> bytes:
    """A line with `|` is a row of a table, any other a paragraph."""
    document = Document()
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 1:
            document.add_paragraph(line)
            continue
        row = document.add_table(rows=1, cols=len(cells)).rows[0]
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def jpg(text: str) -> bytes:
    out = BytesIO()
    _noise().save(out, "JPEG")
    return out.getvalue()


def scan(text: str) -> bytes:
    out = BytesIO()
    _noise().save(out, "PDF")
    return out.getvalue()


def _noise() -> Image.Image:
    """A page on which nothing can be recognised, with OCR or without."""
    image = Image.new("L", (600, 800), 235)
    draw = ImageDraw.Draw(image)
    for y in range(60, 700, 40):
        draw.line((60, y, 540, y + 7), fill=90, width=5)
    return image


def pdf(text: str) -> bytes:
    """One page whose letters carry their meaning in a ToUnicode map, as office programs write it; no font is needed."""
    letters = sorted(set(text) - {"\n"})
    code = {letter: number for number, letter in enumerate(letters, start=1)}
    mapped = "".join(f"<{code[c]:04X}> <{c.encode('utf-16-be').hex()}>\n" for c in letters)
    blocks = mapped.splitlines()
    ranges = "".join(
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n"
        for part in (blocks[start : start + 100] for start in range(0, len(blocks), 100))
    )
    unicode_map = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{ranges}endcmap end end"
    )
    lines = [line for words in text.splitlines() for line in _wrapped(words)]
    shown = "".join(
        f"1 0 0 1 50 {800 - 14 * n} Tm <{''.join(f'{code[c]:04X}' for c in line)}> Tj\n" for n, line in enumerate(lines)
    )
    content = f"BT /F1 10 Tf\n{shown}ET"
    fonts, name = "/Font << /F1 5 0 R >>", "/BaseFont /Own"
    font_box = "/Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent 200 /CapHeight 700 /StemV 80"
    system = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 842] /Contents 4 0 R /Resources << {fonts} >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        f"<< /Type /Font /Subtype /Type0 {name} /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        f"<< /Type /Font /Subtype /CIDFontType2 {name} /DW 500 {system} /FontDescriptor 8 0 R >>",
        f"<< /Length {len(unicode_map)} >>\nstream\n{unicode_map}\nendstream",
        f"<< /Type /FontDescriptor /FontName /Own {font_box} >>",
    ]
    return _assembled(objects)


def _wrapped(line: str, width: int = 150) -> list[str]:
    lines = [""]
    for word in line.split(" "):
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _assembled(objects: list[str]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content.encode())
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
