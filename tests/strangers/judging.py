"""Compare what the product stored with the truth that stands beside each fixture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import unquote

from hearings.items import Document, Publication
from hearings.store import open_store
from tests.strangers.web import KINDS, site

COUNTED = ("announcement", "protocol")


@dataclass(frozen=True, slots=True)
class Expected:
    """One thing that a record says, and how its publication is recognised: by address, else by a word as well."""

    site: str
    address: str
    mark: str
    name: str
    kind: str
    truth: dict[str, Any]

    def fits(self, publication: Publication) -> bool:
        addresses = [publication.url, publication.key, *publication.aliases]
        if publication.source.startswith("almaty_page"):
            addresses += [attachment.url for attachment in publication.attachments]
        return any(self.address in unquote(address) for address in addresses) and self.mark in publication.text


def expected(name: str) -> Iterator[Expected]:
    data = site(name)
    places: list[tuple[str, dict[str, Any]]] = []
    places += [(f"/documents/details/{r['id']}", r) for r in data.get("record", [])]
    places += [(f"/article/details/{a['id']}", a) for a in data.get("article", [])]
    places += [(page["path"], notice) for page in data.get("page", []) for notice in page["notice"]]
    places += [(f"/{i['id']}-{i['alias']}", i) for i in data.get("item", [])]
    places += [(f"/public_hear/show/{h['number']}", h) for h in data.get("hearing", [])]
    places += [(link["href"], link) for link in data.get("link", [])]
    places += [(f"{KINDS[c['type']]}?hearingId={c['number']}", c) for c in data.get("card", [])]
    for address, record in places:
        for truth in record["truth"]:
            label = truth.get("document", f"{name}{address}")
            region = truth.get("region", data["region"]) or None  # "": none that can be told
            facts = {**truth, "region": region}
            yield Expected(name, address, truth.get("mark", ""), label, truth["kind"], facts)


@dataclass(slots=True)
class Score:
    """Numbers of one kind of document, and a line for every miss."""

    expected: int = 0
    found: int = 0
    hits: int = 0
    days_right: int = 0
    posted_right: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.expected + self.found) if self.expected + self.found else 1.0


@dataclass(slots=True)
class Judgement:
    scores: dict[str, Score] = field(default_factory=lambda: {kind: Score() for kind in COUNTED})
    misses: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def miss(self, what: str, line: str) -> None:
        self.misses[what].append(line)


def judge(database: str, names: list[str]) -> Judgement:
    result = Judgement()
    truths = [each for name in names for each in expected(name)]
    with open_store(database) as store:
        documents = [(d, [known.latest for known in store.publications(d.uid)]) for d in store.documents()]
    for document, _ in documents:
        if document.versions > 1:
            result.miss("new version of unchanged content", f"{document.kind} {document.title!r} {document.urls[0]}")
    held: dict[str, list[tuple[Document, list[Publication]]]] = defaultdict(list)
    for document, publications in documents:
        if document.kind not in COUNTED:
            continue
        told = {t.name: t for p in publications for t in truths if t.fits(p)}
        same_kind = {n: t for n, t in told.items() if t.kind in (document.kind, "any")}
        score = result.scores[document.kind]
        line = f"{document.kind} {document.region} {document.title!r} {days_of(document)} {document.urls[0]}"
        if not told:
            result.miss("not in the truth", line)
            score.found += 1
            continue
        if any(t.truth.get("outside") or t.kind == "any" for t in told.values()):
            continue
        real = same_kind
        score.found += 1
        if not real:
            wrong = "distractor counted" if all(t.kind == "other" for t in told.values()) else "wrong kind"
            result.miss(wrong, f"{line}: is {', '.join(f'{t.kind} {n}' for n, t in told.items())}")
        elif len(real) > 1:
            result.miss("merged wrongly", f"{line}: {', '.join(real)}")
        else:
            held[f"{document.kind} {next(iter(real))}"].append((document, publications))
    by_name: dict[str, list[Expected]] = defaultdict(list)
    for truth in truths:
        if truth.kind in COUNTED and not truth.truth.get("outside"):
            by_name[f"{truth.kind} {truth.name}"].append(truth)
    for name, group in by_name.items():
        score = result.scores[group[0].kind]
        score.expected += 1
        found = held.get(name, [])
        if not found:
            result.miss("not found", f"{name} ({group[0].site} {group[0].address})")
            continue
        score.hits += 1
        if len(found) > 1:
            result.miss("not merged", f"{name}: {[d.urls for d, _ in found]}")
        _compare(result, name, group, max((d for d, _ in found), key=lambda d: len(d.urls)))
    return result


def _compare(result: Judgement, name: str, group: list[Expected], document: Document) -> None:
    kind = group[0].kind
    score = result.scores[kind]
    sessions: list[str] = next((t.truth["sessions"] for t in group if "sessions" in t.truth), [])
    first = min((date.fromisoformat(text[:10]) for text in sessions), default=None)
    if document.first_day == first:
        score.days_right += 1
    else:
        result.miss("first session day", f"{name}: {document.first_day} instead of {first}")
    if days_of(document) != sessions and document.first_day == first:
        result.miss("sessions", f"{name}: {days_of(document)} instead of {sessions}")
    stated = [t.truth["posted"] for t in group if "posted" in t.truth]
    posted = min(stated, default=None)
    bases = {t.truth["basis"] for t in group}
    is_right = document.posted_on.value == posted and bases & {"any", str(document.posted_on.basis)}
    if is_right or ("any" in bases and not stated):
        score.posted_right += 1
    else:
        got = f"{document.posted_on.value} {document.posted_on.basis}"
        result.miss("posting day", f"{name}: {got} instead of {posted} {bases}")
    if document.region != group[0].truth["region"]:
        result.miss("region", f"{name}: {document.region} instead of {group[0].truth['region']}")
    forms = {t.truth["form"] for t in group if "form" in t.truth}
    if forms and str(document.form.value) not in forms:
        result.miss("form", f"{name}: {document.form.value} instead of {forms}")


def days_of(document: Document) -> list[str]:
    """Sessions as the fixtures write them: `2018-01-25 11:00`, `2018-02-01..2018-02-20`."""
    out = []
    for s in sorted(document.sessions, key=lambda s: (str(s.start), str(s.time))):
        if s.start is None:
            continue
        if s.end and s.end != s.start:
            out.append(f"{s.start}..{s.end}")
        else:
            out.append(f"{s.start} {s.time:%H:%M}" if s.time else f"{s.start}")
    return out
