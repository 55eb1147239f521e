"""The corpus: the one door through which Records enter, and the questions that are asked of what is held.

One visit is admitted in one transaction together with its Cursor and its Account (law 2): a crash leaves all of it
or none.
This file does NOT decide what is the same or new (compare.py does), and makes no Editions (editions.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from literature.model.clock import was_ahead
from literature.model.edition import Item
from literature.model.errors import WatchError
from literature.model.harvest import Account, Cursor, Harvest, VisitKind, VisitOutcome
from literature.model.record import Identifier
from literature.model.work import AdmissionOutcome, Candidate
from store import watched
from store.admission import load, write, write_links
from store.admission.compare import SAME_ID, Admission, arrivals, compare, with_own_ids
from store.admission.regroup import Classify, regroup, works_in_reach
from store.engine.database import Database
from store.items import count, items, waiting
from store.tables import AccountRow, CursorRow, IdentifierRow, RecordRow, WorkRow

LONGEST_QUIET = timedelta(days=1)
"""A source that asks to be left alone for longer is asked again all the same: what it says of next week may be a
mistake, and one visit a day burdens nobody."""


class Announcement(NamedTuple):
    """What happened to one Record at the door."""

    source: str
    source_id: str
    outcome: AdmissionOutcome
    reason: str
    first_seen: datetime
    last_seen: datetime


class Corpus:
    """All Works that we hold, and the state of the sources they came from."""

    def __init__(self, database: Database, classify: Classify) -> None:
        """``classify`` says what the rules make of a Record: a Work that is joined or taken apart is described anew."""
        self._database = database
        self._classify = classify

    def cursor(self, source: str) -> tuple[Cursor | None, datetime | None]:
        """Where the last good visit to ``source`` ended, and until when it asked not to be visited."""
        with self._database.reading() as session:
            row = session.get(CursorRow, source)
            if row is None:
                return None, None
            return (Cursor(row.state) if row.state is not None else None), row.not_before

    def quiet_until(self, source: str, now: datetime) -> datetime | None:
        """Until when ``source`` must be left alone; None where it may be visited ``now``.

        What it asked for counts for LONGEST_QUIET at most, and not at all where a clock that was ahead wrote it down.
        """
        with self._database.reading() as session:
            row = session.get(CursorRow, source)
        if row is None or row.not_before is None:
            return None
        asked = row.asked or row.not_before - LONGEST_QUIET  # an old row does not say when
        until = min(row.not_before, asked + LONGEST_QUIET)
        return until if now < until and not was_ahead(asked, now) else None

    def unknown(self, source: str, ids: Collection[str], rules: str) -> set[str]:
        """Those of ``ids`` that must be fetched: never seen, or kept out by other rules than ``rules``."""
        with self._database.reading() as session:
            held = {
                one.source_id
                for one in load.outcomes(session, source, ids)
                if one.outcome is not AdmissionOutcome.EXCLUDED or one.rules == rules
            }
        return set(ids) - held

    def admit(
        self,
        harvest: Harvest,
        candidates: Sequence[Candidate],
        *,
        started: datetime,
        now: datetime,
        seeding: bool = False,
    ) -> Account:
        """Admit one visit whole: Records, Cursor and Account in one transaction. Doing it twice changes nothing.

        ``candidates`` are the Harvest's Records, judged. Raises WatchError, with nothing stored, where the sum
        does not close.
        """
        with self._database.writing() as session:
            admissions = self._admit(session, harvest.source, candidates, seeding=seeding, now=now)
            write.unread(session, harvest, now)
            write.withdrawals(session, harvest, now)
            account = _account(session, harvest, admissions, started, now)
            if not account.balances:
                raise WatchError(
                    harvest.source, f"the account of this visit does not balance, nothing was stored: {account}"
                )
            if harvest.cursor is not None:
                session.merge(CursorRow(source=harvest.source, state=harvest.cursor, moved=now))
            row = account_row(account)
            session.add(row)
            session.flush()
            watched.remember(session, harvest.asked, row.id or 0, started)
        return account

    def _admit(
        self, session: Session, source: str, candidates: Sequence[Candidate], *, seeding: bool, now: datetime
    ) -> list[Admission]:
        announced = {candidate.record.source_id for candidate in candidates}
        seen = load.seen(session, source, announced)
        candidates = with_own_ids(candidates, seen)
        seen |= load.seen(session, source, {one.record.source_id for one in candidates} - announced)
        came = arrivals(candidates, seen, seeding=seeding, now=now)
        write.seen_again(session, (seen[one.candidate.record.source_id].record_id for one in came.settled), now)
        offered = load.offered(session, came.entrants)
        pairs = list(compare(came.entrants, offered))
        told_of = load.news_about_held(session, came.entrants)
        settled = regroup(
            came.entrants,
            load.near(session, works_in_reach(came.entrants, pairs)),
            pairs,
            self._classify,
            told_of=told_of.keys(),
            seeding=seeding,
        )
        works = write.settlement(session, settled)
        ids = write.records(session, came.entrants, settled.admissions, works, now)
        write.heads(session, works, ids)
        write.names(session, works, ids)
        held = {key: len(rows) for key, rows in offered.items()}
        write.keys(session, works, ids, seen, held)
        write_links.links(session, came.entrants, [*pairs, *settled.refused], told_of, write.inside(works, ids))
        write_links.pointers(session, works)
        write_links.notices_of(session, (one.candidate for one in came.entrants if one.candidate), ids, now)
        return [*came.settled, *settled.admissions, *_repeated(came.repeated, settled.admissions)]

    def record_failure(
        self,
        source: str,
        error: str,
        *,
        started: datetime,
        now: datetime,
        not_before: datetime | None = None,
        kind: VisitKind = VisitKind.POLL,
    ) -> Account:
        """Keep the Account of a visit that failed whole: its Cursor stays where it was."""
        account = Account(source, started, now, VisitOutcome.FAILED, error=error, kind=kind)
        with self._database.writing() as session:
            session.add(account_row(account))
            if not_before is not None:
                row = session.get(CursorRow, source) or CursorRow(source=source)
                row.not_before, row.asked = not_before, now
                session.add(row)
        return account

    def size(self) -> int:
        """How many Works are held."""
        with self._database.reading() as session:
            return count(session)

    def new_items(self) -> tuple[Item, ...]:
        """The Works that wait for the next Edition, newest first."""
        with self._database.reading() as session:
            return items(session, waiting(session))[::-1]

    def items(self, *, seeded: bool, edition: date | None = None) -> tuple[Item, ...]:
        """The seeds, or the Works found since: those of one Edition, or all; oldest first."""
        standing = col(WorkRow.merged_into).is_(None)
        query = select(WorkRow.id).where(standing, col(WorkRow.seeded).is_(seeded)).order_by(col(WorkRow.id))
        if edition:
            query = query.where(WorkRow.edition_key == edition)
        with self._database.reading() as session:
            return items(session, [work_id for work_id in session.exec(query).all() if work_id is not None])

    def story(
        self, names: Sequence[Identifier], source_ids: Sequence[str]
    ) -> tuple[list[Announcement], Item | None, date | None]:
        """All Records under one of ``names`` or ``source_ids``, their Work, and its Edition."""
        with self._database.reading() as session:
            rows = _sightings(session, names, source_ids)
            work_id = next((row.work_id for row in rows if row.work_id is not None), None)
            work = session.get(WorkRow, work_id) if work_id else None
            item = items(session, [work_id])[0] if work_id else None
        sightings = [
            Announcement(r.source, r.source_id, AdmissionOutcome(r.outcome), r.reason, r.first_seen, r.last_seen)
            for r in rows
        ]
        return sightings, item, work.edition_key if work else None

    def accounts_after(self, mark: int) -> tuple[Account, ...]:
        """The Accounts closed after ``mark`` (see ``last_mark``), oldest first."""
        with self._database.reading() as session:
            rows = session.exec(select(AccountRow).where(col(AccountRow.id) > mark).order_by(col(AccountRow.id))).all()
        return tuple(account_of(row) for row in rows)

    def last_mark(self) -> int:
        """A mark behind the newest Account."""
        with self._database.reading() as session:
            return session.exec(select(func.max(AccountRow.id))).one() or 0

    def last_accounts(self) -> list[Account]:
        """The Account of the newest poll of each source, by name."""
        polls = AccountRow.kind == VisitKind.POLL.value
        newest = select(func.max(AccountRow.id)).where(polls).group_by(AccountRow.source)
        query = select(AccountRow).where(col(AccountRow.id).in_(newest)).order_by(AccountRow.source)
        with self._database.reading() as session:
            return [account_of(row) for row in session.exec(query).all()]


def _sightings(session: Session, names: Sequence[Identifier], source_ids: Sequence[str]) -> Sequence[RecordRow]:
    """The Records of the Work that bears one of ``names``; else what a source announced under one of ``source_ids``."""
    bearers = (session.get(IdentifierRow, (name.scheme.value, name.value)) for name in names)
    works = {row.work_id for row in bearers if row}
    for column, values in ((RecordRow.work_id, works), (RecordRow.source_id, source_ids)):
        rows = session.exec(select(RecordRow).where(col(column).in_(values)).order_by(col(RecordRow.id))).all()
        if rows:
            return rows
    return ()


def _repeated(candidates: Sequence[Candidate], admissions: Sequence[Admission]) -> list[Admission]:
    """What happens to the Candidates whose id the same document names again: they are known, or outside too."""
    first = {admission.candidate.record.source_id: admission for admission in admissions}
    again = []
    for candidate in candidates:
        before = first.get(candidate.record.source_id)
        if before and before.outcome in (AdmissionOutcome.EXCLUDED, AdmissionOutcome.SEEDED):
            again.append(before._replace(candidate=candidate))
        else:
            again.append(Admission(candidate, AdmissionOutcome.KNOWN, SAME_ID))
    return again


def _account(
    session: Session, harvest: Harvest, admissions: Sequence[Admission], started: datetime, now: datetime
) -> Account:
    doors = Counter(admission.outcome for admission in admissions)
    excluded = Counter(admission.reason for admission in admissions if admission.outcome is AdmissionOutcome.EXCLUDED)
    for held in load.outcomes(session, harvest.source, harvest.held):
        if held.outcome is AdmissionOutcome.EXCLUDED:
            excluded[held.reason] += 1
        else:
            doors[AdmissionOutcome.SEEDED if held.outcome is AdmissionOutcome.SEEDED else AdmissionOutcome.KNOWN] += 1
    failed = Counter(unread.reason for unread in harvest.unread)
    return Account(
        source=harvest.source,
        started=started,
        finished=now,
        outcome=_outcome(harvest),
        announced=harvest.announced,
        new=doors[AdmissionOutcome.NEW],
        known=doors[AdmissionOutcome.KNOWN],
        seeded=doors[AdmissionOutcome.SEEDED],
        excluded=dict(excluded),
        failed=dict(failed),
        notes=harvest.notes,
        alarms=harvest.alarms,
        kind=harvest.kind,
        silent_since=harvest.silent_since,
    )


def _outcome(harvest: Harvest) -> VisitOutcome:
    if harvest.unchanged:
        return VisitOutcome.UNCHANGED
    return VisitOutcome.PARTIAL if harvest.unread else VisitOutcome.DONE


def account_row(account: Account) -> AccountRow:
    """``account`` as a row."""
    return AccountRow(
        source=account.source,
        started=account.started,
        finished=account.finished,
        outcome=account.outcome.value,
        announced=account.announced,
        new=account.new,
        known=account.known,
        seeded=account.seeded,
        excluded=dict(account.excluded),
        failed=dict(account.failed),
        error=account.error,
        notes=list(account.notes),
        alarms=list(account.alarms),
        kind=account.kind.value,
        silent_since=account.silent_since,
    )


def account_of(row: AccountRow) -> Account:
    """The Account that ``account_row`` wrote."""
    return Account(
        source=row.source,
        started=row.started,
        finished=row.finished,
        outcome=VisitOutcome(row.outcome),
        announced=row.announced,
        new=row.new,
        known=row.known,
        seeded=row.seeded,
        excluded=row.excluded,
        failed=row.failed,
        error=row.error,
        notes=tuple(row.notes),
        alarms=tuple(row.alarms),
        kind=VisitKind(row.kind),
        silent_since=row.silent_since,
    )
