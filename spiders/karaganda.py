"""Karaganda region.

The akimat's own entity on gov.kz; its notices often lack a date of posting.
For people: https://www.gov.kz/memleket/entities/karaganda/documents/1?lang=kk
"""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class KaragandaSpider(RegionSpider):
    name = "karaganda"
    sources = (GovKz("karaganda"),)
