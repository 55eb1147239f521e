"""What the topics have learned, kept as bytes; and the Works that it was learned from and that it labels.

This file does NOT know what is in those bytes (literature/topics/state.py does), and does NOT sort.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, select
from sqlmodel import Session, col

from literature.model.record import Record
from store.admission import write
from store.admission.regroup import Classify
from store.engine.batches import chunks, rows_in
from store.engine.database import Repository
from store.engine.serial import record_of
from store.items import waiting
from store.tables import LabelRow, ModelRow, RecordRow, WorkRow


class Origin(NamedTuple):
    """What a model was made of: version of topics and method, hash of what people said, number of Works held."""

    rules: str
    taught: str
    works: int


class Learned(Repository):
    """The kept model, and the Works."""

    def origin(self) -> Origin | None:
        """What the kept model was made of; None where none is kept."""
        query = select(col(ModelRow.rules), col(ModelRow.taught), col(ModelRow.works))
        with self._database.reading() as session:
            row = session.execute(query).first()
        return Origin(*row) if row else None

    def content(self) -> bytes:
        """The kept model; b"" where none is kept."""
        with self._database.reading() as session:
            return session.execute(select(col(ModelRow.content))).scalar() or b""

    def version(self) -> str:
        """A short hash of the kept model; '' where none is kept."""
        content = self.content()
        return hashlib.sha256(content).hexdigest()[:12] if content else ""

    def save(self, origin: Origin, content: bytes, now: datetime) -> None:
        """Save this model instead of the one before: there is only one."""
        with self._database.writing() as session:
            session.merge(ModelRow(id=1, **origin._asdict(), made=now, content=content))

    def delete(self) -> None:
        """Delete the kept model."""
        with self._database.writing() as session:
            session.execute(delete(ModelRow))

    def works(self) -> list[int]:
        """The ids of all Works that were not merged into others, ascending."""
        query = select(col(WorkRow.id)).where(col(WorkRow.merged_into).is_(None)).order_by(col(WorkRow.id))
        with self._database.reading() as session:
            return list(session.execute(query).scalars())

    def waiting(self) -> list[int]:
        """The ids of the Works that wait for the next Edition."""
        with self._database.reading() as session:
            return waiting(session)

    def topics(self) -> dict[int, set[str]]:
        """The topics that the rules gave each Work; Works that were merged into others are among them."""
        with self._database.reading() as session:
            return _topics(session.execute(_LABELLED).all())

    def records(self, work_ids: Sequence[int]) -> dict[int, Record]:
        """The Record that describes each of ``work_ids``."""
        with self._database.reading() as session:
            return _described(session, work_ids)

    def label_again(self, work_ids: Sequence[int], classify: Classify) -> None:
        """Sort these Works anew, some hundred in one transaction; what else the rules say of them stays."""
        for chunk in chunks(work_ids):
            with self._database.writing() as session:
                records = _described(session, chunk)
                write.label(session, [(work_id, classify(record)) for work_id, record in records.items()])

    def relabel(self, work_ids: Sequence[int], classify: Classify) -> int:
        """Classify these Works anew, some hundred in one transaction; return how many are under other topics now.

        One in which no term is found any more keeps the Matches that it is held for.
        """
        return sum(self._relabel(chunk, classify) for chunk in chunks(work_ids))

    def _relabel(self, work_ids: Sequence[int], classify: Classify) -> int:
        with self._database.writing() as session:
            classified = {work_id: classify(record) for work_id, record in _described(session, work_ids).items()}
            previous = _topics(rows_in(session, _LABELLED, work_ids, col(LabelRow.work_id)))
            write.describe(session, [each for each in classified.items() if not each[1].excluded])
            write.label(session, [each for each in classified.items() if each[1].excluded])
        given = {work_id: {label.topic for label in each.labels} for work_id, each in classified.items()}
        return sum(previous.get(work_id, set()) != topics for work_id, topics in given.items())


_LABELLED = select(col(LabelRow.work_id), col(LabelRow.topic))


def _described(session: Session, work_ids: Sequence[int]) -> dict[int, Record]:
    best = col(RecordRow.id) == WorkRow.best_record
    query = select(col(WorkRow.id), col(RecordRow.data)).join(RecordRow, best).order_by(col(WorkRow.id))
    return {work_id: record_of(data) for work_id, data in rows_in(session, query, work_ids, col(WorkRow.id))}


def _topics(rows: Iterable[Any]) -> dict[int, set[str]]:
    topics: defaultdict[int, set[str]] = defaultdict(set)
    for work_id, topic in rows:
        topics[work_id].add(topic)
    return dict(topics)
