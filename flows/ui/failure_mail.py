"""When a run fails or crashes, the owner gets one mail: what failed, since when, what to do, and a link to the run.

One for an unbroken row of failures of one flow, and a reminder after a week: an hourly run with a wrong password would
else send 168. Which run told the owner stands on it as a tag. This file does NOT decide what a failure is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from prefect import Flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.logging.loggers import flow_run_logger
from prefect.utilities.urls import url_for

from digests.letter.figures import day
from digests.letter.parts import Failing, OwnerNotice
from digests.letter.prose import plain
from digests.letter.render import render_notice
from flows.app import DEFAULT_CONFIG, App, open_app
from flows.delivery import mailing
from literature.model.clock import was_ahead
from literature.model.errors import BrokenMail, BrokenSource, UsageError, WatchError

TOLD = "owner told"
"""Tag of the run whose failure the owner has been told of."""

OWNER_KNOWS = "Needs a person"
"""Name of the state of a run that failed and has told the owner itself, letter by letter."""

NEVER_STARTED = "Never started"
"""Name of the state of a run that ended with its runner before it began: Ctrl-C within the seconds that its process
takes to start. Nothing was begun, and the start that finds it asks for the work again."""

REMIND_AFTER = timedelta(days=7)
MOST_LOOKED_AT = 200
"""Runs of a flow that are looked at for the beginning of a row of failures: a week of the hourly one."""

ADVICE = {
    "poll": "Nothing is lost: every cursor stays where it was, and the next poll asks again for all that was missed. "
    "No source works at all, so look at the network of this machine first.",
    "digest": "`ilwatch digest` goes on where it stopped, and so does the watchdog within hours: no reader gets the "
    "edition twice. If the mail server refuses, mend [mail] in watch.toml or the password in the environment.",
    "deliver": "The letters stay as they are and are tried again every hour. If the mail server refuses, mend [mail] "
    "in watch.toml or the password in the environment.",
    "watchdog": "`ilwatch status` shows what is overdue, and `ilwatch poll --source NAME` why a source is silent.",
    "recheck": "The next one goes on; works, editions and letters are not touched by it.",
    "maintenance": "Nothing that was kept is lost. Look at the space on the disk.",
}
_SETTLED = FlowRunFilterState(
    type=FlowRunFilterStateType(any_=[StateType.COMPLETED, StateType.FAILED, StateType.CRASHED])
)


async def on_trouble(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:  # noqa: ARG001  # Prefect's names
    """The hook of every flow for failure and crash. Where the owner cannot be told the log says so."""
    try:
        await tell_owner(flow_run, state)
    except WatchError as error:
        flow_run_logger(flow_run).warning(str(error))


async def tell_owner(run: FlowRun, state: State[Any]) -> None:
    """Tell the owner of ``run``, which ended in ``state``, unless that is known already. Raises BrokenMail where it
    cannot be told: the next failure tries again."""
    if state.name in (OWNER_KNOWS, NEVER_STARTED) or _told_by_the_digest(state):
        return
    async with get_client() as client:
        row = await _row(client, run)
        name = (await client.read_flow(run.flow_id)).name
        if not _to_be_told(row, datetime.now(UTC)):
            return
        since = min((_ended(one) for one in row), default=datetime.now(UTC))
        await asyncio.to_thread(_mail, run, state, name, since)
        await client.update_flow_run(run.id, tags={*run.tags, TOLD})
        flow_run_logger(run).info("The owner has been told.")


async def _row(client: PrefectClient, run: FlowRun) -> list[FlowRun]:
    """The unbroken row of failures of this flow that ends with ``run``, newest first."""
    runs = await client.read_flow_runs(
        flow_filter=FlowFilter(id=FlowFilterId(any_=[run.flow_id])),
        flow_run_filter=FlowRunFilter(state=_SETTLED),
        sort=FlowRunSort.END_TIME_DESC,
        limit=MOST_LOOKED_AT,
    )
    row = []
    for one in past(runs, datetime.now(UTC)):
        if one.state_type is StateType.COMPLETED:
            break
        row.append(one)
    return row


def past(runs: Sequence[FlowRun], now: datetime) -> list[FlowRun]:
    """Those that have ended by ``now``; one that ended under a clock that was ahead would stand before all others."""
    return [run for run in runs if not was_ahead(_ended(run), now)]


def _to_be_told(row: Sequence[FlowRun], now: datetime) -> bool:
    last = max((_ended(one) for one in row if TOLD in one.tags), default=None)
    return last is None or now - last > REMIND_AFTER


def _ended(run: FlowRun) -> datetime:
    return run.end_time or (run.state.timestamp if run.state else datetime.now(UTC))


def _told_by_the_digest(state: State[Any]) -> bool:
    """Whether the flow stopped since every source failed: the digest has told the owner which, and why. Or since a
    person named a source or term that is not there, and reads so in the run."""
    error = getattr(state.data, "result", state.data)
    return isinstance(error, BrokenSource | UsageError)


def _mail(run: FlowRun, state: State[Any], flow: str, since: datetime) -> None:
    parameters = run.parameters
    with open_app(Path(str(parameters.get("config", DEFAULT_CONFIG))), parameters.get("database")) as app:
        notice = notice_of(app, run, state, flow, since)
        about = f"-{flow}-{str(run.id)[:8]}"
        key = app.now().astimezone(app.watch.zone).date()
        if why := mailing.tell_owner(app, f"owner-{key}{about}", render_notice(notice), key, about):
            raise BrokenMail("owner", f"could not be told that {flow} failed: {why}")


def notice_of(app: App, run: FlowRun, state: State[Any], flow: str, since: datetime) -> OwnerNotice:
    """What the owner is told of a ``run`` of ``flow``: what failed, since when, what to do, and where to look."""
    zone = app.watch.zone
    link = url_for(run) or "the list of runs in the Prefect UI"
    today = app.now().astimezone(zone).date()
    ended = "crashed" if state.type is StateType.CRASHED else "failed"
    return OwnerNotice(
        subject=plain(f"{app.watch.watch.name}: {flow} {ended}", 78),
        headline=f"A run of {flow} {ended}",
        dateline=f"{app.watch.watch.name}, {day(today)}",
        intro="You get one mail for a row of failures, and a reminder if it lasts for a week.",
        heading="What failed",
        failing=(Failing(flow, f"since {since.astimezone(zone):%Y-%m-%d %H:%M}", plain(state.message or ended, 1000)),),
        advice=f"{ADVICE.get(flow, '')} The run: {link}".strip(),
    )
