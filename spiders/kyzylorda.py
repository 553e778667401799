"""Kyzylorda region. The department's entity on gov.kz."""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class KyzylordaSpider(RegionSpider):
    name = "kyzylorda"
    sources = (GovKz("kyzylorda-tabigat"),)
