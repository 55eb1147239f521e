"""What a worker begins with, in production: dead runs are marked as crashed, and what was slept through is asked for.

    python -m flows.server.worker_start

The runner of `ilwatch up` does the same for itself. This file does NOT run flows: the worker that starts next does.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName
from prefect.states import Scheduled

from flows.server.crashed_runs import bury
from flows.server.runner import FIRST


async def begin(now: datetime) -> list[str]:
    """Bury the runs of a worker that was killed, then ask for the deployments of FIRST; the names of the buried.

    To be called while no worker runs: a run that is pending now was lost with the one that had claimed it. Asked for
    once in ten minutes: a worker that ends again and again leaves no heap of runs behind.
    """
    names = DeploymentFilter(name=DeploymentFilterName(any_=list(FIRST)))
    async with get_client() as client:
        buried = await bury(client, alone=True)
        for deployment in await client.read_deployments(deployment_filter=names):
            await client.create_flow_run_from_deployment(
                deployment.id,
                state=Scheduled(scheduled_time=now + FIRST[deployment.name]),
                idempotency_key=f"first {deployment.name} {now:%Y-%m-%d %H:%M}"[:-1],
            )
    return buried


def main() -> None:
    """The entry of ``python -m flows.server.worker_start``."""
    for name in asyncio.run(begin(datetime.now(UTC))):
        print(f"the run {name!r} had died without a word; it is marked as crashed")  # noqa: T201  # into the journal


if __name__ == "__main__":
    main()
