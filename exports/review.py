"""Reading the decisions from a workbook that an analyst gives back, sorted, filtered and saved by whatever program.

A row is recognised by the key in its hidden column, wherever that stands now; nothing else of the file is believed.
"""

from __future__ import annotations

import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from exports.decisions import KEY_FORMAT
from exports.view import VERDICTS
from exports.words import LANGUAGES, Words, words_of
from hearings.items import Finding
from hearings.store import Decided

KEY = re.compile(r"(?P<format>\d+)\|(?P<month>[12]\d{3}-(?:0[1-9]|1[0-2]))\|(?P<finding>[\w.-]+)\|[^|]*\|[^|]*\|[^|]*")
COLUMNS = ("decision", "note")
MOST_COLUMNS = 100  # ours have 14; a sheet that claims thousands would take all memory
MOST_UNPACKED = 1 << 30  # bytes; 200,000 findings take a quarter of it
MOST_MEMBERS = 2_000
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"  # how .xls files begin, and workbooks that ask for a password


class ReviewError(Exception):
    """The file as a whole cannot be taken; `said` gives the reason in a language."""

    def __init__(self, why: str, **values: object) -> None:
        super().__init__(why)
        self.why = why
        self.values = values

    def said(self, words: Words) -> str:
        return words(f"review_error.{self.why}", **self.values)


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the file."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Row:
    """What stands in a row: its key ("" where it was deleted), and the decision and note as typed."""

    place: Place
    key: str
    decision: str
    note: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A decision that was not taken. `why` is a code of the texts `refused`, `typed` what stood there."""

    place: Place
    why: str
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A decision that replaces another one."""

    place: Place
    before: Decided
    after: str


@dataclass(slots=True)
class Review:
    """What a file says. `kept` are rows without a decision on findings that were decided before: that stands."""

    month: str
    taken: list[Decided] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    empty: int = 0
    kept: list[Place] = field(default_factory=list)


# ------------------------------------------------------------------ the file


def read_review(path: Path) -> list[Row]:
    """The rows of findings in a workbook. Raises `ReviewError` where it is none of ours, or not to be read."""
    check_file(path)
    rows: list[Row] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl does not know, and we do not need
            workbook = load_workbook(path, read_only=True, data_only=True, keep_links=False)
            try:
                for sheet in workbook.worksheets:
                    rows += rows_of(sheet)
            finally:
                workbook.close()
    except ReviewError:
        raise
    except Exception as error:  # a damaged or hostile file makes openpyxl raise anything
        raise ReviewError("damaged", file=path.name, error=type(error).__name__) from error
    if not any(row.key for row in rows):
        raise ReviewError("no_keys", file=path.name)
    return rows


def check_file(path: Path) -> None:
    """Refuse what is no workbook, or would unpack into more than any of ours, before anything is unpacked."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
        if start == OLD_OR_LOCKED:
            raise ReviewError("locked", file=path.name)
        with ZipFile(path) as archive:
            members = archive.infolist()
    except FileNotFoundError:
        raise ReviewError("missing", file=str(path)) from None
    except OSError as error:
        raise ReviewError("unreadable", file=str(path), error=error.strerror or type(error).__name__) from error
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise ReviewError("no_workbook", file=path.name) from error
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise ReviewError("too_large", file=path.name)
    if not any(member.filename == "[Content_Types].xml" for member in members):
        raise ReviewError("no_workbook", file=path.name)


def rows_of(sheet: Any) -> Iterator[Row]:  # noqa: ANN401  # a read-only sheet of openpyxl
    """The rows of one sheet that carry a key or a decision. The headings may stand in any row and any order."""
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    heads = headings()
    columns: dict[str, int] = {}
    for number, values in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
        if not any(values):
            continue  # most rows of a file whose last row is the last there can be
        texts = [text_of(value) for value in values]
        found = {heads[text]: index for index, text in enumerate(texts) if text in heads}
        if "decision" in found:
            columns = found
            continue
        keys = list(dict.fromkeys(text for text in texts if KEY.fullmatch(text)))
        if keys and "decision" not in columns:
            raise ReviewError("no_decisions", sheet=sheet.title)
        if not columns:
            continue
        decision, note = (at(texts, columns.get(name)) for name in COLUMNS)
        if keys or decision:
            yield Row(Place(sheet.title, number), keys[0] if len(keys) == 1 else "", decision, note)


def headings() -> dict[str, str]:
    """What the columns are called, in every language."""
    return {words_of(language)(f"column.{name}"): name for language in LANGUAGES for name in COLUMNS}


def text_of(value: object) -> str:
    return "" if value is None else str(value).strip()


def at(texts: Sequence[str], index: int | None) -> str:
    return texts[index] if index is not None and index < len(texts) else ""


def month_of(rows: Iterable[Row], asked: str = "") -> str:
    """The one month that all keys are of. Raises `ReviewError`, also where another was `asked` for."""
    keys = [key for row in rows if (key := KEY.fullmatch(row.key))]
    if any(key["format"] != KEY_FORMAT for key in keys):
        raise ReviewError("other_version")
    months = sorted({key["month"] for key in keys})
    if len(months) != 1:
        raise ReviewError("several_months", months=months)
    if asked and months != [asked]:
        raise ReviewError("other_month", month=months[0], asked=asked)
    return months[0]


# ------------------------------------------------------------------ what is taken


def review(
    rows: Sequence[Row],
    month: str,
    current: Mapping[str, Finding],
    decided: Iterable[Decided],
    *,
    at_instant: datetime,
    file: str,
) -> Review:
    """Weigh the rows. `current` are the findings of the month by their keys, as judged last."""
    result = Review(month)
    before = {one.finding: one for one in decided}
    known = {finding.uid for finding in current.values()}
    by_key: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if not row.decision:
            undecided(row, before, result)
        elif verdict_of(row.decision) is None:
            result.refused.append(Refusal(row.place, "no_verdict", row.decision))
        elif not row.key:
            result.refused.append(Refusal(row.place, "no_key"))
        elif row.key not in current:
            why = "changed" if finding_of(row.key) in known else "not_known"
            result.refused.append(Refusal(row.place, why))
        else:
            by_key[row.key].append(row)
    for key, same in by_key.items():
        if len({(verdict_of(row.decision), row.note) for row in same}) > 1:
            result.refused += [Refusal(row.place, "contradiction") for row in same]
            continue
        finding = current[key]
        former = before.get(finding.uid)
        verdict = verdict_of(same[0].decision) or ""
        if former is not None and former.verdict != verdict:
            result.changed.append(Changed(same[0].place, former, verdict))
        result.taken.append(
            Decided(
                month=month,
                finding=finding.uid,
                rule=finding.rule,
                hearing=finding.hearing,
                documents=finding.documents,
                basis=key,
                verdict=verdict,
                note=(former.note if former else "") if is_our_text(same[0].note) else same[0].note,
                decided_at=at_instant,
                file=file,
            )
        )
    result.refused.sort(key=lambda refusal: (refusal.place.sheet, refusal.place.row))
    return result


def undecided(row: Row, before: Mapping[str, Decided], result: Review) -> None:
    """A row without a decision: nothing is asked, unless a note stands there alone."""
    former = before.get(finding_of(row.key))
    if former is not None and row.key == former.basis:
        result.kept.append(row.place)
    elif row.note and not is_our_text(row.note):
        result.refused.append(Refusal(row.place, "note_alone"))
    else:
        result.empty += 1


def not_imported(path: Path, decided: Iterable[Decided]) -> int:
    """How many decisions and notes a workbook holds that are not among those `decided`; 0 where it is none of ours.

    Writing it anew would lose them.
    """
    try:
        rows = read_review(path)
    except ReviewError:
        return 0
    known = {one.finding: one for one in decided}
    typed = {(finding_of(row.key), row.decision, row.note) for row in rows if is_typed(row)}
    return sum(not is_known(known.get(finding), decision, note) for finding, decision, note in typed)


def is_known(decided: Decided | None, decision: str, note: str) -> bool:
    """Whether what stands in a row is what was decided; a note of ours about a stale decision says nothing."""
    if decided is None:
        return False
    return (not decision or verdict_of(decision) == decided.verdict) and (is_our_text(note) or note == decided.note)


def is_typed(row: Row) -> bool:
    return bool(row.decision) or bool(row.note and not is_our_text(row.note))


def finding_of(key: str) -> str:
    parts = KEY.fullmatch(key)
    return parts["finding"] if parts else ""


def verdict_of(text: str) -> str | None:
    """The verdict that a text in any of the languages means."""
    wanted = text.casefold().rstrip(".")
    for verdict in VERDICTS:
        if wanted in {words_of(language)(f"verdict.{verdict}").casefold() for language in LANGUAGES}:
            return verdict
    return None


def is_our_text(note: str) -> bool:
    """The note is what the workbook itself says of a stale decision."""
    starts = (words_of(language).texts["stale"].partition("{")[0] for language in LANGUAGES)
    return note.startswith(tuple(starts))
