"""ecokarta.kz, the map portal of Astana, which took hearings of other regions too."""

from __future__ import annotations

import re
from dataclasses import replace

from spiders.platforms.item_pages import Item, ItemPages, Row, date_stamps, is_counter
from spiders.platforms.pages import Line, Page

_CONTENT = ("article, main, [role=main]", "#content, .content, .page-content, .public_hear, .container", "body")
_UNDER_TITLE = 8  # lines below the title within which its date stands


class Ecokarta(ItemPages):
    """The list of public hearings; items at `/public_hear/show/<n>`.

    The shape of the list was not seen: every link to an item counts. The title stands up to three times on the page of
    an item and its date of posting under it, so the first date line below a title is the one.
    """

    platform = "ecokarta"
    item = re.compile(r"/public_hear/show/(?P<id>\d+)$")
    only_hearings = True

    def item_of(self, page: Page, row: Row) -> Item:
        read = [_read(page.lines(elements), page.title) for query in _CONTENT if (elements := page.first(query))]
        item = next((item for item in read if item.stamps), read[0])
        return replace(item, title=item.title or row.title)


def _read(lines: list[Line], heading: str) -> Item:
    title = heading if any(line.text == heading for line in lines) else _repeated(lines)
    at = next((number for number, line in enumerate(lines) if line.text == title), 0)
    dated = [line for line in lines[at : at + _UNDER_TITLE] if date_stamps([line])][:1]
    head, rest = lines[at : at + _UNDER_TITLE], lines[at + _UNDER_TITLE :]
    kept = [line for line in head if not is_counter(line)] + rest
    kept = [line for line in kept if line.links or (line.text != title and line not in dated)]
    return Item(title, kept, date_stamps(dated))


def _repeated(lines: list[Line]) -> str:
    """The first line that stands more than once: on these pages that is the title."""
    texts = [line.text for line in lines if len(line.text) > 20]
    return next((text for text in texts if texts.count(text) > 1), "")
