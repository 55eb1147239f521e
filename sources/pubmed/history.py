"""The history of a term: what PubMed holds of it from before it was watched, by whole months, the newest first.

By date of creation alone: each record has exactly one, so that months are disjoint and leave nothing out. This file
does NOT admit what it brings and does NOT decide how far back a history goes (flows/jobs/backfill.py does).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from literature.model.harvest import Harvest, HistorySlice, VisitKind
from literature.terms.matcher import Term
from sources.pubmed.answer import SOURCE
from sources.pubmed.eutils import Access
from sources.pubmed.query import query
from sources.pubmed.search import Window, search
from sources.pubmed.visit import Catch, fetch_all
from sources.source import VisitContext

PAPERS = 1_000
"""Papers of one part of a history, on average: five fetches, so that a search costs little and a killed run loses
little."""


def parts_of(since: date, last: date, papers: int) -> Iterator[Window]:
    """Yield the days from ``since`` to ``last``, both included, that hold so many ``papers``: by whole months, as many
    in a part as have PAPERS on average, the newest first."""
    months = _month(last) - _month(since) + 1
    at_once = max(1, months * PAPERS // max(1, papers))
    while last >= since:
        first = max(_first_day(_month(last) - at_once + 1), since)
        yield Window("crdt", first, last)
        last = first - timedelta(days=1)


def _month(day: date) -> int:
    """Its month, counted from the year 0."""
    return 12 * day.year + day.month - 1


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1) if month >= _month(date.min) else date.min


async def visit_history(term: Term, window: Window, access: Access, context: VisitContext) -> Harvest:
    """Ask for all of ``term`` in ``window`` and fetch what the corpus lacks; what did not come is asked for once more.

    Raises RetrySource or BrokenSource where the search failed or nothing could be fetched.
    """
    asked = sorted((await search(access, query(term), window)).ids, key=int)
    wanted = context.unknown(asked)
    catch = await fetch_all(access, [pmid for pmid in asked if pmid in wanted], context.progress)
    if absent := [unread.source_id for unread in catch.unread if not unread.body]:
        broken = tuple(unread for unread in catch.unread if unread.body)
        catch = Catch(catch.records, broken, catch.notes) + await fetch_all(access, absent)
    return Harvest(
        SOURCE,
        announced=len(asked),
        records=catch.records,
        held=tuple(pmid for pmid in asked if pmid not in wanted),
        unread=catch.unread,
        notes=(f"{term.name}: {len(asked)} found from {window.first} to {window.last}", *catch.notes),
        kind=VisitKind.BACKFILL,
        history=HistorySlice(term.name, window.first),
    )
