"""Names for runs that a schedule has made: "weekly, due Mon 30 Nov, 07:00".

Prefect calls a run that waits by two random words, "nocturnal-donkey", until it starts and the flow names itself, and
neither a schedule nor a deployment can give it another name (3.9, server/models/deployments.py). A run that is
cancelled because the one before it is still under way keeps that name for ever. This file does NOT touch a run that a
person has started.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from httpx import HTTPError
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import PrefectException

from flows.ui.failure_mail import in_state

EVERY = 30.0
"""Seconds between two looks for new runs: Prefect's scheduler makes them once a minute."""

SOON = timedelta(seconds=20)
"""A run that is due this soon is left alone: it may begin, and name itself, meanwhile."""


def at_start(deployment: str) -> str:
    """Return the name of a run that is made when `ilwatch up`, or a worker, starts."""
    return f"{deployment}, at the start"


async def keep_named() -> None:
    """Name new runs for ever. A server that does not answer is asked again at the next look."""
    while True:
        with suppress(HTTPError, PrefectException):
            async with get_client() as client:
                await name_scheduled(client, datetime.now(UTC))
        await asyncio.sleep(EVERY)


async def name_scheduled(client: PrefectClient, now: datetime) -> None:
    """Name every run that a schedule has made and that is due after ``now``."""
    runs = await client.read_flow_runs(flow_run_filter=in_state(StateType.SCHEDULED))
    deployments = {each.id: each for each in await client.read_deployments()}
    for run in runs:
        name = _name(run, deployments, now)
        if name and run.name != name:
            await client.update_flow_run(run.id, name=name)


def _name(run: FlowRun, deployments: Mapping[UUID, DeploymentResponse], now: datetime) -> str:
    """Return the name of ``run``; '' where no schedule has made it, or it is due at once."""
    deployment, due = deployments.get(run.deployment_id) if run.deployment_id else None, run.expected_start_time
    if not (run.auto_scheduled and deployment and due) or due < now + SOON:
        return ""
    return f"{deployment.name}, due {due.astimezone(_zone(deployment)):%a %d %b, %H:%M}"


def _zone(deployment: DeploymentResponse) -> ZoneInfo:
    """Return the time zone of its schedules, which is that of watch.toml."""
    zones = (getattr(each.schedule, "timezone", None) for each in deployment.schedules)
    return ZoneInfo(next(filter(None, zones), "UTC"))
