"""Aktobe region. Until 2020 the department's page held all notices, each headed only by its date."""

from spiders.platforms.drupal import DatedPage
from spiders.platforms.govkz import GovKz
from spiders.region import RegionSpider


class AktobeSpider(RegionSpider):
    name = "aktobe"
    sources = (
        DatedPage(
            "http://tabigat.aktobe.gov.kz/kk/obshchestvennyye-slushaniya",
            twin="http://tabigat.aktobe.gov.kz/ru/obshchestvennyye-slushaniya",
            until="2020-12-31",
        ),
        GovKz("aktobe"),
    )
