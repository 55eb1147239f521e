"""Works and Records as the door settled them, written down in batches inside the caller's transaction.

This file does NOT decide, and writes no ties between Works (write_links.py does).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col

from literature.identity.fields import author_key, fields
from literature.model.harvest import Harvest
from literature.model.record import Form, Identifier
from literature.model.work import Candidate, Nearest
from literature.study.notices import is_retracted
from store.admission import blocking
from store.admission.compare import Admission, CorpusRecord, PreviousRecord
from store.admission.load import holders, record_rows
from store.admission.regroup import Changes, WorkChange
from store.engine.batches import chunks, insert_for_ids, insert_rows
from store.engine.serial import record_json, record_of
from store.tables import IdentifierRow, LabelRow, MatchRow, PointerRow, RecordRow, UnreadRow, WorkRow

Row = dict[str, Any]


def settlement(session: Session, settled: Changes) -> list[WorkChange]:
    """Write the Works of ``settled`` that are new or changed, and where their Records stand now; gives these Works.

    Entrants are written afterwards, by ``records``.
    """
    changed = [work for work in settled.works if work.changed]
    stood = [work for work in changed if work.work_id is not None]
    described = [(work.work_id, work.candidate) for work in stood if work.work_id is not None and work.candidate]
    fresh = [work for work in changed if work.work_id is None]
    _new_works(session, fresh)
    _merge(session, changed)
    _stand(session, stood)
    _forget(session, [own for own, _ in described], (PointerRow,))
    describe(session, described)
    _matches_and_labels(session, [(work.work_id or 0, work.candidate) for work in fresh if work.candidate])
    _move(session, changed, settled.because)
    return changed


def _new_works(session: Session, works: Sequence[WorkChange]) -> None:
    rows = [
        {
            "first_seen": min(one.first_seen for one in work.members),
            "seeded": work.seeded,
            "first_record": work.first.row_id,
            **_description(work.candidate),
        }
        for work in works
    ]
    for work, work_id in zip(works, insert_for_ids(session, WorkRow, rows), strict=True):
        work.work_id = work_id


def _description(candidate: Candidate | None) -> Row:
    if candidate is None:
        return {}
    verdict = candidate.verdict
    return {
        "centrality": verdict.centrality.value,
        "centrality_reason": verdict.centrality_reason,
        "centrality_score": verdict.centrality_score,
        "kind": verdict.kind.value,
        "organisms": [organism.value for organism in verdict.organisms],
        **unsorted(candidate),
        "retracted": is_retracted(candidate.record),
    }


def unsorted(candidate: Candidate) -> Row:
    """The columns that say why a Work has no Label."""
    near = candidate.nearest or Nearest("", "", 0.0)
    told = {"nearest_topic": near.topic, "nearest_words": near.words, "nearest_score": near.score}
    return {"unsorted": candidate.unsorted, **told}


def _merge(session: Session, works: Sequence[WorkChange]) -> None:
    """Retire the Works that are merged into another one: they keep what they were, but name nothing any more."""
    for work in works:
        if work.merged:
            retired = update(WorkRow).where(col(WorkRow.id).in_(work.merged))
            session.execute(retired.values(merged_into=work.work_id))
    _forget(session, [work_id for work in works for work_id in work.merged], (PointerRow,))


def _stand(session: Session, works: Sequence[WorkChange]) -> None:
    """A Work that holds Records stands for itself, though it was merged into another one before."""
    rows = [{"id": work.work_id, "merged_into": None, "seeded": work.seeded} for work in works]
    if rows:
        session.execute(update(WorkRow), rows)


def _forget(
    session: Session, works: Iterable[int | None], tables: Iterable[type[MatchRow] | type[LabelRow] | type[PointerRow]]
) -> None:
    for chunk in chunks(works):
        for table in tables:
            session.execute(delete(table).where(col(table.work_id).in_(chunk)))


def describe(session: Session, told: Sequence[tuple[int, Candidate]]) -> None:
    """What the rules say from now on of Works, by their ids, that stood before."""
    _forget(session, [own for own, _ in told], (MatchRow, LabelRow))
    rows = [{"id": own, **_description(candidate)} for own, candidate in told]
    if rows:
        session.execute(update(WorkRow), rows)
    _matches_and_labels(session, told)


def _matches_and_labels(session: Session, told: Sequence[tuple[int, Candidate]]) -> None:
    insert_rows(session, MatchRow, [{"work_id": own, **match._asdict()} for own, one in told for match in one.matches])
    insert_rows(session, LabelRow, [{"work_id": own, **label._asdict()} for own, one in told for label in one.labels])


def _move(session: Session, works: Sequence[WorkChange], because: Mapping[int, str]) -> None:
    """The Records inside that stand in another Work now, with the reason."""
    rows = [
        {"id": one.row_id, "work_id": work.work_id, "reason": because[one.row_id]}
        for work in works
        for one in work.members
        if one.candidate is None and one.row_id is not None and one.row_id in because
    ]
    if rows:
        session.execute(update(RecordRow), rows)


def records(
    session: Session,
    entrants: Sequence[CorpusRecord],
    admissions: Sequence[Admission],
    works: Sequence[WorkChange],
    now: datetime,
) -> dict[str, int]:
    """Insert or renew the Records of ``entrants``, whose Works ``settlement`` gave; source id -> row id.

    What was once let in keeps the reason of that day while it stays in its Work.
    """
    homes = {one.record.source_id: work.work_id for work in works for one in work.members if one.candidate}
    rows = [
        (one, {**_content(one), **_outcome(admission), "work_id": homes.get(one.record.source_id), "last_seen": now})
        for one, admission in zip(entrants, admissions, strict=True)
    ]
    renewed = [{"id": one.row_id, **row, "withdrawn": None} for one, row in rows if one.row_id is not None]
    for row, (one, _) in zip(renewed, ((o, r) for o, r in rows if o.row_id is not None), strict=True):
        if one.work_id is not None and row["work_id"] == one.work_id:
            for kept in ("outcome", "reason", "rules"):
                del row[kept]
    _update_alike(session, renewed)
    ids = {one.record.source_id: one.row_id for one in entrants if one.row_id is not None}
    return ids | _new_records(session, [(one, row) for one, row in rows if one.row_id is None], now)


def _update_alike(session: Session, rows: Sequence[Row]) -> None:
    """Rows of one statement must name the same columns."""
    for names in {tuple(row) for row in rows}:
        session.execute(update(RecordRow), [row for row in rows if tuple(row) == names])


def _content(one: CorpusRecord) -> Row:
    """The columns that follow from what the source said."""
    record = one.record
    first = record.authors[0] if record.authors and record.form is not Form.NEWS else None
    return {
        "version": record.version,
        "seed": one.seed,
        "author_key": author_key(first.family) if first else "",
        "data": record_json(record),
    }


def _outcome(admission: Admission) -> Row:
    """The columns that say what happened at the door."""
    return {"outcome": admission.outcome.value, "reason": admission.reason, "rules": admission.candidate.rules}


def _new_records(session: Session, fresh: Sequence[tuple[CorpusRecord, Row]], now: datetime) -> dict[str, int]:
    rows = [
        {
            "source": one.record.source,
            "source_id": one.record.source_id,
            "first_seen": now,
            "withdrawn": None,
            **row,
        }
        for one, row in fresh
    ]
    new = insert_for_ids(session, RecordRow, rows)
    return {one.record.source_id: row_id for (one, _), row_id in zip(fresh, new, strict=True)}


def heads(session: Session, works: Sequence[WorkChange], ids: Mapping[str, int]) -> None:
    """Point each Work to the Record that it began with and to the one that describes it."""
    rows = [
        {"id": work.work_id, "first_record": _row(work.first, ids), "best_record": _row(work.described_by, ids)}
        for work in works
        if work.described_by
    ]
    if rows:
        session.execute(update(WorkRow), rows)


def _row(one: CorpusRecord, ids: Mapping[str, int]) -> int:
    return one.row_id if one.row_id is not None else ids[one.record.source_id]


def names(session: Session, works: Sequence[WorkChange], ids: Mapping[str, int]) -> None:
    """Give each Work the names that no other one bears yet, those of the oldest Record first; where Records have
    moved, all are given anew."""
    moved = [work_id for work in works if work.moved for work_id in (work.work_id, *work.merged)]
    for chunk in chunks(moved):
        session.execute(delete(IdentifierRow).where(col(IdentifierRow.work_id).in_(chunk)))
    wanted: dict[Identifier, int | None] = {}
    bearers = ((_row(one, ids), one.record, work.work_id) for work in works for one in work.members)
    for _, record, work_id in sorted(bearers, key=lambda bearer: bearer[0]):
        for name in record.identifiers:
            wanted.setdefault(name, work_id)
    taken = holders(session, wanted)
    rows = [
        {"scheme": name.scheme.value, "value": name.value, "work_id": work_id}
        for name, work_id in wanted.items()
        if name not in taken
    ]
    insert_rows(session, IdentifierRow, rows)


def inside(works: Sequence[WorkChange], ids: Mapping[str, int]) -> dict[str, int]:
    """Row ids of the entrants that were let in, by source id."""
    entered = [one.record.source_id for work in works for one in work.members if one.candidate]
    return {source_id: ids[source_id] for source_id in entered}


def keys(
    session: Session,
    works: Sequence[WorkChange],
    ids: Mapping[str, int],
    seen: Mapping[str, PreviousRecord],
    held: Mapping[int, int],
) -> None:
    """Keep the blocking keys of the entrants that were let in; of those that said something else before, the new ones.

    ``held`` is how many Records each key has already.
    """
    entered = {}
    for one in (one for work in works for one in work.members if one.candidate):
        row_id, new = ids[one.record.source_id], set(one.keys)
        if one.work_id is not None:
            old = set(blocking.blocks(fields(record_of(seen[one.record.source_id].data))))
            blocking.forget(session, row_id, old - new)
            new -= old
        entered[row_id] = tuple(new)
    blocking.keep(session, entered, held)


def seen_again(session: Session, rows: Iterable[int], now: datetime) -> None:
    """Note that these Records were announced again, saying nothing new."""
    for chunk in chunks(rows):
        session.execute(update(RecordRow).where(col(RecordRow.id).in_(chunk)).values(last_seen=now, withdrawn=None))


def unread(session: Session, harvest: Harvest, now: datetime) -> None:
    """Keep the bytes of what could not be read; an id that failed before keeps its first day."""
    for one in harvest.unread:
        before = session.get(UnreadRow, (harvest.source, one.source_id))
        first = before.first_seen if before else now
        session.merge(
            UnreadRow(
                source=harvest.source,
                source_id=one.source_id,
                reason=one.reason,
                body=one.body,
                first_seen=first,
                last_seen=now,
            )
        )


def withdrawals(session: Session, harvest: Harvest, now: datetime) -> None:
    """Mark what the source took back; the Record stays, since a reader may have been told of it."""
    for row in record_rows(session, harvest.source, [deleted.source_id for deleted in harvest.deleted]):
        row.withdrawn = row.withdrawn or now
        session.add(row)
