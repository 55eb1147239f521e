"""`ilwatch backup FILE`: a whole copy of a SQLite database while it is in use; what to run for Postgres instead.

A backup is what one wants when watch.toml or the schema is wrong: so neither is needed. This file does NOT open the
app.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from flows.app import database_of
from flows.result import Result
from literature.model.errors import BrokenStore
from store.engine.address import is_plain
from store.engine.backup import copy
from store.engine.database import Database


@dataclass(frozen=True, slots=True)
class BackupReport(Result):
    """The copy that was made, and its size in bytes."""

    file: Path
    size: int

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        return {"file": str(self.file), "bytes": self.size}

    def lines(self) -> list[str]:
        """For people."""
        return [f"copied and verified: {self.file}, {self.size / 1e6:,.1f} MB"]


def back_up(address: str | None, file: Path) -> BackupReport:
    """Copy the database at ``address`` (see ``database_of``) to ``file``.

    Raises BrokenStore, leaving no ``file``, where that cannot be done, and for Postgres with the command to run.
    """
    database = database_of(address)
    try:
        if database.file is None:
            raise BrokenStore(database.subject, _instead(database, file))
        made = copy(database.file, file)
        return BackupReport(made.file, made.size)
    finally:
        database.close()


def _instead(database: Database, file: Path) -> str:
    """Say what to do where there is no file to copy. The password is left to PGPASSWORD or ~/.pgpass."""
    if database.is_sqlite:
        return "is in memory only: there is nothing to copy"
    url = database.url
    user = url.username if is_plain(url.username) else None
    address = URL.create("postgresql", user, None, url.host, url.port, url.database)
    command = ["pg_dump", "--format=custom", f"--file={file}", address.render_as_string()]
    return f"is Postgres, which copies itself; run:  {shlex.join(command)}"
