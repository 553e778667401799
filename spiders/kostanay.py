"""Kostanay region.

The department's entity on gov.kz; notices are documents.
For people: https://www.gov.kz/memleket/entities/kostanai-tabigi-resurstar/documents/1?lang=kk
"""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class KostanaySpider(RegionSpider):
    name = "kostanay"
    sources = (GovKz("kostanai-tabigi-resurstar"),)
