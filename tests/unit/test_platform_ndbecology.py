"""The national portal: cards by list and by number, in each layout and date form it has shown."""

from typing import Any

import pytest

from hearings.clock import parse_instant
from hearings.health import Cause, State
from hearings.items import Basis
from spiders.platforms.ndbecology import NationalPortal
from spiders.platforms.ndbecology_card import PERIOD, PLACE, PROTOCOL, REGISTRATION, TIME
from tests.replica.answers import Answer, Asked, as_page, missing, redirect
from tests.replica.portal import PortalSite
from tests.replica.posts import File, Post
from tests.replica.replica import Replica
from tests.unit.crawled import Crawled, Respond, crawl

HOST = "https://hearings.example.kz"
SOURCE = "ndbecology:hearings.example.kz"
NOW = "2026-02-20T12:00"
TEXT = ["Протокол общественных слушаний", "Слушания по проекту карьера состоялись 03.02.2026 в 10:00."]


def meeting(number: int, day: str = "03/02/2026", files: list[File] | None = None) -> Post:
    values = {
        "№ регистрации": "26000001234",
        "По проекту": f"РООС карьера № {number} «Пробный»",
        "1. Инициатор": 'ТОО ""Эскиз-Кен""',
        "1.1. БИН\\ИИН": "000040000123",
        "1.3. Контакты": "; ;",
        "2.1. Дата-время проведения": f"{day} 10:00",
        "1.2. Место проведения": "Акмолинская область, село Образцовое",
        "1.4. Описание для подключения к онлайн трансляции при прохождении общественного слушания": "Zoom 03.02.2026",
    }
    return _post(number, "open_meeting", values, files)


def discussion(number: int, files: list[File] | None = None) -> Post:
    values = {
        "№ регистрации": "260105001010",
        "По проекту": f"Проект полигона № {number}",
        "1. Инициатор": "ТОО «Макет»",
        "2. Период проведения общественных слушаний": "05/02/2026 - 11/02/2026",
    }
    return _post(number, "public_discussion", values, files)


def _post(number: int, form: str, values: dict[str, str], files: list[File] | None) -> Post:
    there = parse_instant("2026-01-05T10:00")
    return Post(SOURCE, number, {}, {}, there, None, files or [], form=form, values=values)


SEEN = {"2025-01-01": 100, "2026-01-15": 300}


def portal(*posts: Post, lists: bool = True, **how: Any) -> Crawled:
    replica = Replica([PortalSite(list(posts), ("hearings.example.kz",), lists)], parse_instant(NOW))
    return national(replica.answer, **how)


def national(respond: Respond, **how: Any) -> Crawled:
    source = NationalPortal(HOST, meetings=SEEN, discussions=SEEN)
    given = {"since": "2026-01-01", "until": "2026-02-20", "now": NOW, "name": "national", **how}
    return crawl(respond, source, settings={"HEARINGS_ABSENT_IDS": 5}, **given)


def test_cards_of_both_kinds_are_known_by_kind_and_number() -> None:
    crawled = portal(meeting(101), discussion(101))
    assert [item.key for item in crawled.items] == ["open_meeting/101", "public_discussion/101"]
    assert {item.kind for item in crawled.items} == {"announcement"}
    assert crawled.reading.verdict()[0] is State.HEALTHY
    first, second = crawled.items
    assert first.url == f"{HOST}/Public/PubHearings/PublicHearingDetail?hearingId=101"
    assert first.hints[TIME] == "03/02/2026 10:00"
    assert first.hints[PLACE] == "Акмолинская область, село Образцовое"
    assert first.hints["БИН"] == "000040000123"
    assert first.hints["Инициатор"] == 'ТОО ""Эскиз-Кен""'
    assert second.hints[PERIOD] == "05/02/2026 - 11/02/2026"
    assert [(stamp.text, stamp.basis) for stamp in second.stamps] == [("260105001010", Basis.DERIVED)]


TABLE = (
    "<table><tr><td>№ регистрации:</td><td>26000001234</td></tr><tr><td>По проекту:</td><td>РООС карьера</td></tr>"
    "<tr><td>2.1. Дата-время проведения:</td><td>03.02.2026 10:00</td></tr><tr><td>1.2. Место проведения:</td>"
    "<td>село Образцовое</td></tr></table>"
)
PARAGRAPHS = (
    "<p><b>№ регистрации:</b> 26000001234</p><p><b>По проекту:</b><br/>РООС карьера</p><p>2. Место и время проведения "
    "03.02.2026 10:00</p><p>2.1.Дата-время проведения: 03.02.2026 10:00</p><p>1.2.&nbsp;Место проведения :</p>"
    "<p>село Образцовое</p>"
)
TERMS = (
    "<dl><dt>№ регистрации</dt><dd>26000001234</dd><dt>По проекту</dt><dd>РООС карьера</dd>"
    "<dt>Дата-время проведения</dt><dd>03.02.2026 10:00</dd><dt>Место проведения</dt><dd>село Образцовое</dd></dl>"
)


@pytest.mark.parametrize("card", [TABLE, PARAGRAPHS, TERMS])
def test_values_are_found_by_their_labels_in_any_markup(card: str) -> None:
    heading = "<h2>Объявление общественных слушаний в форме открытых собраний</h2>"

    def respond(asked: Asked) -> Answer:
        if asked.path == "/Public/PubHearings":
            return as_page("<a onclick=\"location='PublicHearingDetail?hearingId=7'\">Открыть</a>")
        return as_page(heading + card) if asked.query.get("hearingId") == "7" else missing()

    (item,) = national(respond).items
    told = {name: item.hints[name] for name in (REGISTRATION, "По проекту", TIME, PLACE)}
    assert told == {
        REGISTRATION: "26000001234",
        "По проекту": "РООС карьера",
        TIME: "03.02.2026 10:00",
        PLACE: "село Образцовое",
    }


def test_a_protocol_file_makes_a_protocol_of_its_own_and_project_volumes_are_not_fetched() -> None:
    files = [
        File("РООС.pdf", "pdf", TEXT, "Электронная версия проекта"),
        File("доска 1.pdf", "pdf", TEXT, "Фото объявлений, размещенных на досках"),
        File("газета 13.01.2026.pdf", "pdf", TEXT, "Документы подтверждающие размещение объявления в СМИ"),
        File("скан001.pdf", "pdf", TEXT, "Протокол слушания"),
    ]
    crawled = portal(discussion(101, files))
    assert [(item.kind, item.key) for item in crawled.items] == [
        ("announcement", "public_discussion/101"),
        ("protocol", "public_discussion/101#protocol"),
    ]
    assert sum("LoadFile" in url for url in crawled.paths()) == 1
    attachments = {a.name: a for item in crawled.items for a in item.attachments}
    assert attachments["РООС.pdf"].state == "not_needed"
    assert attachments["РООС.pdf"].reason == "Электронная версия проекта"
    assert attachments[f"{PROTOCOL}: скан001.pdf"].state == "read"
    assert crawled.items[0].hints[PROTOCOL].endswith("скан001.pdf")


def test_a_running_discussion_is_no_protocol_although_its_heading_says_so() -> None:
    (item,) = portal(discussion(101)).items
    assert item.kind == "announcement"
    assert PROTOCOL not in item.hints


def test_sizes_are_read_with_point_and_comma() -> None:
    row = "<tr><td><a href='/Public/PubHearings/LoadFile/{}'>РООС.pdf</a></td><td>{}</td></tr>"
    rows = row.format(5, "16.16 МБ") + row.format(6, "0,36 МБ")
    card = as_page(f"{TABLE}<h4>Электронная версия проекта</h4><table>{rows}</table>")

    def respond(asked: Asked) -> Answer:
        if asked.path == "/Public/PubHearings":
            return as_page("<a href='PublicHearingDetail?hearingId=7'>x</a>")
        return card if asked.query.get("hearingId") == "7" else missing()

    (item,) = national(respond).items
    assert [a.size for a in item.attachments] == [round(16.16 * 2**20), round(0.36 * 2**20)]


def test_without_lists_numbers_are_walked_upward_until_several_are_absent() -> None:
    crawled = portal(*(meeting(n) for n in (100, 101, 104)), discussion(100), lists=False)
    assert [item.key for item in crawled.items] == [
        "open_meeting/100",
        "open_meeting/101",
        "open_meeting/104",
        "public_discussion/100",
    ]
    assert crawled.reading.verdict()[0] is State.HEALTHY
    asked = [int(a.query["hearingId"]) for a in crawled.asked if "PubHearings" in a.path and a.query]
    assert asked == list(range(100, 110))


def test_a_first_walk_goes_on_at_the_next_number_seen_where_the_first_leads_nowhere() -> None:
    crawled = portal(meeting(301), discussion(300), lists=False)
    assert [item.key for item in crawled.items] == ["open_meeting/301", "public_discussion/300"]
    asked = [int(a.query["hearingId"]) for a in crawled.asked if "PubHearings" in a.path and a.query]
    assert asked == [*range(100, 105), *range(300, 307)]


def test_a_first_walk_begins_with_the_last_number_seen_before_the_period() -> None:
    crawled = portal(meeting(300), discussion(300), lists=False, since="2026-06-01", until="2026-06-30")
    asked = {int(a.query["hearingId"]) for a in crawled.asked if a.query}
    assert min(asked) == 300


def test_the_walk_begins_at_the_last_card_known() -> None:
    stored = {SOURCE: {"open_meeting/150", "open_meeting/90#protocol", "public_discussion/100"}}
    crawled = portal(meeting(150), meeting(152), discussion(100), lists=False, stored=stored, settled=stored)
    assert [item.key for item in crawled.items] == ["open_meeting/150", "open_meeting/152", "public_discussion/100"]
    assert "open_meeting/90" in crawled.reading.seen_keys  # it was not asked for, so it has not disappeared


def test_stored_cards_that_are_not_settled_are_looked_at_again() -> None:
    stored = {SOURCE: {"open_meeting/40", "open_meeting/150", "public_discussion/100"}}
    settled = {SOURCE: {"open_meeting/150", "public_discussion/100"}}
    crawled = portal(meeting(40), meeting(150), discussion(100), lists=False, stored=stored, settled=settled)
    assert "open_meeting/40" in {item.key for item in crawled.items}


def test_settled_cards_in_the_list_are_not_opened_again() -> None:
    keys = {SOURCE: {"open_meeting/101", "public_discussion/101"}}
    crawled = portal(meeting(101), discussion(101), stored=keys, settled=keys)
    assert len(crawled.asked) == 2
    assert crawled.reading.verdict()[0] is State.HEALTHY


@pytest.mark.parametrize(
    "absent",
    [
        missing(),
        redirect("/Public/PubHearings"),
        redirect("/"),
        as_page("<p>№ регистрации:</p><p>По проекту:</p>"),
    ],
)
def test_a_number_without_a_card_is_absent_however_the_portal_says_so(absent: Answer) -> None:
    site = PortalSite([meeting(100), discussion(100)], ("hearings.example.kz",), lists=False)

    def respond(asked: Asked) -> Answer:
        answer = site.answer(asked, parse_instant(NOW))
        return absent if answer.status == 404 and "hearingId" in asked.url else answer

    crawled = national(respond)
    assert len(crawled.items) == 2
    assert crawled.reading.verdict()[0] is State.HEALTHY


def test_an_error_between_two_cards_is_told_and_one_behind_the_last_is_not() -> None:
    site = PortalSite([meeting(100), meeting(102), discussion(100)], ("hearings.example.kz",), lists=False)

    def respond(asked: Asked) -> Answer:
        answer = site.answer(asked, parse_instant(NOW))
        return as_page("<h1>Server Error</h1>", 500) if answer.status == 404 and "hearingId" in asked.url else answer

    crawled = national(respond)
    assert [failure.url[-3:] for failure in crawled.reading.failures] == ["101"]
    assert crawled.reading.failures[0].cause is Cause.HTTP_ERROR


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (missing(), Cause.HTTP_ERROR),
        (redirect("/Account/Login"), Cause.GATED),
        (as_page("<p>x</p>"), Cause.EMPTY_LISTING),
    ],
)
def test_a_portal_that_shows_no_card_at_all_is_a_failure(answer: Answer, cause: Cause) -> None:
    crawled = national(lambda asked: as_page("") if asked.path == "/Account/Login" else answer)
    assert crawled.reading.verdict()[:2] == (State.BROKEN, cause)


def test_a_shallow_crawl_leaves_the_list_where_hearings_ended_long_before_the_period() -> None:
    def respond(asked: Asked) -> Answer:
        page = int(asked.query.get("page", 0))
        if "Detail" in asked.path:
            number = int(asked.query["hearingId"])
            day = "03/02/2026" if number > 990 else "01/03/2025"
            return PortalSite([meeting(number, day)], ("hearings.example.kz",)).answer(asked, parse_instant(NOW))
        links = "".join(f"<a href='PublicHearingDetail?hearingId={1000 - page * 10 - n}'>x</a>" for n in range(10))
        return as_page(f"{links}<a href='?page={page + 1}'>»</a>") if "Pub" in asked.path else missing()

    crawled = national(respond)
    pages = [a.url for a in crawled.asked if a.path.endswith("PubHearings")]
    assert len(pages) == 2
    assert crawled.reading.covers_from is not None
