"""Mangystau region. The department's entity on gov.kz."""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class MangystauSpider(RegionSpider):
    name = "mangystau"
    sources = (GovKz("mangystau-eco"),)
