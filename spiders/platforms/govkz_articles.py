"""gov.kz articles: entities that publish hearings as articles of one activity instead of documents."""

from __future__ import annotations

import json

from scrapy.http import Response

from hearings.health import SourceReading
from spiders.platforms.govkz import GovKz
from spiders.platforms.govkz_record import SITE, Record

_QUERY = """query {{ article(
  projects: {projects}, _size: {size}, _page: {page}, _sort: "created_date:DESC", _lang: {lang}
) {{
  id slug title hint short_description content created_date projects
}} }}"""


class GovKzArticles(GovKz):
    """Articles of one entity of gov.kz, which its interface gives by GraphQL.

    For a new region: `GovKzArticles("<code>", activities=<id>)`, both as in the address of the section,
    `/memleket/entities/<code>/press/article/1?activities=<id>`. All articles of the entity are asked for: the activity
    only tells a person where they stand.
    """

    what = "article"

    def __init__(self, code: str, *, activities: int, until: str = "", confirmed: bool = True, note: str = "") -> None:
        super().__init__(code, until=until, confirmed=confirmed, note=note)
        self.address = f"{code}/press/article/1?activities={activities}"

    async def fetch_list(self, reading: SourceReading, language: str, page: int) -> Response:
        query = _QUERY.format(
            projects=json.dumps(f"contains:{self.code}"), size=self.page_size, page=page, lang=json.dumps(language)
        )
        return await self.fetch(
            reading,
            self.list_address(language, page),
            what="listing",
            method="POST",
            body=json.dumps({"query": " ".join(query.split())}),
            headers={"Content-Type": "application/json", "Accept-Language": language},
        )

    def list_address(self, language: str, page: int) -> str:
        return f"{SITE}/graphql"

    def card_address(self, record: Record) -> str:
        return ""

    def page_address(self, record: Record) -> str:
        return f"{SITE}/memleket/entities/{self.code}/press/article/details/{record.id}?lang={record.language}"
