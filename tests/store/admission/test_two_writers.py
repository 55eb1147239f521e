"""Two that write at once, on SQLite or Postgres: one Work of one paper, one Edition of one slot, no letter twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import TypeVar

import pytest
from sqlmodel import select

from literature.model.harvest import Account
from literature.model.record import Record
from store.corpus import Corpus
from store.editions import Editions, Masthead
from store.engine.database import Database
from store.mail.delivery import OutgoingMessage
from store.mail.outbox import Outbox
from store.tables import DeliveryRow, EditionRow
from tests.store.records import T0, classified, harvest, paper

pytestmark = pytest.mark.both_databases

T = TypeVar("T")
ROUNDS = 8
MASTHEAD = Masthead("Watch", "Europe/London", "r1", (), "t1")


def at_once(acts: Sequence[Callable[[], T]]) -> list[T]:
    """What each of ``acts`` gives when all start together, each in a thread of its own."""
    start = threading.Barrier(len(acts))

    def wait_and_act(act: Callable[[], T]) -> T:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(wait_and_act, acts))


def announce(corpus: Corpus, record: Record) -> Account:
    return corpus.admit(harvest(record, source=record.source), [classified(record)], started=T0, now=T0)


def test_two_sources_that_announce_one_paper_at_once_make_one_work_of_it(corpus: Corpus) -> None:
    for number in range(1, ROUNDS + 1):
        title, doi = f"Anakinra in invented disease number {number} of the heart", f"10.5555/{number}"
        told = (paper(str(number), title, doi=doi), paper(f"guid {number}", title, doi=doi, source="Journal feed"))
        accounts = at_once([partial(announce, corpus, record) for record in told])
        assert sorted((each.new, each.known) for each in accounts) == [(0, 1), (1, 0)]
        assert corpus.size() == number


def test_two_freezes_of_one_slot_at_once_make_one_edition(
    database: Database, corpus: Corpus, editions: Editions
) -> None:
    announce(corpus, paper("1"))
    for week in range(ROUNDS):
        now = T0 + timedelta(weeks=week)
        one, other = at_once([partial(editions.freeze, now.date(), MASTHEAD, now)] * 2)
        assert one == other
    with database.reading() as session:
        assert [row.number for row in session.exec(select(EditionRow).order_by("key")).all()] == [*range(1, ROUNDS + 1)]


def test_two_freezes_of_two_slots_at_once_share_no_work(corpus: Corpus, editions: Editions) -> None:
    announce(corpus, paper("1"))
    days = T0, T0 + timedelta(days=1)
    pair = at_once([partial(editions.freeze, day.date(), MASTHEAD, day) for day in days])
    assert sorted(len(edition.items) for edition in pair) == [0, 1]
    assert sorted(edition.number for edition in pair) == [1, 2]


def test_letters_enqueued_and_claimed_at_once_are_in_one_hand(
    database: Database, editions: Editions, outbox: Outbox
) -> None:
    for week in range(ROUNDS):
        now = T0 + timedelta(weeks=week)
        editions.freeze(now.date(), MASTHEAD, now)

        letters = [
            OutgoingMessage("anna@example.org", f"<{week}.{one}@x>", b"Subject: 1\r\n\r\nbody") for one in range(2)
        ]
        at_once([partial(outbox.enqueue, now.date(), [letter], now) for letter in letters])
        (delivery,) = outbox.of_edition(now.date())
        claims = at_once([partial(outbox.claim, delivery, now)] * 2)
        assert claims.count(None) == 1
    with database.reading() as session:
        assert len(session.exec(select(DeliveryRow)).all()) == ROUNDS


def test_two_programs_that_start_at_once_on_an_empty_database_both_find_its_tables(empty_address: str) -> None:
    databases = [Database(empty_address), Database(empty_address)]
    at_once([partial(database.upgrade, T0) for database in databases])
    for database in databases:
        assert Corpus(database, classified).size() == 0
        database.close()
