"""What ties one Work to another, written down: links between Records, pointers by name, notices.

All of it is kept by Record or by name, and resolved to Works when it is read (related.py), for Records may be joined,
taken apart, or come later. This file does NOT compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from literature.identity.comparison import Kinship
from literature.model.record import Form, Record, Scheme
from literature.model.work import Candidate, LinkKind
from literature.study.notices import notices
from store.admission.compare import ComparedPair, CorpusRecord
from store.admission.regroup import WorkChange
from store.engine.batches import chunks, insert_rows
from store.tables import LinkRow, NoticeRow, PointerRow

Link = tuple[int, int, LinkKind]
"""One Record, the other, and how the first stands to the second."""

_KINDS = {
    Kinship.NONE: LinkKind.POSSIBLY_SAME,
    Kinship.PREPRINT: LinkKind.PREPRINT_OF,
    Kinship.VERSION: LinkKind.VERSION_OF,
    Kinship.NOTICE: LinkKind.CONCERNS,
    Kinship.RUBRIC: LinkKind.CONCERNS,
}


def links(
    session: Session,
    entrants: Sequence[CorpusRecord],
    pairs: Iterable[ComparedPair],
    told_of: Mapping[str, Sequence[tuple[CorpusRecord, str]]],
    inside: Mapping[str, int],
) -> None:
    """Keep how the entrants stand to other Works; what is no longer said of a Record is forgotten.

    ``inside`` are the row ids of the entrants that were let in, by source id: what stands outside has no ties.
    """

    def row_of(one: CorpusRecord) -> int | None:
        return inside.get(one.record.source_id) if one.candidate else one.row_id

    found: dict[Link, str] = {}
    for one, other, comparison in pairs:
        row, other_row = row_of(one), row_of(other)
        if row and other_row:
            found.setdefault(_link(one, other, row, other_row, comparison.kinship), comparison.reason)
    for source_id, papers in told_of.items():
        for paper, reason in papers:
            found[inside[source_id], paper.row_id or 0, LinkKind.NEWS_ABOUT] = reason
    _forget(session, [one.row_id for one in entrants if one.row_id is not None])
    _keep(session, found)


def _link(one: CorpusRecord, other: CorpusRecord, row: int, other_row: int, kinship: Kinship) -> Link:
    """Which stands how to which: a preprint to its article, a reply to the paper; else the later one to the first."""
    kind = _KINDS[kinship]
    outward = row > other_row
    if kind is LinkKind.PREPRINT_OF:
        outward = one.record.form is Form.PREPRINT
    elif kind is LinkKind.CONCERNS and bool(one.fields.title.flag) != bool(other.fields.title.flag):
        outward = bool(one.fields.title.flag)
    return (row, other_row, kind) if outward else (other_row, row, kind)


def _forget(session: Session, rows: Sequence[int]) -> None:
    for chunk in chunks(rows):
        session.execute(delete(LinkRow).where(or_(col(LinkRow.record_id).in_(chunk), col(LinkRow.other_id).in_(chunk))))


def _keep(session: Session, found: Mapping[Link, str]) -> None:
    known = {
        (link.record_id, link.other_id, LinkKind(link.kind))
        for chunk in chunks(sorted({link[0] for link in found}))
        for link in session.exec(select(LinkRow).where(col(LinkRow.record_id).in_(chunk))).all()
    }
    rows = [
        {"record_id": one, "other_id": other, "kind": kind.value, "reason": reason}
        for (one, other, kind), reason in found.items()
        if (one, other, kind) not in known
    ]
    insert_rows(session, LinkRow, rows)


_POINTING = {
    "UpdateIn": (LinkKind.PREPRINT_OF, True),
    "UpdateOf": (LinkKind.PREPRINT_OF, False),
    "CommentOn": (LinkKind.COMMENT_ON, True),
}
"""NLM's RefTypes that tie two works for a reader, and whether this one stands so to the other: UpdateIn stands on the
preprint, UpdateOf on the article (and on Cochrane reviews: related.py keeps only ties to a preprint)."""


def pointers(session: Session, works: Sequence[WorkChange]) -> None:
    """Keep what the Record that describes each Work from now on names by an identifier."""
    rows = {
        (work.work_id, kind, scheme, value): outward
        for work in works
        if work.candidate
        for kind, scheme, value, outward in _targets(work.candidate.record)
    }
    keys = ("work_id", "kind", "scheme", "value")
    named = [{**dict(zip(keys, row, strict=True)), "outward": outward} for row, outward in sorted(rows.items())]
    insert_rows(session, PointerRow, named)


def _targets(record: Record) -> Iterator[tuple[str, str, str, bool]]:
    for relation in record.relations:
        if relation.kind in _POINTING and relation.pmid:
            kind, outward = _POINTING[relation.kind]
            yield kind.value, Scheme.PMID.value, relation.pmid, outward
    kind = LinkKind.NEWS_ABOUT if record.form is Form.NEWS else LinkKind.COMMENT_ON
    for name in record.mentions:
        yield kind.value, name.scheme.value, name.value, True


def notices_of(session: Session, candidates: Iterable[Candidate], record_ids: Mapping[str, int], now: datetime) -> None:
    """Keep the notices that these Records carry; what a Record does not say any more is forgotten.

    They count even of Records that are excluded: what they touch may be held.
    """
    said: dict[tuple[int, str, str, str], tuple[str, bool]] = {}
    asked = set()
    for record in (candidate.record for candidate in candidates):
        record_id = record_ids[record.source_id]
        asked.add(record_id)
        for kind, target, citation, own_mark in notices(record):
            said.setdefault((record_id, kind.value, target.scheme.value, target.value), (citation, own_mark))
    for chunk in chunks(sorted(asked)):
        for row in session.exec(select(NoticeRow).where(col(NoticeRow.record_id).in_(chunk))).all():
            if said.pop((row.record_id, row.kind, row.scheme, row.value), None) is None:
                session.delete(row)
    keys = ("record_id", "kind", "scheme", "value", "citation", "own_mark", "first_seen")
    insert_rows(session, NoticeRow, [dict(zip(keys, (*key, *said[key], now), strict=True)) for key in sorted(said)])
