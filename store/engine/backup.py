"""Copies of a SQLite database: whole, checked, one file each, made while others read and write.

A copy appears under its name when it is complete and has been read back, or not at all; no file is ever overwritten.
This file does NOT copy Postgres: pg_dump does.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple

from literature.model.errors import BrokenStore
from store.engine.refusals import DRIVER_ERRORS, has_no_space, refusal

KEPT = 3
"""Copies made before migrations that are kept next to the database."""


class Backup(NamedTuple):
    """A finished copy: its file, and its size in bytes."""

    file: Path
    size: int


def copy(source: Path, target: Path) -> Backup:
    """Copy the database file ``source`` to ``target``, as it is at one instant between two transactions.

    Raises BrokenStore, and leaves no ``target``, where there is no such database, where ``target`` is there already,
    where the disk is full, and where what was copied does not hold together.
    """
    if not source.is_file():
        raise BrokenStore(str(source), "there is no such database; nothing was copied")
    if target.exists() or target.is_symlink():
        raise BrokenStore(str(target), "is there already, and a backup never overwrites; give another name")
    try:
        return _copy(source, target)
    except DRIVER_ERRORS as error:
        raise refusal(str(target if has_no_space(error) else source), error) from error
    except OSError as error:
        raise BrokenStore(str(target), f"the copy cannot be written: {error.strerror}; nothing was left") from error


def _copy(source: Path, target: Path) -> Backup:
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        part = Path(folder) / "part"
        _copy_pages(source, part)
        _check(part)
        shutil.copymode(source, part)
        _sync(part)
        size = part.stat().st_size
        target.touch(exist_ok=False)  # of two that copy to one name at once, one is refused here
        part.replace(target)
    _sync(target.parent)
    return Backup(target, size)


def _copy_pages(source: Path, part: Path) -> None:
    """All pages in one step, which is one reading transaction: a writer goes on meanwhile (WAL) and is not waited for.

    In smaller steps the copy would begin again at each commit of another process, and with a steady writer never end.
    VACUUM INTO takes as long (benchmarks/backup.py), and its file is another one than that which was in use.
    """
    only_if_there = f"{source.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(only_if_there, uri=True)) as database, closing(sqlite3.connect(part)) as backup:
        database.backup(backup)
        backup.execute("PRAGMA journal_mode = DELETE")  # one file, with no -wal to leave behind


def _check(part: Path) -> None:
    """Read the whole copy back. Raises BrokenStore where it does not hold together."""
    with closing(sqlite3.connect(part)) as backup:
        if damage := faults(backup):
            why = f"the database is damaged ({damage}), and no copy was kept. Go back to the last backup"
            raise BrokenStore("backup", why)


def faults(connection: sqlite3.Connection) -> str:
    """What is wrong with a database file, read whole; "" where nothing is."""
    report = "; ".join(str(line) for (line,) in connection.execute("PRAGMA integrity_check(5)"))
    return "" if report == "ok" else report


def _sync(path: Path) -> None:
    """Onto the disk: a power cut after the answer does not take it back."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def copy_before_migration(database: Path, revision: str, now: datetime) -> Path:
    """Copy ``database`` to backups/ next to it, under a name with its schema and the instant; the newest KEPT stay.

    Raises BrokenStore where it cannot be copied: then there must be no migration.
    """
    folder = database.absolute().parent / "backups"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise BrokenStore(str(folder), f"cannot be made: {error.strerror}; the database was not changed") from error
    earlier = _earlier(folder, database.stem)
    name = f"{database.stem}-schema{revision}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    targets = (folder / f"{name}{number or ''}.db" for number in count(0, -1))  # two may be tried in one second
    backup = copy(database, next(target for target in targets if not target.exists()))
    for old in earlier[KEPT - 1 :]:
        old.unlink()
    return backup.file


def _earlier(folder: Path, stem: str) -> Sequence[Path]:
    """The copies made before earlier migrations, newest first: by their files, for the clock may have been set back."""
    ours = re.compile(rf"{re.escape(stem)}-schema\w+-\d{{8}}T\d{{6}}Z(-\d+)?\.db")
    copies = [path for path in folder.iterdir() if ours.fullmatch(path.name)]
    return sorted(copies, key=lambda path: path.stat().st_mtime_ns, reverse=True)
