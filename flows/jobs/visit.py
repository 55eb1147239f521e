"""A visit: one source asked once, what it announced classified and admitted. Plain functions.

This file does NOT try again and does NOT choose whom to visit (poll.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import httpx

from flows.app import App, Clock, Sleep, http_client
from flows.jobs.admission_order import AdmissionOrder
from literature.classifier import Classifier
from literature.model.errors import BrokenSource, RetrySource
from literature.model.harvest import Account, Harvest
from literature.model.progress import Progress
from sources.source import SharedParts, Source, VisitContext
from store.corpus import Corpus
from store.terms.watched import WatchedTerms
from store.visits import Visits

AT_ONCE = 6
"""Visits under way at the same time: all feeds are on different hosts, PubMed's own pace is kept by ``Pace``."""


@dataclass(frozen=True, slots=True)
class Poll:
    """What the visits of one poll need and share, opened once for all of them."""

    corpus: Corpus
    visits: Visits
    terms: WatchedTerms
    classifier: Classifier
    now: Clock
    sleep: Sleep
    client: httpx.AsyncClient
    shared: SharedParts
    order: AdmissionOrder
    """Whose turn it is to be admitted."""
    slots: asyncio.Semaphore
    """Held while a source is being asked, and not while it waits for its next try or its turn."""

    async def ask(self, source: Source, progress: Progress) -> tuple[Harvest, datetime]:
        """Ask ``source`` once and wait for its turn to be admitted. Return what it announced, and when it was asked.

        Raises BrokenSource.
        """
        context = self.context(source, progress)
        async with self.slots:
            self.order.asked(source.name)
            harvest = await source.visit(context)
        if ahead := self.visits.ahead(source.name, context.now):
            alarm = f"the clock of this computer was ahead at an earlier visit (it said {ahead:%Y-%m-%d %H:%M} UTC)"
            harvest = replace(harvest, alarms=(*harvest.alarms, alarm))
        await self.order.turn(source.name)
        return harvest, context.now

    def context(self, source: Source, progress: Progress) -> VisitContext:
        """All that a visit to ``source`` is given, which begins now."""
        return VisitContext(
            cursor=self.corpus.cursor(source.name)[0],
            now=self.now(),
            client=self.client,
            shared=self.shared,
            unknown=lambda ids: self.corpus.unknown(source.name, ids, self.classifier.rules),
            progress=progress,
            sleep=self.sleep,
        )

    def admit(self, harvest: Harvest, started: datetime, *, to_archive: bool = False) -> Account:
        """Classify what a visit announced and admit it, as the visit that began at ``started``; what is new is mailed,
        or ``to_archive`` not."""
        candidates = [self.classifier.classify(record) for record in harvest.records]
        return self.corpus.admit(harvest, candidates, started=started, now=self.now(), to_archive=to_archive)

    def failed(self, source: str, error: BrokenSource, started: datetime) -> Account:
        """Close the account of a visit that failed for good; the cursor stays where it was."""
        now = self.now()
        wait = error.retry_after if isinstance(error, RetrySource) else None
        not_before = now + wait if wait else None
        return self.corpus.record_failure(source, error.message, started=started, now=now, not_before=not_before)


@asynccontextmanager
async def open_poll(app: App, sources: Sequence[Source]) -> AsyncIterator[Poll]:
    """A Poll of ``sources`` with its connections, closed at the end."""
    async with http_client(app.watch) as client, AsyncExitStack() as stack:
        shared, slots = SharedParts(stack), asyncio.Semaphore(AT_ONCE)
        order = AdmissionOrder({source.name: source.admission_wait for source in sources})
        yield Poll(
            corpus=app.corpus,
            visits=app.visits,
            terms=app.terms,
            classifier=app.classifier,
            now=app.now,
            sleep=app.sleep,
            client=client,
            shared=shared,
            order=order,
            slots=slots,
        )
