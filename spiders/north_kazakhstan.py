"""North Kazakhstan region. The akimat's own entity on gov.kz."""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class NorthKazakhstanSpider(RegionSpider):
    name = "north_kazakhstan"
    sources = (GovKz("sko"),)
