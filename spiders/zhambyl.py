"""Zhambyl region. The department's entity on gov.kz."""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class ZhambylSpider(RegionSpider):
    name = "zhambyl"
    sources = (GovKz("zhambyl-tabigat"),)
