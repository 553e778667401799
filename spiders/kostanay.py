"""Kostanay region. The department's entity on gov.kz; notices are documents."""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class KostanaySpider(RegionSpider):
    name = "kostanay"
    sources = (GovKz("kostanai-tabigi-resurstar"),)
