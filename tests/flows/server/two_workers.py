"""Two processes that poll and digest at once on one database, from nothing: the sample week, and a relay that counts.

For ``test_two_workers.py`` and benchmarks/workers.py.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text

from flows.cli.demo import MONDAY, SAMPLE, write_config
from store.engine.database import Database
from tests.flows.children import FORKS, SECONDS, ended, start
from tests.flows.delivery.relayed import write_mail
from tests.flows.jobs.crash_child import run
from tests.standins.feeds import FeedStandin
from tests.standins.ncbi import NcbiStandin
from tests.standins.post_office import PostOffice, free_port, open_at

READERS = tuple(f"reader{number}@example.org" for number in range(1, 6))

Work = tuple[tuple[str, str], ...]
"""The Records of a Work, each as its source and its id there."""


class Outcome(NamedTuple):
    """What a round left behind."""

    seconds: float
    works: list[Work]
    """All Works that stand, in order."""
    editions: list[tuple[str, list[Work]]]
    """Each Edition's key, and the Works in it."""
    letters: dict[str, int]
    """How many each reader got."""


class Doubled(NamedTuple):
    """How many there are of each more than one worker alone makes."""

    works: int
    editions: int
    letters: int


class Week:
    """The sample week, served; the same for every round."""

    def __init__(self, folder: Path, pubmed: str, feeds: str) -> None:
        self._config, self._port = write_config(folder, pubmed, feeds), free_port()
        write_mail(self._config, self._port, READERS)

    def play(self, address: str, workers: int) -> Outcome:
        """Poll and digest with so many workers at once on the empty database at ``address``.

        Raises ChildProcessError where one of them failed.
        """
        office, gate = PostOffice(), FORKS.Barrier(workers + 1)
        with open_at(office, self._port):
            children = [start(work, self._config, address, gate) for _ in range(workers)]
            gate.wait(SECONDS)
            started = time.perf_counter()
            codes = ended(children)
            seconds = time.perf_counter() - started
        if any(codes):
            raise ChildProcessError(f"workers ended with {codes}")
        return Outcome(seconds, *_held(address), office.letters())


def work(config: Path, address: str, gate: Barrier) -> None:
    """One worker: the main job, as soon as all are there."""
    gate.wait(SECONDS)
    run(config, address)


@contextmanager
def served(folder: Path) -> Iterator[Week]:
    """The week, with its sources up."""
    pubmed = NcbiStandin([SAMPLE / "pubmed.xml"], today=f"{MONDAY:%Y-%m-%d}")
    with pubmed, FeedStandin(SAMPLE / "feeds") as feeds:
        yield Week(folder, pubmed.url, feeds.url)


def doubled(found: Outcome, alone: Outcome) -> Doubled:
    """What ``found`` has too much of, against what one worker made alone."""
    return Doubled(
        len(found.works) - len(alone.works),
        len(found.editions) - len(alone.editions),
        sum(found.letters.values()) - len(READERS),
    )


def _held(address: str) -> tuple[list[Work], list[tuple[str, list[Work]]]]:
    records: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    editions: defaultdict[str, list[Work]] = defaultdict(list)
    database = Database(address)
    with database.reading() as session:
        asked = text("SELECT work_id, source, source_id FROM record WHERE work_id IS NOT NULL ORDER BY 2, 3")
        for work_id, source, source_id in session.execute(asked).all():
            records[work_id].append((source, source_id))
        works = session.execute(text("SELECT id, edition_key FROM work WHERE merged_into IS NULL")).all()
        for (key,) in session.execute(text("SELECT key FROM edition")).all():
            editions[str(key)] = sorted(tuple(records[one]) for one, edition in works if edition == key)
    database.close()
    return sorted(tuple(records[work_id]) for work_id, _ in works), sorted(editions.items())
