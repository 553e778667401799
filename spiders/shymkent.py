"""Shymkent city, a region of its own since 19 June 2018.

The akimat's entity on gov.kz.
For people: https://www.gov.kz/memleket/entities/shymkent/documents/1?lang=kk
"""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class ShymkentSpider(RegionSpider):
    name = "shymkent"
    sources = (GovKz("shymkent"),)
