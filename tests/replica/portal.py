"""The national portal: lists and cards of open meetings and public discussions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from tests.replica.answers import Answer, Asked, as_page, missing
from tests.replica.files import MAKERS, MEDIA_TYPES, SUFFIX
from tests.replica.pages import robots, shell
from tests.replica.posts import Post

PATHS = {"open_meeting": "/Public/PubHearings", "public_discussion": "/Disscusion/DisPublic"}
HEADINGS = {
    "open_meeting": "Объявление общественных слушаний в форме открытых собраний",
    "public_discussion": "Форма протокола общественных слушаний посредством публичных обсуждений",
}
_CARD = re.compile(r"(/\w+/\w+)/PublicHearingDetail", re.IGNORECASE)
_FILE = re.compile(r"/\w+/\w+/LoadFile/(\d+)-(\d+)", re.IGNORECASE)


@dataclass(slots=True)
class PortalSite:
    """Posts of the source `ndbecology:…`; `values` are the labelled values of the card. Without lists, cards can only
    be asked for by number."""

    posts: Sequence[Post]
    hosts: tuple[str, ...] = ("hearings.ndbecology.gov.kz",)
    lists: bool = True

    def answer(self, asked: Asked, as_of: datetime) -> Answer:
        if asked.path == "/robots.txt":
            return robots()
        there = [post for post in self.posts if post.source.startswith("ndbecology:") and post.stands(as_of)]
        for form, path in PATHS.items():
            if asked.path == path and self.lists:
                return self._list(path, [post for post in there if post.form == form])
        if found := _CARD.fullmatch(asked.path):
            number = asked.query.get("hearingId", "")
            for post in there:
                if PATHS[post.form] == found[1] and str(post.id) == number:
                    return as_page(shell(HEADINGS[post.form], self._card(post)))
        if found := _FILE.fullmatch(asked.path):
            for post in there:
                if post.id == int(found[1]) and int(found[2]) < len(post.files):
                    file = post.files[int(found[2])]
                    body = MAKERS[file.kind](file.lines) if file.body is None else file.body
                    return Answer(body, headers={"Content-Type": MEDIA_TYPES[SUFFIX[file.kind]]})
        return missing()

    def _list(self, path: str, there: list[Post]) -> Answer:
        rows = "".join(
            f"<tr><td>{escape(post.values.get('По проекту', ''))}</td>"
            f'<td><a href="{path}/PublicHearingDetail?hearingId={post.id}">Подробнее</a></td></tr>'
            for post in sorted(there, key=lambda post: post.id, reverse=True)
        )
        return as_page(shell("Общественные слушания", f"<table>{rows}</table>"))

    def _card(self, post: Post) -> str:
        values = "".join(
            f"<div><label>{escape(label)}:</label> <span>{escape(value)}</span></div>"
            for label, value in post.values.items()
        )
        sections: dict[str, list[str]] = {}
        for number, file in enumerate(post.files):
            size = len(MAKERS[file.kind](file.lines)) / 1024**2
            link = f"{PATHS[post.form]}/LoadFile/{post.id}-{number}".replace("DisPublic", "DisHearings")
            row = f'<tr><td><a href="{link}">{escape(file.name)}</a></td><td>{size:.2f} МБ</td></tr>'
            sections.setdefault(file.section, []).append(row)
        columns = "<tr><th>Наименование файла</th><th>Размер</th></tr>"
        tables = "".join(
            f"<h4>{escape(section)}</h4><table>{columns}{''.join(rows)}</table>" for section, rows in sections.items()
        )
        return f"<h3>{HEADINGS[post.form]}</h3>{values}{tables}"
