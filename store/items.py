"""Works read back as Items: all that a letter or an export shows. This file does NOT choose which Works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import func, select
from sqlmodel import Session, SQLModel, col

from literature.model.edition import Item, ItemNotice, Related
from literature.model.record import Form, Record
from literature.model.work import Centrality, Kind, Match, NoticeKind, Organism, Where
from literature.study.notices import announced, is_retracted
from literature.topics.sorter import Sorting
from store.confirmations import answers_of, sorting_of
from store.engine.batches import rows_in, table_of
from store.engine.serial import record_of
from store.notices.rechecks import answers_about
from store.notices.resolved import item_notices, notices_of
from store.related import related
from store.tables import LabelRow, MatchRow, RecordRow, WorkRow

Table = TypeVar("Table", bound=SQLModel)


def items(session: Session, work_ids: Sequence[int]) -> tuple[Item, ...]:
    """The Items of ``work_ids``, in that order."""
    works = _grouped(session, WorkRow, work_ids, "id")
    records = _grouped(session, RecordRow, work_ids)
    matches = _grouped(session, MatchRow, work_ids)
    labels = _grouped(session, LabelRow, work_ids)
    ties = related(session, work_ids)
    answers = answers_of(session, work_ids)
    notices = notices_of(session, work_ids)
    asked = answers_about(session, [*notices])
    return tuple(
        _item(
            works[work_id][0],
            records[work_id],
            matches[work_id],
            sorting_of(labels[work_id], works[work_id][0], answers.get(work_id, {})),
            related=tuple(ties.get(work_id, ())),
            notices=item_notices(notices[work_id], asked.get(work_id, ())),
        )
        for work_id in work_ids
    )


def waiting(session: Session) -> list[int]:
    """Works not seeded, in no Edition yet, and not wholly taken back by their sources."""
    announced_now = select(col(RecordRow.work_id)).where(col(RecordRow.withdrawn).is_(None))
    query = (
        select(col(WorkRow.id))
        .where(col(WorkRow.seeded).is_(False), col(WorkRow.edition_key).is_(None), col(WorkRow.id).in_(announced_now))
        .order_by(col(WorkRow.id))
    )
    return list(session.execute(query).scalars())


def count(session: Session) -> int:
    """How many Works are held; one merged into another counts with it."""
    return int(session.execute(select(func.count()).where(col(WorkRow.merged_into).is_(None))).scalar_one())


def _item(
    work: WorkRow,
    records: Sequence[RecordRow],
    matches: Sequence[MatchRow],
    sorting: Sorting,
    *,
    related: tuple[Related, ...],
    notices: tuple[ItemNotice, ...],
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
        related=related,
        retracted=is_retracted(record) or any(notice.kind is NoticeKind.RETRACTION for notice in notices),
        outlets=_other_outlets(record, records),
        centrality_score=work.centrality_score,
        unsorted=sorting.unsorted,
        nearest=sorting.nearest,
        notices=notices,
        announces=notice.kind if (notice := announced(record)) else None,
    )


def _other_outlets(best: Record, records: Sequence[RecordRow]) -> tuple[str, ...]:
    if best.form is not Form.NEWS:
        return ()
    names = dict.fromkeys(record_of(row.data).journal.name or row.source for row in records)
    return tuple(name for name in names if name != (best.journal.name or best.source))


def _grouped(
    session: Session, table: type[Table], work_ids: Iterable[int], column: str = "work_id"
) -> defaultdict[int, list[Table]]:
    grouped: defaultdict[int, list[Table]] = defaultdict(list)
    query = select(table).order_by(*table_of(table).primary_key)
    for (row,) in rows_in(session, query, work_ids, getattr(table, column)):
        grouped[getattr(row, column)].append(row)
    return grouped
