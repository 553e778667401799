"""An explanation in words: from the text as it was read to what is said of it, and what proves it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from exports.chain import Chain, proofs
from exports.sentences import facts, found, known, plain, reckoned
from exports.words import Words, heading
from hearings.items import Document, Finding, Outcome, Publication, Read, Reason, Session
from hearings.privacy import mask
from hearings.store.reading import KnownPublication
from hearings.workdays import Due
from validators import Norm
from validators.answers import as_json

FIELDS = (
    *("form", "ground", "project", "initiator", "bin", "organiser"),
    *("place", "materials", "contacts", "survey_hours"),
)


def explained(chain: Chain, words: Words, finding: Finding | None = None, *, full: bool = False) -> Iterator[str]:
    """The lines of an explanation, without personal data. `finding`: the one that was asked about comes first."""
    document = chain.document
    if finding is not None:
        yield from _asked_about(finding, chain, words)
    yield _head(words("explain.document"), document.uid)
    yield f"  {words(f'kind.{document.other or document.kind}')}, {document.region or words('not_known')}"
    yield f"  {mask(document.title)}"
    yield f"  {words('explain.as_of', as_of=chain.as_of)}"
    for publication in chain.publications:
        yield ""
        yield from _publication(publication, chain, words, full=full)
    if chain.hearing is not None:
        yield ""
        yield from _hearing(chain, words)
        yield ""
        yield _head(words("explain.rules"))
        yield from _answers(chain, words)
    yield ""
    yield from _captures(chain, words)


def _head(title: str, rest: str = "") -> str:
    return f"{title.upper()} {rest}".rstrip()


def _asked_about(finding: Finding, chain: Chain, words: Words) -> Iterator[str]:
    """The finding as it was put down, and whether the same is found now."""
    yield _head(words("explain.finding"), finding.uid)
    yield f"  {known(f'rule.{finding.rule}.name', words)}: {words(f'outcome.{finding.outcome}')}"
    yield f"  {mask(found(finding, words))}"
    now = next((one for one in chain.findings if one.uid == finding.uid), None)
    same = now is not None and (now.outcome, now.arguments) == (finding.outcome, finding.arguments)
    if not same:
        yield f"  {words('explain.not_found_now')}"
    yield ""


# ------------------------------------------------------------------ what was read


def _publication(one: KnownPublication, chain: Chain, words: Words, *, full: bool) -> Iterator[str]:
    latest = one.latest
    yield _head(words("explain.read"), f"{latest.source} {latest.key}")
    yield f"  {latest.url}"
    yield from (f"  {line}" for line in _values(latest, words))
    for attachment in latest.attachments:
        state = ": ".join(filter(None, (attachment.state, attachment.reason)))
        yield f"  {words('explain.file')}: {mask(attachment.name)} ({state}) {attachment.url}"
    if full:
        yield f"  {words('explain.text')}:"
        yield from (f"    {line}" for line in mask(latest.text).splitlines())
    for number, version in enumerate(one.versions, 1):
        content = version.content_hash[:12]
        yield f"  {words('explain.version', number=number, at=version.read_at, content=content)}"
    for event in one.events:
        run = chain.source_runs.get(event.source_run)
        proof = event.capture or ", ".join(run.listing_captures[:1] if run else ())
        yield f"  {words(f'event.{event.what}')}: {words.shown(event.at)} {proof}".rstrip()
    if one.absent_in is not None and one.absent_in in chain.source_runs:
        yield f"  {words('explain.absent_before', at=chain.source_runs[one.absent_in].started_at)}"


def _values(publication: Publication, words: Words) -> Iterator[str]:
    """Each value with the words that it was read from, where they stood, and why there is none."""
    if publication.why_kind:
        kind = words(f"kind.{getattr(publication, 'other', '') or publication.kind}")
        yield f"{words('column.kind')}: {kind} ← «{mask(publication.why_kind)}»"
    posted = publication.posted_on
    basis = f", {words(f'basis.{posted.basis}')}" if posted.value else ""
    yield _value(words("column.posted_on"), posted, words, basis)
    absent = []
    for name in FIELDS:
        read: Read[Any] = getattr(publication, name)
        if read.value is not None or read.text or read.reason not in ("", Reason.ABSENT):
            yield _value(words(f"field.{name}"), read, words)
        elif read.reason:
            absent.append(words(f"field.{name}"))
    if absent:
        yield f"{heading(words('reason.absent'))}: {', '.join(absent)}"
    for session in publication.sessions:
        yield _session(session, words)


def _value(label: str, read: Read[Any], words: Words, more: str = "") -> str:
    value = read.value
    if value is None:
        shown = words(f"reason.{read.reason}") if read.reason else words("not_known")
    elif f"form.{value}" in words:
        shown = words(f"form.{value}")
    else:
        shown = mask(words.shown(value))
    return f"{label}: {shown}{more}{_words_of(read.text, read.place)}"


def _words_of(text: str, place: str) -> str:
    said = f" ← «{mask(' '.join(text.split()))}»" if text else ""
    return f"{said} [{place}]" if place else said


def _session(session: Session, words: Words) -> str:
    days = " – ".join(dict.fromkeys(words.shown(day) for day in (session.start, session.end) if day))
    hours = "–".join(f"{hour:%H:%M}" for hour in (session.time, session.end_time) if hour)
    said = " ".join(filter(None, (days, hours, mask(session.place))))
    why = words(f"reason.{session.reason}") if session.reason else ""
    shown = ", ".join(filter(None, (said, why))) or words("not_known")
    return f"{words('column.sessions')}: {shown}{_words_of(session.text, session.where)}"


# ------------------------------------------------------------------ what follows


def _hearing(chain: Chain, words: Words) -> Iterator[str]:
    hearing = chain.hearing
    if hearing is None:
        return
    yield _head(words("explain.hearing"), hearing.uid)
    paired = bool(hearing.announcements and hearing.protocols)
    state = ("ambiguous" if hearing.ambiguous else "found") if paired else "single"
    because = ", ".join(known(f"because.{reason}", words) for reason in hearing.reasons)
    score = f"{hearing.score:.2f}"
    yield f"  {words(f'pair.{state}', score=score)}{f': {because}' if because else ''}"
    for document in (*hearing.announcements, *hearing.protocols, *hearing.changes):
        yield f"  {_line(document, words)}"
    if chain.due is not None:
        yield f"  {words('column.due')}: {words.shown(chain.due.day)}"
        yield from (f"    {line}" for line in _reckoning(chain.due, words))


def _line(document: Document, words: Words) -> str:
    kind = words(f"kind.{document.other or document.kind}")
    address = document.urls[0] if document.urls else ""
    return f"{kind} {document.uid} {words.shown(document.posted_on.value)} {mask(document.title)} {address}".rstrip()


def _reckoning(due: Due, words: Words) -> Iterator[str]:
    """The days that were passed over, each with its reason."""
    yield words("reckoning.counted", counted=len(due.counted), day=due.day)
    for skipped in due.skipped:
        reason = [known(f"day_off.{skipped.code}", words), skipped.holiday, mask(skipped.act)]
        if skipped.worked:
            reason.append(words("explain.worked", day=skipped.worked))
        yield f"  {words.shown(skipped.day)}: {', '.join(filter(None, reason))}"
    if due.uncertain:
        yield words("undecided.holiday_estimated")


def _answers(chain: Chain, words: Words) -> Iterator[str]:
    """Each rule that applies; a passed one in a line, with what it rests on, the others with their norm."""
    acts: set[str] = set()
    for asked in chain.asked:
        result, rule = asked.result, asked.rule
        if result.outcome is None:
            continue
        passed = result.outcome is Outcome.PASS
        outcome = words("explain.passed") if passed else words(f"outcome.{result.outcome}")
        yield f"  {known(f'rule.{rule.id}.name', words)} ({rule.id} {rule.version}): {outcome}"
        told = {name: as_json(value) for name, value in result.arguments.items()}
        if result.finding is not None:
            yield f"    {mask(found(result.finding, words))}"
            yield f"    {words('explain.key')}: {result.finding.uid}{_counted(result.finding.counted_on, words)}"
        elif said := facts({name: plain(value) for name, value in told.items()}, words):
            yield f"    {mask(said)}"
        if result.norm is not None:
            yield from (f"    {line}" for line in _norm(result.norm, words, acts, whole=not passed))
        terms = [value for value in result.arguments.values() if isinstance(value, Due) and value.counted]
        for due in terms:
            if due != chain.due:  # that of the hearing is told with it
                yield from (f"    {line}" for line in _reckoning(due, words))
        if not terms:
            yield from (f"    {line}" for line in reckoned(told, words).splitlines())
        if result.raised:
            yield f"    {mask(result.raised)}"


def _counted(day: date | None, words: Words) -> str:
    return f", {words('explain.counted', day=day)}" if day else ""


def _norm(norm: Norm, words: Words, acts: set[str], *, whole: bool) -> Iterator[str]:
    """Key, parameter, and whether it was compared; `whole`: the wording, and the edition if not told before."""
    verified = words("explain.verified") if norm.verified else words("unverified")
    yield " ".join(filter(None, (words("column.norm"), norm.key, _parameter(norm, words), f"({verified})")))
    if not whole:
        return
    demand = norm.wording[words.language]
    yield f"  {words('paragraph', paragraph=norm.paragraph, demand=demand) if norm.paragraph else demand}"
    edition = norm.edition
    if edition.id not in acts:
        acts.add(edition.id)
        until = words.shown(edition.until) if edition.until else "…"
        yield f"  {edition.act[words.language]}, {edition.registration}; {words.shown(edition.since)} – {until}"


def _parameter(norm: Norm, words: Words) -> str:
    if norm.days is not None:
        return f"[{norm.days} {words(f'unit.{norm.unit}')}]"
    grounds = "; ".join(f"87({ground}): {days}" for ground, days in norm.days_by_ground.items())
    return f"[{words(f'unit.{norm.unit}')}: {grounds}]" if grounds else ""


# ------------------------------------------------------------------ what proves it


def _captures(chain: Chain, words: Words) -> Iterator[str]:
    yield _head(words("explain.captures"))
    for what, capture in proofs(chain):
        row = chain.captures.get(capture)
        if row is None:
            yield f"  {capture} {words('explain.not_here')}"
            continue
        status = str(row.status) if row.status is not None else mask(row.error)
        yield f"  {words(f'shows.{what}')} {words.shown(row.captured_at)} {status} {row.url}"
        place = f"{row.file} @ {row.offset}" if row.file else words("explain.not_here")
        yield f"    {row.id} sha256 {row.sha256 or '–'} {place}"
