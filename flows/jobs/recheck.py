"""Asking PubMed and Crossref again: for what happened to works that we hold, and for papers that the polls have missed.

A retraction changes the record of the article that it touches, years later, and no poll announces that. Plain
functions; upkeep_flows.py wraps them as Prefect tasks. This file does NOT tell readers: what is found is
admitted and reaches the next edition by itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from flows.jobs.visit import Poll
from literature.model.errors import BrokenSource
from literature.model.harvest import Account, Deleted, Harvest, Unread, VisitKind
from literature.model.progress import NO_PROGRESS, Progress
from literature.model.recall import TermAudit
from literature.model.record import CROSSREF
from literature.terms.matcher import Term
from sources.crossref.sweep import Swept, sweep
from sources.crossref.works import Crossref, CrossrefAccess
from sources.pubmed.source import PubmedSource
from sources.pubmed.visit import Catch
from store.notices.rechecks import Rechecks

AUDIT = timedelta(days=396)
"""13 months: a paper that PubMed's index takes up late, or that a changed translation hid, is found within a year."""

RECENT = timedelta(days=730)
"""Works first seen within two years are asked for each week: most retractions come early. All are, each month."""


class Audited(NamedTuple):
    """One question of the recall audit: from which day on PubMed was searched again, and the Account of that."""

    since: date
    account: Account


async def ask_again(
    poll: Poll, pubmed: PubmedSource, pmids: Sequence[str], progress: Progress = NO_PROGRESS
) -> Account:
    """Fetch the records of ``pmids`` and admit what they say now.

    The cursor stays. Raises BrokenSource where nothing could be fetched.
    """
    catch, context, size = Catch(), poll.context(pubmed, NO_PROGRESS), pubmed.eutils.batch
    for begin in range(0, len(pmids), size):
        catch += await pubmed.fetch(pmids[begin : begin + size], context)
        progress.fetched(min(begin + size, len(pmids)), len(pmids))
    harvest = Harvest(
        pubmed.name, len(pmids), catch.records, unread=catch.unread, notes=catch.notes, kind=VisitKind.RECHECK
    )
    return poll.admit(harvest, context.now)


async def audit(poll: Poll, pubmed: PubmedSource, progress: Progress = NO_PROGRESS) -> tuple[Audited, ...]:
    """Query the last 13 months again and admit what the polls have missed; ``new`` of the Accounts counts it.

    Each term only from when it has been watched: what is older is history, and not news. Terms that began on different
    days are different questions. Raises BrokenSource.
    """
    today, groups = poll.now().date(), defaultdict[date, list[Term]](list)
    for term in pubmed.terms:
        if since := poll.terms.since(term):  # none: it was never asked for
            groups[max(since.date() - pubmed.eutils.look_back, today - AUDIT)].append(term)
    return tuple([await _audit(poll, pubmed, first, terms, progress) for first, terms in groups.items()])


async def _audit(poll: Poll, pubmed: PubmedSource, first: date, terms: list[Term], progress: Progress) -> Audited:
    context = replace(poll.context(pubmed, progress), cursor=None)
    harvest = await pubmed.further_back(terms, context.now.date() - first).visit(context)
    audits = _term_audits(poll, harvest, first)
    return Audited(first, poll.admit(replace(harvest, cursor=None, kind=VisitKind.AUDIT, audited=audits), context.now))


def _term_audits(poll: Poll, harvest: Harvest, first: date) -> tuple[TermAudit, ...]:
    """What is held of each term before ``harvest`` is admitted, by the rules of today: a work may have been stored
    under other terms, or other names of these."""
    named = defaultdict[str, set[str]](set)
    for stored in poll.corpus.records_of_works(harvest.source, harvest.held):
        for term in poll.classifier.terms_in(stored.record):
            named[term].add(stored.source_id)
    return tuple(TermAudit(term.name, first, term.ids, term.ids & named[term.name]) for term in harvest.asked)


async def ask_crossref(
    poll: Poll, crossref: Crossref, rechecks: Rechecks, dois: Sequence[str], progress: Progress = NO_PROGRESS
) -> Account:
    """Ask Crossref what it asserts of the papers ``dois`` and admit it; what it does not assert any more is taken back.

    Raises nothing of Crossref's: the Account says what failed, and the next sweep asks again.
    """
    started = poll.now()
    access = CrossrefAccess(crossref, poll.client, now=poll.now, sleep=poll.sleep)
    try:
        swept = await sweep(access, dois, progress)
    except BrokenSource as error:
        failed = poll.corpus.record_failure
        return failed(CROSSREF, error.message, started=started, now=poll.now(), kind=VisitKind.RECHECK)
    account = poll.admit(_harvest(swept, rechecks), started)
    rechecks.note_answers(CROSSREF, swept.answered, swept.unknown, poll.now())
    return account


UNKNOWN_DOI = "not known to Crossref"
MOST_NAMED = 20
"""DOIs in a note. All are kept by name among what could not be read."""


def _harvest(swept: Swept, rechecks: Rechecks) -> Harvest:
    """What came of a sweep, as a visit: notices are announced; papers without an answer fail, by name."""
    unread = [*swept.unread, *(Unread(doi, UNKNOWN_DOI) for doi in swept.unknown)]
    if swept.failure:
        unread.append(Unread("the rest of the sweep", swept.failure))
    asserted = {record.source_id for record in swept.records}
    taken_back = sorted(rechecks.asserted(CROSSREF, swept.answered) - asserted)
    return Harvest(
        CROSSREF,
        announced=len(swept.records) + len(unread),
        records=swept.records,
        unread=tuple(unread),
        deleted=tuple(map(Deleted, taken_back)),
        notes=tuple(_notes(swept)),
        kind=VisitKind.RECHECK,
    )


def _notes(swept: Swept) -> Iterator[str]:
    yield f"{len(swept.answered):,} papers answered"
    if swept.unknown:
        yield f"{len(swept.unknown):,} not known to Crossref: {', '.join(swept.unknown[:MOST_NAMED])}"
    for type_, updates in Counter(swept.unknown_types).items():
        yield f"an update of a type that is not known: {type_} ({updates} times)"
    if swept.not_asked:
        yield f"{len(swept.not_asked):,} papers were not asked about; the next sweep does"
