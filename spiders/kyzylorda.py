"""Kyzylorda region.

The department's entity on gov.kz.
For people: https://www.gov.kz/memleket/entities/kyzylorda-tabigat/documents/1?lang=kk
"""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class KyzylordaSpider(RegionSpider):
    name = "kyzylorda"
    sources = (GovKz("kyzylorda-tabigat"),)
