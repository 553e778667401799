"""What sites have in common that list their notices with a link to a page for each."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from lxml import etree
from scrapy.http import Response

from hearings import posting
from hearings.health import Cause, LayoutError, SourceReading
from hearings.items import Basis, Publication, Stamp
from hearings.kinds import may_concern
from spiders.platforms.addresses import canonical
from spiders.platforms.base import Source, UnreadError, capture_of, is_missing
from spiders.platforms.pages import Line, Page, absolute, file_attachments, is_aside, lines_of

_COUNTERS = frozenset({"start", "limitstart", "page", "p", "offset", "per_page", "pagen_1"})
_COUNTER_IN_PATH = re.compile(r"/(?:page/|index/|p/)?(\d{1,5})")
_ENDLESS = 500  # pages: calendars and counters that never end
_CHANGED = re.compile(
    r"\W*(?:последн\w+\s+)?(?:обновл|измен|редакт|жаңарт|жанарт|өзгерт|updated|modified|last)", re.IGNORECASE
)
_LONGEST_DATE_LINE = 80  # characters, with its label
# What a site puts behind the date of a notice: how often it was seen, and buttons.
_BESIDE_DATE = re.compile(
    r"\W*(?:\d{0,6}|печат\w*|распечат\w*|версия|для|басып|басу|шығару|print|просмотр\w*|прочтени\w*|прочитано|раз|қарал\w*"
    r"|қараула?р?|көрілім\w*|рет|оқылды|көрсетілім\w*|views?|hits?|pdf|e-?mail|поделиться|бөлісу|share|комментари\w*|пікір\w*"
    r"|comments?)\W*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Row:
    """One notice in the listing."""

    id: str
    url: str
    title: str = ""
    section: str = ""
    stamps: list[Stamp] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Item:
    """What the page of a notice says."""

    title: str
    lines: list[Line]
    stamps: list[Stamp]


class ItemPages(Source):
    """A listing that leads to one page per notice.

    A subclass says by `item` which links those are, as a pattern of the canonical address whose group `id` identifies
    a notice under all its addresses, and reads the page of a notice in `item_of`. A shallow crawl does not open again
    what is settled; a deep one does. `listing` says where the links are looked for, from the closest to the whole page.
    """

    item: ClassVar[re.Pattern[str]]
    listing: ClassVar[tuple[str, ...]] = ("main, [role=main], #content, .content", "body")
    only_hearings: ClassVar[bool] = False  # whether the listing holds nothing else, however short its titles are
    in_languages: ClassVar[bool] = False  # whether the listing has one of its own in each language

    def item_of(self, page: Page, row: Row) -> Item:
        raise TypeError(f"{type(self).__name__} does not say how a notice is read")

    async def read(self, reading: SourceReading) -> AsyncIterator[Publication]:
        rows: dict[str, Row] = {}
        twins: list[str] = []
        with self.noting(reading, self.address, "listing"):
            reading.reached_end = await self._gather(reading, self.address, rows, twins)
        for twin in twins if self.in_languages else ():
            with self.noting(reading, twin, "listing"):
                reading.reached_end = await self._gather_twin(reading, twin, rows) and reading.reached_end
        settled = self.spider.settled_keys.get(self.key, ()) if self.spider.depth == "shallow" else ()
        for row in rows.values():
            if not self.wanted(reading, row.id, row.stamps) or row.id in settled:
                continue
            if not self._concerns(row):
                continue
            with self.noting(reading, row.url, "page"):
                response = await self.fetch(reading, row.url, what="page")
                with self.noting(reading, row.url, "page", response):
                    for publication in await self._publications(reading, row, response):
                        yield publication

    def _concerns(self, row: Row) -> bool:
        return self.only_hearings or may_concern(row.title, "", row.section, [])

    # ------------------------------------------------------------------ listing

    async def _gather_twin(self, reading: SourceReading, address: str, rows: dict[str, Row]) -> bool:
        """The same of the listing in another language, which a site may have or not, or leave empty."""
        try:
            return await self._gather(reading, address, rows, [])
        except (UnreadError, LayoutError) as error:
            if is_missing(error) or error.cause is Cause.EMPTY_LISTING:
                return True
            raise

    async def _gather(self, reading: SourceReading, listing: str, rows: dict[str, Row], twins: list[str]) -> bool:
        """Put the rows of all pages of a listing into `rows`; whether its end, or that of the period, was reached.

        `twins` gets the addresses of the same listing in other languages.
        """
        turning = Turning(listing)
        claimed: int | None = None
        for address in turning:
            if len(turning) > _ENDLESS:
                raise LayoutError(f"the listing did not end after {_ENDLESS} pages")
            response = await self.fetch(reading, address, what="listing")
            page = Page(response)
            if len(turning) == 1:
                twins += page.in_other_languages()
            here = rows_of(page, self.item, self.listing)
            new = [row for row in here if row.id not in rows]
            reading.listing(len(new), capture_of(response))
            if not here and len(turning) == 1:
                raise LayoutError("no link of the page leads to a notice", Cause.EMPTY_LISTING)
            rows |= {row.id: row for row in new}
            claimed = claimed if claimed is not None else page.claimed
            stamps = [row.stamps for row in here]
            if self.past_period(stamps):
                reading.covers_from = self.spider.since
                return True
            if self.all_known(stamps, [row.id for row in here], [self._concerns(row) for row in here]):
                oldest = self.oldest_day(stamps)  # more rows of that day may stand on the page that was not read
                self.read_back_to(reading, oldest + timedelta(days=1) if oldest else self.spider.since)
                return True
            if new:
                turning.go_on(page)
        if claimed is not None:
            reading.claimed = (reading.claimed or 0) + claimed
        return True

    # ------------------------------------------------------------------ notices

    async def _publications(self, reading: SourceReading, row: Row, response: Response) -> list[Publication]:
        item = self.item_of(Page(response), row)
        text = "\n".join(line.text for line in item.lines).strip()
        if not text and not any(line.links for line in item.lines):
            raise LayoutError("the page of the notice holds no text where it is expected")
        return await self.items(
            reading,
            response,
            key=row.id,
            url=row.url,
            title=item.title or row.title,
            body=text,
            section=row.section,
            stamps=item.stamps or row.stamps,
            attachments=file_attachments(link for line in item.lines for link in line.links),
            aliases=[address for address in dict.fromkeys([*row.aliases, response.url]) if address != row.url],
        )


class Turning:
    """The pages of a listing, found while they are read: the lowest number first, each once. `len`: those turned to."""

    def __init__(self, listing: str) -> None:
        self.listing = listing
        self._waiting = [(0, listing)]
        self._seen: set[str] = set()

    def __len__(self) -> int:
        return len(self._seen)

    def __iter__(self) -> Iterator[str]:
        while self._waiting:
            self._waiting.sort(reverse=True)
            _, address = self._waiting.pop()
            if canonical(address) not in self._seen:
                self._seen.add(canonical(address))
                yield address

    def go_on(self, page: Page) -> None:
        """Turn to what the page leads to as well."""
        self._waiting += further(page, self.listing)


def further(page: Page, listing: str) -> Iterator[tuple[int, str]]:
    """Other pages of the listing, with their numbers: what counts them, else what is marked as the next one."""
    counted = [(number, url) for url in page.addresses() if (number := _counter(canonical(url), canonical(listing)))]
    yield from counted
    if not counted:
        yield from ((0, url) for url in page.next_pages()[:1])


def _counter(address: str, listing: str) -> int | None:
    """The number of a page of the listing; None for any other address."""
    there, here = urlsplit(f"//{address}"), urlsplit(f"//{listing}")
    if there.netloc != here.netloc:
        return None
    if there.path == here.path:
        added = dict(set(parse_qsl(there.query)) - set(parse_qsl(here.query)))
        numbers = [value for name, value in added.items() if name.lower() in _COUNTERS and value.isdecimal()]
        return int(numbers[0]) if len(added) == len(numbers) == 1 else None
    found = _COUNTER_IN_PATH.fullmatch(there.path.removeprefix(here.path)) if here.path in there.path else None
    return int(found[1]) if found else None


def rows_of(page: Page, item: re.Pattern[str], listing: tuple[str, ...]) -> list[Row]:
    """The notices that a listing links, with what stands around each link and around no other."""
    for query in listing:
        links = [found for element in page.first(query) for found in _item_links(element.root, page.base, item)]
        if links:
            return _rows(page, links)
    return []


def _rows(page: Page, links: list[tuple[str, str, etree._Element]]) -> list[Row]:
    rows: dict[str, Row] = {}
    owner = {anchor: identity for identity, _, anchor in links}
    around_one = len({identity for identity, _, _ in links}) > 1
    for identity, url, anchor in links:
        row = rows.setdefault(identity, Row(identity, url, section=page.title))
        if url not in (row.url, *row.aliases):
            row.aliases.append(url)
        text = " ".join("".join(map(str, anchor.itertext())).split())
        if len(text) > len(row.title):  # beside «Подробнее» and the picture
            row.title = text
        if around_one and not row.stamps:
            row.stamps = date_stamps(lines_of(_surroundings(anchor, identity, owner), page.base))
    return list(rows.values())


def _item_links(element: etree._Element, base: str, item: re.Pattern[str]) -> Iterator[tuple[str, str, etree._Element]]:
    """Identity, address and element of each link to a notice, menus and side columns left out."""
    for anchor in element.iter("a"):
        url = absolute(base, anchor.get("href") or "")
        found = item.search(canonical(url)) if url else None
        if found and not is_aside(anchor):
            yield found["id"], url, anchor


def _surroundings(anchor: etree._Element, identity: str, owner: dict[etree._Element, str]) -> etree._Element:
    """The largest element around a link that holds no link to another notice."""
    around = anchor
    while (above := around.getparent()) is not None:
        if any(owner.get(other, identity) != identity for other in above.iter("a")):
            break
        around = above
    return around


def date_stamps(lines: list[Line], *, labelled: bool = False) -> list[Stamp]:
    """The lines, or cells of a line, that are only a date of posting with or without its label."""
    stamps = []
    for cell in (cell for line in lines for cell in line.cells):
        if not cell or len(cell) > _LONGEST_DATE_LINE or (labelled and not cell[0].isalpha()):
            continue
        if _CHANGED.match(cell):
            continue
        if stamp := _date_stamp(cell):
            stamps.append(stamp)
    return stamps


def is_counter(line: Line) -> bool:
    """Whether a line only says how often a notice was seen or commented."""
    return (
        not line.links and len(line.text) < _LONGEST_DATE_LINE and all(map(_BESIDE_DATE.fullmatch, line.text.split()))
    )


def _date_stamp(cell: str) -> Stamp | None:
    """The date that the text is, counters of visits and buttons behind it left off."""
    words = cell.split(" ")
    while words:
        stamp = Stamp(" ".join(words).strip(" |•·,;–—-"), "body", Basis.STATED)
        if posting.read([stamp], None).value is not None:
            return stamp
        if not _BESIDE_DATE.fullmatch(words.pop()):
            return None
    return None
