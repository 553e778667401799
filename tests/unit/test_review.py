"""Decisions of an analyst: from the workbook into the database, and back into every figure."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from scrapy.cmdline import execute
from scrapy.settings import Settings

from exports.decisions import key_of, standing
from exports.review import ReviewError, read_review
from exports.view import Decision
from hearings.items import Document, Finding, Form, Publication, Read, Reason
from hearings.store import Decided, Store, open_store
from tests.crawls import crawl
from tests.factory import document, finding, posted, publication

MONTH, JANUARY = "2018-01", date(2018, 1, 1)
SHEET = {"kk": "Бұзушылықтар", "ru": "Нарушения"}
SOFFICE = shutil.which("soffice")
Page = Any  # a sheet of openpyxl, whose stubs take every cell for a merged one


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str


class Month:
    """January 2018 with three surveys that say nothing of their time, and the commands on it."""

    def __init__(self, folder: Path, run: Callable[..., Run]) -> None:
        self.folder = folder
        self.run = run
        self.workbook = folder / "out/monitoring-2018-01-ru.xlsx"

    def report(self, *options: str) -> Run:
        return self.run("report", MONTH, "--lang", "ru", "--output-dir", str(self.folder / "out"), *options)

    def review(self, file: Path | None = None, *options: str) -> Run:
        return self.run("review", "import", str(file or self.workbook), "--lang", "ru", *options)

    @property
    def store(self) -> Store:
        return open_store(f"sqlite:///{self.folder}/hearings.sqlite3")

    @property
    def decided(self) -> list[Decided]:
        with self.store as store:
            return store.decisions(MONTH)

    @property
    def violations(self) -> int:
        told = json.loads((self.folder / "out/monitoring-2018-01-ru.json").read_text(encoding="utf-8"))
        return next(int(one["announcement_violations"]) for one in told["regions"] if one["region"] == "aktobe")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "hearings.settings")
    monkeypatch.setenv("COLUMNS", "200")

    def command(*arguments: str) -> Run:
        settings = Settings()
        settings.setmodule("hearings.settings")
        url = f"sqlite:///{tmp_path}/hearings.sqlite3"
        settings.update({"HEARINGS_DATABASE_URL": url, "HEARINGS_NOW": "2018-03-01"}, priority="cmdline")
        with pytest.raises(SystemExit) as ended:
            execute(["scrapy", *arguments], settings)
        said = capsys.readouterr()
        return Run(int(ended.value.code or 0), " ".join(said.out.split()), " ".join(said.err.split()))

    return command


def survey(number: int, **fields: Any) -> Publication:
    defaults: dict[str, Any] = {
        "key": f"documents/{number}",
        "form": Read(Form.SURVEY, text="сұрау"),
        "survey_hours": Read.missing(Reason.ABSENT),
        "project": Read(f"Құм карьері № {number}"),
        "posted_on": posted("2018-01-09"),
        "content_hash": f"content-{number}",
        "captures": [f"urn:uuid:{number:08}-0000-0000-0000-000000000000"],
    }
    return publication(**{**defaults, **fields})


@pytest.fixture
def month(tmp_path: Path, run: Callable[..., Run]) -> Month:
    made = Month(tmp_path, run)
    with made.store as store:
        crawl(store, "2018-01-31T20:00", *(survey(number) for number in (1, 2, 3)))
    assert made.report().code == 0
    assert made.violations == 3
    return made


def heads(sheet: Page) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[3]}


def decide(path: Path, *decisions: tuple[str, str], target: Path | None = None, **changes: Any) -> Path:
    """Type decisions and notes into the first rows of violations; `changes["edit"]` gets the sheet afterwards."""
    workbook = load_workbook(path)
    sheet: Any = workbook["Нарушения"]
    columns = heads(sheet)
    for number, (decision, note) in enumerate(decisions, start=4):
        sheet.cell(number, columns["Решение"]).value = decision
        sheet.cell(number, columns["Примечание"]).value = note
    if "edit" in changes:
        changes["edit"](sheet)
    workbook.save(target or path)
    return target or path


REJECT = ("отклонено", "время указано в приложении")
CONFIRM = ("подтверждено", "")


@pytest.mark.parametrize("typed", [REJECT, ("подтверждено", ""), ("", "спросить в акимате"), ("на усмотрение", "")])
def test_a_report_does_not_write_over_what_was_typed_and_not_imported(month: Month, typed: tuple[str, str]) -> None:
    decide(month.workbook, typed)
    held = month.workbook.read_bytes()
    run = month.report()
    assert run.code == 1
    assert f"scrapy review import {month.workbook}" in run.err
    assert month.workbook.read_bytes() == held
    assert month.report("--overwrite").code == 0
    assert month.workbook.read_bytes() != held


def test_a_report_is_written_anew_once_the_decisions_are_imported(month: Month) -> None:
    decide(month.workbook, REJECT, ("подтверждено", ""))
    assert month.review().code == 0
    assert month.report().code == 0
    assert month.report().code == 0  # the decisions that it shows itself are known
    assert month.violations == 2


def test_a_rejected_violation_leaves_the_counts_with_a_mark_and_a_confirmed_one_stays(month: Month) -> None:
    decide(month.workbook, REJECT, CONFIRM)
    run = month.review()
    assert run.code == 0, run.out + run.err
    assert "Взято решений: 2 (подтверждено – 1, отклонено – 1); из них новых: 2." in run.out
    assert "Строк без решения: 1." in run.out
    again = month.report("--word")
    assert month.violations == 2
    assert "отклонённые аналитиком, в числа не входят: 1" in again.err
    sheet: Any = load_workbook(month.workbook)["Нарушения"]
    columns = heads(sheet)
    said = [(sheet.cell(row, columns["Решение"]).value, sheet.cell(row, columns["Примечание"]).value) for row in (4, 5)]
    assert said == [REJECT, ("подтверждено", None)]
    told = json.loads((month.folder / "out/monitoring-2018-01-ru.json").read_text(encoding="utf-8"))
    verdicts = [one["decision"]["verdict"] for one in told["findings"] if "decision" in one]
    assert sorted(verdicts) == ["confirmed", "rejected"]


def test_the_same_file_again_adds_nothing(month: Month) -> None:
    decide(month.workbook, REJECT)
    month.review()
    assert "из них новых: 0" in month.review().out
    assert len(month.decided) == 1


def test_an_analyst_may_decide_otherwise_later(month: Month) -> None:
    decide(month.workbook, REJECT)
    month.review()
    decide(month.workbook, ("Подтверждено", ""))
    assert month.review().code == 0
    assert [one.verdict for one in month.decided] == ["confirmed"]
    month.report()
    assert month.violations == 3


def test_an_emptied_cell_does_not_take_a_decision_back_and_the_analyst_is_told(month: Month) -> None:
    decide(month.workbook, REJECT)
    month.review()
    decide(month.workbook, ("", ""))
    assert "прежнее решение остаётся в силе: 1 (строки 4)" in month.review().out
    assert [one.verdict for one in month.decided] == ["rejected"]


def test_rows_may_be_shuffled_and_columns_deleted_or_moved(month: Month) -> None:
    decide(month.workbook, REJECT, CONFIRM)
    given = load_workbook(month.workbook)
    sheet: Any = given["Нарушения"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    expected = {row[-1]: row[8] for row in rows[1:3]}
    kept = [0, 8, 12, 9]  # № | decision | key | note
    head, *body = [[row[index] for index in kept] for row in rows]
    random.Random(7).shuffle(body)  # noqa: S311
    other = Workbook()
    page: Any = other.active
    page.append(["Кесте"])
    page.append(["", *head])
    for row in body:
        page.append(["", *row])
    other.save(month.folder / "back.xlsx")
    run = month.review(month.folder / "back.xlsx")
    assert run.code == 0, run.out
    assert {
        one.basis: {"rejected": "отклонено", "confirmed": "подтверждено"}[one.verdict] for one in month.decided
    } == (expected)


def test_filtered_and_hidden_rows_count_as_well(month: Month) -> None:
    def hide(sheet: Page) -> None:
        for number in (4, 5):
            sheet.row_dimensions[number].hidden = True

    decide(month.workbook, REJECT, CONFIRM, edit=hide)
    assert month.review().code == 0
    assert len(month.decided) == 2


def test_a_workbook_in_kazakh_is_taken_as_well(month: Month) -> None:
    month.run("report", MONTH, "--lang", "kk", "--output-dir", str(month.folder / "out"))
    path = month.folder / "out/monitoring-2018-01-kk.xlsx"
    workbook = load_workbook(path)
    sheet: Any = workbook["Бұзушылықтар"]
    sheet.cell(4, heads(sheet)["Шешім"]).value = " Қабылданбады "
    workbook.save(path)
    assert month.review(path).code == 0
    assert [one.verdict for one in month.decided] == ["rejected"]


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_a_file_saved_by_libreoffice_is_taken(month: Month) -> None:
    decide(month.workbook, REJECT, CONFIRM)
    (month.folder / "saved").mkdir()
    profile = f"-env:UserInstallation=file://{month.folder}/profile"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "xlsx", "--outdir", str(month.folder / "saved")]
    subprocess.run([*command, str(month.workbook)], check=True, capture_output=True, timeout=180)  # noqa: S603
    run = month.review(month.folder / "saved" / month.workbook.name)
    assert run.code == 0, run.out + run.err
    assert sorted(one.verdict for one in month.decided) == ["confirmed", "rejected"]
    assert {one.note for one in month.decided} == {"", REJECT[1]}


EXCEL_SHEET = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac"
 xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">
<dimension ref="A1:A1"/><sheetData>
<row r="3" spans="1:3" x14ac:dyDescent="0.25"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c></row>
<row r="9" hidden="1"><c r="A9" t="s"><v>2</v></c><c r="B9" t="str"><f>"отклонено"</f><v>отклонено</v></c>
<c r="C9" t="s"><v>3</v></c></row></sheetData></worksheet>"""


NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def as_excel(path: Path, strings: str) -> None:
    """A workbook with the sheet above and these shared texts."""
    Workbook().save(path.with_suffix(".tmp"))
    with ZipFile(path.with_suffix(".tmp")) as empty, ZipFile(path, "w") as full:
        parts = {name: empty.read(name).decode() for name in empty.namelist()}
        override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{STRINGS_TYPE}"/></Types>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", override)
        for name, text in {**parts, "xl/worksheets/sheet1.xml": EXCEL_SHEET, "xl/sharedStrings.xml": strings}.items():
            full.writestr(name, text)


def test_a_file_as_excel_writes_it_is_taken(month: Month) -> None:
    """Shared and rich texts, a wrong dimension, gaps between rows, a formula with its value."""
    key = load_workbook(month.workbook)["Нарушения"].cell(4, 13).value
    texts = ["<si><t>Примечание</t></si>", "<si><t>Решение</t></si>", "<si><r><t>хат </t></r><r><t>№ 5</t></r></si>"]
    texts.append(f'<si><t xml:space="preserve">{key}</t></si>')
    as_excel(month.folder / "excel.xlsx", f'<sst xmlns="{NAMESPACE}">{"".join(texts)}</sst>')
    run = month.review(month.folder / "excel.xlsx")
    assert run.code == 0, run.out + run.err
    assert [(one.verdict, one.note) for one in month.decided] == [("rejected", "хат № 5")]


# ------------------------------------------------------------------ refused


def test_what_is_not_understood_is_refused_by_row_and_the_rest_is_taken(month: Month) -> None:
    def edit(sheet: Page) -> None:
        columns = heads(sheet)
        sheet.cell(7, columns["Решение"]).value = "отклонено"  # a row of the analyst's own, without a key
        sheet.cell(8, columns["Решение"]).value = "отклонено"
        sheet.cell(8, columns["Ключ"]).value = "1|2018-01|0123456789abcdef0123|v|n|1"

    decide(month.workbook, REJECT, ("может быть", ""), ("", "спросить акимат"), edit=edit)
    run = month.review()
    assert run.code == 1
    assert "Взято решений: 1" in run.out
    assert "Не взято: 4." in run.out
    assert "лист «Нарушения», строка 5: такого решения нет («может быть»)" in run.out
    assert "строка 6: есть примечание, но нет решения" in run.out
    assert "строка 7: в строке нет ключа" in run.out
    assert "строка 8: такого вывода нет в базе" in run.out
    assert [one.verdict for one in month.decided] == ["rejected"]


def test_a_row_copied_with_another_decision_is_refused_wherever_it_stands(month: Month) -> None:
    def copy(sheet: Page) -> None:
        columns = heads(sheet)
        sheet.cell(7, columns["Ключ"]).value = sheet.cell(4, columns["Ключ"]).value
        sheet.cell(7, columns["Решение"]).value = "подтверждено"

    decide(month.workbook, REJECT, edit=copy)
    run = month.review()
    assert run.out.count("указаны разные решения") == 2
    assert month.decided == []


def keys_of(path: Path, change: Callable[[str, int], str]) -> None:
    workbook = load_workbook(path)
    sheet: Any = workbook["Нарушения"]
    column = heads(sheet)["Ключ"]
    for number in (4, 5, 6):
        sheet.cell(number, column).value = change(sheet.cell(number, column).value, number)
    workbook.save(path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda key, _: key.replace("2018-01", "2018-02", 1), "Отчёт за 2018-02 в этой базе не составлялся"),
        (lambda key, _: "9" + key[1:], "составлена другой версией программы"),
        (
            lambda key, row: key.replace("2018-01", "2018-02", 1) if row == 5 else key,
            "разных месяцев: 2018-01, 2018-02",
        ),
        (lambda _, __: "", "нет ключей"),
        (lambda key, _: key.replace("2018-01", "2018-13", 1), "нет ключей"),
    ],
    ids=["month not judged", "version", "mixed months", "no keys", "no month"],
)
def test_a_file_of_another_month_or_version_changes_nothing(
    month: Month, change: Callable[[str, int], str], said: str
) -> None:
    decide(month.workbook, REJECT, CONFIRM)
    keys_of(month.workbook, change)
    run = month.review()
    assert run.code == 1
    assert said in run.err
    assert month.decided == []


def test_a_month_may_be_demanded(month: Month) -> None:
    decide(month.workbook, REJECT)
    run = month.review(None, "--month", "2018-02")
    assert "Таблица за 2018-01, а не за 2018-02" in run.err
    assert month.decided == []
    assert month.review(None, "--month", "2018-01").code == 0


def test_a_deleted_column_of_decisions_is_named(month: Month) -> None:
    decide(month.workbook, REJECT, edit=lambda sheet: sheet.delete_cols(heads(sheet)["Решение"]))
    run = month.review()
    assert (run.code, "нет столбца «Решение»" in run.err) == (1, True)


def bomb(path: Path) -> None:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as member:
            for _ in range(1_025):
                member.write(b" " * (1 << 20))


def entities(path: Path) -> None:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    texts = "<si><t>&a11;</t></si>" * 4
    as_excel(path, f'<!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">{lines}]><sst xmlns="{NAMESPACE}">{texts}</sst>')


def cut(path: Path) -> None:
    Workbook().save(path)
    path.write_bytes(path.read_bytes()[:2000])


def no_sheets(path: Path) -> None:
    with ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_text("№;Решение\n1;отклонено\n", encoding="utf-8"), "не таблица Excel"),
        (lambda path: path.write_bytes(b""), "не таблица Excel"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "защищён паролем"),
        (lambda path: path.mkdir(), "не читается"),
        (lambda path: Workbook().save(path), "нет ключей"),
        (lambda _: None, "Нет такого файла"),
        (bomb, "слишком большой объём"),
        (cut, "не таблица Excel"),
        (no_sheets, "повреждён"),
        (entities, "повреждён"),
    ],
    ids=["csv", "empty", "password", "folder", "foreign", "missing", "bomb", "cut", "no sheets", "entities"],
)
def test_a_file_that_is_no_workbook_of_ours_is_explained(
    month: Month, make: Callable[[Path], object], said: str
) -> None:
    path = month.folder / "back.xlsx"
    make(path)
    run = month.review(path)
    assert run.code == 1
    assert said in run.err
    assert "Traceback" not in run.err
    assert month.decided == []


@pytest.mark.parametrize("arguments", [(), ("import",), ("export", "x.xlsx"), ("import", "a", "b")])
def test_wrong_usage_is_explained(run: Callable[..., Run], arguments: tuple[str, ...]) -> None:
    said = run("review", *arguments)
    assert (said.code, "scrapy review import FILE" in said.err) == (2, True)


def test_a_sheet_of_endless_columns_is_read_within_bounds(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet["XFD1048576"] = "far away"
    workbook.save(tmp_path / "wide.xlsx")
    with pytest.raises(ReviewError, match="no_keys"):
        read_review(tmp_path / "wide.xlsx")


def test_personal_data_in_a_note_is_hidden(month: Month) -> None:
    decide(month.workbook, ("отклонено", "звонил +7 701 123 45 67"))
    month.review()
    assert "123 45 67" not in month.decided[0].note


# ------------------------------------------------------------------ stale


def decided_on(told: Finding, documents: dict[str, Document], **fields: Any) -> Decided:
    defaults: dict[str, Any] = {
        "month": MONTH,
        "finding": told.uid,
        "rule": told.rule,
        "hearing": told.hearing,
        "documents": told.documents,
        "basis": key_of(told, JANUARY, documents),
        "verdict": "rejected",
        "note": "хат № 5",
        "decided_at": datetime(2018, 2, 5, tzinfo=UTC),
    }
    return Decided(**{**defaults, **fields})


ONE = document(uid="d1", captures=("urn:uuid:a",))
TOLD = finding(uid="f1", documents=("d1",), norm="135p-2017/x", rule_version="r1-n1")


@pytest.mark.parametrize(
    ("told", "subject", "stale"),
    [
        (TOLD, ONE, False),
        (replace(TOLD, rule_version="r2-n1"), ONE, True),
        (replace(TOLD, norm="135p-2017/y"), ONE, True),
        (TOLD, replace(ONE, versions=2), True),
        (TOLD, replace(ONE, captures=("urn:uuid:b",)), True),
        (replace(TOLD, uid="f2"), ONE, True),
    ],
    ids=["same", "rule", "norm", "document", "document changed back", "another edition"],
)
def test_a_decision_is_stale_when_what_it_rests_on_changed(told: Finding, subject: Document, stale: bool) -> None:
    decided = [decided_on(TOLD, {"d1": ONE})]
    shown = standing(decided, [told], JANUARY, {"d1": subject})
    assert shown == {told.uid: Decision(verdict="rejected", note="хат № 5", stale=stale)}


def test_a_decision_on_another_rule_or_document_is_nobodys() -> None:
    decided = [decided_on(TOLD, {"d1": ONE})]
    other = finding(uid="f3", documents=("d2",), norm="135p-2017/x")
    lead = finding("announcement.lead_time", uid="f4", documents=("d1",))
    assert standing(decided, [other, lead], JANUARY, {"d1": ONE}) == {}


def test_a_changed_document_is_asked_about_again_and_the_old_decision_can_be_given_anew(month: Month) -> None:
    decide(month.workbook, REJECT)
    month.review()
    uid = month.decided[0].documents[0]
    with month.store as store:
        (known,) = store.publications(uid)
        number = int(known.latest.key.rpartition("/")[2])
        changed = survey(number, title="Сауалнама туралы толықтырылған хабарландыру", content_hash="other")
        crawl(store, "2018-01-31T21:00", changed, *(survey(n) for n in (1, 2, 3) if n != number))
    old = month.folder / "old.xlsx"
    shutil.copy(month.workbook, old)
    month.report()
    assert month.violations == 3
    assert "с тех пор изменился" in month.review(old).out
    sheet: Any = load_workbook(month.workbook)["Нарушения"]
    columns = heads(sheet)
    notes = {row: sheet.cell(row, columns["Примечание"]).value for row in (4, 5, 6)}
    (row,) = [row for row, note in notes.items() if note]
    assert notes[row].startswith("Решение устарело")
    assert REJECT[1] in notes[row]
    workbook = load_workbook(month.workbook)
    workbook["Нарушения"].cell(row, columns["Решение"]).value = "отклонено"
    workbook.save(month.workbook)
    assert month.review().code == 0
    month.report()
    assert month.violations == 2
    assert month.decided[-1].note == REJECT[1]


def test_a_decision_that_replaces_another_is_told_with_both(month: Month) -> None:
    decide(month.workbook, REJECT, CONFIRM)
    assert "Изменены" not in month.review().out
    decide(month.workbook, CONFIRM, CONFIRM)
    said = month.review().out
    assert "лист «Нарушения», строка 4" in said
    assert "время указано в приложении" in said
    assert "строка 5" not in said
