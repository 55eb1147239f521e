"""What an admission must know before it decides, in few round trips: a handful of queries a visit, never one a Record.

This file does NOT change anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from literature.identity.fields import fields
from literature.identity.news import news_is_about, told
from literature.model.record import Form, Identifier, Record, Scheme
from literature.model.work import AdmissionOutcome, LinkKind
from store.admission.blocking import sharing
from store.admission.compare import CorpusRecord, PreviousRecord
from store.admission.regroup import Neighbours, PreviousWork
from store.engine.batches import chunks
from store.engine.serial import record_of
from store.tables import DecisionRow, IdentifierRow, LinkRow, RecordRow, WorkRow


class RecordOutcome(NamedTuple):
    """What became of one id of a source, without its Record."""

    source_id: str
    outcome: AdmissionOutcome
    reason: str
    rules: str


def outcomes(session: Session, source: str, ids: Iterable[str]) -> list[RecordOutcome]:
    """What became of these ids of ``source``; those never seen are left out. A Work seeded since is seeded."""
    asked = columns(
        col(RecordRow.source_id),
        col(RecordRow.outcome),
        col(RecordRow.reason),
        col(RecordRow.rules),
        col(WorkRow.seeded),
    ).join(WorkRow, col(WorkRow.id) == RecordRow.work_id, isouter=True)
    return [
        RecordOutcome(source_id, AdmissionOutcome.SEEDED if seeded else AdmissionOutcome(outcome), reason, rules)
        for chunk in chunks(ids)
        for source_id, outcome, reason, rules, seeded in session.execute(
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


def seen(session: Session, source: str, ids: Iterable[str]) -> dict[str, PreviousRecord]:
    """What is remembered of these ids of ``source``, by id."""
    record = RecordRow
    asked = columns(
        col(record.source_id),
        col(record.id),
        col(record.work_id),
        col(record.version),
        col(record.data),
        col(record.seed),
        col(WorkRow.seeded),
        col(record.first_seen),
    ).join(WorkRow, col(WorkRow.id) == record.work_id, isouter=True)
    return {
        source_id: PreviousRecord(row_id, work_id, version, data, seed, bool(seeded), first_seen)
        for chunk in chunks(sorted(set(ids)))
        for source_id, row_id, work_id, version, data, seed, seeded, first_seen in session.execute(
            asked.where(col(record.source) == source, col(record.source_id).in_(chunk))
        ).all()
    }


def offered(session: Session, entrants: Sequence[CorpusRecord]) -> dict[int, list[CorpusRecord]]:
    """The Records inside that ``entrants`` might be, by the key that they share; not what an entrant said before."""
    under = sharing(session, (key for one in entrants for key in one.keys))
    former = {one.row_id for one in entrants}
    rows = {record_id for ids in under.values() for record_id in ids} - former
    held = {one.row_id: one for one in records_held(session, RecordRow.id, rows)}
    return {key: [held[row_id] for row_id in ids if row_id in held] for key, ids in under.items()}


def records_held(session: Session, column: object, values: Iterable[int | str | None]) -> list[CorpusRecord]:
    """The Records of Works whose ``column`` of RecordRow is one of ``values``, by their ids."""
    asked = columns(
        col(RecordRow.id), col(RecordRow.work_id), col(RecordRow.seed), col(RecordRow.first_seen), col(RecordRow.data)
    ).where(col(RecordRow.work_id).is_not(None))
    found = []
    for chunk in chunks(set(values) - {None}):
        for row_id, work_id, seed, first_seen, data in session.execute(asked.where(col(column).in_(chunk))).all():
            record = record_of(data)
            found.append(CorpusRecord(record, fields(record), row_id, work_id, seed, first_seen))
    return sorted(found, key=lambda one: one.row_id or 0)


def near(session: Session, works: Collection[int]) -> Neighbours:
    """``works`` whole, and those that they were kept apart from in doubt, with what a person has said of them."""
    held: dict[int, CorpusRecord] = {}
    doubtful: set[tuple[int, int]] = set()
    said: dict[tuple[int, int], bool] = {}
    known, more = set[int](), set(works)
    while more:
        known |= more
        came = records_held(session, RecordRow.work_id, more)
        held.update((one.row_id or 0, one) for one in came)
        rows = [one.row_id or 0 for one in came]
        doubtful |= set(_pairs_in_doubt(session, rows))
        said.update(_said(session, rows))
        ends = {end for pair in (*doubtful, *said) for end in pair} - held.keys()
        more = {one.work_id for one in records_held(session, RecordRow.id, ends) if one.work_id} - known
    return Neighbours(
        held=tuple(held[row_id] for row_id in sorted(held)),
        works=tuple(_formers(session, known)),
        doubtful=tuple(sorted(doubtful)),
        together=tuple(sorted(pair for pair, same in said.items() if same)),
        apart=tuple(sorted(pair for pair, same in said.items() if not same)),
    )


def _pairs_in_doubt(session: Session, rows: Sequence[int]) -> list[tuple[int, int]]:
    link = LinkRow
    asked = columns(col(link.record_id), col(link.other_id)).where(col(link.kind) == LinkKind.POSSIBLY_SAME.value)
    return [
        (one, other)
        for chunk in chunks(rows)
        for one, other in session.execute(
            asked.where(or_(col(link.record_id).in_(chunk), col(link.other_id).in_(chunk)))
        ).all()
    ]


def _said(session: Session, rows: Sequence[int]) -> dict[tuple[int, int], bool]:
    row = DecisionRow
    asked = columns(col(row.record_id), col(row.other_id), col(row.same))
    return {
        (one, other): same
        for chunk in chunks(rows)
        for one, other, same in session.execute(
            asked.where(or_(col(row.record_id).in_(chunk), col(row.other_id).in_(chunk)))
        ).all()
    }


def _formers(session: Session, works: Collection[int]) -> list[PreviousWork]:
    return [
        PreviousWork(row.id or 0, row.first_record or 0, row.best_record, row.edition_key is not None)
        for chunk in chunks(sorted(works))
        for row in session.exec(
            select(WorkRow)
            .where(or_(col(WorkRow.id).in_(chunk), col(WorkRow.merged_into).in_(chunk)))
            .order_by(col(WorkRow.id))
        ).all()
    ]


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


def news_about_held(session: Session, entrants: Sequence[CorpusRecord]) -> dict[str, list[tuple[CorpusRecord, str]]]:
    """By source id: the stories among ``entrants`` about Works that we hold, with each Record that one names by its
    author and journal, and the reason; none for a story that names its paper by an identifier (``mentions``), for
    that tie is kept as the name."""
    stories = [one for one in entrants if one.record.form is Form.NEWS]
    if not stories:
        return {}
    mentioned = {name for one in stories for name in one.record.mentions}
    names = holders(session, mentioned).keys() | {name for one in entrants for name in one.record.identifiers}
    papers = _papers_by(session, {word for one in stories for word in _words(one.record)})
    told_by: dict[str, list[tuple[CorpusRecord, str]]] = {}
    for one in stories:
        if not names.isdisjoint(one.record.mentions):
            told_by[one.record.source_id] = []
            continue
        about = [(paper, reason) for paper in papers if (reason := news_is_about(one.record, paper.record))]
        if about:
            told_by[one.record.source_id] = about
    return told_by


def _papers_by(session: Session, words: Collection[str]) -> list[CorpusRecord]:
    """The Records that describe Works and whose first author is named in ``words``."""
    asked = columns(col(RecordRow.id)).join(WorkRow, col(WorkRow.best_record) == RecordRow.id)
    rows = [
        row_id
        for chunk in chunks(sorted(words))
        for (row_id,) in session.execute(asked.where(col(RecordRow.author_key).in_(chunk))).all()
    ]
    return records_held(session, RecordRow.id, rows)


def _words(news: Record) -> set[str]:
    """Words of a story that could be the family name of an author whose paper it reports."""
    return {word for word in told(news).split() if len(word) >= 4}
