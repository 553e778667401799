"""Karaganda region. The akimat's own entity on gov.kz; its notices often lack a date of posting."""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class KaragandaSpider(RegionSpider):
    name = "karaganda"
    sources = (GovKz("karaganda"),)
