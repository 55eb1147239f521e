"""Records as they are stored: the one view of a row of ``record``. This file changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, false, func, literal, select
from sqlmodel import Session, col

from literature.model.record import Record
from literature.model.work import AdmissionOutcome
from store.engine.batches import rows_in
from store.engine.serial import record_of
from store.tables import RecordRow, WorkRow

BY_ID, BY_SOURCE_ID, BY_WORK = col(RecordRow.id), col(RecordRow.source_id), col(RecordRow.work_id)
IN_A_WORK = col(RecordRow.work_id).is_not(None)


class StoredRecord(NamedTuple):
    """What a source said of one id of its own, and what its admission came to; the columns of ``record``."""

    record_id: int
    work_id: int | None
    source: str
    source_id: str
    version: int
    outcome: AdmissionOutcome
    reason: str
    rules: str
    seed: bool
    first_seen: datetime
    last_seen: datetime
    data: str
    """Its Record as JSON; "" where it was not asked for."""
    seeded: bool
    """Whether its Work is seeded, by this Record or by another one."""

    @property
    def record(self) -> Record:
        """What the source said."""
        return record_of(self.data)

    @property
    def title(self) -> str:
        """The title that the source gave."""
        return self.record.title.text


_NAMES = ("id", *StoredRecord._fields[1:-2])
_COLUMNS: tuple[Any, ...] = tuple(col(getattr(RecordRow, name)) for name in _NAMES)


def stored_records(
    session: Session, column: Any, values: Iterable[Any], *only_if: ColumnElement[bool], with_data: bool = True
) -> list[StoredRecord]:
    """The Records whose ``column`` is one of ``values``, by their ids. The JSON of thousands takes long to read: it may
    be left out."""
    data = col(RecordRow.data) if with_data else literal("")
    query = (
        select(*_COLUMNS, data, func.coalesce(col(WorkRow.seeded), false()))
        .join(WorkRow, col(WorkRow.id) == RecordRow.work_id, isouter=True)
        .where(*only_if)
    )
    stored = (StoredRecord(*row) for row in rows_in(session, query, set(values), column))
    return sorted(record._replace(outcome=AdmissionOutcome(record.outcome)) for record in stored)
