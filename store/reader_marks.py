"""What readers say of Works: useful, not for us, taken back. Append only; the newest answer of a reader counts.

An answer is kept for the first Record of the Work, which never goes away, and read for the Work that holds it now:
Works merge and come back. Answers about two Works that were merged are one history, and the newest of both counts. This
file does NOT know who may answer (flows/feedback does) and does NOT change what readers are shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from literature.model.record import Record
from literature.readers.preferences import WorkMark, traits
from literature.readers.reader_mark import MarkKind, MarkVia, ReaderMark
from store.engine.database import Repository
from store.items import items
from store.records import BY_WORK, best_records
from store.tables import InboxRow, ReaderMarkRow, RecordRow, WorkRow

MOST_A_DAY = 200
"""Answers of one reader in 24 hours: two letters with every entry answered. More are a program's."""


class MarkOutcome(StrEnum):
    """What became of an answer."""

    SAVED = "saved"
    UNCHANGED = "unchanged"
    """The reader says so already."""
    STALE = "stale"
    """It was given on a page that showed an older answer than the present one."""
    OLDER = "older"
    """It was mailed before the present answer was given."""
    TOO_MANY = "too many"
    NO_WORK = "no work"


class NewMark(NamedTuple):
    """An answer to be kept; ``mail`` is a hash of the Message-ID of one that was mailed, else ''."""

    reader: str
    work_id: int
    edition: date
    kind: MarkKind
    via: MarkVia
    made: datetime
    mail: str = ""


class ReaderMarks(Repository):
    """All answers of readers."""

    def present(self, reader: str, work_id: int) -> ReaderMark | None:
        """What ``reader`` says now of the Work that ``work_id`` names or was merged into; None: never anything."""
        with self._database.reading() as session:
            return _present(session, reader.casefold(), _work_now(session, work_id))

    def save(self, new: NewMark, now: datetime, *, seen: int | None = None) -> MarkOutcome:
        """Keep ``new``, in one transaction, where it changes what the reader says.

        Of a page, ``seen`` is the version that it showed: an old form that is sent again changes nothing. Of a mail
        (``seen`` is None) the Date decides, then the Message-ID: in whatever order mails are read, and how often, the
        newest one counts; so one that says what the reader says already is kept too. ``new.made`` of a mail must not be
        later than ``now``.
        """
        with self._database.writing() as session:
            first = _first_record(session, new.work_id)
            if first is None:
                return MarkOutcome.NO_WORK
            reader, work_id = new.reader.casefold(), _work_now(session, new.work_id)
            rows = _rows(session, reader, work_id)
            newest = rows[-1] if rows else None
            refused = _refused(new, newest, len(rows), seen)
            is_kept = refused is MarkOutcome.UNCHANGED and seen is None
            if refused and not is_kept:
                return refused
            if _answers_since(session, reader, now - timedelta(days=1)) >= MOST_A_DAY:
                return MarkOutcome.TOO_MANY
            own = [row.version for row in rows if row.record_id == first]
            values = new._asdict() | {"reader": reader, "made": _made(new, newest)}
            del values["work_id"]
            session.add(ReaderMarkRow(record_id=first, version=1 + max(own, default=0), received=now, **values))
            return refused or MarkOutcome.SAVED

    def of_work(self, work_id: int) -> list[ReaderMark]:
        """What each reader says now of a Work, the oldest first."""
        with self._database.reading() as session:
            query = select(ReaderMarkRow).join(RecordRow, col(RecordRow.id) == ReaderMarkRow.record_id)
            rows = session.execute(query.where(col(RecordRow.work_id) == work_id)).scalars()
            by_reader: defaultdict[str, list[ReaderMarkRow]] = defaultdict(list)
            for row in rows:
                by_reader[row.reader].append(row)
        return sorted((_mark(work_id, mine) for mine in by_reader.values()), key=lambda mark: mark.made)

    def by_reader(self) -> dict[str, list[WorkMark]]:
        """What each reader, by address in small letters, calls useful or not for us, the oldest answer first; with what
        the rules say of the Works now."""
        query = select(BY_WORK, ReaderMarkRow).join(RecordRow, col(RecordRow.id) == ReaderMarkRow.record_id)
        with self._database.reading() as session:
            marks = sorted(_newest(session.execute(query).all()), key=lambda mark: mark.made)
            said = [mark for mark in marks if mark.kind is not MarkKind.TAKEN_BACK]
            found = {item.work_id: traits(item) for item in items(session, sorted({mark.work_id for mark in said}))}
        by_reader: defaultdict[str, list[WorkMark]] = defaultdict(list)
        for mark in said:
            if mark.work_id in found:
                useful = mark.kind is MarkKind.USEFUL
                by_reader[mark.reader].append(WorkMark(mark.work_id, useful, found[mark.work_id]))
        return dict(by_reader)

    def counts(self) -> Counter[MarkKind]:
        """How many answers of each kind stand now, over all readers and Works."""
        query = select(BY_WORK, ReaderMarkRow).join(RecordRow, col(RecordRow.id) == ReaderMarkRow.record_id)
        with self._database.reading() as session:
            return Counter(mark.kind for mark in _newest(session.execute(query).all()))

    def record(self, work_id: int) -> Record | None:
        """The Record that describes the Work that ``work_id`` names or was merged into."""
        with self._database.reading() as session:
            now = _work_now(session, work_id)
            best = best_records(session, [now]).get(now) if now else None
            return best.record if best else None

    def inbox_state(self, place: str) -> str:
        """How far the inbox at ``place`` was read, in the words of its reader; '' of one that was not."""
        with self._database.reading() as session:
            row = session.get(InboxRow, place)
            return row.state if row else ""

    def save_inbox_state(self, place: str, state: str) -> None:
        """Keep that; after the answers that were read are kept."""
        with self._database.writing() as session:
            session.merge(InboxRow(place=place, state=state))


def _refused(new: NewMark, newest: ReaderMarkRow | None, version: int, seen: int | None) -> MarkOutcome | None:
    """Why ``new`` changes nothing, where the newest answer is ``newest`` and ``version`` counts all of them."""
    if seen is None and newest and (new.made, new.mail) <= (newest.made, newest.mail):
        return MarkOutcome.OLDER
    if new.kind is (MarkKind(newest.kind) if newest else MarkKind.TAKEN_BACK):
        return MarkOutcome.UNCHANGED
    return MarkOutcome.STALE if seen not in (None, version) else None


def _made(new: NewMark, newest: ReaderMarkRow | None) -> datetime:
    """When it was made: later than the one before it, whatever the clock says."""
    return max(new.made, newest.made + timedelta(microseconds=1)) if newest and not new.mail else new.made


def _first_record(session: Session, work_id: int) -> int | None:
    work = session.get(WorkRow, work_id)
    return work.first_record if work else None


def _work_now(session: Session, work_id: int) -> int:
    """The Work that holds the first Record of ``work_id`` now; 0 where there is none."""
    record = session.get(RecordRow, _first_record(session, work_id) or 0)
    return record.work_id or 0 if record else 0


def _answers_since(session: Session, reader: str, since: datetime) -> int:
    query = select(func.count()).where(col(ReaderMarkRow.reader) == reader, col(ReaderMarkRow.received) > since)
    return int(session.execute(query).scalar_one())


def _rows(session: Session, reader: str, work_id: int) -> Sequence[ReaderMarkRow]:
    """All answers of ``reader`` about a Work, the newest last."""
    return sorted(session.execute(_of(reader).where(col(RecordRow.work_id) == work_id)).scalars(), key=_order)


def _of(reader: str) -> Select[Any]:
    joined = select(ReaderMarkRow).join(RecordRow, col(RecordRow.id) == ReaderMarkRow.record_id)
    return joined.where(col(ReaderMarkRow.reader) == reader)


def _order(row: ReaderMarkRow) -> tuple[datetime, str, int]:
    return row.made, row.mail, row.version


def _present(session: Session, reader: str, work_id: int) -> ReaderMark | None:
    rows = _rows(session, reader, work_id)
    return _mark(work_id, rows) if rows else None


def _mark(work_id: int, rows: Sequence[ReaderMarkRow]) -> ReaderMark:
    """The newest answer of one reader about one Work, of ``rows`` in any order."""
    row = max(rows, key=_order)
    return ReaderMark(row.reader, work_id, row.edition, MarkKind(row.kind), MarkVia(row.via), row.made, len(rows))


def _newest(rows: Iterable[Any]) -> list[ReaderMark]:
    """What each reader says now of each Work, of rows (Work, answer)."""
    grouped: defaultdict[tuple[int, str], list[ReaderMarkRow]] = defaultdict(list)
    for work_id, row in rows:
        if work_id is not None:
            grouped[work_id, row.reader].append(row)
    return [_mark(work_id, mine) for (work_id, _), mine in grouped.items()]
