"""What sites, disks and people do wrong: each ends in the right outcome, says so, and loses nothing."""

import os
import signal
import sqlite3
import subprocess
import time
from threading import Thread

import pytest
from openpyxl import load_workbook

from hearings.items import TextState
from tests.e2e.offline import ROOT, SCRAPY, Desk, attached, notice
from tests.replica.replica import Fault
from tests.replica.server import serving

LISTING = r"content-manager/documents\?"


def test_a_healthy_crawl_for_comparison(crawled: Desk) -> None:
    assert crawled.last_run().state == "healthy"
    assert len(crawled.documents()) == 3


@pytest.mark.parametrize(
    ("fault", "cause", "words"),
    [
        ("empty_list", "empty_listing", "at all"),
        ("html_page", "not_json", "HTML page"),
        ("not_allowed", "gated", "ticket"),
        ("redirect_loop", "redirect_loop", "redirect"),
        ("error_500", "http_error", "500"),
        ("challenge", "challenge_page", "browser"),
        ("redirected_home", "redirected_home", "home"),
        ("gone", "http_error", "404"),
    ],
)
def test_a_listing_that_cannot_be_read_is_a_failure_and_never_no_announcements(
    crawled: Desk, fault: str, cause: str, words: str
) -> None:
    desk = crawled
    desk.faults = [Fault(fault, rf"{LISTING}|kz/$")]
    outcome = desk.crawl("-s", "RETRY_TIMES=1", now="2018-02-01T20:00")
    assert outcome.code == 1
    assert cause in outcome.output
    assert words.lower() in outcome.output.lower()
    run, source = desk.last_run(), desk.last_source_run()
    assert (run.state, run.cause) == ("broken", cause)
    assert (source.state, source.cause) == ("broken", cause)
    kept = desk.documents()
    assert len(kept) == 3
    assert all(document.gone_since is None for document in kept)


def test_a_gate_is_reported_and_not_knocked_at_again(desk: Desk) -> None:
    desk.faults = [Fault("not_allowed", LISTING)]
    outcome = desk.crawl()
    assert len([url for url in outcome.asked if "content-manager" in url]) <= 2


def test_a_server_error_that_recovers_leaves_no_trace_in_the_result(desk: Desk) -> None:
    desk.faults = [Fault("error_500", LISTING, times=2)]
    outcome = desk.crawl()
    assert outcome.code == 0, outcome.output
    assert len(desk.documents()) == 3


def test_an_empty_object_is_unknown_and_the_rest_is_read(desk: Desk) -> None:
    bare = notice(4, titles={"kk": "Қоғамдық тыңдау туралы хабарландыру"}, texts={"kk": []})
    desk.posts = [*desk.posts, bare]
    desk.faults = [Fault("empty_object", r"content-manager/documents/4\b")]
    outcome = desk.crawl()
    assert "empty_object" in outcome.output
    found = {document.urls[0].split("/")[-1].split("?")[0]: document for document in desk.documents()}
    assert set(found) >= {"1", "2", "3"}
    with desk.store() as store:
        kept = [d for d in store.documents() if any("/4?" in url for url in d.urls)]
    assert len(kept) == 1
    assert kept[0].text_state is not TextState.READ


def test_a_truncated_pdf_is_unread_and_spoils_nothing_else(desk: Desk) -> None:
    desk.posts = [*desk.posts, attached(4)]
    desk.faults = [Fault("truncated", r"/uploads/.*\.pdf")]
    outcome = desk.crawl()
    assert outcome.code == 0, outcome.output
    assert desk.last_run().state == "healthy"
    states = sorted(document.text_state for document in desk.documents())
    assert states == ["not_read", "read", "read", "read"]


def test_a_file_of_30_mb_is_read_or_said_to_be_too_large(desk: Desk) -> None:
    desk.posts = [*desk.posts, attached(4)]
    desk.faults = [Fault("enormous", r"/uploads/.*\.pdf")]
    desk.environment = {"HEARINGS_MAX_ATTACHMENT_MB": "5"}
    outcome = desk.crawl()
    assert "too_large" in outcome.output
    assert len(desk.documents()) == 4
    desk.environment = {}
    outcome = desk.crawl(now="2018-01-31T21:00")
    assert outcome.code == 0
    assert all(document.text_state is TextState.READ for document in desk.documents())


def test_titles_that_are_formulas_or_hold_control_characters_reach_the_workbook_as_text(desk: Desk) -> None:
    signs = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\x07\x1b[31m", "\u202e"]
    desk.posts = [
        notice(number, f"Тас-{number}", titles={"kk": f"{sign} қоғамдық тыңдау туралы хабарландыру"})
        for number, sign in enumerate(signs, 1)
    ]
    assert desk.crawl().code == 0
    out = desk.home / "out"
    report = desk.scrapy("report", "2018-01", "--output-dir", str(out))
    assert report.code == 0, report.output
    book = load_workbook(out / "monitoring-2018-01-kk.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    titles = [cell for cell in cells if "қоғамдық тыңдау туралы хабарландыру" in str(cell.value)]
    assert len({cell.value for cell in titles}) >= len(signs)
    assert all(cell.data_type == "s" for cell in titles)


def test_an_archive_that_is_not_writable_keeps_the_crawl_from_starting(desk: Desk) -> None:
    desk.archive.write_text("a file in the folder's place")
    outcome = desk.crawl()
    assert outcome.code == 1
    assert "archive" in outcome.output
    assert outcome.asked == []
    assert (desk.last_run().state, desk.last_run().cause) == ("broken", "archive_not_writable")


def test_a_database_that_is_locked_for_a_while_is_waited_for(crawled: Desk) -> None:
    desk = crawled
    desk.posts = [*desk.posts, notice(4, "Қаратас")]
    lock = sqlite3.connect(desk.home / "hearings.sqlite3", isolation_level=None, check_same_thread=False)
    lock.execute("BEGIN IMMEDIATE")

    def let_go() -> None:
        time.sleep(8)
        lock.execute("ROLLBACK")

    Thread(target=let_go, daemon=True).start()
    outcome = desk.crawl(now="2018-02-01T20:00")
    assert outcome.code == 0, outcome.output
    assert len(desk.documents()) == 4


def test_a_killed_crawl_loses_nothing_when_run_again(desk: Desk) -> None:
    desk.posts = [notice(number, f"Тас-{number}") for number in range(1, 6)] + [attached(n) for n in range(6, 12)]
    desk.faults = [Fault("slow", r"/uploads/")]
    replica = desk.replica()
    with serving(replica) as port:
        command = [*SCRAPY, "crawl", "kostanay", *desk.settings(port)]
        process = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env=desk.environ(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not any("/uploads/" in asked.url for asked in replica.asked):
            time.sleep(0.05)
        time.sleep(1.5)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    desk.faults = []
    assert desk.crawl(now="2018-01-31T21:00").code == 0
    again = sorted((d.title, d.first_day, d.text_state, d.posted_on.value) for d in desk.documents())

    untouched = Desk(desk.home / "untouched", desk.posts)
    untouched.home.mkdir()
    assert untouched.crawl(now="2018-01-31T21:00").code == 0
    whole = sorted((d.title, d.first_day, d.text_state, d.posted_on.value) for d in untouched.documents())
    assert again == whole
    with desk.store() as store:
        states = [run.state for run in store.runs()]
    assert sorted(states) == ["healthy", "interrupted"]
    checked = desk.scrapy("archive", "verify", str(desk.archive))
    assert "tampered" not in checked.output.lower() or checked.code == 0


def test_without_network_the_crawl_ends_soon_and_says_which_source_and_why(desk: Desk) -> None:
    desk.environment = {"http_proxy": "", "https_proxy": "", "RES_OPTIONS": "attempts:1 timeout:1"}
    outcome = desk.scrapy("crawl", "aktobe", "-a", "since=2026-01-01", "-s", "DOWNLOAD_TIMEOUT=10", now="2026-11-01")
    assert outcome.code == 1
    assert "govkz:aktobe" in outcome.output
    assert "Traceback" not in outcome.output
    run = desk.last_run()
    assert (run.region, run.state) == ("aktobe", "broken")
    assert run.cause
    assert "gov.kz" in run.detail


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["crawl", "atlantis"], "there are: abai"),
        (["crawl", "aktobe", "-a", "since=01.01.2018"], "write it like 2018-01-31"),
        (["crawl", "aktobe", "-a", "since=2018-02-01", "-a", "until=2018-01-01"], "lies after"),
        (["crawl", "aktobe", "-a", "depth=bottomless"], "shallow or deep"),
        (["crawl"], "name one region"),
        (["crawlall", "--month", "2026-13"], "write it like 2026-10"),
        (["crawlall", "--regions", "aktobe,atlantis"], "atlantis"),
        (["replay", "/nowhere/at/all"], "no such file"),
        (["report", "2018-13"], "2018-"),
    ],
)
def test_wrong_usage_is_answered_with_advice(desk: Desk, arguments: list[str], advice: str) -> None:
    outcome = desk.scrapy(*arguments)
    assert outcome.code != 0
    assert advice in outcome.output
    assert "Traceback" not in outcome.output


def test_the_environment_of_these_tests_is_its_own(desk: Desk) -> None:
    assert desk.environ()["HEARINGS_DATABASE_URL"] != os.environ.get("HEARINGS_DATABASE_URL", "")
