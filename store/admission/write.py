"""Works and Records as ``regroup`` made them, written in batches inside the caller's transaction.

This file does NOT decide, and writes no ties between Works (write_links.py does).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from literature.identity.fields import author_key, fields
from literature.model.harvest import Harvest
from literature.model.record import Form, Identifier
from literature.model.work import Candidate, Nearest
from literature.study.notices import is_retracted
from store.admission import blocking
from store.admission.compare import Admission, CorpusRecord
from store.admission.load import works_named
from store.admission.regroup import Changes, WorkChange
from store.engine.batches import Row, chunks, delete_in, insert_for_ids, insert_rows, update_rows
from store.engine.serial import record_json
from store.records import StoredRecord
from store.tables import IdentifierRow, LabelRow, MatchRow, PointerRow, RecordRow, UnreadRow, WorkRow


def works(session: Session, changes: Changes) -> list[WorkChange]:
    """Write the Works that are new or changed, and move their Records; return these Works.

    Incoming Records are written afterwards, by ``records``.
    """
    changed = [work for work in changes.works if work.changed]
    new = [work for work in changed if work.work_id is None]
    previous = [work for work in changed if work.work_id is not None]
    described = [(work.work_id, work.candidate) for work in previous if work.work_id and work.candidate]
    _insert_works(session, new)
    _merge(session, changed)
    unmerged = [{"id": work.work_id, "merged_into": None, "seeded": work.seeded} for work in previous]
    update_rows(session, WorkRow, unmerged)  # a Work may come back after it was merged into another one
    delete_in(session, PointerRow, [work_id for work_id, _ in described], col(PointerRow.work_id))
    describe(session, described)
    _insert_matches_and_labels(session, [(work.work_id or 0, work.candidate) for work in new if work.candidate])
    _move(session, changed, changes.reasons)
    return changed


def _insert_works(session: Session, new: Sequence[WorkChange]) -> None:
    rows = [
        {
            "first_seen": min(record.first_seen for record in work.members),
            "seeded": work.seeded,
            "first_record": work.first.row_id,
            **(_description(work.candidate) if work.candidate else {}),
        }
        for work in new
    ]
    for work, work_id in zip(new, insert_for_ids(session, WorkRow, rows), strict=True):
        work.work_id = work_id


def _description(candidate: Candidate) -> Row:
    verdict = candidate.verdict
    return {
        "centrality": verdict.centrality.value,
        "centrality_reason": verdict.centrality_reason,
        "centrality_score": verdict.centrality_score,
        "kind": verdict.kind.value,
        "organisms": [organism.value for organism in verdict.organisms],
        "retracted": is_retracted(candidate.record),
        **_unsorted(candidate),
    }


def _unsorted(candidate: Candidate) -> Row:
    near = candidate.nearest or Nearest("", "", 0.0)
    columns = {"nearest_topic": near.topic, "nearest_words": near.words, "nearest_score": near.score}
    return {"unsorted": candidate.unsorted, **columns}


def _merge(session: Session, changed: Sequence[WorkChange]) -> None:
    """Retire the Works that are merged into another one: they keep what they were, but name nothing any more."""
    for work in changed:
        if work.merged:
            retired = update(WorkRow).where(col(WorkRow.id).in_(work.merged))
            session.execute(retired.values(merged_into=work.work_id))
    delete_in(session, PointerRow, [work_id for work in changed for work_id in work.merged], col(PointerRow.work_id))


def describe(session: Session, candidates: Sequence[tuple[int, Candidate]]) -> None:
    """Write what the rules say from now on of stored Works, by their ids."""
    work_ids = [work_id for work_id, _ in candidates]
    delete_in(session, MatchRow, work_ids, col(MatchRow.work_id))
    delete_in(session, LabelRow, work_ids, col(LabelRow.work_id))
    update_rows(session, WorkRow, [{"id": work_id, **_description(each)} for work_id, each in candidates])
    matched = [{"id": work_id, "unmatched": False} for work_id, each in candidates if each.matches]
    update_rows(session, WorkRow, matched)
    _insert_matches_and_labels(session, candidates)


def label(session: Session, candidates: Sequence[tuple[int, Candidate]]) -> None:
    """Write the Labels of stored Works, by their ids, and nothing else that the rules say of them."""
    delete_in(session, LabelRow, [work_id for work_id, _ in candidates], col(LabelRow.work_id))
    _insert_labels(session, candidates)
    update_rows(session, WorkRow, [{"id": work_id, **_unsorted(each)} for work_id, each in candidates])


def _insert_matches_and_labels(session: Session, candidates: Sequence[tuple[int, Candidate]]) -> None:
    matches = [{"work_id": work_id, **match._asdict()} for work_id, each in candidates for match in each.matches]
    insert_rows(session, MatchRow, matches)
    _insert_labels(session, candidates)


def _insert_labels(session: Session, candidates: Sequence[tuple[int, Candidate]]) -> None:
    labels = [{"work_id": work_id, **label._asdict()} for work_id, each in candidates for label in each.labels]
    insert_rows(session, LabelRow, labels)


def _move(session: Session, changed: Sequence[WorkChange], reasons: Mapping[int, str]) -> None:
    rows = [
        {"id": record.row_id, "work_id": work.work_id, "reason": reasons[record.row_id]}
        for work in changed
        for record in work.members
        if record.candidate is None and record.row_id is not None and record.row_id in reasons
    ]
    update_rows(session, RecordRow, rows)


def records(
    session: Session,
    incoming: Sequence[CorpusRecord],
    admissions: Sequence[Admission],
    changed: Sequence[WorkChange],
    now: datetime,
) -> dict[str, int]:
    """Insert or update the ``incoming`` Records, whose Works ``works`` returned; return source id -> row id.

    A Record keeps the reason of its first day while it stays in its Work.
    """
    homes = {record.record.source_id: work.work_id for work in changed for record in work.incoming}
    new, stayed, moved = [], [], []
    for record, admission in zip(incoming, admissions, strict=True):
        work_id = homes.get(record.record.source_id)
        row = {**_content(record), "work_id": work_id, "last_seen": now, "withdrawn": None}
        if record.row_id is None:
            key = {"source": record.record.source, "source_id": record.record.source_id, "first_seen": now}
            new.append({**key, **row, **_outcome(admission)})
        elif record.work_id is not None and record.work_id == work_id:
            stayed.append({"id": record.row_id, **row})
        else:
            moved.append({"id": record.row_id, **row, **_outcome(admission)})
    update_rows(session, RecordRow, stayed)
    update_rows(session, RecordRow, moved)
    new_ids = insert_for_ids(session, RecordRow, new)
    ids = {record.record.source_id: record.row_id for record in incoming if record.row_id is not None}
    return ids | {row["source_id"]: row_id for row, row_id in zip(new, new_ids, strict=True)}


def _content(record: CorpusRecord) -> Row:
    content = record.record
    author = author_key(content.authors[0].family) if content.authors and content.form is not Form.NEWS else ""
    came = {"seed": record.seed, "backfilled": record.backfilled}
    return {"version": content.version, **came, "author_key": author, "data": record_json(content)}


def _outcome(admission: Admission) -> Row:
    return {"outcome": admission.outcome.value, "reason": admission.reason, "rules": admission.candidate.rules}


def first_and_best(session: Session, changed: Sequence[WorkChange], ids: Mapping[str, int]) -> None:
    """Point each Work to the Record that it began with and to the one that describes it."""
    rows = [
        {"id": work.work_id, "first_record": _row(work.first, ids), "best_record": _row(work.described_by, ids)}
        for work in changed
        if work.described_by
    ]
    update_rows(session, WorkRow, rows)


def _row(record: CorpusRecord, ids: Mapping[str, int]) -> int:
    return record.row_id if record.row_id is not None else ids[record.record.source_id]


def identifiers(session: Session, changed: Sequence[WorkChange], ids: Mapping[str, int]) -> None:
    """Give each Work the identifiers that name no other one yet, those of the oldest Record first; where Records have
    moved, all are given anew."""
    moved = [work_id for work in changed if work.moved for work_id in (work.work_id, *work.merged)]
    delete_in(session, IdentifierRow, moved, col(IdentifierRow.work_id))
    members = ((_row(record, ids), record.record, work.work_id) for work in changed for record in work.members)
    wanted: dict[Identifier, int | None] = {}
    for _, record, work_id in sorted(members, key=lambda member: member[0]):
        for name in record.identifiers:
            wanted.setdefault(name, work_id)
    taken = works_named(session, wanted)
    free = ((name, work_id) for name, work_id in wanted.items() if name not in taken)
    rows = [{"scheme": name.scheme.value, "value": name.value, "work_id": work_id} for name, work_id in free]
    insert_rows(session, IdentifierRow, rows)


def blocking_keys(
    session: Session,
    admitted: Sequence[CorpusRecord],
    ids: Mapping[str, int],
    previous: Mapping[str, StoredRecord],
    held: Mapping[int, int],
) -> None:
    """Write the blocking keys of the ``admitted`` Records; of those that said something else before, the new ones.

    ``held`` is how many Records each key has already.
    """
    new_keys = {}
    for record in admitted:
        source_id = record.record.source_id
        row_id, new = ids[source_id], set(record.keys)
        if record.work_id is not None:
            old = set(blocking.blocks(fields(previous[source_id].record)))
            blocking.delete_keys(session, row_id, old - new)
            new -= old
        new_keys[row_id] = tuple(new)
    blocking.insert_keys(session, new_keys, held)


def seen_again(session: Session, rows: Iterable[int], now: datetime) -> None:
    """Note that these Records were announced again, saying nothing new."""
    for chunk in chunks(rows):
        session.execute(update(RecordRow).where(col(RecordRow.id).in_(chunk)).values(last_seen=now, withdrawn=None))


def unread(session: Session, harvest: Harvest, now: datetime) -> None:
    """Keep the bytes of what could not be read; an id that failed before keeps its first day."""
    for broken in harvest.unread:
        stored = session.get(UnreadRow, (harvest.source, broken.source_id))
        content: Row = {"reason": broken.reason, "body": broken.body}
        seen: Row = {"first_seen": stored.first_seen if stored else now, "last_seen": now}
        session.merge(UnreadRow(source=harvest.source, source_id=broken.source_id, **content, **seen))


def withdrawals(session: Session, harvest: Harvest, now: datetime) -> None:
    """Mark what the source took back; the Record stays, since a reader may have seen it."""
    ours = col(RecordRow.source) == harvest.source, col(RecordRow.withdrawn).is_(None)
    for chunk in chunks(deleted.source_id for deleted in harvest.deleted):
        session.execute(update(RecordRow).where(*ours, col(RecordRow.source_id).in_(chunk)).values(withdrawn=now))
