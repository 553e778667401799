"""The national portal, for every region: which one a card belongs to is told by its place and organiser."""

from spiders.platforms.ndbecology import NationalPortal
from spiders.region import RegionSpider


class NationalSpider(RegionSpider):
    name = "national"
    sources = (
        NationalPortal(
            "https://hearings.ndbecology.gov.kz",
            # Numbers that were seen in public, with a day on which each existed.
            meetings={"2022-02-01": 2916, "2025-03-01": 23660, "2025-04-25": 24519, "2025-12-31": 29039},
            discussions={"2022-01-01": 1222, "2025-12-10": 20743, "2026-05-13": 23206},
            note="the addresses of the lists are not certain; without them cards are asked for by their numbers",
        ),
    )
