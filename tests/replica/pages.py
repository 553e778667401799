"""The older sites: pages of HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import quote, unquote

from tests.replica.answers import Answer, Asked, as_page, html_of, missing
from tests.replica.files import MAKERS, MEDIA_TYPES, SUFFIX, Lines
from tests.replica.notices import ZONE
from tests.replica.posts import Post
from tests.replica.words import KK_MONTHS, RU_MONTHS

JOOMLA_MONTHS = [
    *("Январь", "Февраль", "Март", "Апрель", "Май", "Июнь"),
    *("Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь", "Декабрь"),
]


def robots() -> Answer:
    return Answer(b"User-agent: *\nDisallow: /administrator/\n", headers={"Content-Type": "text/plain"})


@dataclass(slots=True)
class FileSite:
    """What the pages share: the posts of one source, and their files under `/sites/default/files/`."""

    source: str
    posts: Sequence[Post]
    hosts: tuple[str, ...]
    folder: str = "/sites/default/files/"

    def answer(self, asked: Asked, as_of: datetime) -> Answer:
        if asked.path == "/robots.txt":
            return robots()
        there = [post for post in self.posts if post.source == self.source and post.stands(as_of)]
        there.sort(key=lambda post: (post.posted or post.appears, post.id), reverse=True)
        if asked.path.startswith(self.folder):
            return self.file(unquote(asked.path.removeprefix(self.folder)), there)
        return self.page(asked, there, as_of)

    def page(self, asked: Asked, there: list[Post], as_of: datetime) -> Answer:
        return missing()

    def file(self, name: str, there: list[Post]) -> Answer:
        for post in there:
            for file in post.files:
                if file.name == name:
                    body = MAKERS[file.kind](file.lines) if file.body is None else file.body
                    return Answer(body, headers={"Content-Type": MEDIA_TYPES[SUFFIX[file.kind]]})
        return missing()

    def linked(self, post: Post) -> str:
        return "".join(
            f'<p><a href="{self.folder}{quote(file.name)}">{escape(file.name.rpartition(".")[0])}</a></p>'
            for file in post.files
        )


def shell(title: str, content: str, clock: str = "") -> str:
    menu = "".join(
        f'<li><a href="/{name}">{text}</a></li>' for name, text in (("kk", "Басты бет"), ("news", "Новости"))
    )
    return (
        f'<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>{escape(title)}</title></head><body>'
        f'<header><div class="clock">{clock}</div><ul class="menu">{menu}</ul></header>'
        f'<main id="content">{content}</main><footer><p>© Управление, 8 (7000) 00-00-00</p></footer></body></html>'
    )


def both_texts(post: Post) -> Lines:
    return [line for language in sorted(post.texts) for line in (post.titles[language], *post.texts[language])]


@dataclass(slots=True)
class DatedSite(FileSite):
    """One Drupal page; the other language shows the same notices under another heading."""

    def page(self, asked: Asked, there: list[Post], as_of: datetime) -> Answer:
        address = self.source.removeprefix("drupal_page:").partition("/")[2]
        if asked.path.strip("/") not in (address, address.replace("kk/", "ru/", 1)):
            return missing()
        parts = []
        for post in there:
            day = (post.posted or post.appears).astimezone(ZONE)
            heading = [
                f"<p><strong>{day:%d.%m.%Y} ж.</strong></p>",
                f"<h3>{day:%d.%m.%Y} г.</h3>",
                f"<div>{day.year} жылғы {day.day} {KK_MONTHS[day.month - 1]}</div>",
                f"<p>{day.day} {RU_MONTHS[day.month - 1]} {day.year} года</p>",
            ][post.id % 4]
            parts.append(heading + html_of(both_texts(post), ["p", "br", "div"][post.id % 3]) + self.linked(post))
        field = '<div class="field field-name-body"><div class="field-items"><div class="field-item">'
        title = "Қоғамдық тыңдаулар" if asked.path.startswith("/kk") else "Общественные слушания"
        return as_page(shell(title, f"<h1>{title}</h1>{field}{''.join(parts)}</div></div></div>"))


@dataclass(slots=True)
class JoomlaSite(FileSite):
    """A category whose pages hold ten links each, and a page for each article."""

    per_page: int = 10

    def page(self, asked: Asked, there: list[Post], as_of: datetime) -> Answer:
        category = "/" + self.source.removeprefix("joomla:").partition("/")[2]
        if asked.path.rstrip("/") == category:
            start = int(asked.query.get("start", 0))
            rows = "".join(
                f'<tr><td class="list-title"><a href="{self._path(post)}">{escape(self._title(post))}</a></td>'
                f'<td class="list-date small">{(post.posted or post.appears).astimezone(ZONE):%d.%m.%Y}</td></tr>'
                for post in there[start : start + self.per_page]
            )
            pages = "".join(
                f'<li><a class="pagenav" href="{category}?start={at}">{at // self.per_page + 1}</a></li>'
                for at in range(0, len(there), self.per_page)
            )
            listing = f'<table class="category">{rows}</table><div class="pagination"><ul>{pages}</ul></div>'
            return as_page(shell("Общественные слушания", f"<h1>Общественные слушания</h1>{listing}"))
        for post in there:
            if asked.path == self._path(post):
                return as_page(shell(self._title(post), self._article(post)))
        return missing()

    def _title(self, post: Post) -> str:
        return " / ".join(post.titles.values())

    def _path(self, post: Post) -> str:
        return f"/index.php/ru/{post.id}-obshchestvennye-slushaniya"

    def _article(self, post: Post) -> str:
        day = (post.posted or post.appears).astimezone(ZONE)
        text = "<hr>".join(html_of(post.texts[language], "p") for language in sorted(post.texts))
        return (
            f'<div class="item-page" itemscope itemtype="https://schema.org/Article">'
            f'<h2 itemprop="headline">{escape(self._title(post))}</h2>'
            f'<dl class="article-info"><dd class="published">'
            f'<time datetime="{day.isoformat()}" itemprop="datePublished">'
            f"Опубликовано: {day.day} {JOOMLA_MONTHS[day.month - 1]} {day.year}</time></dd>"
            f'<dd class="hits">Просмотров: {post.id % 97}</dd></dl>'
            f'<div itemprop="articleBody">{text}{self.linked(post)}</div></div>'
        )


@dataclass(slots=True)
class EcokartaSite(FileSite):
    """A list of links, and items with the title three times and the day of posting under it."""

    def page(self, asked: Asked, there: list[Post], as_of: datetime) -> Answer:
        if asked.path.rstrip("/") == "/public_hear":
            links = "".join(
                f'<div class="row"><a href="/public_hear/show/{post.id}">'
                f"{escape(' / '.join(post.titles.values()))}</a></div>"
                for post in there
            )
            return as_page(shell("Общественные слушания", links))
        for post in there:
            if asked.path == f"/public_hear/show/{post.id}":
                title = escape(" / ".join(post.titles.values()))
                day = (post.posted or post.appears).astimezone(ZONE)
                text = "".join(html_of(post.texts[language], "p") for language in sorted(post.texts))
                content = f"<h2>{title}</h2><h3>{title}</h3><p>{title}</p><span>{day:%d.%m.%Y}</span>{text}"
                return as_page(shell(" / ".join(post.titles.values()), content + self.linked(post)))
        return missing()


@dataclass(slots=True)
class LinkSite(FileSite):
    """Almaty's page: links to protocols, words cut by tags, today's clock in the header, no days of posting."""

    folder: str = "/upload/"

    def page(self, asked: Asked, there: list[Post], as_of: datetime) -> Answer:
        if asked.path != "/page.php":
            return missing()
        now = as_of.astimezone(ZONE)
        lines = "".join(
            f'<p><a href="{self.folder}{quote(file.name)}">П<span>ротокол</span> общественных слушаний '
            f"{escape(post.titles[next(iter(post.titles))])}</a></p>"
            for post in there
            for file in post.files
        )
        clock = f"Среда, {now.day} {RU_MONTHS[now.month - 1]} {now.year}"
        return as_page(shell("Общественные слушания", f'<div class="content">{lines}</div>', clock))
