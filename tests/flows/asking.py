"""Questions to the Prefect server of the tests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import FlowRun

T = TypeVar("T")


def ask(question: Callable[[PrefectClient], Awaitable[T]]) -> T:
    """The server's answer."""

    async def asked() -> T:
        async with get_client() as client:
            return await question(client)

    return asyncio.run(asked())


def newest(flow: str) -> FlowRun:
    """The newest run of this flow that has begun: deployments have others waiting."""

    async def found(client: PrefectClient) -> FlowRun:
        flow_id = (await client.read_flow_by_name(flow)).id
        runs = [run for run in await client.read_flow_runs() if run.flow_id == flow_id and run.start_time]
        return max(runs, key=lambda run: str(run.start_time))

    return ask(found)
