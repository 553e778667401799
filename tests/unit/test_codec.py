"""Publications as JSON and back."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearings.codec import CodecError, attach_texts, decode, detach_texts, encode
from hearings.items import (
    Announcement,
    Attachment,
    Basis,
    Finding,
    Form,
    Other,
    PostedOn,
    Protocol,
    Publication,
    Read,
    Reason,
    Session,
    Stamp,
    TextState,
)
from tests.factory import finding, publication

# Letters only: what looks like a telephone or a personal number is masked on purpose.
texts = st.text(alphabet="абвгғқүұһ ABC\n«»=+@", max_size=12).filter(lambda text: "@" not in text)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
reasons = st.sampled_from(Reason)
places = st.sampled_from(["", "title", "body@10-20", "record:created_date", "header:last-modified"])
reads = st.builds(Read, st.none() | texts, texts, places, reasons)
instants = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
sessions = st.builds(
    Session,
    start=st.none() | days,
    end=st.none() | days,
    time=st.none() | st.times(),
    end_time=st.none() | st.just(time(18)),
    place=texts,
    text=texts,
    where=places,
    reason=reasons,
)
attachments = st.builds(
    Attachment,
    url=texts,
    name=texts,
    size=st.none() | st.integers(0, 2**40),
    text=texts,
    state=st.sampled_from(["read", "needs_ocr"]),
    members=st.lists(texts, max_size=2),
)
common: dict[str, Any] = {
    "region": st.none() | st.just("aktobe"),
    "source": st.just("govkz:aktobe"),
    "key": texts,
    "url": texts,
    "title": texts,
    "body": texts,
    "stamps": st.lists(st.builds(Stamp, texts, places, st.sampled_from(Basis)), max_size=2),
    "attachments": st.lists(attachments, max_size=2),
    "captures": st.lists(st.uuids().map(lambda uuid: f"urn:uuid:{uuid}"), max_size=2),
    "read_at": st.none() | instants,
    "aliases": st.lists(texts, max_size=2),
    "hints": st.dictionaries(texts, texts, max_size=2),
    "text_state": st.sampled_from(TextState),
    "languages": st.lists(st.sampled_from(["kk", "ru"]), max_size=2),
    "form": st.builds(Read, st.none() | st.sampled_from(Form), texts, places, reasons),
    "project": reads,
    "bin": reads,
    "sessions": st.lists(sessions, max_size=2),
    "posted_on": st.builds(PostedOn, st.none() | days, texts, places, reasons, st.sampled_from(Basis)),
    "content_hash": st.just("ab" * 32),
}
publications = st.one_of(
    st.builds(Announcement, **common), st.builds(Protocol, **common), st.builds(Other, other=texts, **common)
)


@given(publications)
def test_a_publication_comes_back_as_it_was(item: Publication) -> None:
    assert decode(json.loads(json.dumps(encode(item)))) == item


@given(publications)
def test_texts_may_be_kept_apart(item: Publication) -> None:
    data = encode(item)
    kept = detach_texts(data)
    assert decode(data).body == ""
    assert decode(attach_texts(data, kept)) == item


@given(publications)
def test_what_was_encoded_and_decoded_encodes_to_the_same(item: Publication) -> None:
    assert encode(decode(encode(item))) == encode(item)


def test_every_read_field_is_stored() -> None:
    item = publication()
    names = [field.name for field in fields(item) if type(getattr(item, field.name)) is Read]
    for name in names:
        setattr(item, name, Read("мән", "мән", "title"))
    item.form = Read(Form.SURVEY, "опрос", "body")
    assert len(names) > 8  # they are found at all
    again = decode(encode(item))
    assert {name: getattr(again, name) for name in names} == {name: getattr(item, name) for name in names}


def test_findings_made_along_the_way_are_not_stored() -> None:
    item = publication(findings=[finding()])
    assert isinstance(item.findings[0], Finding)
    assert decode(encode(item)).findings == []


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ({"colour": "red"}, "'colour'"),
        ({"codec": 2}, "format 2"),
        ({"kind": "rumour"}, "'rumour'"),
        ({"sessions": [{"start": "2018-13-01"}]}, "Session.start"),
        ({"sessions": [{"begin": "2018-01-01"}]}, "'begin'"),
        ({"sessions": {}}, "Announcement.sessions"),
        ({"attachments": [{"url": 7}]}, "Attachment.url"),
        ({"attachments": [{"name": "a.pdf"}]}, "Attachment without url"),
        ({"form": {"value": "banquet"}}, "Read.value"),
        ({"title": None}, "Announcement.title"),
        ({"posted_on": "2018-01-05"}, "PostedOn expected"),
    ],
)
def test_what_this_program_did_not_write_is_refused_with_its_place(spoil: dict[str, Any], told: str) -> None:
    with pytest.raises(CodecError, match=told):
        decode({**encode(publication()), **spoil})


def test_a_missing_identity_is_refused() -> None:
    data = encode(publication())
    del data["key"]
    with pytest.raises(CodecError, match="without key"):
        decode(data)


def test_texts_of_another_record_are_refused() -> None:
    data = encode(publication(attachments=[Attachment("https://x.kz/a.pdf", text="мәтін")]))
    texts = detach_texts(data)
    with pytest.raises(CodecError, match="1 attachments"):
        attach_texts(data, {**texts, "attachments": []})


def test_personal_data_is_masked_wherever_it_stands() -> None:
    iin = "840214300123"
    item = publication(
        title=f"ИИН {iin}",
        body=f"ЖСН {iin}, тел. 8 701 123 45 67, почта ivan.petrov@mail.ru",
        contacts=Read(f"ИИН {iin}", f"ИИН {iin}", "body"),
        attachments=[Attachment("https://x.kz/a.pdf", name=f"ИИН {iin}.pdf", text=f"ИИН {iin}")],
        hints={"Байланыс": f"ИИН {iin}"},
        sessions=[Session(place=f"ИИН {iin}", text=f"ИИН {iin}")],
        stamps=[Stamp(f"ИИН {iin}", "body", Basis.STATED)],
    )
    written = json.dumps(encode(item), ensure_ascii=False)
    assert iin not in written
    assert "701 123" not in written
    assert "ivan.petrov" not in written


def test_addresses_and_identities_are_left_as_they_are() -> None:
    url = "https://x.kz/840214300123/87011234567.pdf"
    capture = "urn:uuid:aaaaaaaa-0000-4000-8000-840214300123"
    item = publication(url=url, key="87011234567", aliases=[url], captures=[capture], attachments=[Attachment(url)])
    again = decode(encode(item))
    assert (again.url, again.key, again.aliases, again.captures) == (url, "87011234567", [url], [capture])
    assert again.attachments[0].url == url


def test_characters_that_a_database_cannot_hold_become_visible_ones() -> None:
    item = publication(title="а\x00б", body="в\ud800г", key="к\x00")
    again = decode(json.loads(json.dumps(encode(item), ensure_ascii=False).encode().decode()))
    assert (again.title, again.body, again.key) == ("а\ufffdб", "в\ufffdг", "к\ufffd")
