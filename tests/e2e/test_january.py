"""From the bundled sample archive to the ministry's sheet of January 2018, as a user goes: replay, report, compare.

The sample is a reconstruction; its content leads to these numbers through reading, pairing and rules, and nothing in
the product knows them.
"""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.e2e.offline import ROOT, Desk

SAMPLES = ROOT / "tests" / "samples"
FIGURES = (
    "announcements",
    "protocols",
    "announcement_violations",
    "protocol_deadline_violations",
    "protocol_not_posted_violations",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The sample archive was replayed, and January judged as of its end."""
    desk = Desk(tmp_path_factory.mktemp("january"))
    replayed = desk.scrapy("replay", str(SAMPLES / "archive-2018-01"), now="")
    assert replayed.code == 0, replayed.output
    assert "not in the archive" not in replayed.output
    reported = desk.scrapy("report", "2018-01", "--output-dir", str(desk.home / "out"), now="")
    assert reported.code == 0, reported.output
    return desk


@pytest.fixture(scope="module")
def report(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((desk.home / "out" / "monitoring-2018-01-kk.json").read_text("utf-8"))
    return found


def ministry() -> dict[str, dict[str, int]]:
    with (SAMPLES / "ministry" / "monitoring-2018-01.csv").open(encoding="utf-8", newline="") as file:
        return {row["region"]: {name: int(row[name]) for name in FIGURES} for row in csv.DictReader(file)}


def test_the_sheet_is_the_ministrys_cell_by_cell(report: dict[str, Any]) -> None:
    ours = {row["region"]: {name: row[name] for name in FIGURES} for row in report["regions"]}
    assert ours == ministry()


def test_workbook_and_json_show_the_same_figures(desk: Desk, report: dict[str, Any]) -> None:
    sheet = load_workbook(desk.home / "out" / "monitoring-2018-01-kk.xlsx").worksheets[0]
    rows = [[cell.value for cell in row if isinstance(cell.value, int)] for row in sheet.iter_rows()]
    for region in report["regions"]:
        figures = [region[name] for name in FIGURES]
        assert any(figures == row[start : start + 5] for row in rows for start in range(len(row))), region["region"]


def test_the_lists_per_paragraph_are_those_of_the_ministrys_text(report: dict[str, Any]) -> None:
    """The text's own numbers, and the three undated protocols of West Kazakhstan that only the table has."""
    found = Counter(
        (finding["rule"], finding["region"]) for finding in report["findings"] if finding["outcome"] == "violation"
    )
    survey = {region: n for (rule, region), n in found.items() if rule == "announcement.survey_time_missing"}
    assert survey == {"aktobe": 10, "karaganda": 2, "west_kazakhstan": 1, "kyzylorda": 1, "mangystau": 1}
    missing = {region: n for (rule, region), n in found.items() if rule == "protocol.not_posted"}
    assert missing == {
        "almaty_region": 3,
        "astana": 2,
        "almaty": 2,
        "karaganda": 2,
        "west_kazakhstan": 1,
        "kostanay": 1,
        "south_kazakhstan": 1,
        "north_kazakhstan": 1,
    }
    late = {region: n for (rule, region), n in found.items() if rule == "protocol.deadline"}
    assert late == {"astana": 4, "almaty": 1, "akmola": 1, "west_kazakhstan": 1}
    assert found["protocol.posting_date_missing", "west_kazakhstan"] == 3


def test_every_violation_leads_to_captures_in_the_archive(desk: Desk) -> None:
    with desk.store() as store:
        judgement = store.judgements("2018-01")[0]
        findings = [f for f in store.findings(judgement.id) if f.outcome == "violation"]
        captures = store.captures({capture for finding in findings for capture in finding.captures})
    assert findings
    for finding in findings:
        assert finding.captures, finding
        assert all(captures[id_].sha256 and captures[id_].file for id_ in finding.captures)


def test_a_second_replay_changes_nothing(desk: Desk) -> None:
    with desk.store() as store:
        before = [(d.uid, d.versions, d.posted_on, d.first_seen) for d in store.documents()]
    again = desk.scrapy("replay", str(SAMPLES / "archive-2018-01"), "kostanay", now="")
    assert again.code == 0, again.output
    with desk.store() as store:
        assert [(d.uid, d.versions, d.posted_on, d.first_seen) for d in store.documents()] == before


def test_the_archive_is_whole(desk: Desk) -> None:
    verified = desk.scrapy("archive", "verify", str(SAMPLES / "archive-2018-01"))
    assert verified.code == 0, verified.output
    assert not list(Path(SAMPLES / "archive-2018-01").rglob("lock"))
