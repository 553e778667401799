"""The norms of the Rules as data: loading and checking `norms.toml`, and finding what applied on a day."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

ONE_DAY = timedelta(days=1)
LANGUAGES = ("kk", "ru")
UNITS = ("calendar", "working")


class NormsError(ValueError):
    """The file of norms cannot be used; the message names file, line and what to do."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the Rules. Where the day of a change is not known, it lies between `since` and `since_latest`."""

    id: str
    act: Mapping[str, str]  # by language
    registration: str
    since: date
    since_latest: date
    until: date | None  # None: still in force
    until_latest: date | None
    source: str

    def may_apply(self, day: date) -> bool:
        return self.since <= day and (self.until_latest is None or day <= self.until_latest)


@dataclass(frozen=True, slots=True)
class Norm:
    """One demand of one edition.

    `days` are of `unit` ("calendar" or "working"); `days_by_ground` where they depend on the ground of the hearing
    (sub-points of Article 87 of the Ecological Code).
    """

    id: str
    edition: Edition
    paragraph: str
    wording: Mapping[str, str]
    verified: bool
    source: str
    days: int | None = None
    unit: str = ""
    days_by_ground: Mapping[str, int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """How findings name it: «135p-2017/protocol-posting-time»."""
        return f"{self.edition.id}/{self.id}"

    @property
    def digest(self) -> str:
        """Of what a judgement rests on: parameter and time in force, not the wording."""
        content = [self.key, self.days, self.unit, sorted(self.days_by_ground.items()), self.verified]
        times = [self.edition.since, self.edition.since_latest, self.edition.until, self.edition.until_latest]
        return hashlib.sha256(json.dumps([*content, *map(str, times)]).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Norms:
    """All norms, checked. `path` says which file they came from."""

    editions: tuple[Edition, ...]
    norms: tuple[Norm, ...]
    path: str

    def on(self, norm_id: str, day: date) -> list[tuple[Edition, Norm | None]]:
        """The editions that may have been in force on a day, each with the norm, or None where it has no such norm.

        One pair as a rule; two near a border whose exact day is not known; none before the first edition, that is
        before the last day on which it may have come into force, because what it replaced is not among the norms.
        """
        if day < self.editions[0].since_latest:
            return []
        return [
            (edition, self._by_key.get((norm_id, edition.id))) for edition in self.editions if edition.may_apply(day)
        ]

    def applying(self, day: date) -> list[Norm]:
        """Every norm that may have been in force on a day."""
        return [norm for norm in self.norms if norm.edition.may_apply(day)]

    def get(self, key: str) -> Norm:
        """The norm of a key such as «135p-2017/protocol-posting-time»; KeyError for any other text."""
        edition, _, norm_id = key.partition("/")
        return self._by_key[norm_id, edition]

    @cached_property
    def _by_key(self) -> dict[tuple[str, str], Norm]:
        return {(norm.id, norm.edition.id): norm for norm in self.norms}

    @property
    def digest(self) -> str:
        return hashlib.sha256("".join(sorted(norm.digest for norm in self.norms)).encode()).hexdigest()[:12]


def load(path: str | Path | None = None, *, demanded: Iterable[str] = ()) -> Norms:
    """The norms of a file, by default the bundled one. `demanded` are ids that must be there. Raises `NormsError`."""
    if path:
        name = str(path)
        try:
            text = Path(path).read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise NormsError(f"{name}: cannot be read: {error}") from error
    else:
        name = "norms.toml"
        text = bundled()
    return parse(text, name, demanded=demanded)


def bundled() -> str:
    """The text of the norms that come with the program: what an operator copies to correct it."""
    return resources.files("validators").joinpath("norms.toml").read_text("utf-8")


def parse(text: str, name: str = "norms.toml", *, demanded: Iterable[str] = ()) -> Norms:
    """The norms of a text in the format of `norms.toml`. Raises `NormsError`."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NormsError(f"{name}: {error}") from error
    tables = _Tables(name, text, content)
    editions = tuple(_edition(table) for table in tables.of("edition"))
    _check_editions(tables, editions)
    by_id = {edition.id: edition for edition in editions}
    norms = tuple(_norm(table, by_id) for table in tables.of("norm"))
    _check_norms(tables, editions, norms)
    for norm_id in sorted(set(demanded) - {norm.id for norm in norms}):
        raise NormsError(f"{name}: norm {norm_id!r} is missing, a rule needs it")
    return Norms(editions, norms, name)


# ------------------------------------------------------------------ tables with their lines


@dataclass(frozen=True, slots=True)
class _Table:
    """One `[[edition]]` or `[[norm]]` with the line of its header and of each of its keys."""

    name: str
    values: dict[str, Any]
    line: int
    lines: dict[str, int]

    def error(self, message: str, key: str = "") -> NormsError:
        return NormsError(f"{self.name}, line {self.lines.get(key, self.line)}: {message}")

    def text(self, key: str, *, may_be_empty: bool = False) -> str:
        value = self.values.get(key)
        if key not in self.values:
            raise self.error(f"{key} is missing")
        if not isinstance(value, str):
            raise self.error(f"{key} = {value!r} is not a text; put it into quotes", key)
        if not value.strip() and not may_be_empty:
            raise self.error(f"{key} is empty", key)
        return value

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise self.error(f"{key} = {value!r} is not a day; write it like 2018-01-31, without quotes", key)
        return value

    def languages(self, values: Mapping[str, Any], what: str) -> dict[str, str]:
        for language in LANGUAGES:
            text = values.get(language)
            if not isinstance(text, str) or not text.strip():
                raise self.error(f"{what} is missing in language {language!r}", language)
        return {language: values[language] for language in LANGUAGES}

    def check_keys(self, known: set[str]) -> None:
        for key in self.values:
            if key not in known:
                raise self.error(f"unknown key {key!r}; known are {', '.join(sorted(known))}", key)


_HEADER = re.compile(r"^\s*\[\[\s*([\w-]+)\s*\]\]")
_KEY = re.compile(r"^\s*([\w-]+)\s*(?:=|\.\s*([\w-]+)\s*=)")


class _Tables:
    """The tables of a file, with the lines that TOML itself does not keep."""

    def __init__(self, name: str, text: str, content: dict[str, Any]) -> None:
        self.name = name
        places: dict[str, list[tuple[int, dict[str, int]]]] = {}
        keys: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), 1):
            if header := _HEADER.match(line):
                keys = {}
                places.setdefault(header[1], []).append((number, keys))
            elif key := _KEY.match(line):
                keys.setdefault(key[1], number)
        for kind, tables in content.items():
            if kind not in ("edition", "norm"):
                at = places[kind][0][0] if kind in places else keys.get(kind, 1)
                raise NormsError(f"{name}, line {at}: unknown table {kind!r}; known are [[edition]] and [[norm]]")
            if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
                raise NormsError(f"{name}: write each {kind} under its own [[{kind}]]")
        self._tables = {kind: self._placed(places.get(kind, []), tables) for kind, tables in content.items()}

    def _placed(self, places: list[tuple[int, dict[str, int]]], tables: list[dict[str, Any]]) -> list[_Table]:
        if len(places) != len(tables):  # written in a way that the lines cannot be told
            places = [(1, {})] * len(tables)
        return [_Table(self.name, table, *place) for table, place in zip(tables, places, strict=True)]

    def of(self, kind: str) -> list[_Table]:
        if not self._tables.get(kind):
            raise NormsError(f"{self.name}: no [[{kind}]] in the file")
        return self._tables[kind]


# ------------------------------------------------------------------ editions

_EDITION_KEYS = {"id", "act", "registration", "from", "from_latest", "to", "to_latest", "source"}


def _edition(table: _Table) -> Edition:
    table.check_keys(_EDITION_KEYS)
    act = table.values.get("act")
    if not isinstance(act, dict):
        raise table.error("act is missing; write act.kk and act.ru")
    since, until = table.day("from"), table.day("to")
    if since is None:
        raise table.error("from is missing: the first day in force")
    since_latest = table.day("from_latest") or since
    until_latest = table.day("to_latest") or until
    if until is None and until_latest is not None:
        raise table.error("to_latest stands without to", "to_latest")
    if since_latest < since:
        raise table.error("from_latest lies before from", "from_latest")
    if until is not None and until_latest is not None and not since_latest <= until <= until_latest:
        raise table.error("the edition ends before it begins", "to")
    return Edition(
        id=table.text("id"),
        act=table.languages(act, "act"),
        registration=table.text("registration"),
        since=since,
        since_latest=since_latest,
        until=until,
        until_latest=until_latest,
        source=table.text("source"),
    )


def _check_editions(tables: _Tables, editions: tuple[Edition, ...]) -> None:
    """Editions follow one another without gap or overlap, and the last is in force."""
    placed = list(zip(tables.of("edition"), editions, strict=True))
    ids = [edition.id for edition in editions]
    for table, edition in placed:
        if ids.count(edition.id) > 1:
            raise table.error(f"edition {edition.id!r} stands twice", "id")
    for (_, before), (table, after) in pairwise(placed):
        if after.since < before.since:
            raise table.error(f"edition {after.id!r} stands after {before.id!r}, but begins before it", "from")
        if before.until is None or before.until_latest is None:
            raise table.error(f"edition {before.id!r} has no end (to), but {after.id!r} follows it: an overlap", "from")
        for ends, begins in ((before.until, after.since), (before.until_latest, after.since_latest)):
            if begins > ends + ONE_DAY:
                raise table.error(f"a gap between {before.id!r} (to {ends}) and {after.id!r} (from {begins})", "from")
            if begins <= ends:
                raise table.error(f"{before.id!r} (to {ends}) and {after.id!r} (from {begins}) overlap", "from")


# ------------------------------------------------------------------ norms

_NORM_KEYS = {"id", "edition", "paragraph", "days", "unit", "days_by_ground", "kk", "ru", "verified", "source"}


def _norm(table: _Table, editions: Mapping[str, Edition]) -> Norm:
    table.check_keys(_NORM_KEYS)
    edition = editions.get(table.text("edition"))
    if edition is None:
        raise table.error(f"edition {table.values['edition']!r} is not among {', '.join(editions)}", "edition")
    verified = table.values.get("verified")
    if not isinstance(verified, bool):
        raise table.error("verified is missing or neither true nor false", "verified")
    days, by_ground = table.values.get("days"), table.values.get("days_by_ground", {})
    if days is not None and not _is_term(days):
        raise table.error(f"days = {days!r} is not a whole number of days above 0", "days")
    if not isinstance(by_ground, dict) or not all(map(_is_term, by_ground.values())):
        raise table.error("days_by_ground gives a whole number of days to each sub-point", "days_by_ground")
    unit = table.text("unit") if days or by_ground else table.values.get("unit", "")
    if unit not in (UNITS if days or by_ground else ("",)):
        raise table.error(f"unit = {unit!r}: choose {' or '.join(UNITS)}, where there are days", "unit")
    return Norm(
        id=table.text("id"),
        edition=edition,
        paragraph=table.text("paragraph", may_be_empty=True),
        wording={
            language: text.replace("{days}", str(days))
            for language, text in table.languages(table.values, "wording").items()
        },
        verified=verified,
        source=table.text("source"),
        days=days,
        unit=unit,
        days_by_ground=by_ground,
    )


def _is_term(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _check_norms(tables: _Tables, editions: tuple[Edition, ...], norms: tuple[Norm, ...]) -> None:
    """A norm stands once in an edition, and once it begins it doesn't pause for an edition."""
    order = [edition.id for edition in editions]
    seen: dict[str, list[int]] = {}
    for table, norm in zip(tables.of("norm"), norms, strict=True):
        at = order.index(norm.edition.id)
        if at in seen.setdefault(norm.id, []):
            raise table.error(f"norm {norm.key!r} stands twice: an overlap", "id")
        seen[norm.id].append(at)
        of_norm = [other for other in norms if other.id == norm.id]
        if bool(of_norm[0].unit) != bool(norm.unit):
            raise table.error(f"norm {norm.key!r}: days are given in one edition and not in another", "id")
    for norm_id, places in seen.items():
        missing = [order[at] for at in range(min(places), max(places)) if at not in places]
        if missing:
            table = next(table for table in tables.of("norm") if table.values["id"] == norm_id)
            raise table.error(f"a gap: norm {norm_id!r} is missing in edition {', '.join(missing)}", "id")
