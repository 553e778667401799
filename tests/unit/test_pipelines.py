"""The steps from an item of a spider to a record: texts, fields, dates, identity."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from hearings.items import Attachment, Basis, Form, Publication, Reason, Stamp, TextState
from pipelines.dates import DatesPipeline
from pipelines.fields import FieldsPipeline
from pipelines.identity import IdentityPipeline
from pipelines.text import TextPipeline
from tests.factory import publication

NOTICE = (
    "ТОО «Карьер» проводит общественные слушания в форме открытого собрания по проекту «Карьер Тасты. РООС» "
    "25 января в 11:00 по адресу: с. Мартук, ул. Мира, 5."
)


def run(kind: str = "announcement", **fields: Any) -> Publication:
    stamps = fields.pop("stamps", [Stamp("2018-01-03", "record:created_date", Basis.STATED)])
    defaults = {"title": "Объявление об общественных слушаниях", "read_at": datetime(2018, 3, 1, tzinfo=UTC)}
    item = publication(kind, **{**defaults, "stamps": stamps, **fields})
    for step in (TextPipeline(), FieldsPipeline(), DatesPipeline(), IdentityPipeline()):
        item = step.process_item(item)
    return item


def scan(name: str = "scan.pdf", **fields: Any) -> Attachment:
    return Attachment(url=f"https://x.kz/{name}", name=name, **{"state": "needs_ocr", **fields})


def test_a_notice_becomes_a_record() -> None:
    item = run(body=NOTICE)
    assert item.posted_on.value == date(2018, 1, 3)
    assert [(s.start, s.time) for s in item.sessions] == [(date(2018, 1, 25), time(11))]
    assert item.sessions[0].place == item.place.value
    where = item.sessions[0].where
    start, end = map(int, where.partition("@")[2].split("-"))
    assert item.body[start:end] == item.sessions[0].text
    assert (item.form.value, item.languages, item.text_state) == (Form.OPEN_MEETING, ["ru"], TextState.READ)
    assert item.content_hash


def test_nothing_personal_leaves_the_first_step() -> None:
    item = run(
        body=f"{NOTICE} ИИН 850101300123, моб. +7 701 123 45 67, ivanov@mail.ru, БИН 120540001234",
        hints={"Контакты": "+7 701 123 45 67"},
        attachments=[Attachment(url="u", name="87011234567.pdf", text="тел. 8 701 123 45 67", state="read")],
    )
    for text in (item.text, *item.hints.values(), item.contacts.value or "", item.attachments[0].name):
        for private in ("850101300123", "123 45 67", "ivanov@", "7011234567"):
            assert private not in text
    assert item.bin.value == "120540001234"


def test_without_a_posting_day_a_date_without_a_year_has_no_value() -> None:
    item = run(body=NOTICE, stamps=[])
    assert item.posted_on.reason is Reason.ABSENT
    assert [s.start for s in item.sessions] in ([], [None])


@pytest.mark.parametrize(
    ("body", "attachments", "state"),
    [
        (NOTICE, [], TextState.READ),
        (NOTICE, [scan()], TextState.PARTLY),
        ("", [scan()], TextState.NOT_READ),
        ("Во вложении", [scan(), Attachment(url="u", text=NOTICE, state="read")], TextState.PARTLY),
        (NOTICE, [scan(state="not_needed")], TextState.READ),
        (NOTICE, [scan(state="empty")], TextState.READ),
        ("Во вложении", [scan(state="not_fetched")], TextState.NOT_READ),
    ],
)
def test_the_state_of_a_text_tells_how_much_was_read(
    body: str, attachments: list[Attachment], state: TextState
) -> None:
    assert run(body=body, attachments=attachments).text_state is state


def test_what_an_unread_file_may_say_is_not_absent() -> None:
    item = run(body="", attachments=[scan()])
    assert item.place.reason is Reason.NOT_READ
    assert [s.reason for s in item.sessions] == [Reason.NOT_READ]


def test_the_hour_may_stand_in_the_file() -> None:
    file = Attachment(url="u", text="Слушания состоятся 25 января 2018 года в 11:00.", state="read")
    body = "Общественные слушания по проекту «Карьер» состоятся 25 января 2018 года. Подробности во вложении."
    assert [(s.start, s.time) for s in run(body=body, attachments=[file]).sessions] == [(date(2018, 1, 25), time(11))]


def test_files_in_two_languages_do_not_double_the_session() -> None:
    russian = "Общественные слушания состоятся 25 января 2018 года в 11:00 в с. Мартук."
    kazakh = "Қоғамдық тыңдау 2018 жылғы 25 қаңтарда сағат 11:00-де Мәртөк ауылында өтеді."
    files = [Attachment(url=name, text=text, state="read") for name, text in (("ru", russian), ("kk", kazakh))]
    item = run(body="", attachments=files)
    assert len(item.sessions) == 1
    assert item.languages == ["kk", "ru"]


def test_files_in_two_languages_that_contradict_each_other_give_no_day() -> None:
    russian = "Общественные слушания состоятся 26 января 2018 года в 11:00 в с. Мартук."
    kazakh = "Қоғамдық тыңдау 2018 жылғы 25 қаңтарда сағат 11:00-де Мәртөк ауылында өтеді."
    files = [Attachment(url=name, text=text, state="read") for name, text in (("ru", russian), ("kk", kazakh))]
    assert [(s.start, s.reason) for s in run(body="", attachments=files).sessions] == [(None, Reason.AMBIGUOUS)]


def test_a_protocol_beside_its_notice_is_not_posted_before_the_hearing() -> None:
    item = run("protocol", key="1#protocol", body=NOTICE, attachments=[scan("Протокол.pdf")])
    assert (item.posted_on.value, item.posted_on.reason) == (None, Reason.AMBIGUOUS)


def test_the_stamp_of_its_file_dates_a_protocol_beside_its_notice() -> None:
    url = "https://x.kz/uploads/2018/2/1/p.pdf"
    stamps = [Stamp("2018-01-03", "record:created_date", Basis.STATED), Stamp(url, "url", Basis.DERIVED)]
    attachments = [Attachment(url=url, name="Протокол.pdf", state="needs_ocr")]
    item = run("protocol", key="1#protocol", body=NOTICE, attachments=attachments, stamps=stamps)
    assert (item.posted_on.value, item.posted_on.basis) == (date(2018, 2, 1), Basis.DERIVED)


def test_reading_twice_gives_the_same_hash() -> None:
    assert run(body=NOTICE, key="1").content_hash == run(body=NOTICE, key="1", captures=["other"]).content_hash


def test_a_shared_source_goes_to_the_owner_of_the_day() -> None:
    fields = {"source": "govkz:ontustik", "region": "turkistan", "body": NOTICE}
    assert run(**fields).region == "south_kazakhstan"
    later = [Stamp("2019-01-03", "record:created_date", Basis.STATED)]
    assert run(**fields, stamps=later, read_at=datetime(2020, 1, 1, tzinfo=UTC)).region == "turkistan"


@pytest.mark.parametrize("text", ["", "\ud800", "«" * 3000, "слушания " * 3000, "1" * 10000, "25.13.2018 " * 500])
def test_hostile_items_do_not_stop_the_steps(text: str) -> None:
    attachments = [Attachment(url="u", name=text[:50], text=text, state="read")]
    assert run(title=text[:200], body=text, attachments=attachments, hints={text[:20]: text[:100]}).content_hash
