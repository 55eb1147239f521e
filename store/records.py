"""Records as they are stored: the one view of a row of ``record``. This file changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, literal, select
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
    reason: str
    rules: str
    seed: bool
    backfilled: bool
    first_seen: datetime
    last_seen: datetime
    data: str
    """Its Record as JSON; "" where it was not asked for."""
    seeded: bool
    """Whether its Work is seeded, by this Record or by another one."""
    outcome: AdmissionOutcome

    @property
    def record(self) -> Record:
        """What the source said."""
        return record_of(self.data)

    @property
    def title(self) -> str:
        """The title that the source gave."""
        return self.record.title.text


def _select(data: Any) -> Select[Any]:
    plain = (col(getattr(RecordRow, name)) for name in StoredRecord._fields[1:-3])
    columns = (BY_ID, *plain, data, col(WorkRow.seeded), col(RecordRow.outcome))
    return select(*columns).join(WorkRow, col(WorkRow.id) == RecordRow.work_id, isouter=True)


_WHOLE, _WITHOUT_DATA = _select(col(RecordRow.data)), _select(literal(""))


def best_records(session: Session, works: Iterable[int]) -> dict[int, StoredRecord]:
    """Work -> the Record that describes it; none of a Work that is merged into another one."""
    best = stored_records(session, col(WorkRow.id), works, col(RecordRow.id) == WorkRow.best_record)
    return {record.work_id: record for record in best if record.work_id is not None}


def stored_records(
    session: Session, column: Any, values: Iterable[Any], *only_if: ColumnElement[bool], with_data: bool = True
) -> list[StoredRecord]:
    """The Records whose ``column`` is one of ``values``, by their ids. The JSON of thousands takes long to read: it may
    be left out."""
    query = (_WHOLE if with_data else _WITHOUT_DATA).where(*only_if)
    rows = rows_in(session, query, set(values), column)
    return sorted(StoredRecord._make((*row[:-2], bool(row[-2]), AdmissionOutcome(row[-1]))) for row in rows)
