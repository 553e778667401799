"""From an address to a database that is ready: engine, journal, migrations, and errors that say what to do.

No message shows the password of an address.
"""

from __future__ import annotations

import json
import sqlite3
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, StatementError
from sqlalchemy.pool import StaticPool

from hearings.store.errors import StoreBusyError, StoreError
from hearings.store.migrations import upgrade

BUSY_SECONDS = 5  # how long one statement waits for another writer; the crawl itself waits longer
WRITING = "hearings_writing"  # execution option of connections that write


def database_url(text: str) -> URL:
    """The address with its driver. Raises `StoreError` where it is none of SQLite or PostgreSQL."""
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        # The text itself is not shown: it may hold a password.
        raise StoreError(
            "HEARINGS_DATABASE_URL is not the address of a database: write sqlite:///folder/name.sqlite3 "
            "or postgresql://user:password@host/name"
        ) from None
    system = url.get_backend_name()
    if system in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if system == "sqlite":
        return url.set(drivername="sqlite")
    raise StoreError(f"HEARINGS_DATABASE_URL names {system!r}: this program keeps its data in sqlite or postgresql")


def described(url: URL) -> str:
    """Where the database is, for messages: no password, no parameters."""
    if url.get_backend_name() == "sqlite":
        return f"database {url.database or 'in memory'}"
    port = f":{url.port}" if url.port else ""
    return f"database {url.database or ''} at {url.host or 'the local socket'}{port}"


def open_engine(text: str) -> Engine:
    """An engine on an up-to-date database, made if it is not there. Raises `StoreError`."""
    url = database_url(text)
    engine = _engine(url)
    try:
        with engine.execution_options(**{WRITING: True}).begin() as connection:
            upgrade(connection)
    except DBAPIError as error:
        engine.dispose()
        raise _refused(url, error) from None
    except Exception:
        engine.dispose()
        raise
    return engine


def _engine(url: URL) -> Engine:
    options: dict[str, Any] = {"hide_parameters": True}
    options |= {"json_serializer": partial(json.dumps, ensure_ascii=False, separators=(",", ":"))}
    if url.get_backend_name() == "sqlite":
        if url.database in (None, "", ":memory:"):
            options["poolclass"] = StaticPool  # every thread sees the same database
        else:
            _make_folder(url)
        options["connect_args"] = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    else:
        options |= {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10}}
    try:
        engine = create_engine(url, **options)
    except ModuleNotFoundError:
        raise StoreError(
            "HEARINGS_DATABASE_URL is a PostgreSQL address, but its driver is not installed: "
            "pip install 'hearing-monitor[postgres]'"
        ) from None
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(url: URL) -> None:
    folder = Path(str(url.database)).expanduser().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder {folder} of the database cannot be made: {error.strerror}") from None


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by us, see below
    _make_wal(connection)
    for pragma in ("synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _make_wal(connection: sqlite3.Connection) -> None:
    """Of two that make a new database WAL at once, SQLite refuses one without waiting: it has to ask again."""
    until = monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or monotonic() > until:
                raise
            sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its lock at once: one that starts as a reader can fail in the middle without waiting."""
    writing = connection.get_execution_options().get(WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def is_passing(error: StatementError) -> bool:
    """Whether trying again may help: another writer holds the database, or the connection was lost."""
    text = str(error.orig).lower()
    if isinstance(error, OperationalError) and type(error.orig).__module__.startswith("psycopg"):
        return True  # of a server: it restarts, or ends the connection
    return "locked" in text or "busy" in text or "deadlock" in text


def _refused(url: URL, error: DBAPIError) -> StoreError:
    where, reason = described(url), " ".join(str(error.orig).split())
    if url.password:
        reason = reason.replace(str(url.password), "***")
    if url.get_backend_name() == "sqlite":
        if is_passing(error):
            return StoreBusyError(f"{where} is locked by another program: end that program, or try again later")
        if "not a database" in reason:
            return StoreError(f"{where} is not an SQLite file: move it away, or set HEARINGS_DATABASE_URL to another")
        return StoreError(f"{where} cannot be opened ({reason}): check that its folder and file are writable")
    return StoreError(f"{where} cannot be used ({reason}): check HEARINGS_DATABASE_URL and that the server runs")
