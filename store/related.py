"""What ties one Work to another, read back: each tie with its reason, and the pairs that a person may decide.

Ties are kept between Records and names (write_links.py); the Works are those that hold them now. This file changes
nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from literature.model.edition import Related
from literature.model.record import Form, Record
from literature.model.work import LinkKind
from store.engine.batches import chunks, table_of
from store.engine.serial import record_of
from store.notices import given_by, names_of, touching
from store.tables import DecisionRow, IdentifierRow, LinkRow, PointerRow, RecordRow, WorkRow

Tie = tuple[int, int, LinkKind]
"""One Work, the other, and how the first stands to the second."""

_JUDGED_BY_TITLE = frozenset({LinkKind.CONCERNS, LinkKind.POSSIBLY_SAME})
"""Said of two Works by their likeness alone: a tie that one of them names says more."""


def related(session: Session, work_ids: Sequence[int]) -> Mapping[int, list[Related]]:
    """Each Work's ties, both ways, each other Work once for each kind."""
    wanted = set(work_ids)
    found = _ties(session, work_ids)
    ends = _ends(session, found)
    beside: defaultdict[int, list[Related]] = defaultdict(list)
    for (one, other, kind), reason in found.items():
        if kind is LinkKind.PREPRINT_OF and ends[one][0].form is not Form.PREPRINT:
            continue  # NLM's UpdateIn and UpdateOf tie the editions of a Cochrane review too
        for near, far, outward in ((one, other, True), (other, one, False)):
            if near in wanted:
                record, seeded = ends[far]
                beside[near].append(Related(kind, record.title.text, names_of(record), reason, seeded, outward, far))
    return beside


def in_doubt(session: Session) -> list[tuple[int, int, str]]:
    """Pairs of Works that are possibly one and that no person has decided on, the newest first, each with its
    reason."""
    asked, one, beside = _links_of_works()
    found: dict[tuple[int, int], str] = {}
    newest = col(one.id).desc(), col(beside.id)
    asked = asked.where(col(LinkRow.kind) == LinkKind.POSSIBLY_SAME.value).order_by(*newest)
    for work, other, _, reason in session.execute(asked).all():
        if work is not None and other is not None and work != other:
            found.setdefault((min(work, other), max(work, other)), reason)
    decided = _kept_apart(session, {work for pair in found for work in pair})
    return [(*pair, reason) for pair, reason in found.items() if pair not in decided]


def _ties(session: Session, work_ids: Sequence[int]) -> dict[Tie, str]:
    """All ties of these Works with the reason of each; what the rules judged goes before what a name says, and what
    a name says before a likeness."""
    judged = dict(_judged(session, work_ids))
    noticed = _noticed(session, work_ids)
    pairs = {_pair(tie) for tie in noticed}
    pointed = _pointed(session, work_ids)
    named = {tie: why for tie, why in pointed.items() if tie[2] is not LinkKind.COMMENT_ON or _pair(tie) not in pairs}
    named |= noticed
    told = {_pair(tie) for tie in (*named, *judged) if tie[2] not in _JUDGED_BY_TITLE}
    apart = _kept_apart(session, work_ids)
    return {
        tie: reason
        for tie, reason in {**named, **judged}.items()
        if tie[2] not in _JUDGED_BY_TITLE
        or (_pair(tie) not in told and not (tie[2] is LinkKind.POSSIBLY_SAME and _pair(tie) in apart))
    }


def _pair(tie: Tie) -> tuple[int, int]:
    return min(tie[:2]), max(tie[:2])


def _links_of_works() -> tuple[Select[tuple[int | None, int | None, str, str]], type[RecordRow], type[RecordRow]]:
    """Links as (work, other work, kind, reason), to be narrowed by either end."""
    one, other = aliased(RecordRow), aliased(RecordRow)
    asked = (
        select(col(one.work_id), col(other.work_id), col(LinkRow.kind), col(LinkRow.reason))
        .join(one, col(one.id) == LinkRow.record_id)
        .join(other, col(other.id) == LinkRow.other_id)
    )
    return asked, one, other


def _judged(session: Session, work_ids: Sequence[int]) -> Iterator[tuple[Tie, str]]:
    """Ties that the rules found, as far as their ends stand in two Works today; in one order, whatever way the
    database finds them, for of two that say the same the last is told."""
    asked, one, other = _links_of_works()
    asked = asked.order_by(*table_of(LinkRow).primary_key)
    for chunk in chunks(work_ids):
        for end in (one, other):
            for work, beside, kind, reason in session.execute(asked.where(col(end.work_id).in_(chunk))).all():
                if work != beside:
                    yield (work, beside, LinkKind(kind)), reason


def _kept_apart(session: Session, work_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Pairs of Works that a person has said are two."""
    one, other = aliased(RecordRow), aliased(RecordRow)
    asked = (
        select(col(one.work_id), col(other.work_id))
        .select_from(DecisionRow)
        .join(one, col(one.id) == DecisionRow.record_id)
        .join(other, col(other.id) == DecisionRow.other_id)
        .where(col(DecisionRow.same).is_(False))
    )
    return {
        (min(work, beside), max(work, beside))
        for chunk in chunks(sorted(work_ids))
        for end in (one, other)
        for work, beside in session.execute(asked.where(col(end.work_id).in_(chunk))).all()
    }


def _pointed(session: Session, work_ids: Sequence[int]) -> dict[Tie, str]:
    """Ties by a name that one Work gives and another one bears."""
    joined = (
        select(PointerRow, col(IdentifierRow.work_id))
        .join(
            IdentifierRow,
            (col(IdentifierRow.scheme) == PointerRow.scheme) & (col(IdentifierRow.value) == PointerRow.value),
        )
        .order_by(*table_of(PointerRow).primary_key)
    )
    ties: dict[Tie, str] = {}
    for chunk in chunks(work_ids):
        for column in (col(PointerRow.work_id), col(IdentifierRow.work_id)):
            for pointer, target in session.execute(joined.where(column.in_(chunk))).all():
                ends = (pointer.work_id, target) if pointer.outward else (target, pointer.work_id)
                if pointer.work_id != target:
                    ties[(*ends, LinkKind(pointer.kind))] = f"names {pointer.scheme}:{pointer.value}"
    return ties


def _noticed(session: Session, work_ids: Sequence[int]) -> dict[Tie, str]:
    """Ties of a notice to the paper that it names, from either end."""
    touches = [touch for found in touching(session, work_ids).values() for touch in found]
    return {
        (touch.by, touch.work_id, LinkKind.NOTICE_OF): f"{touch.kind}, names {touch.row.scheme}:{touch.row.value}"
        for touch in [*touches, *given_by(session, work_ids)]
        if touch.by is not None and not touch.own
    }


def _ends(session: Session, ties: Iterable[Tie]) -> dict[int, tuple[Record, bool]]:
    """The Works that ``ties`` join: the best Record of each, and whether it is seeded."""
    asked = select(col(WorkRow.id), col(WorkRow.seeded), col(RecordRow.data)).join(
        RecordRow, col(RecordRow.id) == WorkRow.best_record
    )
    return {
        work_id: (record_of(data), seeded)
        for chunk in chunks(sorted({end for tie in ties for end in tie[:2]}))
        for work_id, seeded, data in session.execute(asked.where(col(WorkRow.id).in_(chunk))).all()
    }
