"""What analysts decided on findings: kept beside them, because findings are derived and made again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from hearings.codec import masked, storable
from hearings.store.models import DecisionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One decision. `basis` is the key of the finding when it was decided; when that changes, the decision is stale.

    `rule`, `hearing` and `documents` find the subject again where a changed norm gave the finding another uid.
    """

    month: str
    finding: str
    rule: str
    hearing: str
    documents: tuple[str, ...]
    basis: str
    verdict: str  # "confirmed" | "rejected"
    note: str
    decided_at: datetime
    file: str = ""


def save(connection: Connection, decisions: Iterable[Decided]) -> int:
    """Add decisions that differ from the latest ones of their findings; returns how many were added."""
    rows, latest = [], {}
    for one in decisions:
        if one.month not in latest:
            latest[one.month] = {known.finding: known for known in decisions_of(connection, one.month)}
        row = {**asdict(one), "documents": list(one.documents), "note": masked(one.note), "file": storable(one.file)}
        known = latest[one.month].get(one.finding)
        if known is None or (known.basis, known.verdict, known.note) != (one.basis, one.verdict, row["note"]):
            rows.append(row)
    if rows:
        connection.execute(insert(DecisionRow), rows)
    return len(rows)


def decisions_of(connection: Connection, month: str) -> list[Decided]:
    """The latest decision of each finding of a month, in the order in which they were taken."""
    statement = (
        select(*(getattr(DecisionRow, name) for name in Decided.__slots__))
        .where(DecisionRow.month == month)
        .order_by(DecisionRow.id)
    )
    latest: dict[str, Decided] = {}
    for row in connection.execute(statement):
        values = dict(zip(Decided.__slots__, row, strict=True))
        decided = Decided(**{**values, "documents": tuple(values["documents"])})
        latest.pop(decided.finding, None)
        latest[decided.finding] = decided
    return list(latest.values())
