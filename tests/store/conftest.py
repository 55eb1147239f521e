"""A fresh database for each test of the store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from digests.letter.order import works_shown
from store.corpus import Corpus
from store.editions import Editions
from store.engine.database import Database
from store.mail.outbox import Outbox
from tests.standins.postgres import Postgres
from tests.store.records import classified


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """SQLite, and Postgres too where SQL semantics are the subject: those tests are marked ``both_databases``."""
    if "kind" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both_databases")
        metafunc.parametrize("kind", ["sqlite", "postgres"] if both else ["sqlite"])


@pytest.fixture
def address(kind: str, request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> Iterator[str]:
    """Where a fresh database with our tables is."""
    if kind == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        with server.fresh() as address:
            yield address
    else:
        yield f"sqlite:///{shutil.copy(migrated, tmp_path / 'corpus.db')}"


@pytest.fixture(params=["sqlite", "postgres"])
def empty_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a database is, or is to be, in which there is nothing yet, of either kind."""
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        with server.empty() as address:
            yield address
    else:
        yield f"sqlite:///{tmp_path / 'new.db'}"


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    database = Database(address)
    yield database
    database.close()


@pytest.fixture
def corpus(database: Database) -> Corpus:
    return Corpus(database, classified)


@pytest.fixture
def editions(database: Database) -> Editions:
    return Editions(database, works_shown)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)
