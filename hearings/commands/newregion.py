"""`scrapy newregion CODE`: the file of a new region, the folder of its sample, and a test that says what is missing."""

from __future__ import annotations

import argparse
import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.conf import closest_scrapy_cfg

from hearings.clock import Clock
from hearings.regions import regions
from spiders.platforms.almaty_page import LinkPage
from spiders.platforms.base import Source
from spiders.platforms.drupal import DatedPage
from spiders.platforms.ecokarta import Ecokarta
from spiders.platforms.govkz import GovKz
from spiders.platforms.joomla import JoomlaCategory

# Every platform that a region can have; the national portal is one source for all regions and has its spider.
PLATFORMS: Mapping[str, type[Source]] = {
    platform.platform: platform for platform in (GovKz, DatedPage, JoomlaCategory, Ecokarta, LinkPage)
}
LONGEST_LINE = 120
_CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_LONGEST_CODE = 40
_ENTITY = re.compile(r"(?:(?:https?://)?(?:www\.)?gov\.kz/memleket/entities/)?([a-z0-9]+(?:-[a-z0-9]+)*)(?:[/?#].*)?")
_UNFIT = re.compile(r"[\s\"'\\<>\x00-\x1f\x7f]")  # would need escaping in the files that are made
_SPECIAL = re.compile(r"([.?+*()\[\]{}^$|])")


class Command(ScrapyCommand):
    """Exit code: 0 made, 1 the files could not be written, 2 wrong usage, which includes what is there already."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012  # as Scrapy declares it

    def syntax(self) -> str:
        return "[options] CODE"

    def short_desc(self) -> str:
        return "Make the file of a new region, its sample folder and a failing test that says what to do next"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--platform", metavar="NAME", default="govkz", help=f"{', '.join(PLATFORMS)} (default: govkz)"
        )
        parser.add_argument(
            "--address",
            default="",
            help="address of the listing; on govkz the code of the entity (default: not known yet, the file says so)",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if len(args) != 1:
            raise UsageError("name one code, like `scrapy newregion abai`")
        root = checkout()
        code = checked_code(args[0], root / "spiders", get_spider_loader(self.settings).list())
        if opts.platform not in PLATFORMS:
            raise UsageError(f"no platform {opts.platform!r}; there are: {', '.join(PLATFORMS)}")
        today = Clock.from_setting(self.settings["HEARINGS_NOW"]).today()
        made = NewRegion(code, opts.platform, checked_address(opts.platform, opts.address), today)
        try:
            written = write_new(root, made.files())
        except FileExistsError as error:
            raise UsageError(f"{error.filename} is there already; nothing was written") from None
        except OSError as error:
            print(f"Nothing was written: {error}")
            self.exitcode = 1
            return
        print("\n".join(f"Made {path}" for path in written))
        print(made.next_steps())


def checkout() -> Path:
    """The root of the project's own tree. UsageError where the command runs from an installed package."""
    configuration = closest_scrapy_cfg()
    root = Path(configuration).parent if configuration else Path()
    if not configuration or not (root / "spiders").is_dir() or not (root / "tests" / "samples").is_dir():
        raise UsageError("newregion works in the source tree of the project: the folder with scrapy.cfg and tests/")
    return root


def checked_code(code: str, spiders: Path, names: Sequence[str]) -> str:
    """A code that can name a region and is not taken. UsageError says why not."""
    if not _CODE.fullmatch(code) or len(code) > _LONGEST_CODE:
        raise UsageError(
            f"{code!r} cannot be a code: small Latin letters, digits and single underscores, a letter first, "
            f"at most {_LONGEST_CODE}, like north_kazakhstan"
        )
    if keyword.iskeyword(code):
        raise UsageError(f"{code!r} cannot be a code: it is a word of the Python language")
    if code in names:
        raise UsageError(f"{code!r} is there already: spiders/{code}.py; for another source of it, edit that file")
    if (spiders / code).exists() or (spiders / f"{code}.py").exists():
        raise UsageError(f"{code!r} cannot be a code: spiders/{code} is there already and is no region")
    return code


def checked_address(platform: str, address: str) -> str:
    """The address as a region file states it; UsageError says what is wrong with it.

    Empty where it is not known, which only gov.kz allows: there the pages to save follow from the code.
    """
    if platform == GovKz.platform:
        if not address:
            return ""
        entity = _ENTITY.fullmatch(address)
        if not entity:
            raise UsageError(
                f"{address!r} names no entity of gov.kz: give its code, <code> in www.gov.kz/memleket/entities/<code>"
            )
        return entity[1]
    if not address:
        raise UsageError(f"where does it publish on {platform}? Name its listing: --address https://...")
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and not _UNFIT.search(address)
    except ValueError:
        fits = False
    if not fits:
        raise UsageError(f"{address!r} is not the address of a page: write it like https://tabigat.example.kz/kk/list")
    return address


@dataclass(frozen=True, slots=True)
class NewRegion:
    """What is made for a region. `address`: empty where it is not known yet, then it has no source."""

    code: str
    platform: str
    address: str
    today: date

    def files(self) -> dict[str, str]:
        """Text by path, relative to the project's root."""
        files = {f"spiders/{self.code}.py": self.region_file(), f"{self.folder}/case.toml": self.case()}
        if self.platform == GovKz.platform:
            files[f"{self.folder}/empty.json"] = "[]\n"
        return files

    @property
    def folder(self) -> str:
        return f"tests/samples/{self.platform}/{self.code}"

    @property
    def source(self) -> Source | None:
        return PLATFORMS[self.platform](self.address, confirmed=False) if self.address else None

    @property
    def name(self) -> str:
        known = (region.name_en for region in regions() if region.code == self.code)
        return next(known, self.code.replace("_", " ").capitalize())

    def region_file(self) -> str:
        platform = PLATFORMS[self.platform]
        call = f'{platform.__name__}("{self.address}", confirmed=False)'
        if self.address:
            told = "Its source is not confirmed: `scrapy sites --check` has not read it yet."
            imported = f"from {platform.__module__} import {platform.__name__}\n"
            sources = f"({call},)"
            if len(f"    sources = {sources}") > LONGEST_LINE:
                sources = f"(\n        {call},\n    )"
            if len(f"        {call},") > LONGEST_LINE:
                call = f'{platform.__name__}(\n            "{self.address}",\n            confirmed=False,\n        )'
                sources = f"(\n        {call},\n    )"
        else:
            told = (
                'The code of its entity on gov.kz is not known yet. Once it is, its source is `GovKz("<code>")` of\n'
                "spiders.platforms.govkz, and the file reads like those of other regions."
            )
            imported, sources = "", "()"
        return (
            f'"""{self.name}.\n\n{told}\n"""\n\n{imported}from spiders.region import RegionSpider\n\n\n'
            f"class {self.class_name}(RegionSpider):\n"
            f'    name = "{self.code}"\n'
            f"    sources = {sources}\n"
        )

    @property
    def class_name(self) -> str:
        return "".join(part.capitalize() for part in self.code.split("_")) + "Spider"

    def case(self) -> str:
        """The case that `tests/unit/test_platform_samples.py` reads: it fails until the pages are there."""
        pages = "\n".join(f"'{asked}' = \"{name}\"" for asked, name in self.pages().items())
        save = "\n".join(f"#      curl -o {name} '{url}'" for name, url in self.addresses().items())
        return (
            f"# {self.name}. What is to be done until its test passes (docs/new-region.md):\n"
            "# 1. Set the period to one in which hearings were posted.\n"
            "# 2. Save beside this file, under the names below, the pages that answer:\n"
            f"{save}\n"
            "#    and one line more for each page that these lead to. Take out names and numbers of persons.\n"
            f"# 3. Run the test: pytest -k {self.platform}/{self.code}. It writes expected.json: compare it with the\n"
            "#    pages, and run it again.\n"
            f'region = "{self.code}"\n'
            f'since = "{self.today.replace(day=1)}"\n'
            f'until = "{self.today}"\n\n'
            "# Left: a pattern of the address, or parameters that it must have. Right: the file that answers.\n"
            f"[pages]\n{pages}\n"
        )

    def pages(self) -> dict[str, str]:
        """Which file answers which address of the listing, as the case says it."""
        if self.platform == GovKz.platform:
            # The second page ends the listing.
            return {
                "lang=kk&page=0": "kk.json",
                "lang=ru&page=0": "ru.json",
                "lang=kk": "empty.json",
                "lang=ru": "empty.json",
            }
        parts = urlsplit(self.address)
        path = _SPECIAL.sub(r"\\\1", parts.path or "/")
        if "lang=" in parts.query:  # would be taken for parameters
            return {path: "list.html"}
        query = _SPECIAL.sub(r"\\\1", f"?{parts.query}" if parts.query else "")
        return {f"{path}{query}$": "list.html"}

    def addresses(self) -> dict[str, str]:
        """Where each page of the listing is to be had."""
        if self.platform == GovKz.platform:
            entity = GovKz(self.address or "<code>")
            return {f"{language}.json": entity.list_address(language, 0) for language in entity.languages}
        return {"list.html": self.address}

    def next_steps(self) -> str:
        """What to do now, as lines for the terminal."""
        steps = []
        if not self.address:
            steps.append(f"say in spiders/{self.code}.py where it publishes, with its address")
        else:
            steps.append(f"look whether the address fits: scrapy sites --check {self.code}")
        steps.append(f"save its pages: {self.folder}/case.toml says which, and where from")
        if self.code not in {region.code for region in regions()}:
            steps.append("add its row to hearings/data/regions.csv, and how texts name it to hearings/data/places.toml")
        steps.append(f"run its test, which fails and says what is missing: pytest -k {self.platform}/{self.code}")
        numbered = "\n".join(f"  {number}. {step}" for number, step in enumerate(steps, start=1))
        return f"Next (docs/new-region.md tells more):\n{numbered}"


def write_new(root: Path, files: Mapping[str, str]) -> list[str]:
    """Write files that must not be there, all or none; FileExistsError names the one that is, OSError why not."""
    for path in files:
        if (root / path).exists() or (root / path).is_symlink():
            raise FileExistsError(0, "is there already", path)
    written: list[Path] = []
    try:
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            with (root / path).open("x", encoding="utf-8") as file:
                written.append(root / path)
                file.write(text)
    except OSError:
        for file_path in written:
            file_path.unlink(missing_ok=True)
        raise
    return list(files)
