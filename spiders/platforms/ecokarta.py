"""ecokarta.kz, the map portal of Astana, which took hearings of other regions too."""

from __future__ import annotations

import re

from spiders.platforms.item_pages import Item, ItemPages, Row, date_stamps
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

    def item_of(self, page: Page, row: Row) -> Item:
        lines = page.lines(page.first(*_CONTENT))
        title = page.title if any(line.text == page.title for line in lines) else _repeated(lines) or row.title
        at = next((number for number, line in enumerate(lines) if line.text == title), 0)
        dated = [line for line in lines[at : at + _UNDER_TITLE] if date_stamps([line])]
        stamps = date_stamps(dated[:1])
        kept = [line for line in lines[at:] if line.links or (line.text != title and line not in dated[:1])]
        return Item(title, kept, stamps or date_stamps(lines[at:], labelled=True))


def _repeated(lines: list[Line]) -> str:
    """The first line that stands more than once: on these pages that is the title."""
    texts = [line.text for line in lines if len(line.text) > 20]
    return next((text for text in texts if texts.count(text) > 1), "")
