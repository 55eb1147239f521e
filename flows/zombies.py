"""Runs that Prefect believes in and that are no more: marked as crashed, so that they block no schedule and fool no
person.

What they did and did not do is in the product's own tables; nothing is decided from a state of Prefect's. This file
does NOT start anything again.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.logging.loggers import flow_run_logger
from prefect.states import Crashed

from flows import living
from flows.alarms import tell_owner
from literature.errors import WatchError

PENDING_AT_MOST = timedelta(minutes=15)
"""A run that was claimed starts within seconds; one whose runner died in between stays Pending for ever."""

RUNNING_AT_MOST = timedelta(hours=12)
"""For runs without a mark on this machine: the longest, a monthly recheck of a large corpus, takes an hour."""

_OPEN = FlowRunFilterState(
    type=FlowRunFilterStateType(any_=[StateType.PENDING, StateType.RUNNING, StateType.CANCELLING])
)


async def bury(client: PrefectClient, *, pending_at_most: timedelta = PENDING_AT_MOST) -> list[str]:
    """Mark every run as crashed whose process has ended; their names. The owner is told as of any other crash; where
    that cannot be done the log is, and the others are buried all the same."""
    buried = []
    for run in await client.read_flow_runs(flow_run_filter=FlowRunFilter(state=_OPEN)):
        why = _why_dead(run, datetime.now(UTC), pending_at_most)
        if why:
            await client.set_flow_run_state(run.id, Crashed(message=why))
            living.forget(str(run.id))
            buried.append(run.name)
            try:
                await tell_owner(run, Crashed(message=why))
            except WatchError as error:
                flow_run_logger(run).warning(str(error))
    return buried


def _why_dead(run: FlowRun, now: datetime, pending_at_most: timedelta) -> str:
    """Why ``run`` cannot be alive, or ''."""
    since = run.state.timestamp if run.state else now
    if run.state_type is StateType.PENDING:
        return "it was claimed and never started; its runner has ended" if now - since > pending_at_most else ""
    ended = living.has_ended(str(run.id))
    if ended is None:
        return f"nothing was heard of it for {RUNNING_AT_MOST}" if now - since > RUNNING_AT_MOST else ""
    return "its process has ended without a word (killed, or the machine went down)" if ended else ""
