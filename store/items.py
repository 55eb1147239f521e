"""Works read back as Items: all that a letter or an export shows. This file does NOT choose which Works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import itemgetter
from typing import TypeVar

from sqlalchemy import ColumnElement, exists, func, select
from sqlmodel import Session, SQLModel, col

from literature.identity.revision import revision
from literature.model.edition import Earlier, Item, ItemNotice, Related
from literature.model.record import Form, Record
from literature.model.work import Centrality, Kind, LinkKind, Match, NoticeKind, Organism, Where
from literature.study.notices import announced, is_retracted
from literature.topics.sorter import Sorting
from store.confirmations import answers_of, sorting_of
from store.engine.batches import rows_in, table_of
from store.engine.serial import edition_of, record_of
from store.mail.audience import Audiences
from store.notices.rechecks import answers_about
from store.notices.resolved import item_notices, notices_of
from store.related import related
from store.tables import EditionRow, LabelRow, MatchRow, RecordRow, WorkRow

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


def with_earlier(session: Session, found: Sequence[Item], audiences: Audiences) -> tuple[Item, ...]:
    """``found``, each with its preprint or article that an earlier Edition had, what has changed since, and who was
    sent it."""
    others = {work_id for item in found for work_id in _other_forms(item)}
    query = select(col(WorkRow.edition_key)).where(col(WorkRow.edition_key).is_not(None)).distinct()
    keys = sorted({key for (key,) in rows_in(session, query, others, col(WorkRow.id))}, reverse=True)
    rows = (session.get(EditionRow, key) for key in keys)
    editions = [edition_of(row.snapshot) for row in rows if row]
    shown = {item.work_id: (edition.key, item) for edition in editions for item in edition.items}
    return tuple(replace(item, earlier=_earlier(session, item, shown, audiences)) for item in found)


def _other_forms(item: Item) -> list[int]:
    return [related.work_id for related in item.related if related.kind is LinkKind.PREPRINT_OF]


def _earlier(
    session: Session, item: Item, shown: Mapping[int, tuple[date, Item]], audiences: Audiences
) -> Earlier | None:
    """Of several preprints, the first that readers had."""
    had = min((shown[work_id] for work_id in _other_forms(item) if work_id in shown), key=itemgetter(0), default=None)
    if had is None:
        return None
    key, first = had
    audience = audiences.of(session.get_one(WorkRow, first.work_id))
    return Earlier(first.work_id, first.form, key, revision(first.record, item.record), audience)


def waiting(session: Session) -> list[int]:
    """Works not seeded, in no Edition yet, in which a Term of today is found, that did not begin in the history of a
    term and that their sources have not wholly taken back."""
    announced_now = select(col(RecordRow.work_id)).where(col(RecordRow.withdrawn).is_(None))
    is_new = col(WorkRow.seeded).is_(False) & col(WorkRow.edition_key).is_(None) & col(WorkRow.unmatched).is_(False)
    query = (
        select(col(WorkRow.id))
        .where(is_new, col(WorkRow.id).in_(announced_now), ~is_backfilled())
        .order_by(col(WorkRow.id))
    )
    return list(session.execute(query).scalars())


def is_backfilled() -> ColumnElement[bool]:
    """Whether a Work began in the history of a term: it is in the archive, and not mailed."""
    return exists().where(col(RecordRow.id) == WorkRow.first_record, col(RecordRow.backfilled).is_(True))


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
        matches=tuple(map(match_of, matches)),
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


def match_of(row: MatchRow) -> Match:
    """The Match of a row."""
    return Match(row.term, row.spelling, Where(row.where), row.part, row.start, row.end)


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
