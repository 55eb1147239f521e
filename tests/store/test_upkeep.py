"""Upkeep: what is old goes, what must stay stays, a damaged file is named before anything is changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlmodel import select

from literature.model.errors import BrokenStore
from literature.model.harvest import TermAsked, Unread, VisitKind, VisitOutcome
from literature.terms.matcher import Term
from store.corpus import Corpus
from store.engine.database import Database
from store.tables import AccountRow, RecordRow, UnreadRow, WorkRow
from store.terms.watched import WatchedTerms
from store.upkeep import Pruned, Upkeep
from tests.store.records import T0, classified, harvest, paper

YEAR = timedelta(days=365)


@pytest.fixture
def upkeep(database: Database) -> Upkeep:
    return Upkeep(database)


def visit(corpus: Corpus, at: datetime, *numbers: int, unread: tuple[str, ...] = ()) -> None:
    records = [paper(str(number), f"Anakinra in invented disease {number} of the heart") for number in numbers]
    broken = tuple(Unread(source_id, "no title", b"<broken/>") for source_id in unread)
    corpus.admit(harvest(*records, unread=broken), [classified(one) for one in records], started=at, now=at)


def held(database: Database) -> tuple[int, int, int, int]:
    """Accounts, unreadable records, Works, Records."""
    tables = (AccountRow, UnreadRow, WorkRow, RecordRow)
    with database.reading() as session:
        accounts, unread, works, records = (len(session.exec(select(table)).all()) for table in tables)
    return accounts, unread, works, records


@pytest.mark.both_databases
def test_old_accounts_and_unreadable_bytes_go_and_works_and_records_stay(
    database: Database, corpus: Corpus, upkeep: Upkeep
) -> None:
    visit(corpus, T0 - 2 * YEAR, 1, unread=("7",))
    visit(corpus, T0, 2, unread=("8",))
    assert upkeep.prune(T0 - YEAR) == Pruned(accounts=1, unread=1)
    assert held(database) == (1, 1, 2, 2)
    assert upkeep.prune(T0 - YEAR) == Pruned(0, 0)


def test_bytes_that_are_met_again_stay(database: Database, corpus: Corpus, upkeep: Upkeep) -> None:
    visit(corpus, T0 - 2 * YEAR, unread=("7",))
    visit(corpus, T0, unread=("7",))
    assert upkeep.prune(T0 - YEAR).unread == 0


@pytest.mark.both_databases
def test_since_when_a_term_is_watched_outlives_the_account_of_that_visit(
    corpus: Corpus, upkeep: Upkeep, database: Database
) -> None:
    for day in range(3):
        asked = replace(harvest(), asked=(TermAsked("IL-1", day),))
        corpus.admit(asked, [], started=T0 + timedelta(days=day), now=T0 + timedelta(days=day))
    assert upkeep.prune(T0 + YEAR).accounts == 2
    assert WatchedTerms(database).since(Term("IL-1", ())) == T0


def test_the_newest_account_of_each_kind_of_visit_stays(corpus: Corpus, upkeep: Upkeep) -> None:
    for kind in VisitKind:
        corpus.admit(replace(harvest(), kind=kind, cursor=None), [], started=T0, now=T0)
    assert upkeep.prune(T0 + YEAR).accounts == 0


@pytest.mark.both_databases
def test_the_newest_account_and_the_newest_good_one_of_each_source_stay_whatever_the_clock_says(
    corpus: Corpus, upkeep: Upkeep
) -> None:
    for day in range(3):
        visit(corpus, T0 + timedelta(days=day), day + 1)
    for _ in range(2):
        corpus.record_failure("pubmed", "gone", started=T0, now=T0)
    corpus.record_failure("Journal feed", "gone", started=T0, now=T0)
    assert upkeep.prune(T0 + 50 * YEAR).accounts == 3
    stay = [(one.source, one.outcome, one.new) for one in corpus.accounts_after(0)]
    assert stay == [
        ("pubmed", VisitOutcome.DONE, 1),
        ("pubmed", VisitOutcome.FAILED, 0),
        ("Journal feed", VisitOutcome.FAILED, 0),
    ]


@pytest.mark.both_databases
def test_a_database_is_checked_and_tidied_while_another_one_reads(
    address: str, database: Database, corpus: Corpus, upkeep: Upkeep
) -> None:
    visit(corpus, T0, 1)
    upkeep.check()
    tidied = upkeep.tidy()
    assert tidied.before == tidied.after > 0
    other = Database(address)
    with other.reading() as session:
        assert len(session.exec(select(WorkRow)).all()) == 1
    other.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "corpus.db"


@pytest.fixture
def on_file(file: Path) -> Database:
    database = Database(f"sqlite:///{file}", wait=0.2)
    database.upgrade(T0)
    return database


def with_bulk_dropped(database: Database) -> None:
    """A database that is mostly empty pages."""
    corpus = Corpus(database, classified)
    one = harvest(unread=(Unread("7", "no title", b"x" * 3_000_000),))
    corpus.admit(one, [], started=T0 - 2 * YEAR, now=T0 - 2 * YEAR)
    corpus.admit(replace(one, announced=0, unread=()), [], started=T0, now=T0)
    Upkeep(database).prune(T0 - YEAR)


def test_a_file_of_mostly_empty_pages_is_written_anew_and_its_log_is_emptied(on_file: Database, file: Path) -> None:
    with_bulk_dropped(on_file)
    tidied = Upkeep(on_file).tidy()
    assert tidied.after < tidied.before / 5
    assert file.stat().st_size == tidied.after
    assert (file.parent / "corpus.db-wal").stat().st_size == 0
    on_file.close()


def test_without_room_for_a_second_file_it_stays_large_and_says_why(
    on_file: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_bulk_dropped(on_file)
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=4_000_000))
    tidied = Upkeep(on_file).tidy()
    assert tidied.after == tidied.before
    assert "of free disk" in tidied.note
    on_file.close()


def test_with_a_reader_at_work_the_log_stays_and_that_is_said(on_file: Database, file: Path) -> None:
    reader = Database(f"sqlite:///{file}")
    with reader.reading() as session:
        session.exec(select(WorkRow)).all()
        Corpus(on_file, classified).record_failure("pubmed", "gone", started=T0, now=T0)
        assert "another process is reading" in Upkeep(on_file).tidy().note
    reader.close()
    on_file.close()


def test_a_damaged_file_is_named_before_anything_is_changed(on_file: Database, file: Path) -> None:
    with_bulk_dropped(on_file)
    for number in range(1, 30):
        visit(Corpus(on_file, classified), T0, number)
    on_file.close()
    with file.open("r+b") as bytes_of:
        bytes_of.seek(8 * 4096)
        bytes_of.write(b"\xff" * 4096 * 12)
    with pytest.raises(BrokenStore, match="damaged"):
        Upkeep(on_file).check()
    on_file.close()
