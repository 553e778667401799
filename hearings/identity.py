"""When two publications are the same one, the same content, or the same document.

- `canonical_address`: one key for an address under all its hosts, schemes, languages and wrappings.
- `content_hash`: of what a publication says, so that a page drawn anew is no new version.
- `group` and `merge`: the publications of one document (twins in two languages, repeats, several sources).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from hearings.items import (
    Basis,
    Document,
    Form,
    Other,
    PostedOn,
    Publication,
    Read,
    Reason,
    Session,
    TextState,
    TimeOfDay,
)
from hearings.text import normal_form
from hearings.twins import group

__all__ = ["Member", "canonical_address", "content_hash", "group", "merge"]

# ------------------------------------------------------------------ addresses

_LANGUAGE_SEGMENT = re.compile(r"/(?:index\.php|amp|ru|kk|kz|kaz|rus|en)(?=/|$)")
_IDLE_PARAMETER = re.compile(
    r"(?:lang|language|locale|utm_\w+|fbclid|gclid|yclid|phpsessid|jsessionid|sid|amp|_ga)", re.IGNORECASE
)


def canonical_address(url: str) -> str:
    """The address without what differs between copies of one page: scheme, `www`, language, session, wrapping."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url.strip()
    path = re.sub(r"/{2,}", "/", unquote(re.sub(r";jsessionid=[^/?]*", "", parts.path, flags=re.IGNORECASE)))
    path = _LANGUAGE_SEGMENT.sub("", path).rstrip("/")
    kept = sorted((k, v) for k, v in parse_qsl(parts.query) if not _IDLE_PARAMETER.fullmatch(k))
    return f"{host}{port}{path}" + (f"?{urlencode(kept)}" if kept else "")


# ------------------------------------------------------------------ content

_MOVING = (
    # Counters, weather, currency and clocks live on a page without belonging to what it says.
    re.compile(
        r"(?:количество )?(?:просмотр|қаралым|қарау|оқылды|прочитано|просмотрено|посетител)[^\n\d]{0,25}\d[\d ]*"
    ),
    re.compile(r"(?<![\d ])\d[\d ]{0,12}\s{0,3}(?:просмотр\w*|қаралым|қаралды|views?)"),
    re.compile(r"[+\-]?\d{1,2}\s*°\s*[cс]?"),
    re.compile(r"(?:usd|eur|rub|cny|\$|€)\s*[:=]?\s*\d+[.,]\d+"),
    re.compile(
        r"^\W*(?:понедельник|вторник|среда|четверг|пятница|суббота|воскресенье"
        r"|дүйсенбі|сейсенбі|сәрсенбі|бейсенбі|жұма|сенбі|жексенбі)"
        r"\W{1,3}\d{1,2} [^\W\d]{3,10},? ?(?:20\d\d)?[^\w\n]*(?:г\w*|ж\w*)?[^\w\n]*(?:\d\d:\d\d(?::\d\d)?)?\W*$",
        re.MULTILINE,
    ),
    re.compile(r"^\W*\d{1,2}:\d\d(?::\d\d)?\W*$", re.MULTILINE),
)
_SLASHED_DAY = re.compile(r"(?<!\d)(\d\d)/(\d\d)/(\d{4})(?!\d)")
_ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_NUMBER_LABEL = re.compile(r"(?:бин|бсн)\s*[\\/]\s*(?:иин|жсн)|бсн")
_NOT_SIGNS = re.compile(r"[^\w+@%№/.:-]+")


def content_hash(publication: Publication) -> str:
    """SHA-256 of what the publication says: texts, files, sessions and the stated posting day.

    Not of addresses, captures, counters, clocks, or the way in which dates and labels are printed.
    """
    posted = publication.posted_on
    said = {
        "kind": publication.kind,
        "other": getattr(publication, "other", ""),
        "title": _still(publication.title),
        "body": _still(publication.body),
        "card": sorted(_still(value) for value in publication.hints.values() if value.strip()),
        "files": sorted({a.sha256 or _still(a.text) or canonical_address(a.url) for a in publication.attachments}),
        "sessions": sorted(
            [_day(s.start), _day(s.end), str(s.time or ""), str(s.end_time or "")] for s in publication.sessions
        ),
        "posted_on": _day(posted.value) if not posted.place.startswith("header:") else "",
    }
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _still(text: str) -> str:
    """The text without what moves, as words: one case, one way to print days."""
    if not text:
        return ""
    lines = "\n".join(normal_form(line) for line in text.split("\n"))
    for moving in _MOVING:
        lines = moving.sub(" ", lines)
    lines = _SLASHED_DAY.sub(r"\1.\2.\3", _ISO_DAY.sub(r"\3.\2.\1", lines))
    return " ".join(_NOT_SIGNS.sub(" ", _NUMBER_LABEL.sub("бин", lines)).split())


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


# ------------------------------------------------------------------ merging


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A publication in its latest version, with what the store knows of its life."""

    publication: Publication
    publication_id: int
    first_seen: date
    last_seen: date
    gone_since: date | None = None
    watched: bool = False
    absent_on: date | None = None
    absent_captures: tuple[str, ...] = ()
    versions: int = 1


_STATES = (TextState.READ, TextState.PARTLY, TextState.NOT_READ)


def merge(members: Sequence[Member]) -> Document:
    """The document that its publications make together; the order of the members does not matter.

    The best-read publication speaks first. The earliest posting day counts, and it is `stated` where any of the
    publications states its day. `uid` follows the first publication by source and key; a store may keep an older one.
    """
    ordered = sorted(members, key=_rank)
    publications = [member.publication for member in ordered]
    best = publications[0]
    eldest = min(members, key=lambda m: (m.first_seen, not m.watched))
    gone = [member.gone_since for member in members]
    anchor = min((p.source, p.key) for p in publications)
    return Document(
        id=0,
        uid=hashlib.sha256("\n".join((best.kind, *anchor)).encode()).hexdigest()[:16],
        kind=best.kind,
        other=best.other if isinstance(best, Other) else "",
        region=best.region,
        sources=_unique(sorted(p.source for p in publications)),
        platforms=_unique(sorted(p.source.partition(":")[0] for p in publications)),
        title=best.title,
        titles=_unique(p.title for p in publications if p.title),
        urls=_unique(p.url for p in publications),
        languages=_unique(sorted(language for p in publications for language in p.languages)),
        text_state=best.text_state,
        form=_agreed([p.form for p in _as_well_read(publications)]),
        ground=_first_read(publications, "ground"),
        project=_first_read(publications, "project"),
        projects=_unique(p.project.value for p in publications if p.project.value),
        initiator=_first_read(publications, "initiator"),
        bin=_first_read(publications, "bin"),
        organiser=_first_read(publications, "organiser"),
        place=_first_read(publications, "place"),
        contacts=_first_read(publications, "contacts"),
        materials=_first_read(publications, "materials"),
        survey_hours=_first_read(publications, "survey_hours"),
        sessions=_sessions(publications),
        posted_on=_posted(publications),
        first_seen=eldest.first_seen,
        last_seen=max(member.last_seen for member in members),
        gone_since=max(day for day in gone if day) if all(gone) else None,
        watched=eldest.watched,
        absent_on=eldest.absent_on,
        absent_captures=eldest.absent_captures,
        versions=max(member.versions for member in members),
        captures=_unique(capture for p in publications for capture in p.captures),
    )


def _rank(member: Member) -> tuple[int, bool, bool, str, str]:
    """Best-read first, then with a project, then with a session, then by identity."""
    p = member.publication
    return _STATES.index(p.text_state), p.project.value is None, p.first_day is None, p.source, p.key


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _as_well_read(publications: Sequence[Publication]) -> list[Publication]:
    """Those read as well as the best one: a scan beside a read twin says nothing of what is missing."""
    return [p for p in publications if p.text_state is publications[0].text_state]


def _first_read(publications: Sequence[Publication], name: str) -> Read[str]:
    """The first value; without one, the first reason that is not mere absence."""
    reads: list[Read[str]] = [getattr(p, name) for p in publications]
    for read in reads:
        if read.value is not None:
            return read
    return _why_missing([getattr(p, name) for p in _as_well_read(publications)])


def _why_missing(reads: Sequence[Read[str]]) -> Read[str]:
    return next((read for read in reads if read.reason not in (Reason.ABSENT, Reason.NONE)), reads[0])


def _agreed(forms: Sequence[Read[Form]]) -> Read[Form]:
    """The form, unless the twins name different ones."""
    named = [form for form in forms if form.value is not None]
    if len({form.value for form in named}) > 1:
        return Read.missing(Reason.AMBIGUOUS, " / ".join(form.text for form in named))
    if named:
        return named[0]
    return next((form for form in forms if form.reason not in (Reason.ABSENT, Reason.NONE)), forms[0])


def _posted(publications: Sequence[Publication]) -> PostedOn:
    posted = [p.posted_on for p in publications]
    dated = sorted(
        (p for p in posted if p.value is not None),
        key=lambda p: (p.value, p.basis is not Basis.STATED, p.place, p.text),
    )
    if not dated:
        return next((p for p in posted if p.reason is not Reason.ABSENT), posted[0])
    earliest = dated[0]
    stated = any(p.basis is Basis.STATED for p in dated)
    return replace(earliest, basis=Basis.STATED) if stated else earliest


def _sessions(publications: Sequence[Publication]) -> tuple[Session, ...]:
    """Each session once, in order of time; one without an hour gives way to the same day with its hour."""
    sessions = [session for p in publications for session in p.sessions]
    kept: dict[tuple[date | None, TimeOfDay | None], Session] = {}
    for session in sorted(sessions, key=lambda s: (s.start or date.max, s.time is None)):
        day = session.start or session.end
        if day is None:
            continue
        same = kept.get((day, session.time))
        if same is None and session.time is None:
            same = next((s for (kept_day, _), s in kept.items() if kept_day == day), None)
        if same is None:
            kept[day, session.time] = session
        elif session.place and not same.place:
            kept[day, same.time] = replace(same, place=session.place)
    return tuple(kept.values()) if kept else tuple(sessions[:1])
