"""What ties one Work to another, written: links between Records, pointers by identifier, notices.

All of it is kept by Record or by identifier, and resolved to Works when it is read (related.py), for Records may be
joined, taken apart, or come later. This file does NOT compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from literature.identity.comparison import Kinship
from literature.model.record import Form, Record, Scheme
from literature.model.work import LinkKind
from literature.study.notices import notices
from store.admission.compare import ComparedPair, CorpusRecord
from store.admission.regroup import WorkChange
from store.engine.batches import delete_in, insert_rows, rows_in
from store.tables import LinkRow, NoticeRow, PointerRow

Link = tuple[int, int, LinkKind]
"""One Record, the other, and how the first relates to the second."""

_KINDS = {
    Kinship.NONE: LinkKind.POSSIBLY_SAME,
    Kinship.PREPRINT: LinkKind.PREPRINT_OF,
    Kinship.VERSION: LinkKind.VERSION_OF,
    Kinship.NOTICE: LinkKind.CONCERNS,
    Kinship.RUBRIC: LinkKind.CONCERNS,
}


def links(
    session: Session,
    pairs: Iterable[ComparedPair],
    incoming: Sequence[CorpusRecord] = (),
    news: Mapping[str, Sequence[tuple[CorpusRecord, str]]] | None = None,
    admitted: Mapping[str, int] | None = None,
) -> None:
    """Write how Records relate to those of other Works; delete what no longer holds of an incoming one.

    ``admitted`` are the row ids of the incoming Records in a Work, by source id: no other one has ties.
    """
    ids = admitted or {}

    def row_of(record: CorpusRecord) -> int | None:
        return ids.get(record.record.source_id) if record.candidate else record.row_id

    reasons: dict[Link, str] = {}
    for left, right, comparison in pairs:
        row, other_row = row_of(left), row_of(right)
        if row and other_row:
            reasons.setdefault(_link(left, right, row, other_row, comparison.kinship), comparison.reason)
    for source_id, papers in (news or {}).items():
        for paper, reason in papers:
            reasons[ids[source_id], paper.row_id or 0, LinkKind.NEWS_ABOUT] = reason
    stored = [record.row_id for record in incoming if record.row_id is not None]
    delete_in(session, LinkRow, stored, col(LinkRow.record_id), col(LinkRow.other_id))
    query = select(col(LinkRow.record_id), col(LinkRow.other_id), col(LinkRow.kind))
    kept = set(map(tuple, rows_in(session, query, sorted({link[0] for link in reasons}), col(LinkRow.record_id))))
    columns = ("record_id", "other_id", "kind", "reason")
    rows = [(*ends, kind.value, reason) for (*ends, kind), reason in reasons.items() if (*ends, kind) not in kept]
    insert_rows(session, LinkRow, [dict(zip(columns, row, strict=True)) for row in rows])


def _link(left: CorpusRecord, right: CorpusRecord, row: int, other_row: int, kinship: Kinship) -> Link:
    """Which relates how to which: a preprint to its article, a reply to the paper; else the later one to the first."""
    kind = _KINDS[kinship]
    outward = row > other_row
    if kind is LinkKind.PREPRINT_OF:
        outward = left.record.form is Form.PREPRINT
    elif kind is LinkKind.CONCERNS and bool(left.fields.title.flag) != bool(right.fields.title.flag):
        outward = bool(left.fields.title.flag)
    return (row, other_row, kind) if outward else (other_row, row, kind)


_POINTING = {
    "UpdateIn": (LinkKind.PREPRINT_OF, True),
    "UpdateOf": (LinkKind.PREPRINT_OF, False),
    "CommentOn": (LinkKind.COMMENT_ON, True),
    "RetractionIn": (LinkKind.NOTICE_OF, False),
    "ExpressionOfConcernIn": (LinkKind.NOTICE_OF, False),
    "ErratumIn": (LinkKind.NOTICE_OF, False),
    "PartialRetractionIn": (LinkKind.NOTICE_OF, False),
}
"""NLM's RefTypes that tie two works for a reader, and whether this one relates so to the other: UpdateIn is on the
preprint, UpdateOf on the article (and on Cochrane reviews: related.py makes these two versions of one text). What a
notice names is a row of ``notice``; the pointers are for a paper that names a notice which does not name it."""


def pointers(session: Session, changed: Sequence[WorkChange]) -> None:
    """Write what the Record that describes each Work from now on names by an identifier."""
    rows = {
        (work.work_id, kind, scheme, value): outward
        for work in changed
        if work.candidate
        for kind, scheme, value, outward in _targets(work.candidate.record)
    }
    columns = ("work_id", "kind", "scheme", "value", "outward")
    insert_rows(session, PointerRow, [dict(zip(columns, (*key, rows[key]), strict=True)) for key in sorted(rows)])


def _targets(record: Record) -> Iterator[tuple[str, str, str, bool]]:
    for relation in record.relations:
        if relation.kind in _POINTING and relation.pmid:
            kind, outward = _POINTING[relation.kind]
            yield kind.value, Scheme.PMID.value, relation.pmid, outward
    kind = LinkKind.NEWS_ABOUT if record.form is Form.NEWS else LinkKind.COMMENT_ON
    for name in record.mentions:
        yield kind.value, name.scheme.value, name.value, True


def write_notices(
    session: Session, incoming: Sequence[CorpusRecord], record_ids: Mapping[str, int], now: datetime
) -> None:
    """Write the notices that these Records carry; what a Record does not say any more is deleted, or marked as unsaid
    where an Edition published it.

    They count even of Records that are excluded: what they touch may be held.
    """
    carried: dict[tuple[int, str, str, str], tuple[str, bool]] = {}
    for record in (each.record for each in incoming):
        for kind, target, citation, own_mark in notices(record):
            key = (record_ids[record.source_id], kind.value, target.scheme.value, target.value)
            carried.setdefault(key, (citation, own_mark))
    ids = sorted({record_ids[each.record.source_id] for each in incoming})
    for (row,) in rows_in(session, select(NoticeRow), ids, col(NoticeRow.record_id)):
        said = carried.pop((row.record_id, row.kind, row.scheme, row.value), None)
        if said is None and row.edition_key is None:
            session.delete(row)
        else:
            row.unsaid = (row.unsaid or now) if said is None else None
            session.add(row)
    columns = ("record_id", "kind", "scheme", "value", "citation", "own_mark", "first_seen")
    rows = [dict(zip(columns, (*key, *carried[key], now), strict=True)) for key in sorted(carried)]
    insert_rows(session, NoticeRow, rows)
