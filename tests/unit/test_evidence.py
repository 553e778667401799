"""The proof of a finding: pages, packs, and whether a stranger can check them."""

from __future__ import annotations

import gzip
import hashlib
import html
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from scrapy.cmdline import execute
from scrapy.http import Request, Response
from scrapy.settings import Settings
from warcio.checker import Checker

from exports.evidence import unpacked
from exports.proof import apart, spot, witness
from exports.proof_page import marked
from exports.words import words_of
from hearings.archive import Answer, ArchiveRun, Capture
from hearings.clock import Clock
from hearings.items import Attachment, Form, Publication, Read, Reason, Session
from hearings.store import open_store
from tests.crawls import crawl
from tests.factory import posted, publication, session

PHONE, MASKED = "+7 701 123 45 67", "+• ••• ••• •• ••"
PAGE = f"<html><script>alert(1)</script><p>Сауалнама, тел. {PHONE}</p></html>".encode()
PACKED = b'{"data": "Listing"}' * 50
TEXT = f"Сауалнама\x00 <script>alert(1)</script>\nҚұм карьері, тел. {PHONE}"
ANSWERS: tuple[tuple[str, bytes, dict[str, str]], ...] = (
    ("https://www.gov.kz/page", PAGE, {"Content-Type": "text/html; charset=utf-8"}),
    (
        "https://www.gov.kz/list",
        gzip.compress(PACKED, mtime=0),
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ),
    ("https://www.gov.kz/../../evil.exe", b"MZ", {"Content-Type": "application/x-msdownload"}),
)


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str


class Case:
    """One violation of January 2018 with three captures in an archive, and the commands on it."""

    def __init__(self, folder: Path, run: Callable[..., Run]) -> None:
        self.folder = folder
        self.archive = folder / "archive"
        self.run = run
        self.url = f"sqlite:///{folder}/hearings.sqlite3"

    @property
    def uid(self) -> str:
        with open_store(self.url) as store:
            (judgement,) = store.judgements("2018-01")
            return next(one.uid for one in store.findings(judgement.id) if one.column == "announcement")

    def pack(self, *options: str) -> tuple[Run, Path]:
        run = self.run("evidence", self.uid, "--output-dir", str(self.folder / "out"), *options)
        return run, next((self.folder / "out").glob("evidence-*.zip"))

    def unpacked(self) -> Path:
        target = self.folder / "unpacked"
        run, path = self.pack()
        assert run.code == 0, run.out + run.err
        with ZipFile(path) as archive:
            archive.extractall(target)
        return target


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "hearings.settings")

    def command(*arguments: str) -> Run:
        settings = Settings()
        settings.setmodule("hearings.settings")
        own = {"HEARINGS_DATABASE_URL": f"sqlite:///{tmp_path}/hearings.sqlite3", "HEARINGS_NOW": "2018-03-01"}
        settings.update({**own, "HEARINGS_ARCHIVE": str(tmp_path / "archive")}, priority="cmdline")
        with pytest.raises(SystemExit) as ended:
            execute(["scrapy", *arguments], settings)
        said = capsys.readouterr()
        return Run(int(ended.value.code or 0), said.out, said.err)

    return command


def archived(folder: Path) -> tuple[str, list[Capture]]:
    run = ArchiveRun(folder, "aktobe", Clock.from_setting("2018-01-31T20:00"))
    captures = [
        run.response(Request(url), Response(url, headers=dict(headers), body=body)) for url, body, headers in ANSWERS
    ]
    run.close("finished")
    for capture in captures:
        capture.written.result(0)
    return run.id, captures


def survey(captures: list[Capture], **fields: Any) -> Publication:
    defaults: dict[str, Any] = {
        "title": f"Хабарландыру {PHONE}",
        "body": TEXT,
        "form": Read(Form.SURVEY, text="Сауалнама", place="body@0-9"),
        "survey_hours": Read.missing(Reason.ABSENT),
        "project": Read("Құм карьері"),
        "posted_on": posted("2018-01-09"),
        "captures": [capture.id for capture in captures],
    }
    return publication(**{**defaults, **fields})


@pytest.fixture
def case(tmp_path: Path, run: Callable[..., Run]) -> Case:
    made = Case(tmp_path, run)
    uid, captures = archived(made.archive)
    with open_store(made.url) as store:
        crawl(store, "2018-01-31T20:00", survey(captures), uid=uid)
        store.save_captures(store.runs()[0].id, captures)
    assert run("report", "2018-01", "--output-dir", str(tmp_path / "out")).code == 0
    return made


# ------------------------------------------------------------------ packs


def test_a_pack_holds_captures_copies_manifest_pages_and_sums(case: Case) -> None:
    folder = case.unpacked()
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    manifest = next(name for name in names if name.startswith("manifest/"))
    assert re.fullmatch(r"manifest/aktobe-20180131T140000Z-[0-9a-f]{6}\.jsonl", manifest)
    copies = ["captures.warc.gz", "captures/01.html.txt", "captures/02.json", "captures/03.bin"]
    pages = ["finding.json", "index.kk.html", "index.ru.html"]
    assert names == sorted(["SHA256SUMS", *copies, *pages, manifest])


def test_the_sums_are_those_that_sha256sum_reads(case: Case) -> None:
    folder = case.unpacked()
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    named = {line[66:]: line[:64] for line in lines}
    assert len(named) == 8
    for name, digest in named.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_copies_are_the_bytes_of_the_site_unpacked(case: Case) -> None:
    folder = case.unpacked()
    assert (folder / "captures/01.html.txt").read_bytes() == PAGE
    assert (folder / "captures/02.json").read_bytes() == PACKED
    assert (folder / "captures/03.bin").read_bytes() == b"MZ"


def test_warcio_finds_every_record_of_a_pack_right(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    class Command:
        inputs = (str(case.unpacked() / "captures.warc.gz"),)
        verbose = True

    assert Checker(Command).process_all() == 0
    assert capsys.readouterr().out.count("digest pass") == len(ANSWERS)


def test_the_command_that_the_page_gives_checks_the_chain_and_finds_a_change(case: Case) -> None:
    folder = case.unpacked()
    page = (folder / "index.ru.html").read_text(encoding="utf-8")
    commands = [html.unescape(found) for found in re.findall(r'<pre class="command">(.*?)</pre>', page, re.DOTALL)]
    (chain,) = [command for command in commands if command.startswith("python3 -c")]
    program, manifest = re.fullmatch(r'python3 -c "(.*)" (manifest/\S+)', chain, re.DOTALL).groups()  # type: ignore[union-attr]

    def checked() -> list[str]:
        made = subprocess.run(  # noqa: S603
            [sys.executable, "-c", program, manifest], cwd=folder, capture_output=True, text=True, check=True
        )
        return [line.split()[1] for line in made.stdout.splitlines()]

    assert checked() == ["OK"] * 5
    text = (folder / manifest).read_text()
    (folder / manifest).write_text(text.replace("/page", "/pape"))
    assert checked().count("CHANGED") == 1


def test_pages_carry_no_script_and_no_personal_data_and_mark_the_deciding_words(case: Case) -> None:
    folder = case.unpacked()
    for language in ("kk", "ru"):
        page = (folder / f"index.{language}.html").read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in page
        assert "<script" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "123 45 67" not in page
        assert MASKED in page
        assert "default-src 'none'" in page
        assert "<mark>Сауалнама</mark>" in page
        place = words_of(language)("place.record", name="created_date")
        assert f"<mark>2018-01-09</mark> {place}" in page


def test_the_page_names_each_capture_with_its_sum_and_its_line_in_the_chain(case: Case) -> None:
    folder = case.unpacked()
    page = (folder / "index.ru.html").read_text(encoding="utf-8")
    assert hashlib.sha256(PAGE).hexdigest() in page
    manifest = next((folder / "manifest").iterdir())
    for line in manifest.read_text().splitlines()[1:-1]:
        assert re.search(r'"hash":"([0-9a-f]{64})"', line)[1] in page  # type: ignore[index]
    assert 'href="captures/01.html.txt"' in page
    assert "evil.exe" in page
    assert not list(case.folder.rglob("evil.exe"))


def test_the_same_finding_gives_the_same_bytes(case: Case) -> None:
    first = case.pack()[1].read_bytes()
    assert case.pack()[1].read_bytes() == first


def test_the_beginning_of_a_uid_is_enough_and_an_unknown_one_is_told(case: Case) -> None:
    assert case.run("evidence", case.uid[:8], "--output-dir", str(case.folder / "out")).code == 0
    run = case.run("evidence", "0" * 20)
    assert (run.code, "No finding" in run.out) == (1, True)


@pytest.mark.parametrize("arguments", [(), ("../../x",), ("a", "b"), ("--verify", "a", "b")])
def test_wrong_usage_is_explained(run: Callable[..., Run], arguments: tuple[str, ...]) -> None:
    assert run("evidence", *arguments).code == 2


def test_what_the_archive_does_not_hold_is_named_and_the_rest_is_packed(case: Case) -> None:
    shutil.rmtree(case.archive)
    run, path = case.pack()
    assert run.code == 1
    assert run.out.count("Not in it: urn:uuid:") == len(ANSWERS)
    with ZipFile(path) as archive:
        assert "captures.warc.gz" not in archive.namelist()
        assert "в архиве по указанному месту нет этой записи" in archive.read("index.ru.html").decode().lower()


def test_a_changed_record_is_not_passed_on_as_proof(case: Case) -> None:
    (warc,) = case.archive.rglob("*.warc.gz")
    data = bytearray(warc.read_bytes())
    with open_store(case.url) as store:
        (row,) = [one for one in store.captures(listed(case)).values() if one.url.endswith("/page")]
    data[(row.offset or 0) + (row.length or 0) // 2] ^= 0xFF
    warc.write_bytes(bytes(data))
    run, path = case.pack()
    assert (run.code, run.out.count("Not in it")) == (1, 1)
    with ZipFile(path) as archive:
        assert "captures/01.html.txt" not in archive.namelist()
        assert "captures/02.json" in archive.namelist()


def listed(case: Case) -> tuple[str, ...]:
    with open_store(case.url) as store:
        (judgement,) = store.judgements("2018-01")
        return next(one.captures for one in store.findings(judgement.id) if one.uid == case.uid)


def test_a_capture_beyond_the_bounds_is_named_and_left_in_the_archive(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exports.evidence.MOST_BYTES", 1200)
    folder = case.unpacked()
    assert sorted(path.name for path in (folder / "captures").iterdir()) == ["01.html.txt", "03.bin"]
    assert "из-за размера" in (folder / "index.ru.html").read_text(encoding="utf-8")


def test_verify_walks_the_archive_and_finds_tampering(case: Case) -> None:
    run = case.run("evidence", "--verify")
    assert (run.code, "no sign of tampering" in run.out) == (0, True)
    (manifest,) = case.archive.rglob("*.jsonl")
    manifest.write_text(manifest.read_text().replace('"status":200', '"status":404', 1))
    run = case.run("evidence", "--verify", str(case.archive))
    assert (run.code, "tampering was found" in run.out) == (1, True)
    assert case.run("evidence", "--verify", str(case.folder / "nowhere")).code == 1


# ------------------------------------------------------------------ pages beside a workbook


def test_the_workbook_leads_to_the_pages_beside_it(case: Case) -> None:
    run = case.run("report", "2018-01", "--lang", "ru", "--with-evidence", "--output-dir", str(case.folder / "out"))
    assert run.code == 0
    sheet: Any = load_workbook(case.folder / "out/monitoring-2018-01-ru.xlsx")["Нарушения"]
    column = next(cell.column for cell in sheet[3] if cell.value == "Доказательство")
    target = sheet.cell(4, column).hyperlink.target
    assert target == f"evidence-2018-01-ru/{case.uid}.html"
    page = (case.folder / "out" / target).read_text(encoding="utf-8")
    assert "<mark>Сауалнама</mark>" in page
    assert "123 45 67" not in page
    assert f"scrapy evidence {case.uid}" in page
    assert hashlib.sha256(PAGE).hexdigest() in page


# ------------------------------------------------------------------ words in their places


@pytest.mark.parametrize(
    ("words", "place", "found"),
    [
        ("9 мая", "body@0-5", ("body", 0, 5)),
        ("9 мая", "body@6-11", ("body", 0, 5)),  # the place is wrong: the words are looked for
        ("9 мая", "", ("body", 0, 5)),
        ("10 мая", "attachment:0", ("attachment:0", 3, 9)),
        ("10 мая", "body", ("attachment:0", 3, 9)),
        ("11 мая", "body@0-6", None),
        ("9 мая", "record:created_date", None),
        ("9 мая", "body@99-104", ("body", 0, 5)),
    ],
)
def test_words_are_marked_where_they_stand_or_not_at_all(
    words: str, place: str, found: tuple[str, int, int] | None
) -> None:
    assert spot(words, place, {"title": "", "body": "9 мая 2018", "attachment:0": "до 10 мая"}) == found


CUT_OFF = gzip.compress(b"cut off" * 99, mtime=0)[:-20]


@pytest.mark.parametrize(
    ("coding", "body", "expected"),
    [
        ("", b"plain", (b"plain", "")),
        ("gzip", gzip.compress(b"plain", mtime=0), (b"plain", "")),
        ("deflate", zlib.compress(b"plain"), (b"plain", "")),
        ("deflate", zlib.compress(b"plain")[2:-4], (b"plain", "")),
        ("gzip", b"no gzip", (b"no gzip", ".gzip")),
        ("gzip", CUT_OFF, (CUT_OFF, ".gzip")),
        ("br", b"\x0b\x02", (b"\x0b\x02", ".br")),
        ("../x", b"", (b"", ".packed")),
    ],
)
def test_a_body_is_unpacked_or_says_that_it_is_not(coding: str, body: bytes, expected: tuple[bytes, str]) -> None:
    headers = [(b"Content-Encoding", coding.encode())] if coding else []
    assert unpacked(Answer(200, headers, body)) == expected


def test_a_bomb_is_left_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exports.evidence.MOST_BYTES", 1000)
    bomb = gzip.compress(b"0" * 10_000)
    assert unpacked(Answer(200, [(b"content-encoding", b"gzip")], bomb)) == (bomb, ".gzip")


def test_overlapping_marks_are_one() -> None:
    assert apart([(5, 9), (0, 3), (8, 12), (12, 14)]) == ((0, 3), (5, 14))


def test_marked_text_is_escaped_and_its_controls_are_shown() -> None:
    assert marked("<b>\u202e & x", [(0, 3)]) == "<mark>&lt;b&gt;</mark>[U+202E] &amp; x"


def test_every_text_of_a_publication_is_shown_with_its_attachments() -> None:
    one = publication(
        body="Мәтін",
        attachments=[Attachment(url="u", name="хаттама.pdf", text="Өтетін күні 31.01.2018")],
        sessions=[session(text="31.01.2018", where="attachment:0@12-22")],
        posted_on=posted(None),
    )
    parts = {part.label or part.name: part for part in witness(one).parts}
    assert list(parts) == ["title", "body", "хаттама.pdf"]
    assert parts["хаттама.pdf"].marks == ((12, 22),)


def test_a_protocol_that_is_not_there_is_proved_with_those_that_are(tmp_path: Path, run: Callable[..., Run]) -> None:
    def of(kind: str, key: str, posted_on: str, hearing: date) -> Publication:
        return publication(
            kind,
            key=f"documents/{key}",
            url=f"https://www.gov.kz/{key}",
            title=f"{kind} {key} {PHONE}",
            posted_on=posted(posted_on),
            sessions=[Session(start=hearing)],
            form=Read(Form.OPEN_MEETING, text="ашық жиналыс"),
            project=Read(f"Жоба {key}"),
            initiator=Read(f"«{key}» ЖШС"),
            content_hash=key,
        )

    with open_store(f"sqlite:///{tmp_path}/hearings.sqlite3") as store:
        notice = of("announcement", "one", "2017-12-01", date(2018, 1, 8))
        before = of("protocol", "two", "2018-01-05", date(2017, 12, 27))
        after = of("protocol", "three", "2018-01-20", date(2018, 1, 16))
        crawl(store, "2018-01-31T20:00", notice, before, after)
    assert run("report", "2018-01", "--lang", "ru", "--with-evidence", "--output-dir", str(tmp_path / "out")).code == 0
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "out/evidence-2018-01-ru").glob("*.html")]
    (page,) = [page for page in pages if "Протокол не размещён" in page]
    assert "https://www.gov.kz/three" in page
    assert "Жоба three" in page
    assert "https://www.gov.kz/two" not in page  # it stood there before the hearing was held
    assert PHONE not in page
