"""Pages written down for each platform, and the reviewed result of reading them.

A case is a folder of `tests/samples/<platform>/<case>/`: `case.toml` names the region and which page answers which
address, `expected.json` is the result. Where that is absent it is written, and the test fails: please review.
"""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from hearings.items import Publication
from spiders.region import RegionSpider
from tests.replica.answers import Answer, Asked, missing
from tests.unit.crawled import crawl

SAMPLES = Path(__file__).parent.parent / "samples"
CASES = sorted(path.parent for path in SAMPLES.glob("*/*/case.toml"))
PLATFORMS = {"govkz", "drupal_page", "joomla", "ecokarta", "almaty_page", "ndbecology"}


def test_every_platform_has_a_case() -> None:
    assert {case.parent.name for case in CASES} == PLATFORMS


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_saved_page_is_read_as_reviewed(case: Path) -> None:
    given = tomllib.loads((case / "case.toml").read_text("utf-8"))
    spider = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["spiders"]})).load(given["region"])
    assert issubclass(spider, RegionSpider)
    sources = [source for source in spider.sources if source.platform == case.parent.name]
    assert sources, f"{given['region']} has no {case.parent.name} source yet: state it in spiders/{given['region']}.py"
    unsaved = sorted({name for name in given["pages"].values() if not (case / name).exists()})
    assert not unsaved, f"not saved yet: {', '.join(unsaved)}; {case / 'case.toml'} says from where"
    crawled = crawl(
        lambda asked: answer(case, given["pages"], asked),
        sources[0],
        since=given["since"],
        until=given["until"],
        now=f"{given['until']}T20:00",
        name=given["region"],
    )
    state, cause, _ = crawled.reading.verdict()
    result = {
        "state": state,
        "cause": cause,
        "rows": crawled.reading.rows,
        "seen": sorted(crawled.reading.seen_keys),
        "failures": [[failure.what, failure.cause, failure.url] for failure in crawled.reading.failures],
        "publications": [told(item) for item in crawled.items],
    }
    expected = case / "expected.json"
    if not expected.exists():
        expected.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", "utf-8")
        pytest.fail(f"{expected} was written: please review")
    assert json.loads(json.dumps(result)) == json.loads(expected.read_text("utf-8"))


def answer(case: Path, pages: dict[str, str], asked: Asked) -> Answer:
    """The first page whose name fits: a pattern of the address, or parameters that it must have."""
    for wanted, name in pages.items():
        parameters = dict(part.split("=") for part in wanted.split("&")) if "lang=" in wanted else {}
        fits = parameters.items() <= asked.query.items() if parameters else re.search(wanted, asked.url)
        if fits:
            kinds = {"json": "application/json", "pdf": "application/pdf"}
            kind = kinds.get(name.rpartition(".")[2], "text/html")
            return Answer((case / name).read_bytes(), headers={"Content-Type": kind})
    return missing()


def told(item: Publication) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "key": item.key,
        "url": item.url,
        "aliases": item.aliases,
        "title": item.title,
        "body": item.body.split("\n"),
        "section": item.section,
        "stamps": [[stamp.text, stamp.place, stamp.basis] for stamp in item.stamps],
        "attachments": [[a.name, a.url, a.state, a.reason, a.text] for a in item.attachments],
        "hints": item.hints,
    }
