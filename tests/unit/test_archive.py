"""Writing an archive, without a crawl around it."""

from __future__ import annotations

import errno
import gzip
import json
import threading
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from scrapy.http import Request, Response
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

import hearings.archive.known as known_module
import hearings.archive.manifest as manifest_module
import hearings.archive.writer as writer_module
from hearings.archive import Archive, ArchiveError, ArchiveRun, Capture, verify
from hearings.archive.capture import safe_name
from hearings.clock import Clock

CLOCK = Clock.from_setting("2018-01-31T20:00")


def write(
    folder: Path,
    *answers: tuple[str, bytes],
    region: str = "aktobe",
    status: int = 200,
    headers: dict[str, Any] | None = None,
) -> list[Capture]:
    """A run that got these answers (path and body)."""
    run = ArchiveRun(folder, region, CLOCK)
    captures = [
        run.response(
            Request(f"http://akimat.kz{path}"), Response("http://a.kz", status=status, headers=headers, body=body)
        )
        for path, body in answers
    ]
    run.close("finished")
    for capture in captures:
        capture.written.result(0)
    return captures


def raw(folder: Path) -> bytes:
    return b"".join(gzip.decompress(file.read_bytes()) for file in sorted(folder.rglob("*.warc.gz")))


def manifest_lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for file in sorted(folder.rglob("*.jsonl")) for line in file.read_text().splitlines()]


def test_warcio_finds_every_record_and_every_digest_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, ("/empty", b""), ("/page", b"text" * 500), ("/again", b"text" * 500))

    class Command:
        inputs = tuple(map(str, tmp_path.rglob("*.warc.gz")))
        verbose = True

    assert Checker(Command).process_all() == 0
    said = capsys.readouterr().out
    assert said.count("digest pass") == 6  # warcinfo, three requests, two responses
    assert said.count("not checked (revisit)") == 1


def test_the_head_of_the_file_says_what_it_is(tmp_path: Path) -> None:
    write(tmp_path, ("/", b"x"))
    with next(tmp_path.rglob("*.warc.gz")).open("rb") as file:
        first = next(iter(ArchiveIterator(file)))
        told = first.content_stream().read().decode()
    assert first.rec_type == "warcinfo"
    assert first.rec_headers.get_header("WARC-Date") == "2018-01-31T14:00:00.000000Z"
    assert first.rec_headers.protocol == "WARC/1.1"
    for line in ("software: hearing-monitor", "hearings-region: aktobe", "hearings-clock: simulated"):
        assert line in told


def test_an_unchanged_body_of_an_earlier_run_is_stored_once_and_read_from_there(tmp_path: Path) -> None:
    body = bytes(range(256)) * 40
    (first,) = write(tmp_path, ("/file", body))
    second, other = write(tmp_path, ("/file", body), ("/other", b"other"))
    assert (second.revisit_of, second.original) == (first.id, first.place)
    assert other.revisit_of == ""
    assert raw(tmp_path).count(body) == 1
    archive = Archive(tmp_path)
    assert archive.body(second.id) == archive.body(first.id) == body
    assert archive.get(second.id).sha256 == first.sha256


def test_a_body_whose_file_is_gone_is_stored_again(tmp_path: Path) -> None:
    write(tmp_path, ("/file", b"body"))
    next(tmp_path.rglob("*.warc.gz")).unlink()
    (again,) = write(tmp_path, ("/file", b"body"))
    assert again.revisit_of == ""
    assert Archive(tmp_path).body(again.id) == b"body"


@pytest.mark.parametrize("damage", [b"", b"no database", None], ids=["emptied", "overwritten", "removed"])
def test_the_index_of_bodies_is_made_anew_from_the_manifests(tmp_path: Path, damage: bytes | None) -> None:
    (first,) = write(tmp_path, ("/file", b"body"))
    index = tmp_path / "aktobe" / known_module.NAME
    index.unlink() if damage is None else index.write_bytes(damage)
    (second,) = write(tmp_path, ("/file", b"body"))
    assert second.revisit_of == first.id


def test_regions_do_not_share_bodies_or_chains(tmp_path: Path) -> None:
    write(tmp_path, ("/file", b"body"))
    (other,) = write(tmp_path, ("/file", b"body"), region="kostanay")
    assert other.revisit_of == ""
    assert verify(tmp_path) == []


def test_headers_stay_byte_for_byte(tmp_path: Path) -> None:
    name = "attachment; filename=хаттама.pdf".encode("cp1251")
    (capture,) = write(tmp_path, ("/", b"x"), headers={"Content-Disposition": name, "Transfer-Encoding": b"chunked"})
    assert Archive(tmp_path).answer(capture).headers == [(b"Content-Disposition", name)]


def test_what_the_archive_needs_of_the_headers_is_told(tmp_path: Path) -> None:
    headers = {"Content-Type": "Text/HTML; charset=utf-8", "ETag": '"7"', "Last-Modified": "Wed, 31 Jan 2018"}
    (capture,) = write(tmp_path, ("/x#part", b"x"), headers=headers)
    told = (capture.media_type, capture.etag, capture.last_modified, capture.url, capture.size)
    assert told == ("text/html", '"7"', "Wed, 31 Jan 2018", "http://akimat.kz/x", 1)


def test_user_and_password_in_an_address_are_left_out(tmp_path: Path) -> None:
    run = ArchiveRun(tmp_path, "aktobe", CLOCK)
    run.response(Request("http://me:secret@akimat.kz/"), Response("http://me:secret@akimat.kz/"))
    run.close("finished")
    assert b"secret" not in raw(tmp_path)
    assert "secret" not in str(manifest_lines(tmp_path))


def test_a_failed_request_stands_in_the_manifest_alone(tmp_path: Path) -> None:
    run = ArchiveRun(tmp_path, "aktobe", CLOCK)
    capture = run.failure(Request("http://akimat.kz/"), "timeout", "no answer within 90 seconds")
    run.close("finished")
    line = manifest_lines(tmp_path)[1]
    assert (line["kind"], line["cause"], line["record"]) == ("failure", "timeout", capture.id)
    (read,) = Archive(tmp_path).reads()
    (stored,) = read.captures()
    assert (stored.status, stored.cause, stored.error) == (None, "timeout", "no answer within 90 seconds")
    with pytest.raises(ArchiveError, match="no answer within 90 seconds"):
        Archive(tmp_path).body(capture.id)


def test_a_truncated_answer_is_marked(tmp_path: Path) -> None:
    run = ArchiveRun(tmp_path, "aktobe", CLOCK)
    run.response(Request("http://akimat.kz/"), Response("http://akimat.kz/", body=b"hal", flags=["dataloss"]))
    run.close("finished")
    assert b"WARC-Truncated: disconnect" in raw(tmp_path)


def test_a_run_names_the_last_line_of_the_one_before_it(tmp_path: Path) -> None:
    for _ in range(3):
        write(tmp_path, ("/", b"x"))
    runs = [line for line in manifest_lines(tmp_path) if line["kind"] == "run"]
    ends = {line["hash"] for line in manifest_lines(tmp_path) if line["kind"] == "end"}
    assert min(run["follows"] for run in runs) == ""
    assert {run["prev"] for run in runs if run["follows"]} < ends
    assert len({run["follows"] for run in runs}) == 3


def test_two_crawls_of_a_region_at_once_are_refused(tmp_path: Path) -> None:
    run = ArchiveRun(tmp_path, "aktobe", CLOCK)
    with pytest.raises(ArchiveError, match=r"another crawl of aktobe is writing to this archive \(process \d+\)"):
        ArchiveRun(tmp_path, "aktobe", CLOCK)
    ArchiveRun(tmp_path, "kostanay", CLOCK).close("finished")
    run.close("finished")
    ArchiveRun(tmp_path, "aktobe", CLOCK).close("finished")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "the folder is not writable"),
        (errno.EROFS, "the folder is not writable"),
        (errno.ENOSPC, "the disk is full"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_why_an_archive_cannot_be_opened_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refuse(file: BinaryIO, data: bytes) -> None:
        raise OSError(number, "Input/output error")

    monkeypatch.setattr(writer_module, "write_whole", refuse)
    with pytest.raises(ArchiveError, match=words):
        ArchiveRun(tmp_path, "aktobe", CLOCK)
    assert not [*tmp_path.rglob("*.jsonl"), *tmp_path.rglob("*.warc.gz")]
    monkeypatch.undo()
    ArchiveRun(tmp_path, "aktobe", CLOCK).close("finished")  # the refused one holds no lock


@pytest.mark.parametrize("file", ["archive", "archive/aktobe"])
def test_a_file_in_place_of_a_folder_is_named(tmp_path: Path, file: str) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text("")
    with pytest.raises(ArchiveError, match=f"{file}: a file stands where the folder should be"):
        ArchiveRun(tmp_path / "archive", "aktobe", CLOCK)


def full_after(writes: int) -> Callable[[BinaryIO, bytes], None]:
    left = [writes]

    def write_until_full(file: BinaryIO, data: bytes) -> None:
        left[0] -= 1
        if left[0] < 0:
            file.write(data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        file.write(data)

    return write_until_full


def test_a_full_disk_fails_what_follows_and_keeps_what_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[ArchiveError] = []
    run = ArchiveRun(tmp_path, "aktobe", CLOCK, on_error=told.append)
    monkeypatch.setattr(writer_module, "write_whole", full_after(2))
    requests = [Request(f"http://akimat.kz/{number}") for number in range(5)]
    captures = [run.response(request, Response(request.url, body=b"x" * 100)) for request in requests]
    run.close("archive: full")
    assert [capture.written.exception() is None for capture in captures] == [True, True, False, False, False]
    assert len(told) == 1
    assert "the disk is full" in str(told[0])
    monkeypatch.undo()
    (late,) = write(tmp_path, ("/later", b"y"))
    assert late.place is not None
    assert [len(read.captures()) for read in Archive(tmp_path).reads()] == [2, 1] or [
        len(read.captures()) for read in Archive(tmp_path).reads()
    ] == [1, 2]
    assert {problem.kind for problem in verify(tmp_path)} == {"interrupted"}


def test_answers_are_written_in_the_order_they_came_even_when_the_disk_lags(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    write_whole = manifest_module.write_whole
    run = ArchiveRun(tmp_path, "aktobe", CLOCK)

    def wait(file: BinaryIO, data: bytes) -> None:
        gate.wait(30)
        write_whole(file, data)

    monkeypatch.setattr(writer_module, "write_whole", wait)
    requests = [Request(f"http://akimat.kz/{number}") for number in range(writer_module.WAITING)]
    captures = [run.response(request, Response(request.url)) for request in requests]
    assert not captures[0].written.done()  # the caller did not wait for the disk
    gate.set()
    run.close("finished")
    assert [capture.id for capture in Archive(tmp_path).reads()[0].captures()] == [capture.id for capture in captures]


def test_what_a_kill_kept_out_of_the_manifest_is_read_from_the_file(tmp_path: Path) -> None:
    captures = write(tmp_path, ("/a", b"a"), ("/b", b"b"))
    manifest = next(tmp_path.rglob("*.jsonl"))
    lines = manifest.read_bytes().splitlines(keepends=True)
    for left in ([*lines[:2], lines[2][:40]], lines[:2], lines[:1], [lines[0][:20]], []):
        manifest.write_bytes(b"".join(left))
        archive = Archive(tmp_path)
        (read,) = archive.reads()
        assert read.region == "aktobe"
        assert [capture.id for capture in read.captures()] == [capture.id for capture in captures]
        assert archive.body(captures[1].id) == b"b"


def test_a_record_torn_by_a_kill_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    captures = write(tmp_path, ("/a", b"a"), ("/b", b"b" * 5000))
    file, manifest = next(tmp_path.rglob("*.warc.gz")), next(tmp_path.rglob("*.jsonl"))
    manifest.write_bytes(b"".join(manifest.read_bytes().splitlines(keepends=True)[:2]))
    assert captures[1].place is not None
    file.write_bytes(file.read_bytes()[: captures[1].offset + 20])
    archive = Archive(tmp_path)
    assert [capture.id for capture in archive.reads()[0].captures()] == [captures[0].id]
    assert "cut off" in archive.problems[0]
    write(tmp_path, ("/a", b"a"))
    assert {problem.kind for problem in verify(tmp_path)} == {"interrupted"}


@pytest.mark.parametrize("name", ["aktobe", "Ақтөбе/../..", "CON", "a b", "", "x" * 50])
def test_folder_names_suit_every_file_system(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert safe.lower() not in {"con", "nul", ".", ".."}
    assert set(safe) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-")


def test_a_capture_of_a_redirected_and_of_an_unmodified_answer_is_complete(tmp_path: Path) -> None:
    (moved,) = write(tmp_path, ("/old", b""), status=301, headers={"Location": "/new"})
    (same,) = write(tmp_path, ("/same", b""), status=304, headers={"ETag": '"1"'})
    archive = Archive(tmp_path)
    assert archive.answer(archive.get(moved.id)).headers == [(b"Location", b"/new")]
    assert (archive.get(same.id).status, archive.body(same.id)) == (304, b"")


def test_records_stand_alone_in_their_gzip_members(tmp_path: Path) -> None:
    (capture,) = write(tmp_path, ("/a", b"alone"))
    assert capture.place is not None
    stored = (tmp_path / capture.file).read_bytes()[capture.offset : capture.offset + capture.length]
    assert gzip.GzipFile(fileobj=BytesIO(stored)).read().rstrip().endswith(b"alone")


def test_the_records_that_prove_a_capture_make_a_file_of_their_own(tmp_path: Path) -> None:
    write(tmp_path / "archive", ("/file", b"body"), ("/more", b"more"))
    (again,) = write(tmp_path / "archive", ("/file", b"body"))
    archive = Archive(tmp_path / "archive")
    (tmp_path / "proof.warc.gz").write_bytes(b"".join(archive.stored(archive.get(again.id))))
    proof = Archive(tmp_path / "proof.warc.gz")
    assert [proof.answer(capture).body for capture in proof.reads()[0].captures()] == [b"body", b"body"]
