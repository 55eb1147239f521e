"""The trial of a term: what it would bring, asked of PubMed with few requests. Nothing is admitted or stored.

This file does NOT print (trial_report.py) and does NOT need a database: a term can be tried before there is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from flows.config import default_since
from literature.classifier import Classifier
from literature.model.record import Record, Scheme
from literature.model.work import Candidate, Centrality
from literature.terms.false_friends import FalseFriend, false_friends
from literature.terms.matcher import Matcher, Term
from literature.terms.traps import Trap, TrapKind, traps
from literature.topics.sorter import Sorter, Topic
from sources.pubmed.eutils import Access
from sources.pubmed.query import query
from sources.pubmed.search import Window, count_by_window, count_in, found_among, months, newest
from sources.pubmed.visit import fetch_all

MONTHS = 12
NEWEST = 60
"""Records that are fetched and read: one request, and enough to tell 5 % of noise from 25 %."""
TITLES = 10
MOST_HITS = 10_000
"""Papers a year from which a term is called too wide: 200 a week, twice what three IL-1 terms bring."""
WEEKS = 52


class Month(NamedTuple):
    """How many records PubMed created in the month that begins with ``first``."""

    first: date
    hits: int


class TrialTitle(NamedTuple):
    """A record that the term brings, and the spelling by which it was recognised."""

    pmid: str
    title: str
    spelling: str
    where: str


class Missed(NamedTuple):
    """A paper that the term should find and does not, and why."""

    title: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Recall:
    """Of the papers that the term should find, how many it does: PubMed by its query, and the matcher in what PubMed
    gives."""

    papers: int
    found: int
    missed: tuple[Missed, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """What the newest records of PubMed are: ``confirmed`` name the term, and ``core`` are about it."""

    fetched: int = 0
    confirmed: int = 0
    core: int = 0
    new_core: int = 0
    """Of those about the term, how many no other term brings."""
    new_markers: int = 0
    """Of those that only mention it, how many no other term brings."""
    topics: Mapping[str, int] = field(default_factory=dict)
    """Id of the first topic -> records; '' where they have none."""
    titles: tuple[TrialTitle, ...] = ()
    rejected: Mapping[str, int] = field(default_factory=dict)
    """Why the matcher does not believe PubMed -> records."""
    friends: tuple[FalseFriend, ...] = ()


@dataclass(frozen=True, slots=True)
class TermTrial:
    """All that a trial found out."""

    term: Term
    query: str
    months: tuple[Month, ...] = ()
    since: date | None = None
    history: int = 0
    """How many papers a backfill since that day would bring."""
    covered: int = 0
    """Of the hits, those that the other terms bring already."""
    sample: Sample = Sample()
    seeds: tuple[str, ...] = ()
    """Titles of the seeds that name the term."""
    recall: Recall | None = None
    traps: tuple[Trap, ...] = ()

    @property
    def hits(self) -> int:
        """Records of the last 12 months."""
        return sum(month.hits for month in self.months)

    @property
    def weekly(self) -> tuple[float, float]:
        """How many entries and how many lines in brief it adds to a weekly letter, as the sample has them."""
        if not self.sample.fetched:
            return 0.0, 0.0
        fetched_a_week = self.hits / WEEKS / self.sample.fetched
        return self.sample.new_core * fetched_a_week, self.sample.new_markers * fetched_a_week


async def try_term(
    term: Term,
    others: Sequence[Term],
    topics: Sequence[Topic],
    access: Access,
    today: date,
    *,
    since: date | None = None,
    seeds: Sequence[Record] = (),
    known: Sequence[Record] | None = None,
) -> TermTrial:
    """Try ``term`` next to the ``others`` that are watched.

    Asks PubMed for 12 counts, one more of what the others bring, one of what a backfill ``since`` (default: two years)
    would bring, and the newest records; of ``known``, the papers that the term should find, two questions for every
    200. Raises BrokenSource.
    """
    written = tuple(trap for trap in traps((*others, term)) if trap.term == term.name)
    asked = query(term)
    if not asked:
        return TermTrial(term, asked, traps=written)
    windows = months(today, MONTHS)
    counts = await count_by_window(access, asked, windows)
    hits, matcher, first = sum(counts), Matcher([term]), since or default_since(today)
    trial = TermTrial(
        term,
        asked,
        since=first,
        history=await count_in(access, asked, Window("crdt", first, today)),
        months=tuple(Month(window.first, count) for window, count in zip(windows, counts, strict=True)),
        seeds=tuple(record.title.text for record in seeds if matcher.matches(record)),
        recall=await _recall(matcher, asked, known, access) if known is not None else None,
        traps=(*written, *counted_traps(term.name, hits)),
    )
    if not hits:
        return trial
    whole = Window("crdt", windows[0].first, windows[-1].last)
    covered = await _count_covered(asked, others, whole, access)
    pmids = await newest(access, asked, windows, NEWEST)
    catch = await fetch_all(access, pmids)
    return replace(trial, covered=covered, sample=_sample(term, others, topics, catch.records))


def counted_traps(term: str, hits: int) -> tuple[Trap, ...]:
    """Return what is wrong with a term that has so many ``hits`` a year."""
    if not hits:
        return (Trap(TrapKind.NOTHING, term, term),)
    return (Trap(TrapKind.TOO_MANY, term, term, hits=hits),) if hits > MOST_HITS else ()


async def _count_covered(asked: str, others: Sequence[Term], window: Window, access: Access) -> int:
    """How many hits of ``asked`` another term has too."""
    queries = " OR ".join(filter(None, map(query, others)))
    return await count_in(access, f"{asked} AND ({queries})", window) if queries else 0


def _sample(term: Term, others: Sequence[Term], topics: Sequence[Topic], records: Sequence[Record]) -> Sample:
    classifier = Classifier([term], Sorter(topics).sort, "trial")
    candidates = [classifier.classify(record) for record in records]
    mine = [candidate for candidate in candidates if candidate.matches]
    matcher = Matcher(others)
    new = [candidate for candidate in mine if not matcher.matches(candidate.record)]
    return Sample(
        fetched=len(records),
        confirmed=len(mine),
        core=_count_of(Centrality.CORE, mine),
        new_core=_count_of(Centrality.CORE, new),
        new_markers=_count_of(Centrality.MARKER, new),
        topics=Counter(candidate.labels[0].topic if candidate.labels else "" for candidate in mine),
        titles=tuple(_title(candidate) for candidate in mine[:TITLES]),
        rejected=Counter(candidate.excluded for candidate in candidates if candidate.excluded),
        friends=false_friends(term, [(candidate.record, candidate.matches) for candidate in mine]),
    )


def _count_of(centrality: Centrality, candidates: Sequence[Candidate]) -> int:
    return sum(candidate.verdict.centrality is centrality for candidate in candidates)


def _title(candidate: Candidate) -> TrialTitle:
    match = candidate.matches[0]
    record = candidate.record
    return TrialTitle(record.source_id, record.title.text, match.spelling, match.where)


async def _recall(matcher: Matcher, asked: str, known: Sequence[Record], access: Access) -> Recall:
    """Look for each paper as a poll would: by the query, then by the matcher in PubMed's own record."""
    pmids = sorted({pmid for record in known if (pmid := record.identifier(Scheme.PMID))}, key=int)
    given = {record.source_id: record for record in (await fetch_all(access, pmids)).records} if pmids else {}
    asked_for = await found_among(access, asked, sorted(given, key=int))
    missed = [
        Missed(record.title.text, pmid or record.identifier(Scheme.DOI), why)
        for record in known
        if (why := _why_missed(pmid := record.identifier(Scheme.PMID), given.get(pmid), asked_for, matcher))
    ]
    missed.sort(key=lambda paper: paper.name not in given)
    return Recall(len(known), len(known) - len(missed), tuple(missed))


def _why_missed(pmid: str, record: Record | None, asked_for: Collection[str], matcher: Matcher) -> str:
    """Why the paper does not come by the term, '' where it does."""
    if not pmid:
        return "has no PMID here: whether PubMed has it is not known"
    if record is None:
        return "PubMed does not give this PMID"
    matched = bool(matcher.matches(record))
    if pmid not in asked_for:
        return (
            "PubMed's search does not find it, though its text names the term" if matched else matcher.why_not(record)
        )
    return "" if matched else f"PubMed finds it, and our matcher does not: {matcher.why_not(record)}"
