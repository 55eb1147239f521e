"""The version of the schema: what a database has, what this program needs, and how to migrate it.

This file does NOT open a database and does NOT begin or end a transaction.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from literature.model.errors import BrokenStore

_MIGRATIONS = Path(__file__).parent.parent / "migrations"


def settings() -> Config:
    """Alembic's settings; its commands want the connection under ``attributes["connection"]``."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def newest() -> str:
    """The revision that this program needs."""
    return str(_scripts().get_current_head())


@cache
def _scripts() -> ScriptDirectory:
    """The migrations of this program, read once: Alembic runs all of their files to learn their order."""
    return ScriptDirectory.from_config(settings())


def revision(connection: Connection, subject: str) -> str | None:
    """The revision that a database has; None where it is empty.

    Raises BrokenStore for one that another program made, or a newer version of this one.
    """
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise BrokenStore(subject, "holds tables of another program; nothing was changed. Name another database.")
    held = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    known = {script.revision for script in _scripts().walk_revisions()}
    if held not in known:
        raise BrokenStore(
            subject,
            f"has schema {held}, which this version of ilwatch does not know; nothing was changed. "
            "It was made by a newer version (upgrade ilwatch) or by another program (name another database).",
        )
    return str(held)


def migrate(connection: Connection) -> None:
    """Bring the schema to ``newest`` in the caller's transaction."""
    config = settings()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
