"""What the topics have learned, kept as bytes; and the Works that it was learned from and is told to.

This file does NOT know what is in those bytes (literature/topics/state.py does), and does NOT sort.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, delete, select, update
from sqlmodel import Session, col

from literature.model.record import Record
from literature.model.work import Candidate
from store.admission import write
from store.admission.regroup import Classify
from store.engine.batches import chunks, insert_rows
from store.engine.database import Database
from store.engine.serial import record_of
from store.items import waiting
from store.tables import LabelRow, ModelRow, RecordRow, WorkRow

_THE_ONE = 1
"""There is one model; a new one takes its place."""


class Origin(NamedTuple):
    """What a model was made of: version of topics and method, hash of what people said, number of Works held."""

    rules: str
    taught: str
    works: int


class Learned:
    """The kept model, and the Works."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def origin(self) -> Origin | None:
        """What the kept model was made of; None where none is kept."""
        asked = select(col(ModelRow.rules), col(ModelRow.taught), col(ModelRow.works))
        with self._database.reading() as session:
            row = session.execute(asked).first()
        return Origin(*row) if row else None

    def content(self) -> bytes:
        """The kept model; b"" where none is kept."""
        with self._database.reading() as session:
            return session.execute(select(col(ModelRow.content))).scalar() or b""

    def keep(self, origin: Origin, content: bytes, now: datetime) -> None:
        """Keep this model instead of the one before."""
        with self._database.writing() as session:
            session.merge(ModelRow(id=_THE_ONE, **origin._asdict(), made=now, content=content))

    def forget(self) -> None:
        """Keep no model."""
        with self._database.writing() as session:
            session.execute(delete(ModelRow))

    def works(self) -> list[int]:
        """The ids of all Works that stand for themselves, ascending."""
        asked = select(col(WorkRow.id)).where(col(WorkRow.merged_into).is_(None)).order_by(col(WorkRow.id))
        with self._database.reading() as session:
            return list(session.execute(asked).scalars())

    def waiting(self) -> list[int]:
        """The ids of the Works that wait for the next Edition."""
        with self._database.reading() as session:
            return waiting(session)

    def topics(self) -> dict[int, set[str]]:
        """The topics that the rules gave each Work; Works that were merged into others are among them."""
        with self._database.reading() as session:
            return _topics(session, select(col(LabelRow.work_id), col(LabelRow.topic)))

    def records(self, work_ids: Sequence[int]) -> dict[int, Record]:
        """The Record that describes each of ``work_ids``."""
        with self._database.reading() as session:
            return {own: record for chunk in chunks(work_ids) for own, record in _described(session, chunk).items()}

    def relabel(self, work_ids: Sequence[int], classify: Classify) -> int:
        """Classify these Works anew, each some hundred in one transaction; how many stand under other topics now.

        One in which no term is found any more keeps the Matches that it is held for.
        """
        return sum(self._relabel(chunk, classify) for chunk in chunks(work_ids))

    def _relabel(self, work_ids: Sequence[int], classify: Classify) -> int:
        with self._database.writing() as session:
            classified = {own: classify(record) for own, record in _described(session, work_ids).items()}
            labelled = select(col(LabelRow.work_id), col(LabelRow.topic))
            before = _topics(session, labelled.where(col(LabelRow.work_id).in_(work_ids)))
            write.describe(session, [(own, one) for own, one in classified.items() if not one.excluded])
            _label(session, [(own, one) for own, one in classified.items() if one.excluded])
        after = {own: {label.topic for label in one.labels} for own, one in classified.items()}
        return sum(before.get(own, set()) != topics for own, topics in after.items())


def _label(session: Session, told: Sequence[tuple[int, Candidate]]) -> None:
    """Give Works these Labels, and nothing else."""
    session.execute(delete(LabelRow).where(col(LabelRow.work_id).in_([own for own, _ in told])))
    insert_rows(session, LabelRow, [{"work_id": own, **label._asdict()} for own, one in told for label in one.labels])
    if told:
        session.execute(update(WorkRow), [{"id": own, **write.unsorted(one)} for own, one in told])


def _described(session: Session, work_ids: Sequence[int]) -> dict[int, Record]:
    asked = (
        select(col(WorkRow.id), col(RecordRow.data))
        .join(RecordRow, col(RecordRow.id) == WorkRow.best_record)
        .where(col(WorkRow.id).in_(work_ids))
        .order_by(col(WorkRow.id))
    )
    return {own: record_of(data) for own, data in session.execute(asked).all()}


def _topics(session: Session, asked: Select[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for own, topic in session.execute(asked).all():
        found.setdefault(own, set()).add(topic)
    return found
