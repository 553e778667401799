"""From the codes and arguments of a finding to sentences in Kazakh or Russian."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from exports.words import Words
from hearings.items import Finding, Outcome

FACTS = ("posted_on", "first_day", "last_day", "due", "start", "end", "first_seen")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def found(finding: Finding, words: Words) -> str:
    """What was found: the sentence of the rule, or why it could not be decided."""
    told = {name: plain(value) for name, value in finding.arguments.items()}
    if finding.outcome is Outcome.UNKNOWN:
        return " ".join(filter(None, (why(told, words), facts(told, words))))
    text = f"rule.{finding.rule}.{variant(finding.rule, told)}"
    if text not in words:
        return facts(told, words)
    known_values = {**told, **coded(told, words)}
    return words(text, **{name: known_values.get(name) for name in words.wanted(text)})


def variant(rule: str, told: Mapping[str, Any]) -> str:
    """Which sentence of a rule fits: some things are found in two ways."""
    if rule.endswith("posting_date_missing") and told.get("posted_on"):
        return "found_derived"
    if rule == "protocol.not_posted" and told.get("posted_later"):
        return "found_later"
    return "found"


def coded(told: Mapping[str, Any], words: Words) -> dict[str, str]:
    """Arguments that are codes, in words."""
    values = {}
    if "unit" in told:
        values["unit"] = known(f"unit.{told['unit']}", words)
    if "lacking" in told:
        values["lacking"] = ", ".join(known(f"lacking.{name}", words) for name in told["lacking"])
    if "reads" in told:
        values["reads"] = ", ".join(
            f"{public_name(read.get('source', ''))} {words.shown(plain(read.get('day')))}" for read in told["reads"]
        )
    return values


def public_name(source: str) -> str:
    """A source as readers know it: `govkz:astana` is gov.kz/memleket/entities/astana, others are addresses."""
    platform, _, address = source.partition(":")
    if platform == "govkz":
        return f"gov.kz/memleket/entities/{address}"
    return address or source


def why(told: Mapping[str, Any], words: Words) -> str:
    """Why it could not be decided."""
    return known(f"undecided.{told.get('why', 'other')}", words)


def facts(told: Mapping[str, Any], words: Words) -> str:
    """What was known all the same."""
    parts = [words(f"fact.{name}", value=told[name]) for name in FACTS if told.get(name)]
    return "; ".join(parts) + "." if parts else ""


def known(key: str, words: Words) -> str:
    """The text of a code; the code itself where another version of the program made it."""
    return words(key) if key in words else key.rpartition(".")[2]


def plain(value: Any) -> Any:  # noqa: ANN401  # any JSON value
    """A value as a reader needs it: of a read value the value, of a term its last day, days as days."""
    match value:
        case {"value": inner, **_rest} | {"day": inner, "counted": _, **_rest}:
            return plain(inner)
        case list():
            return [plain(one) for one in value]
        case str() if _DAY.fullmatch(value):
            return day_of(value)
    return value


def day_of(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def reckoning(finding: Finding, words: Words) -> str:
    """How the term of a finding was counted."""
    return reckoned(finding.arguments, words)


def reckoned(arguments: Mapping[str, Any], words: Words) -> str:
    """How a term was counted: the days that count and those that were passed over, each with its reason."""
    due = arguments.get("due")
    if isinstance(due, Mapping):
        lines = [words("reckoning.counted", counted=due.get("counted"), day=plain(due.get("day")))]
        skipped = [skipped_day(one, words) for one in due.get("skipped", ()) if isinstance(one, Mapping)]
        if skipped:
            lines.append(words("reckoning.skipped", days=", ".join(skipped)))
        return "\n".join(lines)
    told = {name: plain(value) for name, value in arguments.items()}
    if told.get("earliest") and told.get("posted_on"):
        named = {name: told.get(name) for name in ("posted_on", "days", "earliest")}
        return words("reckoning.ahead", **named, **coded({"unit": told.get("unit", "calendar")}, words))
    return ""


def skipped_day(skipped: Mapping[str, Any], words: Words) -> str:
    reason = known(f"day_off.{skipped.get('code', '')}", words)
    return f"{words.shown(plain(skipped.get('day')))} ({reason})"
