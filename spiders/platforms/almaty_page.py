"""The home-grown page of Almaty's akimat that linked protocols, up to 2018."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from hearings import posting
from hearings.health import Cause, LayoutError, SourceReading
from hearings.items import Publication
from spiders.platforms.addresses import canonical, last_segment
from spiders.platforms.base import Source, capture_of
from spiders.platforms.pages import Line, Link, Page, file_attachments, leads_to_file

_CONTENT = ("article, main, #content, .content, .page_content, #page", "body")
_ANNEX = re.compile(r"\W*(?:приложени|қосымша|косымша)", re.IGNORECASE)


_SHORTEST_HEADING = 20  # characters of a line that says what the annexes below it belong to


@dataclass(slots=True)
class Entry:
    """A line of the page with the files it links, and the annexes in the lines below it.

    A line without a file may be the heading of the annexes that follow: they belong to it, not to the entry before.
    """

    title: str
    links: list[Link] = field(default_factory=list)


_SECTION = "Общественные слушания"


class LinkPage(Source):
    """One page that only links files: protocols, their annexes, sometimes announcements.

    For a new region: `LinkPage("<address of the page>")`. A line is one publication with the files it links, and with
    the annexes in the lines below it. The page shows no date of posting, and the date in its header is that of
    today: only an address of a file can tell a day.
    """

    platform = "almaty_page"  # a page of hearings and nothing else: a link need not say that it is about one

    async def read(self, reading: SourceReading) -> AsyncIterator[Publication]:
        entries: list[Entry] = []
        with self.noting(reading, self.address, "listing"):
            response = await self.fetch(reading, self.address, what="listing")
            page = Page(response)
            entries = next((found for q in _CONTENT if (found := entries_of(page.lines(page.first(q) or None)))), [])
            reading.listing(len(entries), capture_of(response))
            if not entries:
                raise LayoutError("the page links no file", Cause.EMPTY_LISTING)
            reading.reached_end = True
        for entry in entries:
            addresses = [link.url for link in entry.links]
            key = canonical(addresses[0]).partition("/")[2]
            stamps = posting.in_addresses(addresses)
            if not self.wanted(reading, key, stamps):
                continue
            with self.noting(reading, addresses[0], "page"):
                for item in await self.items(
                    reading,
                    response,
                    key=key,
                    url=self.address,
                    title=entry.title,
                    body="",
                    section=_SECTION,
                    stamps=stamps,
                    attachments=file_attachments(entry.links),
                ):
                    yield item


def entries_of(lines: list[Line]) -> list[Entry]:
    """The entries of the page. A file that is linked twice belongs to its first entry."""
    entries: list[Entry] = []
    seen: set[str] = set()
    heading = ""
    for line in lines:
        links = []
        for link in line.links:
            if leads_to_file(link) and canonical(link.url) not in seen:
                seen.add(canonical(link.url))
                links.append(link)
        if not links:
            heading = line.text if len(line.text) >= _SHORTEST_HEADING and not line.links else heading
            continue
        is_annex = _ANNEX.match("".join(line.text.split()))  # words are cut by tags: «П риложение»
        if is_annex and entries and not heading:
            entries[-1].links += links
        else:
            text = heading if is_annex and heading else line.text.replace("\t", " ")
            entries.append(Entry(text or last_segment(links[0].url), links))
        heading = ""
    return entries
