"""The analysis as a Word document, and the letters to the regions."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest

from exports.report import write_letters, write_report
from exports.view import Figures, MonthView
from exports.words import words_of
from hearings.health import State
from hearings.items import Finding, Outcome
from tests.factory import document, finding
from tests.views import january_2018, names, norm_line, region_line


def findings() -> list[Finding]:
    """Those that the ministry's text names for protocols that were not posted, and two more."""
    owed = {"almaty_region": 3, "astana": 2, "almaty": 2, "karaganda": 2, "west_kazakhstan": 1}
    norm = "135p-2017/protocol-posting-time"
    found = [finding("protocol.not_posted", region=code, norm=norm) for code, n in owed.items() for _ in range(n)]
    found.append(finding("announcement.survey_time_missing", region="aktobe", norm="135p-2017/survey-time"))
    found.append(finding("announcement.posting_date_missing", region="karaganda"))
    found.append(finding("announcement.materials_access", outcome=Outcome.REMARK, column="", region="atyrau"))
    return found


def texts(view: MonthView, language: str, path: Path) -> list[str]:
    write_report(view, words_of(language), path)
    # Numbers are kept together with their nouns by spaces that do not break: the words are what is tested.
    return [paragraph.text.replace("\xa0", " ") for paragraph in docx.Document(str(path)).paragraphs]


@pytest.fixture
def view() -> MonthView:
    norms = (norm_line("135p-2017/protocol-posting-time", "19"), norm_line("135p-2017/survey-time", "10–12"))
    return january_2018(findings=findings(), norms=norms)


def test_the_totals_are_those_of_the_table(view: MonthView, tmp_path: Path) -> None:
    said = "\n".join(texts(view, "kk", tmp_path / "a.docx"))
    assert "2018 жылғы қаңтарда" in said
    assert "142 хабарландыру және 94 хаттама орналастырылған. Барлығы 53 бұзушылық анықталды" in said
    assert "хабарландырулар бойынша – 26" in said


def test_each_norm_names_its_regions_with_numbers_the_most_first(view: MonthView, tmp_path: Path) -> None:
    said = texts(view, "ru", tmp_path / "a.docx")
    assert (
        "В нарушение пункта 19 Правил не размещены протоколы общественных слушаний (10): "
        "Алматинская область (3), г. Астана (2), г. Алматы (2), Карагандинская область (2), ЗКО (1)."
    ) in said
    assert any(text.startswith("В нарушение пунктов 10–12 Правил") for text in said)
    said = texts(view, "kk", tmp_path / "b.docx")
    assert any(text.startswith("Қағидалардың 19-тармағының талаптарын бұза отырып") for text in said)
    assert any(text.startswith("Қағидалардың 10–12-тармақтарының талаптарын бұза отырып") for text in said)


def test_undated_publications_and_materials_are_observed(view: MonthView, tmp_path: Path) -> None:
    said = "\n".join(texts(view, "ru", tmp_path / "a.docx"))
    assert "Не указана дата размещения объявлений (1): Карагандинская область (1)." in said
    assert "в 1 объявлении для ознакомления с материалами" in said


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "размещены 1 объявление и 1 протокол."),
        (2, "размещены 2 объявления и 2 протокола."),
        (5, "размещены 5 объявлений и 5 протоколов."),
        (21, "размещены 21 объявление и 21 протокол."),
        (0, "размещены 0 объявлений и 0 протоколов."),
    ],
)
def test_russian_numbers_agree_with_their_nouns(tmp_path: Path, number: int, words: str) -> None:
    figures = Figures(
        announcements=number,
        protocols=number,
        announcement_violations=0,
        protocol_deadline_violations=0,
        protocol_not_posted_violations=0,
    )
    said = texts(january_2018(regions=(region_line(figures=figures),)), "ru", tmp_path / "a.docx")
    assert any(words in text and "Нарушений не выявлено." in text for text in said)
    assert not any("устранить" in text for text in said)


def test_the_table_is_the_ministrys(view: MonthView, tmp_path: Path) -> None:
    write_report(view, words_of("kk"), tmp_path / "a.docx")
    table = docx.Document(str(tmp_path / "a.docx")).tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0][4:] == ["Анықталған бұзушылықтар"] * 3
    assert rows[2] == ["1", "Астана қ.", "11", "15", "0", "4", "2"]
    assert rows[-1] == ["", "Барлығы", "142", "94", "26", "14", "13"]


def test_a_region_without_data_is_not_reported_as_zero(tmp_path: Path) -> None:
    astana = region_line("astana", names=names("Астана қ.", "г. Астана"))
    view = january_2018(regions=(astana, region_line(state=State.BROKEN, figures=Figures())))
    said = texts(view, "ru", tmp_path / "a.docx")
    table = docx.Document(str(tmp_path / "a.docx")).tables[0]
    assert [cell.text for cell in table.rows[3].cells][1:4] == ["Актюбинская область *", "нет данных", "нет данных"]
    assert any(text.startswith("* Актюбинская область: Не прочитано") for text in said)


def test_a_month_without_data_says_only_that(tmp_path: Path) -> None:
    view = january_2018(regions=(region_line(state=None, figures=Figures(), sources=()),))
    said = texts(view, "ru", tmp_path / "a.docx")
    assert said[-1] == "За этот месяц данных нет. Сначала соберите источники регионов."
    assert docx.Document(str(tmp_path / "a.docx")).tables == []


def test_letters_go_to_the_regions_with_violations_in_the_right_case(tmp_path: Path) -> None:
    one = document(region="aktobe", title="Тыңдау\x00 \ud800", urls=("https://www.gov.kz/1",))
    told = finding("announcement.survey_time_missing", documents=(one.uid,), urls=one.urls)
    view = january_2018(documents=[one], findings=[told])
    written = [path for language in ("kk", "ru") for path in write_letters(view, words_of(language), tmp_path)]
    assert [path.name for path in written] == ["letter-2018-01-aktobe-kk.docx", "letter-2018-01-aktobe-ru.docx"]
    kk, ru = (docx.Document(str(path)) for path in written)
    assert kk.paragraphs[0].text == "Ақтөбе облысының әкімдігіне"
    assert ru.paragraphs[0].text == "Акимату Актюбинской области"
    assert "Тыңдау␀ [U+D800]" in "\n".join(paragraph.text for paragraph in kk.paragraphs)
    links = [relation.target_ref for relation in kk.part.rels.values() if relation.is_external]
    assert links == ["https://www.gov.kz/1"]


def test_a_letter_that_cannot_be_written_leaves_the_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = january_2018(findings=[finding()])
    (path,) = write_letters(view, words_of("kk"), tmp_path)
    earlier = path.read_bytes()

    def full(self: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("exports.word.Paper.save", full)
    with pytest.raises(Exception, match="disk is full"):
        write_letters(view, words_of("kk"), tmp_path)
    assert path.read_bytes() == earlier


def test_a_letter_gathers_its_violations_under_what_their_norms_demand(tmp_path: Path) -> None:
    norms = (norm_line("135p-2017/protocol-posting-time", "19"), norm_line("135p-2017/survey-time", "10–12"))
    found = [
        finding("protocol.not_posted", norm="135p-2017/protocol-posting-time"),
        finding("announcement.survey_time_missing", norm="135p-2017/survey-time"),
        finding("protocol.not_posted", norm="135p-2017/protocol-posting-time"),
    ]
    (path,) = write_letters(january_2018(findings=found, norms=norms), words_of("ru"), tmp_path)
    said = [paragraph.text.replace("\xa0", " ") for paragraph in docx.Document(str(path)).paragraphs]
    heads = [number for number, text in enumerate(said) if text.startswith("Пункт")]
    assert [said[number].partition(".")[0] for number in heads] == ["Пункты 10–12", "Пункт 19"]
    first, second = ("\n".join(said[start:end]) for start, end in zip(heads, [heads[1], None], strict=True))
    assert re.findall(r"^\d\.", first, re.MULTILINE) == ["1."]
    assert re.findall(r"^\d\.", second, re.MULTILINE) == ["2.", "3."]


def test_the_letter_of_a_region_without_violations_any_more_is_taken_away(tmp_path: Path) -> None:
    (path,) = write_letters(january_2018(findings=[finding()]), words_of("ru"), tmp_path)
    others = [tmp_path / name for name in ("letter-2018-01-aktobe-kk.docx", "letter-2018-02-aktobe-ru.docx")]
    for other in others:
        other.write_bytes(b"of another language, of another month")
    assert write_letters(january_2018(findings=[]), words_of("ru"), tmp_path) == []
    assert not path.exists()
    assert all(other.exists() for other in others)
