"""Asking PubMed again: for what happened to works that we hold, and for papers that the polls have missed.

A retraction changes the record of the article that it touches, years later, and no poll announces that. Plain
functions; upkeep_flows.py wraps them as Prefect tasks. This file does NOT tell readers: what is found goes through the
door and reaches the next edition by itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from flows.app import App
from flows.config import PUBMED
from flows.jobs.visit import Poll
from literature.model.edition import Item
from literature.model.harvest import Account, Harvest, VisitKind
from literature.model.record import Scheme
from literature.terms.matcher import Term
from sources.pubmed.eutils import Access
from sources.pubmed.visit import Catch, Far, fetch_all, unheard

AUDIT = timedelta(days=396)
"""13 months: a paper that PubMed's index takes up late, or that a changed translation hid, is found within a year."""


class Audited(NamedTuple):
    """One question of the recall audit: from which day on PubMed was searched again, and the Account of that."""

    since: date
    account: Account


async def ask_again(poll: Poll, far: Far = unheard) -> Account:
    """Fetch the records of all works that were ever mailed or seeded, and admit what they say now.

    The cursor stays. Raises BrokenSource where nothing could be fetched.
    """
    app, pmids, catch = poll.app, held_pmids(poll.app), Catch()
    started, size = app.now(), poll.eutils.batch
    access = Access(poll.eutils, poll.client, poll.pace, sleep=app.sleep)
    for at in range(0, len(pmids), size):
        catch += await fetch_all(access, pmids[at : at + size])
        far(min(at + size, len(pmids)), len(pmids))
    harvest = Harvest(
        PUBMED,
        announced=len(pmids),
        records=catch.records,
        unread=catch.unread,
        notes=catch.notes,
        kind=VisitKind.RECHECK,
    )
    return poll.admit(harvest, started)


async def audit(poll: Poll, far: Far = unheard) -> tuple[Audited, ...]:
    """Query the last 13 months again and admit what the polls have missed; ``new`` of the Accounts counts it.

    Each term only from when it has been watched: what is older is history, and not news. Terms that began on different
    days are different questions. Raises BrokenSource.
    """
    app, today = poll.app, poll.app.now().date()
    groups = defaultdict[date, list[Term]](list)
    for term in app.watch.terms:
        if first := _watched_from(poll, term):
            groups[max(first, today - AUDIT)].append(term)
    return tuple([await _audit(poll, first, terms, far) for first, terms in groups.items()])


def held_pmids(app: App) -> list[str]:
    """The PMIDs of all works that readers know: seeded, or in an edition."""
    known = [*app.corpus.items(seeded=True)]
    for key, _ in app.editions.slots():
        known += app.corpus.items(seeded=False, edition=key)
    return sorted({pmid for item in known for pmid in _pmids(item)}, key=int)


def _pmids(item: Item) -> list[str]:
    return [one.value for one in item.record.identifiers if one.scheme is Scheme.PMID]


def _watched_from(poll: Poll, term: Term) -> date | None:
    """From which day on a paper about ``term`` should have been found; None for one that was never asked for."""
    since = poll.app.visits.watched_since(term)
    return since.date() - poll.eutils.look_back if since else None


async def _audit(poll: Poll, first: date, terms: list[Term], far: Far) -> Audited:
    started = poll.app.now()
    further_back = replace(poll.eutils, look_back=started.date() - first)
    harvest = await poll.ask_pubmed(terms, further_back, None, started, far)
    return Audited(first, poll.admit(replace(harvest, cursor=None, kind=VisitKind.AUDIT), started))
