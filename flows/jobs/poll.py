"""Polling: which sources are visited now, in which steps, and how often each is tried. Plain functions; main_flows.py
wraps each step as a Prefect task.

One source's failure stops no other one. This file does NOT visit (visit.py) and does NOT make editions.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple

from flows.app import App
from flows.config import FEEDS, PUBMED
from flows.curation.examples import said_by_people
from flows.jobs.visit import Poll, feed_table, open_poll
from literature.model.errors import BrokenSource, RetrySource
from literature.model.harvest import Account, VisitOutcome
from literature.topics.sorter import FIRST_DAYS
from sources.feeds.visit import Feed, due
from sources.pubmed.visit import Far, unheard

RETRY_DELAYS = (20.0, 60.0)
"""Seconds before the second and third try of a visit whose failure passes; a server that asks for more waits for
the next poll."""

IN_A_STEP = 5
"""Feeds of one step: a poll of PubMed and 20 feeds is five lines in the Prefect UI, and not 21."""

Tell = Callable[[Account, int], None]
"""Hears of each Account as soon as it is closed, and of how many there will be."""


def say_nothing(_line: str) -> None:
    """For where nobody reads along."""


class Hearing(NamedTuple):
    """Who hears how a visit goes on while it lasts."""

    say: Callable[[str], None] = say_nothing
    far: Far = unheard


NOBODY = Hearing()

Visit = Callable[[str, Hearing], Awaitable[Account]]
"""Visits one source to the end, whatever comes of it."""

Step = Callable[[Sequence[str], Visit], Awaitable[Sequence[Account]]]
"""Has some sources visited at the same time; their Accounts in order."""


def source_names(app: App) -> tuple[str, ...]:
    """Every source of the configuration: PubMed, then the feeds in the file's order."""
    return (PUBMED, *(feed.name for feed in app.watch.feed))


def choose(app: App, only: Sequence[str] = (), terms: Sequence[str] = (), *, due_only: bool = False) -> tuple[str, ...]:
    """The sources to visit now: those named ("feeds": every feed), else PubMed where ``terms`` are named, else all;
    never one that asked to be left alone until later.

    Raises BrokenSource for a name that the configuration does not have, or that asked for quiet.
    """
    _refuse_unknown(app, terms)
    only = only or ((PUBMED,) if terms else ())
    names = source_names(app)
    unknown = [name for name in only if name not in (*names, FEEDS)]
    if unknown:
        raise BrokenSource(unknown[0], f"is no source of {app.config}; there are: {', '.join(names)}")
    now = app.now()
    waiting = {name: until for name in names if (until := app.corpus.quiet_until(name, now))}
    for name in only:
        if name in waiting:
            raise BrokenSource(name, f"asked not to be visited before {waiting[name]:%Y-%m-%d %H:%M} UTC")
    asked = [name for name in names if not only or name in only or (FEEDS in only and name != PUBMED)]
    return tuple(name for name in asked if name not in waiting and (not due_only or _is_due(app, name, now)))


def _refuse_unknown(app: App, terms: Sequence[str]) -> None:
    known = [term.name for term in app.watch.terms]
    for name in terms:
        if name not in known:
            raise BrokenSource(name, f"is no term of {app.config}; there are: {', '.join(known)}")


def _is_due(app: App, name: str, now: datetime) -> bool:
    if name == PUBMED:
        return True
    cursor, _ = app.corpus.cursor(name)
    table = feed_table(app, name)
    return due(cursor, Feed(table.name, table.url, table.every), now)


def passes(error: BaseException) -> bool:
    """Whether another try within this run is worth it: a failure that passes, unless the server asked for a longer
    wait."""
    if not isinstance(error, RetrySource):
        return False
    return error.retry_after is None or error.retry_after <= timedelta(seconds=RETRY_DELAYS[-1])


def tell_nobody(_account: Account, _total: int) -> None:
    """A Tell for where nobody waits."""


async def together(sources: Sequence[str], visit: Visit, hearing: Hearing = NOBODY) -> tuple[Account, ...]:
    """A Step without Prefect."""
    return tuple(await asyncio.gather(*(visit(source, hearing) for source in sources)))


async def poll_all(
    app: App,
    sources: Sequence[str],
    terms: Sequence[str] = (),
    step: Step = together,
    tell: Tell = tell_nobody,
) -> tuple[Account, ...]:
    """Visit ``sources``, AT_ONCE at a time, by steps that all begin at once; one Account each, in order. PubMed is
    asked for ``terms`` by name, or for all.

    A visit that raises BrokenSource becomes a failed Account: never a missing one, and never the end of the others.
    """
    if not sources:
        return ()
    _keep_up(app)
    async with open_poll(app, sources, terms) as poll:

        async def visit(source: str, hearing: Hearing) -> Account:
            started = app.now()
            try:
                account = await _patiently(poll, source, hearing)
            except BrokenSource as error:
                account = poll.failed(source, error, started)
            finally:
                poll.order.closed(source)
            tell(account, len(sources))
            return account

        done = await asyncio.gather(*(step(names, visit) for names in steps(sources)))
    return tuple(chain.from_iterable(done))


def steps(sources: Sequence[str]) -> list[tuple[str, ...]]:
    """PubMed by itself, the feeds IN_A_STEP at a time."""
    feed_names = [source for source in sources if source != PUBMED]
    parts = [tuple(feed_names[at : at + IN_A_STEP]) for at in range(0, len(feed_names), IN_A_STEP)]
    return [(PUBMED,), *parts] if PUBMED in sources else parts


def _keep_up(app: App) -> None:
    """Let the topics learn what people have said since, before new works are sorted."""
    if app.learned.origin() or (app.corpus.size() >= FIRST_DAYS and said_by_people(app).works):
        from flows.curation.training import renew  # noqa: PLC0415  # brings scikit-learn: a second, and 100 MB

        renew(app)


async def poll_bare(
    app: App, only: Sequence[str] = (), terms: Sequence[str] = (), tell: Tell = tell_nobody
) -> tuple[Account, ...]:
    """Visit the sources without Prefect."""
    return await poll_all(app, choose(app, only, terms), terms, tell=tell)


async def _patiently(poll: Poll, source: str, hearing: Hearing) -> Account:
    """``Poll.visit`` with the retries of RETRY_DELAYS."""
    for delay in RETRY_DELAYS:
        try:
            return await poll.visit(source, hearing.far)
        except BrokenSource as error:
            if not passes(error):
                raise
            hearing.say(f"{error}; next try in {delay:.0f} s")
            await poll.app.sleep(delay)
    return await poll.visit(source, hearing.far)


def failures(accounts: Sequence[Account]) -> tuple[str, ...]:
    """One line for each source that needs a person."""
    lines = [f"{a.source}: {a.error}" for a in accounts if a.outcome is VisitOutcome.FAILED]
    lines += [f"{a.source}: {count} × {reason}" for a in accounts for reason, count in a.failed.items()]
    return tuple(lines)
