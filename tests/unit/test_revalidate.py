"""Judging again from the database: the same records give the same, and what changed is told with its reason."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

import validators
from hearings.commands.norms import parameter, show
from hearings.commands.revalidate import again, compared, summary
from hearings.items import Form, Outcome, Read, Session
from hearings.store import Store, open_store
from hearings.workdays import WorkCalendar
from pipelines.judge import end_of
from tests import factory
from tests.crawls import crawl, instant
from validators import Norms
from validators.norms import bundled, parse

JANUARY = date(2018, 1, 1)
NORMS, CALENDAR, MADE = validators.load(), WorkCalendar(), instant("2018-02-02")
SHORTER = parse(bundled().replace("days = 20\nunit", "days = 15\nunit"), "shorter.toml")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two hearings of Aktobe: one announced 17 days ahead, the other without a protocol, due on 23 January."""
    with open_store(f"sqlite:///{tmp_path / 'hearings.sqlite3'}") as store:
        first = factory.publication(
            key="documents/1",
            project=Read("Строительство моста"),
            form=Read(Form.OPEN_MEETING),
            sessions=[Session(start=factory.day("2018-01-31"))],
            posted_on=factory.posted("2018-01-14"),
        )
        second = factory.publication(
            key="documents/2",
            project=Read("Строительство полигона"),
            form=Read(Form.OPEN_MEETING),
            sessions=[Session(start=factory.day("2018-01-12"))],
            posted_on=factory.posted("2017-12-10"),
        )
        crawl(store, "2018-01-31", first, second, since="2017-12-01")
        yield store


def judged_again(store: Store, norms: Norms = NORMS, *, explain: bool = False) -> list[str]:
    output = StringIO()
    console = Console(file=output, width=400, highlight=False, markup=False)
    assert again(store, [JANUARY], norms, CALENDAR, MADE, console, explain=explain) == 0
    return output.getvalue().splitlines()


def line(lines: list[str], rule: str) -> str:
    return next(text for text in lines if rule in text)


def test_the_first_judging_finds_all_as_new(store: Store) -> None:
    lines = judged_again(store)
    assert lines[0] == "2018-01 as of 2018-01-31:"
    assert line(lines, "announcement.lead_time").endswith(
        "135p-2017/announcement-lead-time: 0 violations gone, 1 new, 0 same"
    )
    assert line(lines, "protocol.not_posted").endswith("0 violations gone, 1 new, 0 same")


def test_judging_again_changes_nothing(store: Store) -> None:
    judged_again(store)
    found = [store.findings(one.id) for one in store.judgements("2018-01")]
    lines = judged_again(store)
    assert all(" 0 new" in text and " 0 " in text.split("gone")[0] for text in lines[1:])
    assert [store.findings(one.id) for one in store.judgements("2018-01")] == found
    assert store.judged_months() == ["2018-01"]


def test_a_changed_norm_is_told_with_its_parameter_and_what_it_changed(store: Store) -> None:
    judged_again(store)
    lines = judged_again(store, SHORTER, explain=True)
    expected = "announcement.lead_time, norm 135p-2017/announcement-lead-time: 20 → 15 calendar days"
    assert line(lines, "lead_time").strip() == f"{expected}: 1 violations gone, 0 new, 0 same"
    assert "→ nothing" in lines[lines.index(line(lines, "lead_time")) + 1]
    assert line(lines, "protocol.not_posted").endswith("0 violations gone, 0 new, 1 same")


def test_a_month_keeps_the_instants_of_which_it_was_judged(store: Store) -> None:
    judged_again(store)
    later = instant("2018-02-28")
    store.save_judgement("2018-01", later, [], {}, made_at=MADE)
    assert {text for text in judged_again(store) if "as of" in text} == {
        "2018-01 as of 2018-01-31:",
        "2018-01 as of 2018-02-28:",
    }
    assert {one.as_of for one in store.judgements("2018-01")} == {later, end_of(JANUARY)}


def test_a_frozen_report_is_left_alone(store: Store) -> None:
    frozen = store.save_judgement("2018-01", MADE, [factory.finding(uid="x")], {}, made_at=MADE, payload={"a": 1})
    judged_again(store)
    assert [finding.uid for finding in store.findings(frozen)] == ["x"]


def test_an_outcome_that_becomes_unknown_is_gone_here_and_new_there() -> None:
    before = factory.finding(uid="x", norm="n")
    after = factory.finding(uid="x", norm="n", outcome=Outcome.UNKNOWN)
    [text] = summary(compared([before], [after]), NORMS, explain=False)
    assert text.endswith("1 violations gone, 0 new, 0 same; 0 undecided gone, 1 new, 0 same")


# ------------------------------------------------------------------ scrapy norms


def shown(day: str, language: str = "ru") -> str:
    output = StringIO()
    show(NORMS, date.fromisoformat(day), language, Console(file=output, width=200))
    return output.getvalue()


def test_the_norms_of_a_day_are_shown_with_what_is_not_verified() -> None:
    text = shown("2018-01-15")
    assert "135p-2017" in text
    assert "286-2021" not in text
    assert "20 calendar days" in text
    assert "6 of 6 norms are not verified" in text


def test_near_a_border_both_editions_are_shown_with_a_warning() -> None:
    text = shown("2021-08-15", "kk")
    assert "135p-2017" in text
    assert "286-2021" in text
    assert "not certain which edition" in text


def test_a_day_before_the_first_edition_has_no_norms() -> None:
    assert "No edition" in shown("2010-01-01")


def test_a_parameter_that_depends_on_the_ground_names_the_sub_points() -> None:
    text = parameter(NORMS.get("286-2024/discussion-length"))
    assert text == "working days: 5 for 87(2); 20 for 87(3, 4, 5, 6, 7, 8)"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["norms", "2018-01-15"], 0, "135p-2017"),
        (["norms", "2018-13-15"], 2, "is not a day"),
        (["revalidate", "--month", "January"], 2, "is not a month"),
        (["revalidate"], 0, "No month has been judged yet"),
    ],
)
def test_the_commands_answer_with_their_exit_code(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-m", "scrapy", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={"HEARINGS_DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}", "PATH": "", "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == code, done.stderr
    assert words in done.stdout + done.stderr
