"""The national portal, for every region: which one a card belongs to is told by its place and organiser."""

from spiders.platforms.ndbecology import NationalPortal
from spiders.region import RegionSpider


class NationalSpider(RegionSpider):
    name = "national"
    sources = (
        NationalPortal(
            "https://hearings.ndbecology.gov.kz",
            from_meeting=29039,
            from_discussion=23206,
            note="the addresses of the lists are not certain; without them cards are asked for by their numbers",
        ),
    )
