"""Two workers on one database poll and digest at once: what one alone would have made, and each letter once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.server.two_workers import READERS, Outcome, Week, served
from tests.standins.postgres import Postgres


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    with served(tmp_path_factory.mktemp("week")) as opened:
        yield opened


@pytest.fixture(scope="module")
def alone(week: Week, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return week.play(f"sqlite:///{tmp_path_factory.mktemp('alone') / 'ilwatch.db'}", workers=1)


def same(found: Outcome, alone: Outcome) -> None:
    assert found.works == alone.works
    assert found.editions == alone.editions
    assert found.letters == dict.fromkeys(READERS, 1)


def test_one_worker_makes_one_edition_and_each_reader_gets_it(alone: Outcome) -> None:
    assert len(alone.editions) == 1
    assert len(alone.editions[0][1]) > 10
    assert alone.letters == dict.fromkeys(READERS, 1)


def test_on_one_postgres_two_workers_make_what_one_makes(week: Week, alone: Outcome, postgres: Postgres) -> None:
    """One round of benchmarks/workers.py, which plays twenty."""
    with postgres.empty() as address:
        same(week.play(address, workers=2), alone)


def test_on_one_sqlite_file_too(week: Week, alone: Outcome, tmp_path: Path) -> None:
    same(week.play(f"sqlite:///{tmp_path / 'ilwatch.db'}", workers=2), alone)
