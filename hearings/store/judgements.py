"""What was found when a month was judged, and the reports that were given out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from hearings.codec import masked
from hearings.items import Finding, Outcome
from hearings.store.models import FindingRow, JudgementRow

_LISTS = ("documents", "captures", "urls")
_IDENTITY = re.compile(r"urn:uuid:[0-9a-f-]{36}|[0-9a-f]{16,64}")  # digits of these may look like a personal number
_ADDRESSES = frozenset({"url", "urls", "address", "uid", "hearing", "documents"})  # masked, they would lead nowhere


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judging of a month as of an instant, without its findings. `payload` is that of a frozen report."""

    id: int
    month: str
    as_of: datetime
    made_at: datetime
    norms: str
    passes: dict[str, int]
    payload: dict[str, Any] | None


def save(
    connection: Connection,
    month: str,
    as_of: datetime,
    findings: Iterable[Finding],
    passes: Mapping[str, int],
    *,
    made_at: datetime,
    norms: str,
    payload: Mapping[str, Any] | None,
) -> int:
    """Put down a judgement; an earlier one of the same month and instant is replaced unless it is frozen."""
    replaced = (JudgementRow.month == month, JudgementRow.as_of == as_of, JudgementRow.payload.is_(None))
    if payload is None:
        connection.execute(delete(JudgementRow).where(*replaced))
    row = {
        "month": month,
        "as_of": as_of,
        "made_at": made_at,
        "norms": norms,
        "passes": dict(passes),
        "payload": None if payload is None else masked_json(payload),
    }
    judgement: int = connection.execute(insert(JudgementRow).values(row).returning(JudgementRow.id)).scalar_one()
    rows = [_row(judgement, finding) for finding in findings]
    if rows:
        connection.execute(insert(FindingRow), rows)
    return judgement


def _row(judgement: int, finding: Finding) -> dict[str, Any]:
    row = {**asdict(finding), "judgement_id": judgement, "outcome": finding.outcome.value}
    row["arguments"] = masked_json(finding.arguments)
    return row | {name: list(row[name]) for name in _LISTS}


def masked_json(value: Any) -> Any:  # noqa: ANN401  # any JSON value
    """The same JSON value with its texts masked."""
    match value:
        case str():
            return value if _IDENTITY.fullmatch(value) else masked(value)
        case Mapping():
            return {key: inner if key in _ADDRESSES else masked_json(inner) for key, inner in value.items()}
        case list() | tuple():
            return [masked_json(inner) for inner in value]
        case _:
            return value


def judgements(connection: Connection, month: str, *, frozen: bool) -> list[Judgement]:
    """Judgements of a month, the latest first: the frozen ones, or the others."""
    kind = JudgementRow.payload.is_not(None) if frozen else JudgementRow.payload.is_(None)
    statement = (
        select(*(getattr(JudgementRow, name) for name in Judgement.__slots__))
        .where(JudgementRow.month == month, kind)
        .order_by(JudgementRow.as_of.desc(), JudgementRow.id.desc())
    )
    return [Judgement(*row) for row in connection.execute(statement)]


def months(connection: Connection) -> list[str]:
    """The months of all judgements, in order."""
    return list(connection.scalars(select(JudgementRow.month).distinct().order_by(JudgementRow.month)))


def latest_with(connection: Connection, finding: str) -> dict[str, Judgement]:
    """The findings whose uid begins so, each with the judgement that found it last."""
    statement = (
        select(FindingRow.uid, *(getattr(JudgementRow, name) for name in Judgement.__slots__))
        .join(JudgementRow, JudgementRow.id == FindingRow.judgement_id)
        .where(FindingRow.uid.startswith(finding, autoescape=True))
        .order_by(JudgementRow.made_at, JudgementRow.id)
    )
    return {uid: Judgement(*row) for uid, *row in connection.execute(statement)}


def findings_of(connection: Connection, judgement: int) -> list[Finding]:
    names = tuple(Finding.__slots__)
    statement = (
        select(*(getattr(FindingRow, name) for name in names))
        .where(FindingRow.judgement_id == judgement)
        .order_by(FindingRow.id)
    )
    result = []
    for row in connection.execute(statement):
        values = dict(zip(names, row, strict=True))
        values |= {name: tuple(values[name]) for name in _LISTS} | {"outcome": Outcome(values["outcome"])}
        result.append(Finding(**values))
    return result
