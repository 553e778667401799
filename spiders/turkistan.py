"""Turkistan region, since 19 June 2018. Its entity holds the records of South Kazakhstan region too."""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class TurkistanSpider(RegionSpider):
    name = "turkistan"
    sources = (GovKz("ontustik"),)
