"""West Kazakhstan region.

The department's entity on gov.kz; notices are documents.
For people: https://www.gov.kz/memleket/entities/bko-zher-paidalanuy/documents/1?lang=kk
"""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class WestKazakhstanSpider(RegionSpider):
    name = "west_kazakhstan"
    sources = (GovKz("bko-zher-paidalanuy"),)
