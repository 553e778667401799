"""The rules, each with the norm it checks, and the one way in which they are asked.

A rule is a plain function. Its first parameter says what it is asked about: `announcement`, `protocol` (documents) or
`hearing`; further ones are taken by name: `hearing`, `watch`, `norm`, `calendar`.

    @rule("protocol.deadline", norm="protocol-posting-time", column="protocol_deadline")
    def posted_in_time(protocol: Document, hearing: Hearing, norm: Norm, calendar: WorkCalendar) -> Answer: ...
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import CodeType, FunctionType
from typing import Any, TypeVar

from hearings.items import Document, Finding, Hearing, Outcome
from hearings.workdays import OutsideCalendarError, WorkCalendar
from validators.answers import Answer, as_json, unknown
from validators.norms import Norm, Norms
from validators.watch import Watch

C = TypeVar("C", bound=Callable[..., Answer])
SUBJECTS = ("announcement", "protocol", "hearing")
ARGUMENTS = {*SUBJECTS, "watch", "norm", "calendar"}
COLUMNS = ("announcement", "protocol_deadline", "protocol_not_posted", "")
RULE_RAISED = "rule_raised"  # the cause in `hearings.health`

RULES: dict[str, Rule] = {}


class RuleError(TypeError):
    """A rule is not declared as a rule must be."""


@dataclass(frozen=True)
class Case:
    """One subject with all that a rule may ask for. `document` is the announcement or the protocol."""

    hearing: Hearing
    document: Document | None = None
    watch: Watch | None = None

    @property
    def uid(self) -> str:
        return self.document.uid if self.document else self.hearing.uid


@dataclass(frozen=True)
class Rule:
    """A registered rule. `event_day` gives the day whose norm applies, from the case."""

    id: str
    norm: str
    column: str
    check: Callable[..., Answer]
    event_day: Callable[[Case], date | None]

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        return tuple(inspect.signature(self.check).parameters)

    @property
    def subject(self) -> str:
        return self.parameters[0]

    @cached_property
    def version(self) -> str:
        """Changes when the function does, or one of those that it calls."""
        digest = hashlib.sha256()
        for function in _with_called(self.check, {}).values():
            try:
                digest.update(inspect.getsource(function).encode())
            except OSError:  # no source beside the bytecode
                digest.update(function.__code__.co_code)
        return digest.hexdigest()[:8]


def _with_called(check: Callable[..., Answer], found: dict[str, FunctionType]) -> dict[str, FunctionType]:
    """The function and the functions of this package that it calls, directly or not."""
    function = inspect.unwrap(check)
    if not isinstance(function, FunctionType):
        raise RuleError(f"{check!r} is not a plain function")
    found[function.__qualname__] = function
    codes = [function.__code__]
    for code in codes:
        codes.extend(constant for constant in code.co_consts if isinstance(constant, CodeType))
        for name in code.co_names:
            called = function.__globals__.get(name)
            if not isinstance(called, FunctionType) or called.__module__.split(".")[0] != __package__:
                continue
            if called.__qualname__ not in found:
                _with_called(called, found)
    return found


def rule(
    rule_id: str, *, norm: str, column: str = "", event_day: Callable[[Case], date | None] | None = None
) -> Callable[[C], C]:
    """Registers a function as the check of a norm. `column` is that of the ministry's table, empty for remarks."""

    def register(check: C) -> C:
        parameters = tuple(inspect.signature(check).parameters)
        if not parameters or parameters[0] not in SUBJECTS:
            raise RuleError(f"{rule_id}: the first parameter must be one of {', '.join(SUBJECTS)}")
        if strange := set(parameters) - ARGUMENTS:
            raise RuleError(f"{rule_id}: a rule is not given {', '.join(sorted(strange))}")
        if column not in COLUMNS:
            raise RuleError(f"{rule_id}: there is no column {column!r}")
        if rule_id in RULES:
            raise RuleError(f"{rule_id} is registered twice")
        RULES[rule_id] = Rule(rule_id, norm, column, check, event_day or _EVENT_DAYS[parameters[0]])
        return check

    return register


def day_of_announcement(case: Case) -> date | None:
    """The posting of the announcement; where it is not known, what comes nearest."""
    document = case.document
    if document is None:
        return None
    return document.posted_on.value or document.first_day or document.first_seen


def last_session(case: Case) -> date | None:
    """The last session: the protocol tells what took place, the announcement what was planned."""
    documents = (*([case.document] if case.document else []), *case.hearing.protocols, *case.hearing.announcements)
    return next((document.last_day for document in documents if document.last_day), None)


def _day_of_protocol(case: Case) -> date | None:
    document = case.document
    return last_session(case) or (document.posted_on.value or document.first_seen if document else None)


def _day_of_hearing(case: Case) -> date | None:
    notices = (notice.posted_on.value or notice.first_seen for notice in case.hearing.announcements)
    return last_session(case) or next((day for day in notices if day), None)


_EVENT_DAYS: Mapping[str, Callable[[Case], date | None]] = {
    "announcement": day_of_announcement,
    "protocol": _day_of_protocol,
    "hearing": _day_of_hearing,
}


# ------------------------------------------------------------------ asking


@dataclass(frozen=True, slots=True)
class Result:
    """The answer of one rule about one subject. `finding` is None for a pass and where the rule does not apply."""

    outcome: Outcome | None
    finding: Finding | None = None
    raised: str = ""  # what the rule raised, if it did
    norm: Norm | None = None  # the one that was applied
    arguments: Mapping[str, Any] = field(default_factory=dict)  # as the rule gave them, of a pass too


def ask(one: Rule, case: Case, norms: Norms, calendar: WorkCalendar) -> Result:
    """Asks a rule under the norm in force on the day of the event.

    Near a border between two editions whose exact day is not known, both are asked; where they disagree, nobody
    knows. A rule that raises knows nothing.
    """
    day = one.event_day(case)
    raised = ""
    candidates: list[tuple[Norm | None, Answer]] = []
    if day is None:
        candidates = [(None, unknown("event_day_unknown"))]
    else:
        for edition, norm in norms.on(one.norm, day):
            if norm is None:
                candidates.append((None, Answer(None)))
                continue
            try:
                answer = _asked(one, case, norm, calendar)
            except OutsideCalendarError as error:
                answer = unknown("outside_calendar", detail=str(error))
            except Exception as error:  # noqa: BLE001  # whatever a rule does wrong must not accuse anybody
                raised = f"{one.id} on {case.uid} under {edition.id}: {type(error).__name__}: {error}"
                answer = unknown(RULE_RAISED, error=type(error).__name__)
            candidates.append((norm, answer))
    norm, answer = _agreed(candidates)
    if answer.outcome is None or answer.outcome is Outcome.PASS:
        return Result(answer.outcome, None, raised, norm, answer.arguments)
    return Result(answer.outcome, _finding(one, case, norm, answer), raised, norm, answer.arguments)


def _asked(one: Rule, case: Case, norm: Norm, calendar: WorkCalendar) -> Answer:
    given = {"norm": norm, "calendar": calendar, "hearing": case.hearing, "watch": case.watch}
    if one.subject != "hearing":
        given[one.subject] = case.document
    return one.check(**{name: given[name] for name in one.parameters})


def _agreed(candidates: list[tuple[Norm | None, Answer]]) -> tuple[Norm | None, Answer]:
    """The one answer, or the common one of two editions; the later edition speaks for both."""
    if not candidates:
        return None, Answer(None)
    norm, answer = candidates[-1]
    outcomes = {answer.outcome for _, answer in candidates}
    if len(outcomes) == 1:
        return norm, answer
    if not outcomes & {Outcome.VIOLATION, Outcome.REMARK, Outcome.UNKNOWN}:
        return norm, Answer(Outcome.PASS)
    told = next((pair for pair in candidates if pair[1].outcome is Outcome.VIOLATION), candidates[-1])
    of_editions = {norm.edition.id: answer.outcome or "" for norm, answer in candidates if norm}
    arguments = {**told[1].arguments, "editions": of_editions, "why": "edition_uncertain"}
    return told[0] or norm, Answer(Outcome.UNKNOWN, arguments, told[1].captures, told[1].counted_on)


def _finding(one: Rule, case: Case, norm: Norm | None, answer: Answer) -> Finding:
    document, hearing = case.document, case.hearing
    documents = (document,) if document else (*hearing.announcements, *hearing.protocols)
    of_norm = norm.key if norm else f"/{one.norm}"
    identity = f"{one.id}\n{of_norm}\n{case.uid}"
    captures = (*(capture for d in documents for capture in (*d.captures, *d.absent_captures)), *answer.captures)
    return Finding(
        uid=hashlib.sha256(identity.encode()).hexdigest()[:20],
        rule=one.id,
        rule_version=f"{one.version}-{norm.digest[:8] if norm else ''}",
        outcome=answer.outcome or Outcome.UNKNOWN,
        column=one.column,
        norm=of_norm if norm else "",
        norm_verified=bool(norm and norm.verified),
        region=hearing.region,
        counted_on=answer.counted_on or (document.counted_on if document else None),
        documents=tuple(d.uid for d in documents),
        hearing=hearing.uid,
        arguments={name: as_json(value) for name, value in answer.arguments.items()},
        captures=tuple(dict.fromkeys(captures)),
        urls=tuple(dict.fromkeys(url for d in documents for url in d.urls)),
    )


def demanded_norms() -> set[str]:
    """The norms that the rules check: a file of norms must have them."""
    return {one.norm for one in RULES.values()}
