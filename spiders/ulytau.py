"""Ulytau region, since 8 June 2022.

The code of its entity on gov.kz is not known, so it has no source of its own: its hearings come from the national
portal (`scrapy crawl national`). Once it is known, `sources = (GovKz("<code>"),)` makes it a region like the others.
"""

from spiders.region import RegionSpider


class UlytauSpider(RegionSpider):
    name = "ulytau"
    sources = ()
