"""`check --online`: whether PubMed and the feeds answer, and how much each term finds. Nothing is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime

from flows.app import Sleep, feeds_of, http_client, pubmed_of
from flows.config import Watch
from flows.trial.trial import MONTHS, counted_traps
from literature.model.errors import BrokenSource
from literature.terms.traps import Trap
from sources.feeds.source import FeedSource
from sources.pubmed.eutils import Access
from sources.pubmed.query import follow_query, query
from sources.pubmed.search import Window, count_in, months
from sources.source import SharedParts, VisitContext

AT_ONCE = 6
"""Feeds asked at the same time: they are on different hosts."""


@dataclass(frozen=True, slots=True)
class OnlineAnswer:
    """What a feed, or PubMed about a term, answered: how many entries or papers there are, or why it did not."""

    name: str
    number: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class OnlineAnswers:
    """All answers, in the order of the configuration."""

    terms: tuple[OnlineAnswer, ...]
    """Papers of the last 12 months."""
    feeds: tuple[OnlineAnswer, ...]
    """Entries in the feed as it is now."""
    traps: tuple[Trap, ...]
    follows: tuple[OnlineAnswer, ...] = ()
    """Papers of the last 12 months by each author, or in each journal, that is followed."""

    @property
    def errors(self) -> tuple[str, ...]:
        """Who did not answer, and why."""
        answers = (*self.terms, *self.feeds, *self.follows)
        return tuple(f"{answer.name}: {answer.error}" for answer in answers if answer.error)


async def ask_online(watch: Watch, now: datetime, sleep: Sleep = asyncio.sleep) -> OnlineAnswers:
    """Ask PubMed for one count a term and a follow, and each feed once. What fails is in its OnlineAnswer."""
    pubmed = pubmed_of(watch, sleep)
    async with http_client(watch) as client, AsyncExitStack() as stack:
        access = Access(pubmed.eutils, client, pubmed.pace, sleep=sleep)
        context = VisitContext(None, now, client, SharedParts(stack), sleep=sleep)
        feeds = await _feeds(feeds_of(watch), context)
        terms = [await _papers(term.name, query(term), now, access) for term in watch.terms]
        followed = [table.follow for table in watch.follow]
        follows = [await _papers(follow.name, follow_query(follow), now, access) for follow in followed]
    counted = (trap for answer in terms if not answer.error for trap in counted_traps(answer.name, answer.number))
    return OnlineAnswers(tuple(terms), feeds, tuple(counted), tuple(follows))


async def _papers(name: str, asked: str, now: datetime, access: Access) -> OnlineAnswer:
    windows = months(now.date(), MONTHS)
    try:
        return OnlineAnswer(name, await count_in(access, asked, Window("crdt", windows[0].first, windows[-1].last)))
    except BrokenSource as error:
        return OnlineAnswer(name, error=error.message)


async def _feeds(feeds: Sequence[FeedSource], context: VisitContext) -> tuple[OnlineAnswer, ...]:
    slots = asyncio.Semaphore(AT_ONCE)

    async def ask(feed: FeedSource) -> OnlineAnswer:
        async with slots:
            try:
                return OnlineAnswer(feed.name, (await feed.visit(context)).announced)
            except BrokenSource as error:
                return OnlineAnswer(feed.name, error=error.message)

    return tuple(await asyncio.gather(*map(ask, feeds)))
