"""`scrapy report`: from a database to the files and what is told about them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from scrapy.cmdline import execute
from scrapy.settings import Settings

from hearings.items import Form, Publication, Read, Reason
from hearings.store import Store, open_store
from tests.crawls import crawl
from tests.factory import posted, publication

Report = Callable[..., "Run"]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/hearings.sqlite3"


@pytest.fixture
def store(url: str) -> Store:
    return open_store(url)


@dataclass(frozen=True)
class Run:
    """How a command ended and what it said; line breaks of the terminal are taken out."""

    code: int
    out: str
    err: str


@pytest.fixture
def report(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Report:
    """Run the command in this process, as `scrapy report` would from the shell."""
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "hearings.settings")
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> Run:
        settings = Settings()
        settings.setmodule("hearings.settings")
        settings.update({"HEARINGS_DATABASE_URL": url, "HEARINGS_NOW": "2018-03-01"}, priority="cmdline")
        with pytest.raises(SystemExit) as ended:
            execute(["scrapy", "report", *arguments, "--output-dir", str(tmp_path / "out")], settings)
        said = capsys.readouterr()
        return Run(int(ended.value.code or 0), " ".join(said.out.split()), " ".join(said.err.split()))

    return run


def survey(**fields: Any) -> Publication:
    """The announcement of a survey that says nothing of its time."""
    defaults: dict[str, Any] = {
        "form": Read(Form.SURVEY, text="сұрау"),
        "survey_hours": Read.missing(Reason.ABSENT),
        "project": Read("Құм карьері"),
    }
    return publication(**{**defaults, **fields})


def data(tmp_path: Path, language: str = "kk") -> dict[str, Any]:
    told: dict[str, Any] = json.loads(
        (tmp_path / f"out/monitoring-2018-01-{language}.json").read_text(encoding="utf-8")
    )
    return told


def region(told: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in told["regions"] if one["region"] == code)
    return found


def test_a_crawled_month_becomes_workbook_and_json_with_the_same_figures(
    store: Store, report: Report, tmp_path: Path
) -> None:
    crawl(store, "2018-01-31T20:00", survey(posted_on=posted("2018-01-09")))
    run = report("2018-01")
    assert run.code == 0, run.err
    told = data(tmp_path)
    aktobe = region(told, "aktobe")
    assert (aktobe["announcements"], aktobe["announcement_violations"], aktobe["protocols"]) == (1, 1, 0)
    assert aktobe["collection"]["state"] == "healthy"
    assert [one["rule"] for one in told["findings"] if one["outcome"] == "violation"] == [
        "announcement.survey_time_missing"
    ]
    assert [one["posted_on"] for one in told["documents"]] == ["2018-01-09"]
    sheet = load_workbook(tmp_path / "out/monitoring-2018-01-kk.xlsx")["Мониторинг"]
    rows = {row[1]: row[2:7] for row in sheet.iter_rows(values_only=True)}
    assert rows["Ақтөбе облысы"] == (1, 0, 1, 0, 0)
    assert rows["Барлығы"] == (1, 0, 1, 0, 0)


def test_regions_that_were_not_read_have_null_figures(store: Store, report: Report, tmp_path: Path) -> None:
    crawl(store, "2018-01-31T20:00", survey(posted_on=posted("2018-01-09")))
    crawl(store, "2018-01-31T20:00", source="govkz:atyrau", region="atyrau", broken=True)
    report("2018-01")
    told = data(tmp_path)
    astana = region(told, "astana")
    assert (astana["announcements"], astana["collection"]) == (None, {"state": None, "sources": []})
    source = region(told, "atyrau")["collection"]["sources"][0]
    assert source["state"] in ("partial", "broken")
    assert "no answer in time" in source["why"]


def test_the_files_are_named_by_language_and_told(store: Store, report: Report, tmp_path: Path) -> None:
    crawl(store, "2018-01-31T20:00", survey(posted_on=posted("2018-01-09")))
    run = report("2018-01", "--lang", "ru")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "monitoring-2018-01-ru.json",
        "monitoring-2018-01-ru.xlsx",
    ]
    assert str(tmp_path / "out/monitoring-2018-01-ru.xlsx") in run.out
    assert "Актюбинская область" in run.out


def test_one_command_writes_all_that_an_analyst_sends_in_both_languages(
    store: Store, report: Report, tmp_path: Path
) -> None:
    crawl(store, "2018-01-31T20:00", survey(posted_on=posted("2018-01-09")))
    run = report("2018-01", "--lang", "both", "--complete")
    assert run.code == 0, run.err
    made = {path.name for path in (tmp_path / "out").iterdir()}
    for language in ("kk", "ru"):
        assert {f"monitoring-2018-01-{language}.{ending}" for ending in ("xlsx", "json", "docx", "html")} <= made
        assert {f"letter-2018-01-aktobe-{language}.docx", f"evidence-2018-01-{language}"} <= made
    assert {"hearings.ics", "documents-2018-01.csv"} <= made
    kazakh, russian = data(tmp_path), data(tmp_path, "ru")
    assert kazakh["regions"] == russian["regions"]
    for name in made - {"evidence-2018-01-kk", "evidence-2018-01-ru"}:
        assert str(tmp_path / "out" / name) in run.out


def test_the_month_that_ended_last_needs_no_name(store: Store, report: Report, tmp_path: Path) -> None:
    crawl(store, "2018-02-20T20:00", survey(posted_on=posted("2018-02-09")), since="2018-02-01", until="2018-02-20")
    run = report("last")  # it is 1 March 2018
    assert run.code == 0, run.err
    assert (tmp_path / "out/monitoring-2018-02-kk.xlsx").exists()


def test_a_month_without_data_writes_a_sheet_that_says_so_and_tells_what_to_do(report: Report, tmp_path: Path) -> None:
    run = report("2018-01")
    assert run.code == 0
    assert "scrapy crawlall --month 2018-01" in run.err
    assert {one["announcements"] for one in data(tmp_path)["regions"]} == {None}


def test_what_was_read_only_later_needs_the_later_day(store: Store, report: Report, tmp_path: Path) -> None:
    crawl(store, "2018-02-20T10:00", survey(posted_on=posted("2018-01-09")), since="2018-01-01", until="2018-02-20")
    run = report("2018-01")
    assert "scrapy report 2018-01 --today 2018-02-20" in run.err
    assert region(data(tmp_path), "aktobe")["announcements"] is None
    report("2018-01", "--today", "2018-02-28")
    assert region(data(tmp_path), "aktobe")["announcements"] == 1


def test_the_same_database_gives_the_same_bytes(store: Store, report: Report, tmp_path: Path) -> None:
    crawl(store, "2018-01-31T20:00", survey(posted_on=posted("2018-01-09")))
    made = []
    for _ in range(2):
        report("2018-01", "--word", "--html")
        made.append({path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()})
    assert set(made[0]) == {f"monitoring-2018-01-kk.{ending}" for ending in ("xlsx", "json", "docx", "html")}
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2018-13",), "'2018-13' is not a month"),
        (("January",), "write it like 2018-01"),
        ((), "name one month"),
        (("2018-01", "2018-02"), "name one month"),
        (("2018-01", "--today", "31.01.2018"), "is not a time"),
        (("2018-02", "--today", "2018-01-15"), "lies before the month"),
        (("2018-01", "--lang", "en"), "invalid choice"),
    ],
)
def test_wrong_usage_is_explained(report: Report, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    run = report(*arguments)
    assert run.code == 2
    assert said in run.err
    assert not (tmp_path / "out").exists()


def test_a_workbook_open_elsewhere_is_kept_and_the_user_told(store: Store, report: Report, tmp_path: Path) -> None:
    crawl(store, "2018-01-31T20:00", survey(posted_on=posted("2018-01-09")))
    (tmp_path / "out").mkdir()
    (tmp_path / "out/monitoring-2018-01-kk.xlsx").write_bytes(b"earlier")
    (tmp_path / "out/.~lock.monitoring-2018-01-kk.xlsx#").touch()
    run = report("2018-01")
    assert run.code == 1
    assert "open in another program" in run.err
    assert (tmp_path / "out/monitoring-2018-01-kk.xlsx").read_bytes() == b"earlier"


def test_personal_data_does_not_leave_by_any_output(store: Store, report: Report, tmp_path: Path) -> None:
    title = "Тыңдау, байланыс +7 701 123 45 67, ЖСН 850101300123"
    crawl(store, "2018-01-31T20:00", survey(title=title, posted_on=posted("2018-01-09")))
    report("2018-01", "--html", "--word")
    for path in (tmp_path / "out").iterdir():
        text = path.read_bytes() if path.suffix in (".json", ".html") else unzipped(path)
        assert b"123 45 67" not in text
        assert b"850101300123" not in text


def unzipped(path: Path) -> bytes:
    with ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_a_simulated_reading_is_marked(store: Store, report: Report, tmp_path: Path) -> None:
    crawl(store, "2018-01-31T20:00", survey(posted_on=posted("2018-01-09")))
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE run SET simulated = 1")
    report("2018-01", "--lang", "ru")
    sheet = load_workbook(tmp_path / "out/monitoring-2018-01-ru.xlsx")["Мониторинг"]
    texts = [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value]
    assert any("с условным временем" in text for text in texts)


def test_a_month_without_data_is_not_written_over_one_that_had_some(
    tmp_path: Path, store: Store, report: Report
) -> None:
    crawl(store, "2018-01-31T20:00", survey())
    assert report("2018-01").code == 0
    held = {path: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert report("2018-01", "--today", "2018-01-02").code == 1  # as of a day on which nothing had been read
    assert {path: path.read_bytes() for path in (tmp_path / "out").iterdir()} == held
    assert report("2018-01", "--today", "2018-01-02", "--overwrite").code == 0
    assert not any(one["announcements"] for one in data(tmp_path)["regions"])
