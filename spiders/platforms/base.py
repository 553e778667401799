"""What every platform class shares: requests that report their failures, attachments, and the making of items."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from hearings.health import SourceReading
from hearings.items import Attachment, Publication, Stamp
from hearings.kinds import items_of, may_concern

if TYPE_CHECKING:
    from spiders.region import RegionSpider


class Source:
    """One place where a region publishes. A platform is a subclass; a region file makes instances of it.

    To write a platform:

    1. `platform` is its name; `hosts()` are the hosts it may fetch from (the address's own by default).
    2. `start(reading)` yields the first `self.request(...)`s, with `what="listing"`.
    3. The listing callback calls `reading.listing(rows, capture)` for each page, follows the rows that may be hearings,
       and at the end sets `reading.reached_end`. A page that does not fit raises `LayoutError`.
    4. A callback ends with `for item in await self.items(...): yield item`, which fetches the attachments, decides
       by what the text says whether and what it is, and makes the items.

    No dates, rules or database here: pass on what is printed, as text and `Stamp`s.
    """

    platform: ClassVar[str]
    spider: RegionSpider

    def __init__(self, address: str, *, until: str = "", confirmed: bool = True, note: str = "") -> None:
        """`until`: last day of use (ISO); a later period is not crawled. `note`: an oddity, told to the operator."""
        self.address = address
        self.until = date.fromisoformat(until) if until else None
        self.confirmed = confirmed
        self.note = note

    def bound_to(self, spider: RegionSpider) -> Self:
        source = copy.copy(self)
        source.spider = spider
        return source

    @property
    def key(self) -> str:
        """Identity of the source: the same for two regions that share it."""
        return f"{self.platform}:{re.sub(r'^https?://(www[.])?', '', self.address)}"

    def hosts(self) -> Sequence[str]:
        """Hosts this source may be fetched from, redirects included."""
        host = (urlsplit(self.address).hostname or "").removeprefix("www.")
        return (host, f"www.{host}")

    def in_use(self, since: date) -> bool:
        return self.until is None or since <= self.until

    def start(self, reading: SourceReading) -> Iterator[Request]:
        raise TypeError(f"{type(self).__name__} does not say where its listing is")

    def request(self, reading: SourceReading, url: str, callback: Any, *, what: str, **kwargs: Any) -> Request:
        """A request whose failure is put down in `reading`; `what` is `listing`, `page` or `attachment`."""
        return self.spider.request(reading, url, callback, what=what, **kwargs)

    async def items(
        self,
        reading: SourceReading,
        response: Response,
        *,
        key: str,
        url: str,
        title: str,
        body: str,
        stamps: Sequence[Stamp] = (),
        attachments: Sequence[Attachment] = (),
        section: str = "",
        hints: dict[str, str] | None = None,
        aliases: Sequence[str] = (),
    ) -> list[Publication]:
        """The publications that one page or record holds; none where it is not about hearings.

        Attachments are fetched only where title, text, section or file names may concern a hearing.
        """
        reading.seen_keys.add(key)
        names = [attachment.name for attachment in attachments]
        if not may_concern(title, body, section, names):
            return []
        fetched = [await self.spider.attachment(reading, attachment) for attachment in attachments]
        captures = [*response.meta.get("captures", [])[-1:], *(a.capture for a in fetched if a.capture)]
        found = items_of(
            region=self.spider.name,
            source=self.key,
            key=key,
            url=url,
            title=title,
            body=body,
            section=section,
            stamps=list(stamps),
            attachments=fetched,
            captures=captures,
            read_at=response.meta.get("captured_at") or self.spider.clock.now(),
            hints=hints or {},
            aliases=list(aliases),
        )
        reading.items += len(found)
        return found
