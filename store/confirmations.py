"""What a person says of a Work and a Topic: that it belongs there, or not. It goes before every rule and outlives every
visit.

A word is kept for a Record, which never goes away, and read for the Work that holds it now: Works merge and come back.
This file does NOT read names as a person writes them (flows/curation/confirm.py does) and does NOT learn from what was
said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlmodel import Session, col

from literature.model.work import Label, Nearest
from literature.topics.sorter import Sorting
from store.engine.batches import chunks
from store.engine.database import Database
from store.tables import ConfirmationRow, LabelRow, RecordRow, WorkRow

BY_A_PERSON = "a person"
"""Where a Label names the version of its rules."""


class Word(NamedTuple):
    """What was said of one Record and one Topic."""

    record_id: int
    topic: str
    yes: bool


class Confirmations:
    """All that persons have said of Works and Topics."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def say(self, words: Iterable[Word], now: datetime) -> None:
        """Keep ``words``, all or none; what was said before of the same Work and Topic is taken back."""
        with self._database.writing() as session:
            for word in words:
                _take_back(session, word)
                session.merge(ConfirmationRow(**word._asdict(), made=now))
                session.flush()

    def said(self) -> dict[int, dict[str, bool]]:
        """Work -> Topic -> whether it belongs there, of all Works of which anything was said."""
        with self._database.reading() as session:
            return _told(session, None)


def said_of(session: Session, work_ids: Iterable[int]) -> dict[int, dict[str, bool]]:
    """``Confirmations.said`` of these Works."""
    told: dict[int, dict[str, bool]] = {}
    for chunk in chunks(work_ids):
        told |= _told(session, chunk)
    return told


def shown(labels: Sequence[LabelRow], work: WorkRow, said: Mapping[str, bool]) -> Sorting:
    """The Labels that the rules gave ``work``, as a person's word changes them, surest first; or why it has none."""
    kept = [Label(row.topic, row.score, row.reason, row.rules) for row in labels if row.topic not in said]
    kept += [Label(topic, 1.0, "confirmed by a person", BY_A_PERSON) for topic, yes in said.items() if yes]
    if kept:
        return Sorting(tuple(sorted(kept, key=lambda one: -one.score)), "")
    if labels:
        return Sorting((), f"a person has said that it is not {', '.join(sorted(said))}")
    near = Nearest(work.nearest_topic, work.nearest_words, work.nearest_score) if work.nearest_topic else None
    return Sorting((), work.unsorted, nearest=near)


def _told(session: Session, work_ids: Sequence[int] | None) -> dict[int, dict[str, bool]]:
    """Where Works were merged that people sorted in two ways, the newest word counts."""
    asked = (
        select(col(RecordRow.work_id), col(ConfirmationRow.topic), col(ConfirmationRow.yes))
        .join(RecordRow, col(RecordRow.id) == ConfirmationRow.record_id)
        .where(col(RecordRow.work_id).is_not(None))
        .order_by(col(ConfirmationRow.made), col(ConfirmationRow.record_id))
    )
    if work_ids is not None:
        asked = asked.where(col(RecordRow.work_id).in_(work_ids))
    told: dict[int, dict[str, bool]] = {}
    for work_id, topic, yes in session.execute(asked).all():
        told.setdefault(work_id, {})[topic] = yes
    return told


def _take_back(session: Session, word: Word) -> None:
    work = select(col(RecordRow.work_id)).where(col(RecordRow.id) == word.record_id).scalar_subquery()
    beside = select(col(RecordRow.id)).where(col(RecordRow.work_id) == work)
    same_topic = col(ConfirmationRow.topic) == word.topic
    session.execute(delete(ConfirmationRow).where(same_topic, col(ConfirmationRow.record_id).in_(beside)))
