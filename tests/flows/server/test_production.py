"""What an operator is given for a server that stays on: the settings, the units, and what is printed."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName
from prefect.client.schemas.objects import FlowRun
from prefect.settings import Settings
from prefect.settings.legacy import _get_settings_fields
from prefect.states import Pending

from flows import main_flows
from flows.config import FeedbackTable, MailTable, OwnerTable, PubmedTable
from flows.server import worker_start
from flows.server.api_server import NAMES
from flows.server.prefect_home import api_of
from flows.server.production import production_lines
from flows.server.runner import FIRST
from flows.server.temporary import answers, environment, free_port, settings_of
from literature.model.errors import BrokenConfig
from tests.flows.children import until
from tests.flows.ui.asking import ask
from tests.paths import ROOT

DEPLOY = ROOT / "deploy"
UNITS = ("ilwatch-server", "ilwatch-deploy", "ilwatch-worker")


def example() -> dict[str, str]:
    """deploy/ilwatch.env.example, as systemd reads it."""
    lines = (DEPLOY / "ilwatch.env.example").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def directives(unit: str) -> dict[str, list[str]]:
    lines = (DEPLOY / f"{unit}.service").read_text(encoding="utf-8").splitlines()
    found: dict[str, list[str]] = {}
    for name, equals, value in (line.partition("=") for line in lines if not line.startswith("#")):
        if equals:
            found.setdefault(name, []).append(value)
    return found


def test_every_setting_is_known_to_prefect_or_to_us() -> None:
    """One that is misspelt passes without a word."""
    tables = (FeedbackTable, MailTable, OwnerTable, PubmedTable)
    ours = {field.default for table in tables for name, field in table.model_fields.items() if name.endswith("_env")}
    assert "NCBI_API_KEY" in ours
    known = {*_get_settings_fields(Settings), *ours, "ILWATCH_DATABASE_URL", "DO_NOT_TRACK", "XDG_STATE_HOME", NAMES}
    assert set(example()) - known == set()


def test_no_less_is_shut_than_with_up(tmp_path: Path) -> None:
    up, held = settings_of(tmp_path, 4200), example()
    for name in ("RUNNER_POLL_FREQUENCY", "LOGGING_SERVER_LEVEL", "CLI_PROMPT", "HOME"):
        up.pop(f"PREFECT_{name}")  # how fast, how loud, and where
    assert up.pop("PREFECT_API_AUTH_STRING") == up.pop("PREFECT_SERVER_API_AUTH_STRING") != ""
    assert {name: held.get(name) for name in up} == up
    assert held["PREFECT_API_AUTH_STRING"] == held["PREFECT_SERVER_API_AUTH_STRING"] != ""


def test_a_server_with_these_settings_asks_for_the_password_and_shuts_other_pages_out(
    tmp_path: Path, new_prefect: Path
) -> None:
    """On SQLite: the Postgres of the tests has no pg_trgm, which Prefect needs."""
    shutil.copy(new_prefect, tmp_path / "prefect.db")
    database = {"PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{tmp_path / 'prefect.db'}"}
    port = free_port()
    api = api_of(port)
    with environment({**example(), **database, "PREFECT_HOME": str(tmp_path), "PREFECT_API_URL": api}):
        server = subprocess.Popen([sys.executable, "-m", "flows.server.api_server", str(port)], cwd=ROOT)
        try:
            assert until(lambda: answers(api))
            _is_shut(api)
            subprocess.run(
                [sys.executable, "-m", "flows.server.worker_start"], cwd=ROOT, check=True
            )  # the client has the password
        finally:
            server.terminate()
            server.wait()


def _is_shut(api: str) -> None:
    name, _, word = example()["PREFECT_API_AUTH_STRING"].partition(":")
    preflight = {"Access-Control-Request-Method": "POST", "Origin": "http://elsewhere.example"}
    own = {**preflight, "Origin": "http://localhost:4200"}
    with httpx.Client(base_url=api) as client:
        assert client.get("/version").status_code == 401
        assert client.get("/version", auth=(name, word), headers={"Host": "evil.example"}).status_code == 400
        assert client.get("/version", auth=(name, "wrong")).status_code == 401
        assert client.get("/version", auth=(name, word)).status_code == 200
        assert client.post("/flows/count", auth=(name, word)).json() == {"detail": "Missing CSRF token."}
        assert client.options("/flows/count", headers=preflight).status_code == 400
        assert client.options("/flows/count", headers=own).status_code == 200
        held = client.get("/admin/settings", auth=(name, word)).json()["server"]
    assert set(held["services"]["db_vacuum"]["enabled"]) == {"events", "flow_runs"}
    assert held["analytics_enabled"] is False
    assert held["database"]["connection_url"] == "*" * 10


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_runs_what_there_is_with_the_settings_as_its_user(unit: str) -> None:
    held, folder = directives(unit), "/opt/interleukin-watch"
    where = [*held["User"], *held["WorkingDirectory"], *held["EnvironmentFile"]]
    assert where == ["ilwatch", folder, "/etc/ilwatch.env"]
    commands = " ".join(command for name in held if name.startswith("Exec") for command in held[name])
    programs = set(re.findall(r"\.venv/bin/(\w+)", commands))
    assert programs
    assert all(Path(sys.executable).with_name(program).exists() for program in programs)
    named = {name for key in ("After", "Wants") for value in held[key] for name in value.split()}
    assert {name.removesuffix(".service") for name in named if name.startswith("ilwatch")} < set(UNITS)


@pytest.mark.parametrize("unit", UNITS[1:])
def test_no_unit_stays_down_because_another_one_failed_once(unit: str) -> None:
    """systemd does not come back to a unit whose required one failed at first, though that one is started again."""
    held = directives(unit)
    assert not {"Requires", "BindsTo", "PartOf"} & set(held)
    assert held["Restart"] in (["always"], ["on-failure"])


def test_what_is_printed_names_files_that_there_are_and_the_folder_of_this_checkout() -> None:
    told = "\n".join(production_lines(ROOT / "watch.toml"))
    for name in ("ilwatch.env.example", "ilwatch"):
        assert f"{DEPLOY / name} " in told
        assert (DEPLOY / name).is_file()
    assert {path.stem for path in DEPLOY.glob("*.service")} == set(UNITS)
    assert " ".join(("systemctl enable --now", *UNITS)) in told


def test_another_time_zone_than_that_of_the_deployments_is_named_first(tmp_path: Path) -> None:
    text = (ROOT / "watch.toml").read_text(encoding="utf-8")
    (tmp_path / "watch.toml").write_text(text.replace("Europe/Berlin", "Asia/Tokyo"), encoding="utf-8")
    with pytest.raises(BrokenConfig, match="Asia/Tokyo: write that one"):
        production_lines(tmp_path / "watch.toml")


async def _deployed(client: PrefectClient) -> None:
    for name in FIRST:  # under flows of their names, as prefect.yaml has them: other tests may have deployed it here
        await client.create_deployment(await client.create_flow_from_name(name), name)


async def _asked(client: PrefectClient) -> list[FlowRun]:
    names = DeploymentFilter(name=DeploymentFilterName(any_=list(FIRST)))
    runs = await client.read_flow_runs(deployment_filter=names)
    return [run for run in runs if (run.idempotency_key or "").startswith("first ")]


@pytest.mark.usefixtures("api")
def test_a_worker_that_starts_again_finds_dead_runs_buried_and_one_of_each_asked_for() -> None:
    """Twice within ten minutes: a worker that ends again and again leaves no heap of runs."""
    ask(_deployed)
    now = datetime(2026, 11, 23, 7, 4, tzinfo=UTC)
    lost = ask(lambda client: client.create_flow_run(main_flows.poll))
    ask(lambda client: client.set_flow_run_state(lost.id, Pending()))
    assert lost.name in asyncio.run(worker_start.begin(now))
    asyncio.run(worker_start.begin(now + timedelta(minutes=5)))
    asked = ask(_asked)
    assert sorted((run.expected_start_time or now) - now for run in asked) == sorted(FIRST.values())
    asyncio.run(worker_start.begin(now + timedelta(minutes=6)))
    assert len(ask(_asked)) == 2 * len(FIRST)
