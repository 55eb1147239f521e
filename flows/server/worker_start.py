"""What a production worker does at its start: mark dead runs as crashed, and schedule runs that were missed.

    python -m flows.server.worker_start

The runner of `ilwatch up` does the same for itself. This file does NOT run flows: the worker that starts next does.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName
from prefect.states import Scheduled

from flows.server.runner import FIRST
from flows.server.runs.crashed_runs import mark_crashed
from flows.server.runs.run_names import at_start


async def begin(now: datetime) -> list[str]:
    """Mark the runs of a killed worker as crashed, then schedule the deployments of FIRST; return the crashed names.

    Call it while no worker runs: a pending run was lost with the worker that had claimed it. Runs are scheduled at
    most once in ten minutes, so that a worker that keeps restarting does not pile them up.
    """
    names = DeploymentFilter(name=DeploymentFilterName(any_=list(FIRST)))
    async with get_client() as client:
        crashed = await mark_crashed(client, alone=True)
        for deployment in await client.read_deployments(deployment_filter=names):
            await client.create_flow_run_from_deployment(
                deployment.id,
                name=at_start(deployment.name),
                state=Scheduled(scheduled_time=now + FIRST[deployment.name]),
                idempotency_key=f"first {deployment.name} {now:%Y-%m-%d %H:%M}"[:-1],
            )
    return crashed


def main() -> None:
    """Run ``python -m flows.server.worker_start``."""
    for name in asyncio.run(begin(datetime.now(UTC))):
        print(f"the run {name!r} ended without reporting; it is marked as crashed")  # noqa: T201  # into the journal


if __name__ == "__main__":
    main()
