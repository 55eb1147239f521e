"""What a past week brought, whether its Edition took it or not: the material for sorting that week again.

This file changes nothing, and classifies nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from literature.identity.grouping import rank
from literature.model.edition import Edition, Item
from literature.model.record import Record
from literature.model.work import AdmissionOutcome
from store.admission.load import works_named
from store.confirmations import answers_of
from store.engine.batches import rows_in
from store.engine.database import Repository
from store.engine.serial import record_of
from store.items import items
from store.records import BY_ID, StoredRecord, stored_records
from store.tables import RecordRow, WorkRow


class LaterWork(NamedTuple):
    """A Work that was first seen in the week, and that the Edition of that week did not take."""

    item: Item
    edition: date | None
    """The later Edition that has it; None where it waits for one."""


class PastWeek(NamedTuple):
    """What came between the Edition before and this one."""

    records: Mapping[int, tuple[Record, ...]]
    """Of each Work of the Edition, and of ``later``: all its Records, that which describes it best first. A Work that
    was merged into another one since has none."""
    answers: Mapping[int, Mapping[str, bool]]
    """What people say today of Work and Topic."""
    later: tuple[LaterWork, ...]
    kept_out: tuple[StoredRecord, ...]
    """Records that the rules excluded then and since, without those of papers that readers know."""


class PastWeeks(Repository):
    """The weeks of all Editions."""

    def of(self, edition: Edition) -> PastWeek:
        """The week of ``edition``."""
        with self._database.reading() as session:
            later = _later(session, edition)
            works = [item.work_id for item in (*edition.items, *(work.item for work in later))]
            return PastWeek(
                _records(session, works), answers_of(session, works), later, _kept_out(session, edition, set(works))
            )


def _within(column: Mapped[datetime], edition: Edition) -> ColumnElement[bool]:
    opened = column > edition.opened if edition.opened else true()
    return and_(opened, column <= edition.frozen)


def _later(session: Session, edition: Edition) -> tuple[LaterWork, ...]:
    key = col(WorkRow.edition_key)
    announced_now = select(col(RecordRow.work_id)).where(col(RecordRow.withdrawn).is_(None))
    query = (
        select(col(WorkRow.id), key)
        .where(_within(col(WorkRow.first_seen), edition), or_(key.is_(None), key > edition.key))
        .where(col(WorkRow.seeded).is_(False), col(WorkRow.merged_into).is_(None), col(WorkRow.id).in_(announced_now))
        .order_by(col(WorkRow.id))
    )
    keys: dict[int, date | None] = dict(map(tuple, session.execute(query).all()))
    return tuple(LaterWork(item, keys[item.work_id]) for item in items(session, list(keys)))


def _records(session: Session, work_ids: Iterable[int]) -> dict[int, tuple[Record, ...]]:
    records: dict[int, list[Record]] = {}
    query = select(col(RecordRow.work_id), col(RecordRow.data)).order_by(BY_ID)
    for work_id, data in rows_in(session, query, work_ids, col(RecordRow.work_id)):
        records.setdefault(work_id, []).append(record_of(data))
    return {work_id: tuple(sorted(each, key=rank, reverse=True)) for work_id, each in records.items()}


def _kept_out(session: Session, edition: Edition, works: set[int]) -> tuple[StoredRecord, ...]:
    excluded = col(RecordRow.outcome) == AdmissionOutcome.EXCLUDED.value
    query = select(BY_ID).where(
        _within(col(RecordRow.first_seen), edition), excluded, col(RecordRow.withdrawn).is_(None)
    )
    stored = stored_records(session, BY_ID, session.execute(query).scalars().all())
    named = works_named(session, {name for each in stored for name in each.record.identifiers})
    known = works | _known(session, named.values(), edition)
    return tuple(each for each in stored if known.isdisjoint(map(named.get, each.record.identifiers)))


def _known(session: Session, work_ids: Iterable[int], edition: Edition) -> set[int]:
    """Those of the Works that are no news in ``edition``: seeded, or in an Edition before it."""
    query = select(col(WorkRow.id), col(WorkRow.seeded), col(WorkRow.edition_key))
    rows = rows_in(session, query, set(work_ids), col(WorkRow.id))
    return {work_id for work_id, seeded, key in rows if seeded or (key is not None and key <= edition.key)}
