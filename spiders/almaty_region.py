"""Almaty region. The entity served the whole region before the split of June 2022; its code after it is not known."""

from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class AlmatyRegionSpider(RegionSpider):
    name = "almaty_region"
    sources = (
        GovKz("zhetysu", confirmed=False, note="records after 8 June 2022 belong to the region that their text names"),
    )
