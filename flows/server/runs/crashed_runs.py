"""Mark runs as crashed whose process has ended and that Prefect still shows as running: they would block schedules.

What such a run did is in the product's own tables; no decision rests on a state of Prefect's. This file does NOT start
anything again.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.logging.loggers import flow_run_logger
from prefect.states import Crashed

from flows.server.runs import run_locks
from flows.ui.failure_mail import NEVER_STARTED, in_state, tell_owner
from literature.model.errors import WatchError

PENDING_AT_MOST = timedelta(minutes=15)
"""A run that was claimed starts within seconds; one whose runner died in between stays Pending for ever."""

RUNNING_AT_MOST = timedelta(hours=12)
"""For runs without a mark on this machine: the longest, a monthly recheck of a large corpus, takes an hour."""

OUTLIVES_SECONDS = 10.0
"""A run ends by itself within four seconds of its runner's end (measured): on the pipe that nobody reads."""

LOOK_SECONDS = 0.3

_OPEN = in_state(StateType.PENDING, StateType.RUNNING, StateType.CANCELLING)


async def wait_for_leftover_runs(client: PrefectClient, seconds: float = OUTLIVES_SECONDS) -> None:
    """Wait, at most ``seconds``, for runs that outlive the runner before this one.

    Until such a run ends, the next run of its deployment would be cancelled; and it mails the owner itself.
    """
    for _ in range(int(seconds / LOOK_SECONDS)):
        runs = await client.read_flow_runs(flow_run_filter=_OPEN)
        if not any(run.deployment_id and run_locks.may_live(str(run.id)) for run in runs):
            return
        await asyncio.sleep(LOOK_SECONDS)


async def mark_crashed(client: PrefectClient, *, alone: bool = False) -> list[str]:
    """Mark every run as crashed whose process has ended; return their names.

    The owner is mailed as for any other crash (except NEVER_STARTED). Where the mail fails, the next failure of that
    flow covers both. ``alone``: no other runner has claimed runs, so a claimed run was lost with its runner.
    """
    crashed_names = []
    for run in await client.read_flow_runs(flow_run_filter=_OPEN):
        if crashed := _crashed_state(run, datetime.now(UTC), alone):
            await client.set_flow_run_state(run.id, crashed)
            run_locks.remove_lock(str(run.id))
            crashed_names.append(run.name)
            try:
                await tell_owner(run, crashed)
            except WatchError as error:
                flow_run_logger(run).error(str(error))
    run_locks.remove_old_locks(datetime.now(UTC))
    return crashed_names


def _crashed_state(run: FlowRun, now: datetime, alone: bool) -> State[Any] | None:
    since = abs(now - (run.state.timestamp if run.state else now))  # it may be later than now: the clock was ahead
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
