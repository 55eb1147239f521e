"""A visit: one source asked once, what it announced judged and admitted. Plain functions.

This file does NOT try again and does NOT choose whom to visit (poll.py).
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.metadata import version

import httpx

from flows.app import App
from flows.config import PUBMED, FeedTable
from flows.jobs.admission_order import AdmissionOrder
from literature.model.errors import BrokenSource, RetrySource
from literature.model.harvest import Account, Cursor, Harvest
from literature.terms.matcher import Term, asked_as
from sources.feeds.parser import FeedParser
from sources.feeds.request import Limits
from sources.feeds.visit import Feed, visit_feed
from sources.http import Pace
from sources.pubmed.eutils import Eutils, shared_pace
from sources.pubmed.query import query
from sources.pubmed.visit import Far, unheard, visit_pubmed

AT_ONCE = 6
"""Visits under way at the same time: all feeds are on different hosts, PubMed's own pace is kept by ``Pace``."""


@dataclass(frozen=True, slots=True)
class Poll:
    """What a poll needs beside the app, opened once for all its visits."""

    app: App
    terms: tuple[Term, ...]
    """Those that PubMed is asked for; all of the configuration, or some."""
    client: httpx.AsyncClient
    pace: Pace
    eutils: Eutils
    parser: FeedParser
    order: AdmissionOrder
    """Whose turn it is to be admitted."""
    room: asyncio.Semaphore
    """Held while a source is being asked, and not while it waits for its next try or its turn."""

    async def visit(self, source: str, far: Far = unheard) -> Account:
        """Visit ``source`` once and admit what came, in its turn. Raises BrokenSource; nothing is stored then."""
        started = self.app.now()
        async with self.room:
            self.order.asked(source)
            harvest = _with_alarm_of_clock(self.app, await self._harvest(source, started, far), started)
        await self.order.turn(source)
        return self.admit(harvest, started)

    def admit(self, harvest: Harvest, started: datetime) -> Account:
        """Judge what a visit announced and admit it, as the visit that began at ``started``."""
        candidates = [self.app.classifier.classify(record) for record in harvest.records]
        return self.app.corpus.admit(harvest, candidates, started=started, now=self.app.now())

    async def ask_pubmed(
        self, terms: Iterable[Term], eutils: Eutils, cursor: Cursor | None, now: datetime, far: Far
    ) -> Harvest:
        """What PubMed announces of ``terms`` since ``cursor``, as ``eutils`` says. Raises BrokenSource."""
        app, asked = self.app, {term.name: term for term in terms}
        harvest = await visit_pubmed(
            queries={name: query(term) for name, term in asked.items()},
            eutils=eutils,
            client=self.client,
            pace=self.pace,
            cursor=cursor,
            unknown=lambda ids: app.corpus.unknown(PUBMED, ids, app.classifier.rules),
            today=now.date(),
            sleep=app.sleep,
            far=far,
        )
        return replace(harvest, asked=tuple(one._replace(spellings=asked_as(asked[one.name])) for one in harvest.asked))

    async def _harvest(self, source: str, now: datetime, far: Far) -> Harvest:
        if source == PUBMED:
            return await self._pubmed(now, far)
        return await self._feed(feed_table(self.app, source), now)

    async def _pubmed(self, now: datetime, far: Far) -> Harvest:
        cursor, _ = self.app.corpus.cursor(PUBMED)
        harvest = await self.ask_pubmed(self.terms, self.eutils, cursor, now, far)
        if self.terms == self.app.watch.terms:
            return harvest
        asked = ", ".join(term.name for term in self.terms)
        return replace(harvest, cursor=None, notes=(f"asked for {asked} only: the cursor stays", *harvest.notes))

    async def _feed(self, table: FeedTable, now: datetime) -> Harvest:
        cursor, _ = self.app.corpus.cursor(table.name)
        return await visit_feed(
            Feed(table.name, table.url, table.every),
            cursor=cursor,
            now=now,
            client=self.client,
            parser=self.parser,
            limits=Limits(max_bytes=int(self.app.watch.limits.feed_megabytes * 1024 * 1024)),
        )

    def failed(self, source: str, error: BrokenSource, started: datetime) -> Account:
        """Close the account of a visit that failed for good; the cursor stays where it was."""
        now = self.app.now()
        wait = error.retry_after if isinstance(error, RetrySource) else None
        return self.app.corpus.record_failure(
            source, error.message, started=started, now=now, not_before=now + wait if wait else None
        )


@asynccontextmanager
async def open_poll(app: App, sources: Sequence[str], terms: Sequence[str] = ()) -> AsyncIterator[Poll]:
    """A Poll of ``sources`` with its connections and its feed parser, closed at the end.

    PubMed is asked for ``terms`` by name, or for all.
    """
    watch = app.watch
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
        yield Poll(
            app,
            tuple(term for term in watch.terms if not terms or term.name in terms),
            client,
            shared_pace(eutils, app.sleep),
            eutils,
            parser,
            AdmissionOrder(sources),
            asyncio.Semaphore(AT_ONCE),
        )


def _with_alarm_of_clock(app: App, harvest: Harvest, now: datetime) -> Harvest:
    """``harvest`` with an alarm where a visit since the last good one bears a time that has not come yet."""
    said = app.visits.ahead(harvest.source, now)
    if said is None:
        return harvest
    told = f"the clock of this computer was ahead at an earlier visit (it said {said:%Y-%m-%d %H:%M} UTC)"
    return replace(harvest, alarms=(*harvest.alarms, told))


def feed_table(app: App, name: str) -> FeedTable:
    """The [[feed]] of that ``name`` in the configuration."""
    return next(feed for feed in app.watch.feed if feed.name == name)
