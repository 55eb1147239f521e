"""What ties one Work to another, read back: each tie with its reason, and the pairs that a person may decide.

Ties are kept between Records and identifiers (write_links.py); the Works are those that hold them now. This file
changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from literature.model.edition import Related
from literature.model.record import Form
from literature.model.work import LinkKind
from store.engine.batches import chunks, rows_in, table_of
from store.notices.resolved import given_by, names_of, notices_of
from store.records import best_records
from store.tables import DecisionRow, IdentifierRow, LinkRow, PointerRow, RecordRow

Tie = tuple[int, int, LinkKind]
"""One Work, the other, and how the first relates to the second."""

_BY_LIKENESS = frozenset({LinkKind.CONCERNS, LinkKind.POSSIBLY_SAME})
"""Said of two Works by their likeness alone: a tie that one of them names says more."""


def related(session: Session, work_ids: Sequence[int]) -> Mapping[int, list[Related]]:
    """Each Work's ties, both ways, each other Work once for each kind."""
    wanted = set(work_ids)
    ties = _ties(session, work_ids)
    best = best_records(session, {end for tie in ties for end in tie[:2]})
    ends = {work_id: (stored.record, stored.seeded) for work_id, stored in best.items()}
    related: defaultdict[int, list[Related]] = defaultdict(list)
    preprints = {work_id for work_id, (record, _) in ends.items() if record.form is Form.PREPRINT}
    for (left, right, kind), reason in _with_versions(ties, preprints).items():
        for near, far, outward in ((left, right, True), (right, left, False)):
            if near in wanted:
                record, seeded = ends[far]
                related[near].append(Related(kind, record.title.text, names_of(record), reason, seeded, outward, far))
    return related


def _with_versions(ties: Mapping[Tie, str], preprints: Collection[int]) -> dict[Tie, str]:
    """``ties``, with versions of one text where the first is no preprint: NLM's UpdateIn and UpdateOf tie the editions
    of a Cochrane review too, and a paper to what its journal printed before it."""
    named: dict[Tie, str] = {}
    for (left, right, kind), reason in ties.items():
        if kind is not LinkKind.PREPRINT_OF or left in preprints:
            named[left, right, kind] = reason
        elif (left, right, LinkKind.VERSION_OF) not in ties:
            named.setdefault((right, left, LinkKind.VERSION_OF), reason)
    return named


def possible_duplicates(session: Session) -> list[tuple[int, int, str]]:
    """Pairs of Works that are possibly one and that no person has decided on, newest first, each with its reason."""
    left, right = aliased(RecordRow), aliased(RecordRow)
    query = _of_works(LinkRow, left, right).add_columns(col(LinkRow.reason))
    query = query.where(col(LinkRow.kind) == LinkKind.POSSIBLY_SAME.value).order_by(col(left.id).desc(), col(right.id))
    reasons: dict[tuple[int, int], str] = {}
    for work_id, other_id, reason in session.execute(query).all():
        if work_id is not None and other_id is not None and work_id != other_id:
            reasons.setdefault(_pair(work_id, other_id), reason)
    decided = _kept_apart(session, {work_id for pair in reasons for work_id in pair})
    return [(*pair, reason) for pair, reason in reasons.items() if pair not in decided]


def _ties(session: Session, work_ids: Sequence[int]) -> dict[Tie, str]:
    """All ties of these Works, each with its reason: what the rules compared overrides what an identifier says, and
    that overrides a likeness."""
    compared = dict(_compared(session, work_ids))
    by_notice = _by_notice(session, work_ids)
    noticed = {_pair(*tie[:2]) for tie in by_notice}
    named = {
        tie: reason
        for tie, reason in _by_identifier(session, work_ids).items()
        if tie[2] is not LinkKind.COMMENT_ON or _pair(*tie[:2]) not in noticed
    } | by_notice
    certain = {_pair(*tie[:2]) for tie in (*named, *compared) if tie[2] not in _BY_LIKENESS}
    apart = _kept_apart(session, work_ids)

    def holds(tie: Tie) -> bool:
        pair = _pair(*tie[:2])
        return pair not in certain and not (tie[2] is LinkKind.POSSIBLY_SAME and pair in apart)

    return {tie: why for tie, why in {**named, **compared}.items() if tie[2] not in _BY_LIKENESS or holds(tie)}


def _pair(left: int, right: int) -> tuple[int, int]:
    return min(left, right), max(left, right)


def _of_works(table: type[LinkRow] | type[DecisionRow], left: type[RecordRow], right: type[RecordRow]) -> Select[Any]:
    """The pairs of Works that the pairs of Records in ``table`` are in today, to be narrowed by either end."""
    return (
        select(col(left.work_id), col(right.work_id))
        .select_from(table)
        .join(left, col(left.id) == table.record_id)
        .join(right, col(right.id) == table.other_id)
    )


def _compared(session: Session, work_ids: Sequence[int]) -> Iterator[tuple[Tie, str]]:
    """Ties that the rules found between two Works, in a fixed order: of two that say the same, the last is shown."""
    left, right = aliased(RecordRow), aliased(RecordRow)
    query = _of_works(LinkRow, left, right).add_columns(col(LinkRow.kind), col(LinkRow.reason))
    query = query.order_by(*table_of(LinkRow).primary_key)
    for chunk in chunks(work_ids):
        for end in (left, right):
            for work_id, other_id, kind, reason in rows_in(session, query, chunk, col(end.work_id)):
                if work_id != other_id:
                    yield (work_id, other_id, LinkKind(kind)), reason


def _kept_apart(session: Session, work_ids: Iterable[int]) -> set[tuple[int, int]]:
    left, right = aliased(RecordRow), aliased(RecordRow)
    query = _of_works(DecisionRow, left, right).where(col(DecisionRow.same).is_(False))
    ids = sorted(work_ids)
    return {_pair(*row) for end in (left, right) for row in rows_in(session, query, ids, col(end.work_id))}


def _by_identifier(session: Session, work_ids: Sequence[int]) -> dict[Tie, str]:
    """Ties by a name that one Work gives and another one has."""
    named = (col(IdentifierRow.scheme) == PointerRow.scheme) & (col(IdentifierRow.value) == PointerRow.value)
    query = select(PointerRow, col(IdentifierRow.work_id)).join(IdentifierRow, named)
    query = query.order_by(*table_of(PointerRow).primary_key)
    ties: dict[Tie, str] = {}
    for chunk in chunks(work_ids):
        for column in (col(PointerRow.work_id), col(IdentifierRow.work_id)):
            for pointer, target in rows_in(session, query, chunk, column):
                ends = (pointer.work_id, target) if pointer.outward else (target, pointer.work_id)
                if pointer.work_id != target:
                    ties[(*ends, LinkKind(pointer.kind))] = f"names {pointer.scheme}:{pointer.value}"
    return ties


def _by_notice(session: Session, work_ids: Sequence[int]) -> dict[Tie, str]:
    """Ties of a notice to the paper that it names, from either end."""
    notices = [notice for of_work in notices_of(session, work_ids).values() for notice in of_work]
    return {
        (each.announced_by, each.work_id, LinkKind.NOTICE_OF): f"{each.kind}, names {each.row.scheme}:{each.row.value}"
        for each in [*notices, *given_by(session, work_ids)]
        if each.announced_by is not None and not each.by_article
    }
