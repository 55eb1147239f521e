"""The engine, its transactions and its migrations. This file does NOT know what is in the tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

from literature.errors import BrokenStore

BUSY_SECONDS = 30
"""How long a writer waits for another one before SQLite says "database is locked"."""

CACHE_KIB = 64 * 1024
"""SQLite's page cache; its default of 2 MB is read through again and again by an index of some hundred MB."""

_MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """One database: SQLite embedded, or Postgres. ``reading`` and ``writing`` hand out the only sessions there are."""

    def __init__(self, url: str) -> None:
        """Prepare, without connecting. Raises BrokenStore for an address that names no database we know."""
        try:
            self.url = make_url(url)
            self._engine = _engine(url)
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise BrokenStore(
                "database", f"the address cannot be used ({error}); give sqlite:///FILE or postgresql+psycopg://…"
            ) from error

    @property
    def subject(self) -> str:
        """The address without its password, for messages."""
        return self.url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads."""
        with Session(self._engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed when the block ends well, else rolled back whole."""
        with (
            self._engine.connect().execution_options(writes=True) as connection,
            Session(connection) as session,
            session.begin(),
        ):
            yield session

    def upgrade(self) -> None:
        """Bring the schema to this program's version.

        Raises BrokenStore, before any change, where the database is newer than this program, is not ours, or
        cannot be opened.
        """
        try:
            with self._engine.connect() as connection:
                _refuse_strangers(connection, self.subject)
            with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
                config = _alembic()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except OperationalError as error:
            raise BrokenStore(self.subject, f"cannot be opened: {error.orig}") from error
        except DatabaseError as error:
            raise BrokenStore(self.subject, f"is not a database of ours: {error.orig}") from error


def _refuse_strangers(connection: Connection, subject: str) -> None:
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return
    if "alembic_version" not in tables:
        raise BrokenStore(subject, "holds tables of another program; nothing was changed. Name another database.")
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    try:
        known = {script.revision for script in ScriptDirectory.from_config(_alembic()).walk_revisions()}
    except CommandError as error:
        raise BrokenStore(subject, f"the migrations of this program cannot be read: {error}") from error
    if revision not in known:
        raise BrokenStore(
            subject,
            f"has schema {revision}, which this version of ilwatch does not know; nothing was changed. "
            "It was made by a newer version (upgrade ilwatch) or by another program (name another database).",
        )


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def _engine(url: str) -> Engine:
    address = make_url(url)
    options: dict[str, Any] = {}
    if address.get_backend_name() == "sqlite":
        options["connect_args"] = {"timeout": BUSY_SECONDS, "check_same_thread": False}
        if address.database in (None, "", ":memory:"):
            options["poolclass"] = StaticPool
        else:
            Path(str(address.database)).expanduser().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, **options)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    """WAL lets readers go on while one writes; FULL makes a commit outlive a power cut (a sent mail must not be
    forgotten). The cache holds the upper pages of the index of blocking keys for a million Works."""
    connection.isolation_level = None  # the driver's own BEGIN comes too late to lock; ours is below
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", f"cache_size = -{CACHE_KIB}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: two that read first and write later would deadlock, and SQLite fails the
    second."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
