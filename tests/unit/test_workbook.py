"""The workbook as a reader of the file finds it."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from exports.files import OutputError, write_whole
from exports.view import Decision, Figures, MonthView
from exports.words import words_of
from exports.workbook import sheet as sheet_module
from exports.workbook import write_workbook
from hearings.health import Cause, State
from hearings.items import Basis, Outcome
from tests.factory import document, finding, posted
from tests.views import january_2018, norm_line, region_line, source_line

Written = Callable[..., Workbook]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write a month and read it back."""

    def write(view: MonthView, language: str = "kk") -> Workbook:
        path = tmp_path / "month.xlsx"
        write_workbook(view, words_of(language), path)
        return load_workbook(path)

    return write


def table(workbook: Workbook, sheet: str, head: int = 3) -> list[dict[str, Any]]:
    """The records of a sheet, each as a mapping from heading to cell."""
    rows = list(workbook[sheet].iter_rows(min_row=head))
    heads = [str(cell.value) for cell in rows[0]]
    return [dict(zip(heads, row, strict=True)) for row in rows[1:]]


def region_row(workbook: Workbook, label: str) -> list[Any]:
    sheet = workbook["Мониторинг"]
    return next([cell.value for cell in row] for row in sheet.iter_rows() if row[1].value == label)


def test_the_ministrys_table_stands_in_its_order_with_its_totals(written: Written) -> None:
    workbook = written(january_2018())
    rows = list(workbook["Мониторинг"].iter_rows(min_row=6, max_row=22, max_col=7, values_only=True))
    assert rows[0] == (1, "Астана қ.", 11, 15, 0, 4, 2)
    assert rows[15] == (16, "ОҚО", 2, 0, 0, 0, 1)
    assert rows[16][1:] == ("Барлығы", 142, 94, 26, 14, 13)


def test_the_header_has_two_levels(written: Written) -> None:
    sheet = written(january_2018(), "ru")["Мониторинг"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"C4:D4", "E4:G4", "A4:A5", "B4:B5"} <= merged
    assert sheet["E4"].value == "Выявленные нарушения"
    assert sheet["G5"].value == "Протокол не размещён"


def test_a_region_that_could_not_be_read_shows_no_data_and_why(written: Written) -> None:
    broken = source_line("aktobe", State.BROKEN, cause=Cause.TIMEOUT, address="https://tabigat.aktobe.gov.kz")
    view = january_2018(
        regions=(
            region_line("aktobe", State.BROKEN, figures=Figures(), sources=(broken,)),
            region_line("astana", figures=Figures(announcements=1, protocols=0)),
        )
    )
    row = written(view)["Мониторинг"][6]
    assert [cell.value for cell in row[2:8]] == ["деректер жоқ"] * 6
    assert "сайт уақытында жауап бермеді" in str(row[8].value)
    assert "https://tabigat.aktobe.gov.kz" in str(row[8].value)


def test_a_region_read_in_part_keeps_its_numbers_and_is_marked(written: Written) -> None:
    partly = source_line("aktobe", State.PARTIAL, cause=Cause.FEWER_ROWS)
    figures = Figures(announcements=18, protocols=13, announcement_violations=10)
    view = january_2018(regions=(region_line("aktobe", State.PARTIAL, figures=figures, sources=(partly,)),))
    row = region_row(written(view), "Ақтөбе облысы")
    assert row[2:5] == [18, 13, 10]
    assert str(row[8]).startswith("Толық оқылмаған: сайт мәлімдегеннен аз жазба оқылды")


def test_a_month_without_data_says_so_and_shows_no_zero(written: Written) -> None:
    nothing = region_line("aktobe", None, figures=Figures(), sources=())
    sheet = written(january_2018(regions=(nothing,)))["Мониторинг"]
    values = [cell for row in sheet.iter_rows(min_row=6, values_only=True) for cell in row]
    assert 0 not in values
    assert any("Бұл ай бойынша деректер жоқ" in str(value) for value in values)


def test_norms_that_were_not_verified_are_named_under_the_table(written: Written) -> None:
    late = finding("protocol.deadline", norm="135p-2017/protocol-posting-time", norm_verified=False)
    workbook = written(january_2018(findings=[late]), "ru")
    texts = [str(cell) for row in workbook["Мониторинг"].iter_rows(values_only=True) for cell in row if cell]
    assert any("135p-2017/protocol-posting-time" in text and "не сверен" in text for text in texts)


def test_a_reconstruction_is_marked(written: Written) -> None:
    sheet = written(january_2018(simulated=True), "ru")["Мониторинг"]
    texts = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert any("восстановлены из архива" in text for text in texts)


def test_days_are_days_and_links_lead_to_the_page(written: Written) -> None:
    one = document(title="Тыңдау", urls=("https://www.gov.kz/a?lang=kk", "https://www.gov.kz/a?lang=ru"))
    record = table(written(january_2018(documents=[one])), "Хабарландырулар")[0]
    assert record["Орналастырылған күні"].value.isoformat() == "2018-01-05T00:00:00"
    assert record["Орналастырылған күні"].number_format == "DD.MM.YYYY"
    assert record["Сілтеме"].hyperlink.target == "https://www.gov.kz/a?lang=kk"
    assert record["Басқа мекенжайлары"].value == "https://www.gov.kz/a?lang=ru"


@pytest.mark.parametrize("title", ['=HYPERLINK("http://x","y")', "+7", "-1", "@SUM(A1)", "=1", "#N/A", "=", "\t=1"])
def test_scraped_text_is_text_and_never_a_formula(written: Written, title: str) -> None:
    record = table(written(january_2018(documents=[document(title=title)])), "Хабарландырулар")[0]["Атауы"]
    assert (record.data_type, record.value) == ("s", title)
    assert record.quotePrefix is (title[0] in "=+-@\t")


def test_control_direction_and_broken_characters_are_shown_by_visible_signs(written: Written) -> None:
    one = document(title="a\x00b\x07c\u202ed\ud800e\ufffff")
    record = table(written(january_2018(documents=[one])), "Хабарландырулар")[0]["Атауы"]
    assert record.value == "a␀b␇c[U+202E]d[U+D800]e[U+FFFF]f"


@pytest.mark.parametrize("letter", ["ж", "😀"])
def test_a_text_too_long_for_a_cell_is_cut_with_a_mark(written: Written, letter: str) -> None:
    one = document(title=letter * 40_000)
    record = table(written(january_2018(documents=[one])), "Хабарландырулар")[0]["Атауы"]
    text = str(record.value)
    assert text.startswith(letter * 1000)
    assert text.endswith("толық мәтін сілтеме бойынша]")
    assert 32_000 < len(text.encode("utf-16-le")) // 2 <= 32_767


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "http://[broken", "", "https://x/" + "a" * 3000]
)
def test_only_sound_http_addresses_become_links(written: Written, address: str) -> None:
    one = document(urls=(address,))
    record = table(written(january_2018(documents=[one])), "Хабарландырулар")[0]["Сілтеме"]
    assert record.hyperlink is None
    assert (record.value or "") == address


def test_a_long_list_goes_on_in_further_sheets_so_that_every_link_works(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exports.workbook.table.ROWS_PER_SHEET", 40)
    workbook = written(january_2018(findings=[finding() for _ in range(100)]))
    parts = [name for name in workbook.sheetnames if name.startswith("Бұзушылықтар")]
    assert parts == ["Бұзушылықтар", "Бұзушылықтар (2)", "Бұзушылықтар (3)"]
    records = [record for name in parts for record in table(workbook, name)]
    assert [record["№"].value for record in records] == list(range(1, 101))
    assert all(record["Сілтеме"].hyperlink for record in records)


def test_past_the_limit_of_links_addresses_are_shown_as_text(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_module, "LINKS_PER_SHEET", 1)
    records = table(written(january_2018(findings=[finding(urls=("https://a.kz/1",))] * 2)), "Бұзушылықтар")
    assert records[0]["Сілтеме"].hyperlink is not None
    assert (records[1]["Сілтеме"].hyperlink, records[1]["Сілтеме"].value) == (None, "https://a.kz/1")


def test_every_sheet_has_frozen_headings_page_setup_and_lists_have_filters(written: Written) -> None:
    workbook = written(january_2018(documents=[document(), document("protocol")], findings=[finding()]))
    for sheet in workbook.worksheets:
        assert sheet.freeze_panes
        assert sheet.print_title_rows or sheet.title == "Диаграммалар"
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.print_area
    assert workbook["Бұзушылықтар"].auto_filter.ref.startswith("A3:")


def test_an_undated_document_shows_no_day_and_says_on_what_its_date_rests(written: Written) -> None:
    documents = [document(posted_on=None, watched=True), document(posted_on=posted("2018-01-09", Basis.DERIVED))]  # type: ignore[arg-type]
    first, second = table(written(january_2018(documents=documents)), "Хабарландырулар")
    assert (first["Орналастырылған күні"].value, first["Күннің негізі"].value) == (None, "көрсетілмеген")
    assert second["Күннің негізі"].value == "жанама белгі бойынша"


def test_the_same_month_gives_the_same_bytes(tmp_path: Path) -> None:
    view = january_2018(documents=[document()], findings=[finding()])
    for name in ("first.xlsx", "second.xlsx"):
        write_workbook(view, words_of("ru"), tmp_path / name)
    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()
    with ZipFile(tmp_path / "first.xlsx") as archive:
        assert {info.date_time for info in archive.infolist()} == {(2018, 1, 31, 17, 59, 58)}


def test_what_cannot_be_written_leaves_the_earlier_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "month.xlsx"
    path.write_bytes(b"earlier")

    def fails(temporary: Path) -> None:
        temporary.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OutputError, match="the disk is full"):
        write_whole(path, fails)
    assert path.read_bytes() == b"earlier"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_open_in_another_program_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "month.xlsx"
    path.write_bytes(b"earlier")
    (tmp_path / ".~lock.month.xlsx#").touch()
    with pytest.raises(OutputError, match=r"open in another program.*close it"):
        write_whole(path, Path.touch)
    assert path.read_bytes() == b"earlier"


def test_a_refusal_of_the_system_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "month.xlsx"
    path.write_bytes(b"earlier")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OutputError, match="Close it, or choose another folder"):
        write_whole(path, Path.touch)
    assert path.read_bytes() == b"earlier"


def test_a_full_disk_in_the_middle_of_the_workbook_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"full|space|No such"):
        write_workbook(january_2018(), words_of("kk"), Path("/dev/full"))


def test_a_full_disk_under_the_temporary_files_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "month.xlsx"
    path.write_bytes(b"earlier")

    def full(*_: object) -> None:
        raise etree.SerialisationError("IO_ENOSPC")

    monkeypatch.setattr("exports.workbook.rows.RowSheet.append_xml", full)
    with pytest.raises(OutputError, match="for temporary files, is full"):
        write_whole(path, lambda temporary: write_workbook(january_2018(), words_of("kk"), temporary))
    assert path.read_bytes() == b"earlier"
    assert list(tmp_path.iterdir()) == [path]


def test_a_finding_carries_its_key_its_demand_and_room_for_a_decision(written: Written) -> None:
    one = document(versions=2)
    norm = norm_line()
    told = finding("protocol.deadline", uid="f1", documents=(one.uid,), norm=norm.id, norm_verified=False)
    decided = {"f1": Decision(verdict="rejected", note="дұрыс емес")}
    workbook = written(january_2018(documents=[one], findings=[told], norms=(norm,), decisions=decided))
    sheet = workbook["Бұзушылықтар"]
    record = table(workbook, "Бұзушылықтар")[0]
    assert record["Кілт"].value == f"1|2018-01|f1|1|{norm.id}|2"
    assert sheet.column_dimensions[record["Кілт"].column_letter].hidden
    assert record["Норма талабы"].value.startswith("19-тармақ. ")
    assert "салыстырылмаған" in record["Норма талабы"].value
    assert (record["Шешім"].value, record["Ескертпе"].value) == ("қабылданбады", "дұрыс емес")
    (choice,) = sheet.data_validations.dataValidation
    assert (choice.formula1, str(choice.sqref)) == ('"расталды,қабылданбады"', "I4")


def test_a_stale_decision_is_asked_again_with_the_old_one_shown(written: Written) -> None:
    told = finding(uid="f1")
    decided = {"f1": Decision(verdict="confirmed", note="хат № 5", stale=True)}
    record = table(written(january_2018(findings=[told], decisions=decided)), "Бұзушылықтар")[0]
    assert record["Шешім"].value is None
    assert "расталды" in record["Ескертпе"].value
    assert "хат № 5" in record["Ескертпе"].value


def test_proofs_beside_the_workbook_are_linked_relatively(tmp_path: Path) -> None:
    view = january_2018(findings=[finding(uid="f1")])
    write_workbook(view, words_of("kk"), tmp_path / "a.xlsx", evidence="evidence-2018-01")
    record = table(load_workbook(tmp_path / "a.xlsx"), "Бұзушылықтар")[0]
    assert record["Дәлелі"].hyperlink.target == "evidence-2018-01/f1.html"


def test_remarks_and_what_is_unknown_stand_on_a_sheet_of_their_own(written: Written) -> None:
    remark = finding("announcement.materials_access", outcome=Outcome.REMARK, column="")
    unknown = finding("protocol.not_posted", outcome=Outcome.UNKNOWN, arguments={"why": "source_not_read"})
    workbook = written(january_2018(findings=[remark, unknown]), "ru")
    assert [record["Вывод"].value for record in table(workbook, "Замечания и неустановленное")] == [
        "замечание",
        "не установлено",
    ]
    assert table(workbook, "Нарушения")[0]["№"].value == "За этот месяц записей нет."


def test_the_month_before_is_compared_where_it_has_data(written: Written) -> None:
    now = Figures(
        announcements=5,
        protocols=1,
        announcement_violations=1,
        protocol_deadline_violations=0,
        protocol_not_posted_violations=0,
    )
    view = january_2018(regions=(region_line(figures=now, before=replace(now, announcements=7)), region_line("atyrau")))
    sheet = written(view, "ru")["Мониторинг"]
    assert sheet["I4"].value == "К прошлому месяцу"
    assert [cell.value for cell in sheet[6]][8:11] == [-2, 0, 0]
    assert [cell.value for cell in sheet[7]][8:11] == ["–"] * 3
    assert written(january_2018(), "ru")["Мониторинг"]["I4"].value == "Полнота данных"


def test_all_sheets_are_there_in_both_languages(written: Written) -> None:
    for language in ("kk", "ru"):
        assert len(written(january_2018(), language).sheetnames) == 10


def test_every_region_has_a_tile_and_the_charts_are_drawn(written: Written) -> None:
    workbook = written(january_2018(findings=[finding()]))
    sheet: Any = workbook["Диаграммалар"]
    shown = {str(cell) for row in sheet.iter_rows(max_col=6, values_only=True) for cell in row if cell is not None}
    assert {"Ақтөбе", "Астана", "СҚО", "БҚО", "Алматы обл."} <= shown
    assert len(sheet._charts) == 3
