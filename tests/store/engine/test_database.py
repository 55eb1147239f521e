"""The engine: migrations match the tables, strangers and newer databases are refused, a writer excludes the others."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel, select

from literature.model.errors import BrokenStore
from store.engine.database import Database
from store.tables import CursorRow
from tests.store.records import T0

pytestmark = pytest.mark.both_databases


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
    assert file.read_bytes() == before


def test_a_database_of_another_program_is_refused_before_any_change(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    _write(file, "CREATE TABLE photographs (id INTEGER)")
    before = file.read_bytes()
    with pytest.raises(BrokenStore, match="another program"):
        Database(f"sqlite:///{file}").upgrade(T0)
    assert file.read_bytes() == before


def test_a_new_file_that_another_program_writes_at_this_moment_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    with closing(other):
        other.execute("BEGIN IMMEDIATE")
        end = threading.Timer(0.2, other.execute, ["COMMIT"])
        end.start()
        Database(f"sqlite:///{file}").upgrade(T0)
        end.join()
    assert "work" in _tables(file)


def test_a_new_file_that_another_program_goes_on_writing_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BrokenStore, match="another process was writing"):
            Database(f"sqlite:///{file}", wait=0.1).upgrade(T0)


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
