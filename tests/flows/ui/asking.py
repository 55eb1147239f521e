"""Questions to the Prefect server of the tests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

from prefect import Flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.flow_engine import run_flow_async
from prefect.states import Scheduled

from flows import main_flows

T = TypeVar("T")


def ask(question: Callable[[PrefectClient], Awaitable[T]]) -> T:
    """The server's answer."""

    async def asked() -> T:
        async with get_client() as client:
            return await question(client)

    return asyncio.run(asked())


def run_due(flow: Flow[..., Any], due: datetime, **parameters: Any) -> str:
    """Run ``flow`` now as a run that was due at that instant; why it stopped short, or ''."""

    async def begun(**_options: object) -> State[Any]:
        scheduled: State[Any] = Scheduled(scheduled_time=due)
        async with get_client() as client:
            run = await client.create_flow_run(flow, parameters=parameters, state=scheduled)
        state = await run_flow_async(flow, flow_run=run, parameters=parameters, return_type="state")
        assert isinstance(state, State)
        return state

    return asyncio.run(main_flows.to_the_end(begun))


def newest(flow: str) -> FlowRun:
    """The newest run of this flow that has begun: deployments have others waiting."""

    async def found(client: PrefectClient) -> FlowRun:
        flow_id = (await client.read_flow_by_name(flow)).id
        runs = [run for run in await client.read_flow_runs() if run.flow_id == flow_id and run.start_time]
        return max(runs, key=lambda run: str(run.start_time))

    return ask(found)
