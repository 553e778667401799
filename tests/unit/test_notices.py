"""Whole notices, protocols and distractors of both languages, from the text to the record."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hearings.items import Attachment, Basis, Other, Publication, Session, Stamp
from hearings.kinds import items_of, may_concern
from pipelines.dates import DatesPipeline
from pipelines.fields import FieldsPipeline
from pipelines.identity import IdentityPipeline
from pipelines.text import TextPipeline

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "notices"
NOTICES: list[dict[str, Any]] = [
    notice for path in sorted(SAMPLES.glob("*.toml")) for notice in tomllib.loads(path.read_text("utf-8"))["notice"]
]
STEPS = (TextPipeline(), FieldsPipeline(), DatesPipeline(), IdentityPipeline())


def read(notice: dict[str, Any]) -> list[Publication]:
    posted = notice.get("posted", "")
    items = items_of(
        region=None if "source" in notice else "west_kazakhstan",
        source=notice.get("source", "govkz:bko-zher-paidalanuy"),
        key="documents/1",
        url="https://example.kz/1",
        title=notice["title"],
        body=notice["body"],
        section=notice.get("section", ""),
        stamps=[Stamp(posted, "record:created_date", Basis.STATED)] if posted else [],
        attachments=[
            Attachment(
                url=f"https://example.kz/{number}/{file['name']}",
                name=file["name"],
                text=file.get("text", ""),
                state=file.get("state", "read"),
            )
            for number, file in enumerate(notice.get("files", []))
        ],
        read_at=datetime(2026, 10, 1, tzinfo=UTC),
    )
    for step in STEPS:
        items = [step.process_item(item) for item in items]
    return items


def shown(session: Session) -> str:
    if session.start is None and session.end is None:
        return session.reason.value
    days = f"{session.start}..{session.end}" if session.end else f"{session.start}"
    return days + (f" {session.time:%H:%M}" if session.time else "")


def kind(item: Publication) -> str:
    return item.other if isinstance(item, Other) else item.kind


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice["name"])
def test_a_notice_is_read_as_what_it_is(notice: dict[str, Any]) -> None:
    items = read(notice)
    names = [file["name"] for file in notice.get("files", [])]
    assert [kind(item) for item in items] == notice["kinds"]
    if notice["kinds"]:
        assert may_concern(notice["title"], notice["body"], notice.get("section", ""), names)
    if "each" in notice:
        assert [[shown(session) for session in item.sessions] for item in items] == notice["each"]
    for item in items:
        assert item.why_kind
        if "sessions" in notice:
            assert [shown(session) for session in item.sessions] == notice["sessions"]
        if "form" in notice:
            assert item.form.value == notice["form"], item.form
        for name in ("project", "initiator", "place", "materials"):
            if name in notice:
                assert notice[name] in (getattr(item, name).value or ""), getattr(item, name)
        for name in ("bin", "survey_hours"):
            if name in notice:
                assert getattr(item, name).value == notice[name]
        for name in ("languages", "text_state", "region"):
            if name in notice:
                assert getattr(item, name) == notice[name]
