"""Works read back as Items: all that a letter or an export shows of them, in few queries. This file does NOT
choose which Works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import func
from sqlmodel import Session, SQLModel, col, select

from literature.model.edition import Item, ItemNotice, Related
from literature.model.record import Form, Record
from literature.model.work import Centrality, Kind, Match, NoticeKind, Organism, Where
from literature.study.notices import announced, is_retracted
from literature.topics.sorter import Sorting
from store import notices
from store.confirmations import said_of, shown
from store.engine.batches import chunks, table_of
from store.engine.serial import record_of
from store.related import related
from store.tables import LabelRow, MatchRow, RecordRow, WorkRow

Row = TypeVar("Row", bound=SQLModel)


class _Ties(NamedTuple):
    related: tuple[Related, ...]
    notices: tuple[ItemNotice, ...]


def items(session: Session, work_ids: Sequence[int]) -> tuple[Item, ...]:
    """The Items of ``work_ids``, in that order."""
    works = {row.id: row for row in _rows(session, WorkRow, "id", work_ids)}
    records = _grouped(session, RecordRow, work_ids)
    matches = _grouped(session, MatchRow, work_ids)
    labels = _grouped(session, LabelRow, work_ids)
    beside = related(session, work_ids)
    said = said_of(session, work_ids)
    touched = notices.touching(session, work_ids)
    return tuple(
        _item(
            works[work_id],
            records[work_id],
            matches[work_id],
            shown(labels[work_id], works[work_id], said.get(work_id, {})),
            _Ties(tuple(beside.get(work_id, ())), notices.shown(touched[work_id])),
        )
        for work_id in work_ids
    )


def waiting(session: Session) -> list[int]:
    """Works not seeded, in no Edition yet, and not wholly taken back by their sources."""
    standing = select(RecordRow.work_id).where(col(RecordRow.withdrawn).is_(None))
    waiting = (
        select(WorkRow.id)
        .where(col(WorkRow.seeded).is_(False), col(WorkRow.edition_key).is_(None), col(WorkRow.id).in_(standing))
        .order_by(col(WorkRow.id))
    )
    return [work_id for work_id in session.exec(waiting).all() if work_id is not None]


def count(session: Session) -> int:
    """How many Works are held; one merged into another counts with it."""
    return session.exec(select(func.count()).where(col(WorkRow.merged_into).is_(None))).one()


def _item(
    work: WorkRow,
    records: Sequence[RecordRow],
    matches: Sequence[MatchRow],
    sorting: Sorting,
    ties: _Ties,
) -> Item:
    record = record_of(next(row for row in records if row.id == work.best_record).data)
    return Item(
        work_id=work.id or 0,
        record=record,
        sources=tuple(dict.fromkeys(row.source for row in records)),
        matches=tuple(Match(m.term, m.spelling, Where(m.where), m.part, m.start, m.end) for m in matches),
        labels=sorting.labels,
        centrality=Centrality(work.centrality),
        centrality_reason=work.centrality_reason,
        kind=Kind(work.kind),
        organisms=tuple(Organism(organism) for organism in work.organisms),
        first_seen=work.first_seen,
        related=ties.related,
        retracted=is_retracted(record) or any(one.kind is NoticeKind.RETRACTION for one in ties.notices),
        outlets=_other_outlets(record, records),
        centrality_score=work.centrality_score,
        unsorted=sorting.unsorted,
        nearest=sorting.nearest,
        notices=ties.notices,
        announces=notice.kind if (notice := announced(record)) else None,
    )


def _other_outlets(best: Record, records: Sequence[RecordRow]) -> tuple[str, ...]:
    if best.form is not Form.NEWS:
        return ()
    names = dict.fromkeys(record_of(row.data).journal.name or row.source for row in records)
    return tuple(name for name in names if name != (best.journal.name or best.source))


def _rows(session: Session, table: type[Row], column: str, values: Iterable[int]) -> list[Row]:
    asked = select(table).order_by(*table_of(table).primary_key)
    return [
        row for chunk in chunks(values) for row in session.exec(asked.where(getattr(table, column).in_(chunk))).all()
    ]


def _grouped(session: Session, table: type[Row], work_ids: Iterable[int]) -> defaultdict[int, list[Row]]:
    grouped: defaultdict[int, list[Row]] = defaultdict(list)
    for row in _rows(session, table, "work_id", work_ids):
        grouped[getattr(row, "work_id")].append(row)  # noqa: B009  # Row is bound to SQLModel, which has no work_id
    return grouped
