"""The backfill: the history of a term that is new in watch.toml, or whose `since` goes further back, brought into the
archive and not into the mail.

A poll decides how far back each history goes; the backfill fetches it by months, the newest first. Each part is noted
in the transaction that stores its records: whatever stops a run, the next one goes on with the part that was left.
Plain functions; upkeep_flows.py wraps them as Prefect tasks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from digests.words.prose import count
from flows.app import App
from flows.config import default_since
from flows.jobs.visit import Poll, open_poll
from flows.result import Result
from literature.model.errors import BrokenSource
from literature.model.harvest import VisitKind
from literature.model.progress import NO_PROGRESS
from literature.terms.matcher import Term
from sources.pubmed.absent import ASKED_FOR
from sources.pubmed.query import query
from sources.pubmed.search import Window, count_in, parts_of
from sources.pubmed.source import PubmedSource
from store.terms.watched import HistoryPlan, TermHistory, WatchedTerms


@dataclass(frozen=True, slots=True)
class Backfill(Result):
    """How far the histories have come; ``fault`` is why one could not go on, or ''."""

    histories: tuple[TermHistory, ...]
    most: int
    """[limits] backfill."""
    fault: str = ""

    @property
    def complaints(self) -> list[str]:
        """What a person must do."""
        refused = [history_line(history, self.most) for history in self.histories if history.refused]
        return [*refused, *([self.fault] if self.fault else [])]

    def lines(self) -> list[str]:
        """For people."""
        told = [history_line(history, self.most) for history in self.histories if not history.refused]
        return told or ["nothing to backfill"]

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        return {"histories": [history_dict(history) for history in self.histories], "fault": self.fault}


NO_BACKFILL = Backfill((), 0)


def history_dict(history: TermHistory) -> dict[str, Any]:
    """A history for programs; the keys are stable."""
    return {
        "term": history.term,
        "since": history.since.isoformat() if history.since else None,
        "left": history.left.isoformat() if history.left else None,
        "papers": history.hits,
        "announced": history.announced,
        "new": history.new,
        "refused": history.refused,
    }


def planned_line(histories: Sequence[TermHistory]) -> str:
    """Say that these histories are still to be fetched."""
    terms = ", ".join(f"{history.term} since {history.since}" for history in histories)
    return f"earlier papers will be fetched into the archive (`ilwatch backfill` does it now): {terms}"


def history_line(history: TermHistory, most: int) -> str:
    """How far a history has come, in a sentence."""
    term, since = history.term, history.since
    if history.refused:
        return (
            f"{term}: PubMed has {history.hits:,} papers since {since}, and [limits] backfill is {most:,}: nothing was "
            f"fetched. Give the term a later `since`, or raise the limit"
        )
    earlier = f"{count(history.announced, 'earlier paper')}, {history.new:,} added" if history.announced else ""
    if history.left is None:
        return f"{term}: backfilled to {since}: {earlier or 'no earlier papers'}"
    return f"{term}: backfill from {since} to {history.left} still to do: {earlier or 'not started'}"


def plan_histories(terms: WatchedTerms, wanted: Mapping[str, date | None], look_back: timedelta) -> None:
    """Decide how far back the history of each term goes: ``wanted`` is name -> `since`. What the polls ask for,
    ``look_back`` before a term was first asked for, is no history."""
    histories = [history for history in terms.histories().values() if history.term in wanted]
    plans = {each.term: plan for each in histories if (plan := plan_of(each, wanted[each.term], look_back))}
    if plans:
        terms.plan_histories(plans)


def plan_of(history: TermHistory, since: date | None, look_back: timedelta) -> HistoryPlan | None:
    """Return from which day on the history is to be had, and up to which one it is still to be fetched; None where that
    has been decided already. Where ``since`` is later now, only what is left becomes less."""
    last = history.watched.date() - look_back - timedelta(days=1)
    if history.since is None:
        first = since or default_since(history.watched.date())
        return HistoryPlan(first, last if last >= first else None)
    if since is None or since == history.since:
        return None
    if since < history.since:
        left = min(last, history.left or history.since - timedelta(days=1))
        return HistoryPlan(since, left if left >= since else None)
    return HistoryPlan(since, history.left if history.left >= since else None) if history.left else None


def due(app: App) -> list[TermHistory]:
    """Plan the histories of today and return those that are to be fetched; one that was refused is due again once the
    limit allows it."""
    plan_histories(app.terms, app.watch.sinces, app.pubmed.eutils.look_back)
    watched, most = app.watch.sinces, app.watch.limits.backfill
    return [
        history
        for history in app.terms.histories().values()
        if history.term in watched
        and (history.left is not None or history.absent)
        and (not history.refused or history.hits <= most)
    ]


def backfill_of(app: App, fault: str = "", only: Collection[str] | None = None) -> Backfill:
    """How far the histories of the terms in watch.toml have come: of ``only`` those of these names, and of those that
    were refused; of all, if None."""
    histories = app.terms.histories()
    decided = (histories[name] for name in app.watch.sinces if name in histories and histories[name].since)
    told = tuple(each for each in decided if only is None or each.term in only or each.refused)
    return Backfill(told, app.watch.limits.backfill, fault)


async def fetch_and_archive(app: App, histories: Sequence[TermHistory], days: DaysDone) -> Backfill:
    """Fetch ``histories`` and write what they brought into the archive; return how far they have come."""
    async with open_poll(app, [app.pubmed]) as poll:
        fault = await fetch_histories(poll, app.pubmed, histories, app.watch.limits.backfill, days)
    if days.done:
        await asyncio.to_thread(lambda: app.archive.write_earlier(app.corpus.backfilled()))
    return backfill_of(app, fault, [history.term for history in histories])


class DaysDone:
    """How many of the days to be fetched are done, over all terms."""

    def __init__(self, histories: Sequence[TermHistory]) -> None:
        self.total = sum(_days(h.since, h.left) for h in histories if h.since and h.left)
        self.done = 0

    def add(self, window: Window) -> None:
        """Note that the days of ``window`` were fetched."""
        self.done += _days(window.first, window.last)

    def percent(self) -> float:
        """100 where nothing is to be fetched."""
        return 100.0 * self.done / self.total if self.total else 100.0


def _days(first: date, last: date) -> int:
    return (last - first).days + 1


async def fetch_histories(
    poll: Poll, pubmed: PubmedSource, histories: Sequence[TermHistory], most: int, days: DaysDone
) -> str:
    """Fetch these histories, one after the other. Return why one of them could not go on, or ''.

    A failure of PubMed ends the run: it would be met by the next term too, and the next run goes on from there.
    """
    terms = {term.name: term for term in pubmed.terms}
    for history in histories:
        started = poll.now()
        try:
            if history.absent:
                await _ask_again(poll, pubmed, terms[history.term], history)
            if history.left is None:
                continue
            hits = history.hits or await _count(poll, pubmed, terms[history.term], history)
            poll.terms.count_history(history.term, hits, refused=hits > most)
            if not hits and history.since and history.left:
                poll.terms.plan_histories({history.term: HistoryPlan(history.since, None)})
                days.add(Window("crdt", history.since, history.left))
            elif hits <= most:
                await _fetch(poll, pubmed, terms[history.term], replace(history, hits=hits), days)
        except BrokenSource as error:
            poll.corpus.record_failure(
                pubmed.name, error.message, started=started, now=poll.now(), kind=VisitKind.BACKFILL
            )
            return f"{history.term}: {error}"
    return ""


async def _ask_again(poll: Poll, pubmed: PubmedSource, term: Term, history: TermHistory) -> None:
    """Ask again for what did not come, for as long as a poll would (sources/pubmed/absent.py)."""
    context = poll.context(pubmed, NO_PROGRESS)
    waited = [pmid for pmid, since in history.absent.items() if context.now.date() - since < ASKED_FOR]
    if waited:
        poll.admit(await pubmed.absent_history(term, waited, context), context.now, to_archive=True)


async def _count(poll: Poll, pubmed: PubmedSource, term: Term, history: TermHistory) -> int:
    """How many papers are still to be fetched; none of a term that has no word to search for."""
    asked = query(term)
    if not asked or history.since is None or history.left is None:
        return 0
    access = pubmed.access(poll.context(pubmed, NO_PROGRESS))
    return await count_in(access, asked, Window("crdt", history.since, history.left))


async def _fetch(poll: Poll, pubmed: PubmedSource, term: Term, history: TermHistory, days: DaysDone) -> None:
    for window in parts_of(history.since, history.left, history.hits) if history.since and history.left else ():
        context = poll.context(pubmed, NO_PROGRESS)
        harvest = await pubmed.history(term, window, context)
        poll.admit(harvest, context.now, to_archive=True)
        days.add(window)
