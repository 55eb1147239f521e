"""How admission grows with the corpus: one new Record against 10,000, 100,000 and 1,000,000 Works, and in batches.

`python -m benchmarks.scale [WORKS ...]`. The corpus is written by the store's own index of blocking keys, without
admission, in one database that grows; the titles are invented with the habits of real ones (titles.py). Not part of
`make bench`: a million Works take minutes and some gigabytes.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import func, insert
from sqlmodel import select

from benchmarks.titles import distinct_titles, learn, real_titles
from flows.config import load_watch
from literature.classifier import Classifier
from literature.identity.fields import fields
from literature.model.harvest import Harvest
from literature.model.identifiers import identifier
from literature.model.record import (
    AbstractSection,
    Author,
    Event,
    EventDate,
    Journal,
    PartialDate,
    Record,
    RichText,
    Scheme,
)
from literature.topics.sorter import Sorter
from store.admission import load
from store.admission.blocking import blocks, insert_keys, records_by_key
from store.admission.compare import arrivals, compare
from store.admission.regroup import works_in_reach
from store.corpus import Corpus
from store.engine.database import Database
from store.engine.serial import record_json
from store.tables import RecordRow, WorkRow

ROOT = Path(__file__).resolve().parent.parent
SIZES = (10_000, 100_000, 1_000_000)
PROBES = 2_000
AGAIN = 5
"""Every fifth probe is a Work inside, told by another source with a slip of the pen; the others are new."""
BATCHES, BATCH = 50, 200
PAGE = 2_000
NOW = datetime(2026, 11, 23, tzinfo=UTC)
ABSTRACT = AbstractSection(RichText("The invented text of an abstract, of the length that abstracts have. " * 20))
_WORK = {
    "first_seen": NOW,
    "seeded": False,
    "centrality": "core",
    "centrality_reason": "",
    "kind": "trial",
    "organisms": [],
    "retracted": False,
}
_RECORD = {
    "source": "pubmed",
    "version": 1,
    "outcome": "new",
    "reason": "",
    "rules": "",
    "seed": False,
    "author_key": "",
    "first_seen": NOW,
    "last_seen": NOW,
}
FAMILIES = ("Adler", "Brandt", "Cho", "Dubois", "Eriksen", "Fontaine", "Garcia", "Hoang", "Ito", "Jansen", "Kowalski")


def main(sizes: Sequence[int]) -> None:
    """Print the figures of each size."""
    real = real_titles()
    if not real:
        print("scale: skipped, no real titles beside this checkout")
        return
    invented = records(distinct_titles(learn(real), random.Random(1)), random.Random(2))
    watch = load_watch(ROOT / "watch.toml")
    rules = Classifier(watch.terms, Sorter(watch.topics).sort, watch.rules)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/corpus.db")
        database.upgrade(NOW)
        admission = _Measured(Corpus(database, rules.classify), database, rules)
        held: list[Record] = []
        for size in sizes:
            started = time.perf_counter()
            held = fill(database, invented, size - admission.works)[-PROBES:]
            admission.works = size
            print(f"scale: {size:,} works, written in {time.perf_counter() - started:.0f} s", flush=True)
            admission.one_by_one(list(_probes(held, invented)))
            admission.in_batches(list(islice(invented, BATCHES * BATCH)))
        database.close()


def records(titles: Iterator[str], dice: random.Random) -> Iterator[Record]:
    """Records as PubMed gives them, of thirty years."""
    for number, title in enumerate(titles, start=1):
        first = dice.randrange(1, 2_400)
        names = (identifier(Scheme.PMID, str(number)), identifier(Scheme.DOI, f"10.5555/scale.{number}"))
        yield Record(
            source="pubmed",
            source_id=str(number),
            title=RichText(title),
            abstract=(ABSTRACT,),
            authors=tuple(Author(family, initials="A") for family in dice.sample(FAMILIES, 4)),
            journal=Journal(
                f"Invented Journal {dice.randrange(3_000)}",
                volume=str(dice.randrange(1, 200)),
                pages=f"{first}-{first + dice.randrange(1, 12)}",
            ),
            dates=(EventDate(Event.ISSUE, PartialDate(dice.randrange(1997, 2027))),),
            identifiers=tuple(name for name in names if name),
        )


def fill(database: Database, invented: Iterator[Record], count: int) -> list[Record]:
    """Write ``count`` Works of one Record each; the last page of them."""
    page: list[Record] = []
    for at in range(0, count, PAGE):
        page = list(islice(invented, min(PAGE, count - at)))
        with database.writing() as session:
            first = 1 + (session.exec(select(func.max(RecordRow.id))).one() or 0)
            ids = range(first, first + len(page))
            session.execute(
                insert(WorkRow), [{**_WORK, "id": own, "first_record": own, "best_record": own} for own in ids]
            )
            records = [
                {**_RECORD, "id": own, "work_id": own, "source_id": one.source_id, "data": record_json(one)}
                for own, one in zip(ids, page, strict=True)
            ]
            session.execute(insert(RecordRow), records)
            entered = {own: blocks(fields(one)) for own, one in zip(ids, page, strict=True)}
            inside = records_by_key(session, (key for keys in entered.values() for key in keys))
            insert_keys(session, entered, {key: len(rows) for key, rows in inside.items()})
    return page


def _probes(held: Sequence[Record], invented: Iterator[Record]) -> Iterator[Record]:
    for number in range(PROBES):
        if number % AGAIN:
            yield next(invented)
        else:
            one = held[number % len(held)]
            title = RichText(one.title.text[:-3] + one.title.text[-2:])
            yield Record("feed", one.source_id, title, authors=one.authors, journal=one.journal, dates=one.dates)


class _Measured:
    """The admissions to one corpus."""

    def __init__(self, corpus: Corpus, database: Database, rules: Classifier) -> None:
        self.works = 0
        self._corpus, self._database, self._rules = corpus, database, rules

    def one_by_one(self, probes: Sequence[Record]) -> None:
        """Each probe as a visit of its own: the time of its transaction with its commit, and the rows it touches."""
        rows = [self._touched(probe) for probe in probes]
        times = [self._admit([probe]) for probe in probes]
        for name, values, unit in (("time", [1000 * seconds for seconds in times], "ms"), ("rows touched", rows, "")):
            middle, late = statistics.median(values), statistics.quantiles(values, n=100)[98]
            print(
                f"scale: {self.works:,} works, one new record: {name} median {middle:.1f}{unit}, p99 {late:.1f}{unit}"
            )

    def in_batches(self, probes: Sequence[Record]) -> None:
        """New Records, BATCH a visit."""
        seconds = sum(self._admit(probes[at : at + BATCH]) for at in range(0, len(probes), BATCH))
        rate = len(probes) / seconds
        print(f"scale: {self.works:,} works, {len(probes):,} in batches of {BATCH}: {rate:,.0f} records/s", flush=True)

    def _admit(self, records: Sequence[Record]) -> float:
        candidates = [self._rules.classify(record) for record in records]
        harvest = Harvest(records[0].source, announced=len(records), records=tuple(records))
        started = time.perf_counter()
        self._corpus.admit(harvest, candidates, started=NOW, now=NOW, seeding=True)
        return time.perf_counter() - started

    def _touched(self, record: Record) -> int:
        """Rows read to compare ``record``: of the index, of the Records offered, of the Works in reach."""
        came = arrivals([self._rules.classify(record)], {}, seeding=True, to_archive=False, now=NOW)
        with self._database.reading() as session:
            under = records_by_key(session, came.incoming[0].keys)
            offered = load.offered(session, came.incoming)
            pairs = list(compare(came.incoming, offered))
            near = load.near(session, works_in_reach(came.incoming, pairs))
        read = {one.row_id for held in offered.values() for one in held} | {one.row_id for one in near.held}
        return sum(map(len, under.values())) + len(read)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
