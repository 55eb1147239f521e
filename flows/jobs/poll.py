"""Polling: which sources are visited now, in which steps, and how often each is tried. Plain functions; main_flows.py
wraps each step as a Prefect task.

One source's failure stops no other one. This file does NOT visit (visit.py) and does NOT make editions.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from itertools import chain, groupby

from flows.app import App
from flows.curation.examples import said_by_people
from flows.given_names import given_name
from flows.jobs.visit import Poll, open_poll
from literature.model.errors import BrokenSource, RetrySource, UsageError
from literature.model.harvest import Account, VisitOutcome
from literature.model.progress import NO_PROGRESS, Progress
from literature.topics.sorter import FIRST_DAYS
from sources.source import Source

RETRY_DELAYS = (20.0, 60.0)
"""Seconds before the second and third try of a visit whose failure passes; a server that asks for more waits for
the next poll."""

IN_A_STEP = 5
"""Sources of one step: a poll of PubMed and 20 feeds is five lines in the Prefect UI, and not 21."""

Visit = Callable[[Source, Progress], Awaitable[Account]]
"""Visits one source to the end, whatever comes of it."""

Step = Callable[[Sequence[Source], Visit], Awaitable[Sequence[Account]]]
"""Has some sources visited at the same time; their Accounts in order."""


def choose(app: App, only: Sequence[str] = (), terms: Sequence[str] = (), *, due_only: bool = False) -> list[Source]:
    """The sources to visit now: those of the names or groups ``only``, else those that know ``terms``, else all;
    never one that asked to be left alone until later. Those that know terms are asked for ``terms`` alone, if any.

    Raises UsageError for a name that the configuration does not have, or that asked for quiet.
    """
    terms = [given_name(name, app.watch.sinces, f"term of {app.config}") for name in terms]
    names = dict.fromkeys([*(source.name for source in app.sources), *(source.group for source in app.sources)])
    only = [given_name(name, names, f"source of {app.config}") for name in only]
    now, chosen = app.now(), list[Source]()
    for source in app.sources:
        narrowed = source.only(terms) if terms else None
        is_named = source.name in only or (not only and narrowed is not None)
        is_asked = is_named or source.group in only or not (only or terms)
        until = app.corpus.quiet_until(source.name, now)
        if until and is_named:
            raise UsageError(source.name, f"asked not to be visited before {until:%Y-%m-%d %H:%M} UTC")
        is_due = not due_only or source.is_due(app.corpus.cursor(source.name)[0], now)
        if is_asked and not until and is_due:
            chosen.append(narrowed or source)
    return chosen


async def together(sources: Sequence[Source], visit: Visit, progress: Progress = NO_PROGRESS) -> list[Account]:
    """A Step without Prefect."""
    return await asyncio.gather(*(visit(source, progress) for source in sources))


async def poll_all(
    app: App, only: Sequence[str] = (), terms: Sequence[str] = (), *, due_only: bool = False, step: Step = together
) -> tuple[Account, ...]:
    """Visit the sources that ``choose`` names, by steps that all begin at once; one Account each, in order.

    A visit that raises BrokenSource becomes a failed Account: never a missing one, and never the end of the others.
    """
    sources = choose(app, only, terms, due_only=due_only)
    if not sources:
        return ()
    if app.learned.origin() or (
        app.corpus.size() >= FIRST_DAYS and said_by_people(app.watch, app.confirmations, app.decisions).works
    ):
        from flows.curation.training import renew  # noqa: PLC0415  # brings scikit-learn: a second, and 100 MB

        renew(app)  # the topics learn what people have said since, before new works are sorted
    async with open_poll(app, sources) as poll:
        visit = partial(visit_patiently, poll, len(sources))
        done = await asyncio.gather(*(step(part, visit) for part in steps(sources)))
    return tuple(chain.from_iterable(done))


def steps(sources: Sequence[Source]) -> list[tuple[Source, ...]]:
    """The sources of each group, IN_A_STEP at a time."""
    groups = [tuple(members) for _, members in groupby(sources, key=lambda source: source.group)]
    return [group[begin : begin + IN_A_STEP] for group in groups for begin in range(0, len(group), IN_A_STEP)]


async def visit_patiently(poll: Poll, total: int, source: Source, progress: Progress) -> Account:
    """Visit ``source``, one of ``total``, with the retries of RETRY_DELAYS."""
    started, delays = poll.now(), list(RETRY_DELAYS)
    try:
        while True:
            try:
                account = poll.admit(*await poll.ask(source, progress))
                break
            except BrokenSource as error:
                if not delays or not passes(error):
                    account = poll.failed(source.name, error, started)
                    break
                progress.say(f"{error}; next try in {delays[0]:.0f} s")
                await poll.sleep(delays.pop(0))
    finally:
        poll.order.closed(source.name)
    progress.closed(account, total)
    return account


def passes(error: BrokenSource) -> bool:
    """Whether another try within this run is worth it: a failure that passes, unless the server asked for a longer
    wait."""
    longest = timedelta(seconds=RETRY_DELAYS[-1])
    return isinstance(error, RetrySource) and (error.retry_after is None or error.retry_after <= longest)


def failures(accounts: Sequence[Account]) -> tuple[str, ...]:
    """One line for each source that needs a person."""
    lines = [f"{a.source}: {a.error}" for a in accounts if a.outcome is VisitOutcome.FAILED]
    lines += [f"{a.source}: {count} × {reason}" for a in accounts for reason, count in a.failed.items()]
    return tuple(lines)
