"""Which announcements and protocols belong to the same hearing.

Two documents are held together by the day of the session, the project, the company and the place. Only documents of
the same region are compared, and of these only such as share a day, or a name where a day is not known or differs; what
must not be one hearing (another site number, another company) is kept apart however alike it reads. A pair that could
as well be another one is left open: both hearings are marked `ambiguous`, for a person to decide.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from rapidfuzz import fuzz

from hearings.items import Document, Hearing
from hearings.names import name_form
from hearings.projects import ProjectKey, Similarity, conflict, project_key, similarity

SAME_DAY, NAMED_SAME_DAY = 0.55, 0.3  # likeness of projects from which documents of one day are a pair;
OTHER_DAY = 0.8  # the lower one with the same company, or the same place and hour; the last one without a common day
REPEAT = 0.9  # likeness from which a second announcement or protocol of the same day is of the same hearing
CLOSE = 0.05  # rivals nearer than this cannot be told apart
WITHIN = timedelta(days=45)  # sessions of one hearing that two documents put on different days
POSTED_WITHIN = timedelta(days=200)  # between the announcement and a protocol that names no day;
POSTED_EARLY = timedelta(days=3)  # protocols that are posted before the day that was announced
MOST_TITLES = 4  # of one document that are compared
COMPARED_WHOLE = 400  # pairs of a block that are compared one by one; in larger ones only those that share a name
CANDIDATES = 8  # of one document in a large block


Block = tuple[str | None, int, str]  # region, day or month, name


@dataclass(frozen=True)
class _Entry:
    """A document with what is compared of it."""

    document: Document
    keys: tuple[ProjectKey, ...]
    days: frozenset[date]

    @cached_property
    def tokens(self) -> set[str]:
        """What may find it a partner in a large block; rare ones weigh more."""
        return {
            token
            for key in self.keys
            for part in (key.companies, key.initiators, key.objects, key.settlements, key.words, key.numbers, key.terms)
            for token in part
        } | {key.bin for key in self.keys if key.bin}

    @cached_property
    def names(self) -> set[str]:
        """What finds it a partner where it has no day in common with any."""
        parts = (part for key in self.keys for part in (key.companies, key.initiators, key.objects))
        return {name for part in parts for name in part} | {key.bin for key in self.keys if key.bin}


@dataclass(frozen=True, slots=True)
class _Pair:
    score: float
    one: int
    other: int
    reasons: tuple[str, ...]
    sure: bool  # enough alike to be joined; if not, only worth a look
    repeat: bool  # so much alike that both may be the same document


def pair(documents: Iterable[Document]) -> list[Hearing]:
    """The hearings of these documents.

    Every announcement and protocol is in exactly one of them; cancellations and postponements are attached to the
    hearing that they speak of.
    """
    entries = [_entry(d) for d in documents if d.kind in KINDS or d.other in CHANGES]
    announcements, protocols = ([at for at, e in enumerate(entries) if e.document.kind == kind] for kind in KINDS)
    changes = [at for at, e in enumerate(entries) if e.document.other in CHANGES]
    groups = _Groups(entries)
    of_one_day = _scored(entries, announcements, protocols, _by_day)
    groups.join(of_one_day)
    alone = [[at for at in of_kind if groups.is_alone(at)] for of_kind in (announcements, protocols)]
    of_one_name = _scored(entries, alone[0], alone[1], _by_name)
    groups.join(of_one_name)
    twins = [_scored(entries, of_kind, of_kind, _by_day) for of_kind in (announcements, protocols)]
    known = {frozenset((found.one, found.other)) for of_kind in twins for found in of_kind if found.repeat}
    groups.add_repeats([*twins[0], *twins[1], *of_one_day], known)
    groups.mark_rivals([*of_one_day, *of_one_name])
    groups.attach(
        _scored(entries, announcements, changes, _by_day) + _scored(entries, announcements, changes, _by_name)
    )
    return [_hearing(entries, groups, members) for members in groups.members((*announcements, *protocols))]


KINDS = ("announcement", "protocol")
CHANGES = ("cancellation", "postponement")


def _entry(document: Document) -> _Entry:
    texts = document.projects or ((document.project.value,) if document.project.value else ()) or (document.title,)
    initiator, bin_ = document.initiator.value or "", document.bin.value or ""
    keys = tuple(project_key(text, initiator, bin_) for text in texts[:MOST_TITLES])
    days = frozenset(day for s in document.sessions for day in (s.start, s.end) if day)
    return _Entry(document, keys, days)


# ------------------------------------------------------------------ who is compared with whom


def _scored(
    entries: Sequence[_Entry],
    ones: Sequence[int],
    others: Sequence[int],
    blocks: Callable[[_Entry, bool], Iterable[Block]],
) -> list[_Pair]:
    """Pairs of the two sorts that share a block and are worth a look, the best first."""
    seen: set[tuple[int, int]] = set()
    pairs = []
    sides: list[dict[Block, list[int]]] = []
    for indices, wide in ((ones, False), (others, True)):
        side: dict[Block, list[int]] = defaultdict(list)
        for at in indices:
            for block in blocks(entries[at], wide):
                side[block].append(at)
        sides.append(side)
    for block in sides[0].keys() & sides[1].keys():
        for one, other in _within(entries, sides[0][block], sides[1][block]):
            key = (min(one, other), max(one, other)) if ones is others else (one, other)
            if one != other and key not in seen:
                seen.add(key)
                if found := _compared(entries, *key):
                    pairs.append(found)
    return sorted(pairs, key=lambda p: (-p.score, entries[p.one].document.uid, entries[p.other].document.uid))


def _by_day(entry: _Entry, _wide: bool) -> Iterator[Block]:
    """Documents of a region with a session on the same day."""
    return ((entry.document.region, day.toordinal(), "") for day in entry.days)


def _by_name(entry: _Entry, wide: bool) -> Iterator[Block]:
    """Documents of a region and about the same month that share a name: for days that are not known or differ."""
    months = _months(entry, wide=wide)
    return ((entry.document.region, month, name) for month in months for name in entry.names)


def _months(entry: _Entry, *, wide: bool) -> set[int]:
    """The months in which the session may be; a wide view looks into the neighbouring months as well."""
    document = entry.document
    if entry.days:
        months = {_month(day) for day in entry.days}
        return months | {month + step for month in months for step in (-1, 1)} if wide else months
    posted = document.posted_on.value or document.first_seen
    if posted is None:
        return set()
    ahead = range(4) if document.kind == "announcement" else range(-6, 1)
    return {_month(posted) + step for step in ahead}


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _within(entries: Sequence[_Entry], ones: Sequence[int], others: Sequence[int]) -> Iterator[tuple[int, int]]:
    """All pairs of a small block; of a large one those that share the rarest words."""
    if len(ones) * len(others) <= COMPARED_WHOLE:
        yield from ((one, other) for one in ones for other in others)
        return
    holders: dict[str, list[int]] = defaultdict(list)
    for one in ones:
        for token in entries[one].tokens:
            holders[token].append(one)
    for other in others:
        shared: Counter[int] = Counter()
        for token in entries[other].tokens:
            held = holders.get(token, ())
            if len(held) <= max(CANDIDATES, len(ones) // 8):
                shared.update(held)
        yield from ((one, other) for one, _ in shared.most_common(CANDIDATES))


# ------------------------------------------------------------------ comparing two


def _compared(entries: Sequence[_Entry], one: int, other: int) -> _Pair | None:
    """What holds two documents together; None where something excludes it or nothing speaks for it."""
    a, b = entries[one], entries[other]
    when = _when(a, b)
    if when is None:
        return None
    alike = _alike(a, b)
    if alike.conflict:
        return None
    company = "company" in alike.reasons or bool({k.bin for k in a.keys} & {k.bin for k in b.keys} - {""})
    hours = [{s.time for s in entry.document.sessions if s.time} for entry in (a, b)]
    hour, other_hour = bool(hours[0] & hours[1]), bool(hours[0] and hours[1] and not hours[0] & hours[1])
    place = _same_place(a.document, b.document)
    named = company or (hour and place)
    meeting = when == "day" and hour and company  # where a title was not found, day, hour and company tell
    untitled = not all(any(key.tells_project for key in keys) for keys in (a.keys, b.keys))
    sure = alike.score >= (SAME_DAY if when == "day" else OTHER_DAY) or (named and alike.score >= _with_name(when))
    sure = sure or (meeting and untitled)
    if not sure and not (when == "day" and (named or alike.score >= NAMED_SAME_DAY)):
        return None
    score = 0.65 * alike.score + {"day": 0.2, "no_day": 0.05}.get(when, 0.0)
    score += 0.08 * company + 0.04 * hour + 0.03 * place
    told = (when, *alike.reasons, *(["hour"] if hour else []), *(["place"] if place else []))
    repeat = when == "day" and alike.score >= REPEAT and _same_words(a, b)
    if when == "day" and company and not other_hour and _of_two_languages(a, b):
        repeat = repeat or alike.score >= SAME_DAY or (hour and untitled)
    return _Pair(round(score, 3), one, other, tuple(dict.fromkeys(told)), sure, repeat)


def _same_words(a: _Entry, b: _Entry) -> bool:
    """Whether titles of one language are made of the same words: what is a synonym across languages may differ here."""
    return all(
        fuzz.token_set_ratio(x.text, y.text, score_cutoff=85) > 0
        for x in a.keys
        for y in b.keys
        if x.languages & y.languages
    )


def _of_two_languages(a: _Entry, b: _Entry) -> bool:
    """Whether no title of the one is in a language of the other's: twins, where the rest agrees."""
    return not any(x.languages & y.languages for x in a.keys for y in b.keys)


def _with_name(when: str) -> float:
    return {"day": NAMED_SAME_DAY, "no_day": SAME_DAY}.get(when, OTHER_DAY)


def _alike(a: _Entry, b: _Entry) -> Similarity:
    """The best likeness of the titles; a conflict between two of one language, or of the best, excludes the pair."""
    both = [(x, y) for x in a.keys for y in b.keys]
    for x, y in both:
        if (len(both) == 1 or x.languages & y.languages) and (found := conflict(x, y)):
            return Similarity(0.0, conflict=found)
    return max((similarity(x, y) for x, y in both), key=lambda alike: alike.score)


def _when(a: _Entry, b: _Entry) -> str | None:
    """`day` where sessions fall together, `other_day` where they are near, `no_day` where one document names none.

    None where the times exclude one hearing.
    """
    if a.days and b.days:
        if a.days & b.days or _overlap(a, b):
            return "day"
        return "other_day" if abs(max(a.days) - max(b.days)) <= WITHIN else None
    announced, held = (a, b) if a.document.kind == "announcement" else (b, a)
    before = max(announced.days, default=announced.document.posted_on.value)
    after = max(held.days, default=held.document.posted_on.value)
    if before and after and not -POSTED_EARLY <= after - before <= POSTED_WITHIN:
        return None
    return "no_day"


def _overlap(a: _Entry, b: _Entry) -> bool:
    """Whether a session of one lies inside that of the other: a survey's protocol may name one day of it."""
    return any(
        s.start and s.end and t.start and s.start <= t.start <= s.end
        for x, y in ((a, b), (b, a))
        for s in x.document.sessions
        for t in y.document.sessions
    )


def _same_place(a: Document, b: Document) -> bool:
    one, other = (_place(document) for document in (a, b))
    return bool(one and other) and fuzz.token_set_ratio(one, other, score_cutoff=85) > 0


def _place(document: Document) -> str:
    place = document.place.value or next((s.place for s in document.sessions if s.place), "")
    return " ".join(name_form(word) for word in place.replace(",", " ").split())


# ------------------------------------------------------------------ joining


class _Groups:
    """Hearings in the making: which documents are together, why, and which others might be."""

    def __init__(self, entries: Sequence[_Entry]) -> None:
        self.entries = entries
        self.group = list(range(len(entries)))  # of each document, by the index of a document in it
        self.inside: dict[int, list[int]] = {at: [at] for at in self.group}
        self.held_by: dict[int, _Pair] = {}  # the pair that made the group
        self.rivals: set[int] = set()
        self.changes: dict[int, list[int]] = defaultdict(list)

    def kinds(self, at: int) -> set[str]:
        return {self.entries[member].document.kind for member in self.inside[self.group[at]]}

    def is_alone(self, at: int) -> bool:
        return len(self.inside[self.group[at]]) == 1

    def join(self, pairs: Iterable[_Pair]) -> None:
        """One announcement to one protocol, the best pairs first."""
        for found in pairs:
            if found.sure and self.is_alone(found.one) and self.is_alone(found.other):
                self.held_by[self._merge(found)] = found

    def add_repeats(self, pairs: Iterable[_Pair], twins: set[frozenset[int]]) -> None:
        """A notice published twice, a second protocol of the same session, one protocol for several notices.

        Two hearings that have a protocol each stay two, unless their protocols are `twins` as well as their notices.
        """
        for found in pairs:
            one, other = self.group[found.one], self.group[found.other]
            if found.repeat and found.sure and one != other and self._may_be_one(one, other, twins):
                held_by = self.held_by.pop(one, None) or self.held_by.pop(other, None) or found
                self.held_by[self._merge(found)] = held_by

    def _may_be_one(self, one: int, other: int, twins: set[frozenset[int]]) -> bool:
        if not all(self.kinds(at) == set(KINDS) for at in (one, other)):
            return True
        across = [(a, b) for a in self.inside[one] for b in self.inside[other]]
        kinds = {self.entries[a].document.kind for a, b in across if frozenset((a, b)) in twins}
        return kinds == set(KINDS)

    def mark_rivals(self, pairs: Iterable[_Pair]) -> None:
        """Groups between which a document might as well change, and lonely ones that may belong together."""
        for found in pairs:
            one, other = self.group[found.one], self.group[found.other]
            lonely = [len(self.kinds(at)) == 1 for at in (one, other)]
            if one == other or not any(lonely):
                continue
            held = max((self.held_by[at].score for at in (one, other) if at in self.held_by), default=0.0)
            if all(lonely) or (found.sure and found.score >= held - CLOSE):
                self.rivals |= {one, other}

    def attach(self, pairs: Iterable[_Pair]) -> None:
        """Cancellations and postponements to the hearing that they speak of; of two, to both, and both are in doubt."""
        best: dict[int, float] = {}
        targets: dict[int, set[int]] = defaultdict(set)
        for found in sorted(pairs, key=lambda pair: -pair.score):
            if found.sure and found.score >= best.setdefault(found.other, found.score) - CLOSE:
                targets[found.other].add(self.group[found.one])
        for change, hearings in targets.items():
            for hearing in sorted(hearings):
                self.changes[hearing].append(change)
            if len(hearings) > 1:
                self.rivals |= hearings

    def members(self, indices: Iterable[int]) -> list[tuple[int, list[int]]]:
        """Each group once, with its documents."""
        return [(group, self.inside[group]) for group in dict.fromkeys(self.group[at] for at in indices)]

    def _merge(self, found: _Pair) -> int:
        into, gone = self.group[found.one], self.group[found.other]
        for at in self.inside[gone]:
            self.group[at] = into
        self.inside[into] += self.inside.pop(gone)
        return into


def _hearing(entries: Sequence[_Entry], groups: _Groups, group: tuple[int, list[int]]) -> Hearing:
    at, members = group
    documents = sorted((entries[member].document for member in members), key=_order)
    announcements = tuple(d for d in documents if d.kind == "announcement")
    protocols = tuple(d for d in documents if d.kind == "protocol")
    first = (announcements or protocols)[0]
    held_by = groups.held_by.get(at)
    return Hearing(
        uid=hashlib.sha256(f"hearing\n{min(d.uid for d in announcements or protocols)}".encode()).hexdigest()[:16],
        region=first.region,
        announcements=announcements,
        protocols=protocols,
        score=held_by.score if held_by else 1.0,
        reasons=held_by.reasons if held_by else (),
        ambiguous=at in groups.rivals,
        changes=tuple(entries[change].document for change in groups.changes.get(at, ())),
    )


def _order(document: Document) -> tuple[date, str]:
    """The earliest posting speaks for the hearing."""
    return document.counted_on or document.first_seen or date.max, document.uid
