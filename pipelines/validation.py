"""Step 5: what can be said of a publication by itself. Provisional: judging asks again with all that is known."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Self

from scrapy.crawler import Crawler

from hearings.clock import local_day
from hearings.health import Cause, Failure
from hearings.identity import Member, merge
from hearings.items import Hearing, Publication
from hearings.workdays import CalendarError, WorkCalendar
from validators import RULES, Case, NormsError, ask, demanded_norms, load

logger = logging.getLogger(__name__)

# The others need the hearing: its other documents, or the readings of its sources.
OF_PROTOCOL_ALONE = frozenset({"protocol.posting_date_missing"})


class ValidationPipeline:
    """Puts findings on the item and counts them in the stats, as `findings/<rule>/<outcome>`.

    Norms or a calendar that can't be read do not keep anything from being collected: judging says so again.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        settings = crawler.settings
        try:
            self.norms = load(settings.get("HEARINGS_NORMS") or None, demanded=demanded_norms())
            calendar = settings.get("HEARINGS_CALENDAR")
            self.calendar = WorkCalendar(Path(calendar) if calendar else None)
            self.rules = {
                "announcement": [rule for rule in RULES.values() if rule.subject == "announcement"],
                "protocol": [rule for rule in RULES.values() if rule.id in OF_PROTOCOL_ALONE],
            }
        except (NormsError, CalendarError) as error:
            logger.error("publications are collected, but not validated: %s", error)
            self.rules = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Publication) -> Publication:
        rules = self.rules.get(item.kind, ())
        if not rules or item.read_at is None:
            return item
        seen = local_day(item.read_at)
        document = merge([Member(publication=item, publication_id=0, first_seen=seen, last_seen=seen)])
        case = Case(Hearing(uid=document.uid, region=document.region), document)
        item.findings = []
        for rule in rules:
            result = ask(rule, case, self.norms, self.calendar)
            if result.outcome is not None and self.crawler.stats is not None:
                self.crawler.stats.inc_value(f"findings/{rule.id}/{result.outcome}")
            if result.finding is not None:
                item.findings.append(result.finding)
            if result.raised:
                self._raised(item, result.raised)
        return item

    def _raised(self, item: Publication, what: str) -> None:
        """A rule that raises is a fault of ours: the reading of the source is not healthy."""
        logger.error("a rule raised: %s", what)
        for reading in getattr(self.crawler.spider, "readings", ()):
            if reading.source == item.source:
                reading.failed(Failure(Cause.RULE_RAISED, what, item.url, "rule"))
