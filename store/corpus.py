"""The corpus: the one way in for Records, and the questions that are asked of what is held.

One visit is admitted in one transaction together with its Cursor and its Account (law 2): a crash leaves all of it
or none.
This file does NOT decide what is the same or new (compare.py does), and makes no Editions (editions.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from literature.model.clock import was_ahead
from literature.model.edition import Item
from literature.model.errors import WatchError
from literature.model.harvest import Account, Cursor, Harvest, VisitKind, VisitOutcome
from literature.model.recall import TermRecall, recall_of
from literature.model.record import Identifier
from literature.model.work import AdmissionOutcome, Candidate
from literature.text import fold
from store.admission import load, write, write_links
from store.admission.compare import SAME_ID, Admission, arrivals, compare, with_own_ids
from store.admission.regroup import Classify, regroup, works_in_reach
from store.engine.database import Database
from store.items import count, is_backfilled, items, waiting
from store.records import BY_ID, BY_SOURCE_ID, BY_WORK, IN_A_WORK, StoredRecord, stored_records
from store.tables import AccountRow, CursorRow, RecordRow, WorkRow
from store.terms.recalls import note_recalls
from store.terms.watched import note_asked, note_history
from store.visits import account_of, account_row

LONGEST_QUIET = timedelta(days=1)
"""A source that asks to be left alone for longer is asked again all the same: what it says of next week may be a
mistake, and one visit a day burdens nobody."""


TITLES_AT_ONCE = 500
"""Records whose titles are read at once: a common word is in thousands."""


class KnownThing(NamedTuple):
    """All Records of one thing, and its Work, where it is one."""

    records: list[StoredRecord]
    item: Item | None = None
    edition: date | None = None
    """The Edition that holds it."""
    unmatched: bool = False
    """Whether no Term of today is found in it."""
    backfilled: bool = False
    """Whether it came from the history of a term, and is not mailed."""


class Corpus:
    """All Works that we hold, and the state of the sources they came from."""

    def __init__(self, database: Database, classify: Classify) -> None:
        """``classify`` says what the rules make of a Record: a Work that is joined or taken apart is described anew."""
        self._database = database
        self._classify = classify

    def cursor(self, source: str) -> tuple[Cursor | None, datetime | None]:
        """Where the last good visit to ``source`` ended, and until when it asked not to be visited."""
        with self._database.reading() as session:
            row = session.get(CursorRow, source) or CursorRow(source=source)
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
        """Those of ``ids`` that must be fetched: never seen, or excluded by other rules than ``rules``."""
        with self._database.reading() as session:
            stored = load.previous(session, source, ids, with_data=False)
        excluded = AdmissionOutcome.EXCLUDED
        known = (r for r in stored.values() if r.seeded or r.outcome is not excluded or r.rules == rules)
        return set(ids) - {record.source_id for record in known}

    def records_of_works(self, source: str, ids: Collection[str]) -> list[StoredRecord]:
        """The Records under these ids of ``source`` that belong to Works: none that was excluded."""
        with self._database.reading() as session:
            return stored_records(session, BY_SOURCE_ID, ids, col(RecordRow.source) == source, IN_A_WORK)

    def admit(
        self,
        harvest: Harvest,
        candidates: Sequence[Candidate],
        *,
        started: datetime,
        now: datetime,
        seeding: bool = False,
        to_archive: bool = False,
    ) -> Account:
        """Admit one visit whole: Records, Cursor and Account in one transaction. Doing it twice changes nothing.

        ``candidates`` are the Harvest's Records, classified; Works that are new with them are mailed, or ``to_archive``
        not. Raises WatchError, with nothing stored, where the sum does not close.
        """
        with self._database.writing() as session:
            admissions = self._admit(
                session, harvest.source, candidates, seeding=seeding, to_archive=to_archive, now=now
            )
            write.unread(session, harvest, now)
            write.withdrawals(session, harvest, now)
            account = _account(session, harvest, admissions, started, now)
            if not account.balances:
                why = f"the account of this visit does not balance, nothing was stored: {account}"
                raise WatchError(harvest.source, why)
            if harvest.cursor is not None:
                session.merge(CursorRow(source=harvest.source, state=harvest.cursor, moved=now))
            row = account_row(account)
            session.add(row)
            session.flush()
            note_asked(session, harvest.asked, row.id or 0, started)
            if harvest.history:
                note_history(session, harvest.history, account)
            note_recalls(session, _recalls(harvest, admissions, now), row.id or 0)
        return account

    def _admit(
        self,
        session: Session,
        source: str,
        candidates: Sequence[Candidate],
        *,
        seeding: bool,
        to_archive: bool,
        now: datetime,
    ) -> list[Admission]:
        announced = {candidate.record.source_id for candidate in candidates}
        previous = load.previous(session, source, announced)
        candidates = with_own_ids(candidates, previous)
        own_ids = {candidate.record.source_id for candidate in candidates}
        previous |= load.previous(session, source, own_ids - announced)
        came = arrivals(candidates, previous, seeding=seeding, to_archive=to_archive, now=now)
        unchanged = (previous[admission.candidate.record.source_id].record_id for admission in came.unchanged)
        write.seen_again(session, unchanged, now)
        offered = load.offered(session, came.incoming)
        pairs = list(compare(came.incoming, offered))
        near = load.near(session, works_in_reach(came.incoming, pairs))
        news = load.news_about_held(session, came.incoming)
        changes = regroup(came.incoming, near, pairs, self._classify, news=news.keys(), seeding=seeding)
        works = write.works(session, changes)
        ids = write.records(session, came.incoming, changes.admissions, works, now)
        write.first_and_best(session, works, ids)
        write.identifiers(session, works, ids)
        admitted = [record for work in works for record in work.incoming]
        write.blocking_keys(session, admitted, ids, previous, {key: len(held) for key, held in offered.items()})
        rows = {record.record.source_id: ids[record.record.source_id] for record in admitted}
        write_links.links(session, [*pairs, *changes.refused], came.incoming, news, rows)
        write_links.pointers(session, works)
        write_links.write_notices(session, came.incoming, ids, now)
        return [*came.unchanged, *changes.admissions, *_repeated(came.repeated, changes.admissions)]

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
        live = col(WorkRow.merged_into).is_(None)
        query = select(WorkRow.id).where(live, col(WorkRow.seeded).is_(seeded)).order_by(col(WorkRow.id))
        if edition:
            query = query.where(WorkRow.edition_key == edition)
        with self._database.reading() as session:
            return items(session, [work_id for work_id in session.exec(query).all() if work_id is not None])

    def backfilled(self) -> tuple[Item, ...]:
        """The Works that came from the history of a term of today and were in no Edition, oldest first."""
        live = col(WorkRow.merged_into).is_(None), col(WorkRow.unmatched).is_(False)
        mine = is_backfilled(), col(WorkRow.edition_key).is_(None), *live
        query = select(WorkRow.id).where(*mine, col(WorkRow.seeded).is_(False)).order_by(col(WorkRow.id))
        with self._database.reading() as session:
            return items(session, [work_id for work_id in session.exec(query).all() if work_id is not None])

    def history(self, names: Sequence[Identifier], source_ids: Sequence[str]) -> KnownThing:
        """What is held of the Work that one of ``names`` names, else of what a source calls one of ``source_ids``."""
        with self._database.reading() as session:
            works = load.works_named(session, names).values()
            records = stored_records(session, BY_WORK, works) or stored_records(session, BY_SOURCE_ID, source_ids)
            work_id = next((record.work_id for record in records if record.work_id is not None), None)
            if work_id is None:
                return KnownThing(records)
            work = session.get_one(WorkRow, work_id)
            first = session.get(RecordRow, work.first_record)
            return KnownThing(
                records,
                item=items(session, [work_id])[0],
                edition=work.edition_key,
                unmatched=work.unmatched,
                backfilled=first is not None and first.backfilled,
            )

    def kept_out(self) -> list[StoredRecord]:
        """The Records that are in no Work because no term was found in them, and that their sources still have."""
        is_out = col(RecordRow.outcome) == AdmissionOutcome.EXCLUDED.value
        query = select(RecordRow.id).where(is_out, col(RecordRow.withdrawn).is_(None), BY_WORK.is_(None))
        with self._database.reading() as session:
            return stored_records(session, BY_ID, session.exec(query).all())

    def titled(self, words: str, most: int) -> list[StoredRecord]:
        """At most ``most`` Records, the newest first, that have all ``words`` in their title; one of each Work.

        Titles are inside JSON: the database narrows by the words as they are typed, and where that finds nothing (a
        title has Behçet, and not Behcet) every title is read.
        """
        wanted = fold(words).text.split()
        typed = [func.lower(RecordRow.data).like(f"%{word}%") for word in wanted if word.isalnum()]
        with self._database.reading() as session:
            return _titled(session, wanted, typed, most) or (_titled(session, wanted, [], most) if typed else [])

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


def _titled(
    session: Session, wanted: Sequence[str], narrowed: Sequence[ColumnElement[bool]], most: int
) -> list[StoredRecord]:
    """Those of the Records that are ``narrowed``."""
    ids = session.exec(select(RecordRow.id).where(*narrowed).order_by(col(RecordRow.id).desc())).all()
    found = dict[object, StoredRecord]()
    for start in range(0, len(ids), TITLES_AT_ONCE):
        for record in reversed(stored_records(session, BY_ID, ids[start : start + TITLES_AT_ONCE])):
            title = fold(record.title).text
            if all(word in title for word in wanted):
                found.setdefault(record.work_id or record.source_id, record)
        if len(found) >= most:
            break
    return list(found.values())[:most]


def _repeated(candidates: Sequence[Candidate], admissions: Sequence[Admission]) -> list[Admission]:
    """What happens to the Candidates whose id the same document names again: they are known, or stay out too."""
    first = {admission.candidate.record.source_id: admission for admission in admissions}
    again = []
    for candidate in candidates:
        earlier = first.get(candidate.record.source_id)
        if earlier and earlier.outcome in (AdmissionOutcome.EXCLUDED, AdmissionOutcome.SEEDED):
            again.append(earlier._replace(candidate=candidate))
        else:
            again.append(Admission(candidate, AdmissionOutcome.KNOWN, SAME_ID))
    return again


def _recalls(harvest: Harvest, admissions: Sequence[Admission], now: datetime) -> list[TermRecall]:
    admitted = [(admission.candidate, admission.outcome) for admission in admissions]
    unread = [each.source_id for each in harvest.unread]
    return [recall_of(audit, admitted, unread, now) for audit in harvest.audited]


def _account(
    session: Session, harvest: Harvest, admissions: Sequence[Admission], started: datetime, now: datetime
) -> Account:
    outcomes = [(admission.outcome, admission.reason) for admission in admissions]
    for record in load.previous(session, harvest.source, harvest.held, with_data=False).values():
        known = record.outcome if record.outcome is not AdmissionOutcome.NEW else AdmissionOutcome.KNOWN
        outcomes.append((AdmissionOutcome.SEEDED if record.seeded else known, record.reason))
    columns = Counter(outcome for outcome, _ in outcomes)
    outcome = VisitOutcome.PARTIAL if harvest.unread else VisitOutcome.DONE
    return Account(
        source=harvest.source,
        started=started,
        finished=now,
        outcome=VisitOutcome.UNCHANGED if harvest.unchanged else outcome,
        announced=harvest.announced,
        new=columns[AdmissionOutcome.NEW],
        known=columns[AdmissionOutcome.KNOWN],
        seeded=columns[AdmissionOutcome.SEEDED],
        excluded=dict(Counter(reason for outcome, reason in outcomes if outcome is AdmissionOutcome.EXCLUDED)),
        failed=dict(Counter(unread.reason for unread in harvest.unread)),
        notes=harvest.notes,
        alarms=harvest.alarms,
        kind=harvest.kind,
        silent_since=harvest.silent_since,
    )
