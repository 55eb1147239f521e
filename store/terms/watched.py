"""The terms that are watched: since when, how far back their history was asked for, and what became of the Works when
one of them changed.

Since when a term has been watched is kept as a fact of its own by the visit that first asked for it, and not read out
of the notes of visits, which may be reworded and are deleted when they are old. This file does NOT decide how far back
a history or an audit goes (flows/jobs does), and does NOT match Works (rematch.py does).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from literature.model.harvest import Account, HistorySlice, TermAsked
from literature.model.recall import TermRecall
from literature.terms.changes import MatchedTerm, TermChange
from literature.terms.matcher import Term, asked_as, is_renamed
from store.engine.database import Repository
from store.tables import TermChangeRow, TermRow
from store.terms.recalls import newest_recalls

_CHANGE: TypeAdapter[TermChange] = TypeAdapter(TermChange)
MOST_CHANGES = 20
"""The newest changes of terms, as many as a person may want to read."""


@dataclass(frozen=True, slots=True)
class TermHistory:
    """How far back the history of a term is to go, and how far it has come."""

    term: str
    watched: datetime
    """When the term was first asked for."""
    since: date | None
    """The first day of its history; None until that was decided."""
    left: date | None = None
    """The last day that has not been asked for yet; None: all of it has."""
    hits: int = 0
    """How many papers PubMed counted in what was left of it; 0 before it was asked."""
    refused: bool = False
    """Whether these are more than may be fetched."""
    announced: int = 0
    new: int = 0
    """How many of its papers were announced so far, and how many were new."""
    absent: Mapping[str, date] = field(default_factory=dict)
    """PMIDs that were announced and did not come, and since when: they are asked for again."""

    @property
    def is_open(self) -> bool:
        """Whether a part of it is still to be fetched."""
        return self.left is not None and not self.refused


class HistoryPlan(NamedTuple):
    """How far back a history goes, and which of its days, up to ``left``, are still to be asked for; None: no day."""

    since: date
    left: date | None


class WatchedTerms(Repository):
    """All terms that were ever asked for and were not removed from watch.toml since."""

    def since(self, term: Term) -> datetime | None:
        """When ``term`` was first asked for, under this name or an earlier one; None for one that never was."""
        with self._database.reading() as session:
            known = watched(session, term.name, asked_as(term))
        return known.since if known else None

    def recalls(self, terms: Sequence[Term]) -> dict[str, TermRecall | None]:
        """By the name of each of ``terms``, all that are watched: what its newest audit found, under this name or an
        earlier one; None for one that was not audited yet."""
        with self._database.reading() as session:
            return newest_recalls(session, terms)

    def matched(self) -> tuple[MatchedTerm, ...]:
        """Each term as it was when the Works were last matched."""
        with self._database.reading() as session:
            return tuple(MatchedTerm(row.name, tuple(row.asked), row.rules, row.since) for row in _rows(session))

    def histories(self) -> dict[str, TermHistory]:
        """The history of each term, by its name."""
        with self._database.reading() as session:
            return {row.name: _history(row) for row in _rows(session)}

    def plan_histories(self, plans: Mapping[str, HistoryPlan]) -> None:
        """Decide how far back the history of each of these terms goes, those that are still watched."""
        with self._database.writing() as session:
            for term, plan in plans.items():
                columns = {"backfill_since": plan.since, "backfill_left": plan.left}
                if row := session.get(TermRow, term):
                    row.sqlmodel_update({**columns, "backfill_refused": False, "backfill_hits": 0})

    def count_history(self, term: str, hits: int, *, refused: bool) -> None:
        """Note how many papers the history of ``term`` has, and whether these are too many."""
        with self._database.writing() as session:
            if row := session.get(TermRow, term):
                row.sqlmodel_update({"backfill_hits": hits, "backfill_refused": refused})

    def changes(self, after: int = 0) -> tuple[TermChange, ...]:
        """What changes of terms have meant for the Works, the newest MOST_CHANGES after the mark ``after``, oldest
        first."""
        newest = select(TermChangeRow).where(col(TermChangeRow.id) > after).order_by(col(TermChangeRow.id).desc())
        with self._database.reading() as session:
            rows = session.exec(newest.limit(MOST_CHANGES)).all()
            return tuple(_change(row) for row in reversed(rows))

    def last_change(self) -> int:
        """A mark behind the newest change."""
        newest = select(TermChangeRow.id).order_by(col(TermChangeRow.id).desc()).limit(1)
        with self._database.reading() as session:
            return session.exec(newest).first() or 0


def _rows(session: Session) -> list[TermRow]:
    return list(session.exec(select(TermRow).order_by(TermRow.name)).all())


def _history(row: TermRow) -> TermHistory:
    return TermHistory(
        term=row.name,
        watched=row.since,
        since=row.backfill_since,
        left=row.backfill_left,
        hits=row.backfill_hits,
        refused=row.backfill_refused,
        announced=row.backfill_announced,
        new=row.backfill_new,
        absent={pmid: date.fromisoformat(day) for pmid, day in row.backfill_absent.items()},
    )


def _change(row: TermChangeRow) -> TermChange:
    return _CHANGE.validate_python({**row.model_dump(), "edit": row.kind})


class Watched(NamedTuple):
    """When a term was first asked for, and the number of the Account of that visit."""

    since: datetime
    first_account: int


_HISTORY = {"backfill_since", "backfill_left"}
_COUNTS = {"backfill_hits", "backfill_announced", "backfill_new", "backfill_absent"}


def note_asked(session: Session, asked: Iterable[TermAsked], account: int, started: datetime) -> None:
    """Note that the visit of ``account`` asked for these terms. A term that is asked for again keeps its first instant;
    one that was first asked for by a clock that was ahead gets this one.

    What a term asks for that another one asks for too has that one's history; a new name of a term has its counts too.
    """
    asked = tuple(asked)
    names = {term.name for term in asked}
    for term in asked:
        row = session.get(TermRow, term.name)
        if row is None:
            known = watched(session, term.name, term.spellings) or Watched(started, account)
            row = TermRow(name=term.name, **known._asdict(), asked=[])
            earlier = _renamed(session, term.name, term.spellings)
            if earlier and not earlier.backfill_refused:
                columns = _HISTORY if earlier.name in names else _HISTORY | _COUNTS
                row.sqlmodel_update(earlier.model_dump(include=columns))
        elif term.spellings and row.asked and list(term.spellings) != row.asked:
            row.backfill_hits, row.backfill_refused = 0, False
        row.since = min(row.since, started)
        row.asked = list(term.spellings) or row.asked
        session.add(row)
        session.flush()


def note_history(session: Session, part: HistorySlice, account: Account) -> None:
    """Note that a part of the history of a term was admitted, by the visit of ``account``; nothing of a term that was
    removed from watch.toml meanwhile."""
    row = session.get(TermRow, part.term)
    if row is None:
        return
    if part.first:
        before = part.first - timedelta(days=1)
        row.backfill_left = before if row.backfill_since and before >= row.backfill_since else None
        row.backfill_announced += account.announced
    waited = row.backfill_absent
    kept = waited if part.first else {}
    row.backfill_absent = kept | {pmid: waited.get(pmid, account.started.date().isoformat()) for pmid in part.absent}
    row.backfill_new += account.new
    session.add(row)


def watched(session: Session, name: str, spellings: Collection[str]) -> Watched | None:
    """Since when the term ``name``, which asks for ``spellings``, has been watched, under this name or an earlier one;
    None for one that was never asked for."""
    known = session.get(TermRow, name) or _renamed(session, name, spellings)
    return Watched(known.since, known.first_account) if known else None


def _renamed(session: Session, name: str, spellings: Collection[str]) -> TermRow | None:
    """The term that is called ``name`` now; of several the one that was watched first."""
    same = (row for row in _rows(session) if is_renamed(row.name, row.asked, name, spellings))
    return min(same, key=lambda row: (row.since, row.first_account), default=None)
