"""The Prefect flows of the main job: the same steps as without Prefect, each wrapped once.

Async flows: a sync one joins a heartbeat thread that sleeps a second (measured). The app reaches a task by closure
and never as a parameter: Prefect would walk into it, and show it. This file does NOT think: poll.py and digest.py do;
what a person sees of a run is in run_page.py.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.events.worker import EventsWorker
from prefect.exceptions import FailedRun, PrefectHTTPStatusError
from prefect.logging.handlers import APILogWorker
from prefect.runtime import flow_run
from prefect.states import Completed, Failed, aget_state_exception

from digests.words.prose import count
from flows.app import DEFAULT_CONFIG, App, clock, open_app
from flows.config import ReaderTable
from flows.delivery import mailing
from flows.delivery.undelivered import changed_since, problems
from flows.jobs.digest import Digest, clock_fault, close, digest_steps, key_of_slot, reader_named, show_owner, stored
from flows.jobs.overdue import visit_times
from flows.jobs.owner_alerts import tell_of_silence, tell_weekly_late
from flows.jobs.poll import Visit, failures, poll_all, together
from flows.jobs.report import account_line
from flows.jobs.rhythms import key_due, serve
from flows.jobs.term_changes import follow_terms
from flows.server.runs.run_locks import hold
from flows.ui import artifacts, run_page
from flows.ui.failure_mail import OWNER_KNOWS, mail_owner
from flows.ui.parameters import (
    At,
    ConfigPath,
    DatabaseUrl,
    DueOnly,
    EditionDate,
    LetterOf,
    OnlyMe,
    Preview,
    Sources,
    Terms,
)
from flows.ui.progress import Count, progress
from flows.ui.tasks import as_state, once, run_as_tasks
from literature.model.edition import Edition
from literature.model.errors import BrokenMail, BrokenSource, BrokenStore, UsageError, WatchError
from literature.model.harvest import Account, VisitOutcome
from literature.topics.sorter import failed_cases
from sources.source import Source
from store.mail.delivery import DeliveryState


@contextmanager
def app_of_run(config: str, database: str | None, at: datetime | None) -> Iterator[App]:
    """The app of the flow run under way, which is marked as living from now on."""
    logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it prints the address of a feed, token and all
    hold(str(flow_run.id))
    with open_app(Path(config), database, clock(at)) as app:
        yield app


async def warn(act: Callable[..., str], *arguments: object) -> None:
    """Call ``act`` in a thread, and log what it returns of what failed, if anything."""
    if failure := await asyncio.to_thread(act, *arguments):
        get_run_logger().warning(failure)


@flow(name="poll", flow_run_name="poll", on_failure=[mail_owner], on_crashed=[mail_owner])
async def poll(
    sources: Sources = (),
    terms: Terms = (),
    *,
    due_only: DueOnly = False,
    config: ConfigPath = str(DEFAULT_CONFIG),
    database: DatabaseUrl = None,
    at: At = None,
) -> State[None]:
    """Visit the sources; every record that they announce is counted once."""
    with app_of_run(config, database, at) as app:
        for case in failed_cases(app.sort, app.watch.topics):
            get_run_logger().warning(f"topic {case.topic}: {case.words}")
        accounts = await poll_all(app, sources, terms, due_only=due_only, step=_step)
        changes, histories = await asyncio.to_thread(follow_terms, app)
        await run_page.show_poll(app, accounts, terms)
        await run_page.show_terms(changes, histories)
        await warn(tell_of_silence, app)
        works = visit_times(app).some_source_works
    return _polled(accounts, works=works)


def _polled(accounts: Sequence[Account], *, works: bool) -> State[None]:
    """How a poll ended. It failed only where nothing works: of one bad feed among good ones the owner hears each week,
    and an hourly run that visits just that one is no news."""
    problems = failures(accounts)
    if accounts and not works:
        return Failed(message="no source works: " + "; ".join(problems))
    failed = sum(account.outcome is VisitOutcome.FAILED for account in accounts)
    name = f"Completed, {count(failed, 'source')} failed" if failed else None
    well = "every source answered, all counts add up" if accounts else "no source was due"
    return Completed(name=name, message="; ".join(problems) or well)


@flow(name="digest", flow_run_name="digest", on_failure=[mail_owner], on_crashed=[mail_owner])
async def digest(
    edition: EditionDate = None,
    *,
    preview: Preview = False,
    only_me: OnlyMe = False,
    reader: LetterOf = "",
    config: ConfigPath = str(DEFAULT_CONFIG),
    database: DatabaseUrl = None,
    at: At = None,
) -> State[None]:
    """Make the edition of one slot, or resume it: freeze, render, send to each reader once."""
    with app_of_run(config, database, at) as app:
        preview = preview or bool(reader)
        if edition is None and not preview and not only_me and visit_times(app).nobody_was_awake:
            get_run_logger().info("No source was visited for half a day: they are visited first.")
            await poll(due_only=True, config=config, database=database, at=at, return_state=True)
        scheduled = at or flow_run.scheduled_start_time or app.now()  # a late run keeps its edition
        day = edition or scheduled.astimezone(app.watch.zone).date()
        made = _digest(app, day, by_itself=edition is None, preview=preview, only_me=only_me, reader=reader)
        return await as_state(made)


async def _digest(app: App, day: date, *, by_itself: bool, preview: bool, only_me: bool, reader: str) -> State[None]:
    """The edition of ``day``; ``by_itself``, of the slot that a run due then makes up for."""
    for_readers = not preview and not only_me
    shown_to = reader_named(app.watch, reader) if reader else None
    key = key_of_slot(app.editions, app.watch.zone, app.now(), day) if by_itself else day
    if by_itself and for_readers and (fault := clock_fault(app, key)):
        raise BrokenStore("edition", fault)
    made = await _make(app, key, preview=preview or only_me, reader=shown_to)
    if only_me and (why := await asyncio.to_thread(show_owner, app.mailing, made.edition)):
        raise BrokenMail("owner", f"could not be sent the preview: {why}")
    for failure in await asyncio.to_thread(close, app, made) if for_readers else ():
        get_run_logger().warning(failure)
    if made.problems:
        return Failed(name=OWNER_KNOWS, message="; ".join(made.problems))
    return Completed(message=f"edition {made.edition.key}: {len(made.edition.items)} items")


@flow(name="deliver", flow_run_name="deliver", on_failure=[mail_owner], on_crashed=[mail_owner])
async def deliver(config: ConfigPath = str(DEFAULT_CONFIG), database: DatabaseUrl = None, at: At = None) -> State[None]:
    """Send the letters that are due, of any edition: those that a server deferred or a killed run left unsent, and
    those of readers with a rhythm of their own, whose edition is made first."""
    with app_of_run(config, database, at) as app:
        key = key_due(app)
        if key and app.editions.get(key) is None and visit_times(app).nobody_was_awake:
            get_run_logger().info("No source was visited for half a day: they are visited first.")
            await poll(due_only=True, config=config, database=database, at=at, return_state=True)
        return await as_state(_deliver(app))


async def _deliver(app: App) -> State[None]:
    """What keeps an edition from being made keeps no other letter waiting."""
    fault, made = None, ""
    try:
        if served := await asyncio.to_thread(serve, app):
            run_page.show_edition(served.edition, is_new=served.is_new)
            made = f" (edition {served.edition.key})"
    except (BrokenSource, BrokenMail, BrokenStore) as error:
        fault = error
    state = await _send_due(app, made)
    if isinstance(fault, BrokenSource):
        return Failed(name=OWNER_KNOWS, message=str(fault))
    if fault:
        raise fault
    return state


async def _send_due(app: App, made: str) -> State[None]:
    previous = app.outbox.open()
    if previous and app.channels:

        def percent() -> float:
            return 100.0 * len(changed_since(app.outbox, previous)) / len(previous)

        async with progress("letters-progress", "Letters", percent):
            await asyncio.to_thread(mailing.resume, app.mailing)
    moved = changed_since(app.outbox, previous)
    await warn(tell_weekly_late, app, moved)
    sent = sum(delivery.state is DeliveryState.SENT for delivery in moved)
    tried = f"{sent} sent, {len(moved)} tried" if previous else "no letter waits"
    await run_page.rename_run(f"deliver: {tried}{made}")
    stuck = problems(moved)
    if stuck:
        return Failed(name=OWNER_KNOWS, message="; ".join(stuck))
    return Completed(message="every letter that was due went out")


@flow(name="run", flow_run_name="poll and digest")
async def run(
    edition: EditionDate = None, config: ConfigPath = str(DEFAULT_CONFIG), database: DatabaseUrl = None, at: At = None
) -> list[State[State[None]]]:
    """Poll, then digest: the main job in one go, each part a flow run of its own."""
    hold(str(flow_run.id))
    polled = await poll(config=config, database=database, at=at, return_state=True)
    return [polled, await digest(edition, config=config, database=database, at=at, return_state=True)]


async def to_the_end(which: Callable[..., Awaitable[State[Any]]], **parameters: Any) -> str:
    """Run a flow until its server knows all of it. Why it stopped short, or ''; what went wrong on its way is in the
    tables.

    Prefect sends logs and events from threads of its own. One that outlives the server of a demo tries to reach it
    for 71 s more (measured) and ends in "Error logging to API".
    """
    try:
        state = await which(**parameters, return_state=True)
    except PrefectHTTPStatusError as error:
        code = error.response.status_code
        why = f"it refuses the run ({code}): its own log says why"
        if code == HTTPStatus.UNAUTHORIZED:
            why = "it asks for a password that PREFECT_API_AUTH_STRING does not hold: put it there, as user:password"
        raise WatchError("Prefect server", why) from error
    logging.getLogger("EventsWorker").setLevel(logging.ERROR)  # it warns of each event that it is asked to wait for
    for worker in (APILogWorker, EventsWorker):
        await asyncio.to_thread(worker.drain_all)
    parts = await state.aresult(raise_on_failure=False)
    last = parts[-1] if isinstance(parts, list) else state
    return "" if last.is_completed() else _reason(await aget_state_exception(last))


def _reason(error: BaseException) -> str:
    """Return what stopped a flow, worded as without Prefect; raise errors that stop the command itself."""
    if isinstance(error, BrokenSource | BrokenMail | BrokenStore | UsageError):
        return str(error)
    if isinstance(error, FailedRun):
        return ""
    raise error


class _TaskProgress(Count):
    """Logs what happens in one task, and counts its records."""

    def __init__(self) -> None:
        self._logger = get_run_logger()

    def say(self, line: str) -> None:
        """Log it."""
        self._logger.info(line)

    def closed(self, account: Account, _total: int) -> None:
        """Log the account."""
        level = logging.WARNING if account.outcome is VisitOutcome.FAILED else logging.INFO
        self._logger.log(level, account_line(account))


async def _step(sources: Sequence[Source], visit: Visit) -> Sequence[Account]:
    """One task for some sources: in red, with its reason, where one of them failed; that is no failure of the flow.

    Each source is tried again by itself (poll.py) and not by Prefect, which would visit the others again too.
    """
    done = list[Account]()

    @once("visit", artifacts.step_name(sources))
    async def visits() -> State[None]:
        task_progress = _TaskProgress()
        async with progress("visit-progress", "Records fetched", task_progress.percent):
            done.extend(await together(sources, visit, task_progress))
        failed = [f"{account.source}: {account.error}" for account in done if account.outcome is VisitOutcome.FAILED]
        return Failed(message="; ".join(failed)) if failed else Completed()

    ended: Any = visits(return_state=True)  # Prefect 3.8 types this as a state and not as a promise of one
    state: State[Any] = await ended
    if not done:
        raise await aget_state_exception(state)
    return done


async def _make(app: App, key: date, *, preview: bool, reader: ReaderTable | None) -> Digest:
    """Run the steps of the digest as tasks; show what became of the letters even where mailing stopped."""
    previous, is_new = app.outbox.open(), not preview and app.editions.get(key) is None

    def show(result: object) -> None:
        if isinstance(result, Edition):
            run_page.show_edition(result, is_new=is_new)

    try:
        made = await run_as_tasks(digest_steps(app, key, preview=preview, reader=reader), "letters-progress", show)
    except WatchError:
        if stopped := None if preview else stored(app.mailing, app.editions.get(key), previous):
            await run_page.show_digest(app.mailing, stopped)
        raise
    await run_page.show_digest(app.mailing, made)
    return made
