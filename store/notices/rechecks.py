"""What a recheck needs of the database: which papers readers know, what a source has asserted of them, and when it
answered last.

This file does NOT ask anybody, and admits nothing (corpus.py does).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlmodel import Session, col

from literature.model.edition import Silence
from literature.model.record import PUBMED, Scheme
from store.engine.batches import chunks, insert_rows, rows_in
from store.engine.database import Repository
from store.tables import AnswerRow, IdentifierRow, NoticeRow, RecordRow, WorkRow


class Rechecks(Repository):
    """The papers that readers know, to be asked for again."""

    def names(self, scheme: Scheme, since: datetime | None = None) -> list[str]:
        """The names under ``scheme`` of all works that readers know (seeded, or in an edition), the oldest first;
        only of works first seen since ``since``, if given."""
        known = or_(col(WorkRow.seeded).is_(True), col(WorkRow.edition_key).is_not(None))
        query = select(col(IdentifierRow.value)).join(WorkRow, col(WorkRow.id) == IdentifierRow.work_id)
        query = query.where(col(IdentifierRow.scheme) == scheme.value, known, col(WorkRow.merged_into).is_(None))
        if since:
            query = query.where(col(WorkRow.first_seen) >= since)
        with self._database.reading() as session:
            return list(session.execute(query.order_by(col(WorkRow.id), col(IdentifierRow.value))).scalars())

    def asserted(self, source: str, dois: Iterable[str]) -> set[str]:
        """The source ids of the Records in which ``source`` asserts something of the papers ``dois``, and which it has
        not taken back."""
        query = select(col(RecordRow.source_id)).join(NoticeRow, col(NoticeRow.record_id) == RecordRow.id)
        query = query.where(col(RecordRow.source) == source, col(RecordRow.withdrawn).is_(None))
        query = query.where(col(NoticeRow.scheme) == Scheme.DOI.value)
        with self._database.reading() as session:
            return {source_id for (source_id,) in rows_in(session, query, dois, col(NoticeRow.value))}

    def note_answers(self, source: str, known: Collection[str], unknown: Collection[str], now: datetime) -> None:
        """Note that ``source`` has answered about these papers, by DOI: those that it knows, and those that it does
        not."""
        answered = {*known, *unknown}
        rows = [{"source": source, "doi": doi, "asked": now, "known": doi in known} for doi in sorted(answered)]
        with self._database.writing() as session:
            for chunk in chunks(answered):
                earlier = delete(AnswerRow).where(col(AnswerRow.source) == source, col(AnswerRow.doi).in_(chunk))
                session.execute(earlier)
            insert_rows(session, AnswerRow, rows)


Answer = tuple[int, str, datetime, bool]
"""A Work, who was asked about it, when, and whether the paper is known there."""


def answers_about(session: Session, work_ids: Collection[int]) -> dict[int, tuple[Silence, ...]]:
    """Who has answered about each of the Works ``work_ids``, and when last."""
    latest: dict[int, dict[str, Silence]] = defaultdict(dict)
    for work_id, source, asked, known in _answers(session, work_ids):
        earlier = latest[work_id].get(source, Silence(source, asked.date(), knows_paper=False))
        day = max(asked.date(), earlier.asked)
        latest[work_id][source] = Silence(source, day, knows_paper=known or earlier.knows_paper)
    return {work_id: tuple(by_source.values()) for work_id, by_source in latest.items()}


def _answers(session: Session, work_ids: Collection[int]) -> Iterator[Answer]:
    """PubMed's by its own record of the paper, which a recheck reads again; others' by its DOIs."""
    of_pubmed = select(col(RecordRow.work_id), col(RecordRow.last_seen))
    of_pubmed = of_pubmed.where(col(RecordRow.source) == PUBMED, col(RecordRow.withdrawn).is_(None))
    for work_id, last_seen in rows_in(session, of_pubmed, work_ids, col(RecordRow.work_id)):
        yield work_id, PUBMED, last_seen, True
    named = (col(IdentifierRow.scheme) == Scheme.DOI.value) & (col(IdentifierRow.value) == AnswerRow.doi)
    by_doi = select(col(IdentifierRow.work_id), col(AnswerRow.source), col(AnswerRow.asked), col(AnswerRow.known))
    yield from rows_in(session, by_doi.join(IdentifierRow, named), work_ids, col(IdentifierRow.work_id))
