"""Opening a database: made where it is not, migrated where it is old, refused in words where it cannot be used."""

from __future__ import annotations

import builtins
import os
import shutil
import sqlite3
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

import hearings
from hearings.store import StoreBusyError, StoreError, open_store
from hearings.store.migrations import revisions
from hearings.store.models import Base
from hearings.store.opening import database_url as with_driver
from hearings.store.opening import described, open_engine
from tests.crawls import crawl
from tests.factory import publication

SECRET = "h0t-s3cret"  # noqa: S105  # nobody's


def test_the_migrations_make_the_tables_that_the_program_uses(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert context.get_current_revision() == revisions()[-1]
    engine.dispose()


def test_opening_again_keeps_everything(database_url: str) -> None:
    with open_store(database_url) as store:
        crawl(store, "2018-01-10", publication())
        documents = store.documents()
    with open_store(database_url) as store:
        assert store.documents() == documents


def test_several_may_open_a_new_database_at_once(database_url: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        for store in threads.map(lambda _: open_store(database_url), range(4)):
            assert store.documents() == []
            store.close()


def test_a_database_of_a_newer_program_is_refused(database_url: str) -> None:
    with open_store(database_url) as store, store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version of this program"):
        open_store(database_url)


def test_the_migrations_are_found_inside_an_egg(tmp_path: Path) -> None:
    """scrapyd runs a project from its egg, a zip file on the path."""
    package = Path(next(iter(hearings.__path__)))
    egg = tmp_path / "project.egg"
    with zipfile.ZipFile(egg, "w") as archive:
        for file in package.rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                archive.write(file, Path("hearings") / file.relative_to(package))
    program = (
        "import hearings; from hearings.store import open_store; assert '.egg' in hearings.__file__;"
        f"open_store('sqlite:///{tmp_path}/egg.sqlite3').close()"
    )
    import subprocess
    import sys

    environment = {**os.environ, "PYTHONPATH": str(egg)}
    subprocess.run([sys.executable, "-c", program], check=True, cwd=tmp_path, env=environment, timeout=60)  # noqa: S603
    with sqlite3.connect(tmp_path / "egg.sqlite3") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(revisions()[-1],)]
    connection.close()


# --- SQLite ---


def test_the_folder_of_the_database_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///var/new/hearings.sqlite3").close()
    assert (tmp_path / "var/new/hearings.sqlite3").is_file()


def test_sqlite_writes_ahead_and_holds_its_foreign_keys(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/a.sqlite3") as store, store.engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_a_database_in_memory_serves_every_thread() -> None:
    with open_store("sqlite://") as store, ThreadPoolExecutor(1) as thread:
        thread.submit(crawl, store, "2018-01-10", publication()).result()
        assert len(store.documents()) == 1


def test_a_file_that_is_no_database_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database at all, but somebody's notes " * 50)
    with pytest.raises(StoreError, match="is not an SQLite file"):
        open_store(f"sqlite:///{file}")
    assert file.read_text().startswith("not a database")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"folder .*file/var of the database cannot be made"):
        open_store(f"sqlite:///{tmp_path}/file/var/a.sqlite3")


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path}")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_is_not_writable_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="check that its folder and file are writable"):
        open_store(f"sqlite:///{tmp_path}/a.sqlite3")


def test_a_locked_database_may_be_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hearings.store.opening.BUSY_SECONDS", 0.05)
    url = f"sqlite:///{tmp_path}/a.sqlite3"
    with open_store(url) as store:
        other = sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError, match="locked"):
            crawl(store, "2018-01-10", publication())
        with pytest.raises(StoreBusyError, match="locked by another program"):
            open_store(url)
        assert store.documents() == []  # reading does not wait for a writer
        other.execute("COMMIT")
        other.close()
        crawl(store, "2018-01-10", publication())


# --- addresses ---


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2", "postgresql+psycopg"])
def test_postgresql_is_used_with_its_current_driver_however_it_is_named(scheme: str) -> None:
    assert with_driver(f"{scheme}://u:p@host/name").drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    "address",
    ["", "hearings.sqlite3", "postgresql//u:h0t-s3cret@host/name", "http://[h0t-s3cret", "x://:h0t-s3cret@:port"],
)
def test_what_is_no_address_is_refused_without_being_shown(address: str) -> None:
    with pytest.raises(StoreError, match="HEARINGS_DATABASE_URL") as told:
        open_store(address)
    assert SECRET not in str(told.value)


def test_other_systems_are_refused() -> None:
    with pytest.raises(StoreError, match="'mysql'"):
        open_store("mysql://u:h0t-s3cret@host/name")


def test_where_a_database_is_can_be_said_without_its_password() -> None:
    url = with_driver(f"postgresql://user:{SECRET}@db.example.kz:5433/hearings?sslpassword={SECRET}")
    assert described(url) == "database hearings at db.example.kz:5433"


def test_a_server_that_does_not_answer_is_told_without_the_password() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError, match="check HEARINGS_DATABASE_URL and that the server runs") as told:
        open_store(f"postgresql://user:{SECRET}@127.0.0.1:1/hearings")
    assert "database hearings at 127.0.0.1:1" in str(told.value)
    assert SECRET not in str(told.value)
    assert told.value.__cause__ is None  # a traceback does not show it either


def test_a_database_that_is_not_there_is_told(postgres_server: str) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        open_store(postgres_server.replace("/postgres?", "/nowhere?"))


def test_a_missing_driver_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without_driver(name: str, *rest: Any, **more: Any) -> object:
        if name == "psycopg" or name.startswith("psycopg."):
            raise ModuleNotFoundError(name)
        return imported(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without_driver)
    with pytest.raises(StoreError, match=r"hearing-monitor\[postgres\]"):
        open_store("postgresql://user@host/name")


def test_nothing_of_a_copied_database_depends_on_where_it_lies(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/a.sqlite3") as store:
        crawl(store, "2018-01-10", publication())
        uids = [document.uid for document in store.documents()]
    shutil.copy(tmp_path / "a.sqlite3", tmp_path / "b.sqlite3")
    with open_store(f"sqlite:///{tmp_path}/b.sqlite3") as store:
        assert [document.uid for document in store.documents()] == uids
