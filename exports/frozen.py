"""Reports that were given out: kept whole when frozen, shown again exactly, and compared with what is known today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from exports.shown import Shown
from exports.view import FIGURES, MonthView
from exports.words import Words, heading
from hearings.codec import CodecError, decode_record, encode_record
from hearings.items import Document, Finding
from hearings.store import Judgement as StoredJudgement
from hearings.store import Store
from hearings.store.judgements import masked_json
from validators.judgement import Judgement

FORMAT = 1


class FrozenError(ValueError):
    """There is no such frozen report, or it cannot be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class FrozenReport:
    """A report as it was given out. `number` counts those of one month, from 1."""

    number: int
    made_at: datetime
    view: MonthView


def freeze(store: Store, view: MonthView, judgement: Judgement, made_at: datetime) -> FrozenReport:
    """Keep a report as it is given out now; one that says the same as the last frozen one is that one.

    What is returned was read back from the store: what is written from it now can be written again.
    """
    payload = masked_json({"format": FORMAT, "view": encode_record(view)})
    earlier = _stored(store, view.month)
    if not earlier or earlier[-1].payload != payload:
        store.save_judgement(
            f"{view.month:%Y-%m}",
            view.as_of,
            judgement.findings,
            judgement.passes,
            made_at=made_at,
            norms=judgement.norms,
            payload=payload,
        )
    return frozen_report(store, view.month)


def frozen_reports(store: Store, month: date) -> list[FrozenReport]:
    """The frozen reports of a month in the order in which they were made. Raises `FrozenError`."""
    return [
        FrozenReport(number, stored.made_at, _view(stored)) for number, stored in enumerate(_stored(store, month), 1)
    ]


def frozen_report(store: Store, month: date, number: int = 0) -> FrozenReport:
    """A frozen report by its number, the last one for 0. Raises `FrozenError`."""
    reports = frozen_reports(store, month)
    if not reports:
        raise FrozenError(
            f"no report of {month:%Y-%m} was frozen; scrapy report {month:%Y-%m} --freeze writes one and keeps it"
        )
    if not 0 <= number <= len(reports):
        raise FrozenError(f"there is no issue {number} of {month:%Y-%m}; there are 1 to {len(reports)}")
    return reports[number - 1]


def _stored(store: Store, month: date) -> list[StoredJudgement]:
    return sorted(store.judgements(f"{month:%Y-%m}", frozen=True), key=lambda stored: stored.id)


def _view(stored: StoredJudgement) -> MonthView:
    payload = stored.payload or {}
    try:
        if payload.get("format") != FORMAT:
            raise CodecError(f"format {payload.get('format')!r}, this program reads format {FORMAT}")
        return decode_record(MonthView, payload["view"])
    except (CodecError, KeyError) as error:
        raise FrozenError(
            f"the frozen report of {stored.month} was made by another version of this program: {error}"
        ) from error


# ------------------------------------------------------------------ what is said of them


def kept_now(kept: FrozenReport, words: Words) -> str:
    """That the report was kept, and how to see it again."""
    return words("frozen.kept", number=kept.number, month=f"{kept.view.month:%Y-%m}")


def kept_before(store: Store, month: date, words: Words) -> list[str]:
    """That a report of the month was given out, which another look at it does not replace."""
    kept = frozen_reports(store, month)[-1:]
    return [words("frozen.exists", number=one.number, made_at=one.made_at, month=f"{month:%Y-%m}") for one in kept]


def heading_of(kept: FrozenReport, last: int, now: datetime, differing: int, words: Words) -> str:
    """What the report is, and in how much it differs from what is known now."""
    return words(
        "frozen.head",
        number=kept.number,
        last=last,
        made_at=kept.made_at,
        as_of=kept.view.as_of,
        now=now,
        count=differing,
    )


# ------------------------------------------------------------------ then and now


def differences(then: MonthView, now: MonthView, words: Words) -> Iterator[str]:
    """What another look at the same month gives otherwise, line by line: figures, documents, findings."""
    shown = Shown(now, words)
    was = {region.code: region for region in then.regions}
    for region in now.regions:
        old = was.get(region.code)
        for name in FIGURES:
            before, after = (getattr(one.figures, name) if one else None for one in (old, region))
            if before != after:
                yield words(
                    "frozen.figure",
                    region=shown.region(region.code),
                    figure=words(f"column.{name}"),
                    then=words("no_data") if before is None else before,
                    now=words("no_data") if after is None else after,
                )
    yield from _documents((*then.announcements, *then.protocols), (*now.announcements, *now.protocols), shown)
    yield from _findings(_by_uid(then.findings), _by_uid(now.findings), Shown(then, words), shown)


def _by_uid(findings: Iterable[Finding]) -> dict[str, Finding]:
    return {finding.uid: finding for finding in findings}


def _documents(then: Iterable[Document], now: Iterable[Document], shown: Shown) -> Iterator[str]:
    old, new = ({document.uid: document for document in documents} for documents in (then, now))
    for document in (*old.values(), *new.values()):
        if document.uid in old and document.uid in new:
            continue
        text = "frozen.document_gone" if document.uid in old else "frozen.document_new"
        yield shown.words(
            text,
            region=shown.region(document.region),
            kind=heading(shown.kind(document)),
            posted=document.counted_on,
            title=document.title,
            url=document.urls[0] if document.urls else document.uid,
        )


def _findings(then: Mapping[str, Finding], now: Mapping[str, Finding], was: Shown, shown: Shown) -> Iterator[str]:
    for uid in dict.fromkeys((*then, *now)):
        old, new = then.get(uid), now.get(uid)
        if old and new and (old.outcome, old.arguments) == (new.outcome, new.arguments):
            continue
        finding = new or old
        if finding is None:
            continue
        yield shown.words(
            "frozen.finding",
            region=shown.region(finding.region),
            rule=shown.rule(finding),
            url=finding.urls[0] if finding.urls else finding.uid,
            then=_said(old, was),
            now=_said(new, shown),
        )


def _said(finding: Finding | None, shown: Shown) -> str:
    if finding is None:
        return shown.words("frozen.nothing")
    return f"{shown.words(f'outcome.{finding.outcome}')}: {shown.found(finding)}"
