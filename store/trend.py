"""How many Works earlier Editions had, in all and by Term: the history that a letter compares itself with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import sqlalchemy
from sqlalchemy import func
from sqlmodel import Session, col, select

from literature.model.edition import Week
from store.tables import EditionRow, MatchRow, WorkRow

HISTORY_WEEKS = 12


def newest_weeks(session: Session) -> tuple[Week, ...]:
    """The HISTORY_WEEKS newest Editions."""
    newest = select(col(EditionRow.key), col(EditionRow.items)).order_by(col(EditionRow.key).desc())
    weeks = session.exec(newest.limit(HISTORY_WEEKS)).all()
    return _with_terms(session, reversed(weeks))


def weeks_between(session: Session, since: date, before: date) -> tuple[Week, ...]:
    """The Editions of ``since`` and later, and before the day ``before``; each has a Week, however short it was."""
    within = col(EditionRow.key) >= since, col(EditionRow.key) < before
    query = select(col(EditionRow.key), col(EditionRow.items)).where(*within).order_by(col(EditionRow.key))
    return _with_terms(session, session.exec(query).all())


def _with_terms(session: Session, editions: Iterable[tuple[date, int]]) -> tuple[Week, ...]:
    weeks = dict(editions)
    works = func.count(col(MatchRow.work_id).distinct())
    query = sqlalchemy.select(col(WorkRow.edition_key), col(MatchRow.term), works)
    query = query.join(MatchRow, col(WorkRow.id) == col(MatchRow.work_id)).order_by(col(MatchRow.term))
    terms = defaultdict[date, list[tuple[str, int]]](list)
    grouped = query.where(col(WorkRow.edition_key).in_(weeks)).group_by(col(WorkRow.edition_key), col(MatchRow.term))
    for key, term, number in session.execute(grouped).all():
        terms[key].append((term, number))
    return tuple(Week(key, total, tuple(sorted(terms[key]))) for key, total in weeks.items())
