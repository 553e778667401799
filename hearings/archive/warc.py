"""WARC 1.1 records: made from requests and responses, one gzip member each."""

from __future__ import annotations

import hashlib
import zlib
from http import HTTPStatus
from io import BytesIO
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from scrapy.http import Headers, Request, Response
from warcio.warcwriter import WARCWriter

# Ours to keep: they would let a reader of the archive act in our name.
SECRET_REQUEST_HEADERS = frozenset({b"cookie", b"cookie2", b"authorization", b"proxy-authorization"})
# The body is stored after the transfer was undone, so the header would no longer be true.
UNDONE_RESPONSE_HEADERS = frozenset({b"transfer-encoding"})
COMPRESSION_LEVEL = 6  # 9 costs twice the time for less than one percent


class Exchange(NamedTuple):
    """A request with its answer, as they went over the wire; taken before Scrapy changes the objects."""

    url: str
    request_head: bytes
    request_body: bytes
    response_head: bytes
    body: bytes
    ip_address: str
    truncated: str


def public_url(url: str) -> str:
    """Without fragment, which is never sent, and without user and password."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))


def exchange_of(request: Request, response: Response) -> Exchange:
    url = public_url(request.url)
    truncated = {"download_stopped": "length", "dataloss": "disconnect"}
    return Exchange(
        url=url,
        request_head=_request_head(url, request),
        request_body=request.body,
        response_head=_response_head(response),
        body=response.body,
        ip_address=str(response.ip_address or ""),
        truncated=next((why for flag, why in truncated.items() if flag in response.flags), ""),
    )


def _request_head(url: str, request: Request) -> bytes:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = b"" if b"Host" in request.headers else b"Host: " + parts.netloc.encode() + b"\r\n"
    first = f"{request.method} {target} HTTP/1.1\r\n".encode()
    return first + host + _header_lines(request.headers, SECRET_REQUEST_HEADERS) + b"\r\n"


def _response_head(response: Response) -> bytes:
    # The server's own words after the status do not survive the download; the standard ones stand in.
    try:
        words = HTTPStatus(response.status).phrase
    except ValueError:
        words = ""
    protocol = response.protocol if (response.protocol or "").startswith("HTTP/1") else "HTTP/1.1"
    first = f"{protocol} {response.status} {words}".rstrip().encode() + b"\r\n"
    return first + _header_lines(response.headers, UNDONE_RESPONSE_HEADERS) + b"\r\n"


def _header_lines(headers: Headers, left_out: frozenset[bytes]) -> bytes:
    return b"".join(
        name + b": " + b" ".join(value.splitlines()) + b"\r\n"
        for name, values in headers.items()
        if name.lower() not in left_out
        for value in values
    )


class _Head:
    """An HTTP head for warcio's writer that stays byte for byte; its own class would rewrite what is not ASCII."""

    def __init__(self, raw: bytes) -> None:
        self.headers_buff = raw

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        """Nothing to compute."""


def digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def warcinfo(record_id: str, date: str, filename: str, fields: dict[str, str]) -> bytes:
    """The record at the head of a file; `fields` as `name: value` lines."""
    block = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields.items()).encode()
    headers = {"WARC-Record-ID": f"<{record_id}>", "WARC-Date": date, "WARC-Filename": filename}
    return _member("", "warcinfo", headers, b"", block)


def response(record_id: str, date: str, payload_digest: str, exchange: Exchange) -> bytes:
    """The response with its body."""
    headers = {**_response_headers(record_id, date, exchange), "WARC-Payload-Digest": payload_digest}
    return _member(exchange.url, "response", headers, exchange.response_head, exchange.body)


class Original(NamedTuple):
    """The record that holds a body which came again."""

    record: str
    url: str
    date: str


def revisit(record_id: str, date: str, payload_digest: str, exchange: Exchange, original: Original) -> bytes:
    """The response without its body, which `original` holds already."""
    headers = {
        **_response_headers(record_id, date, exchange),
        "WARC-Payload-Digest": payload_digest,
        "WARC-Profile": WARCWriter.REVISIT_PROFILE_1_1,
        "WARC-Refers-To": f"<{original.record}>",
        "WARC-Refers-To-Target-URI": original.url,
        "WARC-Refers-To-Date": original.date,
    }
    return _member(exchange.url, "revisit", headers, exchange.response_head, b"")


def request(record_id: str, date: str, exchange: Exchange, response_id: str) -> bytes:
    """The request that was answered by the record `response_id`."""
    headers = {
        "WARC-Record-ID": f"<{record_id}>",
        "WARC-Date": date,
        "WARC-Concurrent-To": f"<{response_id}>",
        "WARC-Payload-Digest": digest(exchange.request_body),
    }
    return _member(exchange.url, "request", headers, exchange.request_head, exchange.request_body)


def _response_headers(record_id: str, date: str, exchange: Exchange) -> dict[str, str]:
    headers = {"WARC-Record-ID": f"<{record_id}>", "WARC-Date": date}
    if exchange.ip_address:
        headers["WARC-IP-Address"] = exchange.ip_address
    if exchange.truncated:
        headers["WARC-Truncated"] = exchange.truncated
    return headers


def _member(url: str, kind: str, headers: dict[str, str], head: bytes, body: bytes) -> bytes:
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=False, warc_version="WARC/1.1")
    record = writer.create_warc_record(
        url,
        kind,
        payload=BytesIO(body),
        length=len(body),
        http_headers=_Head(head) if head else None,
        warc_headers_dict={**headers, "WARC-Block-Digest": digest(head + body)},
    )
    writer.write_record(record)
    compressor = zlib.compressobj(COMPRESSION_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return compressor.compress(buffer.getbuffer()) + compressor.flush()
