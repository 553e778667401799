"""Attachments to text: each kind read, each trouble named, and hostile files that cost only themselves."""

import asyncio
import io
import os
import shutil
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import docx
import openpyxl
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib import pdfencrypt
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from hearings.documents import Extracted, Extractor, Limits, State, extract
from hearings.documents import ocr as ocr_module

LINES = (
    "Қоғамдық тыңдаулар туралы хабарландыру",
    "«Ақ Жайық» ЖШС 2018 жылғы 7 мамырда сағат 15:00-де",
    "қоғамдық тыңдау өткізеді. Объявление о проведении",
    "общественных слушаний в форме открытого собрания.",
    "ТОО «Ак Жайык» сообщает: слушания состоятся 7 мая 2018 года",
)
FONTS = (
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    Path("/usr/share/fonts/TTF/DejaVuSans.ttf"),
    Path("/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf"),
)
FONT = next((path for path in FONTS if path.is_file()), None)
needs_font = pytest.mark.skipif(FONT is None, reason="DejaVu Sans is not installed: no Cyrillic PDF can be made")
needs_ocr = pytest.mark.skipif(bool(ocr_module.missing()), reason=ocr_module.INSTALL)


def pdf(*pages: tuple[str, ...], upside_down: bool = False, locked_with: str | None = None) -> bytes:
    """A PDF with a text layer, one page for each tuple of lines."""
    pdfmetrics.registerFont(TTFont("Sans", str(FONT)))
    file = io.BytesIO()
    encrypt = pdfencrypt.StandardEncryption(locked_with, "owner") if locked_with is not None else None
    canvas = Canvas(file, encrypt=encrypt)
    for lines in pages:
        canvas.setFont("Sans", 12)
        placed = list(enumerate(lines))
        for number, line in reversed(placed) if upside_down else placed:
            canvas.drawString(60, 780 - 20 * number, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def picture(kind: str = "PNG", lines: tuple[str, ...] = LINES, size: tuple[int, int] = (1240, 700)) -> bytes:
    image = Image.new("L", size, 255)
    font = ImageFont.truetype(str(FONT), 30)
    for number, line in enumerate(lines):
        ImageDraw.Draw(image).text((40, 40 + 60 * number), line, font=font, fill=0)
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def scan(stamp: str = "") -> bytes:
    """A PDF whose page is a picture, with a line of real text over it if a stamp is given."""
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawImage(ImageReader(io.BytesIO(picture(size=(1240, 1754)))), 0, 0, 595, 842)
    if stamp:
        pdfmetrics.registerFont(TTFont("Sans", str(FONT)))
        canvas.setFont("Sans", 8)
        canvas.drawString(60, 20, stamp)
    canvas.save()
    return file.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def word(body: str, **members: bytes) -> bytes:
    """A minimal Word package with the given XML in its body."""
    xml = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>'
        f"{body}</w:body></w:document>"
    )
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml.encode(), **members})


def saved(document: "docx.document.Document") -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def rar(name: str, content: bytes, method: int = 0x30) -> bytes:
    """A RAR 4 archive with one member; method 0x30 stores it, others would compress it."""

    def block(kind: int, flags: int, rest: bytes, data: bytes = b"") -> bytes:
        head = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data

    encoded = name.encode()
    stamp = (2018 - 1980) << 25 | 1 << 21 | 1 << 16
    member = struct.pack(
        "<LLBLLBBHL", len(content), len(content), 2, zlib.crc32(content), stamp, 29, method, len(encoded), 0x20
    )
    main = block(0x73, 0, b"\0" * 6)
    return b"Rar!\x1a\x07\x00" + main + block(0x74, 0x8000, member + encoded, content) + block(0x7B, 0, b"")


@pytest.fixture
def no_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


# ------------------------------------------------------------------ PDF


@needs_font
def test_a_text_layer_is_read_line_by_line_with_its_quality() -> None:
    found = extract(pdf(LINES, LINES[:1]))
    assert found.text.splitlines()[: len(LINES)] == list(LINES)
    assert (found.kind, found.state, found.pages, found.ocr_used) == ("pdf", State.READ, 2, False)
    assert len(found.quality) == 2
    assert min(found.quality) > 0.9


@needs_font
def test_lines_drawn_in_another_order_are_read_from_top_to_bottom() -> None:
    assert extract(pdf(LINES, upside_down=True)).text.splitlines() == list(LINES)


@needs_font
def test_a_word_broken_at_the_end_of_a_line_is_joined() -> None:
    assert "выполнение работ" in extract(pdf(("Объявление: выпол-", "нение работ по проекту строительства"))).text


@needs_font
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_pdf_cut_short_is_damaged_and_says_so(share: float) -> None:
    whole = pdf(LINES, LINES)
    found = extract(whole[: int(len(whole) * share)])
    assert found.state == State.DAMAGED
    assert "cut short" in found.reason


@needs_font
def test_bytes_after_the_end_of_a_pdf_do_no_harm() -> None:
    assert extract(pdf(LINES) + b"\n<!-- served by -->\n").state == State.READ


@needs_font
def test_a_password_is_reported_but_an_empty_one_is_no_obstacle() -> None:
    assert extract(pdf(LINES, locked_with="secret")).state == State.ENCRYPTED
    assert extract(pdf(LINES, locked_with="")).state == State.READ


@needs_font
@pytest.mark.usefixtures("no_programs")
def test_a_scan_without_ocr_is_not_silently_empty() -> None:
    found = extract(scan())
    assert (found.state, found.text) == (State.NEEDS_OCR, "")
    assert "apt install tesseract-ocr" in found.reason


@needs_font
@pytest.mark.usefixtures("no_programs")
def test_a_scan_with_a_stamp_of_text_still_needs_ocr() -> None:
    found = extract(scan(stamp="Документ подписан электронной подписью 7 мая 2018 года"))
    assert found.state == State.PARTLY
    assert "подписан" in found.text
    assert "tesseract" in found.reason


@needs_font
@pytest.mark.usefixtures("no_programs")
@pytest.mark.parametrize("wrong", ["latin-1", "cp1253"])
def test_a_text_layer_with_wrong_letters_is_treated_as_a_scan(wrong: str) -> None:
    layer = tuple(line.encode("cp1251", "replace").decode(wrong, "replace") for line in LINES)
    found = extract(pdf(layer))
    assert (found.state, found.text) == (State.NEEDS_OCR, "")


@needs_font
@pytest.mark.usefixtures("no_programs")
def test_a_broken_page_between_good_ones_makes_the_file_partly_read() -> None:
    wrong = tuple(line.encode("cp1251", "replace").decode("latin-1") for line in LINES)
    found = extract(pdf(LINES, wrong, LINES))
    assert found.state == State.PARTLY
    assert found.reason.startswith("1 of 3 pages not read")
    assert found.quality[1] < 0.3


@needs_font
def test_pages_beyond_the_limit_are_reported() -> None:
    found = extract(pdf(LINES, LINES, LINES), limits=Limits(pages=2))
    assert (found.state, found.pages) == (State.PARTLY, 3)
    assert "first 2 of 3 pages" in found.reason


@needs_font
def test_a_blank_page_is_nothing_unread_but_a_blank_file_is() -> None:
    assert extract(pdf(LINES, ())).state == State.READ
    assert extract(pdf(())).state == State.UNREADABLE


@pytest.mark.usefixtures("no_programs")
def test_letters_turned_into_outlines_need_ocr() -> None:
    file = io.BytesIO()
    canvas = Canvas(file)
    for number in range(300):
        canvas.line(number, 100, number + 3, 110)
    canvas.save()
    assert extract(file.getvalue()).state == State.NEEDS_OCR


@needs_font
@needs_ocr
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_ocr_reads_kazakh_and_russian_in_images(kind: str) -> None:
    found = extract(picture(kind))
    assert (found.state, found.ocr_used) == (State.READ, True)
    assert "Қоғамдық тыңдаулар туралы хабарландыру" in found.text
    assert "общественных слушаний" in found.text


@needs_font
@needs_ocr
def test_ocr_reads_scanned_pages() -> None:
    found = extract(scan())
    assert (found.state, found.ocr_used, found.pages) == (State.READ, True, 1)
    assert "2018 жылғы 7 мамырда" in found.text


@needs_font
@needs_ocr
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_ocr_reads_pages_that_were_scanned_turned(degrees: int) -> None:
    file = io.BytesIO()
    Image.open(io.BytesIO(picture())).rotate(degrees, expand=True).save(file, "PNG")
    assert "Қоғамдық тыңдаулар туралы хабарландыру" in extract(file.getvalue()).text


@needs_ocr
def test_a_photograph_is_empty() -> None:
    file = io.BytesIO()
    Image.linear_gradient("L").resize((800, 600)).save(file, "JPEG")
    found = extract(file.getvalue())
    assert (found.state, found.ocr_used) == (State.EMPTY, True)


@needs_font
@needs_ocr
def test_wrong_letters_that_ocr_sees_too_are_unreadable() -> None:
    layer = tuple(line.encode("cp1251", "replace").decode("latin-1") for line in LINES)
    assert extract(pdf(layer)).state == State.UNREADABLE


@needs_font
@pytest.mark.usefixtures("no_programs")
def test_an_image_without_ocr_says_what_to_install() -> None:
    found = extract(picture())
    assert (found.kind, found.state) == ("png", State.NEEDS_OCR)
    assert "tesseract-ocr-kaz" in found.reason


def test_tesseract_without_kazakh_does_not_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "tesseract"
    fake.write_text("#!/bin/sh\necho 'List of available languages (2):'\necho eng\necho rus\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert ocr_module.missing() == ocr_module.INSTALL


def test_an_image_of_too_many_pixels_is_refused() -> None:
    file = io.BytesIO()
    Image.new("1", (20_000, 10_000)).save(file, "PNG")
    assert extract(file.getvalue()).state == State.TOO_LARGE


# ------------------------------------------------------------------ Word and its kin


def test_word_is_read_in_document_order_with_nested_tables_and_headers() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Шапка"
    document.add_paragraph("Хабарландыру")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Дата", "5 мая 2018 года"
    table.cell(1, 0).text = "Место"
    inner = table.cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "город", "Актобе"
    document.add_paragraph("После таблицы")
    found = extract(saved(document))
    assert (found.kind, found.state) == ("docx", State.READ)
    assert found.text.splitlines() == [
        "Шапка", "Хабарландыру", "Дата\t5 мая 2018 года", "Место", "город\tАктобе", "После таблицы",
    ]  # fmt: skip


def test_raised_minutes_in_word_are_a_time() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("в 15")
    paragraph.add_run("00").font.superscript = True
    paragraph.add_run(" часов, 5 м")
    paragraph.add_run("3").font.superscript = True
    assert extract(saved(document)).text == "в 15:00 часов, 5 м3"


def test_text_boxes_are_read_once_and_deleted_text_never() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>в рамке</w:t></w:r></w:p></w:txbxContent>"
    found = extract(
        word(
            "<w:p><w:r><w:t>до </w:t></w:r><mc:AlternateContent>"
            f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
            "<w:del><w:r><w:delText>удалено</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>после</w:t></w:r></w:ins></w:p><w:sdt><w:sdtContent><w:p><w:r><w:t>поле</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>"
        )
    )
    assert found.text.splitlines() == ["до", "в рамке", "после", "поле"]


@needs_font
@pytest.mark.usefixtures("no_programs")
def test_word_with_pictures_of_pages_only_needs_ocr() -> None:
    document = docx.Document()
    document.add_picture(io.BytesIO(picture()))
    found = extract(saved(document))
    assert (found.kind, found.state, found.text) == ("docx", State.NEEDS_OCR, "")


@needs_font
@needs_ocr
def test_pictures_of_pages_in_word_are_read() -> None:
    document = docx.Document()
    document.add_picture(io.BytesIO(picture()))
    assert "Қоғамдық тыңдаулар" in extract(saved(document)).text


def test_a_word_document_without_text_is_empty() -> None:
    assert extract(saved(docx.Document())).state == State.EMPTY


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>',
    ],
)
def test_entities_in_a_package_are_refused(xml: str) -> None:
    found = extract(zipped({"word/document.xml": xml.encode()}))
    assert (found.state, found.text) == (State.DAMAGED, "")
    assert "entities" in found.reason


def test_a_package_that_unpacks_to_a_flood_is_refused_before_it_is_unpacked() -> None:
    found = extract(zipped({"word/document.xml": b"<x>" + b" " * 30_000_000}))
    assert found.state == State.TOO_LARGE


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_word_document_cut_short_is_damaged(share: float) -> None:
    whole = saved(docx.Document())
    assert extract(whole[: int(len(whole) * share)]).state == State.DAMAGED


def test_xml_that_is_broken_or_too_deep_is_damaged() -> None:
    assert extract(word("<w:p>")).state == State.DAMAGED
    assert extract(word("<w:p>" * 5000 + "</w:p>" * 5000)).state == State.DAMAGED


def test_open_document_text_and_spreadsheets_are_read() -> None:
    content = (
        '<o:c xmlns:o="urn:o" xmlns:text="urn:t" xmlns:table="urn:b"><o:text>'
        "<text:p>Хабарландыру<text:tab/>№ 5</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Дата</text:p></table:table-cell><table:table-cell>"
        "<text:p>5 <text:span>мая</text:span> 2018</text:p></table:table-cell></table:table-row></table:table>"
        "</o:text></o:c>"
    )
    odt = extract(zipped({"content.xml": content.encode(), "META-INF/manifest.xml": b"<m/>"}))
    assert (odt.kind, odt.text) == ("odt", "Хабарландыру № 5\nДата\t5 мая 2018")
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Дата", "5 мая"])
    book.worksheets[0].append([1, 2.5])
    file = io.BytesIO()
    book.save(file)
    assert extract(file.getvalue()).text == "Дата\t5 мая\n1\t2.5"


def rtf(code_page: int) -> bytes:
    kazakh = "".join(f"\\u{ord(letter)}?" if ord(letter) > 127 else letter for letter in LINES[0])
    russian = "".join(f"\\'{byte:02x}" for byte in LINES[3].encode("cp1251"))
    return f"{{\\rtf1\\ansi\\ansicpg{code_page}\\deff0 {kazakh}\\par {russian}\\par}}".encode()


@pytest.mark.parametrize("code_page", [1251, 1252])
def test_rtf_is_read_whatever_code_page_it_declares(code_page: int) -> None:
    found = extract(rtf(code_page))
    assert (found.kind, found.state) == ("rtf", State.READ)
    assert found.text.splitlines() == [LINES[0], LINES[3]]


def test_rtf_cut_short_is_damaged_and_pictures_alone_are_not_empty() -> None:
    assert extract(rtf(1251)[:-20] + b" " * 300).state == State.DAMAGED
    assert extract(b"{\\rtf1 {\\pict " + b"0af3" * 5000 + b"}}").state == State.NEEDS_OCR


OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "WordDocument".encode("utf-16-le") + bytes(3000)


@pytest.mark.usefixtures("no_programs")
def test_old_word_without_a_program_says_what_to_install() -> None:
    found = extract(OLD_WORD)
    assert (found.kind, found.state) == ("doc", State.UNSUPPORTED)
    assert "apt install antiword" in found.reason


@pytest.mark.skipif(not shutil.which("antiword"), reason="antiword is not installed")
def test_old_word_that_is_broken_is_damaged() -> None:
    assert extract(OLD_WORD).state in (State.DAMAGED, State.NEEDS_OCR)


@pytest.mark.skipif(
    not (shutil.which("antiword") and shutil.which("soffice")),
    reason="antiword is not installed, or no LibreOffice that could make the file",
)
def test_old_word_is_read(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(LINES[0])
    document.add_paragraph(LINES[3])
    (tmp_path / "notice.docx").write_bytes(saved(document))
    subprocess.run(  # noqa: S603 - our own command
        ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to", "doc",  # noqa: S607
         "--outdir", str(tmp_path), str(tmp_path / "notice.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    found = extract((tmp_path / "notice.doc").read_bytes())
    assert (found.kind, found.state) == ("doc", State.READ)
    assert [line for line in found.text.splitlines() if line] == [LINES[0], LINES[3]]


def test_a_protected_office_document_is_encrypted() -> None:
    body = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    assert extract(body).state == State.ENCRYPTED


# ------------------------------------------------------------------ archives


def test_members_of_a_zip_are_listed_and_read_and_programs_are_not_opened() -> None:
    found = extract(
        zipped(
            {
                "хабарландыру.txt": LINES[0].encode("kz1048"),
                "папка/объявление.rtf": rtf(1251),
                "../../outside.txt": LINES[3].encode(),
                "setup.exe": b"MZ\x90\0",
            }
        )
    )
    assert found.members == ("хабарландыру.txt", "папка/объявление.rtf", "outside.txt", "setup.exe")
    assert found.state == State.PARTLY
    assert "setup.exe: a program" in found.reason
    assert LINES[0] in found.text
    assert LINES[3] in found.text


def test_a_zip_that_is_read_whole_is_read() -> None:
    found = extract(zipped({"a.txt": LINES[0].encode(), "b.txt": LINES[3].encode()}))
    assert (found.state, found.reason) == (State.READ, "")


def test_names_of_members_in_the_code_page_of_dos_are_shown_in_russian() -> None:
    body = zipped({"xxxxxxxx.txt": b"x"}).replace(b"xxxxxxxx.txt", "Протокол".encode("cp866") + b".txt")
    assert extract(body).members == ("Протокол.txt",)


def test_names_of_members_hold_nothing_that_could_fool_a_reader() -> None:
    members = extract(zipped({"a\u202etxt.exe": b"x", "b\nc.txt": b"x", "d" * 5000: b"x"})).members
    assert members[0] == "atxt.exe"
    assert all(name.isprintable() and len(name) <= 200 for name in members)


@pytest.mark.parametrize(
    ("body", "limits"),
    [
        (zipped({"a.txt": b"0" * 20_000_000}), Limits()),
        (zipped({f"{number}.txt": b"x" for number in range(30)}), Limits(members=10)),
        (zipped({"a.txt": os.urandom(20_000).hex().encode(), "b.txt": b"x" * 40_000}), Limits(unpacked_bytes=60_000)),
        (zipped({"a": zipped({"b": zipped({"c": zipped({"d": b"text"})})})}), Limits()),
    ],
    ids=["ratio", "number", "size", "depth"],
)
def test_an_archive_beyond_a_limit_says_so(body: bytes, limits: Limits) -> None:
    found = extract(body, limits=limits)
    assert found.state in (State.TOO_LARGE, State.PARTLY)
    assert found.reason
    assert len(found.members) <= limits.members


def test_a_zip_with_a_password_or_cut_short_is_reported() -> None:
    locked = bytearray(zipped({"a.txt": b"text"}))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert extract(bytes(locked)).state == State.ENCRYPTED
    assert extract(zipped({"a.txt": os.urandom(500)})[:300]).state == State.DAMAGED


def test_members_of_a_rar_are_listed_and_stored_ones_read() -> None:
    found = extract(rar("protokol.txt", LINES[3].encode()))
    assert (found.kind, found.state, found.members) == ("rar", State.READ, ("protokol.txt",))
    assert found.text == LINES[3]


@pytest.mark.usefixtures("no_programs")
def test_a_packed_rar_without_a_program_lists_its_members_and_says_what_to_install() -> None:
    found = extract(rar("protokol.pdf", b"\x01\x02\x03\x04", method=0x33))
    assert (found.state, found.members) == (State.UNSUPPORTED, ("protokol.pdf",))
    assert "unrar" in found.reason


def test_a_rar_cut_short_is_damaged() -> None:
    assert extract(rar("protokol.txt", os.urandom(500))[:200]).state == State.DAMAGED


# ------------------------------------------------------------------ the rest


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        (LINES[0].encode("kz1048"), "text", LINES[0]),
        (LINES[0].encode("utf-16"), "text", LINES[0]),
        (f"<html><body><p>{LINES[0]}</p><p>x</p></body></html>".encode(), "html", f"{LINES[0]}\nx"),
        (
            b"MIME-Version: 1.0\nContent-Type: text/html; charset=windows-1251\n"
            b"Content-Transfer-Encoding: 8bit\n\n<p>" + LINES[3].encode("cp1251"),
            "mhtml",
            LINES[3],
        ),
    ],
)
def test_text_and_pages_are_read_in_their_real_charset(body: bytes, kind: str, text: str) -> None:
    found = extract(body, name="notice.pdf", media_type="application/pdf")
    assert (found.kind, found.state, found.text) == (kind, State.READ, text)


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (b"", State.EMPTY),
        (b" \r\n ", State.EMPTY),
        (b"MZ\x90\0", State.UNSUPPORTED),
        (bytes(range(256)) * 8, State.UNSUPPORTED),
        (b"7z\xbc\xaf\x27\x1c\0\4", State.UNSUPPORTED),
        (b"%PDF-1.4 nothing more", State.DAMAGED),
        (b"\x89PNG\r\n\x1a\n broken", State.DAMAGED),
        (b"\xff\xd8\xff broken", State.DAMAGED),
        (b"PK\x03\x04 broken", State.DAMAGED),
        (b"Rar!\x1a\x07\x00 broken", State.DAMAGED),
    ],
)
def test_what_cannot_be_read_has_a_state_and_a_reason(body: bytes, state: State) -> None:
    found = extract(body)
    assert found.state == state
    assert found.reason


def test_a_file_over_the_limit_is_not_opened() -> None:
    found = extract(b"%PDF-1.4" + bytes(2000), limits=Limits(file_bytes=1000))
    assert (found.kind, found.state) == ("pdf", State.TOO_LARGE)


def test_text_over_the_limit_is_cut_and_said_to_be() -> None:
    found = extract("слово ".encode() * 100, limits=Limits(text_characters=50))
    assert (len(found.text), found.state) == (50, State.PARTLY)


# ------------------------------------------------------------------ in a process of its own


def extracted(body: bytes, limits: Limits | None = None) -> Extracted:
    with Extractor(limits) as extractor:
        return asyncio.run(extractor.extract(body, name="x", media_type="text/plain"))


def test_the_process_gives_what_the_function_gives() -> None:
    body = zipped({"a.txt": LINES[0].encode(), "b.exe": b"MZ"})
    assert extracted(body) == extract(body)


def test_many_files_at_once_come_back_each_with_its_own_text() -> None:
    async def all_of_them(extractor: Extractor) -> list[Extracted]:
        return await asyncio.gather(*(extractor.extract(f"текст номер {number}".encode()) for number in range(4)))

    with Extractor() as extractor:
        found = asyncio.run(all_of_them(extractor))
    assert [one.text for one in found] == [f"текст номер {number}" for number in range(4)]


def test_a_reader_that_needs_too_much_memory_costs_only_its_file() -> None:
    limits = Limits(memory_bytes=100 * 2**20)
    assert extracted("слово ".encode() * 3_000_000, limits).state in (State.TOO_LARGE, State.DAMAGED)
    assert extracted(LINES[0].encode()).state == State.READ


def test_a_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hearings.documents.extractor._CHILD", "import time; time.sleep(60)")
    monkeypatch.setattr("hearings.documents.extractor._GRACE", 0.2)
    assert extracted(LINES[0].encode(), Limits(seconds=0.1)).state == State.TIMEOUT


def test_a_reader_that_crashes_leaves_a_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "hearings.documents.extractor._CHILD", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    )
    found = extracted(b"%PDF-1.4" + os.urandom(100_000))
    assert (found.kind, found.state) == ("pdf", State.DAMAGED)
    assert "signal 11" in found.reason


def test_a_project_loaded_from_an_egg_reads_files_too(tmp_path: Path) -> None:
    import hearings

    root = Path(hearings.__file__).parent
    egg = tmp_path / "project.egg"
    with zipfile.ZipFile(egg, "w") as archive:
        for path in root.rglob("*"):
            if path.suffix in (".py", ".toml"):
                archive.write(path, path.relative_to(root.parent).as_posix())
    code = (
        f"import sys; sys.path.insert(0, {str(egg)!r})\n"
        "import asyncio\n"
        "from hearings.documents import Extractor, extractor\n"
        "print('project.egg' in extractor.__file__, asyncio.run(Extractor().extract(b'text')).text)"
    )
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.split() == ["True", "text"], done.stderr


def test_an_installation_that_cannot_read_at_all_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hearings.documents.extractor._CHILD", "import hearings.absent")
    with pytest.raises(RuntimeError, match="cannot import the project"):
        extracted(b"text")
