"""Mangystau region.

The department's entity on gov.kz.
For people: https://www.gov.kz/memleket/entities/mangystau-eco/documents/1?lang=kk
"""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class MangystauSpider(RegionSpider):
    name = "mangystau"
    sources = (GovKz("mangystau-eco"),)
