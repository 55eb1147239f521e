"""The Prefect flows: the same steps as without Prefect, each wrapped once, with what a person sees in the UI.

Async flows: a sync one joins a heartbeat thread that sleeps a second (measured). Rooms reach a task by closure and
never as a parameter: Prefect would walk into them, and show them. This file does NOT think: poll.py and digest.py do.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

from prefect import Task, flow, get_run_logger, task
from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.events.worker import EventsWorker
from prefect.exceptions import FailedRun
from prefect.logging.handlers import APILogWorker
from prefect.runtime import flow_run
from prefect.states import Completed, Failed, aget_state_exception
from pydantic import Field

from flows import artifacts, mailing
from flows import digest as steps
from flows.digest import Digest
from flows.house import DEFAULT_CONFIG, House, clock, open_house
from flows.poll import RETRY_DELAYS, Poll, choose, failures, passes, poll_all
from flows.report import account_line
from flows.undelivered import changed_since, problems
from literature.edition import Edition
from literature.errors import BrokenMail, BrokenSource, BrokenStore
from literature.harvest import Account, Outcome

ACCOUNT_LAW = "announced = new + known + seeded + excluded + failed, for every source of this run."
NEW_WORKS = "Works that wait for the next edition, newest first."
DELIVERIES = "Each reader gets each edition once. Addresses are masked. Empty: no mail host is configured."

ConfigPath = Annotated[str, Field(description="The researchers' file: terms, topics, feeds, readers")]
DatabaseUrl = Annotated[
    str | None,
    Field(
        description="sqlite:///FILE or postgresql+psycopg://… without a password, for parameters are shown; "
        "empty: ILWATCH_DATABASE_URL, else data/ilwatch.db"
    ),
]
At = Annotated[datetime | None, Field(description="Pretend that it is this instant (demo and tests); empty: now")]
Sources = Annotated[tuple[str, ...], Field(description="Only these sources; empty: all")]
DueOnly = Annotated[bool, Field(description="Leave out feeds whose own interval has not passed yet")]
EditionDate = Annotated[date | None, Field(description="Date of the edition; empty: the scheduled date of this run")]
Preview = Annotated[bool, Field(description="Lay the letter out, freeze nothing, send nothing")]


def _may_pass(_task: object, _run: object, state: State[Any]) -> bool:
    """Prefect's retry condition: only failures that another try within minutes may mend."""
    error = getattr(state.data, "result", state.data)
    return isinstance(error, BaseException) and passes(error)


@flow(name="poll", flow_run_name="poll")
async def poll(
    config: ConfigPath = str(DEFAULT_CONFIG),
    database: DatabaseUrl = None,
    sources: Sources = (),
    due_only: DueOnly = False,
    at: At = None,
) -> State[None]:
    """Visit the sources: announced = new + known + seeded + excluded + failed, for each of them."""
    logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it prints the address of a feed, token and all
    with open_house(Path(config), database, clock(at)) as house:
        accounts = await poll_all(house, choose(house, sources, due_only=due_only), _visit_task)
        await _show_poll(house, accounts)
    problems = failures(accounts)
    if accounts and all(account.outcome is Outcome.FAILED for account in accounts):
        return Failed(message="every visit failed: " + "; ".join(problems))
    return Completed(message="; ".join(problems) or "every source answered, every account balances")


@flow(name="digest", flow_run_name="digest")
async def digest(
    config: ConfigPath = str(DEFAULT_CONFIG),
    database: DatabaseUrl = None,
    edition: EditionDate = None,
    preview: Preview = False,
    at: At = None,
) -> State[None]:
    """Make the edition of one slot, or go on with it: freeze, lay out, send each reader once."""
    with open_house(Path(config), database, clock(at)) as house:
        made = await _make(house, edition or _slot(house, at), preview=preview)
    if made.problems:
        return Failed(message="; ".join(made.problems))
    return Completed(message=f"edition {made.edition.key}: {len(made.edition.items)} items")


@flow(name="deliver", flow_run_name="deliver")
async def deliver(config: ConfigPath = str(DEFAULT_CONFIG), database: DatabaseUrl = None, at: At = None) -> State[None]:
    """Go on with the letters that are due, of whatever edition: put off by a server, or left by a run that died."""
    with open_house(Path(config), database, clock(at)) as house:
        before = house.outbox.open()
        if house.watch.mail.host:
            await asyncio.to_thread(mailing.go_on, house)
        moved = changed_since(house, before)
        await _rename(f"deliver: {sum(one.state.value == 'sent' for one in moved)} sent, {len(moved)} tried")
    stuck = problems(moved)
    return Failed(message="; ".join(stuck)) if stuck else Completed(message="every letter that was due went out")


@flow(name="run", flow_run_name="poll and digest")
async def run(
    config: ConfigPath = str(DEFAULT_CONFIG),
    database: DatabaseUrl = None,
    edition: EditionDate = None,
    at: At = None,
) -> list[State[State[None]]]:
    """Poll, then digest: the main job in one go, each part a flow run of its own."""
    polled = await poll(config, database, (), False, at, return_state=True)
    return [polled, await digest(config, database, edition, False, at, return_state=True)]


async def to_the_end(which: Callable[..., Awaitable[State[Any]]], **parameters: Any) -> str:
    """Run a flow until its server knows all of it. Why it stopped short, or ''; what went wrong on its way is in the
    tables.

    Prefect sends logs and events from threads of its own. One that outlives the server of a demo tries to reach it
    for 71 s more (measured) and ends in "Error logging to API".
    """
    state = await which(**parameters, return_state=True)
    logging.getLogger("EventsWorker").setLevel(logging.ERROR)  # it warns of each event that it is asked to wait for
    for worker in (APILogWorker, EventsWorker):
        await asyncio.to_thread(worker.drain_all)
    parts = await state.aresult(raise_on_failure=False)
    last = parts[-1] if isinstance(parts, list) else state
    return "" if last.is_completed() else _reason(await aget_state_exception(last))


def _reason(error: BaseException) -> str:
    """What stopped a flow, told as without Prefect; errors that stop the command itself are raised."""
    if isinstance(error, BrokenSource | BrokenMail | BrokenStore):
        return str(error)
    if isinstance(error, FailedRun):
        return ""
    raise error


def _visit_task(open_: Poll) -> Task[[str], Coroutine[Any, Any, Account]]:
    @task(
        name="visit",
        task_run_name="visit {source}",
        retries=len(RETRY_DELAYS),
        retry_delay_seconds=list(RETRY_DELAYS),
        retry_condition_fn=_may_pass,
        cache_policy=NO_CACHE,
    )
    async def visit(source: str) -> Account:
        account = await open_.visit(source)
        get_run_logger().info(account_line(account))
        return account

    return visit


async def _make(house: House, key: date, *, preview: bool) -> Digest:
    """The steps of the digest, a task each; what became of the letters is shown even where mailing stopped."""
    before = house.outbox.open()

    @task(name="freeze the edition", task_run_name="freeze the edition", cache_policy=NO_CACHE)
    async def draw() -> Edition:
        return steps.draw(house, key, preview=preview)

    edition = await draw()

    @task(name="lay out the letter", task_run_name="lay out the letter", cache_policy=NO_CACHE)
    async def write_files() -> tuple[tuple[Path, ...], BrokenStore | None]:
        return steps.write_files(house, edition)

    @task(name="send each reader once", task_run_name="send each reader once", cache_policy=NO_CACHE)
    async def send() -> None:
        await asyncio.to_thread(steps.send, house, edition)

    @task(name="put it into the archive", task_run_name="put it into the archive", cache_policy=NO_CACHE)
    async def keep() -> BrokenStore | None:
        return steps.keep(house, edition)

    files, unwritten = await write_files()
    fault = steps.faults(unwritten, None if preview else await keep())
    try:
        if not preview:
            await send()
        if fault:
            raise fault
    finally:
        made = Digest(edition, files, ()) if preview else steps.mailed(house, edition, files, before)
        await _show_digest(made)
    return made


def _slot(house: House, at: datetime | None) -> date:
    return steps.slot_of_run(house, at or flow_run.scheduled_start_time or house.now())


async def _show_poll(house: House, accounts: Sequence[Account]) -> None:
    await acreate_table_artifact(artifacts.account_rows(accounts), key="account", description=ACCOUNT_LAW)
    works = artifacts.works_markdown(house.corpus.new_items(), house.watch.topic_names)
    await acreate_markdown_artifact(works, key="new-works", description=NEW_WORKS)
    health = artifacts.health_rows(house.corpus.last_accounts())
    await acreate_table_artifact(health, key="source-health", description="The last visit of every source.")
    await _rename(artifacts.poll_name(accounts))


async def _show_digest(made: Digest) -> None:
    letter = artifacts.letter_markdown(made)
    await acreate_markdown_artifact(letter, key="letter", description="The letter with all topics.")
    await acreate_table_artifact(artifacts.delivery_rows(made), key="deliveries", description=DELIVERIES)
    await _rename(f"digest {made.edition.key}: {len(made.edition.items)} items")


async def _rename(name: str) -> None:
    """Say in the list of runs what ran; known only at the end."""
    async with get_client() as client:
        await client.update_flow_run(flow_run.id, name=name)
