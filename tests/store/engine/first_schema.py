"""A database as version 0.1 left it, with rows in it, of either kind; and all that a database holds, told alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, MetaData, create_engine, func, select

from store.engine.database import Database
from store.engine.schema import settings
from tests.paths import DATA

SCRIPT = (DATA / "schema_0001.sql").read_text(encoding="utf-8")
"""The first schema with five works and their ties, as its SQLite wrote them."""

MESSAGE = b"Subject: x\r\n\r\nline\r\n\r\nend\r\n"
LETTER = f"""
    INSERT INTO edition VALUES ('2026-11-23', 1, '2026-11-23 07:00:00.000000', 'r', 0, '{{}}');
    INSERT INTO delivery VALUES (7, '2026-11-23', 'anna@example.org', 0, '<1@example.org>', X'{MESSAGE.hex()}',
        'pending', 1, 'RCPT', 450, 'later', '2026-11-23 07:00:00.000000');
"""
"""A letter of version 0.1 that is still to be sent, in SQLite's words."""

OTHERS = """
    INSERT INTO unread VALUES ('pubmed', '9', 'not whole', X'3C00FF', '2026-11-16 06:17:00.000000',
        '2026-11-23 06:17:00.250000');
    INSERT INTO pointer VALUES (5, 'about', 'doi', '10.5555/a', 1);
    INSERT INTO notice VALUES (2, 'retraction', 'pmid', '8', 'J Inv 2026', '2026-11-16 06:17:00.000000', '2026-11-23');
    UPDATE cursor SET not_before = '2026-11-16 07:17:00.000000' WHERE source = 'Feed';
    UPDATE work SET retracted = 1, organisms = '["human", "mouse"]', edition_key = '2026-11-23' WHERE id = 2;
    UPDATE work SET centrality = 'marker' WHERE id = 4;
    UPDATE account SET excluded = '{"false friend": 2}', notes = '["ένα"]' WHERE id = 2;
"""
"""A row in each table that SCRIPT leaves empty, and a value of each kind."""


@contextmanager
def connected(address: str) -> Iterator[Connection]:
    """One transaction on the database at ``address``, without the program's own settings of it."""
    engine = create_engine(Database(address).url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def move(address: str, step: Callable[..., None], revision: str) -> None:
    """Take the database at ``address`` to ``revision`` by alembic's ``upgrade`` or ``downgrade``."""
    config = settings()
    with connected(address) as connection:
        config.attributes["connection"] = connection
        step(config, revision)


def lay_down(address: str, folder: Path, script: str = SCRIPT) -> None:
    """Make the empty database at ``address`` one of the first schema that holds the rows of ``script``.

    On Postgres the first migration makes the tables, as version 0.1 did there; the rows are carried over from a SQLite
    file in ``folder``.
    """
    url = Database(address).url
    file = Path(url.database or "") if url.get_backend_name() == "sqlite" else folder / "first.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(script)
    if url.get_backend_name() != "sqlite":
        move(address, command.upgrade, "0001")
        with connected(f"sqlite:///{file}") as old, connected(address) as new:
            _carry_over(old, new)


def holdings(address: str) -> dict[str, list[str]]:
    """All rows of all tables, as told by Python: the same for the same values, whatever database keeps them."""
    with connected(address) as connection:
        return {name: sorted(str(row) for row in rows) for name, rows in _rows(connection).items()}


def _rows(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    tables = MetaData()
    tables.reflect(connection)
    return {
        table.name: [
            {name: _aware(row[name]) for name in sorted(table.columns.keys())}
            for row in connection.execute(select(table)).mappings()
        ]
        for table in tables.sorted_tables
    }


def _aware(value: object) -> object:
    """An instant in UTC, as UTCDateTime reads it."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _carry_over(old: Connection, new: Connection) -> None:
    """The rows of ``old``, and the counters of ids where version 0.1 would have left them."""
    tables = MetaData()
    tables.reflect(new)
    rows = _rows(old)
    for table in tables.sorted_tables:
        if table.name == "alembic_version" or not rows[table.name]:
            continue
        new.execute(table.insert(), rows[table.name])
        if "id" in table.columns:
            counter = func.pg_get_serial_sequence(f'"{table.name}"', "id")
            new.execute(select(func.setval(counter, func.max(table.columns["id"]))).select_from(table))
