"""Judgements, their findings, and reports that were given out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from hearings.items import Outcome
from hearings.store import Store, open_store
from tests.crawls import instant
from tests.factory import finding

AS_OF, MADE = instant("2018-01-31"), instant("2018-02-02")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with open_store(database_url) as store:
        yield store


def test_findings_come_back_as_they_were_and_in_order(store: Store) -> None:
    findings = [
        finding(
            rule="protocol.not_posted",
            norm="135p-2017/protocol-posting-time",
            norm_verified=False,
            documents=("b", "a"),
            hearing="h",
            arguments={"due": "2018-01-30", "skipped": ["2018-01-07"], "days": 10, "late": None},
            captures=("urn:uuid:2", "urn:uuid:1"),
            urls=("https://x.kz/1", "https://x.kz/2"),
        ),
        finding(outcome=Outcome.UNKNOWN, region=None, counted_on=None),
    ]
    judgement = store.save_judgement("2018-01", AS_OF, findings, {"protocol.deadline": 7}, made_at=MADE, norms="digest")
    assert store.findings(judgement) == findings
    (known,) = store.judgements("2018-01")
    assert (known.id, known.as_of, known.made_at, known.norms) == (judgement, AS_OF, MADE, "digest")
    assert (known.passes, known.payload) == ({"protocol.deadline": 7}, None)


def test_judging_the_same_again_replaces_what_was_found_before(store: Store) -> None:
    store.save_judgement("2018-01", AS_OF, [finding(), finding()], {}, made_at=MADE)
    latest = store.save_judgement("2018-01", AS_OF, [finding(uid="x")], {}, made_at=MADE)
    assert [judgement.id for judgement in store.judgements("2018-01")] == [latest]
    assert [one.uid for one in store.findings(latest)] == ["x"]


def test_another_month_or_instant_is_another_judgement(store: Store) -> None:
    for month, as_of in (("2018-01", AS_OF), ("2018-02", AS_OF), ("2018-01", instant("2018-02-28"))):
        store.save_judgement(month, as_of, [finding()], {}, made_at=MADE)
    assert [judgement.as_of for judgement in store.judgements("2018-01")] == [instant("2018-02-28"), AS_OF]
    assert len(store.judgements("2018-02")) == 1


def test_a_frozen_report_stays_whatever_is_judged_later(store: Store) -> None:
    payload = {"month": "2018-01", "regions": [{"region": "aktobe", "announcements": 3}]}
    frozen = store.save_judgement("2018-01", AS_OF, [finding(uid="then")], {}, made_at=MADE, payload=payload)
    store.save_judgement("2018-01", AS_OF, [finding(uid="now")], {}, made_at=instant("2018-03-01"))
    (kept,) = store.judgements("2018-01", frozen=True)
    assert (kept.id, kept.payload) == (frozen, payload)
    assert [one.uid for one in store.findings(frozen)] == ["then"]
    assert [one.uid for one in store.findings(store.judgements("2018-01")[0].id)] == ["now"]


def test_arguments_and_frozen_reports_are_masked_but_their_references_hold(store: Store) -> None:
    iin, capture = "840214300123", "urn:uuid:aaaaaaaa-0000-4000-8000-840214300123"
    said = {"text": f"ИИН {iin}", "capture": capture, "nested": [{"text": f"ИИН {iin}"}]}
    judgement = store.save_judgement(
        "2018-01", AS_OF, [finding(arguments=said, captures=(capture,))], {}, made_at=MADE, payload=said
    )
    (frozen,) = store.judgements("2018-01", frozen=True)
    (found,) = store.findings(judgement)
    for kept in (frozen.payload, found.arguments):
        assert kept is not None
        assert iin not in kept["text"]
        assert iin not in kept["nested"][0]["text"]
        assert kept["capture"] == capture
    assert found.captures == (capture,)


def test_what_was_never_judged_has_no_findings(store: Store) -> None:
    assert store.judgements("2018-01") == []
    assert store.findings(7) == []


def test_a_day_of_counting_is_a_day(store: Store) -> None:
    judgement = store.save_judgement("2018-01", AS_OF, [finding(counted_on=date(2018, 1, 5))], {}, made_at=MADE)
    assert store.findings(judgement)[0].counted_on == date(2018, 1, 5)
