"""Upkeep of the database: old statistics and raw data are deleted, its file is checked and made small.

Works, Records, Editions and all that says what was sent to whom are never deleted. This file makes no copies.
"""

from __future__ import annotations

import shutil
import sqlite3
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, exists, func, text
from sqlmodel import col, select

from literature.model.errors import BrokenStore
from store.engine.backup import faults
from store.engine.database import Repository
from store.tables import AccountRow, RecallRow, UnreadRow
from store.terms.recalls import newest_of_each_term
from store.visits import SUCCEEDED

WORTH = 0.2
"""Share of empty pages from which on a file is written anew: below it, new Records fill them within a year or two."""


class Pruned(NamedTuple):
    """How many rows were deleted."""

    accounts: int
    unread: int
    recalls: int = 0


class Tidied(NamedTuple):
    """The size of the database in bytes, before and after; and why it is not smaller, where it could be."""

    before: int
    after: int
    note: str


class Upkeep(Repository):
    """What a database needs now and then."""

    def check(self) -> None:
        """Read the whole file. Raises BrokenStore where it is damaged; Postgres looks after its own pages."""
        if not self._database.is_sqlite:
            return
        with self._database.bare() as connection:
            if damage := faults(connection):
                why = f"is damaged ({damage}); nothing was changed. Keep the file, put the last backup in its place"
                raise BrokenStore(self._database.subject, why)

    def prune(self, before: datetime) -> Pruned:
        """Delete Accounts closed before ``before``, unreadable bytes not met again since, and what older audits found.

        The newest Account of each source and kind of visit stays, and its newest good one, whatever the clock says:
        they tell whether a source works. So does what the newest audit of each term found.
        """
        with self._database.writing() as session:
            newest = select(func.max(AccountRow.id)).group_by(AccountRow.source, AccountRow.kind)
            account = col(AccountRow.id)
            is_old = col(AccountRow.finished) < before, account.not_in(newest), account.not_in(newest.where(SUCCEEDED))
            old = delete(AccountRow).where(*is_old).returning(account)
            unread = delete(UnreadRow).where(col(UnreadRow.last_seen) < before).returning(col(UnreadRow.source_id))
            newer = newest_of_each_term()
            is_newest = exists().where(newer.c.term == RecallRow.term, newer.c.account == RecallRow.account)
            recall = delete(RecallRow).where(col(RecallRow.asked) < before, ~is_newest).returning(col(RecallRow.term))
            return Pruned(*(len(session.execute(statement).all()) for statement in (old, unread, recall)))

    def tidy(self) -> Tidied:
        """Renew what the database knows of its own contents, and give space back. Writers wait meanwhile."""
        if self._database.is_sqlite:
            return self._tidy_file()
        with self._database.writing() as session:  # Postgres frees space on its own (autovacuum)
            session.execute(text("ANALYZE"))
            size = session.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        return Tidied(size, size, "")

    def _tidy_file(self) -> Tidied:
        with self._database.bare() as connection:
            connection.execute("PRAGMA optimize")
            size = _size(connection)
            is_loose = _number(connection, "freelist_count") / max(1, _number(connection, "page_count")) >= WORTH
            note = self._no_room(size) if is_loose else ""
            if is_loose and not note:
                connection.execute("VACUUM")
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if busy:
                note = note or "the write-ahead log stays as it is: another process is reading"
            return Tidied(size, _size(connection), note)

    def _no_room(self, size: int) -> str:
        """Why the file cannot be written anew, or "": it is written twice, to a new file and to the log."""
        free = shutil.disk_usage(self._database.file.absolute().parent).free if self._database.file else size * 2
        return "" if free > 2 * size else f"not made smaller: that takes {2 * size / 1e6:,.0f} MB of free disk"


def _size(connection: sqlite3.Connection) -> int:
    return _number(connection, "page_count") * _number(connection, "page_size")


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
