"""Joomla, ecokarta and Almaty's page."""

import re
from datetime import UTC, datetime

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from hearings.clock import parse_instant
from hearings.health import Cause, State
from hearings.posting import read
from spiders.platforms.addresses import canonical
from spiders.platforms.almaty_page import LinkPage, entries_of
from spiders.platforms.ecokarta import Ecokarta
from spiders.platforms.item_pages import further
from spiders.platforms.joomla import JoomlaCategory
from spiders.platforms.pages import Page
from tests.replica.answers import Answer, Asked, as_page, missing
from tests.replica.files import pdf
from tests.replica.posts import File, Post
from tests.replica.replica import Replica, sites_of
from tests.unit.crawled import crawl

CATEGORY = "http://priroda.example.kz/index.php/ru/obshchestvennye-slushaniya"
TEXT = [
    "ТОО «Эскиз-Агро» сообщает о проведении общественных слушаний по проекту оценки воздействия на окружающую среду.",
    "Слушания состоятся 20 февраля 2018 года в 11:00 часов по адресу: село Образцовое, дом культуры.",
]


def post(source: str, number: int, day: str, files: list[File] | None = None) -> Post:
    posted = parse_instant(f"{day}T10:00")
    title = f"Объявление об общественных слушаниях № {number}"
    return Post(source, number, {"ru": title}, {"ru": TEXT}, posted, posted, files or [])


def joomla(*posts: Post) -> Replica:
    return Replica(sites_of(list(posts)), parse_instant("2018-01-31T20:00"))


SOURCE = "joomla:priroda.example.kz/index.php/ru/obshchestvennye-slushaniya"


def test_articles_of_all_pages_of_a_category_are_read() -> None:
    replica = joomla(*(post(SOURCE, n, "2018-01-20") for n in range(100, 125)))
    crawled = crawl(replica.answer, JoomlaCategory(CATEGORY))
    assert {item.key for item in crawled.items} == {str(n) for n in range(100, 125)}
    assert crawled.reading.rows == 25
    assert crawled.reading.verdict()[0] is State.HEALTHY
    item = crawled.items[0]
    assert "Просмотров" not in item.body
    assert "Опубликовано" not in item.body
    assert [stamp.text for stamp in item.stamps] == ["Опубликовано: 20 Январь 2018"]
    assert read(item.stamps, datetime.now(UTC)).value is not None


def test_a_category_is_left_at_the_first_page_beyond_the_period() -> None:
    old = [post(SOURCE, n, "2017-11-20") for n in range(100, 160)]
    crawled = crawl(joomla(*old, post(SOURCE, 200, "2018-01-20")).answer, JoomlaCategory(CATEGORY))
    assert [item.key for item in crawled.items] == ["200"]
    assert len(crawled.asked) == 2
    assert crawled.reading.covers_from is not None


def test_a_shallow_crawl_does_not_open_settled_articles_again_and_a_deep_one_does() -> None:
    replica = joomla(*(post(SOURCE, n, "2018-01-20") for n in range(100, 103)))
    settled = {JoomlaCategory(CATEGORY).key: {"100", "101", "102"}}
    assert len(crawl(replica.answer, JoomlaCategory(CATEGORY), settled=settled, stored=settled).asked) == 1
    assert (
        len(crawl(replica.answer, JoomlaCategory(CATEGORY), settled=settled, stored=settled, depth="deep").asked) == 4
    )


def test_a_known_category_is_left_at_its_first_page() -> None:
    replica = joomla(*(post(SOURCE, n, "2018-01-20") for n in range(100, 125)))
    known = {JoomlaCategory(CATEGORY).key: {str(n) for n in range(100, 125)}}
    crawled = crawl(replica.answer, JoomlaCategory(CATEGORY), settled=known, stored=known)
    assert len(crawled.asked) == 1
    assert crawled.reading.verdict()[0] is State.HEALTHY
    one_new = {JoomlaCategory(CATEGORY).key: {str(n) for n in range(100, 124)}}
    again = crawl(replica.answer, JoomlaCategory(CATEGORY), settled=one_new, stored=one_new)
    assert [item.key for item in again.items] == ["124"]
    assert len(again.asked) == 3  # the page with the new one, the next, on which all is known, and the article


LISTING = """<html><head><title>Слушания</title></head><body>
<nav><ul class="menu"><li><a href="/index.php/ru/9-novosti">Новости</a></li></ul></nav>
<div class="blog"><div class="items-row">
<h2><a href="/ru/12-slushaniya?utm_source=x#top">Общественные слушания ТОО «Эскиз»</a></h2>
<p class="readmore"><a href="http://www.priroda.example.kz/index.php/ru/12-slushaniya/amp">Подробнее</a></p></div>
<div class="items-row">
<a href="index.php?option=com_content&amp;view=article&amp;id=13:x&amp;Itemid=5">Общественные слушания</a></div>
</div></body></html>"""
ARTICLES = [
    "<div class='item-page'><h1>{t}</h1><time datetime='2018-01-19T19:30:00+00:00'>x</time>{b}</div>",
    "<div id='content'><h2>{t}</h2><p>Создано: 20.01.2018 10:00</p><p class='modified'>Обновлено: 29.01</p>{b}</div>",
    "<main><h2 itemprop='headline'>{t}</h2><p>Дата публикации: 20 января 2018</p>{b}</main>",
    "<body><div class='xyz'><p>Жарияланды: 20.01.2018 ж.</p><h1>{t}</h1>{b}</div></body>",
]


@pytest.mark.parametrize("article", ARTICLES)
def test_an_article_is_read_in_other_markup_under_each_of_its_addresses(article: str) -> None:
    title = "Общественные слушания ТОО «Эскиз»"
    html = "<html>" + article.format(t=title, b="".join(f"<p>{line}</p>" for line in TEXT)) + "</html>"
    crawled = crawl(
        lambda asked: as_page(LISTING if "obshchestvennye" in asked.path else html), JoomlaCategory(CATEGORY)
    )
    assert [item.key for item in crawled.items] == ["12", "13"]
    first = crawled.items[0]
    assert (first.title, first.body.split("\n")[-1]) == (title, TEXT[-1])
    assert read(first.stamps, None).value == datetime(2018, 1, 20, tzinfo=UTC).date()
    assert any(address.endswith("/amp") for address in first.aliases)


LATEST = """<div class="sidebar-nav"><ul class="latestnews"><li itemscope itemtype="https://schema.org/Article">
<a href="/index.php/ru/611-news">Весенняя уборка на набережной большой реки города</a></li></ul></div>"""


@pytest.mark.parametrize(
    "page", ["<aside>{0}</aside>{1}", "<div class='left-sidebar'>{0}</div>{1}", "{0}{1}", "{1}{0}"]
)
def test_a_list_of_latest_articles_beside_the_article_is_not_read(page: str) -> None:
    title = "Общественные слушания ТОО «Эскиз»"
    body = "".join(f"<p>{line}</p>" for line in TEXT)
    article = (
        f"<div class='item-page' itemtype='https://schema.org/Article'><h2 itemprop='headline'>{title}</h2>{body}</div>"
    )
    html = f"<html><body class='site no-sidebar'>{page.format(LATEST, article)}</body></html>"
    crawled = crawl(
        lambda asked: as_page(LISTING if "obshchestvennye" in asked.path else html), JoomlaCategory(CATEGORY)
    )
    item = next(item for item in crawled.items if item.key == "12")
    assert (item.title, item.body) == (title, "\n".join(TEXT))


@pytest.mark.parametrize(
    ("answer", "cause"), [(as_page("<p>Нет материалов</p>"), Cause.EMPTY_LISTING), (missing(), Cause.HTTP_ERROR)]
)
def test_a_category_without_links_is_a_failure(answer: Answer, cause: Cause) -> None:
    crawled = crawl(lambda _: answer, JoomlaCategory(CATEGORY))
    assert crawled.reading.verdict()[:2] == (State.BROKEN, cause)


def test_an_article_that_does_not_open_is_a_failure_of_that_page_alone() -> None:
    replica = joomla(*(post(SOURCE, n, "2018-01-20") for n in range(100, 103)))
    crawled = crawl(lambda a: missing() if "/101-" in a.path else replica.answer(a), JoomlaCategory(CATEGORY))
    assert {item.key for item in crawled.items} == {"100", "102"}
    assert [(f.what, f.cause) for f in crawled.reading.failures] == [("page", Cause.HTTP_ERROR)]


def test_calendars_and_endless_counters_come_to_an_end() -> None:
    def respond(asked: Asked) -> Answer:
        start = int(asked.query.get("start", 0))
        links = f'<a href="/index.php/ru/5-slushaniya">Слушания</a><a href="{CATEGORY}?start={start + 10}">дальше</a>'
        return as_page(f"<html><body>{links}</body></html>")

    assert len(crawl(respond, JoomlaCategory(CATEGORY)).asked) < 5


# ------------------------------------------------------------------ ecokarta


def test_items_of_the_map_portal_are_dated_by_the_line_under_their_title() -> None:
    replica = joomla(
        post("ecokarta:ecokarta.kz/public_hear", 76, "2018-01-20"),
        post("ecokarta:ecokarta.kz/public_hear", 77, "2018-01-22"),
    )
    crawled = crawl(replica.answer, Ecokarta("https://ecokarta.kz/public_hear"))
    assert {item.key for item in crawled.items} == {"76", "77"}
    item = next(item for item in crawled.items if item.key == "76")
    assert [stamp.text for stamp in item.stamps] == ["20.01.2018"]
    assert item.body.split("\n") == TEXT


@pytest.mark.parametrize(
    "html",
    [
        "<header>30.01.2018</header><div><h1>{t}</h1><h1>{t}</h1><div>20.01.2018</div><article>{b}</article></div>",
        "<body><div>30.01.2018</div><div><b>{t}</b><br>{t}<br><i>20.01.2018</i></div>{b}</body>",
    ],
)
def test_a_clock_above_the_title_is_not_the_date_of_an_item(html: str) -> None:
    title = "Общественные слушания по проекту полигона ТОО «Эскиз»"
    page = html.format(t=title, b="".join(f"<p>{line}</p>" for line in TEXT))
    listing = "<a href='/public_hear/show/5/'>Полигон</a><a href='https://www.ecokarta.kz/public_hear/show/5'>…</a>"
    crawled = crawl(
        lambda a: as_page(listing if a.path == "/public_hear" else page), Ecokarta("https://ecokarta.kz/public_hear")
    )
    (item,) = crawled.items
    assert (item.title, [stamp.text for stamp in item.stamps]) == (title, ["20.01.2018"])


# ------------------------------------------------------------------ Almaty's page

ALMATY = "https://www.almaty.gov.kz/page.php?page_id=4991&lang=1"
LINKS = """<html><body><div class="top">Среда, 26 сентября 2018</div><div class="content">
<p><a href="/files/p.pdf"><span>П</span>ротокол общественных слушаний ТОО «Эскиз»</a>
<a href="/files/p-1.pdf">часть 2</a></p>
<p>П<a href="/files/annex.pdf">риложение 1</a></p>
<ul><li><a href="upload/2018/1/15/q.PDF">Протокол общественных слушаний ТОО «Макет»</a></li>
<li><a href="/news">Новости</a></li></ul>
</div></body></html>"""


def links(asked: Asked) -> Answer:
    if asked.path.lower().endswith(".pdf"):
        return Answer(pdf(["Протокол общественных слушаний", *TEXT]), headers={"Content-Type": "application/pdf"})
    return as_page(LINKS)


def test_each_line_of_links_is_a_publication_with_its_annexes_and_without_the_clock() -> None:
    crawled = crawl(links, LinkPage(ALMATY))
    first, second = crawled.items
    assert first.title == "Протокол общественных слушаний ТОО «Эскиз» часть 2"
    assert [a.url.rpartition("/")[2] for a in first.attachments] == ["p.pdf", "p-1.pdf", "annex.pdf"]
    assert (first.key, first.kind, first.stamps) == ("files/p.pdf", "protocol", [])
    assert read(second.stamps, None).value == datetime(2018, 1, 15, tzinfo=UTC).date()
    assert crawled.reading.verdict()[0] is State.HEALTHY


def test_the_page_read_on_another_day_gives_the_same_publications() -> None:
    later = crawl(
        lambda a: links(a) if a.path.endswith("pdf") else as_page(LINKS.replace("26", "27")), LinkPage(ALMATY)
    )
    assert [(i.key, i.title, i.body) for i in later.items] == [
        (i.key, i.title, i.body) for i in crawl(links, LinkPage(ALMATY)).items
    ]


def test_a_page_without_files_is_a_failure() -> None:
    crawled = crawl(lambda _: as_page("<p>Раздел в разработке</p>"), LinkPage(ALMATY))
    assert crawled.reading.verdict()[:2] == (State.BROKEN, Cause.EMPTY_LISTING)


# ------------------------------------------------------------------ addresses


@pytest.mark.parametrize(
    "address",
    [
        "http://e-priroda.gov.kz/ru/12-x",
        "https://www.e-priroda.gov.kz/ru/12-x/",
        "http://e-priroda.gov.kz/index.php/ru/12-x#top",
        "http://e-priroda.gov.kz//ru/12-x/amp",
        "http://e-priroda.gov.kz/ru/12-x?utm_source=a&fbclid=b",
        "http://e-priroda.gov.kz/ru/12-x;jsessionid=AF0?PHPSESSID=1",
        "HTTP://E-PRIRODA.gov.kz/ru/12%2Dx",
    ],
)
def test_all_spellings_of_an_address_are_one(address: str) -> None:
    assert canonical(address) == "e-priroda.gov.kz/ru/12-x"


def test_different_addresses_stay_different() -> None:
    assert canonical("http://a.kz/x?id=1") != canonical("http://a.kz/x?id=2")
    assert canonical("http://a.kz/ru/x") != canonical("http://a.kz/kk/x")


def almaty(html: str) -> list[tuple[str, list[str]]]:
    base = "https://www.almaty.gov.kz/page.php?page_id=4991&lang=1"
    page = Page(HtmlResponse(base, body=html.encode(), encoding="utf-8", request=Request(base)))
    return [(entry.title, [link.url.rpartition("/")[2] for link in entry.links]) for entry in entries_of(page.lines())]


def test_annexes_belong_to_the_heading_above_them() -> None:
    html = """<h1>Общественные слушания</h1>
    <p>Протокол общественных слушаний по проекту «Эскиз». Слушания проведены 16 января 2018 года</p>
    <p><a href="/files/a/1.pdf">П</a> <a href="/files/a/1.pdf">риложение</a></p>
    <p>Протокол общественных слушаний, ТОО «Пример Бетон», в двух частях</p>
    <p><a href="/files/b/1.pdf">Приложение 1</a></p><p><a href="/files/b/2.pdf">Приложение 2</a></p>
    <p><a href="/files/c.pdf">Протокол слушаний ТОО «Макет»</a></p><p><a href="/files/c-1.pdf">Приложение</a></p>"""
    assert almaty(html) == [
        ("Протокол общественных слушаний по проекту «Эскиз». Слушания проведены 16 января 2018 года", ["1.pdf"]),
        ("Протокол общественных слушаний, ТОО «Пример Бетон», в двух частях", ["1.pdf", "2.pdf"]),
        ("Протокол слушаний ТОО «Макет»", ["c.pdf", "c-1.pdf"]),
    ]


@pytest.mark.parametrize(
    ("said", "claimed"),
    [
        ("Найдено записей: 40", 40),
        ("Записи с 1 - 12 из 40", 40),
        ("Барлығы жазбалар: 17", 17),
        ("Страница 1 из 40", None),
        ("Всего просмотров 40", None),
        ("Слушания 12 – 14 из области", None),
    ],
)
def test_how_many_rows_a_page_claims(said: str, claimed: int | None) -> None:
    html = f"<html><body><p>{said}</p></body></html>"
    assert (
        Page(HtmlResponse("https://x.kz/list", body=html.encode(), request=Request("https://x.kz/list"))).claimed
        == claimed
    )


def test_page_numbers_in_the_navigation_are_followed_and_a_calendar_is_not() -> None:
    html = """<html><body><a rel="next" href="/kalendar/2018/3">следующий месяц</a><nav><ul class="pagination">
    <li><a href="?start=20">2</a></li><li><a href="?start=40">3</a></li></ul></nav></body></html>"""
    page = Page(HtmlResponse(CATEGORY, body=html.encode(), encoding="utf-8", request=Request(CATEGORY)))
    assert [number for number, _ in further(page, CATEGORY)] == [20, 40]


# ------------------------------------------------------------------ what stands around a notice


@pytest.mark.parametrize(
    "meta",
    [
        "<p><i class='fa-eye'></i> 20.01.2018 <span>54</span> <a href='javascript:print()'>Печать</a></p>",
        "<ul><li>20.01.2018</li><li>68</li><li>0</li></ul>",
        "<div>20.01.2018 | Просмотров: 341</div>",
    ],
)
def test_counters_and_buttons_beside_the_date_are_neither_date_nor_text(meta: str) -> None:
    title = "Общественные слушания по проекту полигона ТОО «Эскиз»"
    form = (
        "<div class='comments'>Елена 20.02.2018: где?</div><form><input name='n'><textarea></textarea>Отправить</form>"
    )
    html = f"<main><h1>{title}</h1>{meta}<div>{''.join(f'<p>{line}</p>' for line in TEXT)}</div>{form}</main>"
    listing = f"<a href='/public_hear/show/5'>{title}</a>"
    crawled = crawl(
        lambda a: as_page(listing if a.path == "/public_hear" else html), Ecokarta("https://ecokarta.kz/public_hear")
    )
    (item,) = crawled.items
    assert [stamp.text for stamp in item.stamps] == ["20.01.2018"]
    assert item.body.split("\n") == TEXT


def test_a_form_that_holds_the_whole_page_is_read() -> None:
    body = "".join(f"<p>{line}</p>" for line in TEXT * 4)
    html = f"<div class='item-page'><h2>Объявление</h2><form><input name='q'>{body}</form></div>"
    crawled = crawl(
        lambda asked: as_page(LISTING if "obshchestvennye" in asked.path else html), JoomlaCategory(CATEGORY)
    )
    assert TEXT[0] in crawled.items[0].body


@pytest.mark.parametrize(
    "link",
    [
        "<a href='/public_hear/download?id=309&amp;file=1'>скачать</a>",
        "<a href='/component/phocadownload/category/3?download=41:protokol'>протокол</a>",
        "<a href='/getfile.php?n=7'>здесь</a>",
        "<a href='/blob/7f3c'>Протокол.docx (25 КБ)</a>",
    ],
)
def test_files_behind_scripts_are_attachments(link: str) -> None:
    html = f"<div class='item-page'><h2>Общественные слушания</h2><p>{TEXT[0]}</p><p>{link}</p></div>"
    crawled = crawl(
        lambda asked: (
            Answer(pdf(TEXT), headers={"Content-Type": "application/pdf"})
            if re.search("download|getfile|blob", asked.url)
            else as_page(LISTING if "obshchestvennye" in asked.path else html)
        ),
        JoomlaCategory(CATEGORY),
    )
    assert [len(item.attachments) for item in crawled.items] == [1, 1]
    assert crawled.items[0].attachments[0].state == "read"


SWITCH = (
    "<div class='mod-languages'><a href='/index.php/kk/tyndaular'>Қазақ тілі</a><a href='/index.php/en/'>EN</a></div>"
)


@pytest.mark.parametrize(
    ("kazakh", "keys", "state"),
    [
        (as_page("<div class='blog'><a href='/index.php/kk/77-tyndau'>Қоғамдық тыңдау</a></div>"), 3, State.HEALTHY),
        (missing(), 2, State.HEALTHY),
        (as_page("<div class='blog'>Бос</div>"), 2, State.HEALTHY),
        (Answer(b"", status=500), 2, State.PARTIAL),
    ],
)
def test_the_category_in_the_other_language_is_read_where_there_is_one(kazakh: Answer, keys: int, state: State) -> None:
    article = f"<div class='item-page'><h2>Общественные слушания</h2><p>{TEXT[0]}</p><p>{TEXT[1]}</p></div>"

    def respond(asked: Asked) -> Answer:
        if "tyndaular" in asked.path:
            return kazakh
        return as_page(SWITCH + LISTING if "obshchestvennye" in asked.path else article)

    crawled = crawl(respond, JoomlaCategory(CATEGORY))
    assert len({item.key for item in crawled.items}) == keys
    assert crawled.reading.verdict()[0] is state
    assert not [asked for asked in crawled.asked if "/en/" in asked.url]


def test_a_link_of_the_page_of_hearings_need_not_speak_of_them() -> None:
    html = "<div class='content'><p><a href='/files/o.pdf'>Итоги опроса, Алатауский район</a></p></div>"
    crawled = crawl(lambda a: links(a) if a.path.endswith("pdf") else as_page(html), LinkPage(ALMATY))
    assert "protocol" in [item.kind for item in crawled.items]
