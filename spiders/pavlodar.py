"""Pavlodar region.

The akimat's own entity on gov.kz.
For people: https://www.gov.kz/memleket/entities/pavlodar/documents/1?lang=kk
"""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class PavlodarSpider(RegionSpider):
    name = "pavlodar"
    sources = (GovKz("pavlodar"),)
