"""What the door decided, written down in batches inside the caller's transaction. This file does NOT decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, update
from sqlmodel import Session, SQLModel, col, select

from literature.fields import author_key
from literature.harvest import Harvest
from literature.notices import is_retracted, notices
from literature.record import Form, Identifier, Record, Scheme
from literature.work import Candidate, LinkKind
from store.door import Admission, Holding, lookup_key
from store.gather import chunks, holders, record_rows
from store.serial import record_json
from store.tables import (
    IdentifierRow,
    LabelRow,
    LinkRow,
    MatchRow,
    NoticeRow,
    PointerRow,
    RecordRow,
    UnreadRow,
    WorkRow,
)

Row = dict[str, Any]


def admissions(session: Session, admitted: Sequence[Admission], now: datetime) -> None:
    """Write all that the door decided about one visit's Candidates."""
    holdings = list(dict.fromkeys(admission.holding for admission in admitted if admission.holding))
    new = [holding for holding in holdings if holding.work_id is None]
    changed = [holding for holding in holdings if holding.work_id is not None and holding.described_by]
    _new_works(session, new, now)
    _redescribe(session, changed)
    _seed(session, [holding for holding in holdings if holding.seeded])
    _descriptions(session, [*new, *changed])
    record_ids = _records(session, admitted, now)
    _best_records(session, holdings)
    _names(session, holdings)
    _links(session, admitted)
    _pointers(session, [*new, *changed])
    _notices(session, admitted, record_ids, now)


def _insert(session: Session, table: type[SQLModel], rows: Sequence[Row]) -> None:
    if rows:
        session.execute(insert(table), rows)


def _description(candidate: Candidate) -> Row:
    verdict = candidate.verdict
    return {
        "centrality": verdict.centrality.value,
        "centrality_reason": verdict.centrality_reason,
        "kind": verdict.kind.value,
        "organisms": [organism.value for organism in verdict.organisms],
        "retracted": is_retracted(candidate.record),
    }


def _new_works(session: Session, holdings: Sequence[Holding], now: datetime) -> None:
    rows = [
        {"first_seen": now, "seeded": holding.seeded, **_description(holding.described_by)}
        for holding in holdings
        if holding.described_by
    ]
    if not rows:
        return
    ids = session.scalars(insert(WorkRow).returning(col(WorkRow.id), sort_by_parameter_order=True), rows)
    for holding, work_id in zip(holdings, ids, strict=True):
        holding.work_id = work_id


def _redescribe(session: Session, holdings: Sequence[Holding]) -> None:
    """A better Record of a Work has come: what it said before is replaced."""
    for chunk in chunks(holding.work_id for holding in holdings):
        for table in (MatchRow, LabelRow, PointerRow):
            session.execute(delete(table).where(col(table.work_id).in_(chunk)))
    rows = [{"id": h.work_id, **_description(h.described_by)} for h in holdings if h.described_by]
    if rows:
        session.execute(update(WorkRow), rows)


def _seed(session: Session, holdings: Sequence[Holding]) -> None:
    for chunk in chunks(holding.work_id for holding in holdings):
        session.execute(update(WorkRow).where(col(WorkRow.id).in_(chunk)).values(seeded=True))


def _descriptions(session: Session, holdings: Sequence[Holding]) -> None:
    described = [(h.work_id, h.described_by) for h in holdings if h.described_by]
    matches = [{"work_id": work_id, **m._asdict()} for work_id, candidate in described for m in candidate.matches]
    labels = [{"work_id": work_id, **one._asdict()} for work_id, candidate in described for one in candidate.labels]
    _insert(session, MatchRow, matches)
    _insert(session, LabelRow, labels)


def _content(record: Record) -> Row:
    """The columns that follow from what the source said."""
    return {
        "version": record.version,
        "title_key": lookup_key(record),
        "author_key": author_key(record.authors[0].family) if record.authors and record.form is not Form.NEWS else "",
        "data": record_json(record),
    }


def _judgement(admission: Admission) -> Row:
    """The columns that say what happened at the door."""
    return {
        "door": admission.door.value,
        "reason": admission.reason,
        "rules": admission.candidate.rules,
        "work_id": admission.holding.work_id if admission.holding else None,
    }


def _records(session: Session, admitted: Sequence[Admission], now: datetime) -> dict[str, int]:
    """Insert or renew the Records; source id -> row id. What was once let in keeps the reason of that day."""
    fresh = {e.candidate.record.source_id: e for e in admitted if e.seen is None}
    seen = {e.candidate.record.source_id: (e, e.seen) for e in admitted if e.seen is not None}
    ids = {source_id: before.record_id for source_id, (_, before) in seen.items()}
    for chunk in chunks(ids.values()):
        session.execute(update(RecordRow).where(col(RecordRow.id).in_(chunk)).values(last_seen=now, withdrawn=None))
    rejudged = [
        {"id": was.record_id, **_judgement(admission)} for admission, was in seen.values() if was.work_id is None
    ]
    contents = [(was, _content(admission.candidate.record)) for admission, was in seen.values()]
    revised = [{"id": was.record_id, **content} for was, content in contents if content["data"] != was.data]
    for rows in (rejudged, revised):
        if rows:
            session.execute(update(RecordRow), rows)
    return ids | _new_records(session, fresh, now)


def _new_records(session: Session, fresh: dict[str, Admission], now: datetime) -> dict[str, int]:
    if not fresh:
        return {}
    rows = [
        {
            "source": admission.candidate.record.source,
            "source_id": source_id,
            "first_seen": now,
            "last_seen": now,
            "withdrawn": None,
            **_judgement(admission),
            **_content(admission.candidate.record),
        }
        for source_id, admission in fresh.items()
    ]
    new = session.scalars(insert(RecordRow).returning(col(RecordRow.id), sort_by_parameter_order=True), rows)
    return {source_id: row_id or 0 for source_id, row_id in zip(fresh, new, strict=True)}


def _best_records(session: Session, holdings: Sequence[Holding]) -> None:
    """Point each changed Work to the Record that describes it."""
    described = {h.work_id: h.described_by.record for h in holdings if h.described_by}
    if not described:
        return
    row_ids: dict[tuple[int | None, str, str], int | None] = {}
    for chunk in chunks(described):
        stored = select(RecordRow.id, RecordRow.work_id, RecordRow.source, RecordRow.source_id)
        for row_id, work_id, source, source_id in session.exec(stored.where(col(RecordRow.work_id).in_(chunk))).all():
            row_ids[work_id, source, source_id] = row_id
    session.execute(
        update(WorkRow),
        [
            {"id": work_id, "best_record": row_ids[work_id, record.source, record.source_id]}
            for work_id, record in described.items()
        ],
    )


def _names(session: Session, holdings: Sequence[Holding]) -> None:
    """Give each Work the names that no other one bears yet."""
    wanted: dict[Identifier, int | None] = {}
    for holding in holdings:
        for record in holding.records:
            for name in record.identifiers:
                wanted.setdefault(name, holding.work_id)
    taken = holders(session, wanted)
    rows = [
        {"scheme": name.scheme.value, "value": name.value, "work_id": work_id}
        for name, work_id in wanted.items()
        if name not in taken
    ]
    _insert(session, IdentifierRow, rows)


def _links(session: Session, admitted: Sequence[Admission]) -> None:
    for admission in admitted:
        for kind, others in ((LinkKind.POSSIBLY_SAME, admission.possibly), (LinkKind.NEWS_ABOUT, admission.about)):
            for other, reason in others:
                if admission.holding and admission.holding.work_id and other.work_id:
                    link = (admission.holding.work_id, other.work_id, kind.value)
                    session.merge(LinkRow(work_id=link[0], other_id=link[1], kind=link[2], reason=reason))


_POINTING = {
    "UpdateIn": (LinkKind.PREPRINT_OF, True),
    "UpdateOf": (LinkKind.PREPRINT_OF, False),
    "CommentOn": (LinkKind.COMMENT_ON, True),
}
"""NLM's RefTypes that tie two works for a reader, and whether this one stands so to the other: UpdateIn stands on the
preprint, UpdateOf on the article (and on Cochrane reviews: items.py keeps only ties to a preprint)."""


def _pointers(session: Session, holdings: Sequence[Holding]) -> None:
    rows = {
        (h.work_id, kind, scheme, value): outward
        for h in holdings
        if h.described_by
        for kind, scheme, value, outward in _targets(h.described_by.record)
    }
    keys = ("work_id", "kind", "scheme", "value")
    _insert(
        session,
        PointerRow,
        [{**dict(zip(keys, row, strict=True)), "outward": outward} for row, outward in sorted(rows.items())],
    )


def _targets(record: Record) -> list[tuple[str, str, str, bool]]:
    named = [
        (_POINTING[relation.kind][0].value, Scheme.PMID.value, relation.pmid, _POINTING[relation.kind][1])
        for relation in record.relations
        if relation.kind in _POINTING and relation.pmid
    ]
    kind = LinkKind.NEWS_ABOUT if record.form is Form.NEWS else LinkKind.COMMENT_ON
    return named + [(kind.value, name.scheme.value, name.value, True) for name in record.mentions]


def _notices(session: Session, admitted: Sequence[Admission], record_ids: dict[str, int], now: datetime) -> None:
    """Notices count even of Records that are excluded: what they touch may be held."""
    for admission in admitted:
        record = admission.candidate.record
        for notice in notices(record):
            row = NoticeRow(
                record_id=record_ids[record.source_id],
                kind=notice.kind.value,
                scheme=notice.target.scheme.value,
                value=notice.target.value,
                citation=notice.citation,
                first_seen=now,
            )
            if session.get(NoticeRow, (row.record_id, row.kind, row.scheme, row.value)) is None:
                session.add(row)
        session.flush()


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
