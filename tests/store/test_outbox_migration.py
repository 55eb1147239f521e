"""A database of the first schema keeps its letters, byte for byte, on the way up and on the way down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import create_engine

from store.database import Database
from store.outbox import Outbox
from store.schema import settings

MESSAGE = b"Subject: x\r\n\r\nline\r\n\r\nend\r\n"
LETTER = (
    "INSERT INTO edition VALUES ('2026-11-23', 1, '2026-11-23 07:00:00', 'r', 0, '{}')",
    "INSERT INTO delivery VALUES (7, '2026-11-23', 'anna@example.org', 0, '<1@example.org>', "
    f"X'{MESSAGE.hex()}', 'pending', 1, 'RCPT', 450, 'later', '2026-11-23 07:00:00')",
)


def migrate(url: str, move: Callable[..., None], revision: str, *statements: str) -> list[Any]:
    """Take the database to ``revision``, then run ``statements``; the rows of the last one."""
    engine, config, rows = create_engine(url), settings(), list[Any]()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        move(config, revision)
        for statement in statements:
            result = connection.exec_driver_sql(statement)
            rows = list(result) if result.returns_rows else []
    engine.dispose()
    return rows


def test_a_letter_of_the_first_schema_keeps_its_bytes_up_and_down(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'first.db'}"
    migrate(url, command.upgrade, "0001", *LETTER)
    database = Database(url)
    database.upgrade(datetime(2026, 11, 23, 8, tzinfo=UTC))
    outbox = Outbox(database)
    (delivery,) = outbox.open()
    assert (delivery.id, delivery.attempts, delivery.text, delivery.doubts) == (7, 1, "later", 0)
    held = outbox.claim(delivery, datetime(2026, 11, 23, 8, tzinfo=UTC))
    assert held
    assert held.message == MESSAGE
    database.close()
    assert migrate(url, command.downgrade, "0002", "SELECT id, message FROM delivery") == [(7, MESSAGE)]
