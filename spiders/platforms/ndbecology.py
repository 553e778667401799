"""The national portal of hearings, formerly ecoportal.kz and ph.econbd.kz: open meetings and public discussions."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from typing import ClassVar

from hearings.dates import find
from hearings.health import Cause, Failure, LayoutError, SourceReading
from hearings.items import Publication
from spiders.platforms.base import Source, UnreadError, capture_of
from spiders.platforms.item_pages import Turning
from spiders.platforms.ndbecology_card import PERIOD, TIME, Card, card_of
from spiders.platforms.pages import Page

_LINK = re.compile(
    r"(?:/(?P<area>\w+)/\w+/)?PublicHearingDetail(?:/|/?\?(?:[^\"'<>\s]*&)?hearingId=)(?P<number>\d{1,9})",
    re.IGNORECASE,
)
_DOWN = {
    *(Cause.DNS, Cause.TLS, Cause.TIMEOUT, Cause.UNREACHABLE, Cause.ROBOTS, Cause.CHALLENGE, Cause.GATED),
    Cause.REDIRECT_LOOP,
}
_ENDLESS = 2000  # pages of a list
_MOST = 5000  # cards of a kind that one crawl asks for by number
# A protocol is added to the card days after its hearing: so long before the period cards are of interest.
_AFTERMATH = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the two kinds of hearings, each with numbers of its own."""

    name: str
    path: str  # of its list; cards stand below it
    section: str  # what the portal has there

    def key(self, number: int) -> str:
        return f"{self.name}/{number}"

    def number(self, key: str) -> int | None:
        name, _, number = key.partition("#")[0].partition("/")
        return int(number) if name == self.name and number.isdecimal() else None

    def listed(self, html: str) -> list[int]:
        """Numbers of the cards that a list leads to, by links or scripts, each once."""
        area = self.path.split("/")[1].lower()
        found = _LINK.finditer(unescape(html))
        return list(dict.fromkeys(int(m["number"]) for m in found if (m["area"] or area).lower() == area))


MEETING = Kind("open_meeting", "/Public/PubHearings", "Общественные слушания в форме открытых собраний")
DISCUSSION = Kind(
    "public_discussion",
    "/Disscusion/DisPublic",  # the portal's own spelling
    "Общественные слушания посредством публичных обсуждений",
)


class NationalPortal(Source):
    """Cards of open meetings and public discussions, known by kind and number under whatever host.

    The portal's lists are read from the newest card on, down to hearings that ended well before the period. Where a
    list does not lead to cards, they are asked for by number: from the last one known upward, until
    `HEARINGS_ABSENT_IDS` of them in a row lead to no card. On a first crawl the walk begins with a number of `meetings`
    or `discussions` (numbers seen in public, each with a day on which it existed): the last one before the period, and
    where no card is found there, the next. In both ways stored cards that are not settled are asked for again, because
    a protocol is added to the card of its hearing. Cards are not left out by their day of posting: that of a meeting
    shows none.
    """

    platform = "ndbecology"
    protocols_join = True
    former_hosts: ClassVar[tuple[str, ...]] = ("ph.econbd.kz", "ecoportal.kz", "www.ecoportal.kz")
    absent: ClassVar[int] = 30

    def __init__(
        self,
        address: str,
        *,
        meetings: Mapping[str, int],
        discussions: Mapping[str, int],
        until: str = "",
        confirmed: bool = True,
        note: str = "",
    ) -> None:
        super().__init__(address, until=until, confirmed=confirmed, note=note)
        self.seen = {MEETING: _by_day(meetings), DISCUSSION: _by_day(discussions)}

    def hosts(self) -> Sequence[str]:
        return (*super().hosts(), *self.former_hosts)

    async def read(self, reading: SourceReading) -> AsyncIterator[Publication]:
        complete = True
        for kind in self.seen:
            cards = Cards(self, reading, kind)
            with self.noting(reading, self.address + kind.path, "listing"):
                async for item in cards.read():
                    yield item
            complete = complete and cards.complete
        reading.reached_end = complete


def _by_day(seen: Mapping[str, int]) -> list[tuple[date, int]]:
    return sorted((date.fromisoformat(day), number) for day, number in seen.items())


class Cards:
    """The cards of one kind, during one crawl."""

    def __init__(self, portal: NationalPortal, reading: SourceReading, kind: Kind) -> None:
        self.portal, self.spider = portal, portal.spider
        self.reading = reading
        self.kind = kind
        self.stored = self._numbers(self.spider.stored_keys)
        self.settled = self._numbers(self.spider.settled_keys) if self.spider.depth == "shallow" else set()
        self.listed: set[int] = set()
        self.asked: set[int] = set()
        self.recent = False  # whether one of the last cards may still get a protocol that matters
        self.complete = False

    def _numbers(self, keys: Mapping[str, AbstractSet[str]]) -> set[int]:
        numbers = (self.kind.number(key) for key in keys.get(self.portal.key, ()))
        return {number for number in numbers if number is not None}

    async def read(self) -> AsyncIterator[Publication]:
        try:
            async for number in self._from_list():
                for item in await self._expected(number):
                    yield item
        except (UnreadError, LayoutError) as error:
            refused = isinstance(error, UnreadError) and error.status in (401, 403, 429)
            if self.listed or refused or error.cause in _DOWN:
                raise
            async for item in self._upward(error):
                yield item
        for number in sorted(self.stored - self.settled - self.asked):
            for item in await self._expected(number):
                yield item
        self.complete = True

    async def _from_list(self) -> AsyncIterator[int]:
        """Numbers in the list, newest first, until the hearings of a whole page ended well before the period."""
        turning = Turning(self.portal.address + self.kind.path)
        claimed: int | None = None
        for url in turning:
            if len(turning) > _ENDLESS:
                break
            response = await self.portal.fetch(self.reading, url, what="listing")
            page = Page(response)
            numbers = [number for number in self.kind.listed(page.text) if number not in self.listed]
            if not numbers and not self.listed:
                raise LayoutError("the list leads to no card", Cause.EMPTY_LISTING)
            self.listed.update(numbers)
            claimed = claimed if claimed is not None else page.claimed
            self.reading.listing(len(numbers), capture_of(response))
            self.reading.seen_keys |= {self.kind.key(number) for number in numbers}
            self.recent = False
            for number in numbers:
                if number not in self.settled:
                    yield number
            if self.spider.depth == "shallow" and not self.recent:
                self.reading.covers_from = self.spider.since
                self._not_looked_for(number for number in self.stored if number < min(self.listed))
                return
            if numbers:
                turning.go_on(page)
        if claimed is not None:
            self.reading.claimed = (self.reading.claimed or 0) + claimed

    async def _upward(self, reason: UnreadError | LayoutError) -> AsyncIterator[Publication]:
        """Cards by number, from the last one known until many in a row are absent; `reason`: why not from the list.

        A number that answers with an error counts as absent, and as a failure once a later one leads to a card.
        """
        limit = self.spider.settings.getint("HEARINGS_ABSENT_IDS", self.portal.absent)
        starts = [max(self.stored)] if self.stored else self._starts()
        erred: dict[int, Failure] = {}
        last = 0
        for start in starts:
            if start < last:
                continue
            number, absent = start, 0
            while absent < limit:
                if len(self.asked) > _MOST:
                    raise LayoutError(f"{_MOST} numbers in a row lead to cards: is it the same card each time?")
                items = await self._attempt(number, erred)
                absent = absent + 1 if items is None else 0
                if items is not None:
                    last = number
                    self.reading.listing(1)
                    for item in items:
                        yield item
                number += 1
            if last:
                break
        if not last:
            tried = ", ".join(map(str, starts))
            raise LayoutError(f"{reason}; nor does a number from {tried} on lead to a card", reason.cause)
        for failure in (failure for at, failure in erred.items() if at < last):
            self.spider.put_down(self.reading, failure)
        self._not_looked_for(self.stored)

    def _starts(self) -> list[int]:
        """Where to look on a first crawl: the last number seen well before the period, then the later ones."""
        seen = self.portal.seen[self.kind]
        first = self.spider.since - _AFTERMATH
        before = [number for day, number in seen if day <= first]
        return before[-1:] + [number for day, number in seen if first < day <= self.spider.until] or [seen[0][1]]

    async def _attempt(self, number: int, erred: dict[int, Failure]) -> list[Publication] | None:
        """The publications of a card; an error is put into `erred` and counts as absence."""
        try:
            return await self._card(number)
        except (UnreadError, LayoutError) as error:
            if error.cause in _DOWN:
                raise
            url = self.card_address(number)
            erred[number] = Failure(error.cause, str(error), url, "page", getattr(error, "capture", ""))
            return None

    def _not_looked_for(self, numbers: Iterable[int]) -> None:
        """Stored cards that were not asked for have not disappeared."""
        self.reading.seen_keys |= {self.kind.key(number) for number in numbers if number not in self.asked}

    async def _expected(self, number: int) -> list[Publication]:
        """The publications of a card that should be there."""
        url = self.card_address(number)
        with self.portal.noting(self.reading, url, "page"):
            items = await self._card(number)
            if items is not None:
                return items
            if number in self.listed:
                raise LayoutError("the list leads to a number without a card")
        return []

    async def _card(self, number: int) -> list[Publication] | None:
        """The publications of a card; None where there is none under that number."""
        self.asked.add(number)
        url = self.card_address(number)
        try:
            response = await self.portal.fetch(self.reading, url, what="page", meta={"max_retry_times": 1})
        except UnreadError as error:
            if error.status in (404, 410):
                return None
            raise
        if self.kind.listed(response.url) != [number]:  # sent elsewhere
            return None
        card = card_of(Page(response))
        if not card.is_filled:
            return None
        self.recent = self.recent or self._is_recent(card)
        return await self.portal.items(
            self.reading,
            response,
            key=self.kind.key(number),
            url=url,
            title=card.title,
            body=card.body,
            section=self.kind.section,
            stamps=card.stamps,
            attachments=card.attachments,
            hints=card.values,
            aliases=[response.url] if response.url != url else [],
        )

    def _is_recent(self, card: Card) -> bool:
        """Whether a protocol posted in the asked period may stand on the card, as far as its days tell."""
        days = [day for name in (TIME, PERIOD) for m in find(card.values.get(name, "")) if (day := m.end or m.start)]
        return not days or max(days) >= self.spider.since - _AFTERMATH

    def card_address(self, number: int) -> str:
        return f"{self.portal.address}{self.kind.path}/PublicHearingDetail?hearingId={number}"
