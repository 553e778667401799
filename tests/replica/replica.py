"""A replica of the sites: hearings of a table rendered as the platforms would show them, at one instant, with faults.

Nothing in it is copied from a site. Companies, objects, places and numbers are invented; only the shapes are real.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.replica.answers import Answer, Asked, Site, as_json, as_page, missing, redirect
from tests.replica.govkz import GovKzSite
from tests.replica.pages import DatedSite, EcokartaSite, FileSite, JoomlaSite, LinkSite
from tests.replica.portal import PortalSite
from tests.replica.posts import Post

_PAGE_SITES: dict[str, type[FileSite]] = {
    "drupal_page": DatedSite,
    "joomla": JoomlaSite,
    "ecokarta": EcokartaSite,
    "almaty_page": LinkSite,
}


def sites_of(posts: Sequence[Post]) -> list[Site]:
    """The sites on which posts stand."""
    sites: list[Site] = [GovKzSite(posts), PortalSite(posts)]
    for source in sorted({post.source for post in posts}):
        platform, _, address = source.partition(":")
        if platform in _PAGE_SITES:
            host = address.partition("/")[0]
            sites.append(_PAGE_SITES[platform](source, posts, (host, f"www.{host}")))
    return sites


def html_page(answer: Answer, asked: Asked) -> Answer:
    return as_page("<!DOCTYPE html><html><head><title>gov.kz</title></head><body><div id='root'></div></body></html>")


def truncated(answer: Answer, asked: Asked) -> Answer:
    return Answer(answer.body[: len(answer.body) // 2], answer.status, answer.headers)


def enormous(answer: Answer, asked: Asked) -> Answer:
    return Answer(answer.body + b"\0" * (30 * 1024**2), answer.status, answer.headers)


def error_500(answer: Answer, asked: Asked) -> Answer:
    return as_page("<html><body><h1>500</h1></body></html>", 500)


def not_allowed(answer: Answer, asked: Asked) -> Answer:
    return Answer(b'{"message":"notAllowed"}', 400, {"Content-Type": "application/json"})


def empty_object(answer: Answer, asked: Asked) -> Answer:
    return as_json({})


def empty_list(answer: Answer, asked: Asked) -> Answer:
    return as_json([])


def redirect_loop(answer: Answer, asked: Asked) -> Answer:
    return redirect(asked.url)


def redirected_home(answer: Answer, asked: Asked) -> Answer:
    if asked.path == "/":
        return as_page("<html><head><title>Басқарма</title></head><body><p>Қош келдіңіз!</p></body></html>")
    return redirect("/")


def challenge(answer: Answer, asked: Asked) -> Answer:
    return as_page("<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>", 503)


def forbidden_by_robots(answer: Answer, asked: Asked) -> Answer:
    return Answer(b"User-agent: *\nDisallow: /\n", headers={"Content-Type": "text/plain"})


def gone(answer: Answer, asked: Asked) -> Answer:
    return missing()


def slow(answer: Answer, asked: Asked) -> Answer:
    time.sleep(1)
    return answer


def hanging(answer: Answer, asked: Asked) -> Answer:
    time.sleep(30)
    return answer


FAULTS: dict[str, Callable[[Answer, Asked], Answer]] = {
    function.__name__: function
    for function in (
        html_page, truncated, enormous, error_500, not_allowed, empty_object, empty_list, redirect_loop,
        redirected_home, challenge, forbidden_by_robots, gone, slow, hanging,
    )
}  # fmt: skip


@dataclass(slots=True)
class Fault:
    """What goes wrong with addresses that match, the first so many times (always by default)."""

    name: str
    where: str
    times: int = 10**9

    def applies(self, asked: Asked) -> bool:
        return self.times > 0 and bool(re.search(self.where, asked.url))


@dataclass(slots=True)
class Replica:
    sites: Sequence[Site]
    as_of: datetime
    faults: list[Fault] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        site = next((site for site in self.sites if asked.host in site.hosts), None)
        answer = site.answer(asked, self.as_of) if site else missing()
        for fault in self.faults:
            if fault.applies(asked):
                fault.times -= 1
                return FAULTS[fault.name](answer, asked)
        return answer
