"""What a person says of two Works: that they are one, or two. It outlives every visit, and every join can be undone.

A decision is kept between Records, which never go away; the Works are made anew from them (regroup.py). This file does
NOT read names as a person writes them (flows/curation/link.py does).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from literature.model.errors import WatchError
from literature.model.record import Identifier
from store.admission import load, write, write_links
from store.admission.blocking import bearers
from store.admission.compare import CorpusRecord
from store.admission.regroup import Classify, regroup
from store.engine.batches import chunks
from store.engine.database import Database
from store.engine.serial import record_of
from store.notices import names_of
from store.related import in_doubt
from store.tables import DecisionRow, RecordRow, WorkRow


class NamedWork(NamedTuple):
    """A Record inside that bears a name, and its Work."""

    record_id: int
    work_id: int
    source: str
    source_id: str
    title: str


class Doubt(NamedTuple):
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

    def bearers(self, names: Sequence[Identifier], source_ids: Sequence[str]) -> list[NamedWork]:
        """The Records of Works that bear one of ``names``, or that a source calls one of ``source_ids``."""
        with self._database.reading() as session:
            held = load.records_held(session, RecordRow.id, bearers(session, map(str, names)))
            held = [one for one in held if not set(one.record.identifiers).isdisjoint(names)]
            held += load.records_held(session, RecordRow.source_id, source_ids)
        return list(dict.fromkeys(_bearer(one) for one in held))

    def link(self, one: int, other: int, now: datetime) -> int:
        """Join the Works of two Records, given by their row ids; the id of the Work that holds both now.

        What was said against it before is taken back.
        """
        with self._database.writing() as session:
            rows = _rows_of_works(session, (one, other))
            here = {row for row, work in rows.items() if work == rows[one]}
            _take_back(session, here, rows.keys() - here)
            session.merge(DecisionRow(record_id=min(one, other), other_id=max(one, other), same=True, made=now))
            self._settle(session, set(rows.values()))
            found = _rows_of_works(session, (one, other))
        return found[one]

    def unlink(self, ones: Collection[int], others: Collection[int], now: datetime) -> None:
        """Keep each Record of ``ones`` apart from each of ``others`` (row ids), whatever the rules say of them.

        Raises WatchError, with nothing changed, where a Record is on both sides.
        """
        if not set(ones).isdisjoint(others):
            raise WatchError("unlink", "a record cannot be taken apart from itself")
        with self._database.writing() as session:
            rows = _rows_of_works(session, (*ones, *others))
            for one in ones:
                for other in others:
                    pair = min(one, other), max(one, other)
                    session.merge(DecisionRow(record_id=pair[0], other_id=pair[1], same=False, made=now))
            self._settle(session, set(rows.values()))
            _take_back_broken(session, rows)

    def in_doubt(self) -> list[Doubt]:
        """The Works that are possibly one and that nobody has decided on, the newest first."""
        with self._database.reading() as session:
            pairs = in_doubt(session)
            told = _told(session, {work for one, other, _ in pairs for work in (one, other)})
        return [Doubt(*told[one], *told[other], reason) for one, other, reason in pairs]

    def _settle(self, session: Session, works: Collection[int]) -> None:
        session.flush()
        settled = regroup((), load.near(session, works), (), self._classify)
        changed = write.settlement(session, settled)
        write.heads(session, changed, {})
        write.names(session, changed, {})
        write_links.links(session, (), settled.refused, {}, {})
        write_links.pointers(session, changed)


def _bearer(one: CorpusRecord) -> NamedWork:
    return NamedWork(one.row_id or 0, one.work_id or 0, one.record.source, one.record.source_id, one.record.title.text)


def _rows_of_works(session: Session, rows: Collection[int]) -> dict[int, int]:
    """All Records of the Works that hold ``rows``, each with its Work."""
    works = select(RecordRow.work_id).where(col(RecordRow.id).in_(rows))
    asked = select(RecordRow.id, RecordRow.work_id).where(col(RecordRow.work_id).in_(works))
    return {row or 0: work or 0 for row, work in session.exec(asked).all()}


def _take_back(session: Session, here: Collection[int], there: Collection[int]) -> None:
    """Forget that Records of one side were kept apart from Records of the other."""
    ends = col(DecisionRow.record_id), col(DecisionRow.other_id)
    crossing = or_(ends[0].in_(here) & ends[1].in_(there), ends[0].in_(there) & ends[1].in_(here))
    session.execute(delete(DecisionRow).where(crossing, col(DecisionRow.same).is_(False)))


def _take_back_broken(session: Session, rows: Collection[int]) -> None:
    """Forget that Records were put together which the newest word has taken apart."""
    works = dict(session.exec(select(RecordRow.id, RecordRow.work_id).where(col(RecordRow.id).in_(rows))).all())
    joined = select(DecisionRow).where(col(DecisionRow.same).is_(True), col(DecisionRow.record_id).in_(rows))
    for row in session.exec(joined).all():
        if works.get(row.record_id) != works.get(row.other_id):
            session.delete(row)


def _told(session: Session, works: Collection[int]) -> dict[int, tuple[str, str]]:
    """A name and the title of each of ``works``."""
    asked = select(WorkRow.id, RecordRow.source_id, RecordRow.data).join(
        RecordRow, col(RecordRow.id) == WorkRow.best_record
    )
    told: dict[int, tuple[str, str]] = {}
    for chunk in chunks(sorted(works)):
        for work_id, source_id, data in session.exec(asked.where(col(WorkRow.id).in_(chunk))).all():
            record = record_of(data)
            name = next((str(one.value) for one in names_of(record)), source_id)
            told[work_id or 0] = (name, record.title.text)
    return told
