"""Editions: which Works an issue of the digest holds, frozen by set difference.

A Work belongs to at most one Edition: ``work.edition_key`` is one column, so that the database itself forbids a
second (law 5).
This file does NOT render the letter and does NOT send it.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_, true, update
from sqlmodel import Session, col, select

from literature.identity.titles import title_key
from literature.model.clock import AHEAD, believed, was_ahead
from literature.model.edition import Edition, HeldNotice, Item, ItemNotice, Recipient, SourceHealth, Versions
from literature.model.harvest import VisitKind, VisitOutcome
from literature.model.joined import joined
from literature.model.record import Record
from literature.model.work import NoticeKind
from store.engine.batches import chunks
from store.engine.database import Database, Repository
from store.engine.serial import edition_json, edition_of, record_of
from store.items import count, items, waiting, with_earlier
from store.mail.audience import Audiences, Shows
from store.notices.rechecks import answers_about
from store.notices.resolved import ResolvedNotice, item_notices, names_of, notices_of, resolved, was_published
from store.tables import AccountRow, EditionRow, IdentifierRow, NoticeRow, RecallRow, RecordRow, WorkRow
from store.terms.recalls import recalls_where
from store.trend import HISTORY_WEEKS, newest_weeks, weeks_between
from store.visits import SUCCEEDED, account_of


class Masthead(NamedTuple):
    """What an Edition says of the digest it is an issue of: see the fields of the same names there."""

    name: str
    timezone: str
    rules: str
    topics: tuple[tuple[str, str], ...]
    templates: str
    versions: Versions = Versions()


class Editions(Repository):
    """All issues of the digest."""

    def __init__(self, database: Database, shows: Shows) -> None:
        """``shows`` says which Works a letter shows: the notices of a Work are for the readers who were sent it."""
        super().__init__(database)
        self._shows = shows

    def get(self, key: date) -> Edition | None:
        """The Edition of the slot ``key``, as it was frozen."""
        with self._database.reading() as session:
            row = session.get(EditionRow, key)
            return edition_of(row.snapshot) if row else None

    def slots(self) -> list[tuple[date, int]]:
        """All slots that have an Edition, in the order in which they were frozen, each with its number of Items."""
        query = select(col(EditionRow.key), col(EditionRow.items)).order_by(col(EditionRow.number))
        with self._database.reading() as session:
            return [(key, items) for key, items in session.exec(query).all()]

    def joined(self, edition: Edition, first: date) -> Edition:
        """``edition``, which may be a preview, and those made before it from ``first`` on, as one."""
        if first == edition.key:
            return edition
        with self._database.reading() as session:
            order = session.execute(select(col(EditionRow.key)).order_by(col(EditionRow.number))).scalars().all()
            keys = [*itertools.takewhile(lambda key: key != edition.key, order)]
            rows = [session.get_one(EditionRow, key) for key in keys[keys.index(first) :]]
            since = first - HISTORY_WEEKS * (edition.key - first + timedelta(days=7))
            history = weeks_between(session, since, first)
            return joined([*(edition_of(row.snapshot) for row in rows), edition], history)

    def preview(self, key: date, masthead: Masthead, now: datetime) -> Edition:
        """What the Edition of ``key`` would hold if it were frozen now; nothing is changed."""
        with self._database.reading() as session:
            return self._draw(session, key, masthead, now, _unpublished(session))

    def freeze(self, key: date, masthead: Masthead, now: datetime) -> Edition:
        """The Edition of the slot ``key``: frozen now in one transaction, or as it was frozen before."""
        with self._database.writing() as session:
            row = session.get(EditionRow, key)
            if row:
                return edition_of(row.snapshot)
            unpublished = _unpublished(session)
            edition = self._draw(session, key, masthead, now, unpublished)
            row = EditionRow(
                key=key,
                number=edition.number,
                frozen=now,
                rules=masthead.rules,
                items=len(edition.items),
                snapshot=edition_json(edition),
                last_account=session.exec(select(func.max(AccountRow.id))).one() or 0,
            )
            session.add(row)
            session.flush()
            for chunk in chunks(item.work_id for item in edition.items):
                session.execute(update(WorkRow).where(col(WorkRow.id).in_(chunk)).values(edition_key=key))
            _mark_published(session, key, unpublished, edition.items)
            return edition

    def notices_about(self, work_id: int) -> list[tuple[Edition, HeldNotice]]:
        """The notices of the Work that readers were told of, each with the Edition that told them; oldest first."""
        with self._database.reading() as session:
            keys = {notice.row.edition_key for notice in notices_of(session, [work_id])[work_id]}
            named = select(IdentifierRow).where(col(IdentifierRow.work_id) == work_id)
            names = {(row.scheme, row.value) for row in session.exec(named).all()}
        editions = (self.get(key) for key in sorted(key for key in keys if key))
        told = ((edition, notice) for edition in editions if edition for notice in edition.notices)
        return [(edition, notice) for edition, notice in told if not names.isdisjoint(notice.identifiers)]

    def notices_since(self, key: date) -> list[HeldNotice]:
        """The notices that Editions later than ``key`` told of: a letter of it that is made now would show Works of it
        as if nothing had happened. They may be about Works of others."""
        later = (self.get(slot) for slot, _ in self.slots() if slot > key)
        return [notice for edition in later if edition for notice in edition.notices]

    def _draw(
        self, session: Session, key: date, masthead: Masthead, now: datetime, unpublished: Unpublished
    ) -> Edition:
        """The Edition of the Works that wait and of the notices that were in none yet."""
        previous = session.exec(select(EditionRow).order_by(col(EditionRow.number).desc())).first()  # clocks go back
        sources, rechecks = _health(session, _made_since(previous, now, AccountRow.id, AccountRow.finished), now)
        audiences = Audiences(session, self._shows)
        return Edition(
            key=key,
            number=previous.number + 1 if previous else 1,
            opened=believed(previous.frozen, now) if previous else None,
            frozen=now,
            weeks=max(1, round((key - previous.key).days / 7)) if previous else 1,
            items=with_earlier(session, items(session, waiting(session)), audiences),
            notices=_held_notices(session, unpublished, audiences),
            sources=sources,
            history=newest_weeks(session),
            corpus_size=count(session),
            rechecks=rechecks,
            recalls=recalls_where(session, _made_since(previous, now, RecallRow.account, RecallRow.asked)),
            **masthead._asdict(),
        )


Unpublished = Mapping[int, Sequence[ResolvedNotice]]
"""Works that readers know, each with all notices that touch it or did: some of these were in no Edition yet."""


def _unpublished(session: Session) -> Unpublished:
    """Notices in no Edition yet that touch a Work which readers know: a seeded one, or one of an Edition."""
    is_known = or_(col(WorkRow.seeded).is_(True), col(WorkRow.edition_key).is_not(None))
    query = resolved().join(WorkRow, col(WorkRow.id) == IdentifierRow.work_id)
    query = query.where(col(NoticeRow.edition_key).is_(None), is_known)
    works = {work_id for _, work_id, *_ in session.execute(query).all()}
    return notices_of(session, sorted(works), taken_back=True)


def _held_notices(session: Session, unpublished: Unpublished, audiences: Audiences) -> tuple[HeldNotice, ...]:
    """One for each Work and kind: a retraction is announced by its notice and by the article's own new version.

    What a letter has reported already, under another name or from the other end, is no news.
    """
    held: list[HeldNotice] = []
    asked = answers_about(session, [*unpublished])
    for work_id, notices in unpublished.items():
        work = session.get(WorkRow, work_id)
        best = session.get(RecordRow, work.best_record) if work else None
        if work is None or best is None:
            continue
        news = [each for each in notices if _is_new(each) and not was_published(each, notices)]
        by_kind = {notice.kind: notice for notice in reversed(item_notices(news, asked.get(work_id, ())))}
        audience = audiences.of(work) if by_kind else None
        held.extend(_held_notice(work, record_of(best.data), notice, audience) for notice in by_kind.values())
    order = list(NoticeKind)
    return tuple(sorted(held, key=lambda notice: (order.index(notice.kind), title_key(notice.title))))


def _is_new(notice: ResolvedNotice) -> bool:
    return notice.row.edition_key is None and notice.is_current


def _held_notice(
    work: WorkRow, record: Record, notice: ItemNotice, audience: tuple[Recipient, ...] | None
) -> HeldNotice:
    return HeldNotice(
        kind=notice.kind,
        title=record.title.text,
        identifiers=names_of(record),
        citation=notice.citation,
        notice_identifiers=notice.identifiers,
        seeded=work.seeded,
        mailed=work.edition_key,
        asserted=notice.asserted,
        silent=notice.silent,
        audience=audience,
    )


def _mark_published(session: Session, key: date, unpublished: Unpublished, items: Sequence[Item]) -> None:
    """Mark the notices of this Edition: of Works that readers knew, and of its own Items, which show theirs."""
    of_items = notices_of(session, [item.work_id for item in items])
    for notice in itertools.chain.from_iterable([*unpublished.values(), *of_items.values()]):
        if _is_new(notice):
            notice.row.edition_key = key
            session.add(notice.row)


def _made_since(previous: EditionRow | None, now: datetime, account: Any, made: Any) -> ColumnElement[bool]:
    """What was ``made`` since the ``previous`` Edition: by the number of its ``account``, which no clock can move; of
    an old Edition, which does not say, by the instant of its freeze."""
    if previous is None:
        return true()
    if previous.last_account is not None:
        return col(account) > previous.last_account
    return true() if was_ahead(previous.frozen, now) else col(made) > previous.frozen


def _health(session: Session, newer: ColumnElement[bool], now: datetime) -> Sequence[tuple[SourceHealth, ...]]:
    """Each source's Accounts since the last Edition, summed; those of what was asked again apart, by kind of visit."""
    query = select(AccountRow).where(newer).order_by(col(AccountRow.id))
    visits: defaultdict[VisitKind, defaultdict[str, list[AccountRow]]] = defaultdict(lambda: defaultdict(list))
    for row in session.exec(query).all():
        visits[VisitKind(row.kind)][row.source].append(row)

    return [
        tuple(_health_of(session, rows, now) for kind in kinds for _, rows in sorted(visits[kind].items()))
        for kinds in ((VisitKind.POLL,), (VisitKind.AUDIT, VisitKind.BACKFILL, VisitKind.RECHECK, VisitKind.REMATCH))
    ]


def _health_of(session: Session, rows: Sequence[AccountRow], now: datetime) -> SourceHealth:
    last = rows[-1]
    same_kind = AccountRow.source == last.source, AccountRow.kind == last.kind
    succeeded = select(func.max(AccountRow.finished)).where(*same_kind, SUCCEEDED)
    return SourceHealth(
        source=last.source,
        visits=len(rows),
        failed_visits=sum(row.outcome == VisitOutcome.FAILED.value for row in rows),
        **{name: sum(getattr(row, name) for row in rows) for name in ("announced", "new", "known", "seeded")},
        excluded=sum(sum(row.excluded.values()) for row in rows),
        failed=sum(sum(row.failed.values()) for row in rows),
        last=account_of(last),
        last_success=session.exec(succeeded.where(col(AccountRow.finished) <= now + AHEAD)).one(),
    )
