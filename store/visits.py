"""What the visits so far say of a source: when it was first visited, when a visit last went well.

This file does NOT write Accounts (corpus.py does), and knows no terms (terms/watched.py does).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from literature.model.clock import AHEAD
from literature.model.harvest import Account, VisitKind, VisitOutcome
from store.engine.database import Repository
from store.tables import AccountRow

_ACCOUNT: TypeAdapter[Account] = TypeAdapter(Account)
_POLLS = AccountRow.kind == VisitKind.POLL.value
"""Other kinds of visits say nothing of whether a source works."""
SUCCEEDED = AccountRow.outcome != VisitOutcome.FAILED.value


def account_row(account: Account) -> AccountRow:
    """``account`` as a row, which has its fields under the same names."""
    return AccountRow.model_validate(account)


def account_of(row: AccountRow) -> Account:
    """The Account that ``account_row`` wrote."""
    return _ACCOUNT.validate_python(row.model_dump())


class Visits(Repository):
    """All visits so far, as far back as Accounts are kept."""

    def first(self) -> dict[str, datetime]:
        """Source -> when its first poll began, failed or not."""
        return self._polls(func.min(AccountRow.started))

    def last_good(self, now: datetime) -> dict[str, datetime]:
        """Source -> when its last visit ended that did not fail; one by a clock that was ahead is not known."""
        return self._polls(func.max(AccountRow.finished), SUCCEEDED, col(AccountRow.finished) <= now + AHEAD)

    def _polls(self, instant: Any, *only_if: ColumnElement[bool] | bool) -> dict[str, datetime]:
        query = select(AccountRow.source, instant).where(_POLLS, *only_if).group_by(AccountRow.source)
        with self._database.reading() as session:
            return dict(session.exec(query).all())

    def silent(self) -> dict[str, datetime]:
        """Source -> since when it is silent, as its last good visit found it; those that live are left out."""
        good = select(func.max(AccountRow.id)).where(SUCCEEDED, _POLLS)
        newest = col(AccountRow.id).in_(good.group_by(AccountRow.source))
        query = select(AccountRow.source, AccountRow.silent_since).where(newest)
        with self._database.reading() as session:
            return {source: since for source, since in session.exec(query).all() if since}

    def ahead(self, source: str, now: datetime) -> datetime | None:
        """What a clock that was ahead said at a visit to ``source``, where no good visit has come since."""
        here, past = AccountRow.source == source, col(AccountRow.finished) <= now + AHEAD
        good = select(func.max(AccountRow.id)).where(here, past, _POLLS, SUCCEEDED)
        with self._database.reading() as session:
            newer = col(AccountRow.id) > (session.exec(good).one() or 0)
            return session.exec(select(func.max(AccountRow.finished)).where(here, ~past, newer)).one()

    def instants(self, sources: Collection[str]) -> list[datetime]:
        """When each visit to one of ``sources`` ended, in the order in which they were made."""
        query = select(AccountRow.finished).where(col(AccountRow.source).in_(sources)).order_by(col(AccountRow.id))
        with self._database.reading() as session:
            return list(session.exec(query).all())
