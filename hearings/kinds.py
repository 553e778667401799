"""What a page or record is: announcement, protocol, or something to be listed apart.

The text says it, in either language, and never one word alone: the questions of `_judge` are put in an order in which
each can be answered without the later ones, and the words that they look for stand in `data/signs.toml`.

Values of `Other.other`: `cancellation`, `postponement`, `report` (a hearing that took place), `other_law` (not an
environmental hearing), `written_proposals` (a call without a hearing), `order` (an act), `vacancy`, `tender`,
`unrelated` (hearings are only mentioned), `unread` (nothing that tells could be read).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from html import unescape
from typing import Final

from hearings.dates import find
from hearings.items import Announcement, Attachment, Other, Protocol, Publication, Stamp
from hearings.signs import fold, load, pattern
from hearings.text import clean

_SIGNS = load("signs.toml")
_PATTERNS: Final = {name: pattern(phrases) for name, phrases in _SIGNS.items() if isinstance(phrases[0], str)}
_PROTOCOL_PARTS: Final = [pattern(part) for part in _SIGNS["protocol_part"]]

_READ_FOR_KIND = 8_000  # characters: what a text is, it says near its beginning
_HEAD = 400
_THIN = 250  # characters of a body below which the matter stands in a file
_ANY_YEAR = date(2018, 1, 1)
_ENOUGH_PARTS = 5  # of a protocol, where no heading calls it one

_NOTHING_UNKNOWN = ("read", "empty", "not_needed")  # states of a file that hides nothing

_SPACED_LETTERS = re.compile(r"(?<!\w)(?:[^\W\d_] ){4,}[^\W\d_](?!\w)")
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])-[ \t]*\n[ \t]*(?=[^\W\d_])")
_QUOTED = re.compile(r'"[^"\n]{1,400}"')
_QUOTE = re.compile(r'"|\bтоо\b|\bжшс\b|\bао\b|\bип\b|\bкх\b')
_NOT_WORDS = re.compile(r"[\W\d_]+")
_CITING = re.compile(r"(?:в соответствии|согласно|на основании|во исполнение)\W+(?:\w+\W+){0,4}$")
_KK_PROTOCOL_LINE = re.compile(r"хаттама(?:сы)?\W*(?:n|№)?\W*\d*\W*$")


@dataclass(frozen=True, slots=True)
class _Verdict:
    """`kind` is `announcement`, `protocol`, a value of `Other.other`, or empty where hearings are not spoken of."""

    kind: str
    why: str = ""


def may_concern(title: str, body: str, section: str, names: Iterable[str]) -> bool:
    """Whether a listing's row is worth opening: cheap, and rather too generous than too strict."""
    said = fold(_readable("\n".join([title, body[:_READ_FOR_KIND], section, *names])))
    if _PATTERNS["hearing_surely"].search(said) or _PATTERNS["protocol_form"].search(said):
        return True
    if _PATTERNS["hearing"].search(said) and (_has("ecology_surely", said) or _has("protocol", said)):
        return True
    if len(body) > 2 * _THIN:
        return bool(_has("proposals", said) and _has("ecology_surely", said))
    heading = fold(_readable(title))
    return _is_bare(heading) or _has("ecology_surely", heading) or _has("hearing", heading) or _has("proposals", said)


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
    the suffix `#protocol`. Annexes stay with the notice.
    """
    title, body = _readable(title), _readable(body)
    return [
        _maker(verdict.kind)(
            region=region,
            source=source,
            key=key + suffix,
            url=url,
            title=title,
            body=body,
            section=section,
            stamps=list(stamps),
            attachments=files,
            captures=list(captures),
            read_at=read_at,
            why_kind=verdict.why,
            aliases=list(aliases),
            hints=dict(hints or {}),
        )
        for verdict, suffix, files in _parts(title, body, section, list(attachments))
    ]


def _maker(kind: str) -> Callable[..., Publication]:
    makers: dict[str, Callable[..., Publication]] = {"announcement": Announcement, "protocol": Protocol}
    return makers.get(kind) or partial(Other, other=kind)


def _parts(
    title: str, body: str, section: str, attachments: list[Attachment]
) -> list[tuple[_Verdict, str, list[Attachment]]]:
    """What the record holds: verdict, suffix of the key, and the files that belong to it."""
    in_section = _has("hearing_surely", fold(section))
    spoken_of = in_section or _has("hearing", fold(f"{title}\n{body[:_READ_FOR_KIND]}"))
    files = [_judge_file(attachment, spoken_of) for attachment in attachments]
    protocols = [a for a, verdict in zip(attachments, files, strict=True) if verdict.kind == "protocol"]
    rest = [a for a, verdict in zip(attachments, files, strict=True) if verdict.kind != "protocol"]
    thin = _is_thin(title, body)
    telling = [_readable(a.text) for a in rest if _speaks_early(a)] if thin else []
    page = _judge(title, "\n".join([body, *telling[:1]]), in_section)
    if page.kind == "protocol":
        if rest and _names_notice_too(title):
            return [(_Verdict("announcement", page.why), "", rest), (page, "#protocol", protocols or attachments)]
        return [(page, "", attachments)]
    if not protocols:
        return [(verdict, "", attachments) for verdict in _without_protocol(page, title, attachments, files, thin)]
    protocol = next(verdict for verdict in files if verdict.kind == "protocol")
    if page.kind in ("announcement", "cancellation", "postponement"):
        if thin and not telling and not _announces_itself(title, body, in_section):
            return [(protocol, "", attachments)]
        return [(page, "", rest), (protocol, "#protocol", protocols)]
    if page.kind == "report":
        return [(page, "", rest), (protocol, "#protocol", protocols)]
    if page.kind in ("", "unrelated"):
        notice = next((verdict for verdict in files if verdict.kind == "announcement"), None)
        if notice:
            return [(notice, "", rest), (protocol, "#protocol", protocols)]
        return [(protocol, "", attachments)]
    return [(page, "", attachments)]


def _without_protocol(
    page: _Verdict, title: str, attachments: list[Attachment], files: list[_Verdict], thin: bool
) -> list[_Verdict]:
    """The verdict on a record without a protocol file, where the page may leave it to its files to say."""
    if page.kind not in ("", "unrelated"):
        return [page]
    from_file = next((verdict for verdict in files if verdict.kind not in ("", "unrelated")), None)
    if from_file:
        return [from_file]
    heading = fold(title)
    unread = [a for a in attachments if not a.text.strip() and a.state not in _NOTHING_UNKNOWN]
    if thin and unread and (page.kind or _is_bare(heading) or _has("ecology_surely", heading)):
        return [_Verdict("unread", "; ".join(f"{a.name or a.url}: {a.state}" for a in unread))]
    return [page] if page.kind else []


def _judge(title: str, body: str, in_section: bool) -> _Verdict:
    """What a title and a text say together, with the deciding words as they stand there."""
    original = f"{title}\n{body[:_READ_FOR_KIND]}"
    said = fold(original)
    verdict = _judge_folded(said[: len(title)], said[len(title) + 1 :], in_section)
    at = said.find(verdict.why)
    return _Verdict(verdict.kind, original[at : at + len(verdict.why)].strip()) if at >= 0 else verdict


def _judge_folded(heading: str, text: str, in_section: bool) -> _Verdict:
    """The questions in their order: each can be answered without the later ones."""
    said = f"{heading}\n{text}"
    bare = _is_bare(heading)
    telling = (heading if not bare else text[:_HEAD]) or text[:_HEAD]
    spoken_of = _PATTERNS["hearing"].search(said)
    if not spoken_of and not in_section:
        call = _PATTERNS["proposals"].search(said)
        return _Verdict("written_proposals", call[0]) if call and _has("ecology_surely", said) else _Verdict("")

    if law := _other_law(heading, text):
        return _Verdict("other_law", law)
    if form := _PATTERNS["protocol_form"].search(said[: len(heading) + _HEAD]):
        is_running = _has("ecology_surely", said) or _has("notice_label", said)
        return _Verdict("announcement" if is_running else "unrelated", form[0])
    for kind in ("vacancy", "tender"):
        sign = _PATTERNS[kind].search(_unquoted(telling))
        if sign and (not bare or sign.start() < _first("hearing", telling)):
            return _Verdict(kind, sign[0])
    for kind in ("cancellation", "postponement"):
        if why := _announces_end(kind, heading, text):
            return _Verdict(kind, why)
    if why := _protocol_heading(heading):
        return _Verdict("protocol", why)
    for kind, result in (("order", "order"), ("explanation", "unrelated")):
        if why := _is_about_rules(kind, heading, bare, text):
            return _Verdict(result, why)
    if not (_has("notice_word", heading) and _has("hearing", heading)) and (why := _protocol_text(text)):
        return _Verdict("protocol", why)
    if why := _report(heading, text):
        return _Verdict("report", why)
    if why := _call_for_proposals(heading, text):
        return _Verdict("written_proposals", why)
    if why := _announcement(heading, text, in_section):
        return _Verdict("announcement", why)
    return _Verdict("unrelated", spoken_of[0] if spoken_of else "")


def _other_law(heading: str, text: str) -> str:
    """The words that name another law as the subject of the hearing, unless the subject is the environment."""
    heading_ecology = _has("ecology_surely", _without_offices(heading))
    if heading_ecology:
        return ""
    near = [
        text[max(0, m.start() - 200) : m.end() + 350] for m in list(_PATTERNS["hearing"].finditer(text[:3_000]))[:4]
    ]
    around = _without_offices("\n".join(near))
    in_heading = _PATTERNS["other_law"].search(heading)
    sure = _PATTERNS["other_law_surely"].search(f"{heading}\n{around}")
    sign = in_heading or _PATTERNS["other_law"].search(around)
    if sure and (not _has("ecology_surely", around) or sure.start() < len(heading)):
        return sure[0]
    if sign and not _has("ecology_surely", _without_offices(text)):
        return sign[0]
    return ""


def _unquoted(text: str) -> str:
    """The text with blanks for what stands in quotes: names of projects say anything."""
    return _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)


def _without_offices(text: str) -> str:
    return _PATTERNS["ecology_office"].sub(" ", text)


def _announces_end(kind: str, heading: str, text: str) -> str:
    """That a hearing is cancelled or moved: said as a fact, outside the project's name."""
    for part in (heading, text[:2_000]):
        unquoted = _unquoted(part)
        for sign in _PATTERNS[kind].finditer(unquoted):
            sentence = unquoted[max(0, unquoted.rfind(".", 0, sign.start())) : sign.end() + 40]
            if not _has("conditional", sentence):
                return sign[0]
    return ""


def _protocol_heading(heading: str) -> str:
    """That a title calls the text a protocol of a hearing, and does not only tell that one was made."""
    sign = _PATTERNS["protocol"].search(heading)
    if not sign or _has("protocol_of_other", heading) or _has("protocol_made", heading):
        return ""
    before = heading[: sign.start()]
    if _has("report_title", before) and not _KK_PROTOCOL_LINE.search(heading):
        return ""
    return sign[0]


def _protocol_text(text: str) -> str:
    """That a text is a protocol: by a heading line, or by the parts that it is made of."""
    for line in [line for line in text[: 3 * _HEAD].split("\n") if line.strip()][:12]:
        sign = _PATTERNS["protocol"].search(line)
        if not sign or _has("protocol_of_other", line) or _has("protocol_made", line):
            continue
        is_heading = (
            len(_NOT_WORDS.sub(" ", line[: sign.start()]).split()) <= 1 and line[sign.end() : sign.end() + 1] != ":"
        )
        if (is_heading and len(line) < 2 * _HEAD) or (_KK_PROTOCOL_LINE.search(line) and len(line) < _HEAD):
            return line.strip()[:80]
    parts = [found[0] for part in _PROTOCOL_PARTS if (found := part.search(text))]
    return ", ".join(parts) if len(parts) >= _ENOUGH_PARTS and not _has("future", text) else ""


def _is_about_rules(kind: str, heading: str, bare: bool, text: str) -> str:
    """That a title, or the first words under a bare title, name an act or an explanation."""
    if bare or not heading:
        sign = _PATTERNS[kind].match(text.lstrip(" \n\"'*-")) if kind == "order" else None
        return sign[0] if sign else ""
    sign = _PATTERNS[kind].search(heading)
    if not sign or _CITING.search(heading[: sign.start()]):
        return ""
    return sign[0] if sign.start() < 15 or not _has("notice_title", heading) else ""


def _report(heading: str, text: str) -> str:
    """That the text tells of a hearing that took place."""
    in_heading = _PATTERNS["report_title"].search(heading)
    if in_heading and not _has("future", heading) and not _has("notice_word", heading):
        return in_heading[0]
    past, future = _PATTERNS["report"].search(text), _PATTERNS["future"].search(text)
    if not past or _has("future", heading) or len(_PATTERNS["notice_label"].findall(text)) > 1:
        return ""
    return past[0] if future is None or past.start() <= future.start() else ""


def _call_for_proposals(heading: str, text: str) -> str:
    """That proposals are called for, and no hearing is."""
    without = _PATTERNS["without_hearing"].search(text)
    if without:
        return without[0]
    in_heading = _PATTERNS["proposals_title"].search(heading)
    if in_heading and not _has("hearing_surely", heading):
        return in_heading[0] if not _has("future", text) else ""
    if _has("hearing", heading) or any(_has(group, text) for group in ("future", "holding", "notice_label")):
        return ""
    sign = _PATTERNS["proposals"].search(text)
    return sign[0] if sign else ""


def _announcement(heading: str, text: str, in_section: bool) -> str:
    """That a hearing is convened: words of convening, and something only a notice has."""
    early = f"{heading}\n{text[:1_500]}"
    convening = next((m for group in ("future", "holding") if (m := _PATTERNS[group].search(early))), None)
    label = _PATTERNS["notice_label"].search(text)
    is_titled = in_section or _has("hearing", heading)
    if _has("notice_title", heading) and (is_titled or convening or label):
        return convening[0] if convening else heading[:80]
    if not (convening or label or is_titled):
        return ""
    if _has_day(early) or label:
        return (convening or label or _PATTERNS["hearing"].search(early) or [heading[:80]])[0]
    is_definite = _QUOTE.search(early) and _has("ecology_surely", early)
    return convening[0] if convening and is_definite and _has("future", early) else ""


def _judge_file(attachment: Attachment, spoken_of: bool) -> _Verdict:
    """What a file is, by its text, or by its name where there is no text; annexes are nothing."""
    name = fold(attachment.name)
    named = bool(_protocol_heading(name) and not _has("protocol_form", name))
    text = _readable(attachment.text)[:_READ_FOR_KIND]
    if not text.strip():
        if named and (spoken_of or _has("hearing", name)):
            return _Verdict("protocol", attachment.name)
        is_notice = _has("notice_word", name) and (spoken_of or _has("hearing", name))
        return (
            _Verdict("announcement", attachment.name) if is_notice and not _has("hearing_proof", name) else _Verdict("")
        )
    said = fold(text)
    if not _has("hearing", said[: 4 * _HEAD]):
        return _Verdict("protocol", attachment.name) if named and _protocol_text(said) and spoken_of else _Verdict("")
    verdict = _judge("", text, in_section=False)
    if verdict.kind in ("unrelated", "report") and named:
        return _Verdict("protocol", attachment.name)
    return verdict if _speaks_early(attachment) else _Verdict("")


def _speaks_early(attachment: Attachment) -> bool:
    """Whether a file's text is about a hearing, not merely a book that mentions one."""
    text = _readable(attachment.text[: 3 * _HEAD])
    return _has("hearing", fold(text))


def _is_thin(title: str, body: str) -> bool:
    """Whether the body says too little to decide: the matter stands in a file."""
    said = fold(body.replace(title, "") if title else body)
    words = _PATTERNS["attached"].sub("", said)
    return len(words.strip()) < _THIN


def _is_bare(heading: str) -> bool:
    words = _NOT_WORDS.sub(" ", heading).strip()
    return not words or bool(_PATTERNS["bare_title"].fullmatch(words))


def _names_notice_too(title: str) -> bool:
    return _has("notice_word", fold(title))


def _says_notice(title: str) -> bool:
    heading = fold(title)
    return _has("notice_word", heading) and _has("hearing", heading)


def _announces_itself(title: str, body: str, in_section: bool) -> bool:
    """Whether a page is a notice of its own, and not merely the cover of a protocol."""
    is_form = _has("protocol_form", fold(title))
    return is_form or _says_notice(title) or _judge("", body, in_section).kind == "announcement"


def _has_day(text: str) -> bool:
    """Whether the text gives any day; a day without a year is one too, so any year will do."""
    return any(mention.precision == "day" for mention in find(text, anchor=_ANY_YEAR))


def _has(group: str, text: str) -> bool:
    return _PATTERNS[group].search(text) is not None


def _first(group: str, text: str) -> int:
    found = _PATTERNS[group].search(text)
    return found.start() if found else len(text)


def _readable(text: str) -> str:
    """The text as a reader sees it: entities resolved, words joined that hyphens or spacing cut."""
    text = clean(unescape(text) if "&" in text else text)
    text = _BROKEN_WORD.sub("", text)
    return _SPACED_LETTERS.sub(lambda spaced: spaced[0].replace(" ", ""), text)
