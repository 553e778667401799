"""The proof of one finding as a page to read: no script, nothing loaded from anywhere, personal data masked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from exports import safe
from exports.page import template, text_of
from exports.proof import Part, Proof, Witness
from exports.shown import Shown
from exports.words import Words, heading
from hearings.items import Document
from hearings.privacy import mask
from hearings.store import CaptureRow

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
LONGEST_LIST = 300  # protocols
LONGEST_PART = 200_000  # characters of one text; the whole of it is in the capture


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a capture in an evidence pack: its readable copy, its line in the manifest, or why not."""

    copy: str = ""
    manifest: str = ""
    line: int | None = None
    line_hash: str = ""
    problem: str = ""  # a sentence


def proof_page(proof: Proof, shown: Shown, kept: Mapping[str, Kept] | None = None, check: str = "") -> str:
    """The page in the language of `shown`. `kept` and `check` (how to check, as HTML) are those of a pack."""
    words, finding = shown.words, proof.finding
    title = f"{shown.region(finding.region)}. {shown.rule(finding)}"
    subtitle = f"{heading(words.month(shown.view.month))}. {words(f'outcome.{finding.outcome}')}"
    body = [
        f"<h1>{text_of(title)}</h1>",
        f'<p class="month">{text_of(subtitle)}</p>',
        facts(proof, shown),
        *(witness_block(one, shown) for one in proof.witnesses),
        instead_block(proof.instead, shown),
        f"<h2>{text_of(words('proof.captures'))}</h2>",
        captures(proof, shown, kept or {}),
        check or f'<p class="small">{text_of(words("proof.pack", finding=finding.uid))}</p>',
    ]
    return page(title, words.language, body)


def page(title: str, language: str, body: Iterable[str]) -> str:
    content = "\n".join(body)
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="referrer" content="no-referrer">
<title>{text_of(title)}</title>
<style>{template("proof.css")}</style>
</head>
<body>
<main>
{content}
</main>
</body>
</html>
"""


def facts(proof: Proof, shown: Shown) -> str:
    """What the norm demands, what was found, how the days were reckoned, what was decided."""
    words, finding = shown.words, proof.finding
    norm = shown.norm(finding.norm)
    rows = [
        ("column.document", shown.subject_title(finding)),
        ("column.demand", shown.demand(finding.norm)),
        ("column.act", norm.act[words.language] if norm else ""),
        ("column.found", shown.found(finding)),
        ("column.reckoning", shown.reckoning(finding)),
    ]
    decision = shown.view.decisions.get(finding.uid)
    if decision and not decision.stale:
        said = words(f"verdict.{decision.verdict}")
        rows.append(("column.decision", f"{said}. {decision.note}" if decision.note else said))
    cells = "".join(
        f"<tr><th>{text_of(words(key))}</th><td>{lines(text)}</td></tr>" for key, text in rows if text.strip()
    )
    return f'<table class="facts">{cells}</table>'


def lines(text: str) -> str:
    return "<br>".join(text_of(line) for line in safe.visible(text).split("\n"))


# ------------------------------------------------------------------ texts


def witness_block(witness: Witness, shown: Shown) -> str:
    words = shown.words
    read = words("proof.read_at", read_at=witness.read_at) if witness.read_at else ""
    parts = "".join(part_block(part, shown) for part in witness.parts)
    beside = "".join(
        f"<li><mark>{text_of(said)}</mark> {text_of(place_of(place, words))}</li>" for said, place in witness.beside
    )
    if beside:
        beside = f'<p class="small">{text_of(words("proof.beside"))}</p><ul>{beside}</ul>'
    kind = f"kind.{witness.kind}"
    name = heading(words(kind) if kind in words else witness.kind)
    return (
        f"<section><h2>{text_of(name)}</h2><p>{link(witness.url)}<br>"
        f'<span class="small">{text_of(read)}</span></p>{parts}{beside}</section>'
    )


def place_of(place: str, words: Words) -> str:
    """Where words stand that are no part of a text (`record:created_date`), as a reader would say it."""
    where, _, name = place.partition(":")
    return words(f"place.{where}", name=name) if f"place.{where}" in words else place


def part_block(part: Part, shown: Shown) -> str:
    words = shown.words
    name = words(f"proof.{part.name}") + (f": {part.label}" if part.label else "")
    cut = ""
    if len(part.text) > LONGEST_PART:
        cut = f'<p class="warning">{text_of(words("proof.cut", number=LONGEST_PART))}</p>'
    return f"<h3>{text_of(name)}</h3><pre>{marked(part.text[:LONGEST_PART], part.marks)}</pre>{cut}"


def marked(text: str, marks: Iterable[tuple[int, int]]) -> str:
    """The text as HTML, its deciding words marked."""
    pieces, done = [], 0
    for start, end in marks:
        pieces += [text_of(text[done:start]), f"<mark>{text_of(text[start:end])}</mark>"]
        done = end
    return "".join([*pieces, text_of(text[done:])])


def link(url: str) -> str:
    address = safe.link(url)
    shown = text_of(url)
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{shown}</a>' if address else shown


# ------------------------------------------------------------------ what stands there instead


def instead_block(protocols: Sequence[Document] | None, shown: Shown) -> str:
    """Of a protocol that was not found: those of the region that were, to be looked through by whoever doubts it."""
    if protocols is None:
        return ""
    words = shown.words
    title = f"<h2>{text_of(words('proof.instead'))}</h2>"
    if not protocols:
        return f"{title}<p>{text_of(words('proof.none_instead'))}</p>"
    named = ["posted_on", "sessions", "document"]
    head = "".join(f"<th>{text_of(words(f'column.{name}'))}</th>" for name in named)
    listed = protocols[:LONGEST_LIST]
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in instead_row(one, shown))}</tr>" for one in listed)
    cut = ""
    if len(listed) < len(protocols):
        cut = f'<p class="warning">{text_of(words("proof.instead_cut", shown=len(listed), number=len(protocols)))}</p>'
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'{title}<p class="small">{text_of(words("proof.instead_note"))}</p><div class="wide">{table}</div>{cut}'


def instead_row(one: Document, shown: Shown) -> list[str]:
    names = [value for value in (one.title, one.project.value, one.initiator.value) if value]
    links = "<br>".join(link(url) for url in one.urls)
    posted = shown.words.shown(one.posted_on.value) if one.posted_on.value else shown.words("not_known")
    return [text_of(posted), lines(shown.sessions(one)), f"{text_of('. '.join(dict.fromkeys(names)))}<br>{links}"]


# ------------------------------------------------------------------ captures


def captures(proof: Proof, shown: Shown, kept: Mapping[str, Kept]) -> str:
    words = shown.words
    names = ["taken_at", "address", "status", "digest", "record"]
    head = "".join(f"<th>{text_of(words(f'proof.{name}'))}</th>" for name in names)
    rows = "".join(capture_row(row, shown, kept.get(row.id, Kept())) for row in proof.captures)
    lost = [words("proof.lost", records=proof.lost)] if proof.lost else []
    warnings = "".join(f'<p class="warning">{text_of(text)}</p>' for text in lost)
    table = f'<table class="captures"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<div class="wide">{table}</div>{warnings}'


def capture_row(row: CaptureRow, shown: Shown, kept: Kept) -> str:
    words = shown.words
    place = words("proof.place", file=row.file, offset=row.offset) if row.file else ""
    cells: Sequence[str] = (
        text_of(words.shown(row.captured_at)),
        link(row.url) + (f'<br><a href="{escape(kept.copy)}">{text_of(words("proof.copy"))}</a>' if kept.copy else ""),
        text_of(str(row.status) if row.status is not None else mask(row.error)),
        f"<code>{text_of(row.sha256)}</code>",
        f'<code>{text_of(row.id)}</code><br><span class="small">{text_of(place)}</span>' + in_manifest(kept, shown),
    )
    problem = f'<tr><td colspan="5" class="warning">{text_of(kept.problem)}</td></tr>' if kept.problem else ""
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>{problem}"


def in_manifest(kept: Kept, shown: Shown) -> str:
    if kept.line is None:
        return ""
    text = shown.words("proof.line", manifest=kept.manifest, line=kept.line)
    return f'<br><span class="small">{text_of(text)}</span><br><code>{text_of(kept.line_hash)}</code>'
