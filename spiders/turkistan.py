"""Turkistan region, since 19 June 2018.

Its entity holds the records of South Kazakhstan region too.
For people: https://www.gov.kz/memleket/entities/ontustik/documents/1?lang=kk
"""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class TurkistanSpider(RegionSpider):
    name = "turkistan"
    sources = (GovKz("ontustik"),)
