"""gov.kz: every shape its interface is known or feared to answer in."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from hearings.health import Cause, State
from hearings.items import Basis
from spiders.platforms.govkz import GovKz
from spiders.platforms.govkz_articles import GovKzArticles
from spiders.platforms.govkz_record import record_of
from tests.replica.answers import Answer, Asked, as_json, as_page, missing
from tests.replica.files import pdf
from tests.unit.crawled import Crawled, crawl

RU = (
    "<p>ТОО «Пример-Кен» сообщает о проведении общественных слушаний в форме открытого собрания по проекту оценки "
    "воздействия на окружающую среду карьера «Пробный».</p><p>Слушания состоятся 20 февраля 2018 года в 11:00 по "
    "адресу: село Образцовое, дом культуры.</p>"
)
KK = (
    "<p>«Пример-Кен» ЖШС «Пробный» карьерінің қоршаған ортаға әсерін бағалау жобасы бойынша ашық жиналыс нысанында "
    "қоғамдық тыңдау өткізілетінін хабарлайды.</p><p>Қоғамдық тыңдау 2018 жылғы 20 ақпанда сағат 11:00-де өтеді.</p>"
)
FILE = pdf(["Хабарландыру", "Қоғамдық тыңдау 2018 жылғы 20 ақпанда сағат 11:00-де ашық жиналыс нысанында өтеді."])


def row(number: object = 1, day: str | None = "2018-01-20", **more: Any) -> dict[str, Any]:
    posted = f"{day}T05:16:12.000Z" if day else None
    given: dict[str, Any] = {"id": number, "title": "Объявление об общественных слушаниях", "content": RU}
    return {**given, "created_date": posted, "projects": "abc", **more}


def interface(
    rows: dict[str, list[dict[str, Any]]] | list[dict[str, Any]],
    *,
    first_page: int = 0,
    both_first: bool = True,
    most: int = 100,
    wrap: Callable[[list[Any]], object] = lambda part: part,
    cards: dict[str, Any] | None = None,
) -> Callable[[Asked], Answer]:
    """An interface with these rows (by language), whose counter begins with `first_page`."""

    def respond(asked: Asked) -> Answer:
        if asked.path.startswith("/uploads/"):
            return Answer(FILE, headers={"Content-Type": "application/pdf"})
        if "/documents/" in asked.path:
            return as_json((cards or {}).get(asked.path.rpartition("/")[2], {}))
        if not asked.path.endswith("/documents"):
            return missing()
        listed = rows if isinstance(rows, list) else rows.get(asked.query["lang"], [])
        page, size = int(asked.query["page"]) - first_page, min(int(asked.query["size"]), most)
        if page < 0 and not both_first:
            return as_json(wrap([]))
        start = max(page, 0) * size
        return as_json(wrap(listed[start : start + size]))

    return respond


def documents(respond: Callable[[Asked], Answer], **how: Any) -> Crawled:
    return crawl(respond, GovKz("abc"), **how)


@pytest.mark.parametrize(("first_page", "both_first"), [(0, True), (1, True), (1, False)])
@pytest.mark.parametrize("most", [1, 3, 50])
def test_all_pages_are_read_whichever_number_the_counter_begins_with(
    first_page: int, both_first: bool, most: int
) -> None:
    respond = interface([row(n) for n in range(1, 8)], first_page=first_page, both_first=both_first, most=most)
    crawled = documents(respond)
    assert {item.key for item in crawled.items} == {f"documents/{n}" for n in range(1, 8)}
    assert crawled.reading.verdict()[0] is State.HEALTHY
    assert crawled.reading.covers_from is None


@pytest.mark.parametrize(
    "wrap",
    [
        lambda part: {"content": part, "totalElements": 7},
        lambda part: {"data": {"content": part}},
        lambda part: {"data": part},
        lambda part: {"items": part, "total": 7},
    ],
)
def test_rows_may_be_wrapped_in_an_object(wrap: Callable[[list[Any]], object]) -> None:
    crawled = documents(interface([row(n) for n in range(7)], wrap=wrap))
    assert len(crawled.items) == 7
    assert crawled.reading.verdict()[0] is State.HEALTHY


def test_fewer_rows_than_claimed_are_noticed() -> None:
    crawled = documents(interface([row(1)], wrap=lambda part: {"content": part, "totalElements": 40}))
    assert crawled.reading.verdict()[:2] == (State.PARTIAL, Cause.FEWER_ROWS)


def test_paging_stops_at_the_first_page_that_reaches_beyond_the_period() -> None:
    respond = interface([row(n, "2018-01-20") for n in range(3)] + [row(n, "2017-11-02") for n in range(3, 300)])
    crawled = documents(respond)
    assert len(crawled.asked) == 2  # one page of each language
    assert len(crawled.items) == 3
    assert crawled.reading.reached_end
    assert crawled.reading.covers_from is not None
    assert "documents/3" in crawled.reading.seen_keys


def test_a_deep_crawl_reads_to_the_end() -> None:
    respond = interface([row(n, "2018-01-20") for n in range(3)] + [row(n, "2017-11-02") for n in range(3, 120)])
    crawled = documents(respond, depth="deep")
    assert len(crawled.items) == 3
    assert len(crawled.reading.seen_keys) == 120
    assert crawled.reading.covers_from is None


def test_a_deep_crawl_follows_earlier_rows_that_the_store_does_not_know() -> None:
    respond = interface([row(1), row(2, "2017-11-02"), row(3, "2017-11-01")])
    crawled = documents(respond, depth="deep", stored={"govkz:abc": {"documents/1", "documents/3"}})
    assert {item.key for item in crawled.items} == {"documents/1", "documents/2"}


def test_paging_stops_at_a_page_on_which_all_is_known() -> None:
    rows = [row(n, "2018-01-20") for n in range(60)]
    stored = {"govkz:abc": {f"documents/{n}" for n in range(60)}}
    crawled = documents(interface(rows, most=10), stored=stored, settled=stored)
    assert len(crawled.asked) == 2  # one page of each language


def test_a_known_row_of_the_period_that_was_never_opened_does_not_end_the_reading() -> None:
    rows = [row(n, "2018-01-20") for n in range(60)]
    keys = {f"documents/{n}" for n in range(60)}
    crawled = documents(
        interface(rows, most=10), stored={"govkz:abc": keys}, settled={"govkz:abc": keys - {"documents/3"}}
    )
    assert len(crawled.asked) == 4  # two pages of each language


@pytest.mark.parametrize("first", [row(9, "2017-01-01"), row(9, None)])
def test_a_pinned_row_on_top_does_not_end_the_reading(first: dict[str, Any]) -> None:
    rows = [first, *(row(n, "2018-01-20") for n in range(60, 70)), row(5, "2017-12-30")]
    crawled = documents(interface(rows, most=2))
    assert {f"documents/{n}" for n in range(60, 70)} <= {item.key for item in crawled.items}


def test_a_list_in_another_order_is_read_to_its_end() -> None:
    rows = [row(n, f"2017-12-{n:02d}") for n in range(1, 30)] + [row(30, "2018-01-05")]
    crawled = documents(interface(rows, most=10))
    assert [item.key for item in crawled.items] == ["documents/30"]


@pytest.mark.parametrize("value", [None, "", "absent"])
def test_records_without_a_date_are_followed(value: str | None) -> None:
    record = row(1)
    if value == "absent":
        del record["created_date"]
    else:
        record["created_date"] = value
    crawled = documents(interface([row(2), record]))
    assert {item.key for item in crawled.items} == {"documents/1", "documents/2"}
    undated = next(item for item in crawled.items if item.key == "documents/1")
    assert not undated.stamps


@pytest.mark.parametrize(
    "text", ["2018-01-20T05:16:12.000Z", "2018-01-20T05:16:12Z", "2018-01-20T00:00:00", "2018-01-20T10:00:00.5+06:00"]
)
def test_the_date_of_the_record_is_a_stated_stamp(text: str) -> None:
    (item,) = documents(interface([row(1, created_date=text)])).items
    assert [(stamp.text, stamp.basis) for stamp in item.stamps] == [(text, Basis.STATED)]


def test_rows_outside_the_period_are_remembered_but_not_followed() -> None:
    crawled = documents(interface([row(1, "2018-02-03"), row(2), row(3, "2017-12-31")]))
    assert [item.key for item in crawled.items] == ["documents/2"]
    assert crawled.reading.seen_keys == {"documents/1", "documents/2", "documents/3"}


def test_one_id_in_both_lists_is_one_publication_with_both_texts() -> None:
    lists = {"kk": [row(5, title="Қоғамдық тыңдау", content=KK)], "ru": [row("5", content=RU)]}
    (item,) = documents(interface(lists)).items
    assert "ақпанда" in item.body
    assert "состоятся" in item.body
    assert item.title == "Қоғамдық тыңдау / Объявление об общественных слушаниях"
    assert item.url.endswith("/abc/documents/details/5?lang=kk")
    assert item.aliases == [item.url.replace("kk", "ru")]


def test_the_same_text_in_both_lists_stands_once() -> None:
    (item,) = documents(interface([row(5)])).items
    assert item.body.count("состоятся") == 1


def test_a_record_of_one_list_is_found() -> None:
    crawled = documents(interface({"kk": [], "ru": [row(5)]}))
    assert [item.key for item in crawled.items] == ["documents/5"]
    assert crawled.reading.verdict()[0] is State.HEALTHY


@pytest.mark.parametrize(
    "fields",
    [
        {"full_text": [{"document": "/uploads/2018/1/20/a_original.1.pdf"}]},
        {"full_text": [{"document": {"url": "https://www.gov.kz/uploads/2018/1/20/a_original.1.pdf"}}]},
        {"full_text": {"document": "uploads/2018/1/20/a_original.1.pdf"}},
        {"full_text": ["/uploads/2018/1/20/a_original.1.pdf"]},
        {"other_files": [{"url": "/uploads/2018/1/20/a_original.1.pdf", "title": "Хабарландыру"}]},
        {"files": [{"path": "/uploads/2018/1/20/a_original.1.pdf", "name": "Хабарландыру.pdf"}]},
        {"attachments": {"items": [{"file": "/uploads/2018/1/20/a_original.1.pdf", "file_name": "x.pdf"}]}},
        {"file": "/uploads/2018/1/20/a_original.1.pdf"},
        {"download_files": [{"file": {"path": "/uploads/2018/1/20/a_original.1.PDF"}, "title": "Қосымша"}]},
        {"content": "<p>Тіркелген: <a href='/uploads/2018/1/20/a_original.1.pdf'>хабарландыру</a></p>"},
        {
            "content": "<table><tr><td><a href='https://gov.kz/uploads/2018/1/20/a_original.1.pdf'></a></td></tr></table>"
        },
    ],
)
def test_files_are_found_wherever_a_record_keeps_them(fields: dict[str, Any]) -> None:
    record = {**row(1, title="Қоғамдық тыңдау туралы хабарландыру", content=None), **fields}
    (item,) = documents(interface([record])).items
    (attachment,) = item.attachments
    assert attachment.state == "read"
    assert "сағат 11:00-де" in attachment.text
    assert attachment.sha256
    assert attachment.size == len(FILE)
    assert any(stamp.place == "url" and stamp.basis is Basis.DERIVED for stamp in item.stamps)


def test_several_files_are_all_read_and_each_only_once() -> None:
    files = [{"document": f"/uploads/2018/1/20/{name}.pdf"} for name in ("a", "b")]
    crawled = documents(interface([row(1, full_text=files), row(2, full_text=files)]))
    assert [len(item.attachments) for item in crawled.items] == [2, 2]
    assert sum("/uploads/" in url for url in crawled.paths()) == 2


def test_a_whole_text_in_full_text_is_the_body() -> None:
    (item,) = documents(interface([row(1, content=None, full_text=[{"text": RU}])])).items
    assert "состоятся 20 февраля" in item.body


def test_a_notice_that_is_only_a_picture_is_attached() -> None:
    record = row(1, content="<p><img src='/uploads/2018/1/20/scan.jpg'></p>")
    (item,) = documents(interface([record])).items
    assert [a.url for a in item.attachments] == ["https://www.gov.kz/uploads/2018/1/20/scan.jpg"]


def test_titles_lose_markup_and_keep_characters() -> None:
    record = row(1, title="🔰 ОБЩЕСТВЕННЫЕ &nbsp;слушания &quot;Пример&quot; &lt;b&gt;")
    (item,) = documents(interface([record])).items
    assert item.title == '🔰 ОБЩЕСТВЕННЫЕ слушания "Пример"'


def test_text_keeps_its_lines_and_table_rows() -> None:
    record = row(
        1, content="<div>Общественные слушания</div>Первая<br/>вторая<table><tr><td>Дата</td><td>х</td></tr></table>"
    )
    (item,) = documents(interface([record])).items
    assert item.body.split("\n") == ["Общественные слушания", "Первая", "вторая", "Дата\tх"]


def test_a_known_record_of_which_only_one_language_is_in_view_is_left_as_it_is() -> None:
    both = row(9, "2018-01-02", title="Хабарландыру", content=KK)
    rows = {"kk": [row(1, content=KK), both], "ru": [row(n) for n in range(20, 40)] + [row(9, "2018-01-02")]}
    stored = {"govkz:abc": {f"documents/{n}" for n in (1, 9, *range(20, 40))}}
    crawled = documents(interface(rows, most=10), stored=stored, settled=stored)
    assert "documents/9" not in {item.key for item in crawled.items}
    assert "documents/9" in crawled.reading.seen_keys
    assert "documents/20" in {item.key for item in crawled.items}  # newer than what was left unread
    (again,) = [i for i in documents(interface(rows, most=10), depth="deep").items if i.key == "documents/9"]
    assert again.aliases  # both languages are read


def test_the_card_is_asked_for_only_where_the_list_holds_neither_text_nor_file() -> None:
    rows = [row(1), row(2, content=None), row(3, content="", title="Закупка бумаги")]
    crawled = documents(interface(rows, cards={"2": row(2)}))
    asked = [one.url for one in crawled.asked if "/documents/" in one.path]
    assert asked == [f"https://www.gov.kz/api/v1/public/content-manager/documents/2?lang={one}" for one in ("kk", "ru")]
    assert "состоятся" in next(item for item in crawled.items if item.key == "documents/2").body


@pytest.mark.parametrize("card", [{}, [], None, {"id": 2}])
def test_an_empty_card_falls_back_to_the_list_and_is_told(card: object) -> None:
    crawled = documents(interface([row(1), row(2, content=None)], cards={"2": card}))
    assert {item.key for item in crawled.items} == {"documents/1", "documents/2"}
    assert [(f.cause, f.what) for f in crawled.reading.failures] == [(Cause.EMPTY_OBJECT, "page")]
    unread = next(item for item in crawled.items if item.key == "documents/2")
    assert [(a.state, a.reason) for a in unread.attachments] == [("not_fetched", Cause.EMPTY_OBJECT)]


def test_rows_that_are_not_about_hearings_are_counted_and_not_followed() -> None:
    other = row(2, title="Конкурс на вакантную должность", content="<p>Требования: высшее образование.</p>")
    crawled = documents(interface([row(1), other]))
    assert [item.key for item in crawled.items] == ["documents/1"]
    assert "documents/2" in crawled.reading.seen_keys


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (as_json([]), Cause.EMPTY_LISTING),
        (as_json({"content": []}), Cause.EMPTY_LISTING),
        (as_page("<html><body>shell</body></html>"), Cause.NOT_JSON),
        (Answer(b"{"), Cause.NOT_JSON),
        (as_json({"error": "x"}), Cause.LAYOUT),
        (as_json("text"), Cause.LAYOUT),
        (Answer(b'{"message":"notAllowed"}', 400), Cause.GATED),
        (as_page("<html><title>Just a moment...</title></html>", 503), Cause.CHALLENGE),
        (as_page("<html>error</html>", 500), Cause.HTTP_ERROR),
        (as_page("<html>forbidden</html>", 403), Cause.HTTP_ERROR),
    ],
)
def test_a_listing_that_cannot_be_read_is_a_failure_with_its_cause(answer: Answer, cause: Cause) -> None:
    crawled = documents(lambda _: answer)
    assert not crawled.items
    assert crawled.reading.verdict()[:2] == (State.BROKEN, cause)


def test_a_gated_interface_is_asked_once() -> None:
    crawled = documents(lambda _: Answer(b'{"message":"notAllowed"}', 400))
    assert len(crawled.asked) == 1


def test_one_language_list_that_fails_leaves_the_other_and_a_partial_reading() -> None:
    good = interface([row(1)])
    crawled = documents(lambda asked: as_page("oops", 500) if asked.query.get("lang") == "kk" else good(asked))
    assert [item.key for item in crawled.items] == ["documents/1"]
    assert crawled.reading.verdict()[:2] == (State.PARTIAL, Cause.HTTP_ERROR)


def test_html_that_came_once_instead_of_json_is_asked_for_again() -> None:
    good, stumbles = interface([row(1)]), iter([True])
    crawled = documents(lambda asked: as_page("<html/>") if next(stumbles, False) else good(asked))
    assert len(crawled.items) == 1
    assert crawled.reading.verdict()[0] is State.HEALTHY


def test_a_row_without_an_id_is_told_and_the_others_are_read() -> None:
    nameless = row(1)
    del nameless["id"]
    crawled = documents(interface([nameless, row(2)]))
    assert [item.key for item in crawled.items] == ["documents/2"]
    assert {f.cause for f in crawled.reading.failures} == {Cause.LAYOUT}


def test_files_of_other_hosts_are_not_fetched() -> None:
    record = row(1, full_text=[{"document": "https://disk.example.org/a.pdf"}])
    crawled = documents(interface([record]))
    assert [(a.state, a.reason) for a in crawled.items[0].attachments] == [("not_fetched", Cause.OFFSITE)]
    assert not any("example.org" in url for url in crawled.paths())


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (missing(), Cause.HTTP_ERROR),
        (as_page("<html><title>404</title><h1>Страница не найдена</h1></html>"), Cause.HTTP_ERROR),
        (as_page("<html><body>Кіру</body></html>"), Cause.LAYOUT),
        (Answer(b"0" * 5000), Cause.TOO_LARGE),
    ],
)
def test_a_file_that_does_not_come_is_a_failure_of_the_attachment_alone(answer: Answer, cause: Cause) -> None:
    good = interface([row(1, full_text=[{"document": "/uploads/2018/1/20/a.pdf"}])])
    crawled = documents(lambda asked: answer if "/uploads/" in asked.path else good(asked), max_bytes=4000)
    (item,) = crawled.items
    assert [(a.state, a.reason) for a in item.attachments] == [("not_fetched", cause)]
    assert [(f.cause, f.what) for f in crawled.reading.failures] == [(cause, "attachment")]
    assert crawled.reading.verdict()[0] is State.HEALTHY


@pytest.mark.parametrize(
    "disposition",
    ["attachment; filename*=UTF-8''%D0%A5%D0%B0%D1%82.pdf", 'inline; filename="Хат.pdf"', "filename=Хат.pdf"],
)
def test_the_name_of_a_file_comes_from_its_answer(disposition: str) -> None:
    good = interface([row(1, full_text=[{"document": "/uploads/2018/1/20/a.pdf"}])])
    named = Answer(FILE, headers={"Content-Disposition": disposition, "Content-Type": "application/pdf"})
    crawled = documents(lambda asked: named if "/uploads/" in asked.path else good(asked))
    assert crawled.items[0].attachments[0].name == "Хат.pdf"


def test_articles_are_asked_for_by_graphql() -> None:
    def respond(asked: Asked) -> Answer:
        query = json.loads(asked.body)["query"]
        assert 'projects: "contains:almaty-eco"' in query
        return as_json({"data": {"article": [row(7)] if "_page: 0" in query else []}})

    crawled = crawl(respond, GovKzArticles("almaty-eco", activities=38378))
    assert [item.key for item in crawled.items] == ["article/7"]
    assert crawled.items[0].url.endswith("/almaty-eco/press/article/details/7?lang=kk")
    assert crawled.reading.verdict()[0] is State.HEALTHY


@pytest.mark.parametrize("entry", [None, 1, "x", [], {}, {"id": None}, {"id": True, "title": 3}])
def test_what_is_no_record_gives_none(entry: object) -> None:
    assert record_of(entry, "kk") is None


@pytest.mark.parametrize(
    "value", [None, 0, True, 1.5, "", "x", [], [None], {}, {"items": None}, [[["a.pdf"]]], "http://[bad"]
)
@pytest.mark.parametrize(
    "name", ["title", "content", "full_text", "files", "activities", "gosorgan", "created_date", "adilet"]
)
def test_no_value_of_a_field_breaks_the_reading(name: str, value: object) -> None:
    record = record_of({"id": 1, name: value}, "kk")
    assert record is not None
