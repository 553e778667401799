"""Real crawls of a small site, replayed from their archive with the site's network gone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import Request, Response
from warcio.warcwriter import WARCWriter

from hearings.archive import ArchiveRun, Asked
from hearings.clock import Clock
from tests.unit.archive_site import PAGE, REFUSED, Project, Site, running

ASK = ("/redirect", "/missing", "/flaky", "/unchanged", "что!/post", REFUSED)
JANUARY = "2018-01-31T20:00"


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        yield site


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def archived(project: Project, site: Site, *paths: str, now: str = JANUARY, asked: Asked | None = None) -> str:
    """A run as a crawl would have written it; returns its id."""
    run = ArchiveRun(project.archive, "small", Clock.from_setting(now), asked=asked)
    for path in paths:
        site.asked[path] += 1
        status, headers, body = site.answer(path)
        run.response(Request(site.url + path), Response(site.url + path, status=status, headers=headers, body=body))
    run.close("finished")
    return run.id


def told(result: dict[str, Any]) -> list[dict[str, Any]]:
    """What the spider got, in the order of asking, without the words of failures."""
    got = [{name: value for name, value in one.items() if name != "words"} for one in result["got"]]
    return sorted(got, key=lambda one: str(one["url"]))


def test_a_replay_gives_what_the_crawl_got_and_asks_nobody(site: Site, project: Project) -> None:
    crawled = project.crawl(site, *ASK, HEARINGS_NOW=JANUARY)
    asked, stored = site.asked.total(), sorted(project.archive.rglob("*"))

    code, said, (replayed,) = project.replay(project.archive, site, *ASK)

    assert code == 0, said
    assert site.asked.total() == asked
    assert told(replayed) == [
        # A failure is given once and not retried.
        {**one, "captures": one["captures"][-1:]} if one["url"] == REFUSED else one
        for one in told(crawled)
    ]
    assert next(one["body"] for one in replayed["got"] if one["url"].endswith("/page")) == PAGE.decode()
    assert (replayed["mode"], replayed["run"]) == ("replay", crawled["run"])
    assert set(replayed["captured"]) <= set(crawled["captured"])
    assert set(replayed["runs"]) == {crawled["run"]}
    assert sorted(project.archive.rglob("*")) == stored


def test_times_of_a_replay_are_those_of_the_captures(site: Site, project: Project) -> None:
    crawled = project.crawl(site, "/page", "/missing")
    _, _, (replayed,) = project.replay(project.archive, site, "/page", "/missing")
    assert [one["at"] for one in replayed["got"]] == [one["at"] for one in crawled["got"]]
    assert [one["now"] for one in replayed["got"]] == [one["at"] for one in crawled["got"]]


def test_the_period_is_that_of_the_archived_run_unless_another_is_asked_for(site: Site, project: Project) -> None:
    archived(project, site, "/page", asked=Asked(date(2018, 1, 1), date(2018, 1, 31)))
    _, _, (own,) = project.replay(project.archive, site, "/page")
    _, _, (other,) = project.replay(project.archive, site, "/page", options=("--since", "2018-01-15"))
    assert (own["since"], other["since"]) == ("2018-01-01", "2018-01-15")


def test_several_reads_are_replayed_one_after_another_oldest_first(site: Site, project: Project) -> None:
    for now in ("2018-02-28", "2017-12-31", "2018-01-31"):
        archived(project, site, "/counter", "/page", now=now)
    code, said, results = project.replay(project.archive, site, "/counter", "/page")
    assert code == 0, said
    assert [result["got"][0]["at"][:7] for result in results] == ["2017-12", "2018-01", "2018-02"]
    assert [result["got"][0]["body"] for result in results] == ["asked 2", "asked 3", "asked 1"]
    assert [result["got"][1]["body"] for result in results] == [PAGE.decode()] * 3  # stored once


def test_what_the_archive_does_not_hold_fails_and_never_goes_out(site: Site, project: Project) -> None:
    archived(project, site, "/page")
    asked = site.asked.total()
    code, said, (replayed,) = project.replay(project.archive, site, "/page", "/flaky", "ftp://127.0.0.1/file")
    assert code == 0, said
    failures = [one for one in replayed["got"] if "failure" in one]
    assert [one["failure"] for one in failures] == ["not_in_archive", "not_in_archive"]
    assert failures[0]["words"].startswith("not in the archive: GET http://127.0.0.1")
    assert "2 not in the archive" in said
    assert site.asked.total() == asked


def test_an_archive_without_robots_txt_can_be_replayed(site: Site, project: Project, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.warc"
    foreign.write_bytes(foreign_warc(f"{site.url}/page", PAGE))
    code, said, (replayed,) = project.replay(foreign, site, "/page")
    assert code == 0, said
    assert [one["body"] for one in replayed["got"]] == [PAGE.decode()]
    assert site.asked.total() == 0


def foreign_warc(url: str, body: bytes, date: str = "2018-01-31T14:00:00Z") -> bytes:
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=False)
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    writer.write_record(
        writer.create_warc_record(
            url, "response", payload=BytesIO(block), length=len(block), warc_headers_dict={"WARC-Date": date}
        )
    )
    return buffer.getvalue()


def test_a_foreign_archive_is_replayed_for_the_regions_whose_hosts_it_holds(
    site: Site, project: Project, tmp_path: Path
) -> None:
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign/one.warc").write_bytes(foreign_warc("http://example.kz/", b"other"))
    code, said, results = project.replay(tmp_path / "foreign", site, "/page")
    assert (code, results) == (1, [])
    assert "no region has a source among its hosts" in said
    assert "Nothing was replayed" in said


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (Path.exists, "there is no such file or folder"),
        (Path.mkdir, "there are no WARC files"),
        (lambda path: path.write_bytes(b"no archive at all\n"), "no WARC record begins here"),
    ],
    ids=["absent", "empty", "garbage"],
)
def test_nothing_to_replay_is_said(site: Site, project: Project, make: Callable[[Path], object], words: str) -> None:
    make(project.archive)
    code, said, results = project.replay(project.archive, site, "/page")
    assert (code, results) == (1, [])
    assert words in " ".join(said.split())


def test_a_region_without_a_spider_is_named_and_skipped(site: Site, project: Project) -> None:
    archived(project, site, "/page")
    spiders = project.folder / "small_spiders.py"
    spiders.write_text(spiders.read_text().replace('name = "small"', 'name = "another"'))
    code, said, _ = project.replay(project.archive, site, "/page")
    assert code == 1
    assert "there is no spider 'small' any more" in said


def test_an_unknown_region_is_refused_with_the_known_ones(site: Site, project: Project) -> None:
    archived(project, site, "/page")
    code, said, _ = project.replay(project.archive, site, "/page", options=("atlantis",))
    assert code == 2
    assert "no region atlantis; there are: small" in said


def test_a_moved_archive_is_replayed_as_well(site: Site, project: Project, tmp_path: Path) -> None:
    archived(project, site, "/page", "/counter")
    archived(project, site, "/page", "/counter")
    moved = tmp_path / "moved"
    shutil.move(project.archive, moved)
    code, said, results = project.replay(moved / "small", site, "/page")
    assert code == 0, said
    assert [len(result["got"]) for result in results] == [1, 1]
