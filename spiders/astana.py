"""Astana city. Its map portal took hearings of other regions too: the region of a notice comes from its text."""

from spiders.platforms.ecokarta import Ecokarta
from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class AstanaSpider(RegionSpider):
    name = "astana"
    sources = (
        Ecokarta(
            "https://ecokarta.kz/public_hear",
            until="2021-12-31",
            note="the shape of the list was not seen: whatever links to an item's address is followed",
        ),
        GovKz("astana"),
    )
