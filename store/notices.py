"""Notices resolved to the Works that they touch: kept by identifier (write_links.py) and resolved when read, so that
whichever of notice and article comes first makes no difference.

A notice whose record its source has taken back touches nothing while it is taken back: NLM deletes records made by
mistake, and a letter must not call a paper retracted for one of these. What a letter published stays published.
This file does NOT decide what a letter shows (editions.py does).
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
from store.engine.batches import rows_in, table_of
from store.engine.serial import record_of
from store.tables import IdentifierRow, NoticeRow, RecordRow


class ResolvedNotice(NamedTuple):
    """A notice and the Work that it touches; ``record`` is what announced it: the notice, or the article itself."""

    row: NoticeRow
    work_id: int
    record: Record
    announced_by: int | None
    """The Work of ``record``; None of a Record that was excluded."""

    @property
    def kind(self) -> NoticeKind:
        """What it says of the Work."""
        return NoticeKind(self.row.kind)

    @property
    def by_article(self) -> bool:
        """Whether the article's own record announces it."""
        return self.announced_by == self.work_id

    @property
    def names(self) -> tuple[Identifier, ...]:
        """The names of the notice, as far as they are known."""
        if not self.by_article:
            return names_of(self.record)
        named = named_notice(self.record, self.kind)
        return (named,) if named else ()

    @property
    def citation(self) -> str:
        """Where it was published, as the article's record or its own says."""
        published = f"{self.record.journal.name or self.record.source}, {self.record.published}"
        return self.row.citation if self.by_article else published

    def is_same(self, names: Sequence[Identifier]) -> bool:
        """Whether it is the notice with these ``names``; an article's mark without a notice is the same as any."""
        return not self.names or self.row.own_mark or not set(names).isdisjoint(self.names)


def notices_of(session: Session, work_ids: Iterable[int]) -> defaultdict[int, list[ResolvedNotice]]:
    """The notices that touch each of the Works ``work_ids``, published or not, in the order in which they came."""
    notices: defaultdict[int, list[ResolvedNotice]] = defaultdict(list)
    for notice in _resolved(session, work_ids, IdentifierRow.work_id):
        notices[notice.work_id].append(notice)
    return notices


def given_by(session: Session, work_ids: Iterable[int]) -> list[ResolvedNotice]:
    """The notices that the Works ``work_ids`` give of other Works that are held."""
    return [notice for notice in _resolved(session, work_ids, RecordRow.work_id) if not notice.by_article]


def resolved() -> Select[Any]:
    """Notices as (row, Work touched, data of the Record, Work of the Record), without those taken back."""
    named = (col(IdentifierRow.scheme) == NoticeRow.scheme) & (col(IdentifierRow.value) == NoticeRow.value)
    return (
        select(NoticeRow, col(IdentifierRow.work_id), col(RecordRow.data), col(RecordRow.work_id))
        .join(IdentifierRow, named)
        .join(RecordRow, col(RecordRow.id) == NoticeRow.record_id)
        .where(col(RecordRow.withdrawn).is_(None))
        .order_by(*table_of(NoticeRow).primary_key)
    )


def _resolved(session: Session, work_ids: Iterable[int], column: int | None) -> list[ResolvedNotice]:
    rows = rows_in(session, resolved(), work_ids, col(column))
    return [ResolvedNotice(row, work_id, record_of(data), giver) for row, work_id, data, giver in rows]


def item_notices(notices: Iterable[ResolvedNotice]) -> tuple[ItemNotice, ...]:
    """The notices that touch one Work as its Item shows them, gravest first, each once: its notice announces a
    retraction, and so does the article's own record, perhaps by PMID and by DOI."""
    shown: dict[tuple[NoticeKind, frozenset[Identifier]], ItemNotice] = {}
    for notice in sorted(notices, key=lambda notice: (list(NoticeKind).index(notice.kind), notice.by_article)):
        of_kind = [item for item in shown.values() if item.kind is notice.kind]
        if not any(notice.is_same(item.identifiers) for item in of_kind):
            giver = 0 if notice.by_article else notice.announced_by or 0
            item = ItemNotice(notice.kind, notice.citation, notice.names, giver)
            shown[notice.kind, frozenset(notice.names)] = item
    return tuple(shown.values())


def was_published(notice: ResolvedNotice, notices: Iterable[ResolvedNotice]) -> bool:
    """Whether a letter has reported this already: a retraction once for all, other notices each."""
    published = (each for each in notices if each.row.edition_key is not None and each.kind is notice.kind)
    return any(notice.kind is NoticeKind.RETRACTION or notice.is_same(each.names) for each in published)


def names_of(record: Record) -> tuple[Identifier, ...]:
    """The names of ``record`` that a reader can follow."""
    return tuple(name for name in record.identifiers if name.scheme is not Scheme.GUID)
