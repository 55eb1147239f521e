"""What an admission must know before it decides, in few round trips: a handful of queries a visit, never one a Record.

This file does NOT change anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from literature.identity.fields import fields
from literature.identity.news import news_is_about, story_text
from literature.model.record import Form, Identifier, Scheme
from literature.model.work import LinkKind
from store.admission.blocking import records_by_key
from store.admission.compare import CorpusRecord
from store.admission.regroup import Neighbours, PreviousWork
from store.engine.batches import rows_in
from store.records import BY_ID, BY_SOURCE_ID, BY_WORK, IN_A_WORK, StoredRecord, stored_records
from store.tables import DecisionRow, IdentifierRow, LinkRow, RecordRow, WorkRow


def previous(session: Session, source: str, ids: Iterable[str], *, with_data: bool = True) -> dict[str, StoredRecord]:
    """What is stored under these ids of ``source``, by id."""
    ours = col(RecordRow.source) == source
    stored = stored_records(session, BY_SOURCE_ID, ids, ours, with_data=with_data)
    return {record.source_id: record for record in stored}


def corpus_records(session: Session, column: Any, values: Iterable[int]) -> list[CorpusRecord]:
    """The Records of Works whose ``column`` is one of ``values``, by their ids, ready to be compared."""
    read = ((stored, stored.record) for stored in stored_records(session, column, values, IN_A_WORK))
    return [
        CorpusRecord(
            record=record,
            fields=fields(record),
            row_id=stored.record_id,
            work_id=stored.work_id,
            seed=stored.seed,
            first_seen=stored.first_seen,
            backfilled=stored.backfilled,
        )
        for stored, record in read
    ]


def offered(session: Session, incoming: Sequence[CorpusRecord]) -> dict[int, list[CorpusRecord]]:
    """The Records of the corpus that ``incoming`` might be, by the key that they share; not what one of ``incoming``
    said before."""
    under = records_by_key(session, (key for record in incoming for key in record.keys))
    rows = {row_id for ids in under.values() for row_id in ids} - {record.row_id for record in incoming}
    held = {record.row_id: record for record in corpus_records(session, BY_ID, rows)}
    return {key: [held[row_id] for row_id in ids if row_id in held] for key, ids in under.items()}


def near(session: Session, works: Collection[int]) -> Neighbours:
    """``works`` whole, and those that they were kept apart from in doubt, with what a person has said of them."""
    held: dict[int, CorpusRecord] = {}
    doubtful: set[tuple[int, int]] = set()
    decided: dict[tuple[int, int], bool] = {}
    linked = col(LinkRow.record_id), col(LinkRow.other_id)
    in_doubt = select(*linked).where(col(LinkRow.kind) == LinkKind.POSSIBLY_SAME.value)
    ends_decided = col(DecisionRow.record_id), col(DecisionRow.other_id)
    decisions = select(*ends_decided, col(DecisionRow.same))
    known, more = set[int](), set(works)
    while more:
        known |= more
        came = {record.row_id or 0: record for record in corpus_records(session, BY_WORK, more)}
        held |= came
        doubtful |= {tuple(pair) for pair in rows_in(session, in_doubt, came, *linked)}
        decided |= {tuple(pair): same for *pair, same in rows_in(session, decisions, came, *ends_decided)}
        ends = {end for pair in (*doubtful, *decided) for end in pair} - held.keys()
        more = {record.work_id for record in corpus_records(session, BY_ID, ends) if record.work_id} - known
    return Neighbours(
        held=tuple(held[row_id] for row_id in sorted(held)),
        works=tuple(_previous_works(session, known)),
        doubtful=tuple(sorted(doubtful)),
        together=tuple(sorted(pair for pair, same in decided.items() if same)),
        apart=tuple(sorted(pair for pair, same in decided.items() if not same)),
    )


def _previous_works(session: Session, works: Collection[int]) -> list[PreviousWork]:
    first = col(RecordRow.id) == WorkRow.first_record
    query = select(WorkRow, col(RecordRow.backfilled)).join(RecordRow, first, isouter=True).order_by(col(WorkRow.id))
    return [
        PreviousWork(
            row.id, row.first_record or 0, row.best_record, row.edition_key is not None, bool(backfilled), row.unmatched
        )
        for row, backfilled in rows_in(session, query, sorted(works), col(WorkRow.id), col(WorkRow.merged_into))
    ]


def works_named(session: Session, names: Iterable[Identifier]) -> dict[Identifier, int]:
    """The Work that each of ``names`` names; asked scheme by scheme, so that the primary key serves as the index."""
    by_scheme: defaultdict[Scheme, list[str]] = defaultdict(list)
    for name in sorted(names):
        by_scheme[name.scheme].append(name.value)
    query = select(col(IdentifierRow.value), col(IdentifierRow.work_id))
    return {
        Identifier(scheme, value): work_id
        for scheme, values in by_scheme.items()
        for value, work_id in rows_in(
            session, query.where(col(IdentifierRow.scheme) == scheme.value), values, col(IdentifierRow.value)
        )
    }


def news_about_held(session: Session, incoming: Sequence[CorpusRecord]) -> dict[str, list[tuple[CorpusRecord, str]]]:
    """By source id: the stories among ``incoming`` about Works that we hold, with each Record that one names by its
    author and journal, and the reason; none for a story that names its paper by an identifier (``mentions``), for
    that tie is kept as the name."""
    stories = [record for record in incoming if record.record.form is Form.NEWS]
    if not stories:
        return {}
    mentioned = {name for story in stories for name in story.record.mentions}
    held = works_named(session, mentioned).keys() | {name for record in incoming for name in record.record.identifiers}
    words = {word for story in stories for word in story_text(story.record).split() if len(word) >= 4}
    papers = _papers_by(session, words)
    news: dict[str, list[tuple[CorpusRecord, str]]] = {}
    for story in (story.record for story in stories):
        if not held.isdisjoint(story.mentions):
            news[story.source_id] = []
        elif about := [(paper, reason) for paper in papers if (reason := news_is_about(story, paper.record))]:
            news[story.source_id] = about
    return news


def _papers_by(session: Session, words: Collection[str]) -> list[CorpusRecord]:
    """The Records that describe Works and whose first author's family name is one of ``words``."""
    query = select(col(RecordRow.id)).join(WorkRow, col(WorkRow.best_record) == RecordRow.id)
    rows = [row_id for (row_id,) in rows_in(session, query, sorted(words), col(RecordRow.author_key))]
    return corpus_records(session, BY_ID, rows)
