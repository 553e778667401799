"""What a site is asked and what it answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from tests.replica.files import Lines


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a site sees it, wherever it was sent to in fact."""

    url: str
    method: str = "GET"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))


@dataclass(slots=True)
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Site(Protocol):
    """A site answers for its hosts as it stands at an instant."""

    hosts: tuple[str, ...]

    def answer(self, asked: Asked, as_of: datetime) -> Answer: ...


def as_json(data: object) -> Answer:
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(body, headers={"Content-Type": "application/json;charset=UTF-8"})


def as_page(html: str, status: int = 200) -> Answer:
    return Answer(html.encode(), status, {"Content-Type": "text/html; charset=utf-8"})


def redirect(url: str) -> Answer:
    return Answer(b"", 302, {"Location": url})


def missing() -> Answer:
    return as_page("<html><head><title>404</title></head><body><h1>404</h1><p>Not found</p></body></html>", 404)


def html_of(lines: Lines, shape: str = "p") -> str:
    """Lines as HTML: in paragraphs (`p`), divisions (`div`), broken lines (`br`), or a table for what has labels."""
    rows = [(None, line) if isinstance(line, str) else line for line in lines]
    if shape == "table":
        cells = "".join(
            f"<tr><td>{escape(label)}</td><td>{escape(value)}</td></tr>"
            if label
            else f'<tr><td colspan="2">{escape(value)}</td></tr>'
            for label, value in rows
        )
        return f"<table border='1'><tbody>{cells}</tbody></table>"
    told = [f"<strong>{escape(label)}:</strong> {escape(value)}" if label else escape(value) for label, value in rows]
    return "<br />".join(told) if shape == "br" else "".join(f"<{shape}>{line}</{shape}>" for line in told)
