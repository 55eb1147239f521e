"""A backup of 100,000 Works while visits are admitted: `python -m benchmarks.backup [WORKS]`.

How long it takes against a plain copy of the file, against VACUUM INTO, and what a writer beside it waits. Not part of
`make bench`: the corpus takes a minute to write.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

from benchmarks.scale import NOW, ROOT, fill, records
from benchmarks.titles import distinct_titles, learn, real_titles
from flows.config import load_watch
from literature.classifier import Classifier
from literature.model.harvest import Harvest
from literature.model.record import Record
from literature.topics.sorter import Sorter
from store.corpus import Corpus
from store.engine.backup import copy, faults
from store.engine.database import Database
from store.upkeep import Upkeep

WORKS, BATCH = 100_000, 20


def main(works: int) -> None:
    """Print the figures."""
    real = real_titles()
    if not real:
        print("backup: skipped, no real titles beside this checkout")
        return
    invented = records(distinct_titles(learn(real), random.Random(1)), random.Random(2))
    watch = load_watch(ROOT / "watch.toml")
    classifier = Classifier(watch.terms, Sorter(watch.topics).sort, watch.rules)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = Database(f"sqlite:///{folder}/corpus.db")
        database.upgrade(NOW)
        fill(database, invented, works)
        visits = _Visits(database, classifier, invented)
        quiet = [visits.admit() for _ in range(50)]
        alone = _timed(lambda: copy(folder / "corpus.db", folder / "alone.db"))
        with visits.going_on() as beside:
            busy = _timed(lambda: copy(folder / "corpus.db", folder / "beside.db"))
        size = (folder / "beside.db").stat().st_size
        plain = _timed(lambda: shutil.copyfile(folder / "alone.db", folder / "plain.db"))
        with closing(sqlite3.connect(folder / "alone.db")) as made:
            check = _timed(lambda: faults(made))
            vacuum = _timed(lambda: made.execute("VACUUM INTO ?", (str(folder / "vacuum.db"),)))
        tidy = _timed(Upkeep(database).tidy)
        database.close()
    print(
        f"backup: {works:,} works, {size / 1e6:,.0f} MB: {alone:.1f} s alone, {busy:.1f} s beside {len(beside)} visits"
    )
    print(f"backup: of it {check:.1f} s reading the copy back; a plain copy of the file {plain:.1f} s")
    print(f"backup: VACUUM INTO, without reading back, {vacuum:.1f} s; maintenance without its check {tidy:.1f} s")
    worst = 1000 * max(beside)
    print(f"backup: a visit of {BATCH}: {_ms(quiet):.0f} ms without, {_ms(beside):.0f} ms beside, worst {worst:.0f} ms")


def _ms(seconds: list[float]) -> float:
    return 1000 * statistics.median(seconds)


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


class _Visits:
    """Visits of BATCH new Records each."""

    def __init__(self, database: Database, classifier: Classifier, invented: Iterator[Record]) -> None:
        self._corpus, self._judge, self._invented = Corpus(database, classifier.classify), classifier, invented

    def admit(self) -> float:
        """Admit one visit; its seconds."""
        new = list(islice(self._invented, BATCH))
        candidates = [self._judge.classify(record) for record in new]
        visit = Harvest("pubmed", announced=len(new), records=tuple(new))
        return _timed(lambda: self._corpus.admit(visit, candidates, started=NOW, now=NOW, seeding=True))

    @contextmanager
    def going_on(self) -> Iterator[list[float]]:
        """One visit after another in a thread while the block runs; the seconds of each."""
        stop, seconds = threading.Event(), list[float]()

        def visit() -> None:
            while not stop.is_set():
                seconds.append(self.admit())

        writer = threading.Thread(target=visit)
        writer.start()
        try:
            yield seconds
        finally:
            stop.set()
            writer.join()


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else WORKS)
