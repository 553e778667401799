"""Joomla sites of departments, up to about 2018."""

from __future__ import annotations

import re

from lxml import etree

from hearings.items import Basis, Stamp
from spiders.platforms.item_pages import Item, ItemPages, Row, date_stamps
from spiders.platforms.pages import Page, lines_of

_ARTICLE = (
    ".item-page, [itemtype*=Article], .com-content-article",
    "article, .blog-item, .article",
    "main, #content, #component, .content, .contentpaneopen",
    "body",
)
_TITLE = "[itemprop=headline], .page-header h1, .page-header h2, h1, h2, .contentheading, .article-title"
_INFO = (
    ".article-info, .article-info-block, time, .published, .create, .createdate, [itemprop=datePublished], "
    "[itemprop=dateCreated], .modified, .modifydate, .hits, .icons, .actions, .pager, .pagenav, .pagination, .tags, "
    ".article-index, .item-page > .pull-right, .btn-group, .breadcrumb"
)
_MODIFIED = re.compile(r"modif|dateModified", re.IGNORECASE)


class JoomlaCategory(ItemPages):
    """A category of a Joomla site: pages of links, each to an article with its number in the address.

    For a new region: `JoomlaCategory("<address of the category>")`; the category in the other language, where the page
    leads to one, is read as well. An article is known by its number, under whatever
    path and language it is shown.
    """

    platform = "joomla"
    in_languages = True
    item = re.compile(r"(?:/(?=\d+[-:][^/?]*$)|view=article.*[?&]id=|[?&]id=(?=.*view=article))(?P<id>\d+)")
    listing = (
        "[itemprop=blogPost], .blog, .category-list, .category, [class*=com-content-category]",
        "main, #content, #component, .content",
        "body",
    )

    def item_of(self, page: Page, row: Row) -> Item:
        root = page.longest(*_ARTICLE)
        titles = [" ".join("".join(found.root.itertext()).split()) for found in page.first(_TITLE)]
        title = next((text for text in titles if text), row.title)
        stamps = _posted(root, page.base)
        for info in root.cssselect(_INFO):
            _take_out(info)
        lines = lines_of(root, page.base)
        if not stamps:
            stamps = date_stamps(lines, labelled=True) or _only(date_stamps(page.lines(), labelled=True))
        return Item(title, [line for line in lines if line.text != title or line.links], stamps)


def _posted(root: etree._Element, base: str) -> list[Stamp]:
    """Dates of the line under the title: as printed, else as its `time` element says; never that of a change."""
    printed, machine = [], []
    for info in root.cssselect(_INFO):
        if _MODIFIED.search(f"{info.get('class')} {info.get('itemprop')}"):
            continue
        printed += date_stamps(lines_of(info, base))
        if info.tag == "time" and (instant := (info.get("datetime") or "").strip()):
            machine.append(Stamp(instant, "body", Basis.STATED))
    return list(dict.fromkeys(printed)) or list(dict.fromkeys(machine))


def _only(stamps: list[Stamp]) -> list[Stamp]:
    """Elsewhere on the page a date can only be trusted where there is no second one, of another article."""
    return stamps if len(stamps) == 1 else []


def _take_out(element: etree._Element) -> None:
    """Remove an element and leave what follows it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = f"{before.tail or ''}{element.tail or ''}"
    else:
        parent.text = f"{parent.text or ''}{element.tail or ''}"
    parent.remove(element)
