"""A visit to PubMed: what is new for the watched Terms, as a Harvest.

New means created or entered within the window. The two dates differ: a record that comes more than a year late gets its
old publication date as entry date (NLM Technical Bulletin 2008 Nov-Dec), so neither finds everything alone. Windows are
whole days and overlap the last visit by ``look_back``; what the corpus has is not fetched again.

This file does NOT judge what an answer means (eutils.py), does NOT read records (pubmed_xml.py) and matches nothing.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import httpx

from literature.errors import BrokenSource
from literature.harvest import Cursor, Harvest, TermAsked, Unread
from literature.record import Record
from sources.eutils import Access, Eutils, ask
from sources.eutils_answer import SOURCE, DamagedError, unavailable
from sources.http import Pace
from sources.pubmed_absent import NONE_ABSENT, Absent, judge_absence
from sources.pubmed_memory import Memory, alarms, from_cursor, to_cursor, understanding
from sources.pubmed_pulse import Pulse
from sources.pubmed_search import Found, Window, count_created, newest_created, search
from sources.pubmed_xml import latest, read

MOST_DAMAGE = 12
"""Damaged answers that are asked for again in halves: 8 find one broken record among 200; a server that cuts every
answer off must not be asked hundreds of times."""
ABSENT = "announced by ESearch, not returned by EFetch; asked again at the next visit"
NOT_AVAILABLE = "PubMed says that this PMID is not available; asked again at the next visit"

Far = Callable[[int, int], None]
"""Hears of how many PMIDs, of how many, it is known what became of them: the first visit fetches for minutes."""


def unheard(_done: int, _total: int) -> None:
    """A Far for where nobody waits."""


async def visit(
    *,
    queries: Mapping[str, str],
    eutils: Eutils,
    client: httpx.AsyncClient,
    pace: Pace,
    cursor: Cursor | None,
    unknown: Callable[[Sequence[str]], Collection[str]],
    today: date,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    chance: Callable[[], float] = random.random,
    far: Far = unheard,
) -> Harvest:
    """Ask PubMed for everything new of ``queries`` (Term -> query) and fetch what ``unknown`` says the corpus lacks.

    ``unknown`` gets PMIDs and returns those to fetch. Raises RetrySource or BrokenSource when a search, or every fetch,
    fails: nothing is then known about what is new. Where only some PMIDs did not come they are Unread, and the cursor
    moves with them in it: they are asked for again, by PMID, for 60 days (see pubmed_absent.py).
    """
    access = Access(eutils, client, pace, clock=clock, sleep=sleep, chance=chance)
    before = from_cursor(cursor) if cursor else None
    waiting = before.absent if before else NONE_ABSENT
    first = (before.covered(today) if before else today) - eutils.look_back
    heard = [await _listen(access, term, query, first, today) for term, query in queries.items()]
    found = set().union(*(one.ids for one in heard))
    asked = sorted(found | waiting.since.keys(), key=int)
    wanted = set(unknown(asked))
    catch = await _fetch_both(access, [pmid for pmid in asked if pmid in wanted], waiting, far)
    absence = judge_absence(waiting, catch.unread, found, today)
    pulse, deaf = await _felt(access, before.pulse if before else Pulse(), today)
    come = {record.source_id for record in catch.records}
    pulse = pulse.with_new({one.term: len(one.ids & come) for one in heard}, today)
    understood = {one.term: understanding(one.query, one.created) for one in heard}
    memory = Memory(today, understood, absence.absent, pulse)
    return Harvest(
        SOURCE,
        announced=len(asked) - len(absence.silent),
        records=catch.records,
        held=tuple(pmid for pmid in asked if pmid not in wanted),
        unread=absence.unread,
        cursor=to_cursor(memory),
        notes=(
            *(note for one in heard for note in one.notes()),
            *catch.notes,
            *absence.notes,
            *deaf,
            *filter(None, [pace.note]),
        ),
        alarms=(*_alarms(memory, before), *absence.alarms),
        silent_since=pulse.silent_since(today),
        asked=tuple(TermAsked(one.term, len(one.ids)) for one in heard),
    )


async def _fetch_both(access: Access, pmids: Sequence[str], waiting: Absent, far: Far) -> Catch:
    """What is new, then what earlier visits waited for in vain, in batches of its own: where NCBI fails on an absent
    PMID, it fails none of the new ones, nor the visit."""
    again = [pmid for pmid in pmids if waiting.knows(pmid)]
    catch = await fetch_all(access, [pmid for pmid in pmids if not waiting.knows(pmid)], far)
    try:
        return catch + await fetch_all(access, again)
    except BrokenSource as error:
        return catch + Catch(unread=tuple(Unread(pmid, error.message) for pmid in again))


async def _felt(access: Access, before: Pulse, today: date) -> tuple[Pulse, tuple[str, ...]]:
    """The pulse after a look at what was created anywhere in PubMed, and why that could not be asked. It is no reason
    to lose the visit; while it cannot be asked nothing says that PubMed lives.

    On a Monday that is a holiday the last days are empty: where no visit was made since Wednesday, or PubMed has thawed
    since, the days before them tell that it lives.
    """
    day = timedelta(days=1)
    try:
        pulse = before.after(await count_created(access, today - day, today + day), today)
        if pulse.newest and pulse.silent_since(today):
            pulse = pulse.with_newest(await newest_created(access, pulse.newest + day, today - 2 * day))
        return pulse, ()
    except BrokenSource as error:
        return before.after(None, today), (f"PubMed's newest records could not be counted: {error.message}",)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What PubMed announced for one Term."""

    term: str
    query: str
    created: Found
    entered: Found

    @property
    def ids(self) -> frozenset[str]:
        return self.created.ids | self.entered.ids

    def notes(self) -> Iterator[str]:
        yield f"{self.term}: {len(self.ids)} found; PubMed read the query as {self.created.translation or 'it stands'}"
        kinds: dict[str, dict[str, None]] = {}
        for warned in self.created.warned + self.entered.warned:
            kinds.setdefault(warned.kind, {})[warned.text] = None
        yield from (f"{self.term}: {kind}: {', '.join(texts)}" for kind, texts in kinds.items())


async def _listen(access: Access, term: str, query: str, first: date, today: date) -> _Heard:
    """Search by both dates up to tomorrow.

    PubMed's days are those of Washington, perhaps ahead of ours; and most records carry the day after their creation as
    their entry date (94.7 % of an update file, measured).
    """
    last = today + timedelta(days=1)
    created = await search(access, query, Window("crdt", first, last))
    entered = await search(access, query, Window("edat", first, last))
    return _Heard(term, query, created, entered)


def _alarms(memory: Memory, before: Memory | None) -> Iterator[str]:
    for term, now in memory.understood.items():
        yield from alarms(term, now, before.understood.get(term) if before else None)
    if not memory.pulse.silent_since(memory.through):
        yield from memory.pulse.alarms(memory.through)


@dataclass(frozen=True, slots=True)
class Catch:
    """What came of the PMIDs asked for: each one ends as a Record or an Unread; without bytes where none came."""

    records: tuple[Record, ...] = ()
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: Catch) -> Catch:
        return Catch(self.records + other.records, self.unread + other.unread, self.notes + other.notes)


async def fetch_all(access: Access, pmids: Sequence[str], far: Far = unheard) -> Catch:
    """Fetch in batches; one that fails for good costs the others nothing, unless all do: then its error is raised."""
    catch = Catch()
    failures: list[BrokenSource] = []
    damage = MOST_DAMAGE
    batches = [pmids[at : at + access.eutils.batch] for at in range(0, len(pmids), access.eutils.batch)]
    todo = batches[::-1]
    while todo:
        batch = todo.pop()
        try:
            catch += await _fetch(access, batch)
        except BrokenSource as error:
            if isinstance(error, DamagedError) and len(batch) > 1 and damage:
                damage -= 1
                todo += [batch[len(batch) // 2 :], batch[: len(batch) // 2]]
            else:
                failures.append(error)
                catch += _lost(batch, error)
        far(len(catch.records) + len(catch.unread), len(pmids))
    if failures and not catch.records:
        raise failures[-1]
    return catch


def _lost(batch: Sequence[str], error: BrokenSource) -> Catch:
    """PMIDs that did not come; of one that is broken for good the bytes are kept, and it need not be asked for
    again."""
    if isinstance(error, DamagedError) and len(batch) == 1:
        return Catch(unread=(Unread(batch[0], error.message, error.body),))
    return Catch(unread=tuple(Unread(pmid, error.message) for pmid in batch))


async def _fetch(access: Access, batch: Sequence[str]) -> Catch:
    return await ask(access, "efetch", {"id": ",".join(batch)}, lambda body: sort_out(batch, body))


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
