"""What the visits so far say of a source and of a term: when it was first visited or asked for, when a visit last went
well.

Since when a term has been watched is kept as a fact of its own by the visit that first asked for it, and not read out
of the notes of visits, which may be reworded and are deleted when they are old. This file does NOT write Accounts
(corpus.py does), and does NOT decide how far back an audit looks (flows/jobs/recheck.py does).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from literature.model.clock import AHEAD
from literature.model.harvest import Account, TermAsked, VisitKind, VisitOutcome
from literature.model.recall import TermRecall
from literature.terms.matcher import Term, asked_as, is_renamed
from store.engine.database import Repository
from store.recalls import newest_recalls
from store.tables import AccountRow, TermRow

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

    def watched_since(self, term: Term) -> datetime | None:
        """When ``term`` was first asked for, under this name or an earlier one; None for one that never was."""
        with self._database.reading() as session:
            known = watched(session, term.name, asked_as(term))
        return known.since if known else None

    def recalls(self, terms: Sequence[Term]) -> dict[str, TermRecall | None]:
        """By the name of each of ``terms``, all that are watched: what its newest audit found, under this name or an
        earlier one; None for one that was not audited yet."""
        with self._database.reading() as session:
            return newest_recalls(session, terms)


class Watched(NamedTuple):
    """When a term was first asked for, and the number of the Account of that visit."""

    since: datetime
    first_account: int


def note_asked(session: Session, asked: Iterable[TermAsked], account: int, started: datetime) -> None:
    """Note that the visit of ``account`` asked for these terms. A term that is asked for again keeps its first instant;
    one that was first asked for by a clock that was ahead gets this one."""
    for term in asked:
        row = session.get(TermRow, term.name)
        if row is None:
            known = watched(session, term.name, term.spellings) or Watched(started, account)
            row = TermRow(name=term.name, **known._asdict(), asked=[])
        row.since = min(row.since, started)
        row.asked = list(term.spellings) or row.asked
        session.add(row)
        session.flush()


def watched(session: Session, name: str, spellings: Collection[str]) -> Watched | None:
    """Since when the term ``name``, which asks for ``spellings``, has been watched, under this name or an earlier one;
    None for one that was never asked for."""
    rows = session.exec(select(TermRow)).all()
    same = [row for row in rows if row.name == name]
    same = same or [row for row in rows if is_renamed(row.name, row.asked, name, spellings)]
    return min((Watched(row.since, row.first_account) for row in same), default=None)
