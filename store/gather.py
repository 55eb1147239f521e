"""What an admission must know before it decides, in few round trips: a handful of queries a visit, never one a Record.

This file does NOT change anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from literature.news import told
from literature.record import Form, Identifier, Record, Scheme
from literature.work import Candidate, Door
from store.door import Hall, Holding, Seen, lookup_key
from store.serial import record_of
from store.tables import IdentifierRow, RecordRow, WorkRow

T = TypeVar("T")

CHUNK = 500
"""Values in one IN (…): SQLite's oldest limit on bound values is 999."""


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """``values`` in lists of at most CHUNK."""
    rest = iter(values)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


class Fate(NamedTuple):
    """What became of one id of a source, without its Record."""

    source_id: str
    door: Door
    reason: str
    rules: str


def fates(session: Session, source: str, ids: Iterable[str]) -> list[Fate]:
    """What became of these ids of ``source``; those never seen are left out. A Work seeded since is seeded."""
    asked = columns(
        col(RecordRow.source_id), col(RecordRow.door), col(RecordRow.reason), col(RecordRow.rules), col(WorkRow.seeded)
    ).join(WorkRow, col(WorkRow.id) == RecordRow.work_id, isouter=True)
    return [
        Fate(source_id, Door.SEEDED if seeded else Door(door), reason, rules)
        for chunk in chunks(ids)
        for source_id, door, reason, rules, seeded in session.execute(
            asked.where(col(RecordRow.source) == source, col(RecordRow.source_id).in_(chunk))
        ).all()
    ]


def record_rows(session: Session, source: str, ids: Iterable[str]) -> list[RecordRow]:
    """What is remembered of these ids of ``source``."""
    return [
        row
        for chunk in chunks(ids)
        for row in session.exec(
            select(RecordRow).where(RecordRow.source == source, col(RecordRow.source_id).in_(chunk))
        ).all()
    ]


def hall(
    session: Session, source: str, candidates: Sequence[Candidate], *, seeding: bool
) -> tuple[Hall, dict[str, Seen]]:
    """The Works that ``candidates`` might be, and what is remembered of their ids."""
    records = [candidate.record for candidate in candidates]
    rows = record_rows(session, source, {record.source_id for record in records})
    seen = {row.source_id: Seen(row.id or 0, row.work_id, row.data) for row in rows}
    names = holders(session, {name for record in records for name in (*record.identifiers, *record.mentions)})
    works = {one.work_id for one in seen.values() if one.work_id is not None}
    works |= set(names.values())
    works |= _works_by(session, "title_key", {lookup_key(record) for record in records} - {""})
    works |= _works_by(session, "author_key", _words_of_news(records))
    return _hall_of(session, works, names, seeding=seeding), seen


def _hall_of(session: Session, works: Collection[int], names: dict[Identifier, int], *, seeding: bool) -> Hall:
    hall_ = Hall(seeding)
    bearers = defaultdict(list)
    for name, work_id in names.items():
        bearers[work_id].append(name)
    holdings = _holdings(session, works)
    for holding in holdings:
        hall_.by_identifier.update(dict.fromkeys(bearers[holding.work_id or 0], holding))
    for holding in holdings:
        hall_.place(holding)
    return hall_


def _holdings(session: Session, works: Collection[int]) -> list[Holding]:
    seeded: dict[int, bool] = {}
    records: defaultdict[int, list[Record]] = defaultdict(list)
    for chunk in chunks(sorted(works)):
        for work_id, is_seeded in session.exec(
            select(WorkRow.id, WorkRow.seeded).where(col(WorkRow.id).in_(chunk))
        ).all():
            seeded[work_id or 0] = is_seeded
        held = select(RecordRow.work_id, RecordRow.data).where(col(RecordRow.work_id).in_(chunk))
        for work_id, data in session.exec(held.order_by(col(RecordRow.id))).all():
            records[work_id or 0].append(record_of(data))
    return [Holding(work_id, is_seeded, records[work_id]) for work_id, is_seeded in sorted(seeded.items())]


def holders(session: Session, names: Iterable[Identifier]) -> dict[Identifier, int]:
    """Which Work bears each of ``names``; asked scheme by scheme, so that the primary key serves as the index."""
    by_scheme: defaultdict[Scheme, list[str]] = defaultdict(list)
    for name in sorted(names):
        by_scheme[name.scheme].append(name.value)
    return {
        Identifier(scheme, row.value): row.work_id
        for scheme, values in by_scheme.items()
        for chunk in chunks(values)
        for row in session.exec(
            select(IdentifierRow).where(IdentifierRow.scheme == scheme.value, col(IdentifierRow.value).in_(chunk))
        ).all()
    }


def _works_by(session: Session, column: str, keys: Collection[str]) -> set[int]:
    """Works one of whose Records has a value of ``keys`` in ``column`` (an indexed one)."""
    return {
        work_id
        for chunk in chunks(sorted(keys))
        for work_id in session.exec(
            select(RecordRow.work_id).where(getattr(RecordRow, column).in_(chunk), col(RecordRow.work_id).is_not(None))
        ).all()
        if work_id is not None
    }


def _words_of_news(records: Iterable[Record]) -> set[str]:
    """Words of news items that could be the family name of an author whose paper they report."""
    texts = (told(record) for record in records if record.form is Form.NEWS)
    return {word for text in texts for word in text.split() if len(word) >= 4}
