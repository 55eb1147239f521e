"""Editions: which Works an issue of the digest holds, frozen by set difference.

A Work belongs to at most one Edition: ``work.edition_key`` is one column, so that the database itself forbids a
second (law 5).
This file does NOT lay out the letter and does NOT send it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, true, update
from sqlmodel import Session, col, select

from literature.identity.titles import title_key
from literature.model.clock import AHEAD, believed, was_ahead
from literature.model.edition import Edition, HeldNotice, Item, ItemNotice, SourceHealth, Week
from literature.model.harvest import VisitKind, VisitOutcome
from literature.model.record import Record
from literature.model.work import NoticeKind
from store.corpus import account_of
from store.engine.batches import chunks
from store.engine.database import Database
from store.engine.serial import edition_json, edition_of, record_of
from store.items import count, items, waiting
from store.notices import Touch, names_of, resolved, shown, told_before, touching
from store.tables import AccountRow, EditionRow, IdentifierRow, MatchRow, NoticeRow, RecordRow, WorkRow

HISTORY_WEEKS = 12


class Masthead(NamedTuple):
    """What an Edition says of the digest it is an issue of: see the fields of the same names there."""

    name: str
    timezone: str
    rules: str
    topics: tuple[tuple[str, str], ...]
    templates: str


class Editions:
    """All issues of the digest."""

    def __init__(self, database: Database) -> None:
        self._database = database

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

    def preview(self, key: date, masthead: Masthead, now: datetime) -> Edition:
        """What the Edition of ``key`` would hold if it were frozen now; nothing is changed."""
        with self._database.reading() as session:
            return _draw(session, key, masthead, now, (waiting(session), _untold(session)))

    def freeze(self, key: date, masthead: Masthead, now: datetime) -> Edition:
        """The Edition of the slot ``key``: frozen now in one transaction, or as it was frozen before."""
        with self._database.writing() as session:
            row = session.get(EditionRow, key)
            if row:
                return edition_of(row.snapshot)
            untold = _untold(session)
            edition = _draw(session, key, masthead, now, (waiting(session), untold))
            session.add(
                EditionRow(
                    key=key,
                    number=edition.number,
                    frozen=now,
                    rules=masthead.rules,
                    items=len(edition.items),
                    snapshot=edition_json(edition),
                    last_account=session.exec(select(func.max(AccountRow.id))).one() or 0,
                )
            )
            session.flush()
            for chunk in chunks(item.work_id for item in edition.items):
                session.execute(update(WorkRow).where(col(WorkRow.id).in_(chunk)).values(edition_key=key))
            _tell(session, key, untold, edition.items)
            return edition


Untold = Mapping[int, Sequence[Touch]]
"""Works that readers know, each with all notices that touch it: some of these were not told yet."""


def _draw(
    session: Session, key: date, masthead: Masthead, now: datetime, found: tuple[Sequence[int], Untold]
) -> Edition:
    """The Edition of what was ``found``: the Works that wait and the notices not told yet."""
    work_ids, untold = found
    before = session.exec(select(EditionRow).order_by(col(EditionRow.number).desc())).first()  # clocks go back
    health = _health(session, _visits_since(before, now), now)
    return Edition(
        key=key,
        number=before.number + 1 if before else 1,
        name=masthead.name,
        timezone=masthead.timezone,
        opened=believed(before.frozen, now) if before else None,
        frozen=now,
        weeks=max(1, round((key - before.key).days / 7)) if before else 1,
        items=items(session, work_ids),
        notices=_held_notices(session, untold),
        sources=health.sources,
        history=_history(session),
        corpus_size=count(session),
        rules=masthead.rules,
        topics=masthead.topics,
        templates=masthead.templates,
        rechecks=health.rechecks,
    )


def _untold(session: Session) -> Untold:
    """Notices not told yet that touch a Work which readers know: a seeded one, or one of an Edition."""
    asked = (
        resolved()
        .join(WorkRow, col(WorkRow.id) == IdentifierRow.work_id)
        .where(
            col(NoticeRow.edition_key).is_(None),
            or_(col(WorkRow.seeded).is_(True), col(WorkRow.edition_key).is_not(None)),
        )
    )
    works = {work_id for _, work_id, _, _ in session.execute(asked).all()}
    return touching(session, sorted(works))


def _held_notices(session: Session, untold: Untold) -> tuple[HeldNotice, ...]:
    """One for each Work and kind: a retraction is announced by its notice and by the article's own new version.

    What a letter told of already, under another name or from the other end, is no news.
    """
    told: list[HeldNotice] = []
    for work_id, touches in untold.items():
        work = session.get(WorkRow, work_id)
        best = session.get(RecordRow, work.best_record) if work else None
        if work is None or best is None:
            continue
        news = [one for one in touches if one.row.edition_key is None and not told_before(one, touches)]
        by_kind = {notice.kind: notice for notice in reversed(shown(news))}
        told.extend(_held_notice(work, record_of(best.data), notice) for notice in by_kind.values())
    order = list(NoticeKind)
    return tuple(sorted(told, key=lambda one: (order.index(one.kind), title_key(one.title))))


def _held_notice(work: WorkRow, record: Record, notice: ItemNotice) -> HeldNotice:
    return HeldNotice(
        kind=notice.kind,
        title=record.title.text,
        identifiers=names_of(record),
        citation=notice.citation,
        notice_identifiers=notice.identifiers,
        seeded=work.seeded,
        mailed=work.edition_key,
    )


def _tell(session: Session, key: date, untold: Untold, items: Sequence[Item]) -> None:
    """Mark the notices that this Edition tells: of Works that readers knew, and of its own Items, which show theirs."""
    own = touching(session, [item.work_id for item in items])
    for touch in chain.from_iterable([*untold.values(), *own.values()]):
        if touch.row.edition_key is None:
            touch.row.edition_key = key
            session.add(touch.row)


class _Health(NamedTuple):
    sources: tuple[SourceHealth, ...]
    rechecks: tuple[SourceHealth, ...]


def _visits_since(before: EditionRow | None, now: datetime) -> ColumnElement[bool]:
    """Which Accounts are newer than the Edition ``before``: by their number, which no clock can move; of an old
    Edition, which does not say, by the instant of its freeze."""
    if before is None:
        return true()
    if before.last_account is not None:
        return col(AccountRow.id) > before.last_account
    return true() if was_ahead(before.frozen, now) else col(AccountRow.finished) > before.frozen


def _health(session: Session, newer: ColumnElement[bool], now: datetime) -> _Health:
    """Each source's Accounts since the last Edition, summed; those of what was asked again apart, by kind of visit."""
    query = select(AccountRow).where(newer).order_by(col(AccountRow.id))
    visits: defaultdict[VisitKind, defaultdict[str, list[AccountRow]]] = defaultdict(lambda: defaultdict(list))
    for row in session.exec(query).all():
        visits[VisitKind(row.kind)][row.source].append(row)

    def summed(*kinds: VisitKind) -> tuple[SourceHealth, ...]:
        return tuple(_health_of(session, rows, now) for kind in kinds for _, rows in sorted(visits[kind].items()))

    return _Health(summed(VisitKind.POLL), summed(VisitKind.AUDIT, VisitKind.BACKFILL, VisitKind.RECHECK))


def _health_of(session: Session, rows: Sequence[AccountRow], now: datetime) -> SourceHealth:
    last = rows[-1]
    last_success = session.exec(
        select(func.max(AccountRow.finished)).where(
            AccountRow.source == last.source,
            AccountRow.kind == last.kind,
            AccountRow.outcome != VisitOutcome.FAILED.value,
            col(AccountRow.finished) <= now + AHEAD,
        )
    ).one()
    return SourceHealth(
        source=last.source,
        visits=len(rows),
        failed_visits=sum(row.outcome == VisitOutcome.FAILED.value for row in rows),
        announced=sum(row.announced for row in rows),
        new=sum(row.new for row in rows),
        known=sum(row.known for row in rows),
        seeded=sum(row.seeded for row in rows),
        excluded=sum(sum(row.excluded.values()) for row in rows),
        failed=sum(sum(row.failed.values()) for row in rows),
        last=account_of(last),
        last_success=last_success,
    )


def _history(session: Session) -> tuple[Week, ...]:
    rows = session.exec(select(col(EditionRow.key), col(EditionRow.items)).order_by(col(EditionRow.key).desc())).all()
    weeks = rows[:HISTORY_WEEKS]
    return tuple(Week(key, total, _by_term(session, key)) for key, total in reversed(weeks))


def _by_term(session: Session, key: date) -> tuple[tuple[str, int], ...]:
    pairs = session.exec(
        select(MatchRow.term, MatchRow.work_id)
        .join(WorkRow, col(WorkRow.id) == MatchRow.work_id)
        .where(WorkRow.edition_key == key)
        .distinct()
    ).all()
    return tuple(sorted(Counter(term for term, _ in pairs).items()))
