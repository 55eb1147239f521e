"""Runs that Prefect believes in and that are no more: marked as crashed, so that they block no schedule and fool no
person.

What they did and did not do is in the product's own tables; nothing is decided from a state of Prefect's. This file
does NOT start anything again.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.logging.loggers import flow_run_logger
from prefect.states import Crashed

from flows.server import run_locks
from flows.ui.failure_mail import NEVER_STARTED, tell_owner
from literature.model.errors import WatchError

PENDING_AT_MOST = timedelta(minutes=15)
"""A run that was claimed starts within seconds; one whose runner died in between stays Pending for ever."""

RUNNING_AT_MOST = timedelta(hours=12)
"""For runs without a mark on this machine: the longest, a monthly recheck of a large corpus, takes an hour."""

OUTLIVES_SECONDS = 10.0
"""A run ends by itself within four seconds of its runner's end (measured): on the pipe that nobody reads."""

LOOK_SECONDS = 0.3

_OPEN = FlowRunFilterState(
    type=FlowRunFilterStateType(any_=[StateType.PENDING, StateType.RUNNING, StateType.CANCELLING])
)


async def outlived(client: PrefectClient, seconds: float = OUTLIVES_SECONDS) -> None:
    """Wait for runs that outlive the runner before this one, at most ``seconds``.

    Until such a run is gone it has the place of the next run of its deployment, which would be cancelled; and it tells
    the owner of its end itself.
    """
    for _ in range(int(seconds / LOOK_SECONDS)):
        if not await _any_may_live(client):
            return
        await asyncio.sleep(LOOK_SECONDS)


async def _any_may_live(client: PrefectClient) -> bool:
    runs = await client.read_flow_runs(flow_run_filter=FlowRunFilter(state=_OPEN))
    return any(run.deployment_id and run_locks.may_live(str(run.id)) for run in runs)


async def bury(client: PrefectClient, *, alone: bool = False) -> list[str]:
    """Mark every run as crashed whose process has ended; their names. The owner is told as of any other crash (but for
    NEVER_STARTED), and a relay that is away keeps nobody from going on: the next failure of that flow tells of both.

    ``alone``: nobody else has a run of a deployment in hand, so what was claimed was lost with its runner.
    """
    buried = []
    for run in await client.read_flow_runs(flow_run_filter=FlowRunFilter(state=_OPEN)):
        if crashed := _death(run, datetime.now(UTC), alone):
            await client.set_flow_run_state(run.id, crashed)
            run_locks.forget(str(run.id))
            buried.append(run.name)
            try:
                await tell_owner(run, crashed)
            except WatchError as error:
                flow_run_logger(run).error(str(error))
    run_locks.sweep(datetime.now(UTC))
    return buried


def _death(run: FlowRun, now: datetime, alone: bool) -> State[Any] | None:
    """The state of ``run``, if it cannot be alive."""
    since = abs(now - (run.state.timestamp if run.state else now))  # later than now: by a clock that was ahead
    if run.state_type is StateType.PENDING:
        if not alone and since <= PENDING_AT_MOST:
            return None
        never = "it was claimed and never started; its runner has ended"
        return Crashed(name=NEVER_STARTED if alone else "Crashed", message=never)
    ended = run_locks.has_ended(str(run.id))
    if ended:
        return Crashed(message="its process has ended without a word (killed, or the machine went down)")
    if ended is None and alone and run.deployment_id:
        return Crashed(message="its process was killed as it began")
    if ended is None and since > RUNNING_AT_MOST:
        return Crashed(message=f"nothing was heard of it for {RUNNING_AT_MOST}")
    return None
