"""What proves a finding: the texts it rests on with the deciding words in their places, and the captures."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from exports.masking import masked
from hearings.items import Document, Finding, Publication
from hearings.privacy import mask
from hearings.store import CaptureRow, KnownPublication, Store

NOT_POSTED = "protocol.not_posted"
PLACE = re.compile(r"(?P<part>title|body|attachment:\d+)(?:@(?P<start>\d+)-(?P<end>\d+))?")


@dataclass(frozen=True, slots=True)
class Part:
    """A text as it was read, masked; `marks` are the deciding words in it, first to last, none within another."""

    name: str  # "title", "body" or "attachment"
    label: str  # of an attachment, its name
    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Witness:
    """One publication: where it stands, when it was read, its texts, and deciding words that stand in none of these."""

    url: str
    kind: str
    read_at: datetime | None
    parts: tuple[Part, ...]
    beside: tuple[tuple[str, str], ...] = ()  # words and their place: a field of a record, a header


@dataclass(frozen=True, slots=True)
class Proof:
    """All that is kept for a finding. `captures` are in its order; a record the database does not know is `lost`.

    `instead`, of a protocol that was not found, are the region's protocols from the day of the hearing on: those among
    which it would stand. None of a finding of something else.
    """

    finding: Finding
    witnesses: tuple[Witness, ...] = ()
    captures: tuple[CaptureRow, ...] = ()
    lost: tuple[str, ...] = ()
    instead: tuple[Document, ...] | None = None


class Proofs:
    """Gathers the proofs of findings as things stood at an instant; a document is read once for all of them.

    `documents` are all that were known then, where the caller has them; else they are read when they are needed.
    """

    def __init__(self, store: Store, as_of: datetime, documents: Sequence[Document] | None = None) -> None:
        self.store = store
        self.as_of = as_of
        self._documents = documents
        self._witnesses: dict[str, tuple[Witness, ...]] = {}
        self._protocols: dict[str | None, list[Document]] | None = None

    def of(self, findings: Iterable[Finding]) -> Iterator[Proof]:
        for some in batches(list(findings)):
            rows = self.store.captures({capture for finding in some for capture in finding.captures})
            for finding in some:
                yield self._proof(finding, rows)

    def _proof(self, finding: Finding, rows: Mapping[str, CaptureRow]) -> Proof:
        return Proof(
            finding=finding,
            witnesses=tuple(witness for uid in finding.documents for witness in self._of_document(uid)),
            captures=tuple(rows[capture] for capture in finding.captures if capture in rows),
            lost=tuple(capture for capture in finding.captures if capture not in rows),
            instead=self._instead(finding),
        )

    def _instead(self, finding: Finding) -> tuple[Document, ...] | None:
        days = finding.arguments.get("last_day")
        if finding.rule != NOT_POSTED or not days:
            return None
        since = min(date.fromisoformat(str(day)) for day in days)
        protocols = self._protocols_by_region().get(finding.region, [])
        return tuple(protocols[bisect_left(protocols, since, key=there_from) :])

    def _protocols_by_region(self) -> Mapping[str | None, list[Document]]:
        """The earliest first."""
        if self._protocols is None:
            self._protocols = {}
            known = self.store.documents(self.as_of) if self._documents is None else self._documents
            protocols = [one for one in known if one.kind == "protocol"]
            for one in sorted(protocols, key=lambda one: (there_from(one), one.uid)):
                self._protocols.setdefault(one.region, []).append(masked(one))
        return self._protocols

    def _of_document(self, uid: str) -> tuple[Witness, ...]:
        if uid not in self._witnesses:
            known = (as_it_stood(one, self.as_of) for one in self.store.publications(uid))
            self._witnesses[uid] = tuple(witness(one) for one in known if one is not None)
        return self._witnesses[uid]


def there_from(document: Document) -> date:
    """The day it was posted, else the day it was first seen."""
    return document.posted_on.value or document.first_seen or date.min


def batches(findings: Sequence[Finding], size: int = 500) -> Iterator[Sequence[Finding]]:
    for start in range(0, len(findings), size):
        yield findings[start : start + size]


def as_it_stood(known: KnownPublication, as_of: datetime) -> Publication | None:
    """The content that was last read by then; None where it was read only later."""
    read = [version for version in known.versions if version.read_at is None or version.read_at <= as_of]
    return read[-1] if read else None


def witness(publication: Publication) -> Witness:
    texts = {"title": publication.title, "body": publication.body}
    labels = {}
    for number, attachment in enumerate(publication.attachments):
        texts[f"attachment:{number}"] = attachment.text
        labels[f"attachment:{number}"] = attachment.name or attachment.url
    texts = {name: mask(text) for name, text in texts.items()}
    spans: dict[str, list[tuple[int, int]]] = {name: [] for name in texts}
    beside = []
    for words, place in deciding(publication):
        found = spot(mask(words), place, texts)
        if found is None:
            beside.append((mask(words), place))
        else:
            spans[found[0]].append(found[1:])
    return Witness(
        url=publication.url,
        kind=publication.kind,
        read_at=publication.read_at,
        parts=tuple(
            Part(name.partition(":")[0], mask(labels.get(name, "")), text, apart(spans[name]))
            for name, text in texts.items()
            if text
        ),
        beside=tuple(dict.fromkeys(beside)),
    )


def deciding(publication: Publication) -> list[tuple[str, str]]:
    """The words that the rules ask about: posting, sessions, form, hours, ground, materials."""
    reads = (publication.posted_on, publication.form, publication.survey_hours, publication.ground)
    said = [(read.text, read.place) for read in (*reads, publication.materials)]
    said += [(session.text, session.where) for session in publication.sessions]
    return [(words, place) for words, place in said if words.strip()]


def spot(words: str, place: str, texts: Mapping[str, str]) -> tuple[str, int, int] | None:
    """Where words stand: in the place that was noted, else where they are found; None where they are nowhere."""
    noted = PLACE.fullmatch(place)
    if noted is None and place:
        return None  # a field of a record, a header: the same words in a text would be by chance
    if noted and noted["start"]:
        start, end = int(noted["start"]), int(noted["end"])
        text = texts.get(noted["part"], "")
        if start < end <= len(text) and text[start:end].split() == words.split():
            return noted["part"], start, end
    first = [noted["part"]] if noted else []
    for name in dict.fromkeys((*first, *texts)):
        start = texts.get(name, "").find(words)
        if start >= 0:
            return name, start, start + len(words)
    return None


def apart(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans in order, those that touch made one."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)
