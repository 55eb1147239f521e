"""An `ilwatch up` in a process of its own: begun, looked at, asked for a run, its processes found and killed.

For test_up.py, test_killed.py and benchmarks/kills.py.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import State
from prefect.states import Cancelled, Scheduled

from flows.deployments import plans
from flows.server.api_password import read_password
from flows.server.prefect_home import api_of, home_of
from flows.server.temporary import answers
from tests.flows.children import kill, until
from tests.paths import ROOT

OURS = "PREFECT_HOME={home}"
RUN = "PREFECT__FLOW_RUN_ID={run}"


@dataclass
class Served:
    """An `ilwatch up` of the sample week."""

    folder: Path
    port: int
    process: subprocess.Popen[str]

    @property
    def api(self) -> str:
        return api_of(self.port)

    @property
    def home(self) -> Path:
        return home_of(self.folder / "watch.toml")

    def asked(self, query: str) -> list[tuple[Any, ...]]:
        """What Prefect's own database answers; nothing while there is none. To look must not make an empty one."""
        return rows(self.home / "prefect.db", query)

    def completed(self) -> list[str]:
        return [name for (name,) in self.asked("SELECT name FROM flow_run WHERE state_type = 'COMPLETED'")]

    def runs(self, flow: str, state: str) -> list[str]:
        """The ids of the runs of ``flow`` in a state of that type."""
        named = "SELECT r.id FROM flow_run r JOIN flow f ON f.id = r.flow_id"
        return [run for (run,) in self.asked(f"{named} WHERE f.name = '{flow}' AND r.state_type = '{state}'")]

    def order(self, deployment: str, when: datetime) -> None:
        """Ask for a run of ``deployment`` that was due at ``when``, as soon as the runner has made it."""
        (plan,) = (plan for plan in plans() if plan.name == deployment)
        made = f"SELECT 1 FROM deployment WHERE name = '{deployment}'"
        assert until(lambda: self.asked(made) and answers(self.api)), self.api

        async def ordered() -> None:
            async with PrefectClient(self.api, auth_string=read_password(self.home)) as client:
                found = await client.read_deployment_by_name(f"{plan.entrypoint.rpartition('.')[2]}/{deployment}")
                due: State[Any] = Scheduled(scheduled_time=when)
                await client.create_flow_run_from_deployment(found.id, state=due)

        asyncio.run(ordered())

    def call_off(self, *deployments: str) -> None:
        """Cancel the runs of ``deployments`` that every start schedules, and those due by their schedules: a run that
        sends beside the one under test would leave two letters under way at the kill."""
        named = ", ".join(f"'{name}'" for name in deployments)
        query = (
            "SELECT r.id FROM flow_run r JOIN deployment d ON d.id = r.deployment_id "
            f"WHERE d.name IN ({named}) AND r.state_type = 'SCHEDULED' AND r.auto_scheduled = 0"
        )
        assert until(lambda: len(self.asked(query)) >= len(deployments)), deployments

        async def cancel() -> None:
            async with PrefectClient(self.api, auth_string=read_password(self.home)) as client:
                for (run,) in self.asked(query.replace("AND r.auto_scheduled = 0", "")):
                    await client.set_flow_run_state(UUID(run), Cancelled(), force=True)

        asyncio.run(cancel())

    def processes(self, of: str, *marks: str) -> list[int]:
        """Its processes whose command line holds ``of`` and whose environment all ``marks``."""
        wanted = {OURS.format(home=self.home), *marks}
        return [pid for pid, command, variables in _processes() if of in command and wanted <= variables]

    def everything(self) -> list[int]:
        """The parent, and all that it has begun."""
        return [self.process.pid, *self.processes("")]

    def again(self) -> None:
        """Begin it once more; the one before has ended."""
        with (self.folder / "up.log").open("a") as log:
            self.process = begin(self.folder, self.port, log)


def for_ever(config: Path) -> None:
    """Keep the sample week in sight of a real clock, which goes on."""
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("look_back_days = 30", "look_back_days = 36_000"), encoding="utf-8")


def rows(database: Path, query: str) -> list[tuple[Any, ...]]:
    """What a SQLite file answers, opened to be read only; nothing where it cannot answer yet."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()
    return []


def begin(folder: Path, port: int, told: int | IO[str] = subprocess.PIPE) -> subprocess.Popen[str]:
    """`ilwatch up` of the configuration in ``folder``."""
    ilwatch = [sys.executable, "-c", "from flows.cli.main import main; main()"]
    command = [*ilwatch, "up", "--port", str(port), "--config", str(folder / "watch.toml")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    environment["ILWATCH_DATABASE_URL"] = f"sqlite:///{folder / 'ilwatch.db'}"
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=told, stderr=subprocess.STDOUT, text=True)


@contextmanager
def up(folder: Path, port: int) -> Iterator[Served]:
    """`ilwatch up` while the block runs; its log is up.log. At the end nothing of it is left."""
    with (folder / "up.log").open("w") as log:  # a pipe that nobody reads would stop it once it is full
        served = Served(folder, port, begin(folder, port, log))
    try:
        yield served
    finally:
        kill(served.everything())
        served.process.wait()


def _processes() -> Iterator[tuple[int, str, set[str]]]:
    """Id, command line and environment of each process that may be looked at."""
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            variables = (path / "environ").read_bytes().decode(errors="replace").split("\0")
            yield int(path.name), command, set(variables)
