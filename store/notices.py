"""Notices resolved to the Works that they touch: kept by name (write_links.py), read when asked, so that whichever of
notice and article comes first makes no difference.

A notice whose record its source has taken back touches nothing while it is taken back: NLM deletes records made by
mistake, and a letter must not call a paper retracted for one of these. What was told of it stays told.
This file does NOT decide what a letter tells (editions.py does).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlmodel import Session, col

from literature.model.edition import ItemNotice
from literature.model.record import Identifier, Record, Scheme
from literature.model.work import NoticeKind
from literature.study.notices import named_notice
from store.engine.batches import chunks, table_of
from store.engine.serial import record_of
from store.tables import IdentifierRow, NoticeRow, RecordRow


class Touch(NamedTuple):
    """A notice and the Work that it touches; ``record`` is what told it: the notice, or the article itself."""

    row: NoticeRow
    work_id: int
    record: Record
    by: int | None
    """The Work of ``record``; None of a Record that was kept out."""

    @property
    def kind(self) -> NoticeKind:
        """What it says of the Work."""
        return NoticeKind(self.row.kind)

    @property
    def own(self) -> bool:
        """Whether the article's own record tells it."""
        return self.by == self.work_id

    @property
    def names(self) -> tuple[Identifier, ...]:
        """The names of the notice, as far as they are known."""
        if not self.own:
            return names_of(self.record)
        named = named_notice(self.record, self.kind)
        return (named,) if named else ()


def touching(session: Session, work_ids: Iterable[int]) -> defaultdict[int, list[Touch]]:
    """The notices that touch each of the Works ``work_ids``, told or not, in the order in which they came."""
    found: defaultdict[int, list[Touch]] = defaultdict(list)
    for chunk in chunks(work_ids):
        for touch in _read(session, resolved().where(col(IdentifierRow.work_id).in_(chunk))):
            found[touch.work_id].append(touch)
    return found


def given_by(session: Session, work_ids: Iterable[int]) -> list[Touch]:
    """The notices that the Works ``work_ids`` give of other Works that are held."""
    return [
        touch
        for chunk in chunks(work_ids)
        for touch in _read(session, resolved().where(col(RecordRow.work_id).in_(chunk)))
        if not touch.own
    ]


def resolved() -> Select[Any]:
    """Notices as (row, Work touched, data of the Record, Work of the Record), without those taken back."""
    return (
        select(NoticeRow, col(IdentifierRow.work_id), col(RecordRow.data), col(RecordRow.work_id))
        .join(
            IdentifierRow,
            (col(IdentifierRow.scheme) == NoticeRow.scheme) & (col(IdentifierRow.value) == NoticeRow.value),
        )
        .join(RecordRow, col(RecordRow.id) == NoticeRow.record_id)
        .where(col(RecordRow.withdrawn).is_(None))
        .order_by(*table_of(NoticeRow).primary_key)
    )


def _read(session: Session, asked: Select[Any]) -> list[Touch]:
    return [Touch(row, work_id, record_of(data), by) for row, work_id, data, by in session.execute(asked).all()]


def shown(touches: Sequence[Touch]) -> tuple[ItemNotice, ...]:
    """The notices that touch one Work as its Item shows them, gravest first, each once: a retraction is told by its
    notice and by the article's own record, perhaps by PMID and by DOI."""
    found: dict[tuple[NoticeKind, frozenset[Identifier]], ItemNotice] = {}
    for touch in sorted(touches, key=lambda one: (list(NoticeKind).index(one.kind), one.own)):
        of_kind = [notice for notice in found.values() if notice.kind is touch.kind]
        if not any(_same(touch, notice.identifiers) for notice in of_kind):
            found[touch.kind, frozenset(touch.names)] = _item_notice(touch)
    return tuple(found.values())


def _same(touch: Touch, names: Sequence[Identifier]) -> bool:
    """Whether ``touch`` tells the notice that bears ``names``; an article's mark without a notice is told by any."""
    return not touch.names or touch.row.own_mark or not set(names).isdisjoint(touch.names)


def _item_notice(touch: Touch) -> ItemNotice:
    record = touch.record
    where = touch.row.citation if touch.own else f"{record.journal.name or record.source}, {record.published}"
    return ItemNotice(touch.kind, where, touch.names, 0 if touch.own else touch.by or 0)


def told_before(touch: Touch, others: Iterable[Touch]) -> bool:
    """Whether a letter told of this already: of a retraction once for all, of other notices each."""
    return any(
        other.row.edition_key is not None
        and other.kind is touch.kind
        and (touch.kind is NoticeKind.RETRACTION or _same(touch, other.names))
        for other in others
    )


def names_of(record: Record) -> tuple[Identifier, ...]:
    """The names of ``record`` that a reader can follow."""
    return tuple(name for name in record.identifiers if name.scheme is not Scheme.GUID)
