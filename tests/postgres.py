"""Databases for tests: each test gets a new one, on SQLite and on PostgreSQL alike.

PostgreSQL is taken from `HEARINGS_TEST_POSTGRES_URL` (a database whose user may make others), else a server of its own
is started for the session from the installed programs, without a network port. With neither, its tests are skipped.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

_numbers = count(1)
_GIVEN = "HEARINGS_TEST_POSTGRES_URL"
_TOOLS = ("initdb", "pg_ctl")


def _tool(name: str) -> str | None:
    """A program of PostgreSQL; Debian keeps them off the path."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(beside[-1]) if beside else None)


def _user() -> str | None:
    """PostgreSQL refuses to run as root: somebody else, then."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


def _run(*command: str, user: str | None) -> None:
    subprocess.run(command, user=user, cwd="/", check=True, stdout=subprocess.DEVNULL, timeout=60)  # noqa: S603


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a PostgreSQL server; the test is skipped where there is none."""
    pytest.importorskip("psycopg", reason="PostgreSQL's driver psycopg is not installed")
    if given := os.environ.get(_GIVEN):
        yield given
        return
    initdb, pg_ctl = map(_tool, _TOOLS)
    if not initdb or not pg_ctl:
        pytest.skip("no PostgreSQL: neither its programs nor HEARINGS_TEST_POSTGRES_URL are there")
    user = _user()
    # Not pytest's own folder: that one is closed to the other user. A socket's path must be short, too.
    folder = Path(tempfile.mkdtemp(prefix="hearings-pg-"))
    data = folder / "data"
    try:
        if user:
            shutil.chown(folder, user)
        _run(initdb, "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N", user=user)
        options = f"-c listen_addresses='' -k {folder} -F -c full_page_writes=off -c max_connections=40"
        _run(pg_ctl, "-D", str(data), "-l", str(folder / "log"), "-o", options, "-w", "start", user=user)
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            _run(pg_ctl, "-D", str(data), "-m", "immediate", "-w", "stop", user=user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an empty database; the test runs once on each system."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'folder' / 'hearings.sqlite3'}"
        return
    import psycopg
    from sqlalchemy.engine import make_url

    server = request.getfixturevalue("postgres_server")
    name = f"hearings_test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        if _GIVEN in os.environ:  # a server of our own is thrown away with all it holds
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
