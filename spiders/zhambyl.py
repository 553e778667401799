"""Zhambyl region.

The department's entity on gov.kz.
For people: https://www.gov.kz/memleket/entities/zhambyl-tabigat/documents/1?lang=kk
"""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class ZhambylSpider(RegionSpider):
    name = "zhambyl"
    sources = (GovKz("zhambyl-tabigat"),)
