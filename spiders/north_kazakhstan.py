"""North Kazakhstan region.

The akimat's own entity on gov.kz.
For people: https://www.gov.kz/memleket/entities/sko/documents/1?lang=kk
"""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class NorthKazakhstanSpider(RegionSpider):
    name = "north_kazakhstan"
    sources = (GovKz("sko"),)
