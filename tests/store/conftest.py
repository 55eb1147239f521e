"""A fresh database for each test of the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.corpus import Corpus
from store.database import Database
from store.editions import Editions
from store.outbox import Outbox
from tests.store.records import judged


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'corpus.db'}")
    database.upgrade()
    yield database
    database.close()


@pytest.fixture
def corpus(database: Database) -> Corpus:
    return Corpus(database, judged)


@pytest.fixture
def editions(database: Database) -> Editions:
    return Editions(database)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)
