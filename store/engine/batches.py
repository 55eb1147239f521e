"""Many values at once: lists in pieces that a database takes, rows written in one statement. Nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Table, insert
from sqlmodel import Session, SQLModel

T = TypeVar("T")

CHUNK = 500
"""Values in one IN (…): SQLite's oldest limit on bound values is 999."""


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """``values`` in lists of at most CHUNK."""
    rest = iter(values)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def table_of(model: type[SQLModel]) -> Table:
    """The bare table of ``model``."""
    return model.metadata.tables[str(model.__tablename__)]


def insert_rows(session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Insert ``rows``, which name the same columns, past SQLAlchemy's unit of work: a visit is admitted in half the
    time (measured)."""
    if rows:
        session.connection().execute(insert(table_of(table)), rows)


def insert_for_ids(session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert ``rows``; their new ids, in the same order."""
    if not rows:
        return []
    bare = table_of(table)
    asked = insert(bare).returning(bare.c.id, sort_by_parameter_order=True)
    return list(session.connection().scalars(asked, rows))
