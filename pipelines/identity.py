"""Step 4: the region that a publication belongs to, and the hash of what it says."""

from __future__ import annotations

from hearings.fields import read_territory
from hearings.identity import content_hash
from hearings.items import Publication
from hearings.labelled import parts_of
from hearings.regions import region_of

_READ_FOR_REGION = 6_000  # characters


class IdentityPipeline:
    """Sets `region` and `content_hash`. Which publications are the same document is decided in the store."""

    def process_item(self, item: Publication) -> Publication:
        card = parts_of(item.title, item.body, [attachment.text for attachment in item.attachments], item.hints)
        item.region = region_of(
            source=item.source,
            spider_region=item.region,
            day=item.posted_on.value or item.first_day,
            places=(item.place.value or "", read_territory(card).value or "", item.organiser.value or ""),
            text=item.text[:_READ_FOR_REGION],
        )
        item.content_hash = content_hash(item)
        return item
