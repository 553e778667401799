"""South Kazakhstan region, which ended on 18 June 2018. Its records live on under the entity of its successor."""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class SouthKazakhstanSpider(RegionSpider):
    name = "south_kazakhstan"
    sources = (
        GovKz(
            "ontustik",
            until="2018-06-18",
            confirmed=False,
            note="records from 19 June 2018 on belong to Turkistan region",
        ),
    )
