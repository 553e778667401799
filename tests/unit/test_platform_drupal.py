"""Pages that hold all notices under their dates."""

from datetime import date

import pytest

from hearings.health import Cause, State
from hearings.items import Basis
from hearings.posting import read
from spiders.platforms.drupal import DatedPage
from tests.replica.answers import Answer, Asked, as_page, missing, redirect
from tests.replica.files import docx
from tests.unit.crawled import Crawled, crawl

ADDRESS = "http://tabigat.example.kz/kk/obshchestvennyye-slushaniya"
TWIN = "http://tabigat.example.kz/ru/obshchestvennyye-slushaniya"
FIRST = (
    "«Үлгі-Су» ЖШС су тарту құрылысын жөндеу жобасы бойынша ашық жиналыс нысанында қоғамдық тыңдау өткізілетінін "
    "хабарлайды. Қоғамдық тыңдау 2018 жылғы 20 ақпанда сағат 11:00-де өтеді."
)
SECOND = (
    "ТОО «Макет-Газ» сообщает о проведении общественных слушаний по проекту газопровода. Слушания состоятся "
    "22 февраля 2018 года в 15:00 часов в селе Образцовое."
)


ROW = f"<tr><td>19.01.2018 г.</td><td>{SECOND}</td></tr>"
ROWS = f"<tr><td>19.01.2018</td></tr><tr><td>{SECOND}</td></tr>"


def page(
    content: str, *, around: str = '<div class="field field-name-body"><div class="field-item">{}</div></div>'
) -> str:
    return (
        "<html><head><title>Қоғамдық тыңдаулар</title></head><body><header>Сәрсенбі<p>31.01.2018</p></header>"
        f"<h1>Қоғамдық тыңдаулар</h1>{around.format(content)}<footer><p>31.01.2018</p></footer></body></html>"
    )


def dated(html: str, *, twin: str | Answer | None = None) -> Crawled:
    pages = {ADDRESS: as_page(html), TWIN: twin if isinstance(twin, Answer) else as_page(twin or "")}

    def respond(asked: Asked) -> Answer:
        if asked.path.endswith(".docx"):
            return Answer(docx([FIRST]), headers={"Content-Type": "application/octet-stream"})
        return pages.get(asked.url, missing())

    return crawl(respond, DatedPage(ADDRESS, twin=TWIN if twin is not None else ""))


@pytest.mark.parametrize(
    "content",
    [
        f"<p>21.01.2018 ж.</p><p>{FIRST}</p><p>19.01.2018 г.</p><p>{SECOND}</p>",
        f"<p><strong>21.01.2018&nbsp;ж.</strong><br>{FIRST}</p><p><b>19.01.2018 г.</b><br/>{SECOND}</p>",
        f"<h3>2018 жылғы 21 қаңтар</h3>{FIRST}<h3>19 января 2018 года</h3>{SECOND}",
        f"<div><div>21.01.2018 ж</div><div><p>{FIRST}</p></div></div><div><span>19.01.2018</span><p>{SECOND}</p></div>",
        f"<table><tr><td>21.01.2018 ж.</td><td>{FIRST}</td></tr>{ROW}</table>",
        f"<table><tr><td>21.01.2018 ж.</td></tr><tr><td>{FIRST}</td></tr>{ROWS}</table>",
    ],
)
@pytest.mark.parametrize(
    "around",
    [
        '<div class="field field-name-body"><div class="field-item">{}</div></div>',
        "<article><div class='node__content'><div>{}</div></div></article>",
        "<main>{}</main>",
        "<div class='whatever'>{}</div>",
    ],
)
def test_a_line_that_is_only_a_date_begins_a_notice(content: str, around: str) -> None:
    crawled = dated(page(content, around=around))
    assert [read(item.stamps, None).value for item in crawled.items] == [date(2018, 1, 21), date(2018, 1, 19)]
    assert [item.kind for item in crawled.items] == ["announcement", "announcement"]
    first, second = crawled.items
    assert "ақпанда" in first.body
    assert "Макет-Газ" not in first.body
    assert second.body.endswith("Образцовое.")
    assert all(stamp.basis is Basis.STATED for item in crawled.items for stamp in item.stamps)
    assert crawled.reading.verdict()[0] is State.HEALTHY
    assert crawled.reading.rows == 2


def test_a_date_after_a_label_or_in_a_table_of_values_begins_nothing() -> None:
    notice = (
        "<p>21.01.2018 ж.</p><p>Общественные слушания по проекту ТОО «Пример»</p><p>Дата проведения:</p>"
        "<p>20.02.2018 г.</p><table><tr><td>Дата</td><td>20.02.2018</td></tr></table>"
        "<p>20 февраля 2018 года в 11:00</p>"
    )
    (item,) = dated(page(notice)).items
    assert item.stamps[0].text == "21.01.2018 ж."
    assert item.body.count("20.02.2018") == 2


def test_a_date_with_nothing_under_it_signs_the_notice_above() -> None:
    signed = f"<p>21.01.2018 ж.</p><p>{FIRST}</p><p>20.01.2018 г.</p>"
    crawled = dated(page(f"{signed}<p>19.01.2018 г.</p><p>{SECOND}</p>"))
    assert [item.stamps[0].text for item in crawled.items] == ["21.01.2018 ж.", "19.01.2018 г."]
    assert crawled.items[0].body.endswith("20.01.2018 г.")


def test_a_notice_above_the_first_date_is_kept_without_a_date() -> None:
    crawled = dated(page(f"<p>{FIRST}</p><p>19.01.2018 г.</p><p>{SECOND}</p>"))
    assert [bool(item.stamps) for item in crawled.items] == [False, True]
    assert crawled.items[0].key.startswith("undated/")


def test_keys_hold_when_a_notice_is_put_on_top_and_when_dates_or_numbers_are_corrected() -> None:
    old = f"<p>19.01.2018 г.</p><p>{SECOND}</p><p>19.01.2018 г.</p><p>{SECOND.replace('Газ', 'Газ № 2')}</p>"
    before = [item.key for item in dated(page(old)).items]
    corrected = old.replace("22 февраля", "27 февраля").replace("15:00", "16:00")
    after = [item.key for item in dated(page(f"<p>19.01.2018 г.</p><p>{FIRST}</p>{corrected}")).items]
    assert len(set(before)) == 2
    assert after[1:] == before


def test_notices_outside_the_period_are_remembered_but_not_followed() -> None:
    crawled = dated(page(f"<p>21.12.2017 ж.</p><p>{FIRST}</p><p>01.02.2018 г.</p><p>{SECOND}</p>"))
    assert not crawled.items
    assert len(crawled.reading.seen_keys) == 2
    assert crawled.reading.verdict()[0] is State.HEALTHY


def test_the_links_of_a_notice_are_its_attachments() -> None:
    words = "<p>21.01.2018 ж.</p><p>Қоғамдық тыңдау туралы</p>"
    link = '<p><a href="../sites/default/files/a b.docx">Хабар</a>ландыру <a href="/kk/news">жаңалықтар</a></p>'
    crawled = dated(page(f"{words}{link}<p>19.01.2018 г.</p><p>{SECOND}</p>"))
    first, second = crawled.items
    assert [(a.name, a.state) for a in first.attachments] == [("Хабар.docx", "read")]
    assert "Хабарландыру жаңалықтар" in first.body
    assert not second.attachments


def test_the_same_notice_on_both_language_pages_is_one_publication() -> None:
    html = page(f"<p>21.01.2018 ж.</p><p>{FIRST}</p>")
    (item,) = dated(html, twin=html.replace("ж.", "г.")).items
    assert item.url == ADDRESS
    assert item.aliases == [TWIN]


def test_a_notice_of_the_other_language_page_alone_is_found() -> None:
    crawled = dated(page(f"<p>21.01.2018 ж.</p><p>{FIRST}</p>"), twin=page(f"<p>21.01.2018 г.</p><p>{SECOND}</p>"))
    assert [item.url for item in crawled.items] == [ADDRESS, TWIN]


@pytest.mark.parametrize("twin", [missing(), redirect("/")])
def test_a_language_page_that_does_not_exist_spoils_nothing(twin: Answer) -> None:
    crawled = dated(page(f"<p>21.01.2018 ж.</p><p>{FIRST}</p>"), twin=twin)
    assert crawled.reading.verdict()[0] is State.HEALTHY


def test_a_language_page_that_fails_is_told() -> None:
    crawled = dated(page(f"<p>21.01.2018 ж.</p><p>{FIRST}</p>"), twin=as_page("oops", 500))
    assert crawled.reading.verdict()[:2] == (State.PARTIAL, Cause.HTTP_ERROR)
    assert len(crawled.items) == 1


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (as_page(page("<p>Хабарландырулар жоқ</p>")), Cause.LAYOUT),
        (as_page(""), Cause.LAYOUT),
        (as_page("<title>Ошибка 404</title>"), Cause.HTTP_ERROR),
        (redirect("/kk"), Cause.REDIRECTED_HOME),
        (redirect("/user/login?destination=x"), Cause.GATED),
        (as_page("<html><body>DDoS-Guard</body></html>", 403), Cause.CHALLENGE),
        (as_page("<p>21.01.2018 ж.</p><p>Объявление" + "\ufffd" * 20), Cause.ENCODING),
    ],
)
def test_another_page_than_expected_is_a_failure_with_its_cause(answer: Answer, cause: Cause) -> None:
    def respond(asked: Asked) -> Answer:
        return answer if asked.url == ADDRESS else as_page("<html><body><p>Кіру</p></body></html>")

    crawled = crawl(respond, DatedPage(ADDRESS))
    assert crawled.reading.verdict()[:2] == (State.BROKEN, cause)


def test_a_page_in_another_charset_than_it_declares_is_read() -> None:
    html = page(f"<p>21.01.2018 г.</p><p>{SECOND}</p>").encode("kz1048")
    answer = Answer(html, headers={"Content-Type": "text/html; charset=utf-8"})
    (item,) = crawl(lambda _: answer, DatedPage(ADDRESS)).items
    assert "состоятся" in item.body


def test_a_page_with_a_captcha_in_a_form_or_a_number_404_is_read() -> None:
    form = "<form><div class='g-recaptcha'></div></form><script src='/cdn-cgi/challenge-platform/x.js'></script>"
    notices = f"<p>21.01.2018 г.</p><p>{SECOND}</p><p>19.01.2018 г.</p><p>{FIRST}</p>"
    html = page(f"{notices}{form}").replace("<h1>", "<h1>Ұңғыма № 404: ")
    assert len(dated(html).items) == 2


def test_the_day_of_a_letter_and_the_day_of_a_hearing_begin_nothing() -> None:
    letter = f"<p>21.01.2018 ж.</p><p>Шығ. № 62-04</p><p>20.01.2018 ж.</p><p>{FIRST}</p>"
    labels = (
        f"<p>19.01.2018 ж.</p><p>Хабарландыру. {FIRST}</p><p>Күні 2018 жылғы 20 ақпан, сейсенбі</p><p>Орны: клуб</p>"
    )
    crawled = dated(page(letter + labels))
    assert [item.stamps[0].text for item in crawled.items] == ["21.01.2018 ж.", "19.01.2018 ж."]
    assert crawled.items[1].body.endswith("Орны: клуб")


def test_a_label_before_every_date_begins_notices_all_the_same() -> None:
    crawled = dated(page(f"<p>Дата: 21.01.2018</p><p>{FIRST}</p><p>Дата: 19.01.2018</p><p>{SECOND}</p>"))
    assert len(crawled.items) == 2
