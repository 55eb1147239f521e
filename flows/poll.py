"""Polling: visit a source, judge what it announced, admit it. Plain functions; runs.py wraps them as Prefect tasks.

One source's failure stops no other one. This file does NOT make editions.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version

import httpx

from flows.config import FEEDS, PUBMED, FeedTable
from flows.examples import said_by_people
from flows.house import House
from literature.errors import BrokenSource, RetrySource
from literature.harvest import Account, Harvest, Outcome
from sources import feeds, pubmed
from sources.eutils import Eutils, interval
from sources.feed_http import Limits
from sources.feed_parser import FeedParser
from sources.http import Pace
from sources.pubmed_query import query

RETRY_DELAYS = (20.0, 60.0)
"""Seconds before the second and third try of a visit whose failure passes; a server that asks for more waits for
the next poll."""

AT_ONCE = 6
"""Visits under way at the same time: all feeds are on different hosts, PubMed's own pace is kept by ``Pace``."""


Tell = Callable[[Account, int], None]
"""Hears of each Account as soon as it is closed, and of how many there will be."""


@dataclass(frozen=True, slots=True)
class Poll:
    """What a poll needs beside the house, opened once for all its visits."""

    house: House
    client: httpx.AsyncClient
    pace: Pace
    eutils: Eutils
    parser: FeedParser
    closed: Mapping[str, asyncio.Event]
    """For each source of this poll, in order: set when its account is closed."""
    room: asyncio.Semaphore
    """Held while a source is being asked, and not while it waits for its next try or its turn."""

    async def visit(self, source: str) -> Account:
        """Visit ``source`` once and admit what came. Raises BrokenSource; nothing is stored then.

        All sources are visited at the same time and admitted in their order: which of two outlets told a story
        first, and that PubMed's
        record goes before a journal's feed, must not hang on the speed of a server.
        """
        started = self.house.now()
        async with self.room:
            harvest = await self._harvest(source, started)
        order = list(self.closed)
        for earlier in order[: order.index(source)]:
            await self.closed[earlier].wait()
        candidates = [self.house.judge.judge(record) for record in harvest.records]
        return self.house.corpus.admit(harvest, candidates, started=started, now=self.house.now())

    async def _harvest(self, source: str, now: datetime) -> Harvest:
        if source == PUBMED:
            return await self._pubmed(now)
        return await self._feed(_feed(self.house, source), now)

    async def _pubmed(self, now: datetime) -> Harvest:
        house = self.house
        cursor, _ = house.corpus.cursor(PUBMED)
        return await pubmed.visit(
            queries={term.name: query(term) for term in house.watch.terms},
            eutils=self.eutils,
            client=self.client,
            pace=self.pace,
            cursor=cursor,
            unknown=lambda ids: house.corpus.unknown(PUBMED, ids, house.judge.rules),
            today=now.date(),
            sleep=house.sleep,
        )

    async def _feed(self, table: FeedTable, now: datetime) -> Harvest:
        cursor, _ = self.house.corpus.cursor(table.name)
        return await feeds.visit(
            feeds.Feed(table.name, table.url, table.every),
            cursor=cursor,
            now=now,
            client=self.client,
            parser=self.parser,
            limits=Limits(max_bytes=int(self.house.watch.limits.feed_megabytes * 1024 * 1024)),
        )

    def failed(self, source: str, error: BrokenSource, started: datetime) -> Account:
        """Close the account of a visit that failed for good; the cursor stays where it was."""
        now = self.house.now()
        wait = error.retry_after if isinstance(error, RetrySource) else None
        return self.house.corpus.record_failure(
            source, error.message, started=started, now=now, not_before=now + wait if wait else None
        )


@asynccontextmanager
async def open_poll(house: House, sources: Sequence[str]) -> AsyncIterator[Poll]:
    """A Poll of ``sources`` with its connections and its feed parser, closed at the end."""
    watch = house.watch
    agent = f"interleukin-watch/{version('interleukin-watch')} (+mailto:{watch.watch.contact})"
    eutils = Eutils(
        base_url=watch.pubmed.base_url,
        tool=watch.pubmed.tool,
        email=watch.watch.contact,
        api_key=os.environ.get(watch.pubmed.api_key_env) or None,
        look_back=timedelta(days=watch.pubmed.look_back_days),
        seconds=watch.limits.visit_seconds,
    )
    async with (
        httpx.AsyncClient(headers={"User-Agent": agent}) as client,
        FeedParser(seconds=watch.limits.parse_seconds) as parser,
    ):
        closed = {source: asyncio.Event() for source in sources}
        yield Poll(
            house,
            client,
            Pace(interval(eutils.api_key), sleep=house.sleep),
            eutils,
            parser,
            closed,
            asyncio.Semaphore(AT_ONCE),
        )


def source_names(house: House) -> tuple[str, ...]:
    """Every source of the configuration: PubMed, then the feeds in the file's order."""
    return (PUBMED, *(feed.name for feed in house.watch.feed))


def choose(house: House, only: Sequence[str] = (), *, due_only: bool = False) -> tuple[str, ...]:
    """The sources to visit now: those named ("feeds": every feed), or all; never one that asked to be left alone
    until later.

    Raises BrokenSource for a name that the configuration does not have, or that asked for quiet.
    """
    names = source_names(house)
    unknown = [name for name in only if name not in (*names, FEEDS)]
    if unknown:
        raise BrokenSource(unknown[0], f"is no source of {house.config}; there are: {', '.join(names)}")
    now = house.now()
    waiting = {name: until for name in names if (until := house.corpus.cursor(name)[1]) and now < until}
    for name in only:
        if name in waiting:
            raise BrokenSource(name, f"asked not to be visited before {waiting[name]:%Y-%m-%d %H:%M} UTC")
    asked = [name for name in names if not only or name in only or (FEEDS in only and name != PUBMED)]
    return tuple(name for name in asked if name not in waiting and (not due_only or _is_due(house, name, now)))


def _is_due(house: House, name: str, now: datetime) -> bool:
    if name == PUBMED:
        return True
    cursor, _ = house.corpus.cursor(name)
    table = _feed(house, name)
    return feeds.due(cursor, feeds.Feed(table.name, table.url, table.every), now)


def _feed(house: House, name: str) -> FeedTable:
    return next(feed for feed in house.watch.feed if feed.name == name)


def passes(error: BaseException) -> bool:
    """Whether another try within this run is worth it: a failure that passes, unless the server asked for a longer
    wait."""
    if not isinstance(error, RetrySource):
        return False
    return error.retry_after is None or error.retry_after <= timedelta(seconds=RETRY_DELAYS[-1])


def tell_nobody(_account: Account, _total: int) -> None:
    """A Tell for where nobody waits."""


async def poll_all(
    house: House,
    sources: Sequence[str],
    visiting: Callable[[Poll], Callable[[str], Awaitable[Account]]],
    tell: Tell = tell_nobody,
) -> tuple[Account, ...]:
    """Visit ``sources``, AT_ONCE at a time, each by what ``visiting`` makes of the open Poll; one Account each, in
    order.

    A visit that raises BrokenSource becomes a failed Account: never a missing one, and never the end of the others.
    """
    _keep_up(house)
    async with open_poll(house, sources) as poll:
        visit = visiting(poll)

        async def one(source: str) -> Account:
            started = house.now()
            try:
                account = await visit(source)
            except BrokenSource as error:
                account = poll.failed(source, error, started)
            finally:
                poll.closed[source].set()
            tell(account, len(sources))
            return account

        return tuple(await asyncio.gather(*(one(source) for source in sources)))


def _keep_up(house: House) -> None:
    """Let the topics learn what people have said since, before new works are sorted."""
    if house.learned.origin() or said_by_people(house).works:
        from flows.teaching import renew  # noqa: PLC0415  # brings scikit-learn: a second, and 100 MB

        renew(house)


async def poll_bare(house: House, only: Sequence[str] = (), tell: Tell = tell_nobody) -> tuple[Account, ...]:
    """Visit the sources without Prefect, with the same retries."""
    return await poll_all(house, choose(house, only), _patiently, tell)


def _patiently(poll: Poll) -> Callable[[str], Awaitable[Account]]:
    """``Poll.visit`` with the retries of RETRY_DELAYS."""

    async def visit(source: str) -> Account:
        for delay in RETRY_DELAYS:
            try:
                return await poll.visit(source)
            except BrokenSource as error:
                if not passes(error):
                    raise
                await poll.house.sleep(delay)
        return await poll.visit(source)

    return visit


def failures(accounts: Sequence[Account]) -> tuple[str, ...]:
    """One line for each source that needs a person."""
    lines = [f"{a.source}: {a.error}" for a in accounts if a.outcome is Outcome.FAILED]
    lines += [f"{a.source}: {count} × {reason}" for a in accounts for reason, count in a.failed.items()]
    return tuple(lines)
