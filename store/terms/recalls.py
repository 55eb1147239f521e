"""What the recall audits found, a row a term and audit: an audit that finds nothing must not hide, in the letter of the
same week, what the one before it found. Maintenance deletes the old ones (upkeep.py), all but the newest of each term.

This file does NOT decide what was missed (literature/model/recall.py does).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Subquery, func
from sqlmodel import Session, col, select

from literature.model.recall import TermRecall
from literature.terms.matcher import Term, asked_as, is_renamed
from store.tables import RecallRow, TermRow

_RECALL: TypeAdapter[TermRecall] = TypeAdapter(TermRecall)

ACCOUNT, TERM = col(RecallRow.account), col(RecallRow.term)


def note_recalls(session: Session, recalls: Iterable[TermRecall], account: int) -> None:
    """Note what the audit of ``account`` found."""
    session.add_all(RecallRow(account=account, **_RECALL.dump_python(recall)) for recall in recalls)


def rename_recalls(session: Session, old: str, new: str) -> None:
    """Give what the audits found of the term ``old`` its name of today; what one found under both stays."""
    audited = select(RecallRow.account).where(TERM.in_([new]))
    for row in session.exec(select(RecallRow).where(TERM.in_([old]), ACCOUNT.not_in(audited))).all():
        row.term = new
        session.add(row)


def recalls_where(session: Session, condition: ColumnElement[bool]) -> tuple[TermRecall, ...]:
    """What the audits that meet ``condition`` found, oldest first, term by term."""
    return tuple(map(_recall_of, session.exec(select(RecallRow).where(condition).order_by(ACCOUNT, TERM)).all()))


def newest_of_each_term() -> Subquery:
    """The name of each term that was audited, with the ``account`` of its newest audit."""
    return select(TERM, func.max(ACCOUNT).label("account")).group_by(TERM).subquery()


def newest_recalls(session: Session, terms: Sequence[Term]) -> dict[str, TermRecall | None]:
    """By the name of each of ``terms``, all that are watched: what its newest audit found, under this name or an
    earlier one; None for one that was not audited yet."""
    newest = newest_of_each_term()
    query = select(RecallRow).join(newest, (newest.c.term == TERM) & (newest.c.account == ACCOUNT))
    rows = {row.term: row for row in session.exec(query).all()}
    given_up = rows.keys() - {term.name for term in terms}
    asked = {row.name: row.asked for row in session.exec(select(TermRow)).all() if row.name in given_up}
    return {term.name: _newest(term, rows, asked) for term in terms}


def _newest(term: Term, rows: Mapping[str, RecallRow], asked: Mapping[str, Sequence[str]]) -> TermRecall | None:
    """``asked`` is what each term that is watched no more asked for: ``term`` may be one of these, renamed."""
    wanted = asked_as(term)
    earlier = (name for name, spellings in asked.items() if is_renamed(name, spellings, term.name, wanted))
    found = [rows[name] for name in (term.name, *earlier) if name in rows]
    newest = max(found, key=lambda row: row.account, default=None)
    return replace(_recall_of(newest), term=term.name) if newest else None


def _recall_of(row: RecallRow) -> TermRecall:
    columns: dict[str, Any] = row.model_dump(exclude={"account"})
    return _RECALL.validate_python(columns)
