"""The page of a month: self-contained, in both languages, harmless whatever a site has written."""

from __future__ import annotations

import re

import pytest
from lxml import html

from exports import page
from exports.page import month_page
from exports.view import Figures
from hearings.health import State
from tests.factory import document, finding
from tests.views import january_2018, region_line


def tree(text: str) -> html.HtmlElement:
    return html.document_fromstring(text)


def test_nothing_is_loaded_from_outside() -> None:
    one = document()
    text = month_page(january_2018(documents=[one], findings=[finding(documents=(one.uid,), urls=one.urls)]), "kk")
    loaded = tree(text).xpath("//@src | //link/@href | //iframe | //img | //form | //base")
    assert loaded == []
    assert "@import" not in text
    assert not re.search(r"url\((?!data:)", text)
    assert "default-src 'none'" in text


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_it_opens_in_the_language_asked_for_and_holds_both(language: str) -> None:
    page = tree(month_page(january_2018(), language))
    assert page.get("data-language") == language
    assert page.xpath("//*[@class='in-kk']//h1/text()")[0].startswith("Жергілікті")
    assert page.xpath("//*[@class='in-ru']//h1/text()")[0].startswith("Мониторинг")
    assert page.xpath("//*[@class='switch']/button/@value") == ["kk", "ru"]


def test_the_table_is_the_ministrys() -> None:
    rows = tree(month_page(january_2018(), "kk")).xpath("//*[@class='in-kk']//tbody/tr")
    cells = [[cell.text_content() for cell in row] for row in rows]
    assert cells[0][1:7] == ["Астана қ.", "11", "15", "0", "4", "2"]
    assert cells[-1][1:8] == ["Барлығы", "142", "94", "26", "14", "13", "53"]


def test_every_region_has_its_tile() -> None:
    tiles = tree(month_page(january_2018(), "ru")).xpath("//*[@class='in-ru']//*[@class='tile']")
    assert len(tiles) == 16
    places = [re.search(r"grid-row:(\d);grid-column:(\d)", tile.get("style")).groups() for tile in tiles]  # type: ignore[union-attr]
    assert len(set(places)) == 16


def test_a_region_without_data_shows_no_number() -> None:
    view = january_2018(regions=(region_line("astana"), region_line(state=State.BROKEN, figures=Figures())))
    row = tree(month_page(view, "ru")).xpath("//*[@class='in-ru']//tbody/tr")[1]
    assert [cell.text_content() for cell in row][2:8] == ["нет данных"] * 6


def test_a_month_without_data_says_so() -> None:
    view = january_2018(regions=(region_line(state=None, figures=Figures(), sources=()),))
    text = month_page(view, "ru")
    assert "За этот месяц данных нет" in text
    assert "<table" not in text


def test_violations_carry_what_the_filters_ask_for() -> None:
    one = document(region="aktobe")
    findings = [finding(documents=(one.uid,)), finding("protocol.not_posted", region="astana")]
    section = tree(month_page(january_2018(documents=[one], findings=findings), "kk")).xpath("//section")[0]
    assert section.xpath(".//article/@data-region") == ["aktobe", "astana"]
    assert section.xpath("(.//select)[1]/option/@value") == ["", "aktobe", "astana"]


def test_what_a_site_has_written_cannot_become_markup_or_script() -> None:
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> \x00\u202e</article>"
    one = document(title=hostile, urls=("javascript:alert(1)",))
    view = january_2018(documents=[one], findings=[finding(documents=(one.uid,), urls=one.urls)])
    text = month_page(view, "kk")
    page = tree(text)
    assert len(page.xpath("//script")) == 1
    assert page.xpath("//img | //@onerror | //article//a") == []
    assert "\x00" not in text
    assert "\u202e" not in text


def test_a_very_long_list_is_cut_with_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "MOST_FINDINGS", 2)
    text = month_page(january_2018(findings=[finding() for _ in range(5)]), "ru")
    assert "Показаны первые 2 нарушений из 5" in text
    assert len(tree(text).xpath("//*[@class='in-ru']//article")) == 2


def test_violations_lead_to_the_proofs_beside_the_page() -> None:
    told = finding(uid="0a1b")
    view = january_2018(findings=[told])
    both = tree(month_page(view, "kk", {"kk": "evidence-kk", "ru": "evidence-ru"}))
    one = tree(month_page(view, "kk", {"kk": "evidence-kk"}))
    none = tree(month_page(view, "kk"))
    links = [page.xpath("//article//a[contains(@href, '0a1b.html')]/@href") for page in (both, one, none)]
    assert links == [["evidence-kk/0a1b.html", "evidence-ru/0a1b.html"], ["evidence-kk/0a1b.html"] * 2, []]
