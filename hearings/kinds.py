"""What a page or record is: announcement, protocol, or something to be listed apart.

The text says it, in either language, and never one word alone: `hearings.verdicts` judges one text, here the
texts of a record (page and files) are weighed against each other.

Values of `Other.other`: `cancellation`, `postponement`, `report` (a hearing that took place), `other_law` (not an
environmental hearing), `written_proposals` (a call without a hearing), `order` (an act), `vacancy`, `tender`,
`unrelated` (hearings are only mentioned), `unread` (nothing that tells could be read).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import partial

from hearings.items import Announcement, Attachment, Other, Protocol, Publication, Stamp
from hearings.labelled import Part
from hearings.meetings import read_meetings
from hearings.several import are_of_one_notice, several
from hearings.signs import fold
from hearings.verdicts import (
    HEAD,
    PATTERNS,
    READ_FOR_KIND,
    Verdict,
    has,
    is_bare,
    judge,
    protocol_heading,
    protocol_text,
    readable,
    spoken_of,
)

_THIN = 250  # characters of a body below which the matter stands in a file
_LONGEST_HEADING = 110  # characters of a body's first line that may head it
_LONGEST_TITLE = 160  # characters of a title made from a text
_NOTHING_UNKNOWN = ("read", "empty", "not_needed")  # states of a file that hides nothing


_OF_OTHERS = ("protocol_of_other", "tender", "vacancy", "order", "explanation", "other_law", "report_title")


def may_concern(title: str, body: str, section: str, names: Iterable[str]) -> bool:
    """Whether a listing's row is worth opening: cheap, and rather too generous than too strict."""
    names = list(names)
    said = fold(readable("\n".join([title, body[:READ_FOR_KIND], section, *names])))
    if has("hearing_surely", said) or has("protocol_form", said):
        return True
    if spoken_of(said):
        return True
    if len(body) > 2 * _THIN:
        return bool(has("proposals", said) and has("ecology_surely", said))
    heading = fold(readable(title))
    if names and any(has(group, heading) for group in ("protocol", "notice_word", "company")):
        return not any(has(group, heading) for group in ("protocol_of_other", "tender", "vacancy"))
    if names and has("attached", fold(body)) and not any(has(group, heading) for group in _OF_OTHERS):
        return True  # «см. файл»: only the file says what it is
    return is_bare(heading) or has("ecology_surely", heading) or has("hearing", heading) or has("proposals", said)


def items_of(
    *,
    region: str | None,
    source: str,
    key: str,
    url: str,
    title: str,
    body: str,
    section: str = "",
    stamps: Sequence[Stamp] = (),
    attachments: Sequence[Attachment] = (),
    captures: Sequence[str] = (),
    read_at: datetime | None = None,
    hints: dict[str, str] | None = None,
    aliases: Sequence[str] = (),
) -> list[Publication]:
    """The publications that one page or record holds; none where it does not speak of hearings.

    A record that holds both a notice and a protocol gives two: the notice with the bare key, and the protocol with
    the suffix `#protocol`. Annexes stay with the notice. Several notices in one text are a publication each, the second
    with the suffix `#2`, and so on.
    """
    title, body = readable(title), readable(body)
    pieces = several(body)
    # The beginning of a text that stands in for its title is no heading.
    has_heading = len(title) <= _LONGEST_HEADING or not body.startswith(title.removesuffix("…").rstrip())
    in_section = has("hearing_surely", fold(section))
    if len(pieces) > 1:  # a notice among others leaves to the record to say that it is about a hearing
        in_section = in_section or spoken_of(fold(f"{title}\n{body[:READ_FOR_KIND]}")) is not None
    found = []
    for number, piece in enumerate(pieces, 1):
        # The title of a record with several notices is that of the list; each notice speaks for itself.
        own_title = title if len(pieces) == 1 else piece.heading
        own_files = list(attachments) if number == 1 else []
        heading = own_title if has_heading or len(pieces) > 1 else ""
        for verdict, suffix, files in _parts(heading, piece.text, in_section, own_files):
            publication = _maker(verdict.kind)(
                region=region,
                source=source,
                key=(key if number == 1 else f"{key}#{number}") + suffix,
                url=url,
                title=own_title if len(pieces) == 1 else own_title or _beginning(piece.text),
                body=piece.text,
                section=section,
                stamps=list(stamps),
                attachments=files,
                captures=list(captures),
                read_at=read_at,
                why_kind=verdict.why,
                aliases=list(aliases),
                hints=dict(hints or {}),
            )
            found.append(publication)
    return found


def _beginning(text: str) -> str:
    """What a notice without a heading is called: its first words, up to a sentence's or line's end."""
    return re.split(r"\n|(?<=[\w»\"]{3})[.;] ", text.strip(), maxsplit=1)[0][:_LONGEST_TITLE].strip()


def _maker(kind: str) -> Callable[..., Publication]:
    makers: dict[str, Callable[..., Publication]] = {"announcement": Announcement, "protocol": Protocol}
    return makers.get(kind) or partial(Other, other=kind)


def _parts(
    title: str, body: str, in_section: bool, attachments: list[Attachment]
) -> list[tuple[Verdict, str, list[Attachment]]]:
    """What the record holds: verdict, suffix of the key, and the files that belong to it."""
    spoken = in_section or spoken_of(fold(f"{title}\n{body[:READ_FOR_KIND]}")) is not None
    files = [_judge_file(attachment, spoken) for attachment in attachments]
    protocols = [a for a, verdict in zip(attachments, files, strict=True) if verdict.kind == "protocol"]
    rest = [a for a, verdict in zip(attachments, files, strict=True) if verdict.kind != "protocol"]
    thin = _is_thin(title, body)
    telling = [readable(a.text) for a in rest if _speaks_early(a)] if thin else []
    page = judge(title, "\n".join([body, *telling[:1]]), in_section)
    notices = [a for a, verdict in zip(attachments, files, strict=True) if verdict.kind == "announcement" and a.text]
    if thin and not protocols and page.kind in ("", "unrelated", "announcement"):
        # A file may hold several notices, as a page may.
        pieces = [replace(a, text=piece.text) for a in notices for piece in several(readable(a.text))]
        convened = _of_one_hearing(pieces, "announcement")
        if len(convened) > 1:
            verdict = next(verdict for verdict in files if verdict.kind == "announcement")
            return _each(verdict, convened, [a for a in attachments if a not in notices])
    held = _of_one_hearing(protocols, "protocol")
    if page.kind == "protocol" and protocols and not protocol_text(fold(body)):
        # The title speaks of the protocol, and the text convenes another hearing.
        notice = judge(PATTERNS["protocol"].sub(" ", fold(title)), body, in_section)
        if notice.kind == "announcement" and has("future", fold(body)):
            return [(notice, "", rest), (page, "#protocol", protocols)]
    if page.kind == "protocol":
        if rest and _names_notice_too(title):
            return [(Verdict("announcement", page.why), "", rest), (page, "#protocol", protocols or attachments)]
        return _each(page, held, rest) if len(held) > 1 else [(page, "", attachments)]
    if not protocols:
        return [(verdict, "", attachments) for verdict in _without_protocol(page, title, attachments, files, thin)]
    protocol = next(verdict for verdict in files if verdict.kind == "protocol")
    if len(held) > 1 and page.kind in ("", "unrelated", "report"):
        return _each(protocol, held, rest)
    if page.kind in ("announcement", "cancellation", "postponement"):
        if thin and not telling and not _announces_itself(title, body, in_section):
            return [(protocol, "", attachments)]
        return [(page, "", rest), (protocol, "#protocol", protocols)]
    if page.kind == "report":
        return [(page, "", rest), (protocol, "#protocol", protocols)]
    if page.kind in ("", "unrelated"):
        told = next((verdict for verdict in files if verdict.kind == "announcement"), None)
        if told:
            return [(told, "", rest), (protocol, "#protocol", protocols)]
        return [(protocol, "", attachments)]
    return [(page, "", attachments)]


def _of_one_hearing(files: list[Attachment], kind: str) -> list[list[Attachment]]:
    """The files of each hearing: those that name one day, in two languages or for one owner.

    A file that names no day stays with the first.
    """
    groups: list[tuple[tuple[date, time | None], str, list[Attachment]]] = []
    unknown: list[Attachment] = []
    for file in files:
        text = readable(file.text)[:READ_FOR_KIND]
        met = read_meetings([Part("body", text)], anchor=None, kind=kind).sessions
        first = min((s for s in met if s.start), key=lambda s: (s.start, s.time or time.max), default=None)
        if first is None or first.start is None:
            unknown.append(file)
            continue
        day = (first.start, first.time)
        known = next((g for g in groups if _may_be_one(g[0], day) and are_of_one_notice(g[1], text)), None)
        if known:
            known[2].append(file)
        else:
            groups.append((day, text, [file]))
    found = [group for _, _, group in groups]
    return [found[0] + unknown, *found[1:]] if found else [unknown]


def _may_be_one(one: tuple[date, time | None], other: tuple[date, time | None]) -> bool:
    """Whether two hearings are on one day and not at different hours."""
    return one[0] == other[0] and (one[1] == other[1] or None in (one[1], other[1]))


def _each(
    verdict: Verdict, held: list[list[Attachment]], rest: list[Attachment]
) -> list[tuple[Verdict, str, list[Attachment]]]:
    """A protocol for each hearing; what else the record holds stays with the first."""
    return [(verdict, f"#{n}" if n > 1 else "", files if n > 1 else files + rest) for n, files in enumerate(held, 1)]


def _without_protocol(
    page: Verdict, title: str, attachments: list[Attachment], files: list[Verdict], thin: bool
) -> list[Verdict]:
    """The verdict on a record without a protocol file, where the page may leave it to its files to say."""
    explained = page.kind == "unrelated" and has("explanation", fold(title))
    if page.kind not in ("", "unrelated") or explained:
        return [page]
    from_file = next((verdict for verdict in files if verdict.kind not in ("", "unrelated")), None)
    if from_file:
        return [from_file]
    heading = fold(title)
    unread = [a for a in attachments if not a.text.strip() and a.state not in _NOTHING_UNKNOWN]
    if thin and unread and (page.kind or is_bare(heading) or has("ecology_surely", heading)):
        return [Verdict("unread", "; ".join(f"{a.name or a.url}: {a.state}" for a in unread))]
    return [page] if page.kind else []


def _judge_file(attachment: Attachment, spoken: bool) -> Verdict:
    """What a file is, by its text, or by its name where there is no text; annexes are nothing."""
    name = fold(attachment.name)
    named = bool(protocol_heading(name) and not has("protocol_form", name))
    text = readable(attachment.text)[:READ_FOR_KIND]
    if not text.strip():
        if named and (spoken or has("hearing", name)):
            return Verdict("protocol", attachment.name)
        is_notice = has("notice_word", name) and (spoken or has("hearing", name))
        return Verdict("announcement", attachment.name) if is_notice and not has("hearing_proof", name) else Verdict("")
    said = fold(text)
    if not _names_hearing(said[: 4 * HEAD]):
        return Verdict("protocol", attachment.name) if named and protocol_text(said) and spoken else Verdict("")
    verdict = judge("", text, in_section=False)
    if named and (verdict.kind in ("unrelated", "report") or has("protocol_form", said[:HEAD])):
        return Verdict("protocol", attachment.name)  # the form of a protocol, in a file called one
    return verdict if _speaks_early(attachment) else Verdict("")


def _speaks_early(attachment: Attachment) -> bool:
    """Whether a file's text is about a hearing, not merely a book that mentions one."""
    return _names_hearing(fold(readable(attachment.text[: 3 * HEAD])))


def _names_hearing(said: str) -> bool:
    return has("hearing", said) or has("survey_of_public", said)


def _is_thin(title: str, body: str) -> bool:
    """Whether the body says too little to decide: the matter stands in a file."""
    said = fold(body[:READ_FOR_KIND].replace(title, "") if title else body[:READ_FOR_KIND])
    words = PATTERNS["attached"].sub("", said)
    return len(words.strip()) < _THIN


def _names_notice_too(title: str) -> bool:
    return has("notice_word", fold(title))


def _says_notice(title: str) -> bool:
    heading = fold(title)
    return has("notice_word", heading) and has("hearing", heading)


def _announces_itself(title: str, body: str, in_section: bool) -> bool:
    """Whether a page is a notice of its own, and not merely the cover of a protocol."""
    is_form = has("protocol_form", fold(title))
    return is_form or _says_notice(title) or judge("", body, in_section).kind == "announcement"
