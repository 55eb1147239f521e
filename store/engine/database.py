"""The engine and its transactions, on SQLite and on Postgres alike: one writer at a time, readers that see one state.

This file does NOT know what is in the tables.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from weakref import finalize

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

from literature.model.errors import BrokenStore
from store.engine import schema
from store.engine.address import parsed, shown, without_login
from store.engine.backup import copy_before_migration
from store.engine.refusals import named, unreadable

WAIT_SECONDS = 30.0
"""How long a writer waits for another one before it gives up."""
BUSY_SECONDS = 0.02
"""Between two tries for a lock that SQLite does not wait for by itself."""
CACHE_KIB = 64 * 1024
"""SQLite's page cache; its default of 2 MB is read through again and again by an index of some hundred MB."""
WRITERS_LOCK = 0x494C_5741_5443_48
"""The advisory lock of all writers on Postgres: "ILWATCH". Locks are per database."""


class Database:
    """One database: SQLite embedded, or Postgres. ``reading`` and ``writing`` give the only sessions.

    Where the database refuses (a full disk, a lock held too long, no server), both raise BrokenStore.
    """

    def __init__(self, url: str, wait: float = WAIT_SECONDS) -> None:
        """Prepare, without connecting; ``wait`` is in seconds. Raises BrokenStore for an address of no use."""
        try:
            self.url = parsed(url)
            self._engine = _engine(self.url, wait)
            self._wait = wait
        except ImportError as error:
            why = "the driver of Postgres is not installed: install ilwatch with its extra [postgres]"
            raise BrokenStore(shown(self.url), why) from error
        self._readers = self._engine if self.is_sqlite else self._engine.execution_options(**_SNAPSHOT)
        # From Python 3.13 on, sqlite3 warns about unclosed connections.
        finalize(self, self._engine.dispose)

    @property
    def subject(self) -> str:
        """The address without user, password or options, for messages."""
        return shown(self.url)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is SQLite, else Postgres."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path | None:
        """The file of SQLite; None on Postgres and in memory."""
        name = self.url.database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads, and sees the database as it was when it began."""
        with self._named(), Session(self._readers) as session:
            try:
                yield session
            except (ValueError, TypeError) as error:
                raise unreadable(self.subject, error) from error

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction, the only one that writes: committed when the block ends well, else rolled back whole."""
        with (
            self._named(),
            self._engine.connect().execution_options(writes=True) as connection,
            Session(connection) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def bare(self) -> Iterator[sqlite3.Connection]:
        """SQLite's own connection, in no transaction: for what can be done in none."""
        with self._named():
            connection = self._engine.raw_connection()
            try:
                yield cast("sqlite3.Connection", connection.driver_connection)
            finally:
                connection.close()

    def require(self) -> None:
        """Raise BrokenStore where there is no database yet, and make none: a name may have been mistyped."""
        revision = None
        if not self.file or self.file.exists():
            with self._named(), self._engine.connect() as connection:
                revision = schema.revision(connection, self.subject)
        if revision is None:
            raise BrokenStore(
                self.subject,
                "no database yet: run `ilwatch run` first, or name yours with --database or ILWATCH_DATABASE_URL",
            )

    def _named(self) -> AbstractContextManager[None]:
        return named(self.subject, lambda text: without_login(text, self.url))

    def upgrade(self, now: datetime) -> None:
        """Bring the schema to this program's version; a SQLite file is copied before (backup.py), ``now`` in its name.

        Raises BrokenStore, before any change, where the database is newer than this program, is not ours, or
        cannot be opened or copied; and where a migration fails: the database is as it was then.
        """
        self._make_folder()
        with self._named():
            with self._engine.connect() as connection:
                held = schema.revision(connection, self.subject)
            if self.file:
                self._write_ahead()
            if held == schema.newest():
                return
            with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
                self._migrate(connection, now)

    def _make_folder(self) -> None:
        try:
            if self.file:
                self.file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BrokenStore(self.subject, f"its folder cannot be made: {error.strerror}. Name another one") from error

    def _write_ahead(self) -> None:
        """Switch a new file, or a copy put in its place, to WAL: readers go on while one writes.

        For the lock of this one change SQLite does not wait as it does for all others: of two programs that began a
        database at once, one was refused (four processes, 60 rounds: 9 times).
        """
        deadline = time.monotonic() + self._wait
        with self.bare() as connection:
            while True:
                try:
                    connection.execute("PRAGMA journal_mode = WAL")
                    return
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                        raise
                time.sleep(BUSY_SECONDS)

    def _migrate(self, connection: Connection, now: datetime) -> None:
        """Migrate as the only writer: another process that wants the same has done it by now, or finds it done."""
        held = schema.revision(connection, self.subject)
        if held == schema.newest():
            return
        copy = copy_before_migration(self.file, held, now) if held and self.file else None
        try:
            schema.migrate(connection)
        except Exception as error:  # whatever a migration raises, the person needs to know where the copy is
            why = error.orig if isinstance(error, DBAPIError) else error
            backup = f" A copy made beforehand is at {copy}." if copy else ""
            raise BrokenStore(
                self.subject,
                f"could not be brought from schema {held or 'none'} to {schema.newest()} ({why}). It is as it was: "
                f"keep using the version of ilwatch that you had, and report this.{backup}",
            ) from error


class Repository:
    """The rows of one subject: what reads them from a Database, and writes them."""

    def __init__(self, database: Database) -> None:
        self._database = database


_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""What SQLite's readers have by nature: without it two questions of one session could see two states."""


def _engine(address: URL, wait: float) -> Engine:
    if address.get_backend_name() != "sqlite":
        return _postgres(address, wait)
    options: dict[str, Any] = {"connect_args": {"timeout": wait, "check_same_thread": False}}
    if address.database in (None, "", ":memory:"):
        options["poolclass"] = StaticPool
    engine = create_engine(address, **options)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgres(address: URL, wait: float) -> Engine:
    engine = create_engine(address, pool_pre_ping=True)

    def set_up(connection: Any, _record: object) -> None:
        """A machine that vanished holds the lock until the server misses it: a minute, not the kernel's two hours."""
        connection.execute(f"SET lock_timeout = {int(wait * 1000)}")
        connection.execute("SET tcp_keepalives_idle = 30")
        connection.execute("SET tcp_keepalives_interval = 10")
        connection.execute("SET tcp_keepalives_count = 3")
        connection.commit()

    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", _begin_postgres)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """FULL: a commit outlives a power cut. The cache holds the upper pages of the blocking keys of a million Works."""
    connection.isolation_level = None  # the driver's own BEGIN comes too late to lock; ours is below
    for pragma in ("synchronous = FULL", "foreign_keys = ON", f"cache_size = -{CACHE_KIB}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: of two that read first and write later, SQLite fails the second (deadlock)."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgres(connection: Connection) -> None:
    """The same on Postgres, by an advisory lock that ends with the transaction.

    Two visits at once would each look a paper up, find nothing, and make a Work of it: no constraint can forbid that,
    for the rules decide what is the same, and no column holds it (docs/design.md says why not SERIALIZABLE).
    """
    if connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")
