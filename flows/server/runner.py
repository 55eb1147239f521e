"""The runner of `ilwatch up`: makes the deployments of prefect.yaml, then runs what is due, each in its own process.

    python -m flows.server.runner CONFIG

``Runner`` and not ``serve``, which pauses its own deployments when it ends: next Monday's digest would not run.
This file does NOT start a server: up.py does.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, State
from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import load_flow_from_entrypoint
from prefect.runner import Runner
from prefect.settings import PREFECT_API_URL
from prefect.states import Scheduled
from prefect.types.entrypoint import EntrypointType

from flows.config import load_watch
from flows.deployments import Plan, Timing, plans
from flows.server.runs.crashed_runs import mark_crashed, wait_for_leftover_runs
from flows.server.runs.run_names import at_start, keep_named
from flows.server.temporary import START_SECONDS, answers
from literature.model.errors import WatchError

AT_ONCE = 4
"""Runs under way at the same time: each is a process of 100 MB."""

FIRST = {"poll": timedelta(), "deliver": timedelta(seconds=20), "watchdog": timedelta(minutes=1)}
"""What runs at every start, and how soon: the poll; then the letters of a killed run, late enough not to slow the first
poll (each process that starts with it costs a second); then the watchdog, for slots that were missed."""


async def serve(config: Path) -> None:
    """Deploy and run until SIGTERM.

    The first deployment runs while the others are made one after the other: all at once they wait for the lock of the
    server's SQLite, and took four times as long (measured).
    """
    await _wait_for_server()
    runner = Runner(name="ilwatch", limit=AT_ONCE, pause_on_shutdown=False)
    zone = load_watch(config).watch.timezone
    running: asyncio.Task[None] | None = None
    async with get_client() as client:
        await wait_for_leftover_runs(client)
        await mark_crashed(client, alone=True)
        for plan in plans():
            made = await runner.aadd_deployment(await deployment(plan, config, zone))
            if plan.name in FIRST:
                begin: State[Any] = Scheduled(scheduled_time=datetime.now(UTC) + FIRST[plan.name])
                await client.create_flow_run_from_deployment(made, state=begin, name=at_start(plan.name))
            running = running or asyncio.create_task(runner.start())
    naming = asyncio.create_task(keep_named())
    if running:
        await running
    naming.cancel()


async def deployment(plan: Plan, config: Path, zone: str) -> RunnerDeployment:
    """Return the deployment of ``plan`` for this configuration, its times in ``zone``."""
    flow: Flow[..., Any] = load_flow_from_entrypoint(plan.entrypoint, use_placeholder_flow=False)
    strategy = ConcurrencyLimitStrategy(plan.collision)
    limit = ConcurrencyLimitConfig(limit=plan.limit, collision_strategy=strategy) if plan.limit is not None else None
    return await flow.ato_deployment(
        plan.name,
        description=plan.description,
        tags=list(plan.tags),
        parameters={**plan.parameters, "config": str(config)},
        schedules=[_schedule(timing, zone) for timing in plan.timings],
        concurrency_limit=limit,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def _schedule(timing: Timing, zone: str) -> DeploymentScheduleCreate:
    schedule = CronSchedule(cron=timing.cron, timezone=zone)
    return DeploymentScheduleCreate(schedule=schedule, slug=timing.slug, parameters=dict(timing.parameters))


async def _wait_for_server() -> None:
    api = str(PREFECT_API_URL.value())
    for _ in range(int(START_SECONDS / 0.2)):
        if await asyncio.to_thread(answers, api):
            return
        await asyncio.sleep(0.2)
    raise WatchError("Prefect server", f"did not answer at {api} within {START_SECONDS:.0f} s")


def main() -> None:
    """Run ``python -m flows.server.runner``."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    asyncio.run(serve(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
