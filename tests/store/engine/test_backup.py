"""Copies: whole and consistent while others write, never over another file, and one before each migration."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from literature.model.errors import BrokenStore
from store.corpus import Corpus
from store.engine import backup, schema
from store.engine.backup import KEPT, copy
from store.engine.database import Database
from store.tables import IdentifierRow, WorkRow
from tests.standins.postgres import Postgres
from tests.store.engine.first_schema import SCRIPT
from tests.store.records import T0, classified, harvest, paper


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "corpus.db"


@pytest.fixture
def held(source: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{source}")
    database.upgrade(T0)
    yield database
    database.close()


@pytest.fixture
def old(source: Path) -> Path:
    """A database of the first schema."""
    with closing(sqlite3.connect(source)) as connection:
        connection.executescript(SCRIPT)
        connection.execute("PRAGMA journal_mode = WAL")
    return source


def admit(database: Database, number: int) -> None:
    one = classified(paper(str(number), f"Anakinra in invented disease number {number} of the heart"))
    Corpus(database, classified).admit(harvest(one.record), [one], started=T0, now=T0)


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def test_a_copy_is_one_file_that_holds_what_was_committed(held: Database, source: Path, tmp_path: Path) -> None:
    admit(held, 1)
    made = copy(source, tmp_path / "copy.db")
    assert sorted(path.name for path in tmp_path.glob("*copy*")) == ["copy.db"]
    assert made.size == made.file.stat().st_size
    assert rows(made.file, "SELECT source_id FROM record") == [("1",)]
    assert rows(made.file, "PRAGMA journal_mode") == [("delete",)], "no second file belongs to it"


def test_what_is_not_committed_is_not_in_the_copy_and_the_writer_is_not_disturbed(
    held: Database, source: Path, tmp_path: Path
) -> None:
    admit(held, 1)
    with held.writing() as session:
        session.add(IdentifierRow(scheme="pmid", value="77", work_id=1))
        session.flush()
        made = copy(source, tmp_path / "copy.db")
    assert rows(made.file, "SELECT value FROM identifier") == [("1",)]
    assert rows(source, "SELECT value FROM identifier ORDER BY value") == [("1",), ("77",)]


def test_copies_made_while_another_thread_admits_are_each_a_state_between_two_visits(
    held: Database, source: Path, tmp_path: Path
) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            admit(held, number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [copy(source, tmp_path / f"copy{number}.db").file for number in range(5)]
    finally:
        stop.set()
        writer.join()
    for file in copies:
        ((works, records, accounts, heads),) = rows(
            file,
            "SELECT (SELECT count(*) FROM work), (SELECT count(*) FROM record), (SELECT count(*) FROM account), "
            "(SELECT count(*) FROM work WHERE best_record IN (SELECT id FROM record))",
        )
        assert works == records == accounts == heads


def test_a_copy_overwrites_nothing(held: Database, source: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(BrokenStore, match="never overwrites"):
        copy(source, tmp_path / "thesis.doc")
    assert (tmp_path / "thesis.doc").read_text() == "years of work"


def test_a_copy_of_nothing_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(BrokenStore, match="no such database"):
        copy(tmp_path / "none.db", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_a_copy_to_a_folder_that_is_not_there_is_named(held: Database, source: Path, tmp_path: Path) -> None:
    with pytest.raises(BrokenStore, match=r"stick/copy\.db: the copy cannot be written"):
        copy(source, tmp_path / "stick" / "copy.db")


def damage_pages(source: Path) -> None:
    with source.open("r+b") as file:
        file.seek(source.stat().st_size // 2)
        file.write(bytes(range(256)) * 32)


def damage_schema(source: Path) -> None:
    """SQLite quotes the name of what it cannot read, and sqlite3 cannot make text of it: UnicodeDecodeError."""
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET name = CAST(x'fefdbdfe' AS TEXT), rootpage = 9999")
        connection.commit()


@pytest.mark.parametrize("damage", [damage_pages, damage_schema])
def test_of_a_damaged_database_no_copy_is_kept(
    damage: Callable[[Path], None], held: Database, source: Path, tmp_path: Path
) -> None:
    for number in range(1, 30):
        admit(held, number)
    held.close()
    damage(source)
    with pytest.raises(BrokenStore, match="damaged"):
        copy(source, tmp_path / "copy.db")
    assert not list(tmp_path.glob("*copy*"))


def test_a_damaged_schema_is_named_where_the_database_is_opened(held: Database, source: Path) -> None:
    held.close()
    damage_schema(source)
    with pytest.raises(BrokenStore, match="damaged"):
        held.upgrade(T0)


def test_a_process_that_dies_while_it_copies_leaves_no_file_of_that_name(
    held: Database, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(_part: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(backup, "_check", die)
    with pytest.raises(KeyboardInterrupt):
        copy(source, tmp_path / "copy.db")
    assert not list(tmp_path.glob("*copy*"))


def test_a_database_of_the_first_schema_is_copied_before_it_is_migrated(old: Path) -> None:
    database = Database(f"sqlite:///{old}")
    database.upgrade(T0)
    database.close()
    (made,) = (old.parent / "backups").iterdir()
    assert made.name == "corpus-schema0001-20261116T061700Z.db"
    assert rows(made, "SELECT version_num FROM alembic_version") == [("0001",)]
    assert rows(old, "SELECT version_num FROM alembic_version") == [(schema.newest(),)]


def test_where_nothing_is_due_nothing_is_copied(held: Database, source: Path) -> None:
    held.upgrade(T0)
    assert not (source.parent / "backups").exists()


def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last migration fails when all the others have run."""
    migrate: Callable[..., None] = schema.migrate

    def fail(connection: object) -> None:
        migrate(connection)
        raise ValueError("an invented fault of a migration")

    monkeypatch.setattr(schema, "migrate", fail)


def test_a_migration_that_fails_leaves_the_database_as_it_was_and_says_where_the_copy_lies(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(old, "SELECT sql FROM sqlite_master ORDER BY name"), rows(old, "SELECT * FROM record")
    failing(monkeypatch)
    database = Database(f"sqlite:///{old}")
    with pytest.raises(
        BrokenStore, match=r"0001 to .*an invented fault.* as it was.*backups/corpus-schema0001"
    ) as told:
        database.upgrade(T0)
    database.close()
    assert (rows(old, "SELECT sql FROM sqlite_master ORDER BY name"), rows(old, "SELECT * FROM record")) == before
    assert rows(old, "SELECT version_num FROM alembic_version") == [("0001",)]
    (made,) = (old.parent / "backups").iterdir()
    assert str(made) in str(told.value)
    monkeypatch.undo()
    database.upgrade(T0)
    assert Corpus(database, classified).size() == 5, "the next version goes on"
    database.close()


def test_a_migration_that_fails_leaves_postgres_as_it_was(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    with postgres.empty() as address:
        failing(monkeypatch)
        database = Database(address)
        with pytest.raises(BrokenStore, match=r"from schema none .*an invented fault"):
            database.upgrade(T0)
        monkeypatch.undo()
        database.upgrade(T0)
        assert Corpus(database, classified).size() == 0
        database.close()


def test_without_room_for_the_copy_nothing_is_migrated(old: Path) -> None:
    (old.parent / "backups").write_text("a file where the folder should be")
    database = Database(f"sqlite:///{old}")
    with pytest.raises(BrokenStore, match=r"backups: cannot be made.*not changed"):
        database.upgrade(T0)
    database.close()
    assert rows(old, "SELECT version_num FROM alembic_version") == [("0001",)]


def test_the_newest_copies_are_kept_and_nothing_else_is_touched(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = old.parent / "backups"
    folder.mkdir()
    (folder / "corpus-before-the-holidays.db").write_text("made by hand")
    failing(monkeypatch)
    for day in range(KEPT + 2):
        database = Database(f"sqlite:///{old}")
        with pytest.raises(BrokenStore):
            database.upgrade(T0 - timedelta(days=day))  # the clock goes backwards: age is by the file
        database.close()
    kept = sorted(path.name for path in folder.iterdir())
    assert kept == [
        "corpus-before-the-holidays.db",
        *(f"corpus-schema0001-202611{16 - day}T061700Z.db" for day in range(KEPT + 1, 1, -1)),
    ]


def test_two_tries_within_one_second_make_two_copies(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch)
    for _ in range(2):
        database = Database(f"sqlite:///{old}")
        with pytest.raises(BrokenStore, match="invented fault"):
            database.upgrade(T0)
        database.close()
    assert len(list((old.parent / "backups").iterdir())) == 2


def test_a_work_of_the_copy_is_a_work_of_the_program(held: Database, source: Path, tmp_path: Path) -> None:
    """Put in the place of the database, the copy is the database."""
    admit(held, 1)
    restored = Database(f"sqlite:///{copy(source, tmp_path / 'copy.db').file}")
    restored.upgrade(T0)
    with restored.writing() as session:
        assert session.get_one(WorkRow, 1).best_record == 1
    restored.close()
