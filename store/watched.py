"""Since when each term has been watched: kept as a fact of its own by the visit that first asked for it, and not read
out of the notes of visits, which may be reworded and are dropped by their age.

This file does NOT ask any source and does NOT decide how far back an audit looks (flows/jobs/recheck.py does).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, select

from literature.model.harvest import TermAsked
from literature.terms.matcher import is_renamed
from store.tables import TermRow


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
