"""Crawls are slow to start: what several tests begin with is crawled once and copied."""

import shutil
from pathlib import Path

import pytest

from tests.e2e.offline import Desk, notice


def desk_in(home: Path) -> Desk:
    """Three announcements stand on the department's page."""
    return Desk(home, [notice(1, "Ақтас"), notice(2, "Бестас"), notice(3, "Жалтас")])


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Nothing was crawled yet."""
    return desk_in(tmp_path)


@pytest.fixture(scope="session")
def crawled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("crawled")
    outcome = desk_in(home).crawl()
    assert outcome.code == 0, outcome.output
    return home


@pytest.fixture
def crawled(tmp_path: Path, crawled_once: Path) -> Desk:
    """The three announcements were read the evening before."""
    home = tmp_path / "home"
    shutil.copytree(crawled_once, home)
    return desk_in(home)
