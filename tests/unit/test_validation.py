"""Each publication is validated by itself as it comes, and nothing that goes wrong there stops the collecting."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.utils.test import get_crawler

import validators
from hearings.health import Cause, SourceReading, State
from hearings.items import Form, Outcome, Publication, Read, Reason
from pipelines.validation import ValidationPipeline
from tests import factory
from validators.answers import Answer


def validated(item: Publication, **settings: Any) -> tuple[Publication, dict[str, Any]]:
    crawler = get_crawler(settings_dict=settings)
    pipeline = ValidationPipeline.from_crawler(crawler)
    assert crawler.stats is not None
    return pipeline.process_item(item), crawler.stats.get_stats()


def test_findings_stand_on_the_item_and_in_the_stats() -> None:
    item = factory.publication(
        form=Read(Form.SURVEY), survey_hours=Read.missing(Reason.ABSENT), posted_on=factory.posted(None)
    )
    found, stats = validated(item)
    assert {(finding.rule, finding.outcome) for finding in found.findings} == {
        ("announcement.survey_time_missing", Outcome.VIOLATION),
        ("announcement.posting_date_missing", Outcome.VIOLATION),
    }
    assert stats["findings/announcement.survey_time_missing/violation"] == 1


def test_an_item_that_is_validated_twice_has_its_findings_once() -> None:
    item = factory.publication(posted_on=factory.posted(None))
    once = list(validated(item)[0].findings)
    assert validated(item)[0].findings == once


def test_of_a_protocol_alone_only_its_date_is_asked() -> None:
    item, _ = validated(factory.publication("protocol", posted_on=factory.posted(None)))
    assert [finding.rule for finding in item.findings] == ["protocol.posting_date_missing"]


def test_norms_that_cannot_be_read_do_not_stop_the_collecting(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "norms.toml"
    path.write_text("[[norm]", "utf-8")
    item, _ = validated(factory.publication(), HEARINGS_NORMS=str(path))
    assert item.findings == []
    assert "not validated" in caplog.text


def test_a_rule_that_raises_makes_the_reading_unhealthy(monkeypatch: pytest.MonkeyPatch) -> None:
    def raising(announcement: object) -> Answer:
        raise ValueError(f"about {type(announcement).__name__}")

    name = "announcement.posting_date_missing"
    monkeypatch.setitem(validators.RULES, name, replace(validators.RULES[name], check=raising))
    reading = SourceReading(
        source="govkz:aktobe",
        platform="govkz",
        address="aktobe",
        region="aktobe",
        since=date(2018, 1, 1),
        until=date(2018, 1, 31),
        started_at=datetime(2018, 1, 31, tzinfo=UTC),
        listings=1,
        rows=1,
        reached_end=True,
    )
    crawler = get_crawler()
    pipeline = ValidationPipeline.from_crawler(crawler)
    crawler.spider = SimpleNamespace(readings=[reading])  # type: ignore[assignment]  # all that the step looks at
    item = pipeline.process_item(factory.publication())
    assert [finding.outcome for finding in item.findings if finding.rule == name] == [Outcome.UNKNOWN]
    assert reading.verdict()[:2] == (State.PARTIAL, Cause.RULE_RAISED)
