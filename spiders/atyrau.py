"""Atyrau region. The akimat's own entity on gov.kz."""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class AtyrauSpider(RegionSpider):
    name = "atyrau"
    sources = (GovKz("atyrau"),)
