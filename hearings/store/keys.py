"""Keys as the tables hold them, and statements that take many rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from hearings.codec import storable
from hearings.store.models import Base

T = TypeVar("T")

CHUNK = 500  # rows per statement: below the limit of parameters
LONGEST_KEY = 400  # an index of PostgreSQL holds no more than about 2,700 bytes


def digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def kept_key(key: str) -> str:
    """The key as the table holds it: a very long one is cut, its digest keeps it apart from others."""
    key = storable(key)
    return key if len(key) <= LONGEST_KEY else f"{key[:LONGEST_KEY]}~{digest(key)}"


def page_of(key: str) -> str:
    """Key of the page or record. One that holds several publications gives them its own key with `#` and more."""
    return key.partition("#")[0]


def upsert(connection: Connection, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, of the connection's dialect."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return insert(table)


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    every = list(values)
    for start in range(0, len(every), size):
        yield every[start : start + size]
