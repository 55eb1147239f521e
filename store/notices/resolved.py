"""Notices resolved to the Works that they touch: kept by identifier (write_links.py) and resolved when read, so that
whichever of notice and article comes first makes no difference.

A notice that its source has taken back touches nothing while it is taken back: NLM deletes records made by mistake, and
a letter must not call a paper retracted for one of these. What a letter published stays published: another source's
word for the same notice is no news then. This file does NOT decide what a letter shows (editions.py does).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlmodel import Session, col

from literature.model.edition import Assertion, ItemNotice, Silence
from literature.model.record import Identifier, PartialDate, Record, Scheme
from literature.model.work import NoticeKind
from literature.study.citations import citation_date
from literature.study.notices import named_notice
from store.engine.batches import rows_in, table_of
from store.engine.serial import record_of
from store.tables import IdentifierRow, NoticeRow, RecordRow


class ResolvedNotice(NamedTuple):
    """A notice and the Work that it touches; ``record`` is what announced it: the notice, the article itself, or what
    Crossref asserts of the article."""

    row: NoticeRow
    work_id: int
    record: Record
    announced_by: int | None
    """The Work of ``record``; None of a Record that was excluded."""
    withdrawn: datetime | None = None
    """Since when its source has taken ``record`` back."""

    @property
    def kind(self) -> NoticeKind:
        """What it says of the Work."""
        return NoticeKind(self.row.kind)

    @property
    def is_current(self) -> bool:
        """Whether its source still says it."""
        return self.withdrawn is None and self.row.unsaid is None

    @property
    def by_article(self) -> bool:
        """Whether the article's own record announces it."""
        return self.announced_by == self.work_id

    @property
    def names(self) -> tuple[Identifier, ...]:
        """The names of the notice, as far as they are known."""
        if self.record.update:
            return (self.record.update.notice,) if self.record.update.notice else ()
        if self.by_article:
            return named_notice(self.record, self.kind, self.row.citation)
        return names_of(self.record)

    @property
    def citation(self) -> str:
        """Where it was published, as the article's record or its own says; '' where only Crossref does."""
        if self.record.update:
            return ""
        published = f"{self.record.journal.name or self.record.source}, {self.record.published}"
        return self.row.citation if self.by_article else published

    @property
    def issued(self) -> PartialDate:
        """The date of the notice, as far as its source says it."""
        if self.record.update:
            return self.record.update.issued
        return citation_date(self.row.citation) if self.by_article else self.record.published

    @property
    def assertion(self) -> Assertion:
        """Who says so, and when it was issued."""
        asserted_by = self.record.update.asserted_by if self.record.update else ""
        return Assertion(self.record.source, self.issued, asserted_by, self.row.first_seen.date())

    @property
    def order(self) -> tuple[int, str, bool]:
        """Gravest first; of one kind the notice itself before the article's word, and that before what Crossref has of
        the publisher, then of others."""
        return list(NoticeKind).index(self.kind), self.assertion.asserted_by, self.by_article

    def is_same(self, names: Iterable[Identifier]) -> bool:
        """Whether it is the notice with these ``names``; an article's mark without a notice is the same as any."""
        return not self.names or self.row.own_mark or not set(names).isdisjoint(self.names)


def notices_of(
    session: Session, work_ids: Iterable[int], *, taken_back: bool = False
) -> defaultdict[int, list[ResolvedNotice]]:
    """The notices that touch each of the Works ``work_ids``, published or not, in the order in which they came; with
    those that were ``taken_back`` too, if asked for."""
    notices: defaultdict[int, list[ResolvedNotice]] = defaultdict(list)
    for notice in _resolved(session, work_ids, IdentifierRow.work_id):
        if taken_back or notice.is_current:
            notices[notice.work_id].append(notice)
    return notices


def given_by(session: Session, work_ids: Iterable[int]) -> list[ResolvedNotice]:
    """The notices that the Works ``work_ids`` give of other Works that are held."""
    given = _resolved(session, work_ids, RecordRow.work_id)
    return [notice for notice in given if notice.is_current and not notice.by_article]


def resolved() -> Select[Any]:
    """Notices as (row, Work touched, data of the Record, Work of the Record, when it was taken back)."""
    named = (col(IdentifierRow.scheme) == NoticeRow.scheme) & (col(IdentifierRow.value) == NoticeRow.value)
    record = col(RecordRow.data), col(RecordRow.work_id), col(RecordRow.withdrawn)
    return (
        select(NoticeRow, col(IdentifierRow.work_id), *record)
        .join(IdentifierRow, named)
        .join(RecordRow, col(RecordRow.id) == NoticeRow.record_id)
        .order_by(*table_of(NoticeRow).primary_key)
    )


def _resolved(session: Session, work_ids: Iterable[int], column: int | None) -> list[ResolvedNotice]:
    rows = rows_in(session, resolved(), work_ids, col(column))
    return [ResolvedNotice(row, work_id, record_of(data), *rest) for row, work_id, data, *rest in rows]


def item_notices(notices: Iterable[ResolvedNotice], asked: Iterable[Silence] = ()) -> tuple[ItemNotice, ...]:
    """The notices that touch one Work as its Item shows them, gravest first, each once: its notice announces a
    retraction, and so does the article's own record, perhaps by PMID and by DOI, and so does Crossref. A work is
    retracted once. ``asked`` are the sources that have answered about the Work."""
    shown: list[list[ResolvedNotice]] = []
    for notice in sorted(notices, key=lambda notice: notice.order):
        same = next((group for group in shown if _is_of(notice, group)), None)
        if same is None:
            shown.append([notice])
        else:
            same.append(notice)
    return tuple(_item_notice(group, tuple(asked)) for group in shown)


def _is_of(notice: ResolvedNotice, group: Sequence[ResolvedNotice]) -> bool:
    if notice.kind is not group[0].kind:
        return False
    return notice.kind is NoticeKind.RETRACTION or notice.is_same(chain.from_iterable(each.names for each in group))


def _item_notice(group: Sequence[ResolvedNotice], asked: Sequence[Silence]) -> ItemNotice:
    asserted = _assertions([each.assertion for each in group])
    sources = {each.source for each in asserted}
    return ItemNotice(
        kind=group[0].kind,
        citation=next(filter(None, (each.citation for each in group)), ""),
        identifiers=tuple(dict.fromkeys(chain.from_iterable(each.names for each in group))),
        work_id=0 if group[0].by_article else group[0].announced_by or 0,
        asserted=asserted,
        silent=tuple(each for each in asked if each.source not in sources),
    )


def _assertions(said: Iterable[Assertion]) -> tuple[Assertion, ...]:
    """One of each who says so, with the date that is known best: PubMed has the notice's own record, and a citation of
    it in the article's."""
    best: dict[tuple[str, str], Assertion] = {}
    for one in said:
        other = best.setdefault((one.source, one.asserted_by), one)
        seen = min(filter(None, (one.seen, other.seen)), default=None)
        issued = min(one.issued, other.issued, key=lambda issued: (-len(issued.iso), issued.iso))
        best[one.source, one.asserted_by] = one._replace(issued=issued, seen=seen)
    return tuple(best.values())


def was_published(notice: ResolvedNotice, notices: Sequence[ResolvedNotice]) -> bool:
    """Whether a letter has reported this already, whoever said it then: a retraction once for all, others each."""
    of_kind = [each for each in notices if each.kind is notice.kind]
    published = [each for each in of_kind if each.row.edition_key is not None]
    if notice.kind is NoticeKind.RETRACTION:
        return bool(published)
    names = _all_names(notice, of_kind)
    return any(notice.is_same(each.names) or not names.isdisjoint(each.names) for each in published)


def _all_names(notice: ResolvedNotice, others: Sequence[ResolvedNotice]) -> set[Identifier]:
    """The names of ``notice``, and all that others have beside one of them: a PMID and a DOI meet in a third."""
    names: set[Identifier] = set()
    more = set(notice.names)
    while more:
        names |= more
        more = {name for each in others if not names.isdisjoint(each.names) for name in each.names} - names
    return names


def names_of(record: Record) -> tuple[Identifier, ...]:
    """The names of ``record`` that a reader can follow."""
    return tuple(name for name in record.identifiers if name.scheme is not Scheme.GUID)
