"""Works read back as Items: all that a letter or an export shows of them, in few queries. This file does NOT
choose which Works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlmodel import Session, SQLModel, col, select

from literature.edition import Item, Related
from literature.record import Form, Identifier, Record, Scheme
from literature.work import Centrality, Kind, Label, LinkKind, Match, Organism, Where
from store.gather import chunks
from store.serial import record_of
from store.tables import IdentifierRow, LabelRow, LinkRow, MatchRow, PointerRow, RecordRow, WorkRow

Row = TypeVar("Row", bound=SQLModel)
Tie = tuple[int, int, LinkKind]
"""One Work, the other, and how the first stands to the second."""


def items(session: Session, work_ids: Sequence[int]) -> tuple[Item, ...]:
    """The Items of ``work_ids``, in that order."""
    works = {row.id: row for row in _rows(session, WorkRow, "id", work_ids)}
    records = _grouped(session, RecordRow, work_ids)
    matches = _grouped(session, MatchRow, work_ids)
    labels = _grouped(session, LabelRow, work_ids)
    related = _related(session, work_ids)
    return tuple(
        _item(works[work_id], records[work_id], matches[work_id], labels[work_id], tuple(related[work_id]))
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


def names_of(record: Record) -> tuple[Identifier, ...]:
    """The names of ``record`` that a reader can follow."""
    return tuple(name for name in record.identifiers if name.scheme is not Scheme.GUID)


def _item(
    work: WorkRow,
    records: Sequence[RecordRow],
    matches: Sequence[MatchRow],
    labels: Sequence[LabelRow],
    related: tuple[Related, ...],
) -> Item:
    best = next(row for row in records if row.id == work.best_record)
    return Item(
        work_id=work.id or 0,
        record=record_of(best.data),
        sources=tuple(dict.fromkeys(row.source for row in records)),
        matches=tuple(Match(m.term, m.spelling, Where(m.where), m.part, m.start, m.end) for m in matches),
        labels=tuple(sorted((Label(r.topic, r.score, r.reason, r.rules) for r in labels), key=lambda one: -one.score)),
        centrality=Centrality(work.centrality),
        centrality_reason=work.centrality_reason,
        kind=Kind(work.kind),
        organisms=tuple(Organism(organism) for organism in work.organisms),
        first_seen=work.first_seen,
        related=related,
        retracted=work.retracted,
    )


def _rows(session: Session, table: type[Row], column: str, values: Iterable[int]) -> list[Row]:
    field = getattr(table, column)
    order = getattr(table, "id", field)
    return [
        row
        for chunk in chunks(values)
        for row in session.exec(select(table).where(field.in_(chunk)).order_by(order)).all()
    ]


def _grouped(session: Session, table: type[Row], work_ids: Iterable[int]) -> defaultdict[int, list[Row]]:
    grouped: defaultdict[int, list[Row]] = defaultdict(list)
    for row in _rows(session, table, "work_id", work_ids):
        grouped[getattr(row, "work_id")].append(row)  # noqa: B009  # Row is bound to SQLModel, which has no work_id
    return grouped


def _related(session: Session, work_ids: Sequence[int]) -> defaultdict[int, list[Related]]:
    """Each Work's ties, both ways, each other Work once for each kind."""
    wanted = set(work_ids)
    ties = _ties(session, work_ids)
    ends = _ends(session, ties)
    related: defaultdict[int, list[Related]] = defaultdict(list)
    for (one, other, kind), reason in ties.items():
        if kind is LinkKind.PREPRINT_OF and ends[one][0].form is not Form.PREPRINT:
            continue  # NLM's UpdateIn and UpdateOf tie the editions of a Cochrane review too
        for near, far, outward in ((one, other, True), (other, one, False)):
            if near in wanted:
                record, seeded = ends[far]
                related[near].append(Related(kind, record.title.text, names_of(record), reason, seeded, outward, far))
    return related


def _ends(session: Session, ties: Iterable[Tie]) -> dict[int, tuple[Record, bool]]:
    """The Works that ``ties`` join: the best Record of each, and whether it is seeded."""
    works = _rows(session, WorkRow, "id", sorted({end for tie in ties for end in tie[:2]}))
    best = {row.id: row for row in _rows(session, RecordRow, "id", [w.best_record for w in works if w.best_record])}
    return {work.id or 0: (record_of(best[work.best_record].data), work.seeded) for work in works}


def _ties(session: Session, work_ids: Sequence[int]) -> dict[Tie, str]:
    """All ties of these Works with the reason of each; what the rules judged goes before what a name says."""
    judged = {
        (row.work_id, row.other_id, LinkKind(row.kind)): row.reason
        for column in ("work_id", "other_id")
        for row in _rows(session, LinkRow, column, work_ids)
    }
    return {**_pointed(session, work_ids), **judged}


def _pointed(session: Session, work_ids: Sequence[int]) -> dict[Tie, str]:
    """Ties by a name that one Work gives and another one bears."""
    joined = select(PointerRow, IdentifierRow.work_id).join(
        IdentifierRow,
        (col(IdentifierRow.scheme) == PointerRow.scheme) & (col(IdentifierRow.value) == PointerRow.value),
    )
    ties: dict[Tie, str] = {}
    for chunk in chunks(work_ids):
        for column in (col(PointerRow.work_id), col(IdentifierRow.work_id)):
            for pointer, target in session.exec(joined.where(column.in_(chunk))).all():
                ends = (pointer.work_id, target) if pointer.outward else (target, pointer.work_id)
                if pointer.work_id != target:
                    ties[(*ends, LinkKind(pointer.kind))] = f"names {pointer.scheme}:{pointer.value}"
    return ties
