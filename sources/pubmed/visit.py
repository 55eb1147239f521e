"""A visit to PubMed: what is new for the watched Terms, as a Harvest.

New means created or entered within the window. The two dates differ: a record that comes more than a year late gets its
old publication date as entry date (NLM Technical Bulletin 2008 Nov-Dec), so neither finds everything alone. Windows are
whole days and overlap the last visit by ``look_back``; what the corpus has is not fetched again.

This file does NOT check answers (answer.py), does NOT read records (xml.py) and matches nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from literature.model.errors import BrokenSource
from literature.model.harvest import Harvest, TermAsked, Unread
from literature.model.progress import NO_PROGRESS, Progress
from literature.model.record import Record
from sources.pubmed.absent import Absent, check_absence
from sources.pubmed.answer import SOURCE, DamagedError, unavailable
from sources.pubmed.cursor import Memory, alarms, from_cursor, to_cursor, understanding
from sources.pubmed.eutils import Access, ask
from sources.pubmed.rhythm import PubmedRhythm
from sources.pubmed.search import SearchResult, Window, count_created, newest_created, search
from sources.pubmed.xml import latest, read
from sources.source import VisitContext

MOST_DAMAGE = 12
"""Damaged answers that are asked for again in halves: 8 find one broken record among 200; a server that cuts every
answer off must not be asked hundreds of times."""
ABSENT = "announced by ESearch, not returned by EFetch; asked again at the next visit"
NOT_AVAILABLE = "PubMed says that this PMID is not available; asked again at the next visit"


async def visit_pubmed(queries: Mapping[str, str], access: Access, context: VisitContext) -> Harvest:
    """Ask PubMed for everything new of ``queries`` (Term -> query) and fetch what the corpus lacks.

    Raises RetrySource or BrokenSource when a search, or every fetch, fails: nothing is then known about what is new.
    Where only some PMIDs did not come they are Unread, and the cursor moves with them in it: they are asked for again,
    by PMID, for 60 days (see absent.py).
    """
    today = context.now.date()
    previous = from_cursor(context.cursor) if context.cursor else Memory(today, {})
    first = previous.covered(today) - access.eutils.look_back
    answers = [await _search_both_dates(access, term, query, first, today) for term, query in queries.items()]
    announced = set().union(*(answer.ids for answer in answers))
    asked = sorted(announced | previous.absent.since.keys(), key=int)
    wanted = set(context.unknown(asked))
    catch = await _fetch_both(access, [pmid for pmid in asked if pmid in wanted], previous.absent, context.progress)
    absence = check_absence(previous.absent, catch.unread, announced, today)
    rhythm, uncounted = await _rhythm(access, previous.rhythm, today)
    come = {record.source_id for record in catch.records}
    rhythm = rhythm.with_new({answer.term: len(answer.ids & come) for answer in answers}, today)
    understood = {answer.term: understanding(answer.query, answer.created) for answer in answers}
    memory = Memory(today, understood, absence.absent, rhythm)
    notes = [note for answer in answers for note in answer.notes()]
    return Harvest(
        SOURCE,
        announced=len(asked) - len(absence.silent),
        records=catch.records,
        held=tuple(pmid for pmid in asked if pmid not in wanted),
        unread=absence.unread,
        cursor=to_cursor(memory),
        notes=(*notes, *catch.notes, *absence.notes, *filter(None, [uncounted, access.pace.note])),
        alarms=(*_alarms(memory, previous), *absence.alarms),
        silent_since=rhythm.silent_since(today),
        asked=tuple(TermAsked(answer.term, len(answer.ids), ids=answer.ids) for answer in answers),
    )


async def _fetch_both(access: Access, pmids: Sequence[str], waiting: Absent, progress: Progress) -> Catch:
    """What is new, then what earlier visits waited for in vain, in batches of its own: where NCBI fails on an absent
    PMID, it fails none of the new ones, nor the visit."""
    again = [pmid for pmid in pmids if waiting.knows(pmid)]
    catch = await fetch_all(access, [pmid for pmid in pmids if not waiting.knows(pmid)], progress)
    try:
        return catch + await fetch_all(access, again)
    except BrokenSource as error:
        return catch + Catch(unread=tuple(Unread(pmid, error.message) for pmid in again))


async def _rhythm(access: Access, previous: PubmedRhythm, today: date) -> tuple[PubmedRhythm, str]:
    """Return the rhythm after a look at what was created anywhere in PubMed, and why that could not be asked. It is no
    reason to lose the visit; while it cannot be asked, nothing says that PubMed lives.

    On a Monday that is a holiday the last days are empty: where no visit was made since Wednesday, or PubMed has thawed
    since, the days before them show that it lives.
    """
    day = timedelta(days=1)
    try:
        rhythm = previous.after(await count_created(access, today - day, today + day), today)
        if rhythm.newest and rhythm.silent_since(today):
            rhythm = rhythm.with_newest(await newest_created(access, rhythm.newest + day, today - 2 * day))
        return rhythm, ""
    except BrokenSource as error:
        return previous.after(None, today), f"PubMed's newest records could not be counted: {error.message}"


@dataclass(frozen=True, slots=True)
class _TermAnswer:
    """What PubMed announced for one Term."""

    term: str
    query: str
    created: SearchResult
    entered: SearchResult

    @property
    def ids(self) -> frozenset[str]:
        return self.created.ids | self.entered.ids

    def notes(self) -> Iterator[str]:
        yield f"{self.term}: {len(self.ids)} found; PubMed read the query as {self.created.translation or 'it stands'}"
        kinds: dict[str, dict[str, None]] = {}
        for warned in self.created.warned + self.entered.warned:
            kinds.setdefault(warned.kind, {})[warned.text] = None
        yield from (f"{self.term}: {kind}: {', '.join(texts)}" for kind, texts in kinds.items())


async def _search_both_dates(access: Access, term: str, query: str, first: date, today: date) -> _TermAnswer:
    """Search by both dates up to tomorrow.

    PubMed's days are those of Washington, perhaps ahead of ours; and most records carry the day after their creation as
    their entry date (94.7 % of an update file, measured).
    """
    last = today + timedelta(days=1)
    created = await search(access, query, Window("crdt", first, last))
    entered = await search(access, query, Window("edat", first, last))
    return _TermAnswer(term, query, created, entered)


def _alarms(memory: Memory, previous: Memory) -> Iterator[str]:
    for term, understood in memory.understood.items():
        yield from alarms(term, understood, previous.understood.get(term))
    if not memory.rhythm.silent_since(memory.through):
        yield from memory.rhythm.alarms(memory.through)


@dataclass(frozen=True, slots=True)
class Catch:
    """What came of the PMIDs asked for: each one ends as a Record or an Unread; without bytes where none came."""

    records: tuple[Record, ...] = ()
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, more: Catch) -> Catch:
        return Catch(self.records + more.records, self.unread + more.unread, self.notes + more.notes)


async def fetch_all(access: Access, pmids: Sequence[str], progress: Progress = NO_PROGRESS) -> Catch:
    """Fetch in batches; one that fails for good costs the others nothing, unless all do: then its error is raised."""
    catch = Catch()
    failures: list[BrokenSource] = []
    damage = MOST_DAMAGE
    size = access.eutils.batch
    todo = [pmids[start : start + size] for start in range(0, len(pmids), size)][::-1]
    while todo:
        batch = todo.pop()
        try:
            catch += await ask(access, "efetch", {"id": ",".join(batch)}, partial(sort_out, batch))
        except BrokenSource as error:
            if isinstance(error, DamagedError) and len(batch) > 1 and damage:
                damage -= 1
                todo += [batch[len(batch) // 2 :], batch[: len(batch) // 2]]
            else:
                failures.append(error)
                catch += _lost(batch, error)
        progress.fetched(len(catch.records) + len(catch.unread), len(pmids))
    if failures and not catch.records:
        raise failures[-1]
    return catch


def _lost(batch: Sequence[str], error: BrokenSource) -> Catch:
    """PMIDs that did not come; of one that is broken for good the bytes are kept: it need not be asked for again."""
    if isinstance(error, DamagedError) and len(batch) == 1:
        return Catch(unread=(Unread(batch[0], error.message, error.body),))
    return Catch(unread=tuple(Unread(pmid, error.message) for pmid in batch))


def sort_out(asked: Sequence[str], body: bytes) -> Catch:
    """Compare what EFetch sent with the PMIDs ``asked``: each one ends as a Record or an Unread.

    EFetch leaves out a PMID it does not know without a word. What cannot be read is a record without a PMID, so it can
    only be one of those that are missing: its bytes are kept under the first of them. Of several versions the highest
    counts.
    """
    gone = unavailable(body)
    items = () if gone else latest(read(body, source=SOURCE))
    records = {item.source_id: item for item in items if isinstance(item, Record)}
    damaged = [item for item in items if isinstance(item, Unread)]
    missing = [pmid for pmid in asked if pmid not in records and pmid not in gone]
    unread = [Unread(pmid, NOT_AVAILABLE) for pmid in asked if pmid in gone]
    unread += [replace(item, source_id=pmid) for pmid, item in zip(missing, damaged, strict=False)]
    absent = missing[len(damaged) :]
    surplus = sorted(set(records) - set(asked))
    return Catch(
        tuple(records[pmid] for pmid in asked if pmid in records),
        (*unread, *(Unread(pmid, ABSENT) for pmid in absent)),
        (f"EFetch sent what was not asked for: {', '.join(surplus)}",) if surplus else (),
    )
