"""What the visits so far say of a source and of a term: when it was first visited or asked for, when a visit last went
well.

This file does NOT write: corpus.py closes the Accounts.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func
from sqlmodel import select

from literature.harvest import Outcome, VisitKind
from literature.terms import Term, asked_as
from store.database import Database
from store.tables import AccountRow
from store.watched import watched

_POLLS = AccountRow.kind == VisitKind.POLL.value
"""Other kinds of visits say nothing of whether a source works."""


class Visits:
    """All visits so far, as far back as Accounts are kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def first(self) -> dict[str, datetime]:
        """Source -> when its first poll began, failed or not."""
        query = select(AccountRow.source, func.min(AccountRow.started)).where(_POLLS).group_by(AccountRow.source)
        with self._database.reading() as session:
            return dict(session.exec(query).all())

    def last_good(self) -> dict[str, datetime]:
        """Source -> when its last poll ended that did not fail."""
        good = AccountRow.outcome != Outcome.FAILED.value
        query = select(AccountRow.source, func.max(AccountRow.finished)).where(good, _POLLS).group_by(AccountRow.source)
        with self._database.reading() as session:
            return dict(session.exec(query).all())

    def watched_since(self, term: Term) -> datetime | None:
        """When ``term`` was first asked for, under this name or an earlier one; None for one that never was."""
        with self._database.reading() as session:
            found = watched(session, term.name, asked_as(term))
        return found.since if found else None
