"""PubMed as a source: the watched Terms as queries, and the questions that only PubMed is asked again.

This file does NOT search or fetch (visit.py) and does NOT know E-utilities (eutils.py).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import ClassVar

from literature.model.harvest import Cursor, Harvest, HistorySlice, VisitKind
from literature.terms.matcher import Term, asked_as
from sources.http import Pace
from sources.pubmed.answer import SOURCE
from sources.pubmed.eutils import Access, Eutils
from sources.pubmed.query import query
from sources.pubmed.search import Window, search
from sources.pubmed.visit import Catch, fetch_all, visit_pubmed
from sources.source import VisitContext


@dataclass(frozen=True, slots=True)
class PubmedSource:
    """PubMed, asked for ``terms``; where they are ``narrowed``, a visit leaves the cursor where it is."""

    terms: tuple[Term, ...]
    eutils: Eutils
    pace: Pace
    narrowed: bool = False

    name: ClassVar[str] = SOURCE
    group: ClassVar[str] = SOURCE
    interval: ClassVar[timedelta] = timedelta(hours=6)
    is_vital: ClassVar[bool] = True
    admission_wait: ClassVar[timedelta] = timedelta(minutes=15)
    """A first visit fetches a month of records: 1,000 of them took under a minute, and at NCBI's pace 15 minutes are
    2,400 requests."""
    silence: ClassVar[str] = (
        "PubMed shows no new records on any subject since {day}; it has stopped, or the clock of this computer is wrong"
    )

    def is_due(self, cursor: Cursor | None, now: datetime) -> bool:
        """Always: a visit costs a few requests, whatever the last one brought."""
        del cursor, now
        return True

    def only(self, terms: Collection[str]) -> PubmedSource:
        """PubMed asked for ``terms`` alone, by name; the same where these are all."""
        chosen = tuple(term for term in self.terms if term.name in terms)
        return self if chosen == self.terms else replace(self, terms=chosen, narrowed=True)

    def further_back(self, terms: Sequence[Term], look_back: timedelta) -> PubmedSource:
        """PubMed asked for ``terms`` over the last ``look_back``."""
        return replace(self, terms=tuple(terms), eutils=replace(self.eutils, look_back=look_back))

    async def visit(self, context: VisitContext) -> Harvest:
        """Ask for everything new of the Terms and fetch what the corpus lacks."""
        terms = {term.name: term for term in self.terms}
        queries = {name: query(term) for name, term in terms.items()}
        harvest = await visit_pubmed(queries, self.access(context), context)
        asked = tuple(each._replace(spellings=asked_as(terms[each.name])) for each in harvest.asked)
        if not self.narrowed:
            return replace(harvest, asked=asked)
        note = f"asked for {', '.join(terms)} only: the cursor stays"
        return replace(harvest, asked=asked, cursor=None, notes=(note, *harvest.notes))

    async def fetch(self, pmids: Sequence[str], context: VisitContext) -> Catch:
        """The records of ``pmids`` as they are now. Raises BrokenSource where none could be fetched."""
        return await fetch_all(self.access(context), pmids, context.progress)

    async def history(self, term: Term, window: Window, context: VisitContext) -> Harvest:
        """Ask for all of ``term`` in ``window`` and fetch what the corpus lacks. What did not come is named in the
        Harvest's ``history``: it is to be asked for again.

        Raises RetrySource or BrokenSource where the search failed or nothing could be fetched.
        """
        access = self.access(context)
        asked = sorted((await search(access, query(term), window)).ids, key=int)
        wanted = context.unknown(asked)
        catch = await fetch_all(access, [pmid for pmid in asked if pmid in wanted], context.progress)
        note = f"{term.name}: {len(asked)} found from {window.first} to {window.last}"
        harvest = _of_history(term, window.first, len(asked), catch)
        held = tuple(pmid for pmid in asked if pmid not in wanted)
        return replace(harvest, held=held, notes=(note, *catch.notes))

    async def absent_history(self, term: Term, pmids: Sequence[str], context: VisitContext) -> Harvest:
        """Fetch papers of the history of ``term`` that did not come before. Raises BrokenSource where none can be."""
        return _of_history(term, None, len(pmids), await self.fetch(pmids, context))

    def access(self, context: VisitContext) -> Access:
        """The E-utilities, for questions whose answers are not admitted (search.py)."""
        return Access(self.eutils, context.client, self.pace, sleep=context.sleep)


def _of_history(term: Term, first: date | None, announced: int, catch: Catch) -> Harvest:
    absent = tuple(unread.source_id for unread in catch.unread if not unread.body)
    return Harvest(
        SOURCE,
        announced=announced,
        records=catch.records,
        unread=catch.unread,
        notes=catch.notes,
        kind=VisitKind.BACKFILL,
        history=HistorySlice(term.name, first, absent),
    )
