"""`scrapy newregion` makes what a region needs, refuses what would do harm, and overwrites nothing."""

from __future__ import annotations

import pkgutil
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError

import spiders.platforms
from hearings.commands.newregion import (
    LONGEST_LINE,
    PLATFORMS,
    NewRegion,
    checked_address,
    checked_code,
    write_new,
)
from spiders.platforms.base import Source
from spiders.platforms.ndbecology import NationalPortal
from spiders.region import RegionSpider

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 10, 20)
ADDRESSES = {
    "govkz": "demo-eco",
    "drupal_page": "http://tabigat.demo.example.kz/kk/tyndau",
    "joomla": "http://e-demo.example.kz/index.php/ru/slushaniya",
    "ecokarta": "https://demo.example.kz/public_hear",
    "almaty_page": "https://demo.example.kz/page.php?page_id=4991&lang=1",
}


def made(platform: str = "govkz", address: str | None = None, code: str = "north_demo") -> NewRegion:
    return NewRegion(code, platform, ADDRESSES[platform] if address is None else address, TODAY)


def spider_in(text: str) -> type[RegionSpider]:
    names: dict[str, object] = {}
    exec(compile(text, "spiders/north_demo.py", "exec"), names)  # noqa: S102  # what the command has just written
    spider = names["NorthDemoSpider"]
    assert isinstance(spider, type)
    assert issubclass(spider, RegionSpider)
    return spider


def test_every_platform_of_a_region_can_be_chosen() -> None:
    names = [module.name for module in pkgutil.iter_modules(spiders.platforms.__path__, "spiders.platforms.")]
    modules = [import_module(name) for name in names]
    classes = [one for module in modules for one in vars(module).values() if isinstance(one, type)]
    platforms = {one.platform for one in classes if issubclass(one, Source) and hasattr(one, "platform")}
    assert set(PLATFORMS) == platforms - {NationalPortal.platform} == set(ADDRESSES)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_file_is_a_short_spider_with_its_unconfirmed_source(platform: str) -> None:
    text = made(platform).region_file()
    spider = spider_in(text)
    (source,) = spider.sources
    assert spider.name == "north_demo"
    assert (source.platform, source.address, source.confirmed) == (platform, ADDRESSES[platform], False)
    assert 10 <= len(text.splitlines()) <= 25
    assert max(map(len, text.splitlines())) <= LONGEST_LINE


def test_a_region_whose_place_is_not_known_has_no_source() -> None:
    region = made(address="")
    assert spider_in(region.region_file()).sources == ()
    assert "gov.kz is not known" in region.region_file()
    assert "say in spiders/north_demo.py where it publishes" in region.next_steps()


@pytest.mark.parametrize("length", range(40, 130, 5))
def test_a_long_address_is_broken_into_lines_that_fit(length: int) -> None:
    address = "http://demo.example.kz/".ljust(length, "a")
    text = made("drupal_page", address).region_file()
    assert spider_in(text).sources[0].address == address
    # An address alone on its line cannot be broken.
    assert all(len(line) <= LONGEST_LINE for line in text.splitlines() if line.strip(' ",') != address)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_case_asks_for_the_pages_of_the_listing(platform: str) -> None:
    region = made(platform)
    case = tomllib.loads(region.case())
    assert (case["region"], case["since"], case["until"]) == ("north_demo", "2026-10-01", "2026-10-20")
    assert set(region.addresses()) <= set(case["pages"].values())
    for url in region.addresses().values():
        assert url in region.case()


def test_codes_that_cannot_be_are_refused(tmp_path: Path) -> None:
    (tmp_path / "platforms").mkdir()
    (tmp_path / "region.py").touch()
    for code in ("", "Abai", "абай", "a-b", "1st", "a__b", "a_", "../x", "class", "platforms", "region", "a" * 41):
        with pytest.raises(UsageError, match="cannot be a code"):
            checked_code(code, tmp_path, ["abai"])
    with pytest.raises(UsageError, match=r"is there already: spiders/abai.py"):
        checked_code("abai", tmp_path, ["abai"])
    assert checked_code("north_demo2", tmp_path, ["abai"]) == "north_demo2"


@pytest.mark.parametrize(
    "text",
    [
        "demo-eco",
        "gov.kz/memleket/entities/demo-eco",
        "https://www.gov.kz/memleket/entities/demo-eco/documents/1?lang=kk",
    ],
)
def test_an_entity_is_known_by_its_code_or_its_page(text: str) -> None:
    assert checked_address("govkz", text) == "demo-eco"


@pytest.mark.parametrize(
    ("platform", "address"),
    [
        ("govkz", "https://example.kz/x"),
        ("govkz", 'a"b'),
        ("joomla", ""),
        ("joomla", "demo.example.kz/list"),
        ("joomla", "ftp://demo.example.kz/"),
        ("joomla", "http:///list"),
        ("joomla", "http://[broken/list"),
        ("joomla", "http://demo.example.kz/a b"),
        ("joomla", "http://demo.example.kz/');import os#"),
        ("joomla", "http://demo.example.kz/\n"),
    ],
)
def test_addresses_that_cannot_be_are_refused(platform: str, address: str) -> None:
    with pytest.raises(UsageError):
        checked_address(platform, address)


def test_nothing_is_overwritten_and_nothing_is_left_half_made(tmp_path: Path) -> None:
    (tmp_path / "second").write_text("mine", "utf-8")
    with pytest.raises(FileExistsError):
        write_new(tmp_path, {"first": "new", "second": "new"})
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        write_new(tmp_path, {"first": "new", "file/inside": "new"})
    assert not (tmp_path / "first").exists()
    assert (tmp_path / "second").read_text("utf-8") == "mine"


# ------------------------------------------------------------------ the command, in a copy of the tree


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tree")
    unneeded = shutil.ignore_patterns("__pycache__", "samples", "strangers", "rules", "e2e", "bench", "conftest.py")
    for folder in ("hearings", "spiders", "pipelines", "validators", "exports", "tests"):
        shutil.copytree(ROOT / folder, root / folder, ignore=unneeded)
    for file in ("scrapy.cfg", "pyproject.toml"):
        shutil.copy(ROOT / file, root / file)
    (root / "tests" / "samples").mkdir()
    return root


def run(tree: Path, *arguments: str) -> tuple[int, str]:
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-m", *arguments], cwd=tree, capture_output=True, text=True, check=False
    )
    return ended.returncode, ended.stdout + ended.stderr


def test_a_made_region_is_a_spider_whose_test_says_what_is_missing(tree: Path) -> None:
    code, told = run(tree, "scrapy", "newregion", "demo", "--address", "demo-eco")
    assert code == 0
    assert "Made spiders/demo.py" in told
    assert "demo" in run(tree, "scrapy", "list")[1].splitlines()
    tests = "tests/unit/test_platform_samples.py"
    code, told = run(tree, "pytest", "-p", "no:cacheprovider", tests, "-k", "govkz/demo")
    assert code == 1
    assert "not saved yet: kk.json, ru.json" in told
    assert not (tree / "tests/samples/govkz/demo/expected.json").exists()


def test_the_command_refuses_with_its_own_exit_code_and_changes_nothing(tree: Path) -> None:
    before = sorted(tree.rglob("*.py"))
    for arguments, said in (
        (("aktobe",), "'aktobe' is there already"),
        (("x", "--platform", "wordpress"), "no platform 'wordpress'; there are: govkz"),
    ):
        code, told = run(tree, "scrapy", "newregion", *arguments)
        assert (code, said in told) == (2, True), told
    assert sorted(tree.rglob("*.py")) == before


def test_outside_the_source_tree_it_says_where_it_works(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = hearings.settings\n", "utf-8")
    script = f"import sys; sys.path.insert(0, {str(tree)!r}); from scrapy.cmdline import execute; execute(sys.argv)"
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script, "newregion", "demo2"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, "works in the source tree" in ended.stderr + ended.stdout) == (2, True), ended.stderr
