"""What every platform class shares: requests that say why they failed, the asked period, and the making of items."""

from __future__ import annotations

import copy
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import urlsplit

from scrapy.http import Response

from hearings import posting
from hearings.health import Cause, Failure, LayoutError, SourceReading
from hearings.items import Attachment, Basis, Publication, Stamp
from hearings.kinds import items_of, may_concern

if TYPE_CHECKING:
    from spiders.region import RegionSpider


class UnreadError(Exception):
    """A request gave nothing that can be read: why, where, and the capture that shows it."""

    def __init__(self, cause: Cause, detail: str, url: str, capture: str = "", status: int = 0) -> None:
        """`status`: of an answer that came, else 0."""
        super().__init__(detail)
        self.cause = cause
        self.url = url
        self.capture = capture
        self.status = status


def is_missing(error: UnreadError | LayoutError) -> bool:
    """Whether a site says that it has no such page, as it may not have one in each language."""
    return (isinstance(error, UnreadError) and error.status in (404, 410)) or error.cause is Cause.REDIRECTED_HOME


class Source:
    """One place where a region publishes. A platform is a subclass; a region file makes instances of it.

    To write a platform:

    1. `platform` is its name; `hosts()` are the hosts it may fetch from (the address's own by default).
    2. `read(reading)` is the whole way from the listing to the items, top to bottom. It gets its pages with
       `await self.fetch(...)`, counts each page of the listing with `reading.listing(rows, capture_of(response))`, and
       sets `reading.reached_end` when the listing was read to its end or past the asked period.
    3. Each row's key goes through `self.wanted(...)`, which remembers it and says whether to follow it.
    4. What may fail by itself stands in `with self.noting(...)`: the failure is put down and the rest goes on.
       A page that does not fit raises `LayoutError`.
    5. It ends with `for item in await self.items(...): yield item`, which fetches the attachments, decides by what the
       text says whether and what it is, and makes the items.

    No dates, rules or database here: pass on what is printed, as text and `Stamp`s.
    """

    platform: ClassVar[str]
    protocols_join: ClassVar[bool] = False  # a protocol is put on the page of its announcement
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
        """Hosts this source may be fetched from, redirects and attachments included."""
        host = (urlsplit(self.address).hostname or "").removeprefix("www.")
        return (host, f"www.{host}")

    def in_use(self, since: date) -> bool:
        return self.until is None or since <= self.until

    def read(self, reading: SourceReading) -> AsyncIterator[Publication]:
        """Everything of the asked period that may be an announcement or a protocol."""
        raise TypeError(f"{type(self).__name__} does not say how it is read")

    async def fetch(self, reading: SourceReading, url: str, *, what: str, **kwargs: Any) -> Response:
        """The answer; `UnreadError` says why there is none. `what` is `listing`, `page` or `attachment`."""
        return await self.spider.fetch(reading, url, what=what, **kwargs)

    @contextmanager
    def noting(self, reading: SourceReading, url: str, what: str, response: Response | None = None) -> Iterator[None]:
        """What goes wrong inside is put down as a failure of `url` and goes no further."""
        try:
            yield
        except UnreadError as error:
            self.spider.put_down(reading, Failure(error.cause, str(error), error.url, what, error.capture))
        except LayoutError as error:
            capture = capture_of(response) if response else ""
            self.spider.put_down(reading, Failure(error.cause, str(error), url, what, capture))
        except Exception as error:
            self.spider.logger.exception("%s: %s could not be read", self.key, url)
            detail = f"{type(error).__name__} while reading"
            self.spider.put_down(reading, Failure(Cause.INTERNAL, detail, url, what))

    def wanted(self, reading: SourceReading, key: str, stamps: Sequence[Stamp]) -> bool:
        """Whether a row is to be followed: it was posted in the asked period, or does not say when.

        Only what the public sees decides: a file may have been uploaded long before its notice was posted. A deep
        crawl follows earlier rows too that are new to the store, because they were posted later than they say.
        """
        reading.seen_keys.add(key)
        side = self.side(stamps)
        if side == "before" and self.spider.depth == "deep":
            stored = self.spider.stored_keys.get(self.key)
            return stored is not None and key not in stored
        return side in ("in", "unknown")

    def side(self, stamps: Sequence[Stamp]) -> str:
        """`before`, `in` or `after` the asked period, or `unknown`, by the stated stamps alone."""
        stated = [stamp for stamp in stamps if stamp.basis is Basis.STATED]
        return posting.side(stated, self.spider.since, self.spider.until)

    def all_known(
        self, rows: Sequence[Sequence[Stamp]], keys: Sequence[str], concern: Sequence[bool] | None = None
    ) -> bool:
        """Whether a page from newest to oldest holds nothing new, and earlier readings covered the asked period.

        What stands below it is older, and was read then. Rows of the period must have been opened, for others, and for
        those that by `concern` need not be opened, it is enough that they were listed. A deep crawl goes on: it looks
        for what was put in between.
        """
        back_to = self.spider.read_back_to.get(self.key)
        if self.spider.depth == "deep" or back_to is None or back_to > self.spider.since:
            return False
        if not self._from_newest(rows, keys):
            return False
        listed = self.spider.listed_keys.get(self.key, frozenset())
        settled = self.spider.settled_keys.get(self.key, frozenset())
        opened = [self.side(stamps) in ("in", "unknown") for stamps in rows]
        needed = [here and row for here, row in zip(opened, concern or [True] * len(keys), strict=True)]
        return all(key in (settled if must else listed) for must, key in zip(needed, keys, strict=True))

    def _from_newest(self, rows: Sequence[Sequence[Stamp]], keys: Sequence[str]) -> bool:
        """Whether a page runs from newest to oldest: by the days of its rows, else by numbers that count records."""
        if days := self._days(rows):
            return days == sorted(days, reverse=True)
        numbers = [int(key) for key in keys if key.isdecimal()]
        return 1 < len(numbers) == len(keys) and numbers == sorted(numbers, reverse=True)

    @staticmethod
    def read_back_to(reading: SourceReading, day: date) -> None:
        """All rows posted on that day or later were read; of several lists, the one that ended first decides."""
        reading.covers_from = max(day, reading.covers_from or day)

    def oldest_day(self, rows: Sequence[Sequence[Stamp]]) -> date | None:
        return min(self._days(rows), default=None)

    def past_period(self, rows: Sequence[Sequence[Stamp]]) -> bool:
        """Whether a page of a listing, by the stamps of its rows, shows that all later pages lie before the period.

        Only a page that runs from newest to oldest shows it, so that a pinned row or another order loses nothing.
        """
        if self.spider.depth == "deep":
            return False
        days = self._days(rows)
        return bool(days) and days[-1] < self.spider.since and days == sorted(days, reverse=True)

    def _days(self, rows: Sequence[Sequence[Stamp]]) -> list[date]:
        """The stated days of the rows that have one."""
        stated = [[stamp for stamp in stamps if stamp.basis is Basis.STATED] for stamps in rows]
        return [day for stamps in stated if (day := posting.read(stamps, self.spider.clock.now()).value)]

    async def items(
        self,
        reading: SourceReading,
        responses: Response | Sequence[Response],
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

        `responses`: those that it was read from, the deciding one first. Attachments are fetched only where title,
        text, section or file names may concern a hearing.
        """
        reading.seen_keys.add(key)
        names = [attachment.name for attachment in attachments]
        if not may_concern(title, body, section, names):
            reading.opened_keys.add(key)
            return []
        pages = [responses] if isinstance(responses, Response) else responses
        signs = list(stamps)
        fetched = []
        for attachment in attachments:
            read, signs_of_file = await self.spider.files.read(reading, attachment)
            fetched.append(read)
            signs += signs_of_file
        captures = [capture_of(page) for page in pages] + [attachment.capture for attachment in fetched]
        found = items_of(
            region=self.spider.name,
            source=self.key,
            key=key,
            url=url,
            title=title,
            body=body,
            section=section,
            stamps=list(dict.fromkeys(signs)),
            attachments=fetched,
            captures=list(dict.fromkeys(capture for capture in captures if capture)),
            read_at=pages[0].meta.get("captured_at") or self.spider.clock.now(),
            hints=hints or {},
            aliases=list(aliases),
        )
        reading.items += len(found)
        if found or all(attachment.state != "not_fetched" for attachment in fetched):
            reading.opened_keys.add(key)
        return found


def capture_of(response: Response) -> str:
    """The record that holds the answer in the archive; empty where nothing is archived."""
    captures: list[str] = response.meta.get("captures") or [""]
    return captures[-1]
