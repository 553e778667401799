"""The arrows between the five packages, and the guard of their names."""

import ast
import sys
from pathlib import Path
from types import ModuleType

import pytest

from hearings.roots import ROOTS, ForeignRootError, check_import_roots

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = {
    "hearings": {"hearings"},
    "spiders": {"spiders", "hearings"},
    "pipelines": {"pipelines", "hearings", "validators"},
    "validators": {"validators", "hearings"},
    "exports": {"exports", "hearings", "validators"},
}
SEEN_BY_VALIDATORS = ("hearings.items", "hearings.dates", "hearings.workdays")
MODULES = [path for root in ROOTS for path in sorted((ROOT / root).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_import_goes_against_the_arrows(path: Path) -> None:
    root = path.relative_to(ROOT).parts[0]
    if path.is_relative_to(ROOT / "hearings" / "commands"):
        return  # commands put the stages together
    names = {name for name in imported(path) if name.split(".")[0] in ROOTS}
    against = {name for name in names if name.split(".")[0] not in ALLOWED[root]}
    if root == "validators":
        against |= {n for n in names if n.startswith("hearings") and not n.startswith(SEEN_BY_VALIDATORS)}
    assert not against


@pytest.mark.parametrize("path", [p for p in MODULES if p.is_relative_to(ROOT / "validators")], ids=lambda p: p.name)
def test_validators_know_neither_scrapy_nor_a_database(path: Path) -> None:
    assert not {n for n in imported(path) if n.split(".")[0] in {"scrapy", "sqlalchemy", "twisted"}}


def test_our_own_roots_pass() -> None:
    check_import_roots()


def test_a_foreign_package_of_our_name_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = ModuleType("validators")
    foreign.__file__ = "/usr/lib/python3/dist-packages/validators/__init__.py"
    monkeypatch.setitem(sys.modules, "validators", foreign)
    with pytest.raises(ForeignRootError, match="validators"):
        check_import_roots()
