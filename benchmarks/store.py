"""How fast classified Records are admitted, against the floor: the same rows written by plain SQL in one transaction.

Real records of an NLM update file, classified beforehand; SQLite on this disk, in batches as polls bring them.
"""

from __future__ import annotations

import gzip
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from flows.config import load_watch
from literature.classifier import Classifier
from literature.model.harvest import Harvest
from literature.model.record import Record
from literature.model.work import Candidate
from literature.topics.sorter import Sorter
from sources.pubmed.xml import read
from store.corpus import Corpus
from store.engine.database import Database
from store.engine.serial import record_json

ROOT = Path(__file__).resolve().parent.parent
BULK = ROOT.parent / "shared/data/pubmed/bulk/pubmed21n1298_dev.xml.gz"
RECORDS, BATCH = 5_000, 500
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def run() -> None:
    """Print the figures; says so where the file of real records is not beside the checkout."""
    if not BULK.is_file():
        print(f"store: skipped, no {BULK.name} beside this checkout")
        return
    watch = load_watch(ROOT / "watch.toml")
    classifier = Classifier(watch.terms, Sorter(watch.topics).sort, watch.rules)
    with gzip.open(BULK) as stream:
        records = list(islice((one for one in read(stream) if isinstance(one, Record)), RECORDS))
    candidates = [classifier.classify(record) for record in records]
    with tempfile.TemporaryDirectory() as folder:
        floor = _plain(Path(folder) / "floor.db", records)
        database = Database(f"sqlite:///{folder}/corpus.db")
        database.upgrade(NOW)
        first = _admit(Corpus(database, classifier.classify), candidates)
        again = _admit(Corpus(database, classifier.classify), candidates)
        database.close()
    for name, seconds in (("first time", first), ("again, all known", again)):
        rate, times = len(records) / seconds, seconds / floor
        print(f"store, {name}: {rate:,.0f} records/s, {times:.1f} x plain inserts of the same JSON")


def _plain(file: Path, records: Sequence[Record]) -> float:
    """Seconds of writing the Records' JSON alone, in the same batches."""
    connection = sqlite3.connect(file)
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE record (id, data)")
    started = time.perf_counter()
    for at in range(0, len(records), BATCH):
        with connection:
            rows = [(record.source_id, record_json(record)) for record in records[at : at + BATCH]]
            connection.executemany("INSERT INTO record VALUES (?, ?)", rows)
    seconds = time.perf_counter() - started
    connection.close()
    return seconds


def _admit(corpus: Corpus, candidates: Sequence[Candidate]) -> float:
    """Seconds of admitting them as seeds, BATCH at a time: with all that an admission asks, whatever term they name."""
    started = time.perf_counter()
    for at in range(0, len(candidates), BATCH):
        batch = candidates[at : at + BATCH]
        harvest = Harvest("pubmed", announced=len(batch), records=tuple(one.record for one in batch))
        corpus.admit(harvest, batch, started=NOW, now=NOW, seeding=True)
    return time.perf_counter() - started
