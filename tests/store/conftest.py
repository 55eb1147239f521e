"""A fresh database for each test of the store, of either kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.corpus import Corpus
from store.editions import Editions
from store.engine.database import Database
from store.mail.outbox import Outbox
from tests.standins.postgres import Postgres
from tests.store.records import T0, classified


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a fresh database is: each test that uses one runs on SQLite and on Postgres."""
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        with server.fresh() as address:
            yield address
    else:
        yield f"sqlite:///{tmp_path / 'corpus.db'}"


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    database = Database(address)
    database.upgrade(T0)
    yield database
    database.close()


@pytest.fixture
def corpus(database: Database) -> Corpus:
    return Corpus(database, classified)


@pytest.fixture
def editions(database: Database) -> Editions:
    return Editions(database)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)
