"""gov.kz, where departments and akimats have published since 2019: its documents interface.

The pages themselves are an application without content; the data come as JSON from a public interface. `news` of the
same interface is closed to clients without a ticket of the site's own pages: we leave it alone, and should `documents`
be closed one day, the source is reported as gated.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import ClassVar
from urllib.parse import quote, urlencode

from scrapy.http import Response

from hearings.health import Cause, Failure, LayoutError, SourceReading
from hearings.items import Attachment, Publication
from hearings.kinds import may_concern
from spiders.platforms.base import Source, UnreadError, capture_of
from spiders.platforms.govkz_record import SITE, Record, card_in, claimed_in, entries_in, merged, record_of
from spiders.platforms.pages import check_redirect, decoded, refusal

_UNREACHABLE = {Cause.DNS, Cause.TLS, Cause.TIMEOUT, Cause.UNREACHABLE, Cause.ROBOTS, Cause.GATED, Cause.CHALLENGE}
_ENDLESS = 2000  # pages: a listing that has more is repeating itself in some way


@dataclass(slots=True)
class Slice:
    """One page of a listing."""

    response: Response
    records: list[Record]
    rows: int
    claimed: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """How far a language list was read: to its end or past the period, or only to the day at which all was known."""

    complete: bool
    cut_at: date | None = None


class GovKz(Source):
    """Documents of one entity of gov.kz.

    For a new region: `GovKz("<code>")`, the code being that in `www.gov.kz/memleket/entities/<code>`.

    Both language lists are read, since a record may stand in one only; the same id in both is one publication. A list
    is asked newest first and without the filter by `created_date` that the interface offers: a page costs the same
    with it, the first page that reaches back beyond the period ends the reading either way, and a filter would hide
    records without a date. A page on which everything is known from an earlier complete reading ends it as well. The
    page counter is used from 0 and from 1 by different clients: both are tried, and a slice that comes twice is known
    by its ids.
    """

    platform = "govkz"
    what: ClassVar[str] = "documents"
    languages: ClassVar[tuple[str, ...]] = ("kk", "ru")
    page_size: ClassVar[int] = 50

    def __init__(self, code: str, *, until: str = "", confirmed: bool = True, note: str = "") -> None:
        super().__init__(code, until=until, confirmed=confirmed, note=note)
        self.code = code

    def hosts(self) -> Sequence[str]:
        return ("gov.kz", "www.gov.kz")

    async def read(self, reading: SourceReading) -> AsyncIterator[Publication]:
        found: dict[str, list[tuple[Record, Response]]] = {}
        lists = {language: await self._list(reading, language, found) for language in self.languages}
        reading.reached_end = all(listed.complete for listed in lists.values())
        if reading.listings and not reading.rows:
            self.spider.put_down(reading, self._empty(reading))
        for records in found.values():
            if self._seen_in_part(records, lists):
                continue
            with self.noting(reading, self.page_address(records[0][0]), "page"):
                for item in await self._publications(reading, records):
                    yield item

    # ------------------------------------------------------------------ listing

    async def _list(
        self, reading: SourceReading, language: str, found: dict[str, list[tuple[Record, Response]]]
    ) -> Listed:
        """Gather the wanted records of one language list."""
        if any(failure.cause in _UNREACHABLE for failure in reading.failures):
            return Listed(complete=False)  # the other language lives on the same host
        claimed: int | None = None
        with self.noting(reading, self.list_address(language, 0), "listing"):
            async for part in self._slices(reading, language):
                claimed = part.claimed if claimed is None else claimed
                for record in part.records:
                    if self.wanted(reading, self.record_key(record), record.stamps):
                        found.setdefault(record.id, []).append((record, part.response))
                stamps = [record.stamps for record in part.records]
                if self.past_period(stamps):
                    self.read_back_to(reading, self.spider.since)
                    return Listed(complete=True)
                oldest = self.oldest_day(stamps)
                if oldest and self.all_known(stamps, [self.record_key(record) for record in part.records]):
                    # More rows of that day may stand on the page that was not read.
                    self.read_back_to(reading, oldest + timedelta(days=1))
                    return Listed(complete=True, cut_at=oldest)
            if claimed is not None:
                reading.claimed = (reading.claimed or 0) + claimed
            return Listed(complete=True)
        return Listed(complete=False)

    def _seen_in_part(self, records: list[tuple[Record, Response]], lists: dict[str, Listed]) -> bool:
        """Whether the other language of a known record may stand on a page that was left unread.

        The record is known whole from an earlier reading: one language alone would look like an edited record.
        """
        record = records[0][0]
        day = self.oldest_day([record.stamps])
        if day is None or self.record_key(record) not in self.spider.settled_keys.get(self.key, ()):
            return False
        seen = {found.language for found, _ in records}
        return any(
            language not in seen and listed.cut_at is not None and day <= listed.cut_at
            for language, listed in lists.items()
        )

    async def _slices(self, reading: SourceReading, language: str) -> AsyncIterator[Slice]:
        """The pages of a list, each with the records that were not on an earlier one."""
        seen: set[str] = set()
        unread: UnreadError | None = None
        for page in count():
            if page > _ENDLESS:
                raise LayoutError(f"the listing did not end after {_ENDLESS} pages")
            try:
                part = await self._slice(reading, language, page)
            except UnreadError as error:
                if page == 0 and error.status >= 400 and error.cause is Cause.HTTP_ERROR:
                    unread = error  # a counter that starts with 1
                    continue
                raise unread or error from None
            new = [record for record in part.records if record.id not in seen]
            seen |= {record.id for record in new}
            reading.listing(part.rows - len(part.records) + len(new), capture_of(part.response))
            if new:
                part.records = new
                yield part
            elif page > 1 or (page == 1 and not part.rows):
                if unread and not seen:
                    raise unread
                return

    async def _slice(self, reading: SourceReading, language: str, page: int) -> Slice:
        """One page; an answer that is no JSON is asked for once more, because the interface stumbles at times."""
        try:
            response, data = await self._answer(reading, language, page)
        except LayoutError as error:
            if error.cause is not Cause.NOT_JSON:
                raise
            response, data = await self._answer(reading, language, page)
        entries = entries_in(data)
        if entries is None:
            raise LayoutError("the listing is no array of records")
        records = [record_of(entry, language) for entry in entries]
        for entry, record in zip(entries, records, strict=True):
            if record is None:
                detail = (
                    f"a row of page {page} has no id: {sorted(entry)[:8] if isinstance(entry, dict) else type(entry)}"
                )
                failure = Failure(Cause.LAYOUT, detail, response.url, "page", capture_of(response))
                self.spider.put_down(reading, failure)
        return Slice(response, [r for r in records if r is not None], len(entries), claimed_in(data))

    async def _answer(self, reading: SourceReading, language: str, page: int) -> tuple[Response, object]:
        response = await self.fetch_list(reading, language, page)
        return response, json_of(response)

    async def fetch_list(self, reading: SourceReading, language: str, page: int) -> Response:
        url = self.list_address(language, page)
        return await self.fetch(reading, url, what="listing", headers={"Accept-Language": language})

    def list_address(self, language: str, page: int) -> str:
        asked = {
            "sort-by": "created_date:DESC",
            "projects": f"eq:{self.code}",
            "page": page,
            "size": self.page_size,
            "lang": language,
        }
        return f"{SITE}/api/v1/public/content-manager/{self.what}?{urlencode(asked, safe=':')}"

    def _empty(self, reading: SourceReading) -> Failure:
        detail = f"the interface knows no {self.what} of {self.code!r} at all"
        capture = reading.listing_captures[0] if reading.listing_captures else ""
        return Failure(Cause.EMPTY_LISTING, detail, self.list_address(self.languages[0], 0), "listing", capture)

    # ------------------------------------------------------------------ records

    async def _publications(self, reading: SourceReading, found: list[tuple[Record, Response]]) -> list[Publication]:
        """The publications of one record, out of what its language lists say."""
        responses, records, unread = [], [], []
        for listed, response in found:
            record, card, failure = await self._with_card(reading, listed)
            records.append(record)
            responses += [card, response] if card else [response]
            unread += [failure] if failure else []
        record = merged(records)
        if unread and record.says_nothing:
            self.spider.put_down(reading, unread[0])
            record.attachments.append(Attachment(url=unread[0].url, state="not_fetched", reason=unread[0].cause.value))
        addresses = [self.page_address(r) for r in records]
        return await self.items(
            reading,
            responses,
            key=self.record_key(record),
            url=addresses[0],
            title=record.title,
            body=record.body or record.summary,
            section=record.section,
            stamps=record.stamps,
            attachments=record.attachments,
            aliases=addresses[1:],
        )

    async def _with_card(
        self, reading: SourceReading, record: Record
    ) -> tuple[Record, Response | None, Failure | None]:
        """The record, completed from its own address where the listing holds neither text nor file."""
        url = self.card_address(record)
        if not url or not record.says_nothing or not _may_concern(record):
            return record, None, None
        try:
            response = await self.fetch(reading, url, what="page", headers={"Accept-Language": record.language})
            card = json_of(response)
        except (UnreadError, LayoutError) as error:
            capture = error.capture if isinstance(error, UnreadError) else capture_of(response)
            return record, None, Failure(error.cause, str(error), url, "page", capture)
        full = record_of({**card_in(card), "id": record.id}, record.language)
        if full is None or full.says_nothing:
            detail = "the card is empty although the listing has the record"
            return record, response, Failure(Cause.EMPTY_OBJECT, detail, url, "page", capture_of(response))
        return merged([full, record]), response, None

    def record_key(self, record: Record) -> str:
        return f"{self.what}/{record.id}"

    def card_address(self, record: Record) -> str:
        """Where the interface has the whole record; empty where it has none of its own."""
        if record.adilet:
            return ""
        # Each language has an address of its own, though the interface would take it from the header as well: what was
        # captured before is known again by its address.
        address = f"{SITE}/api/v1/public/content-manager/{self.what}/{quote(record.id, safe='')}"
        return f"{address}?lang={record.language}"

    def page_address(self, record: Record) -> str:
        """The page a person opens."""
        act = f"adilet/{quote(record.adilet)}" if record.adilet else quote(record.id, safe="")
        return f"{SITE}/memleket/entities/{self.code}/{self.what}/details/{act}?lang={record.language}"


def _may_concern(record: Record) -> bool:
    names = [attachment.name for attachment in record.attachments]
    return may_concern(record.title, f"{record.summary}\n{record.body}", record.section, names)


def json_of(response: Response) -> object:
    """The JSON of an answer; `LayoutError` says what came instead."""
    if refused := refusal(response):
        raise LayoutError(refused[1], refused[0])
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(decoded(response))  # another charset, or a mark before the data
    except (ValueError, RecursionError):
        check_redirect(response)
        kind = "an HTML page" if b"<html" in response.body[:2000].lower() else "something else"
        raise LayoutError(f"{kind} came where JSON was expected", Cause.NOT_JSON) from None
