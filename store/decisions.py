"""What a person says of two Works: that they are one, or two. It outlives every visit, and every join can be undone.

A decision is kept between Records, which never go away; the Works are made anew from them (regroup.py). This file does
NOT read names as a person writes them (flows/curation/link.py does).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import product
from typing import NamedTuple

from sqlalchemy import delete, or_, select
from sqlmodel import Session, col

from literature.model.errors import WatchError
from literature.model.record import Identifier
from store.admission import load, write, write_links
from store.admission.blocking import records_with_keys
from store.admission.regroup import Classify, regroup
from store.engine.database import Database
from store.notices.resolved import names_of
from store.records import BY_ID, BY_SOURCE_ID, BY_WORK, IN_A_WORK, StoredRecord, best_records, stored_records
from store.related import possible_duplicates
from store.tables import DecisionRow


class PossibleDuplicate(NamedTuple):
    """Two Works that are possibly one: a name and the title of each, and what speaks for it and against it."""

    name: str
    title: str
    other_name: str
    other_title: str
    reason: str


class Decisions:
    """All that persons have said of pairs of Works."""

    def __init__(self, database: Database, classify: Classify) -> None:
        self._database = database
        self._classify = classify

    def records_named(self, names: Sequence[Identifier], source_ids: Sequence[str]) -> list[StoredRecord]:
        """The Records of Works that carry one of ``names``, or that a source calls one of ``source_ids``."""
        with self._database.reading() as session:
            rows = records_with_keys(session, map(str, names))
            records = stored_records(session, BY_ID, rows, IN_A_WORK)
            records = [stored for stored in records if not set(stored.record.identifiers).isdisjoint(names)]
            records += stored_records(session, BY_SOURCE_ID, source_ids, IN_A_WORK)
        return list(dict.fromkeys(records))

    def link(self, record_id: int, other_id: int, now: datetime) -> int:
        """Join the Works of two Records, given by their row ids; return the id of the Work that holds both now.

        What was said against it before is deleted.
        """
        with self._database.writing() as session:
            works = _records_of_works(session, (record_id, other_id))
            here = {row for row, work in works.items() if work == works[record_id]}
            _delete_apart(session, here, works.keys() - here)
            _upsert(session, record_id, other_id, now, same=True)
            self._regroup(session, set(works.values()))
            return _records_of_works(session, (record_id, other_id))[record_id]

    def unlink(self, left: Collection[int], right: Collection[int], now: datetime) -> None:
        """Keep each Record of ``left`` apart from each of ``right`` (row ids), whatever the rules say of them.

        Raises WatchError, with nothing changed, where a Record is on both sides.
        """
        if not set(left).isdisjoint(right):
            raise WatchError("unlink", "a record cannot be taken apart from itself")
        with self._database.writing() as session:
            works = _records_of_works(session, (*left, *right))
            for record_id, other_id in product(left, right):
                _upsert(session, record_id, other_id, now, same=False)
            self._regroup(session, set(works.values()))
            _delete_broken(session, works)

    def possible_duplicates(self) -> list[PossibleDuplicate]:
        """The Works that are possibly one and that nobody has decided on, the newest first."""
        with self._database.reading() as session:
            pairs = possible_duplicates(session)
            best = best_records(session, {work_id for *pair, _ in pairs for work_id in pair})
        titles = {work_id: _name_and_title(stored) for work_id, stored in best.items()}
        return [PossibleDuplicate(*titles[work_id], *titles[other_id], reason) for work_id, other_id, reason in pairs]

    def _regroup(self, session: Session, works: Collection[int]) -> None:
        session.flush()
        changes = regroup((), load.near(session, works), (), self._classify)
        changed = write.works(session, changes)
        write.first_and_best(session, changed, {})
        write.identifiers(session, changed, {})
        write_links.links(session, changes.refused)
        write_links.pointers(session, changed)


def _upsert(session: Session, record_id: int, other_id: int, now: datetime, *, same: bool) -> None:
    first, second = sorted((record_id, other_id))
    session.merge(DecisionRow(record_id=first, other_id=second, same=same, made=now))


def _records_of_works(session: Session, rows: Collection[int]) -> dict[int, int]:
    works = select(BY_WORK).where(BY_ID.in_(rows))
    query = select(BY_ID, BY_WORK).where(BY_WORK.in_(works))
    return {row: work or 0 for row, work in session.execute(query).all()}


def _delete_apart(session: Session, here: Collection[int], there: Collection[int]) -> None:
    left, right = col(DecisionRow.record_id), col(DecisionRow.other_id)
    crossing = or_(left.in_(here) & right.in_(there), left.in_(there) & right.in_(here))
    session.execute(delete(DecisionRow).where(crossing, col(DecisionRow.same).is_(False)))


def _delete_broken(session: Session, rows: Collection[int]) -> None:
    """Delete that Records were put together which the newest decision has taken apart."""
    works = dict(session.execute(select(BY_ID, BY_WORK).where(BY_ID.in_(rows))).tuples().all())
    joined = select(DecisionRow).where(col(DecisionRow.same).is_(True), col(DecisionRow.record_id).in_(rows))
    for row in session.execute(joined).scalars():
        if works.get(row.record_id) != works.get(row.other_id):
            session.delete(row)


def _name_and_title(stored: StoredRecord) -> tuple[str, str]:
    record = stored.record
    return next((str(name.value) for name in names_of(record)), stored.source_id), record.title.text
