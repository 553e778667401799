"""One record of gov.kz, whatever shape it comes in.

No raw answer of the interface is public; the fields are those that its clients read, so several names are tried for
each value, files are looked for in every field that may hold them, and nothing is required but an id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from hearings.items import Attachment, Basis, Stamp
from spiders.platforms.addresses import canonical, extension, is_image
from spiders.platforms.pages import Link, absolute, file_attachments, images, named, text_with_links

SITE = "https://www.gov.kz"

_TITLES = ("title", "name", "hint", "heading")
_TEXTS = ("content", "body", "text", "description", "html")
_SHORT_TEXTS = ("short_description", "annotation", "hint")
_FILES = (
    "full_text",
    "other_files",
    "files",
    "attachments",
    "attachment",
    "file",
    "download_files",
    "document",
    "documents",
)
_FILE_ADDRESSES = ("document", "url", "file", "path", "href", "link", "src", "download_url", "file_url", "file_path")
_FILE_NAMES = ("title", "name", "file_name", "filename", "original_name", "original_filename", "label")
_POSTED = ("created_date", "publication_date", "publish_date", "published_date", "created_at")
_SECTIONS = ("activities", "directions", "gosorgan")
_LISTS = ("content", "data", "items", "results", "rows", "records", "documents", "article")
_TOTALS = ("totalElements", "total_elements", "total", "totalCount", "total_count")

_PLACEHOLDERS = re.compile(r"(?:undefined|null|none|n/?a|-|—)?", re.IGNORECASE)


@dataclass(slots=True)
class Record:
    """What a record says in one language."""

    id: str
    language: str
    title: str = ""
    body: str = ""
    summary: str = ""  # a short description, which is no text of its own
    section: str = ""
    adilet: str = ""  # id of a legal act, which has no card of its own
    stamps: list[Stamp] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)

    @property
    def says_nothing(self) -> bool:
        """Whether there is neither a text nor a file, so that the card must be asked for."""
        return not self.body and not self.attachments


def entries_in(data: object) -> list[object] | None:
    """The rows of an answer: a bare array, or the array inside an object; None where there is neither."""
    if isinstance(data, list):
        return data
    if isinstance(data, Mapping):
        for name in _LISTS:
            inner = data.get(name)
            if isinstance(inner, list):
                return inner
            if isinstance(inner, Mapping) and (found := entries_in(inner)) is not None:
                return found
    return None


def claimed_in(data: object) -> int | None:
    """How many rows the whole listing has, where the answer says so."""
    if isinstance(data, Mapping):
        for name in _TOTALS:
            if isinstance(total := data.get(name), int) and not isinstance(total, bool):
                return total
        return claimed_in(data.get("data"))
    return None


def card_in(data: object) -> Mapping[str, object]:
    """The one object of a card's answer, bare or wrapped; empty where it has none."""
    if isinstance(data, list):
        return card_in(data[0]) if data else {}
    if not isinstance(data, Mapping):
        return {}
    wrapped = [
        data[name]
        for name in ("data", "content", "document", "item", "result")
        if isinstance(data.get(name), dict | list)
    ]
    return card_in(wrapped[0]) if wrapped and not _plain(data.get("id")) else data


def record_of(entry: object, language: str) -> Record | None:
    """A row or card as a record; None where it has no id, by which alone it could be found again."""
    if not isinstance(entry, Mapping):
        return None
    identity = next((text for name in ("id", "slug") if (text := _plain(entry.get(name)))), "")
    if not identity:
        return None
    record = Record(identity, language, adilet=_plain(entry.get("adilet")))
    record.title = _line(next((text for name in _TITLES if (text := _plain(entry.get(name)))), ""))
    record.summary = "\n".join(_unique(_read(_plain(entry.get(name)))[0] for name in _SHORT_TEXTS))
    record.section = "; ".join(_unique(_line(title) for name in _SECTIONS for title in _titles_in(entry.get(name))))
    record.stamps = [
        Stamp(text, f"record:{name}", Basis.STATED) for name in _POSTED if (text := _plain(entry.get(name)))
    ][:1]
    _fill(record, entry)
    return record


def _fill(record: Record, entry: Mapping[str, object]) -> None:
    """Text and files of the record."""
    texts, links, pictures = [], [], []
    for html in (_plain(entry.get(name)) for name in _TEXTS):
        text, found = _read(html)
        texts.append(text)
        links += found
        pictures += images(html, SITE)
    attachments = {canonical(a.url): a for a in file_attachments(links)}
    for name in _FILES:
        for attachment, text in _files_in(entry.get(name), top=True):
            if attachment is not None:
                attachments.setdefault(canonical(attachment.url), attachment)
            texts.append(text)
    record.body = "\n\n".join(_unique(texts))
    if not attachments and _same(record.body, record.title):
        # A notice that is nothing but its pictures; beside a text they are ornament.
        attachments = {canonical(url): Attachment(url=url) for url in pictures if is_image(url)}
    record.attachments = list(attachments.values())
    if _same(record.body, record.title):
        record.body = ""


def _files_in(value: object, *, top: bool = False, name: str = "") -> Iterator[tuple[Attachment | None, str]]:
    """Attachments in a field for files, and texts: `full_text` may carry the whole card instead."""
    if isinstance(value, str):
        if _is_path(value):
            link = Link(absolute(SITE, value), name)
            if link.url:
                yield Attachment(url=link.url, name=named(link)), ""
        elif top or "<" in value:
            text, links = _read(value)
            for attachment in file_attachments(links):
                yield attachment, ""
            yield None, text
    elif isinstance(value, list):
        for part in value:
            yield from _files_in(part, top=top, name=name)
    elif isinstance(value, Mapping):
        name = _line(next((text for key in _FILE_NAMES if (text := _plain(value.get(key)))), name))
        for key in _FILE_ADDRESSES:
            if value.get(key):
                yield from _files_in(value[key], name=name)
        for key in (*_TEXTS, "full_text", "value"):
            if isinstance(value.get(key), str) and key not in _FILE_ADDRESSES:
                yield from _files_in(value[key], top=True)
        for key in ("items", "files", "data"):
            if isinstance(value.get(key), list):
                yield from _files_in(value[key], name=name)


def _is_path(text: str) -> bool:
    """Whether a string is an address rather than a text."""
    text = text.strip()
    if not text or "\n" in text or "<" in text:
        return False
    try:
        return bool(text.startswith(("/", "http://", "https://", "uploads/")) or extension(text)) and bool(
            urlsplit(text).path
        )
    except ValueError:
        return False


def _read(html: str) -> tuple[str, list[Link]]:
    return text_with_links(html, SITE) if html else ("", [])


def _plain(value: object) -> str:
    """A string or number as text; a value in several languages as the texts one after another."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, str | int):
        text = str(value).strip()
        return "" if _PLACEHOLDERS.fullmatch(text) else text
    return ""


def _line(html: str) -> str:
    return " ".join(_read(html)[0].split())


def _titles_in(value: object) -> Iterator[str]:
    """Titles in `{"items": [{"title": …}]}` and simpler shapes of it."""
    if isinstance(value, list):
        for part in value:
            yield from _titles_in(part)
    elif isinstance(value, Mapping):
        if isinstance(value.get("items"), list):
            yield from _titles_in(value["items"])
        yield from (text for key in ("title", "name", "project_name") if (text := _plain(value.get(key))))
    elif isinstance(value, str) and not value.strip().isdecimal():
        yield _plain(value)


def _unique(texts: Iterable[str]) -> list[str]:
    """Texts that differ by more than blanks, in order."""
    return list({" ".join(text.split()): text for text in reversed([t for t in texts if t.strip()])}.values())[::-1]


def _same(one: str, other: str) -> bool:
    return not one.strip() or " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def merged(records: list[Record]) -> Record:
    """One record out of what its two language lists say; what both say stands once."""
    first, *rest = records
    for other in rest:
        known = {canonical(attachment.url) for attachment in first.attachments}
        first.attachments += [a for a in other.attachments if canonical(a.url) not in known]
        first.title = " / ".join(_unique([first.title, other.title]))
        first.body = "\n\n".join(_unique([first.body, other.body]))
        first.summary = "\n".join(_unique([first.summary, other.summary]))
        first.section = "; ".join(_unique([first.section, other.section]))
        first.stamps = list(dict.fromkeys([*first.stamps, *other.stamps]))
        first.adilet = first.adilet or other.adilet
    return first
