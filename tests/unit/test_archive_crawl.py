"""The archive inside real crawls of a small site."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hearings.archive import Archive, verify
from hearings.archive.manifest import entries_of
from tests.unit.archive_site import PAGE, REFUSED, Project, Site, running


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        yield site


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_every_answer_is_kept_as_it_was_sent(site: Site, project: Project) -> None:
    result = project.crawl(site, "/redirect", "/missing", "/flaky", "/unchanged", "что!/post", REFUSED, "/private")

    assert result["reason"] == "finished"
    archive = Archive(project.archive)
    (read,) = archive.reads()
    captures = read.captures()
    seen = [(capture.url.removeprefix(site.url), capture.status) for capture in captures if REFUSED not in capture.url]
    assert sorted(seen, key=str) == sorted(
        [
            ("/robots.txt", 200),
            ("/redirect", 302),
            ("/page", 200),
            ("/missing", 404),
            ("/flaky", 500),
            ("/flaky", 200),
            ("/unchanged", 304),
            ("/post", 200),
        ],
        key=str,
    )
    by_path = {capture.url.removeprefix(site.url): capture for capture in captures}
    page = archive.answer(by_path["/page"])
    assert gzip.decompress(page.body) == PAGE
    assert (b"Content-Encoding", b"gzip") in page.headers
    post = by_path["/post"]
    assert (post.method, post.request_body) == ("POST", "что".encode())
    answer = archive.answer(post)
    assert answer.body == "you said что".encode()
    assert b"transfer-encoding" not in {name.lower() for name, _ in answer.headers}
    assert archive.answer(by_path["/unchanged"]).body == b""
    assert verify(project.archive) == []


def test_a_request_without_answer_is_put_down_with_its_cause(site: Site, project: Project) -> None:
    result = project.crawl(site, REFUSED)

    failures = [c for c in Archive(project.archive).reads()[0].captures() if c.status is None and c.url == REFUSED]
    assert [capture.cause for capture in failures] == ["unreachable", "unreachable"]  # retried once
    assert result["got"][0]["captures"] == [capture.id for capture in failures]


def test_a_request_knows_its_captures_and_the_last_one_decides(site: Site, project: Project) -> None:
    result = project.crawl(site, "/redirect", "/flaky", HEARINGS_NOW="2018-01-31T20:00")

    archive = Archive(project.archive)
    for got in result["got"]:
        statuses = [archive.get(capture).status for capture in got["captures"]]
        assert statuses == ([302, 200] if got["url"].endswith("/page") else [500, 200])
        assert got["at"] == "2018-01-31T14:00:00+00:00"
    assert result["mode"] == "crawl"
    assert result["run"] == archive.reads()[0].id
    assert set(result["runs"]) == {result["run"]}


def test_secrets_of_ours_are_not_stored(site: Site, project: Project) -> None:
    project.crawl(site, "/page")
    stored = b"".join(gzip.decompress(file.read_bytes()) for file in project.archive.rglob("*.warc.gz"))
    assert b"User-Agent" in stored
    assert b"secret" not in stored


def test_the_period_and_the_clock_stand_in_the_archive(site: Site, project: Project) -> None:
    project.run(
        "run.py", f"site={site.url}", "ask=/page", "since=2018-01-01", "until=2018-01-31", HEARINGS_NOW="2018-01-31"
    )
    (read,) = Archive(project.archive).reads()
    assert (str(read.asked.since), str(read.asked.until)) == ("2018-01-01", "2018-01-31")
    assert read.simulated
    assert read.region == "small"
    stored = gzip.decompress(next(project.archive.rglob("*.warc.gz")).read_bytes())
    assert b"hearings-clock: simulated" in stored


def test_what_was_written_before_a_kill_can_be_read_and_the_next_run_goes_on(site: Site, project: Project) -> None:
    killed = project.start("run.py", f"site={site.url}", "ask=/page /missing /slow")
    try:
        assert site.waiting.wait(30)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and _lines(project.archive) < 4:  # run, robots.txt, page, missing
            time.sleep(0.02)
    finally:
        killed.kill()
        killed.communicate()

    (read,) = Archive(project.archive).reads()
    assert [capture.url.removeprefix(site.url) for capture in read.captures()] == ["/robots.txt", "/page", "/missing"]
    assert {problem.kind for problem in verify(project.archive)} == {"interrupted"}

    result = project.crawl(site, "/page", "/counter")
    assert result["reason"] == "finished"
    assert len(Archive(project.archive).reads()) == 2
    assert {problem.kind for problem in verify(project.archive)} == {"interrupted"}  # the first run's still


def _lines(archive: Path) -> int:
    return sum(len(list(entries_of(manifest))) for manifest in archive.rglob("*.jsonl"))


def test_a_crawl_whose_archive_cannot_be_written_does_not_start(site: Site, project: Project) -> None:
    project.archive.write_text("in the way")
    result = project.crawl(site, "/page")
    assert result["reason"].startswith("archive: ")
    assert "a file stands where the folder should be" in result["reason"]
    assert site.asked.total() == 0


def test_a_disk_that_fills_up_ends_the_crawl_and_leaves_the_archive_whole(site: Site, project: Project) -> None:
    result = project.crawl(site, *["/counter"] * 30, SMALL_FULL_AFTER="5")
    assert result["reason"].startswith("archive: ")
    assert "the disk is full" in result["reason"]
    assert site.asked["/counter"] < 30
    assert result["unwritten"] > 0
    assert len(Archive(project.archive).reads()[0].captures()) >= 1
    assert {problem.kind for problem in verify(project.archive)} == {"interrupted"}
