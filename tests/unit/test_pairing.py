"""Announcements and protocols of one hearing find each other across languages and sources; others stay apart."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from hearings.combined import combined
from hearings.items import Basis, Document, Hearing, PostedOn, Read, Reason, Session, TextState
from hearings.pairing import pair
from hearings.projects import project_key, similarity
from tests import factory

# ------------------------------------------------------------------ names of projects

SAME = [
    ("Строительство полигона ТБО в селе Жанибек", "Жәнібек ауылында ТҚҚ полигонын салу"),
    (
        "План горных работ на добычу песка на месторождении «Тасты-1» ТОО «Батыс Жол»",
        "«Батыс Жол» ЖШС «Тасты-1» кен орнында құм өндіруге арналған тау-кен жұмыстарының жоспары",
    ),
    ("Строительство котельной 20 Гкал в г. Уральск", "Орал қаласында 20 Гкал қазандық салу"),
    ("ОВОС проекта разработки месторождения Каражанбас", "Қаражанбас кен орнын игеру жобасының ҚОӘБ"),
    ("Реконструкция автомобильной дороги Уральск - Аксай", "Орал – Ақсай автомобиль жолын қайта жаңарту"),
    ("НДВ для АО «АЗМ» на 2026-2035 гг.", "Проект НДВ для АО АЗМ на 2026–2035 годы"),
    ('"Алтын Кен" ЖШС-нің "Сарыоба" кен орнын игеру', 'ТОО "Алтын кен". Разработка месторождения "Сарыоба"'),
    ("Разведка на участке Кумколь ТОО «Kumkol Oil»", "«Құмкөл Ойл» ЖШС Құмкөл учаскесіндегі барлау"),
]
DIFFERENT = [
    ("number", "Бурение скважины № 5 на месторождении Кумколь", "Бурение скважины № 7 на месторождении Кумколь"),
    ("number", "Строительство школы, 2 очередь", "Строительство школы, III очередь"),
    ("company", "Проект нормативов эмиссий для ТОО «Альфа»", "Проект нормативов эмиссий для ТОО «Бета»"),
    ("object", "Добыча песка на месторождении «Тасты»", "Добыча песка на месторождении «Кумды»"),
    ("side", "План разведки на участке Западный", "План разведки на участке Восточный"),
    ("quantity", "Строительство школы на 300 мест в п. Бурлин", "Бөрлі ауылында 600 орындық мектеп салу"),
    ("settlement", "Строительство школы в с. Бурлин", "Строительство школы в с. Желаево"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_project_is_itself_in_the_other_language(one: str, other: str) -> None:
    found = similarity(project_key(one), project_key(other))
    assert found.conflict == ""
    assert found.score > 0.8


@pytest.mark.parametrize(("conflict", "one", "other"), DIFFERENT)
def test_what_tells_objects_apart_excludes_that_they_are_one(conflict: str, one: str, other: str) -> None:
    assert similarity(project_key(one), project_key(other)).conflict == conflict
    assert similarity(project_key(other), project_key(one)).conflict == conflict


def test_years_and_acts_are_not_what_tells_objects_apart() -> None:
    one = project_key("План горных работ на 2018-2025 годы, лицензия № 1801-EL от 28.07.2022, объект I категории")
    assert (one.numbers, one.quantities) == (frozenset(), frozenset())


def test_another_bin_is_another_project() -> None:
    keys = [project_key("Строительство цеха", bin_=number) for number in ("050140001234", "050140009999")]
    assert similarity(*keys).conflict == "bin"


@pytest.mark.parametrize("text", ["", "«", "«»", "ТОО", '"""', "№", "1" * 5000, "«" * 500, "\x00", "{deposit}"])
def test_a_title_of_nothing_is_like_nothing(text: str) -> None:
    assert similarity(project_key(text), project_key("Строительство полигона")).score < 0.5


# ------------------------------------------------------------------ pairs


def notice(project: str, start: str | None = "2018-01-31", kind: str = "announcement", **fields: Any) -> Document:
    sessions = (factory.session(start, time=time(11)),) if start else (Session(reason=Reason.UNREADABLE),)
    defaults = {"project": Read(project), "sessions": sessions, "first_seen": None}
    return factory.document(kind, **{**defaults, **fields})


def protocol(project: str, start: str | None = "2018-01-31", posted_on: str = "2018-02-05", **fields: Any) -> Document:
    return notice(project, start, "protocol", posted_on=posted_on, **fields)


def paired(*documents: Document) -> dict[str, set[str]]:
    """The uids of the protocols of each announcement."""
    found = pair(documents)
    spread = [document.uid for hearing in found for document in (*hearing.announcements, *hearing.protocols)]
    expected = [document.uid for document in documents if document.kind != "other"]
    assert sorted(spread) == sorted(expected)
    return {a.uid: {p.uid for p in hearing.protocols} for hearing in found for a in hearing.announcements}


def of(hearings: list[Hearing], document: Document) -> Hearing:
    return next(h for h in hearings if document in (*h.announcements, *h.protocols))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_protocol_finds_its_announcement_in_the_other_language(one: str, other: str) -> None:
    announced, held = notice(one), protocol(other)
    stranger = protocol("Строительство моста через реку Чаган")
    assert paired(announced, held, stranger) == {announced.uid: {held.uid}}


@pytest.mark.parametrize(("conflict", "one", "other"), DIFFERENT)
def test_near_identical_notices_of_different_objects_are_different_hearings(
    conflict: str, one: str, other: str
) -> None:
    documents = [notice(one), notice(other), protocol(other), protocol(one)]
    found = paired(*documents)
    assert found == {documents[0].uid: {documents[3].uid}, documents[1].uid: {documents[2].uid}}
    assert paired(notice(one), protocol(other)) != {}
    assert not any(protocols for protocols in paired(notice(one), protocol(other)).values()), conflict


def test_a_pair_tells_its_score_and_reasons() -> None:
    [hearing] = pair([notice(SAME[0][0]), protocol(SAME[0][1])])
    assert 0.8 < hearing.score <= 1
    assert {"day", "terms", "names", "hour"} <= set(hearing.reasons)
    assert not hearing.ambiguous


def test_the_same_project_of_another_region_or_another_month_is_another_hearing() -> None:
    project = "Строительство полигона ТБО в селе Жанибек"
    announced = notice(project)
    assert not paired(announced, protocol(project, region="kostanay"))[announced.uid]
    assert not paired(announced, protocol(project, "2018-06-20", "2018-06-25"))[announced.uid]


def test_a_protocol_on_a_day_near_the_announced_one_is_its_protocol() -> None:
    project = "Строительство полигона ТБО в селе Жанибек, ТОО «Ақ Жол»"
    announced, held = notice(project, "2018-01-31"), protocol(project, "2018-02-01", "2018-02-06")
    assert paired(announced, held) == {announced.uid: {held.uid}}


def test_of_two_hearings_of_a_project_each_protocol_takes_its_own_day() -> None:
    project = "План горных работ ТОО «Ақ Жол» на месторождении Тасты"
    early, late = notice(project, "2018-01-15"), notice(project, "2018-01-31")
    of_early, of_late = protocol(project, "2018-01-15", "2018-01-20"), protocol(project, "2018-01-31")
    assert paired(late, early, of_late, of_early) == {early.uid: {of_early.uid}, late.uid: {of_late.uid}}


def test_a_protocol_that_names_no_day_is_found_by_its_project() -> None:
    project = "План горных работ ТОО «Ақ Жол» на месторождении Тасты"
    announced, held = notice(project), protocol(project, None, sessions=())
    assert paired(announced, held) == {announced.uid: {held.uid}}
    older = protocol(project, None, "2017-06-05", sessions=())
    assert paired(announced, older) == {announced.uid: set()}


def test_a_notice_and_its_repeat_are_one_hearing_with_the_earliest_posting_first() -> None:
    project = "План горных работ ТОО «Ақ Жол» на месторождении Тасты"
    repeat = notice(project, posted_on="2018-01-09", sources=("drupal_page:x",))
    first, held = notice(project, posted_on="2018-01-05"), protocol(project)
    [hearing] = pair([repeat, first, held])
    assert [document.uid for document in hearing.announcements] == [first.uid, repeat.uid]
    assert hearing.protocols == (held,)


def test_two_protocols_of_one_hearing_are_one_hearing_with_the_earliest_posting_first() -> None:
    project = "План горных работ ТОО «Ақ Жол» на месторождении Тасты"
    late, early = protocol(project, posted_on="2018-02-20"), protocol(project, posted_on="2018-02-05")
    [hearing] = pair([notice(project), late, early])
    assert [document.uid for document in hearing.protocols] == [early.uid, late.uid]


def test_one_protocol_of_three_sessions_is_one_hearing() -> None:
    project = "План горных работ ТОО «Ақ Жол» на месторождении Тасты"
    days = ("2018-01-29", "2018-01-30", "2018-01-31")
    announced = notice(project, sessions=tuple(factory.session(day) for day in days))
    held = protocol(project, "2018-01-29")
    [hearing] = pair([announced, held])
    assert (hearing.announcements, hearing.protocols) == ((announced,), (held,))


def test_a_protocol_that_may_belong_to_either_of_two_notices_is_left_open() -> None:
    base, store = notice("Проект НДВ производственной базы ТОО «Ақ Жол»"), notice("Проект НДВ склада ТОО «Ақ Жол»")
    held = protocol("Проект НДВ ТОО «Ақ Жол»")
    hearings = pair([base, store, held])
    assert len(hearings) == 2
    assert all(hearing.ambiguous for hearing in hearings)
    surely = protocol("Проект НДВ производственной базы ТОО «Ақ Жол»")
    assert not any(hearing.ambiguous for hearing in pair([base, store, surely]))


def test_documents_of_one_day_and_company_that_say_little_are_left_open() -> None:
    announced = notice("ТОО «Ақ Жол»", initiator=Read("ТОО «Ақ Жол»"), sessions=(factory.session(),))
    held = protocol("Строительство полигона ТБО", initiator=Read("«Ақ Жол» ЖШС"))
    hearings = pair([announced, held])
    assert len(hearings) == 2
    assert all(hearing.ambiguous for hearing in hearings)


def test_day_hour_and_company_make_a_pair_where_a_title_was_not_found() -> None:
    announced = notice("", initiator=Read("ТОО «Ақ Жол»"), title="Объявление")
    held = protocol("Строительство полигона ТБО", initiator=Read("«Ақ Жол» ЖШС"))
    assert paired(announced, held) == {announced.uid: {held.uid}}


def test_twins_in_two_languages_with_a_protocol_each_are_one_hearing() -> None:
    company = Read("«Ақ Жол» ЖШС")
    titles = ("«Көкбел» бетон зауытын салу", "Кокбел")
    documents = [make(title, initiator=company) for make in (notice, protocol) for title in titles]
    [hearing] = pair(documents)
    assert (len(hearing.announcements), len(hearing.protocols)) == (2, 2)


def test_a_protocol_without_an_announcement_makes_its_own_hearing() -> None:
    held = protocol("Строительство моста")
    [hearing] = pair([held])
    assert (hearing.announcements, hearing.protocols, hearing.region) == ((), (held,), "aktobe")


@pytest.mark.parametrize("what", ["cancellation", "postponement"])
def test_a_cancellation_or_postponement_goes_to_its_hearing(what: str) -> None:
    project, other = "Строительство полигона ТБО в селе Жанибек", "Строительство моста через реку Чаган"
    change = notice(project, kind="other", other=what, posted_on="2018-01-25")
    hearings = pair([notice(project), notice(other), change])
    assert [len(hearing.changes) for hearing in hearings] == [1, 0]


def test_the_order_of_the_documents_does_not_matter() -> None:
    documents = [notice(one) for one, _ in SAME] + [protocol(other) for _, other in SAME]
    documents += [d for _, one, other in DIFFERENT for d in (notice(one), protocol(one), notice(other))]

    def shape(found: list[Hearing]) -> set[tuple[Any, ...]]:
        return {(h.uid, h.announcements, h.protocols, h.ambiguous) for h in map(hashable, found)}

    def hashable(hearing: Hearing) -> Hearing:
        parts = {name: tuple(d.uid for d in getattr(hearing, name)) for name in ("announcements", "protocols")}
        return replace(hearing, **parts)  # type: ignore[arg-type]  # uids in place of documents, to be compared

    expected = shape(pair(documents))
    for seed in range(3):
        random.Random(seed).shuffle(documents)  # noqa: S311  # an order, not a secret
        assert shape(pair(documents)) == expected


def test_a_large_day_is_paired_as_well_as_a_small_one() -> None:
    projects = [f"Строительство полигона № {number} в с. Село{number}, ТОО «Компания {number}»" for number in range(60)]
    announced, held = [notice(project) for project in projects], [protocol(project) for project in projects]
    found = paired(*announced, *held)
    assert found == {one.uid: {other.uid} for one, other in zip(announced, held, strict=True)}


def test_nothing_is_paired_from_nothing() -> None:
    assert pair([]) == []


# ------------------------------------------------------------------ several documents as one


def test_combined_documents_take_the_earliest_posting_and_what_any_of_them_says() -> None:
    first = notice("", posted_on="2018-01-05", sessions=(factory.session("2018-01-31"),), place=Read.missing())
    second = notice("Полигон", posted_on="2018-01-03", place=Read("Орал"))
    second.posted_on = PostedOn(date(2018, 1, 3), basis=Basis.DERIVED)
    first.project = Read.missing()
    one = combined([first, second])
    assert (one.posted_on.value, one.posted_on.basis) == (date(2018, 1, 3), Basis.STATED)
    assert (one.project.value, one.place.value) == ("Полигон", "Орал")
    assert [session.time for session in one.sessions] == [time(11)]


def test_combined_documents_are_read_as_badly_as_the_worst() -> None:
    documents = [notice("А"), notice("Б", text_state=TextState.NOT_READ)]
    assert combined(documents).text_state is TextState.NOT_READ


def test_combined_documents_without_any_date_keep_the_reason_that_is_not_mere_absence() -> None:
    documents = [notice("А", posted_on=None), notice("Б", posted_on=None)]
    assert combined(documents).posted_on.reason is Reason.ABSENT
    documents[1].posted_on = PostedOn(reason=Reason.UNREADABLE)
    assert combined(documents).posted_on.reason is Reason.UNREADABLE
