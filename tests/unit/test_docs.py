"""The guides name only commands, options, settings and make targets that exist; the examples of deploy/ are safe."""

from __future__ import annotations

import argparse
import re
import tomllib
from configparser import ConfigParser
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
import scrapy.commands
from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings

import hearings.commands
from hearings import settings

ROOT = Path(__file__).parents[2]
GUIDES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
SETTINGS = {name for name in vars(settings) if name.startswith("HEARINGS_")}
ONLY_FOR_TESTS = {"HEARINGS_TEST_POSTGRES_URL"}
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_COMMAND = re.compile(r"(?:scrapy|hearing-monitor) ([a-z]+)\b([^`\n;&#]*)")


def code_in(guide: Path) -> str:
    return "\n".join(_CODE.findall(guide.read_text("utf-8"))).replace("\\\n", " ")


def commands() -> dict[str, ScrapyCommand]:
    """Scrapy's and ours, ours over Scrapy's."""
    found = {}
    for package in (scrapy.commands, hearings.commands):
        for module in iter_modules(package.__path__):
            command = getattr(import_module(f"{package.__name__}.{module.name}"), "Command", None)
            if command is not None:
                found[module.name] = command()
    return found


def options_of(command: ScrapyCommand) -> set[str]:
    command.settings = Settings()
    parser = argparse.ArgumentParser()
    command.add_options(parser)
    return {option for action in parser._actions for option in action.option_strings}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_commands_and_their_options_exist(guide: Path) -> None:
    known = commands()
    for name, rest in _COMMAND.findall(code_in(guide)):
        assert name in known, f"{guide.name} names `scrapy {name}`"
        given = set(re.findall(r"(?<!\S)\[?(--?[a-z][a-z-]*)", rest))
        assert given <= options_of(known[name]), f"{guide.name}: scrapy {name} {rest}"


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_settings_and_targets_exist(guide: Path) -> None:
    code = code_in(guide)
    assert set(re.findall(r"HEARINGS_[A-Z_]*[A-Z]", code)) <= SETTINGS | ONLY_FOR_TESTS
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", code)) <= targets


def test_the_operator_finds_every_setting_in_the_guide() -> None:
    text = (ROOT / "docs" / "operator.md").read_text("utf-8")
    assert {name for name in SETTINGS if f"| `{name}` |" not in text} == set()


def test_links_between_the_guides_lead_somewhere() -> None:
    for guide in GUIDES:
        for target in re.findall(r"\]\(([^)#:]+)\)", guide.read_text("utf-8")):
            assert (guide.parent / target).exists(), f"{guide.name} links {target}"


def test_the_example_of_scrapyd_is_closed_and_holds_no_password() -> None:
    config = ConfigParser()
    config.read(ROOT / "deploy" / "scrapyd.conf", "utf-8")
    scrapyd = config["scrapyd"]
    assert config.sections() == ["scrapyd"], "the password is appended to the last section"
    assert (scrapyd["bind_address"], scrapyd["max_proc"], bool(scrapyd["username"])) == ("127.0.0.1", "1", True)
    assert "password" not in scrapyd


@pytest.mark.parametrize("name", ["hearing-monitor", "hearing-monitor-report"])
def test_the_example_of_systemd_starts_a_command_of_ours_outside_the_tree(name: str) -> None:
    unit = ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # names of systemd keep their capitals
    unit.read(ROOT / "deploy" / f"{name}.service", "utf-8")
    program, command, *arguments = unit["Service"]["ExecStart"].split()
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert Path(program).name in scripts
    assert {word for word in arguments if word.startswith("-")} <= options_of(commands()[command])
    assert not unit["Service"]["WorkingDirectory"].startswith("/opt/")
    assert (ROOT / "deploy" / f"{name}.timer").exists()
