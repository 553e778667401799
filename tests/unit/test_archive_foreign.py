"""Archives that somebody else made, in any state."""

from __future__ import annotations

import gzip
import re
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scrapy.http import Request, Response
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import hearings.archive.records as records_module
from hearings.archive import Archive, ArchiveError, ArchiveRun
from hearings.archive.manifest import dump, hash_of
from hearings.clock import Clock

DATE = "2018-01-31T14:00:00Z"


class Made(NamedTuple):
    """A record that was written, as it calls itself."""

    id: str
    digest: str
    date: str


class Foreign:
    """Makes WARC files with warcio's own defaults: SHA-1 digests, seconds, no run of ours."""

    def __init__(self, *, compressed: bool = True, version: str = "1.0") -> None:
        self.buffer = BytesIO()
        self.writer = WARCWriter(self.buffer, gzip=compressed, warc_version=version)

    def add(
        self, url: str, body: bytes, date: str = DATE, head: bytes = b"HTTP/1.1 200 OK\r\n\r\n", **more: str
    ) -> Made:
        record = self.writer.create_warc_record(
            url,
            "response",
            payload=BytesIO(head + body),
            length=len(head + body),
            warc_headers_dict={"WARC-Date": date, **{name.replace("_", "-"): value for name, value in more.items()}},
        )
        self.writer.write_record(record)
        told = record.rec_headers.get_header
        return Made(told("WARC-Record-ID"), told("WARC-Payload-Digest"), told("WARC-Date"))

    def add_request(
        self, url: str, response: Made, first: bytes = b"POST /graphql HTTP/1.1", body: bytes = b""
    ) -> None:
        block = first + b"\r\nHost: akimat.kz\r\n\r\n" + body
        record = self.writer.create_warc_record(
            url,
            "request",
            payload=BytesIO(block),
            length=len(block),
            warc_headers_dict={
                "WARC-Date": DATE,
                "WARC-Concurrent-To": response.id,
            },
        )
        self.writer.write_record(record)

    def add_revisit(self, url: str, original: Made, date: str) -> None:
        headers = StatusAndHeaders("200 OK", [("X-Time", "second")], protocol="HTTP/1.1")
        record = self.writer.create_revisit_record(
            url,
            original.digest,
            url,
            original.date,
            http_headers=headers,
            warc_headers_dict={"WARC-Date": date},
        )
        self.writer.write_record(record)

    @property
    def data(self) -> bytes:
        return self.buffer.getvalue()


def bodies(path: Path) -> list[list[bytes]]:
    archive = Archive(path)
    return [[archive.answer(capture).body for capture in read.captures()] for read in archive.reads()]


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize(("compressed", "name"), [(True, "a.warc.gz"), (False, "a.warc"), (False, "a.warc.gz")])
def test_foreign_files_are_read(tmp_path: Path, compressed: bool, name: str, version: str) -> None:
    made = Foreign(compressed=compressed, version=version)
    made.add("http://akimat.kz/a", b"one")
    made.add("https://akimat.kz/b", b"")
    made.add("http://akimat.kz/c", b"three\r\n\r\nthree")
    (tmp_path / name).write_bytes(made.data)
    assert bodies(tmp_path / name) == bodies(tmp_path) == [[b"one", b"", b"three\r\n\r\nthree"]]
    assert Archive(tmp_path).problems == []


def test_method_and_body_of_the_request_are_known(tmp_path: Path) -> None:
    made = Foreign()
    response = made.add("http://akimat.kz/graphql", b"{}")
    made.add_request("http://akimat.kz/graphql", response, body=b'{"query": 1}')
    made.add("http://akimat.kz/", b"x")
    (tmp_path / "a.warc.gz").write_bytes(made.data)
    posted, got = Archive(tmp_path).reads()[0].captures()
    assert (posted.method, posted.request_body) == ("POST", b'{"query": 1}')
    assert (got.method, got.request_body) == ("GET", b"")


def test_chunked_bodies_are_put_together_and_brackets_around_addresses_dropped(tmp_path: Path) -> None:
    made = Foreign(compressed=False)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n"
    made.add("http://akimat.kz/", b"4\r\nfour\r\n0\r\n\r\n", head=head)
    data = made.data.replace(b"http://akimat.kz/\r\n", b"<http://akimat.kz/>\r\n")
    (tmp_path / "wget.warc").write_bytes(data)
    archive = Archive(tmp_path)
    (capture,) = archive.reads()[0].captures()
    assert capture.url == "http://akimat.kz/"
    assert archive.answer(capture).body == b"four"
    assert archive.answer(capture).headers == [(b"X", b"y")]


def test_a_pause_of_over_six_hours_parts_two_reads(tmp_path: Path) -> None:
    made = Foreign()
    for number, date in enumerate(("2018-01-31T20:00:00Z", "2018-01-31T14:00:00Z", "2018-02-01T02:00:01Z")):
        made.add("http://akimat.kz/", b"%d" % number, date)
    (tmp_path / "a.warc.gz").write_bytes(made.data)
    assert bodies(tmp_path) == [[b"1", b"0"], [b"2"]]
    assert Archive(tmp_path).reads()[0].id == Archive(tmp_path).reads()[0].id  # the same whenever it is opened


def test_an_unchanged_body_is_found_by_address_and_time_also_in_another_file(tmp_path: Path) -> None:
    first, second = Foreign(), Foreign()
    original = first.add("http://akimat.kz/", b"body")
    second.add_revisit("http://akimat.kz/", original, "2018-02-28T14:00:00Z")
    (tmp_path / "z.warc.gz").write_bytes(first.data)
    (tmp_path / "b.warc.gz").write_bytes(second.data)
    assert bodies(tmp_path) == [[b"body"], [b"body"]]
    alone = Archive(tmp_path / "b.warc.gz")
    with pytest.raises(ArchiveError, match="lies in a record that is not here"):
        alone.answer(alone.reads()[0].captures()[0])


def test_damage_in_the_middle_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    for compressed, name in ((True, "a.warc.gz"), (False, "a.warc")):
        made = Foreign(compressed=compressed)
        ends = []
        for number in range(5):
            made.add(f"http://akimat.kz/{number}", b"%d" % number)
            ends.append(len(made.data))
        data = bytearray(made.data)
        data[ends[1] : ends[1] + 40] = b"?" * 40
        (tmp_path / name).write_bytes(data)
        archive = Archive(tmp_path / name)
        urls = [capture.url[-1] for capture in archive.reads()[0].captures()]
        assert urls == ["0", "1", "3", "4"]
        assert len(archive.problems) == 1
        named = re.search(r"from byte (\d+) on", archive.problems[0])
        assert named
        assert ends[1] - 4 <= int(named[1]) <= ends[1]  # with or without the blank lines between


def test_a_cut_off_file_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    for compressed, name in ((True, "a.warc.gz"), (False, "a.warc")):
        made = Foreign(compressed=compressed)
        made.add("http://akimat.kz/0", b"whole")
        made.add("http://akimat.kz/1", b"torn" * 100)
        (tmp_path / name).write_bytes(made.data[:-30])
        assert bodies(tmp_path / name) == [[b"whole"]]
        assert "cut off" in Archive(tmp_path / name).problems[0]


def test_many_records_in_one_gzip_member_are_read(tmp_path: Path) -> None:
    made = Foreign(compressed=False)
    for number in range(3):
        made.add(f"http://akimat.kz/{number}", b"%d" % number)
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(made.data))
    assert bodies(tmp_path) == [[b"0", b"1", b"2"]]


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records_module, "MAX_RECORD", 1 << 20)
    made = Foreign()
    made.add("http://akimat.kz/bomb", b"\0" * (2 << 20))
    made.add("http://akimat.kz/small", b"small")
    (tmp_path / "a.warc.gz").write_bytes(made.data)
    assert bodies(tmp_path) == [[b"small"]]
    assert "more than 1 MB" in Archive(tmp_path).problems[0]


@pytest.mark.parametrize(
    "change",
    [
        (b"Content-Length: ", b"Content-Length: 99999999999"),
        (b"Content-Length: ", b"Content-Length: -"),
        (b"Content-Length: ", b"Content-Nothing: "),
        (b"WARC-Date: 2018", b"WARC-Date: year"),
        (b"WARC-Record-ID: ", b"WARC-Nothing: "),
        (b"HTTP/1.1 200 OK", b"HTTP/1.1 two OK"),
        (b"WARC-Target-URI: http", b"WARC-Target-URI: gopher"),
        (b"WARC/1.0\r\n", b"WARC/1.0\r\n" + b"X: " + b"x" * (2 << 20) + b"\r\n"),
    ],
    ids=lambda change: change[1][:30].decode(),
)
def test_an_odd_record_does_not_hide_its_neighbours(tmp_path: Path, change: tuple[bytes, bytes]) -> None:
    before, odd, after = (Foreign(compressed=False) for _ in range(3))
    before.add("http://akimat.kz/1", b"before")
    odd.add("http://akimat.kz/2", b"odd")
    after.add("http://akimat.kz/3", b"after")
    assert change[0] in odd.data
    (tmp_path / "a.warc").write_bytes(before.data + odd.data.replace(*change, 1) + after.data)
    (read,) = bodies(tmp_path)
    assert (read[0], read[-1]) == (b"before", b"after")


def whole(*, compressed: bool) -> bytes:
    made = Foreign(compressed=compressed)
    response = made.add("http://akimat.kz/a", b"one" * 20)
    made.add_request("http://akimat.kz/a", response)
    made.add_revisit("http://akimat.kz/a", response, "2018-02-28T14:00:00Z")
    return made.data


WHOLE = [whole(compressed=True), whole(compressed=False)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_makes_reading_fail(tmp_path: Path, data: st.DataObject) -> None:
    broken = bytearray(data.draw(st.sampled_from(WHOLE)))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(broken)))
        broken[start : start + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
    file = tmp_path / "a.warc"
    file.write_bytes(broken)
    archive = Archive(file)
    for read in archive.reads():
        for capture in read.captures():
            with suppress(ArchiveError):
                archive.answer(capture)


def test_ours_and_foreign_files_lie_side_by_side(tmp_path: Path) -> None:
    run = ArchiveRun(tmp_path, "aktobe", Clock.from_setting("2018-01-31T20:00"))
    run.response(Request("http://akimat.kz/"), Response("http://akimat.kz/", body=b"ours"))
    run.close("finished")
    made = Foreign()
    made.add("http://akimat.kz/", b"theirs", "2017-12-31T14:00:00Z")
    (tmp_path / "a.warc.gz").write_bytes(made.data)
    assert [(read.region, read.id == run.id) for read in Archive(tmp_path).reads()] == [("", False), ("aktobe", True)]
    assert bodies(tmp_path) == [[b"theirs"], [b"ours"]]


def test_a_run_of_ours_is_known_without_its_manifest_and_in_one_file_with_others(tmp_path: Path) -> None:
    ids = []
    for region in ("aktobe", "kostanay"):
        run = ArchiveRun(tmp_path / "own", region, Clock.from_setting("2018-01-31T20:00"))
        run.response(Request("http://akimat.kz/"), Response("http://akimat.kz/", body=region.encode()))
        run.close("finished")
        ids.append(run.id)
    joined = b"".join(file.read_bytes() for file in sorted((tmp_path / "own").rglob("*.warc.gz")))
    (tmp_path / "joined.warc.gz").write_bytes(joined)
    reads = Archive(tmp_path / "joined.warc.gz").reads()
    assert {(read.id, read.region, read.simulated) for read in reads} == {
        (ids[0], "aktobe", True),
        (ids[1], "kostanay", True),
    }


@pytest.mark.parametrize(
    "name", ["../secret.warc.gz", "/etc/secret.warc.gz", "aktobe/../../secret.warc.gz", "link.warc.gz"]
)
def test_a_manifest_cannot_lead_out_of_the_archive(tmp_path: Path, name: str) -> None:
    made = Foreign()
    record = made.add("http://akimat.kz/", b"secret")
    (tmp_path / "secret.warc.gz").write_bytes(made.data)
    home = tmp_path / "archive"
    run = ArchiveRun(home, "aktobe", Clock.from_setting("2018-01-31T20:00"))
    capture = run.response(Request("http://akimat.kz/"), Response("http://akimat.kz/", body=b"ours"))
    run.close("finished")
    (home / "link.warc.gz").symlink_to(tmp_path / "secret.warc.gz")
    manifest = next(home.rglob("*.jsonl"))
    entry = {
        "kind": "response",
        "time": "2018-01-31T14:00:00Z",
        "url": "http://akimat.kz/",
        "method": "GET",
        "record": record.id.strip("<>"),
        "status": 200,
        "file": name,
        "offset": 0,
        "length": 1,
    }
    with manifest.open("a") as file:
        file.write(dump({**entry, "hash": hash_of(entry)}) + "\n")
    archive = Archive(home)
    ours, led = archive.reads()[0].captures()
    assert (ours.id, archive.body(ours.id)) == (capture.id, b"ours")
    with pytest.raises(ArchiveError, match=r"no file of this archive|leads out of the archive"):
        archive.answer(led)


def test_a_run_whose_file_is_gone_is_named(tmp_path: Path) -> None:
    for region in ("aktobe", "kostanay"):
        run = ArchiveRun(tmp_path, region, Clock.from_setting("2018-01-31T20:00"))
        run.response(Request("http://akimat.kz/"), Response("http://akimat.kz/"))
        run.close("finished")
    next((tmp_path / "aktobe").glob("*.warc.gz")).unlink()
    archive = Archive(tmp_path)
    assert [read.region for read in archive.reads()] == ["kostanay"]
    assert "is missing" in archive.problems[0]
