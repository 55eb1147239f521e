"""A database that refuses: each refusal has a name, nothing is stored by halves, and the next step goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from digests.letter.order import works_shown
from literature.model.errors import BrokenStore
from store.corpus import Corpus
from store.editions import Editions, Masthead
from store.engine.database import Database
from store.mail.delivery import OutgoingMessage
from store.mail.outbox import Outbox
from store.tables import AccountRow, AttemptRow, BodyRow, DeliveryRow, EditionRow, RecordRow, WorkRow
from tests.store.records import T0, classified, harvest, paper

pytestmark = pytest.mark.both_databases

KEY = T0.date()
MASTHEAD = Masthead("Watch", "Europe/London", "r1", (), "t1")
LONG = "An invented abstract that needs pages of its own. " * 20_000


@dataclass(frozen=True)
class Stores:
    """One database, and what reads and writes it."""

    database: Database
    corpus: Corpus
    editions: Editions
    outbox: Outbox

    def counts(self) -> dict[str, int]:
        """Rows of each table that a step writes."""
        tables = (WorkRow, RecordRow, AccountRow, EditionRow, BodyRow, DeliveryRow, AttemptRow)
        with self.database.reading() as session:
            return {table.__name__: len(session.exec(select(table)).all()) for table in tables}


def open_stores(address: str, wait: float) -> Stores:
    database = Database(address, wait)
    database.upgrade(T0)
    return Stores(database, Corpus(database, classified), Editions(database, works_shown), Outbox(database))


@pytest.fixture
def stores(address: str) -> Iterator[Stores]:
    opened = open_stores(address, 0.2)
    yield opened
    opened.database.close()


@pytest.fixture
def on_file(tmp_path: Path) -> Iterator[Stores]:
    opened = open_stores(f"sqlite:///{tmp_path / 'corpus.db'}", 0.2)
    yield opened
    opened.database.close()


def admit(stores: Stores) -> None:
    one = classified(paper("1", abstract=LONG))
    stores.corpus.admit(harvest(one.record), [one], started=T0, now=T0)


def freeze(stores: Stores) -> None:
    stores.editions.freeze(KEY, MASTHEAD, T0)


def enqueue(stores: Stores) -> None:
    stores.outbox.enqueue(KEY, [OutgoingMessage("anna@example.org", "<1@x>", f"Subject: 1\r\n\r\n{LONG}".encode())], T0)


STEPS = [admit, freeze, enqueue]
step = pytest.mark.parametrize("number", range(len(STEPS)), ids=[one.__name__ for one in STEPS])


def refused(stores: Stores, number: int, why: str) -> None:
    """The ``number``-th step is refused for ``why``, and nothing of it is stored."""
    before = stores.counts()
    with pytest.raises(BrokenStore, match=why) as caught:
        STEPS[number](stores)
    assert stores.counts() == before
    assert "INSERT" not in str(caught.value), "no statement, and no value of a row"


def goes_on(stores: Stores, number: int) -> None:
    """The steps from the ``number``-th on, as the next run does them."""
    for one in STEPS[number:]:
        one(stores)
    counts = stores.counts()
    assert (counts["WorkRow"], counts["EditionRow"], counts["DeliveryRow"]) == (1, 1, 1)


@contextmanager
def full_disk(database: Database) -> Iterator[None]:
    """SQLite may take no page more: the same error as of a full disk. The pool hands the same connection out again."""
    with database.bare() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    yield
    with database.bare() as connection:
        connection.execute("PRAGMA max_page_count = 1073741823")


@step
def test_on_a_full_disk_nothing_is_stored_by_halves_and_the_next_run_goes_on(on_file: Stores, number: int) -> None:
    for one in STEPS[:number]:
        one(on_file)
    with full_disk(on_file.database):
        refused(on_file, number, r"disk .* full .*Free some space")
    goes_on(on_file, number)


@step
def test_a_lock_held_too_long_is_named_and_the_next_run_goes_on(address: str, stores: Stores, number: int) -> None:
    for one in STEPS[:number]:
        one(stores)
    other = Database(address)
    with other.writing() as session:
        session.connection()  # the lock is taken with the first question
        refused(stores, number, "another process was writing")
    other.close()
    goes_on(stores, number)


def test_readers_do_not_wait_for_a_writer(address: str, stores: Stores) -> None:
    other = Database(address)
    with other.writing() as session:
        session.add(WorkRow(first_seen=T0, seeded=False, centrality="", centrality_reason="", kind="", organisms=[]))
        session.flush()
        stores.database.upgrade(T0)
        assert stores.corpus.size() == 0
    assert stores.corpus.size() == 1
    other.close()


def test_a_reader_sees_one_state_though_another_process_commits_meanwhile(stores: Stores) -> None:
    with stores.database.reading() as session:
        before = session.exec(select(AccountRow)).all()
        admit(stores)
        assert session.exec(select(AccountRow)).all() == before == []


def test_a_database_that_may_only_be_read_is_named(on_file: Stores) -> None:
    with on_file.database.bare() as connection:
        connection.execute("PRAGMA query_only = ON")
    refused(on_file, 0, "read but not written")


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    pytest.importorskip("psycopg", reason="needs the driver of Postgres, which the extra [postgres] has")
    database = Database(f"postgresql://anna:secret@/corpus?host={tmp_path}")
    for ask in (database.upgrade, lambda _: Corpus(database, classified).size()):
        with pytest.raises(BrokenStore, match="cannot be reached") as caught:
            ask(T0)
        assert "secret" not in str(caught.value)


def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'data' / 'of' / 'ours.db'}")
    database.upgrade(T0)
    assert Corpus(database, classified).size() == 0
    database.close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(BrokenStore, match="folder cannot be made"):
        Database(f"sqlite:///{tmp_path / 'data' / 'ours.db'}").upgrade(T0)


def test_a_mistake_of_the_program_keeps_its_own_name(database: Database) -> None:
    with (
        database.reading() as session,
        pytest.raises(DBAPIError, match="nowhere"),
    ):
        session.execute(text("SELECT nothing FROM nowhere"))
