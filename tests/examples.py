"""Examples of rules, `tests/rules/<rule>/<name>.toml`, as cases that a rule can be asked about."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from hearings.items import Basis, Document, Form, Outcome, PostedOn, Read, Reason, Session, TextState
from tests import factory
from validators import Case, SourceRead, Watch

FOLDER = Path(__file__).parent / "rules"
SORTS = ("passing", "failing", "unknown", "border")
_READS = ("ground", "project", "initiator", "bin", "place", "contacts", "materials", "survey_hours")


@dataclass(frozen=True)
class Example:
    """`outcome` is None where the rule does not apply; `why` is the code of what is not known."""

    name: str
    rule: str
    says: str
    outcome: Outcome | None
    why: str
    case: Case


def examples() -> list[Example]:
    return [_example(path) for path in sorted(FOLDER.glob("*/*.toml"))]


def _example(path: Path) -> Example:
    told = tomllib.loads(path.read_text("utf-8"))
    rule = path.parent.name
    documents = [
        *(document("announcement", fields) for fields in _tables(told, "announcement")),
        *(document("protocol", fields) for fields in (*_tables(told, "protocol"), *_tables(told, "protocols"))),
    ]
    hearing = factory.hearing(
        *documents,
        ambiguous=told.get("ambiguous", False),
        changes=tuple(document("other", fields) for fields in told.get("changes", ())),
    )
    subject = "protocol" if rule.startswith("protocol") and rule != "protocol.not_posted" else "announcement"
    return Example(
        name=f"{rule}/{path.stem}",
        rule=rule,
        says=told["says"],
        outcome=Outcome(told["outcome"]) if told["outcome"] else None,
        why=told.get("why", ""),
        case=Case(
            hearing,
            None if rule == "protocol.not_posted" else next(d for d in documents if d.kind == subject),
            _watch(told["watch"]) if "watch" in told else None,
        ),
    )


def _tables(told: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = told.get(name, [])
    return found if isinstance(found, list) else [found]


def document(kind: str, fields: dict[str, Any]) -> Document:
    """A document of Aktobe; what is not told is sound. Values that are read: the value, or a table with a reason."""
    made: dict[str, Any] = dict(fields)
    made["posted_on"] = _posted(fields.get("posted_on", date(2018, 1, 5)))
    made["form"] = _read(fields.get("form", "open_meeting"), Form)
    made |= {name: _read(fields[name], str) for name in _READS if name in fields}
    made["sessions"] = tuple(_session(one) for one in fields.get("sessions", ()))
    made["text_state"] = TextState(fields.get("text_state", "read"))
    made.setdefault("first_seen", date(2099, 12, 31))
    for name in ("platforms", "sources"):
        if name in fields:
            made[name] = tuple(fields[name])
    return factory.document(made.pop("kind", kind), **made)


def _read(told: str | dict[str, str], kind: type) -> Read[Any]:
    if not isinstance(told, dict):
        return Read(kind(told), text=str(told), place="body")
    return Read(reason=Reason(told["reason"]), text=told.get("text", ""))


def _posted(told: date | dict[str, Any]) -> PostedOn:
    if isinstance(told, date):
        return PostedOn(told, str(told), "record:created_date", basis=Basis.STATED)
    return PostedOn(
        told.get("value"),
        told.get("text", ""),
        told.get("place", ""),
        Reason(told.get("reason", "")),
        Basis(told["basis"]) if "basis" in told else Basis.ABSENT,
    )


def _session(told: dict[str, Any]) -> Session:
    made = dict(told)
    if "time" in made:
        made["time"] = time.fromisoformat(made["time"])
    made["reason"] = Reason(made.get("reason", ""))
    return Session(**made)


def _watch(told: dict[str, Any]) -> Watch:
    return Watch(
        as_of=told["as_of"],
        sources=tuple(told["sources"]),
        reads=tuple(SourceRead(**{**read, "captures": tuple(read.get("captures", ()))}) for read in told["reads"]),
        suspects=tuple(document("other", fields) for fields in told.get("suspects", ())),
    )
