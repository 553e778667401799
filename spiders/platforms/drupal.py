"""Drupal sites of departments, up to about 2020: all notices on one page."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from scrapy.http import Response

from hearings import posting
from hearings.dates import find
from hearings.health import Failure, LayoutError, SourceReading
from hearings.items import Basis, Publication, Stamp
from hearings.kinds import may_concern
from hearings.text import normal_form
from spiders.platforms.base import Source, UnreadError, capture_of, is_missing
from spiders.platforms.item_pages import Turning
from spiders.platforms.pages import Line, Page, file_attachments

# Where Drupal keeps what an editor wrote, from the closest to the whole page.
_CONTENT = (
    ".field-name-body, .field--name-body, [class*=field-name-body], [property='content:encoded']",
    "article .content, .node .content, .node__content, .node-content, .field-items, .field__item",
    "article, .node, [role=main], main, #content, #main-content, .region-content, #main, .content",
    "body",
)
_LONGEST_HEADING = 60  # characters of a line that may be nothing but a date
_SHORTEST_NOTICE = 80  # characters: text above the first date that is longer may be a notice that lacks its date
_LETTER = re.compile(  # «Исх. № 62-04», whose day follows
    r"\W*(?:исх(?:одящ\w*)?|вх(?:одящ\w*)?|шы[ғг](?:ыс)?|кір(?:іс)?)(?!\w)\W{0,4}(?:№|n\b|no\b)?[^№\n]{0,30}"
    r"|\W*№\s*\S{1,20}",
    re.IGNORECASE,
)
_OF_HEARING = re.compile(
    r"\W*(?:дата|день|когда|күні|қашан)[\s:–—-]+(?!публик|размещ|создан|добавл|жариял|орнал)", re.IGNORECASE
)
_TITLE = 200
_START = 12  # words by which a notice is known again
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(slots=True)
class Notice:
    """One notice of the page: the date line above it and what follows up to the next one."""

    heading: str
    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def stamps(self) -> list[Stamp]:
        return [Stamp(self.heading, "body", Basis.STATED)] if self.heading else []


class DatedPage(Source):
    """One page that holds all notices, each headed by a line that is only its date of posting.

    For a new region: `DatedPage("<address of the page>", twin="<address of its other language>")`. The twin may hold
    the same texts, their translations or nothing at all: sites mix their languages up, so both are read as they are. A
    notice that stands on both with the same words is one publication.
    """

    platform = "drupal_page"

    def __init__(
        self, address: str, *, twin: str = "", until: str = "", confirmed: bool = True, note: str = ""
    ) -> None:
        super().__init__(address, until=until, confirmed=confirmed, note=note)
        self.twin = twin

    async def read(self, reading: SourceReading) -> AsyncIterator[Publication]:
        found: dict[str, tuple[Notice, Response, list[str]]] = {}
        complete = True
        for address in filter(None, (self.address, self.twin)):
            complete = await self._gather(reading, address, found) and complete
        reading.reached_end = complete
        for key, (notice, response, addresses) in found.items():
            if not self.wanted(reading, key, notice.stamps):
                continue
            with self.noting(reading, addresses[0], "page", response):
                title, body = _title_and_body(notice)
                for item in await self.items(
                    reading,
                    response,
                    key=key,
                    url=addresses[0],
                    title=title,
                    body=body,
                    stamps=notice.stamps,
                    attachments=file_attachments(link for line in notice.lines for link in line.links),
                    aliases=addresses[1:],
                ):
                    yield item

    async def _gather(
        self, reading: SourceReading, address: str, found: dict[str, tuple[Notice, Response, list[str]]]
    ) -> bool:
        """Put the notices of one page, and of the pages that continue it, into `found`; whether all could be read."""
        turning = Turning(address)
        for url in turning:
            try:
                response = await self.fetch(reading, url, what="listing")
                page = Page(response)
                notices = notices_of(page)
                if not notices:
                    raise LayoutError("no line of the page is a date alone, so no notice can be told from another")
            except (UnreadError, LayoutError) as error:
                if url == self.twin and is_missing(error):
                    return True  # a language that the page does not have
                capture = error.capture if isinstance(error, UnreadError) else capture_of(response)
                self.spider.put_down(reading, Failure(error.cause, str(error), url, "listing", capture))
                return False
            reading.listing(len(notices), capture_of(response))
            here = dict(keyed(notices))
            if len(turning) == 1 or not here.keys() <= found.keys():  # else it only repeats what stands before it
                turning.go_on(page)
            for key, notice in here.items():
                _, _, addresses = found.setdefault(key, (notice, response, []))
                addresses.append(url)
        return True


def notices_of(page: Page) -> list[Notice]:
    """The notices of the innermost part of the page that has date lines; none where nothing has."""
    for query in _CONTENT:
        elements = page.first(query)
        lines = page.lines(elements) if elements else []
        for labelled in (False, True):
            notices = split(lines, labelled=labelled)
            if any(notice.heading for notice in notices):
                return notices
    return []


def split(lines: list[Line], *, labelled: bool = False) -> list[Notice]:
    """Lines cut at the lines that are only a date. What stands above the first one is kept if it may be a notice.

    `labelled`: also at «Дата: 21.01.2020», which within a notice is the day of its hearing.
    """
    notices = [Notice("")]
    before = ""
    for line in lines:
        heading, rest = _heading(line, before, labelled=labelled)
        if heading:
            notices.append(Notice(heading, [Line(rest, line.links)] if rest or line.links else []))
        elif line.text or line.links:
            notices[-1].lines.append(line)
        before = line.text or before
    kept: list[Notice] = []
    for notice in notices[1:]:
        if notice.text.strip() or any(line.links for line in notice.lines):
            kept.append(notice)
        elif kept:  # a date with nothing under it signs the notice above
            kept[-1].lines.append(Line(notice.heading))
    first = notices[0]
    return [first, *kept] if len(first.text) >= _SHORTEST_NOTICE and may_concern("", first.text, "", []) else kept


def _heading(line: Line, before: str, *, labelled: bool) -> tuple[str, str]:
    """The date of a line that is only a date, and what stands beside it in a table; empty if it is not one."""
    first, *rest = line.cells or [""]
    if not first or len(first) > _LONGEST_HEADING or before.rstrip().endswith(":"):
        return "", ""
    if _LETTER.fullmatch(before) or (not labelled and _OF_HEARING.match(first)):  # a letter's day, under its number
        return "", ""
    if any(mention.times for mention in find(first)):  # a line of a programme, or a session
        return "", ""
    day = posting.read([Stamp(first, "body", Basis.STATED)], None).value
    return (first, "\n".join(filter(None, rest))) if day else ("", "")


def keyed(notices: list[Notice]) -> list[tuple[str, Notice]]:
    """Notices with keys that hold when others are put above them, and when a date or number within them is corrected.

    The key is the day and the first words, without digits and dates; among equal ones, the place counted from below.
    """
    counts: Counter[str] = Counter()
    pairs = []
    for notice in reversed(notices):
        day = posting.read(notice.stamps, None).value
        start = f"{day.isoformat() if day else 'undated'}/{_fingerprint(notice.text)}"
        counts[start] += 1
        pairs.append((start if counts[start] == 1 else f"{start}-{counts[start]}", notice))
    return pairs[::-1]


def _fingerprint(text: str) -> str:
    for mention in reversed(find(text[:1000])):
        start, end = mention.span
        text = f"{text[:start]} {text[end:]}"
    words = _WORD.findall(normal_form(text))[:_START]
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:12]


def _title_and_body(notice: Notice) -> tuple[str, str]:
    """The first line, or the beginning of a long one, stands in for a title; the text is kept whole."""
    body = notice.text.strip()
    first = body.partition("\n")[0]
    return (first if len(first) <= _TITLE else first[:_TITLE].rpartition(" ")[0] + " …"), body
