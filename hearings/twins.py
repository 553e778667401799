"""Twins: which publications are of the same document, in whatever language, source and spelling they stand.

Twins have the same region, kind, project and session; without a session, the same source and project. Only publications
of one region, kind and session day are compared, and of those only the ones whose names begin alike.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import combinations

from hearings.items import Other, Publication
from hearings.projects import ProjectKey, project_key, similarity
from hearings.text import normal_form

_SAME_PROJECT = 0.72  # of similarity, where the session is the same too
_SAME_PROJECT_UNDATED = 0.85  # where nothing but the project says so
_SAME_MATTER = 0.5  # where the other language and the very same session say so too
_FEW = 8  # hearings at one hour and source
_SIGN = 3  # letters by which a name is looked up: its spelling differs between languages further on
_OF_NAMES = ("initiator", "company", "object")  # conflicts that a translated name makes
_READ_FOR_CONTACTS = 20_000  # characters
_CONTACT = re.compile(
    r"[\w.+-]{2,40}@[\w-]{2,40}\.\w{2,6}|(?<!\d)\d{4,6}[РPр](?!\w)|(?<!\d)\+?\d(?:[\s()-]{0,3}\d){8,13}(?!\d)"
)
_TELLING_TEXT = 200  # characters from which two equal texts are the same notice


@dataclass(slots=True)
class _Twin:
    """What grouping looks at; made once per publication."""

    index: int
    order: tuple[str, str, str]
    source: str
    first: date | None
    times: frozenset[tuple[date, time]]
    sessions: frozenset[tuple[date, date | None, time | None]]  # those that have an hour or a last day
    languages: frozenset[str]
    key: ProjectKey  # of the project, or of the whole text where no project was read
    is_named: bool
    files: frozenset[str]
    text: str
    said: str  # the whole text, as it stands
    signs: frozenset[str]  # what two texts of one project have in common, at least one of them; empty: not known


def group(publications: Sequence[Publication]) -> list[list[int]]:
    """Indices of the publications of each document; every index once, the same groups for any order of the input."""
    blocks: dict[tuple[str, str, str], list[_Twin]] = defaultdict(list)
    for index, publication in enumerate(publications):
        name = publication.other if isinstance(publication, Other) else publication.kind
        blocks[publication.region or "", publication.kind, name].append(_twin(index, publication))
    groups: list[list[int]] = []
    for members in blocks.values():
        groups += _documents(members)
    return sorted(groups)


def _twin(index: int, publication: Publication) -> _Twin:
    # A title alone may be the same for every hearing of a region: where no project was read, the whole text speaks.
    named = publication.project.value or publication.text
    key = project_key(named, publication.initiator.value or "", publication.bin.value or "")
    names = key.objects | key.companies | key.initiators | key.words
    return _Twin(
        index=index,
        order=(publication.source, publication.key, publication.content_hash),
        source=publication.source,
        first=publication.first_day,
        times=frozenset((s.start, s.time) for s in publication.sessions if s.start and s.time),
        sessions=frozenset((s.start, s.end, s.time) for s in publication.sessions if s.start and (s.time or s.end)),
        languages=frozenset(publication.languages),
        key=key,
        is_named=publication.project.value is not None,
        files=frozenset(a.sha256 for a in publication.attachments if a.sha256),
        text=normal_form(f"{publication.title}\n{publication.body}"),
        said=publication.text,
        signs=frozenset() if key.empty else frozenset({name[:_SIGN] for name in names} | ({key.bin} - {""})),
    )


def _contacts(text: str) -> frozenset[str]:
    """Addresses of mail, telephones, licences and long numbers, which are alike in every language."""
    found = _CONTACT.findall(text[:_READ_FOR_CONTACTS])
    return frozenset(re.sub(r"[^\w@.]", "", contact).lower() for contact in found)


def _documents(members: list[_Twin]) -> list[list[int]]:
    """Clusters within one region and kind: first those with a session, day by day, then those without."""
    by_day: dict[date, list[_Twin]] = defaultdict(list)
    undated: dict[str, list[_Twin]] = defaultdict(list)
    for twin in sorted(members, key=lambda twin: twin.order):
        if twin.first:
            by_day[twin.first].append(twin)
        else:
            undated[twin.source].append(twin)
    clusters: list[list[_Twin]] = []
    at_source: dict[str, list[list[_Twin]]] = defaultdict(list)
    for day in sorted(by_day):
        made = _clusters(by_day[day], dated=True)
        clusters += made
        for cluster in made:
            for source in {twin.source for twin in cluster}:
                at_source[source].append(cluster)
    for source in sorted(undated):
        for cluster in _clusters(undated[source], dated=False):
            # A twin that lost its session (a scan, another language) joins the one document it can belong to.
            hosts = [
                host
                for host in at_source[source]
                if all(_may_join(twin, host, dated=False, strict=False) for twin in cluster)
            ]
            if len(hosts) == 1:
                hosts[0].extend(cluster)
            else:
                clusters.append(cluster)
    return [sorted(twin.index for twin in cluster) for cluster in clusters]


def _clusters(twins: list[_Twin], *, dated: bool) -> list[list[_Twin]]:
    """Twins of one day, or of none: first those whose objects have the same numbers, then what is left of one project.

    A detail that only one text gives («Тасты», «Тасты-2») tells nothing where the texts stand alone, but tells two
    objects apart where both have a twin of their own.
    """
    strict: list[list[_Twin]] = []
    near: dict[str, list[int]] = defaultdict(list)
    for twin in twins:
        candidates = {at for sign in twin.signs for at in near[sign]} if twin.signs else set(range(len(strict)))
        candidates.update(near[""])
        home = next((at for at in sorted(candidates) if _may_join(twin, strict[at], dated=dated, strict=True)), None)
        if home is None:
            home = len(strict)
            strict.append([])
        strict[home].append(twin)
        for sign in twin.signs or {""}:
            if home not in near[sign]:
                near[sign].append(home)
    return _joined(strict, near, dated=dated)


def _joined(strict: list[list[_Twin]], near: dict[str, list[int]], *, dated: bool) -> list[list[_Twin]]:
    """Clusters that have exactly each other as possible twin become one."""
    links: dict[int, set[int]] = defaultdict(set)
    pairs = _of_one_session(strict) if dated else set()
    pairs |= {(one, other) for homes in near.values() for one in homes for other in homes if one < other}
    pairs |= {(min(a, b), max(a, b)) for a in near[""] for b in range(len(strict)) if a != b}
    for one, other in pairs:
        if all(_may_join(twin, strict[other], dated=dated, strict=False) for twin in strict[one]):
            links[one].add(other)
            links[other].add(one)
    clusters = []
    for at, cluster in enumerate(strict):
        only = next(iter(links[at])) if len(links[at]) == 1 else None
        if only is not None and links[only] == {at}:
            if at < only:
                clusters.append(cluster + strict[only])
        else:
            clusters.append(cluster)
    return clusters


def _of_one_session(clusters: list[list[_Twin]]) -> set[tuple[int, int]]:
    """Clusters of one source and the very same session: a twin in the other language may share no name with its own."""
    at: dict[tuple[str, object], set[int]] = defaultdict(set)
    for number, cluster in enumerate(clusters):
        for twin in cluster:
            for session in twin.sessions:
                at[twin.source, session].add(number)
    return {pair for numbers in at.values() if len(numbers) <= _FEW for pair in combinations(sorted(numbers), 2)}


def _may_join(twin: _Twin, cluster: list[_Twin], *, dated: bool, strict: bool) -> bool:
    answers = [_same(twin, member, dated=dated, strict=strict) for member in cluster]
    return any(answers) and None not in answers


def _same(one: _Twin, other: _Twin, *, dated: bool, strict: bool) -> bool | None:
    """Whether two publications are of the same document; None where something excludes it.

    Two texts of one source in one language that differ in a number are two notices, however alike they are.
    """
    if one.times and other.times and not one.times & other.times and one.first == other.first:
        return None
    unnamed = not one.is_named and not other.is_named  # the numbers are any of the texts
    if unnamed and one.key.initiators & other.key.initiators and dated and _are_language_twins(one, other):
        return True
    if one.key.numbers != other.key.numbers and (strict or _are_alike_in_origin(one, other)):
        return None
    likeness = similarity(one.key, other.key)
    if likeness.conflict in _OF_NAMES and dated and _are_language_twins(one, other):
        # Names of companies and objects are translated at times; telephones are not, nor is everything else.
        is_same_matter = likeness.conflict != "object" and "names" in likeness.reasons
        if (is_same_matter and likeness.score >= _SAME_MATTER) or _contacts(one.said) & _contacts(other.said):
            return True
    if likeness.conflict:
        return None
    if one.text == other.text and len(one.text) >= _TELLING_TEXT:
        return True
    if likeness.score >= (_SAME_PROJECT if dated else _SAME_PROJECT_UNDATED):
        return True
    if one.key.empty or other.key.empty:
        return bool(one.files & other.files) or (dated and _are_language_twins(one, other))
    if strict or not dated or not _are_language_twins(one, other):
        return False
    return "company" in likeness.reasons or likeness.score >= _SAME_MATTER or len(one.times & other.times) > 1


def _are_alike_in_origin(one: _Twin, other: _Twin) -> bool:
    return one.source == other.source and bool(one.languages & other.languages)


def _are_language_twins(one: _Twin, other: _Twin) -> bool:
    """One record per language at the same source for the very same session."""
    in_two_languages = bool(one.languages and other.languages) and not one.languages & other.languages
    return in_two_languages and one.source == other.source and bool(one.sessions & other.sessions)
