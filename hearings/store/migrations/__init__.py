"""Bringing a database to the tables of this version of the program.

Migrations are alembic's, one module per step in `versions/`, numbered in their order. They are copied out of the
package first, because in an egg they are not files.
"""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from hearings.store.errors import StoreError

_MIGRATION = re.compile(r"(\d{4})_\w+\.py")
_LOCK = 5_620_221  # an arbitrary number that all processes of this program share


def revisions() -> list[str]:
    """The numbers of all migrations, in order."""
    names = (entry.name for entry in resources.files(__name__).joinpath("versions").iterdir())
    return sorted(found[1] for name in names if (found := _MIGRATION.fullmatch(name)))


def upgrade(connection: Connection) -> None:
    """Bring the tables to the newest revision, in the transaction of `connection`; nothing happens where they are.

    Two processes that open a new database at once wait for each other. Raises `StoreError` where a newer program
    has made the tables.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    current, known = MigrationContext.configure(connection).get_current_revision(), revisions()
    if current == known[-1]:
        return
    if current is not None and current not in known:
        raise StoreError(
            f"the database was made by a newer version of this program (tables {current}, known up to {known[-1]}): "
            "install that version, or point HEARINGS_DATABASE_URL to another database"
        )
    with TemporaryDirectory() as folder:
        _copy_out(Path(folder))
        config = Config()
        config.set_main_option("script_location", folder.replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _copy_out(folder: Path) -> None:
    package = resources.files(__name__)
    (folder / "versions").mkdir()
    for source, target in ((package, folder), (package / "versions", folder / "versions")):
        for entry in source.iterdir():
            if entry.name == "env.py" or _MIGRATION.fullmatch(entry.name):
                (target / entry.name).write_bytes(entry.read_bytes())
