"""When a run fails or crashes, mail the owner: what failed, since when, what to do, and a link to the run.

One mail per series of failures of a flow, and a reminder after a week: an hourly run with a wrong password would send
168 otherwise. A tag on the run records that the owner was mailed. This file does NOT decide what a failure is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

from prefect import Flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas import filters
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.logging.loggers import flow_run_logger
from prefect.utilities.urls import url_for

from digests.letter.parts import Failing, OwnerNotice
from digests.rendering.render import render_notice
from digests.words.prose import plain
from flows.app import DEFAULT_CONFIG, open_app
from flows.config import Watch
from flows.delivery import mailing
from literature.model.clock import day_in_words, was_ahead
from literature.model.errors import BrokenMail, BrokenSource, UsageError, WatchError

TOLD = "owner told"
"""Tag of the run whose failure the owner was mailed about."""

OWNER_KNOWS = "Needs a person"
"""Name of the state of a run that failed and has mailed the owner itself about each letter."""

NEVER_STARTED = "Never started"
"""Name of the state of a run that ended with its runner before it began: Ctrl-C in the seconds that its process takes
to start. Nothing was done, and the next start schedules the work again."""

REMIND_AFTER = timedelta(days=7)
MOST_LOOKED_AT = 200
"""Runs of a flow read to find the beginning of a series of failures: a week of the hourly one."""

ADVICE = {
    "poll": "Nothing is lost: the next poll asks again for everything that was missed. No source works at all, so "
    "check the network of this machine first.",
    "digest": "`ilwatch digest` resumes it, and so does the watchdog within hours: no reader gets the edition twice. "
    "If the mail server refuses, correct [mail] in watch.toml or the password in the environment.",
    "deliver": "The letters are kept and tried again every hour. If the mail server refuses, correct [mail] "
    "in watch.toml or the password in the environment.",
    "watchdog": "`ilwatch status` shows what is overdue, and `ilwatch poll --source NAME` why a source is silent.",
    "recheck": "The next one continues; works, editions and letters are not affected.",
    "backfill": "The next run goes on where this one stopped; new papers and letters are not affected.",
    "maintenance": "No works, editions or letters are lost. Check the free space on the disk.",
}


def in_state(*types: StateType) -> filters.FlowRunFilter:
    """Runs in one of these states."""
    any_of = filters.FlowRunFilterStateType(any_=list(types))
    return filters.FlowRunFilter(state=filters.FlowRunFilterState(type=any_of))


async def mail_owner(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:  # noqa: ARG001  # Prefect's names
    """Mail the owner: the hook of every flow for failures and crashes. Where that fails, say so in the log."""
    try:
        await tell_owner(flow_run, state)
    except WatchError as error:
        flow_run_logger(flow_run).warning(str(error))


async def tell_owner(run: FlowRun, state: State[Any]) -> None:
    """Mail the owner about ``run``, which ended in ``state``, unless the owner knows already.

    Raises BrokenMail where the mail cannot be sent: the next failure tries again.
    """
    if state.name in (OWNER_KNOWS, NEVER_STARTED) or _is_known_already(state):
        return
    async with get_client() as client:
        failures = await _failures_in_a_row(client, run)
        name = (await client.read_flow(run.flow_id)).name
        if not _is_due(failures, datetime.now(UTC)):
            return
        since = min((_ended(failure) for failure in failures), default=datetime.now(UTC))
        await asyncio.to_thread(_mail, run, state, name, since)
        await client.update_flow_run(run.id, tags={*run.tags, TOLD})
        flow_run_logger(run).info("The owner has been mailed.")


async def _failures_in_a_row(client: PrefectClient, run: FlowRun) -> list[FlowRun]:
    """Return the failures of this flow since its last success, newest first."""
    runs = await client.read_flow_runs(
        flow_filter=filters.FlowFilter(id=filters.FlowFilterId(any_=[run.flow_id])),
        flow_run_filter=in_state(StateType.COMPLETED, StateType.FAILED, StateType.CRASHED),
        sort=FlowRunSort.END_TIME_DESC,
        limit=MOST_LOOKED_AT,
    )
    return list(takewhile(lambda past: past.state_type is not StateType.COMPLETED, ended_by(runs, datetime.now(UTC))))


def ended_by(runs: Sequence[FlowRun], now: datetime) -> list[FlowRun]:
    """Return the runs that have ended by ``now``, without those whose end was recorded while the clock was ahead."""
    return [run for run in runs if not was_ahead(_ended(run), now)]


def _is_due(failures: Sequence[FlowRun], now: datetime) -> bool:
    last = max((_ended(failure) for failure in failures if TOLD in failure.tags), default=None)
    return last is None or now - last > REMIND_AFTER


def _ended(run: FlowRun) -> datetime:
    return run.end_time or (run.state.timestamp if run.state else datetime.now(UTC))


def _is_known_already(state: State[Any]) -> bool:
    """Whether the flow stopped because every source failed (the digest has mailed the owner which, and why), or because
    a person named an unknown source or term and can read so in the run."""
    error = getattr(state.data, "result", state.data)
    return isinstance(error, BrokenSource | UsageError)


def _mail(run: FlowRun, state: State[Any], flow: str, since: datetime) -> None:
    parameters = run.parameters
    with open_app(Path(str(parameters.get("config", DEFAULT_CONFIG))), parameters.get("database")) as app:
        rendered = render_notice(notice_of(app.watch, app.today, run, state, flow=flow, since=since))
        if why := mailing.tell_owner(app.mailing, rendered, app.today, f"-{flow}-{str(run.id)[:8]}"):
            raise BrokenMail("owner", f"could not be mailed that {flow} failed: {why}")


def notice_of(watch: Watch, today: date, run: FlowRun, state: State[Any], *, flow: str, since: datetime) -> OwnerNotice:
    """Return what the owner reads about a ``run`` of ``flow``: what failed, since when, what to do, where to look."""
    name, link = watch.watch.name, url_for(run) or "the list of runs in the Prefect UI"
    ended, began = "crashed" if state.type is StateType.CRASHED else "failed", since.astimezone(watch.zone)
    return OwnerNotice(
        subject=plain(f"{name}: {flow} {ended}", 78),
        headline=f"A run of {flow} {ended}",
        dateline=f"{name}, {day_in_words(today)}",
        intro="You get one mail per series of failures, and a reminder if it lasts for a week.",
        heading="What failed",
        failing=(Failing(flow, f"since {began:%Y-%m-%d %H:%M}", plain(state.message or ended, 1000)),),
        advice=f"{ADVICE.get(flow, '')} The run: {link}".strip(),
    )
