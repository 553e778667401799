"""Fields read from labels and sentences, in both languages."""

from collections.abc import Callable, Sequence

import pytest

from hearings import fields
from hearings.items import Form, Read, Reason
from hearings.labelled import Part, parts_of


def body(text: str) -> list[Part]:
    return parts_of("", text, [])


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("слушания в форме открытых собраний", Form.OPEN_MEETING),
        ("слушания путем проведения открытого собрания", Form.OPEN_MEETING),
        ("Форма проведения: открытое собрание", Form.OPEN_MEETING),
        ("ашық жиналыс нысанында өтеді", Form.OPEN_MEETING),
        ("ашық отырыс нысанындағы қоғамдық тыңдау", Form.OPEN_MEETING),
        ("ашық кездесулер түрінде", Form.OPEN_MEETING),
        ("ашык жиналыс турiнде", Form.OPEN_MEETING),
        ("слушания методом опроса", Form.SURVEY),
        ("в форме опроса общественного мнения", Form.SURVEY),
        ("Опрос проводится с 9:00", Form.SURVEY),
        ("сұрау нысанында", Form.SURVEY),
        ("сауал нысанында", Form.SURVEY),
        ("сауалнама жүргізу арқылы", Form.SURVEY),
        ("пікіртерім түрінде", Form.SURVEY),
        ("посредством публичных обсуждений", Form.PUBLIC_DISCUSSION),
        ("в форме публичного обсуждения", Form.PUBLIC_DISCUSSION),
        ("жария талқылау нысанында", Form.PUBLIC_DISCUSSION),
        ("көпшілік талқылау арқылы", Form.PUBLIC_DISCUSSION),
        ("не в форме опроса, а в форме открытого собрания", Form.OPEN_MEETING),
        ("в форме открытого собрания; в случае карантина – в форме опроса", Form.OPEN_MEETING),
    ],
)
def test_the_form_is_the_one_that_the_text_names(text: str, form: Form) -> None:
    assert fields.read_form(body(text)).value is form


@pytest.mark.parametrize(
    "text", ["Вопросы и ответы", "сұрақтар қойылды", "Слушания состоятся", "по вопросам обращаться", ""]
)
def test_a_text_that_names_no_form_has_none(text: str) -> None:
    found: Read[Form] = fields.read_form(body(text))
    assert (found.value, found.reason) == (None, Reason.ABSENT)


def test_two_forms_at_once_are_ambiguous() -> None:
    found = fields.read_form(body("в форме опроса и в форме публичных обсуждений"))
    assert (found.value, found.reason) == (None, Reason.AMBIGUOUS)


Reader = Callable[[Sequence[Part]], Read[str]]


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (fields.read_project, "по проекту «Карьер «Тасты»» в 11:00", "Карьер «Тасты»"),
        (fields.read_project, 'по проекту "Карьер Тасты".', "Карьер Тасты"),
        (fields.read_project, "раздел «Охрана окружающей среды» к проекту «Дорога А–Б»", "Дорога А–Б"),
        (fields.read_project, "«Су құбыры» жобасы бойынша қоғамдық тыңдау", "Су құбыры"),
        (fields.read_project, "«Нұр» ЖШС «Зауыт» жұмыс жобасының ҚОҚБ бөлімі бойынша", "Зауыт"),
        (fields.read_project, "по проекту дороги Уральск – Аксай состоятся слушания", "дороги Уральск – Аксай"),
        (fields.read_project, "По проекту: «РООС»\nИнициатор: ТОО «А»", "«РООС»"),
        (fields.read_project, "по проектам «Карьер 1», «Карьер 2» и «Склад»", "Карьер 1», «Карьер 2» и «Склад"),
        (fields.read_initiator, "ТОО «А Б» сообщает о слушаниях", "ТОО «А Б»"),
        (fields.read_initiator, "«А Б» ЖШС хабарлайды", "«А Б» ЖШС"),
        (fields.read_initiator, "ТОО «Проект» разработчик. Заказчик: АО «Завод»", "АО «Завод»"),
        (fields.read_initiator, "1. Инициатор: ТОО ««Склад»»\n1.1. БИН: 1", "ТОО ««Склад»»"),
        (fields.read_place, "1.2. Место проведения: с. Мартук, ул. Мира 5\n1.3. Ссылка:", "с. Мартук, ул. Мира 5"),
        (fields.read_place, "пройдут по адресу: с. Аксай, дом 5 в форме опроса", "по адресу: с. Аксай, дом 5"),
        (fields.read_place, "Өткізу орны: Ырғыз ауылы, мәдениет үйі", "Ырғыз ауылы, мәдениет үйі"),
        (
            fields.read_project,
            "Слушания по разделу охраны окружающей среды проекта: ремонт водозабора «Туздысор» состоятся 3 мая",
            "ремонт водозабора «Туздысор»",
        ),
        (
            fields.read_place,
            "Тыңдау 2018 жылғы 24 қаңтар күні, сағат 10:00-де Алматы қаласы, Үлгілі ауылы, мәдениет үйінде өтеді.",
            "Алматы қаласы, Үлгілі ауылы, мәдениет үйінде",
        ),
        (
            fields.read_place,
            "Место проведения: село Дала. Вопросы и предложения принимаются по телефону 8 (7112) 22-33-44.",
            "село Дала",
        ),
        (
            fields.read_place,
            "Место проведения: Западно-Казахстанская область, село Жана, клуб\nНа слушаниях присутствовали 22 человека",
            "Западно-Казахстанская область, село Жана, клуб",
        ),
        (fields.read_place, "Место: г. Аксай, ул. Абая 2-5, каб. 3, тел. 22-33-44", "г. Аксай, ул. Абая 2-5, каб. 3"),
        (fields.read_place, "Күні: 12.05.2023. Мекенжайы: Аягөз қ., Абай к. 12. Өкілі: А.", "Аягөз қ., Абай к. 12"),
        (fields.read_contacts, "Контакты: 8 (7112) 51-22-33\nМесто: а", "8 (7112) 51-22-33"),
        (fields.read_materials, "Ждём. Материалы размещены на eco.gov.kz", "Материалы размещены на eco.gov.kz"),
        (fields.read_territory, "4.1. Территория воздействия: Павлодарская область", "Павлодарская область"),
    ],
)  # fmt: skip
def test_a_value_is_read_with_its_words_and_place(reader: Reader, text: str, value: str) -> None:
    found = reader(body(text))
    assert found.value == value
    place, _, span = found.place.partition("@")
    start, end = map(int, span.split("-"))
    assert place == "body"
    assert text[start:end] == found.text


@pytest.mark.parametrize(
    "reader",
    [
        fields.read_project,
        fields.read_initiator,
        fields.read_bin,
        fields.read_organiser,
        fields.read_place,
        fields.read_materials,
    ],
)
def test_what_is_not_said_is_absent(reader: Reader) -> None:
    found = reader(body("Приглашаем всех."))
    assert (found.value, found.reason) == (None, Reason.ABSENT)


def test_the_number_of_a_person_is_no_bin() -> None:
    assert fields.read_bin(body("ИИН 850101300123")).value is None
    assert fields.read_bin(body("БИН 120540001234")).value == "120540001234"


def test_an_address_for_remarks_is_not_the_place() -> None:
    found = fields.read_place(body("Замечания принимаются по адресу: г. Астана, ул. Мира 8."))
    assert found.value is None


def test_the_way_through_the_internet_comes_before_other_ways() -> None:
    text = "С материалами можно ознакомиться по тел. 5-22-33. Материалы проекта размещены на сайте bko.gov.kz."
    assert "bko.gov.kz" in (fields.read_materials(body(text)).value or "")


def test_a_card_is_believed_before_the_text() -> None:
    parts = parts_of("", "ТОО «Б» сообщает", [], {"Инициатор": "ТОО «А»"})
    found = fields.read_initiator(parts)
    assert (found.value, found.place.partition("@")[0]) == ("ТОО «А»", "record:card")


@pytest.mark.parametrize(
    "text", ["«" * 5000, '"' * 5000, "по проекту " * 2000, "ул. " * 3000, "\n" * 5000, "тел. 8" * 2000]
)
def test_hostile_texts_do_not_raise(text: str) -> None:
    parts = body(text)
    for reader in (fields.read_project, fields.read_initiator, fields.read_place, fields.read_materials):
        reader(parts)
    fields.read_form(parts)


@pytest.mark.parametrize(
    ("text", "project"),
    [
        (
            "Мәдениет үйі ғимаратында «Ақжал кен орнын игеру жобасына ҚОӘБ» жобасы бойынша қоғамдық тыңдау өтеді.",
            "Ақжал кен орнын игеру жобасына ҚОӘБ",
        ),
        (
            "«Сынақ-Тас» ЖШС-нің «Тас-1» карьерін игеру жобасының ҚОӘБ материалдары бойынша қоғамдық тыңдау өтеді.",
            "«Тас-1» карьерін игеру",
        ),
        (
            "Слушания по проекту оценки воздействия на окружающую среду: ремонт водозабора «Туздысор».",
            "ремонт водозабора «Туздысор»",
        ),
    ],
)
def test_a_project_is_more_than_the_object_that_it_names(text: str, project: str) -> None:
    assert fields.read_project(parts_of("", text, [], {})).value == project
