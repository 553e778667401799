"""gov.kz as its public interface shows entities: lists of documents and articles, cards, files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from tests.replica.answers import Answer, Asked, as_json, html_of, missing
from tests.replica.files import MAKERS, MEDIA_TYPES, SUFFIX
from tests.replica.notices import ZONE
from tests.replica.posts import File, Post

SHAPES = ["p", "br", "table", "div"]
_LIST = re.compile(r"/api/v1/public/content-manager/documents")
_CARD = re.compile(r"/api/v1/public/content-manager/documents/(\d+)")
_GRAPHQL = re.compile(
    r'projects:\s*"contains:([\w-]+)".*?_size:\s*(\d+).*?_page:\s*(\d+).*?_lang:\s*"(\w+)"', re.DOTALL
)


@dataclass(slots=True)
class GovKzSite:
    """Entities are the sources `govkz:<code>`, and `govkz:<code>/article` for articles."""

    posts: Sequence[Post]
    hosts: tuple[str, ...] = ("www.gov.kz", "gov.kz")
    counter_from: int = 1  # `page=0` and `page=1` are the same slice
    most: int = 100  # rows on a page, whatever is asked for
    wrapped: bool = False
    _files: dict[str, tuple[File, Post]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._files = {file_path(post, file): (file, post) for post in self.posts for file in post.files}

    def answer(self, asked: Asked, as_of: datetime) -> Answer:
        if asked.path == "/robots.txt":
            return Answer(b"User-agent: *\nDisallow: /admin/\n", headers={"Content-Type": "text/plain"})
        if asked.path in self._files:
            return self._file(asked.path, as_of)
        if _LIST.fullmatch(asked.path):
            code = asked.query.get("projects", "").removeprefix("eq:")
            page, size = int(asked.query.get("page", 0)), int(asked.query.get("size", 20))
            after = asked.query.get("created_date", "")
            if after.startswith("gte:"):
                return Answer(b'{"message":"internal error"}', 500, {"Content-Type": "application/json"})
            rows = self._rows(f"govkz:{code}", asked.query.get("lang", "ru"), as_of)
            if after.startswith("gt:"):
                rows = [row for row in rows if str(row["created_date"] or "") > after.removeprefix("gt:")]
            return self._slice(rows, page, size)
        if found := _CARD.fullmatch(asked.path):
            return as_json(self._card(int(found[1]), asked.headers.get("accept-language", "ru")[:2], as_of))
        if asked.path == "/graphql":
            if called := _GRAPHQL.search(asked.body.decode().replace('\\"', '"')):
                rows = self._rows(f"govkz:{called[1]}/article", called[4], as_of)
                inner = self._page_of(rows, int(called[3]), int(called[2]))
                return as_json({"data": {"article": inner}})
            return as_json({"errors": [{"message": "no such field"}]})
        return missing()

    def _slice(self, rows: list[dict[str, object]], page: int, size: int) -> Answer:
        shown = self._page_of(rows, page, size)
        return as_json({"content": shown, "totalElements": len(rows)} if self.wrapped else shown)

    def _page_of(self, rows: list[dict[str, object]], page: int, size: int) -> list[dict[str, object]]:
        size = min(size, self.most)
        start = max(page - self.counter_from, 0) * size
        return rows[start : start + size]

    def _rows(self, source: str, language: str, as_of: datetime) -> list[dict[str, object]]:
        there = [post for post in self.posts if post.source == source and post.stands(as_of)]
        there = [post for post in there if language in ([min(post.titles)] if post.both else post.titles)]
        there.sort(key=lambda post: (post.posted or post.appears, post.id), reverse=True)
        return [entry(post, language) for post in there]

    def _card(self, number: int, language: str, as_of: datetime) -> dict[str, object]:
        for post in self.posts:
            if post.id == number and post.source.startswith("govkz:") and post.stands(as_of):
                return entry(post, language if language in post.titles else min(post.titles))
        return {}

    def _file(self, path: str, as_of: datetime) -> Answer:
        file, post = self._files[path]
        if not post.stands(as_of):
            return missing()
        kind = SUFFIX[file.kind]
        disposition = f"attachment; filename*=UTF-8''{quote(file.name)}"
        body = MAKERS[file.kind](file.lines) if file.body is None else file.body
        return Answer(body, headers={"Content-Type": MEDIA_TYPES[kind], "Content-Disposition": disposition})


def entry(post: Post, language: str) -> dict[str, object]:
    """A row, as the list in one language has it."""
    languages = sorted(post.texts) if post.both else [language]
    shape = SHAPES[post.id % len(SHAPES)]
    content = "<hr/>".join(html_of(post.texts[spoken], shape) for spoken in languages)
    posted = post.posted.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z") if post.posted else None
    code = post.source.removeprefix("govkz:").partition("/")[0]
    return {
        "id": post.id,
        "slug": None,
        "title": " / ".join(post.titles[spoken] for spoken in languages),
        "content": content,
        "short_description": None,
        "created_date": posted,
        "projects": code,
        "gosorgan": {"items": [{"project_name": "Басқарма" if language == "kk" else "Управление"}]},
        "activities": {"items": [{"title": "Экология"}]},
        "full_text": [{"document": file_path(post, file)} for file in post.files],
    }


def file_path(post: Post, file: File) -> str:
    """Address of an uploaded file: the day of upload, a hash, and the size."""
    day = post.appears.astimezone(ZONE)
    name = hashlib.md5(f"{post.source} {post.id} {file.name}".encode(), usedforsecurity=False).hexdigest()
    size = len(MAKERS[file.kind](file.lines) if file.body is None else file.body)
    return f"/uploads/{day.year}/{day.month}/{day.day}/{name}_original.{size}.{SUFFIX[file.kind]}"
