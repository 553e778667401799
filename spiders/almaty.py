"""Almaty city. In 2018 protocols were links on one home-grown page; the department is on gov.kz since."""

from spiders.platforms.almaty_page import LinkPage
from spiders.platforms.govkz import GovKz
from spiders.platforms.govkz_articles import GovKzArticles
from spiders.region import RegionSpider


class AlmatySpider(RegionSpider):
    name = "almaty"
    sources = (
        LinkPage("https://www.almaty.gov.kz/page.php?page_id=4991&lang=1", until="2018-12-31"),
        GovKz("almaty-eco"),
        GovKzArticles("almaty-eco", activities=38378),
    )
