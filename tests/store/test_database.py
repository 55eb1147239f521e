"""The engine: migrations match the tables, strangers and newer databases are refused, a writer excludes the others."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel, select

from literature.errors import BrokenStore
from literature.work import Centrality, LinkKind
from store.corpus import Corpus
from store.database import Database
from store.tables import CursorRow
from tests.store.records import T0, harvest, judged, paper

DATA = Path(__file__).parent.parent / "data"


def test_a_migrated_database_has_exactly_the_tables_of_the_program(database: Database) -> None:
    with database.reading() as session:
        context = MigrationContext.configure(session.connection())
        assert compare_metadata(context, SQLModel.metadata) == []


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    database.upgrade(T0)


def test_a_database_of_a_newer_program_is_refused_before_any_change(tmp_path: Path) -> None:
    file = tmp_path / "newer.db"
    _write(file, "CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('9999')")
    before = file.read_bytes()
    with pytest.raises(BrokenStore, match=r"9999.*newer version"):
        Database(f"sqlite:///{file}").upgrade(T0)
    assert _tables(file) == {"alembic_version"}
    assert len(file.read_bytes()) == len(before)


def test_a_database_of_another_program_is_refused_before_any_change(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    _write(file, "CREATE TABLE photographs (id INTEGER)")
    with pytest.raises(BrokenStore, match="another program"):
        Database(f"sqlite:///{file}").upgrade(T0)
    assert _tables(file) == {"photographs"}


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.db"
    file.write_text("these are notes, not a database, and long enough to have a header " * 4)
    with pytest.raises(BrokenStore, match=r"notes\.db.*not a database"):
        Database(f"sqlite:///{file}").upgrade(T0)


def test_an_address_that_names_no_database_is_refused_without_its_password() -> None:
    with pytest.raises(BrokenStore) as caught:
        Database("carrierpigeon://anna:secret@loft/corpus")
    assert "secret" not in str(caught.value)


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    def crash() -> None:
        with database.writing() as session:
            session.add(CursorRow(source="pubmed", state="moved"))
            session.flush()
            raise RuntimeError("crash")

    with pytest.raises(RuntimeError, match="crash"):
        crash()
    with database.reading() as session:
        assert session.exec(select(CursorRow)).all() == []


def _write(file: Path, script: str) -> None:
    connection = sqlite3.connect(file)
    connection.executescript(script)
    connection.close()


def _tables(file: Path) -> set[str]:
    connection = sqlite3.connect(file)
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    return names


def test_a_database_of_the_first_schema_keeps_all_it_holds(tmp_path: Path) -> None:
    """Five works and their ties, as version 0.1 wrote them."""
    file = tmp_path / "old.db"
    _write(file, (DATA / "schema_0001.sql").read_text(encoding="utf-8"))
    database = Database(f"sqlite:///{file}")
    database.upgrade(T0)
    corpus = Corpus(database, judged)
    assert corpus.size() == 5
    assert {(item.centrality, item.centrality_score, item.unsorted) for item in corpus.new_items()} <= {
        (Centrality.CORE, 0.75, ""),
        (Centrality.MARKER, 0.25, ""),
        (Centrality.NONE, 0.0, ""),
    }
    (story,) = (item for item in corpus.new_items() if item.record.source == "News wire")
    assert [(tie.kind, tie.title) for tie in story.related] == [
        (LinkKind.NEWS_ABOUT, "Canakinumab for an invented crystal disease of the joints")
    ]
    again = paper("77", doi="10.5555/S", title="Interleukin-1 receptor antagonist deficiency, an invented twin")
    account = corpus.admit(harvest(again), [judged(again)], started=T0, now=T0)
    assert account.seeded == 1, "its keys are in the index"
    database.close()
