"""Same address, same content, same document."""

import random
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from hearings.identity import Member, canonical_address, content_hash, group, merge
from hearings.items import (
    Announcement,
    Attachment,
    Basis,
    Form,
    PostedOn,
    Publication,
    Read,
    Reason,
    Session,
    TextState,
)
from tests.factory import publication

DAY = date(2018, 1, 25)


def notice(key: str, project: str, company: str = "", **fields: Any) -> Publication:
    defaults: dict[str, Any] = {
        "key": key,
        "project": Read(project) if project else Read.missing(),
        "initiator": Read(company) if company else Read.missing(),
        "sessions": [Session(start=DAY, time=time(11))],
        "languages": ["ru"],
    }
    return publication(**{**defaults, **fields})


def keys(groups: list[list[int]], publications: list[Publication]) -> set[frozenset[str]]:
    return {frozenset(publications[index].key for index in members) for members in groups}


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.kz/ru/news/12",
        "http://example.kz/kk/news/12/",
        "http://example.kz/index.php/ru/news/12?lang=kk",
        "https://example.kz/news/12/amp?utm_source=x",
        "https://example.kz:443/kz//news/12#top",
        "https://example.kz/news/12;jsessionid=AB12?PHPSESSID=1",
    ],
)
def test_copies_of_one_page_have_one_address(url: str) -> None:
    assert canonical_address(url) == "example.kz/news/12"


def test_what_tells_pages_apart_stays_in_the_address() -> None:
    assert canonical_address("https://x.kz/page.php?page_id=4991&lang=1") == "x.kz/page.php?page_id=4991"
    assert canonical_address("http://[broken") == "http://[broken"


def card(body: str, **fields: Any) -> str:
    return content_hash(publication(title="Карточка", body=body, key="card/1", **fields))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Дата: 27/01/2026 11:00\nБИН\\ИИН: 1", "Дата: 27.01.2026 11:00\nБИН: 1"),
        ("Текст\nПросмотров: 12", "Текст\nПросмотров: 1 345"),
        ("Текст\nҚараулар: 12", "Текст\nҚараулар: 13"),
        ("Среда, 26 сентября 2018\nТекст", "Четверг, 27 сентября 2018\nТекст"),
        ("USD 330.5\nТекст\n-5°C", "USD 331.1\nТекст\n+12°C"),
        ("14:20:01\nТекст", "15:59:59\nТекст"),
        ("«Текст»  из   слов", "“Текст” из слов"),
    ],
)
def test_a_page_drawn_anew_says_the_same(before: str, after: str) -> None:
    assert card(before) == card(after)


@pytest.mark.parametrize(
    "changed",
    [
        {"body": "Слушания 26 января 2018 года"},
        {"body": "Слушания 25 января 2018 года в 15:00"},
        {"sessions": [Session(start=date(2018, 1, 26))]},
        {"posted_on": PostedOn(date(2018, 1, 6), basis=Basis.STATED)},
        {"attachments": [Attachment(url="https://x.kz/a.pdf", sha256="ab")]},
        {"title": "Другая"},
    ],
)
def test_changed_content_is_another_version(changed: dict[str, Any]) -> None:
    base: dict[str, Any] = {"title": "Карточка", "body": "Слушания 25 января 2018 года", "key": "1"}
    assert content_hash(publication(**base)) != content_hash(publication(**{**base, **changed}))


def test_captures_addresses_and_headers_are_not_content() -> None:
    one = publication(key="1", body="Текст", posted_on=PostedOn(DAY, place="header:Last-Modified", basis=Basis.DERIVED))
    other = publication(key="1", body="Текст", url="https://other.kz", captures=["urn:uuid:1"], aliases=["x"])
    other.posted_on = PostedOn(date(2018, 1, 26), place="header:Last-Modified", basis=Basis.DERIVED)
    other.read_at = datetime(2019, 1, 1, tzinfo=UTC)
    assert content_hash(one) == content_hash(other)


TASTY_RU = ("План горных работ на месторождении Тасты", "ТОО «Тасты Кен»")
TASTY_KK = ("Тасты кен орнындағы тау-кен жұмыстарының жоспары", "«Тасты Кен» ЖШС")


def twins() -> list[Publication]:
    return [
        notice("tasty-ru", *TASTY_RU),
        notice("tasty-kk", *TASTY_KK, languages=["kk"]),
        notice("tasty-portal", *TASTY_RU, source="ndbecology:hearings.ndbecology.gov.kz"),
        notice("tasty-2", "План горных работ на месторождении Тасты-2", "ТОО «Тасты Кен»"),
        notice("tasty-later", *TASTY_RU, sessions=[Session(start=date(2018, 2, 5), time=time(11))]),
        notice("tasty-afternoon", *TASTY_RU, sessions=[Session(start=DAY, time=time(15))]),
        notice("tasty-elsewhere", *TASTY_RU, region="pavlodar"),
        notice("tasty-protocol", *TASTY_RU, kind="protocol"),
        notice("akzhar", "План горных работ на месторождении Акжар", "ТОО «Акжар»"),
        notice("akzhal", "План горных работ на месторождении Акжал", "ТОО «Акжал»"),
    ]


def test_twins_are_one_document_and_look_alikes_are_not() -> None:
    publications = twins()
    assert keys(group(publications), publications) == {
        frozenset({"tasty-ru", "tasty-kk", "tasty-portal"}),
        *(
            frozenset({key})
            for key in (
                "tasty-2",
                "tasty-later",
                "tasty-afternoon",
                "tasty-elsewhere",
                "tasty-protocol",
                "akzhar",
                "akzhal",
            )
        ),
    }


def test_translations_share_company_and_session_where_their_words_have_nothing_in_common() -> None:
    russian = notice("ru", "Переработка лежалых хвостов методом кучного выщелачивания", "ТОО «Степняк Gold»")
    kazakh = notice("kk", "Ескі қалдықтарды үйіп шаймалау", "«Степняк Gold» ЖШС", languages=["kk"])
    later = notice("later", "Ескі қалдықтар", "«Степняк Gold» ЖШС", languages=["kk"], sessions=[Session(start=DAY)])
    other = notice("other", "Ескі қалдықтарды үйіп шаймалау", "«Біржан» ЖШС", languages=["kk"])
    publications = [russian, kazakh]
    assert keys(group(publications), publications) == {frozenset({"ru", "kk"})}
    for stranger in (later, other):
        publications = [russian, stranger]
        assert len(group(publications)) == 2


def test_two_notices_of_a_company_for_one_hour_are_not_joined_by_it_alone() -> None:
    publications = [
        notice("ru-1", "Проект разработки песка", "ТОО «Кен»"),
        notice("ru-2", "Проект разработки щебня", "ТОО «Кен»"),
        notice("kk-1", "Ағаш отырғызу", "«Кен» ЖШС", languages=["kk"]),
    ]
    assert len(group(publications)) == 3


def test_groups_do_not_depend_on_the_order() -> None:
    publications = twins()
    expected = keys(group(publications), publications)
    for seed in range(10):
        shuffled = random.Random(seed).sample(publications, len(publications))  # noqa: S311
        assert keys(group(shuffled), shuffled) == expected


def test_every_publication_is_in_exactly_one_group() -> None:
    publications = twins()
    assert sorted(index for members in group(publications) for index in members) == list(range(len(publications)))


def test_a_portal_card_goes_to_the_object_with_its_number() -> None:
    publications = [
        notice("site-1", "Карьер Тасты"),
        notice("site-2", "Карьер Тасты-2"),
        notice("portal-2", "Карьер Тасты-2", source="ndbecology:h"),
    ]
    assert keys(group(publications), publications) == {frozenset({"site-1"}), frozenset({"site-2", "portal-2"})}


def test_without_a_session_only_the_same_source_and_project_make_twins() -> None:
    publications = [
        notice("a", *TASTY_RU, sessions=[]),
        notice("b", *TASTY_RU, sessions=[]),
        notice("c", *TASTY_RU, sessions=[], source="govkz:other"),
        notice("d", "Карьер Акжар", sessions=[]),
    ]
    assert keys(group(publications), publications) == {frozenset("ab"), frozenset("c"), frozenset("d")}


def test_a_twin_that_lost_its_session_joins_the_only_document_it_can_belong_to() -> None:
    publications = [notice("dated", *TASTY_RU), notice("scan", *TASTY_KK, sessions=[], languages=["kk"])]
    assert len(group(publications)) == 1
    later = notice("later", *TASTY_RU, sessions=[Session(start=date(2018, 3, 1))])
    assert len(group([*publications, later])) == 3


def member(number: int, watched: bool = False, gone: date | None = None, **fields: Any) -> Member:
    return Member(
        publication=notice(str(number), *TASTY_RU, **fields),
        publication_id=number,
        first_seen=date(2018, 1, number),
        last_seen=date(2018, 2, number),
        gone_since=gone,
        watched=watched,
    )


def test_merging_takes_the_earliest_day_and_the_union_of_the_rest() -> None:
    document = merge(
        [
            member(2, languages=["kk"], posted_on=PostedOn(date(2018, 1, 9), basis=Basis.STATED), captures=["c2"]),
            member(1, source="ndbecology:h", posted_on=PostedOn(date(2018, 1, 8), basis=Basis.STATED), captures=["c1"]),
        ]
    )
    assert document.posted_on.value == date(2018, 1, 8)
    assert (document.first_seen, document.last_seen) == (date(2018, 1, 1), date(2018, 2, 2))
    assert document.languages == ("kk", "ru")
    assert document.platforms == ("govkz", "ndbecology")
    assert set(document.captures) == {"c1", "c2"}
    assert len(document.urls) == 2


def test_a_day_stated_by_one_twin_is_stated_although_another_only_derives_an_earlier_one() -> None:
    stated = member(1, posted_on=PostedOn(date(2018, 1, 9), basis=Basis.STATED))
    derived = member(2, posted_on=PostedOn(date(2018, 1, 8), basis=Basis.DERIVED))
    posted = merge([stated, derived]).posted_on
    assert (posted.value, posted.basis) == (date(2018, 1, 8), Basis.STATED)


def test_merging_does_not_depend_on_the_order() -> None:
    members = [member(1), member(2, languages=["kk"]), member(3, source="ndbecology:h")]
    assert merge(members) == merge(members[::-1])


def test_sessions_are_kept_once_with_hour_and_place() -> None:
    document = merge(
        [
            member(1, sessions=[Session(start=DAY)]),
            member(2, sessions=[Session(start=DAY, time=time(11))]),
            member(3, sessions=[Session(start=DAY, time=time(11), place="с. Мартук")]),
        ]
    )
    assert [(s.start, s.time, s.place) for s in document.sessions] == [(DAY, time(11), "с. Мартук")]


def test_the_best_read_twin_speaks_for_what_is_missing() -> None:
    scan = member(1, text_state=TextState.NOT_READ, place=Read.missing(Reason.NOT_READ))
    page = member(2, text_state=TextState.READ, place=Read.missing(Reason.ABSENT))
    document = merge([scan, page])
    assert document.text_state is TextState.READ
    assert document.place.reason is Reason.ABSENT


def test_twins_that_name_different_forms_name_none() -> None:
    document = merge([member(1, form=Read(Form.SURVEY)), member(2, form=Read(Form.OPEN_MEETING))])
    assert (document.form.value, document.form.reason) == (None, Reason.AMBIGUOUS)


def test_a_document_is_gone_when_all_its_publications_are() -> None:
    assert merge([member(1, gone=date(2018, 3, 1)), member(2)]).gone_since is None
    both = [member(1, gone=date(2018, 3, 1)), member(2, gone=date(2018, 3, 5))]
    assert merge(both).gone_since == date(2018, 3, 5)


def test_an_empty_publication_stands_alone() -> None:
    empty = [Announcement(region=None, source="s", key=str(n), url="u") for n in range(3)]
    assert len(group(empty)) == 3
    assert content_hash(empty[0])


def test_names_that_are_translated_part_no_twins_that_share_a_telephone() -> None:
    kazakh = notice(
        "kk", "«Наубайхана» нысаны", "«Мәртөк Наны» ЖШС", languages=["kk"], body="Тел. 8 (71331) 2-00-17-00"
    )
    russian = notice("ru", "Объект «Пекарня»", "ТОО «Мартукский хлеб»", body="Тел.: 8 71331 2001700")
    other = notice("other", "Объект «Мельница»", "ТОО «Дала»", body="Тел.: 8 71331 5555555")
    publications = [kazakh, russian, other]
    assert keys(group(publications), publications) == {frozenset({"kk", "ru"}), frozenset({"other"})}
