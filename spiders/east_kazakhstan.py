"""East Kazakhstan region. A Joomla site up to 2018, then the akimat's entity on gov.kz."""

from spiders.platforms.govkz import GovKz
from spiders.platforms.joomla import JoomlaCategory
from spiders.region import RegionSpider


class EastKazakhstanSpider(RegionSpider):
    name = "east_kazakhstan"
    sources = (
        JoomlaCategory(
            "http://e-priroda.gov.kz/index.php/ru/obshchestvennye-slushaniya",
            until="2018-12-31",
            confirmed=False,
            note="the site is known, the path of its category is likely",
        ),
        GovKz("akimvko"),
    )
