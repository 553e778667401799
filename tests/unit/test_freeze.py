"""Reports that were given out: kept, shown again exactly, and compared with what is known today."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from scrapy.cmdline import execute
from scrapy.settings import Settings

from exports.frozen import FrozenError, frozen_report
from hearings.items import Form, Publication, Read, Session
from hearings.store import Store, open_store
from tests.crawls import crawl, instant
from tests.factory import day, posted, publication

Report = Callable[..., tuple[int, str]]
JANUARY, FEBRUARY = date(2018, 1, 1), date(2018, 2, 1)
IIN = "850101300123"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/hearings.sqlite3"


@pytest.fixture
def store(url: str) -> Store:
    """A hearing of 12 January whose protocol was due on the 23rd, read at the end of January: it was not there."""
    store = open_store(url)
    crawl(store, "2018-01-31T20:00", notice(), since="2017-12-01")
    return store


@pytest.fixture
def report(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Report:
    """Run `scrapy report` in this process; its exit code and all that it said."""
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "hearings.settings")
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str, now: str = "2018-02-01") -> tuple[int, str]:
        settings = Settings()
        settings.setmodule("hearings.settings")
        settings.update({"HEARINGS_DATABASE_URL": url, "HEARINGS_NOW": now}, priority="cmdline")
        with pytest.raises(SystemExit) as ended:
            execute(["scrapy", "report", *arguments, "--lang", "ru", "--output-dir", str(tmp_path / "out")], settings)
        said = capsys.readouterr()
        return int(ended.value.code or 0), " ".join((said.out + said.err).split())

    return run


def notice(**fields: Any) -> Publication:
    defaults: dict[str, Any] = {
        "key": "documents/1",
        "project": Read("Строительство полигона ТБО в селе Жанибек"),
        "form": Read(Form.OPEN_MEETING),
        "sessions": [Session(start=day("2018-01-12"), place="Орал")],
        "place": Read("Орал"),
        "posted_on": posted("2017-12-10"),
    }
    return publication(**{**defaults, **fields})


def late_protocol() -> Publication:
    return notice(key="documents/2", posted_on=posted("2018-02-05"), kind="protocol")


def other_notice() -> Publication:
    """Of another hearing, posted too late; nobody had seen it by the end of January."""
    return notice(
        key="documents/3",
        project=Read("Мост через Илек"),
        posted_on=posted("2018-01-30"),
        sessions=[Session(start=day("2018-02-05"), place="Орал")],
    )


def figures(tmp_path: Path, month: str) -> tuple[int, ...]:
    told = json.loads((tmp_path / f"out/monitoring-{month}-ru.json").read_text(encoding="utf-8"))
    region = next(one for one in told["regions"] if one["region"] == "aktobe")
    return tuple(
        region[name] for name in ("protocols", "protocol_deadline_violations", "protocol_not_posted_violations")
    )


def written(tmp_path: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir() if "2018-01" in path.name}


def test_a_protocol_that_comes_later_is_late_in_its_month_and_leaves_the_reported_figure(
    store: Store, report: Report, tmp_path: Path
) -> None:
    code, said = report("2018-01", "--freeze", "--word", "--html")
    assert code == 0, said
    assert figures(tmp_path, "2018-01") == (0, 0, 1)
    given_out = written(tmp_path)

    crawl(store, "2018-02-28T20:00", late_protocol(), listed=["documents/1"], since="2018-01-01")
    report("2018-02", now="2018-03-01")
    assert figures(tmp_path, "2018-02") == (1, 1, 0)

    for path in (tmp_path / "out").iterdir():
        path.unlink()
    code, said = report("2018-01", "--frozen", "--word", "--html", now="2018-03-01")
    assert code == 0, said
    assert written(tmp_path) == given_out
    assert "Отличий от данных на 01.03.2018 00:00: 1." in said  # the finding is told otherwise: posted later
    assert "Протокол не размещён: нарушение" in said


def test_what_is_found_of_the_month_later_is_listed_as_difference(store: Store, report: Report, tmp_path: Path) -> None:
    report("2018-01", "--freeze")
    crawl(store, "2018-02-20T20:00", other_notice(), listed=["documents/1"], since="2018-01-01")
    _, said = report("2018-01", "--frozen", now="2018-03-01")
    assert "Актюбинская область: Объявления: 0 → 1" in said
    assert "Актюбинская область: По объявлениям: 0 → 1" in said
    assert "добавлено: Объявление, 30.01.2018" in said
    assert "нет вывода → нарушение" in said
    assert figures(tmp_path, "2018-01") == (0, 0, 1)
    _, said = report("2018-01", "--today", "2018-02-28", now="2018-03-01")
    assert "За этот месяц сохранён отчёт (выпуск 1, 01.02.2018 00:00)" in said


def test_without_a_change_nothing_differs_and_freezing_again_keeps_one(store: Store, report: Report) -> None:
    report("2018-01", "--freeze")
    report("2018-01", "--freeze", now="2018-02-02")
    code, said = report("2018-01", "--frozen")
    assert code == 0, said
    assert "выпуск 1 из 1" in said
    assert "Отличий от данных на 01.02.2018 00:00: 0." in said


def test_a_corrected_report_is_another_issue_and_both_can_be_shown(
    store: Store, report: Report, tmp_path: Path
) -> None:
    report("2018-01", "--freeze")
    crawl(store, "2018-02-28T20:00", other_notice(), listed=["documents/1"])
    report("2018-01", "--freeze", "--today", "2018-02-28", now="2018-03-01")
    _, said = report("2018-01", "--frozen", now="2018-03-01")
    assert "выпуск 2 из 2" in said
    _, said = report("2018-01", "--frozen", "--issue", "1", now="2018-03-01")
    assert "выпуск 1 из 2" in said
    assert "Объявления: 0 → 1" in said


def test_the_later_month_is_compared_with_the_figures_as_they_were_reported(
    store: Store, report: Report, tmp_path: Path
) -> None:
    report("2018-01", "--freeze")
    kept = frozen_report(store, JANUARY).view
    assert kept.total.protocol_not_posted_violations == 1
    with store.engine.begin() as connection:  # whatever becomes of what was read then
        connection.exec_driver_sql("DELETE FROM sighting")
    crawl(store, "2018-02-28T20:00", late_protocol(), since="2018-01-01")
    report("2018-02", "--freeze", now="2018-03-01")
    february = frozen_report(store, FEBRUARY).view
    aktobe = february.region("aktobe")
    assert aktobe is not None
    assert aktobe.before is not None
    assert aktobe.before.protocol_not_posted_violations == 1


def test_no_personal_data_is_kept_and_addresses_still_lead_somewhere(store: Store, report: Report, url: str) -> None:
    address = f"https://x.kz/files/{IIN}.pdf"
    item = notice(key="documents/4", title=f"ЖСН {IIN}", url=address, posted_on=posted("2018-01-09"))
    crawl(store, "2018-01-31T21:00", item, listed=["documents/1"])
    report("2018-01", "--freeze")
    (kept,) = store.judgements("2018-01", frozen=True)
    text = json.dumps(kept.payload, ensure_ascii=False)
    assert f"ЖСН {IIN}" not in text
    assert address in text


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("2018-01", "--frozen"), 1, "no report of 2018-01 was frozen"),
        (("2018-01", "--frozen", "--freeze"), 2, "choose one"),
        (("2017-06", "--freeze"), 1, "The database holds nothing of 2017-06"),
    ],
)
def test_what_cannot_be_done_is_explained(
    store: Store, report: Report, arguments: tuple[str, ...], code: int, words: str
) -> None:
    ended, said = report(*arguments)
    assert (ended, words in said) == (code, True), said
    assert store.judgements(arguments[0], frozen=True) == []


def test_an_issue_that_does_not_exist_is_told_with_those_that_do(store: Store, report: Report) -> None:
    report("2018-01", "--freeze")
    code, said = report("2018-01", "--frozen", "--issue", "3")
    assert code == 1
    assert "there is no issue 3 of 2018-01; there are 1 to 1" in said


def test_a_frozen_report_of_another_version_is_refused_not_guessed_at(store: Store) -> None:
    at = instant("2018-02-01")
    store.save_judgement("2018-01", at, [], {}, made_at=at, payload={"format": 7})
    with pytest.raises(FrozenError, match="another version"):
        frozen_report(store, JANUARY)
