"""What a rule answers: an outcome with its arguments; sentences are made from them when they are shown."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from hearings.items import Outcome, PostedOn, Read
from hearings.workdays import Due, Span


@dataclass(frozen=True, slots=True)
class Answer:
    """An outcome, or None where the rule has nothing to say about its subject (another form, not yet due)."""

    outcome: Outcome | None
    arguments: dict[str, Any] = field(default_factory=dict)
    captures: tuple[str, ...] = ()  # beside those of the documents: of an absence
    counted_on: date | None = None  # the day that decides the month, where it is not that of the document


def passed(**arguments: Any) -> Answer:
    return Answer(Outcome.PASS, arguments)


def violation(**arguments: Any) -> Answer:
    return Answer(Outcome.VIOLATION, arguments)


def remark(**arguments: Any) -> Answer:
    return Answer(Outcome.REMARK, arguments)


def unknown(why: str, **arguments: Any) -> Answer:
    """It can't be decided; `why` is a code, such as `posting_date_absent`."""
    return Answer(Outcome.UNKNOWN, {"why": why, **arguments})


def does_not_apply() -> Answer:
    return Answer(None)


def as_json(value: Any) -> Any:  # noqa: ANN401  # any argument, any JSON value
    """An argument as a JSON value: days as ISO text, a value read from a page with its words and place."""
    match value:
        case None | bool() | int() | float():
            return value
        case Enum():
            return value.value
        case str():
            return value
        case datetime() | date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case PostedOn():
            return {"value": as_json(value.value), "basis": value.basis.value, **_proof(value)}
        case Read():
            return {"value": as_json(value.value), **_proof(value)}
        case Due():
            skipped = [as_json(day) for day in value.skipped]
            return {"day": as_json(value.day), "counted": len(value.counted), "skipped": skipped}
        case Span():
            return {"counted": value.count, "skipped": [as_json(day) for day in value.skipped]}
        case dict():
            return {str(key): as_json(inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            inner = [as_json(one) for one in value]
            return sorted(inner) if isinstance(value, set | frozenset) else inner
    if is_dataclass(value) and not isinstance(value, type):
        named = ((part.name, getattr(value, part.name)) for part in fields(value))
        return {name: as_json(inner) for name, inner in named if inner not in (None, "", ()) and inner is not False}
    raise TypeError(f"{type(value).__name__} is no argument of a finding")


def _proof(read: Read[Any]) -> dict[str, str]:
    said = {"text": read.text, "place": read.place, "reason": read.reason.value}
    return {name: text for name, text in said.items() if text}
