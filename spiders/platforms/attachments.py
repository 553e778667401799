"""Attached files: fetched once per crawl, from the source's own hosts only, and turned into text."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from scrapy.http import Response, TextResponse

from hearings import posting
from hearings.documents import Extractor
from hearings.health import Cause, Failure, LayoutError, SourceReading
from hearings.items import Attachment, Basis, Stamp
from hearings.recall import FRESH, RECALLED
from spiders.platforms.addresses import canonical, extension, is_web, last_segment
from spiders.platforms.base import UnreadError, capture_of
from spiders.platforms.pages import check_page

if TYPE_CHECKING:
    from spiders.region import RegionSpider

_FILE_NAME = re.compile(r"""filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))""", re.IGNORECASE)
_FILE_NAME_ENCODED = re.compile(r"filename\*\s*=\s*([\w-]*)'[^']*'([^;]+)", re.IGNORECASE)
_WORTH_ANOTHER_TRY = ("damaged", "timeout")  # what a broken download or a busy machine leaves behind


class Attachments:
    """The attachments of one crawl. A file that several records link is fetched and read once."""

    def __init__(self, spider: RegionSpider, extractor: Extractor, max_bytes: int) -> None:
        self.spider = spider
        self.extractor = extractor
        self.max_bytes = max_bytes
        self._read: dict[str, tuple[Attachment, list[Stamp]]] = {}

    async def read(self, reading: SourceReading, asked: Attachment) -> tuple[Attachment, list[Stamp]]:
        """The attachment with its text, or the reason why there is none, and the stamps that its answer carries."""
        if asked.reason:  # the platform class decided that it is not needed
            return asked, []
        address = canonical(asked.url)
        if address not in self._read:
            self._read[address] = await self._fetch(reading, asked)
        known, stamps = self._read[address]
        return replace(known, url=asked.url, name=asked.name or known.name, members=list(known.members)), stamps

    def close(self) -> None:
        self.extractor.close()

    async def _fetch(self, reading: SourceReading, asked: Attachment) -> tuple[Attachment, list[Stamp]]:
        source_hosts = self.spider.allowed_domains or []
        if not is_web(asked.url) or urlsplit(asked.url).hostname not in source_hosts:
            return replace(asked, state="not_fetched", reason=Cause.OFFSITE.value), []
        try:
            response = await self._answer(reading, asked.url)
            if comes_as_page(response, asked.url):
                check_page(response)
                raise LayoutError("a page came instead of the file")
        except (UnreadError, LayoutError) as error:
            capture = error.capture if isinstance(error, UnreadError) else capture_of(response)
            self.spider.put_down(reading, Failure(error.cause, str(error), asked.url, "attachment", capture))
            return replace(asked, state="not_fetched", reason=error.cause.value, capture=capture), []
        read = await self._extracted(response, asked)
        if RECALLED in response.flags and read.state in _WORTH_ANOTHER_TRY:
            with suppress(UnreadError):
                response = await self._answer(reading, asked.url, fresh=True)
                read = await self._extracted(response, asked)
        return read, stamps_of(response, asked.url)

    async def _answer(self, reading: SourceReading, url: str, *, fresh: bool = False) -> Response:
        meta = {"download_maxsize": self.max_bytes, FRESH: fresh}
        return await self.spider.fetch(reading, url, what="attachment", meta=meta)

    async def _extracted(self, response: Response, asked: Attachment) -> Attachment:
        name = asked.name or disposition_name(response) or last_segment(asked.url)
        media_type = (response.headers.get("Content-Type") or b"").decode("latin-1").split(";")[0].strip().lower()
        found = await self.extractor.extract(response.body, name=name, media_type=media_type)
        return replace(
            asked,
            name=name,
            media_type=media_type,
            size=len(response.body),
            sha256=hashlib.sha256(response.body).hexdigest(),
            capture=capture_of(response),
            text=found.text,
            state=found.state.value,
            reason=found.reason,
            members=list(found.members),
        )


def comes_as_page(response: Response, url: str) -> bool:
    """Whether HTML came where the address names a file of another kind."""
    start = response.body[:1024].lstrip().lower()
    return start.startswith((b"<!doctype html", b"<html")) or (
        isinstance(response, TextResponse) and bool(extension(url)) and b"<body" in response.body[:20_000].lower()
    )


def stamps_of(response: Response, url: str) -> list[Stamp]:
    """Derived signs of the day: one in the file's address, and `Last-Modified`."""
    modified = (response.headers.get("Last-Modified") or b"").decode("latin-1").strip()
    header = [Stamp(modified, "header:Last-Modified", Basis.DERIVED)] if modified else []
    return [*posting.in_addresses([url]), *header]


def disposition_name(response: Response) -> str:
    """The file's own name in `Content-Disposition`, which sites write in all charsets."""
    header = response.headers.get("Content-Disposition") or b""
    try:
        text = header.decode("utf-8")
    except UnicodeDecodeError:
        text = header.decode("cp1251", "replace")
    if found := _FILE_NAME_ENCODED.search(text):
        try:
            name = unquote(found[2].strip().strip('"'), encoding=found[1] or "utf-8", errors="replace")
        except LookupError:
            name = unquote(found[2].strip())
    elif found := _FILE_NAME.search(text):
        name = unquote((found[1] or found[2] or "").strip())
    else:
        return ""
    return name.replace("\\", "/").rpartition("/")[2].strip()
