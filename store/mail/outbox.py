"""The outbox: one Delivery an Edition and reader, its bytes frozen before the first attempt (law 6).

Every step is a transaction of its own, and each is a compare-and-set: of two processes that want the same Delivery
one gets it. What a process that died had leased is found by its lease (lease.py). This file does NOT speak SMTP and
does NOT decide when to try again: it only keeps the state.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, and_, func, not_, update
from sqlmodel import Session, col, select

from literature.readers.coverage import Span
from store.engine.database import Repository
from store.mail.delivery import NO_READER, OPEN, Delivery, DeliveryState, Ending, Lease, MessageKind, OutgoingMessage
from store.mail.lease import LENGTH, is_over, new_owner
from store.mail.spans import Spans, joined_spans, span_of
from store.tables import AttemptRow, BodyRow, DeliveryRow, EditionRow

DIED = "the process that sent it ended"


class Outbox(Repository):
    """All Deliveries. Where the database refuses (a full disk, a lock), each step raises BrokenStore."""

    def enqueue(self, key: date, letters: Iterable[OutgoingMessage], now: datetime) -> None:
        """Store the letters of the Edition ``key`` for readers who have none of it yet (or not that ``resend``), nor of
        those before it that the letter covers too; bytes once stored never change. An address in other capitals is the
        same reader.

        The Editions are locked: of two processes that enqueue letters of one Edition to one reader, one does.
        """
        with self._database.writing() as session:
            new = list(letters)
            keys = _locked_editions(session, key, new)
            spans, enqueued = Spans(session), _resends(session, key)  # now: another process may have waited for us
            had = _spans_had(session, spans.lasts(keys))
            for letter in new:
                reader, span = letter.recipient.casefold(), span_of(letter.covers_from, key)
                is_first = letter.kind is MessageKind.DIGEST and not letter.resend
                is_doubled = is_first and any(spans.overlap(span, each) for each in had[reader])
                if letter.resend > enqueued.get(reader, -1) and not is_doubled:
                    session.add(_row(session, key, letter, now))

    def of_edition(self, key: date) -> tuple[Delivery, ...]:
        """All Deliveries of the Edition ``key``, in the order in which they were enqueued."""
        return self._select(col(DeliveryRow.edition_key) == key)

    def since(self, key: date) -> tuple[Delivery, ...]:
        """All Deliveries of Editions dated ``key`` or later, in the order in which they were enqueued."""
        return self._select(col(DeliveryRow.edition_key) >= key)

    def covering(self, key: date) -> tuple[Delivery, ...]:
        """All Deliveries whose letters cover the Edition ``key``, in the order in which they were enqueued."""
        with self._database.reading() as session:
            spans = Spans(session)
        found = self._select(col(DeliveryRow.edition_key).in_(spans.lasts([key])))
        return tuple(delivery for delivery in found if spans.includes(delivery.span, [key]))

    def joined(self) -> list[Span]:
        """What the letters of several Editions cover, each once."""
        with self._database.reading() as session:
            return joined_spans(session)

    def open(self) -> tuple[Delivery, ...]:
        """All Deliveries of all Editions that are, or may be, still to be sent; oldest first."""
        return self._select(_is_in(*OPEN))

    def refused_mailboxes(self) -> tuple[Delivery, ...]:
        """The Deliveries that were sent or failed, oldest first, of all who were ever refused after RCPT."""
        refused = select(DeliveryRow.recipient).where(_is_in(DeliveryState.FAILED), DeliveryRow.phase == "RCPT")
        return self._select(col(DeliveryRow.recipient).in_(refused), _is_in(DeliveryState.SENT, DeliveryState.FAILED))

    def get(self, ids: Iterable[int]) -> tuple[Delivery, ...]:
        """The Deliveries with these ids, those that exist."""
        return self._select(col(DeliveryRow.id).in_(list(ids)))

    def first_tried(self, delivery: Delivery) -> datetime | None:
        """When the first attempt at it ended."""
        with self._database.reading() as session:
            first = select(func.min(AttemptRow.ended)).where(AttemptRow.delivery_id == delivery.id)
            return session.exec(first).one()

    def attempts(self, delivery: Delivery) -> list[tuple[int, Ending]]:
        """How each attempt ended, first one first, with its number."""
        query = select(AttemptRow).where(AttemptRow.delivery_id == delivery.id).order_by(col(AttemptRow.id))
        with self._database.reading() as session:
            rows = session.exec(query).all()
            return [(row.number, Ending(DeliveryState(row.state), row.phase, row.code, row.text)) for row in rows]

    def recover(self, now: datetime) -> None:
        """End the leases of dead processes: before the mark nothing was sent, after it nobody knows."""
        leased = select(DeliveryRow).where(_is_in(DeliveryState.SENDING, DeliveryState.DATA)).with_for_update()
        with self._database.writing() as session:
            for row in session.exec(leased).all():
                if not is_over(row.lease_owner, row.lease_until, now):
                    continue
                state = DeliveryState.AMBIGUOUS if row.state == DeliveryState.DATA else DeliveryState.PENDING
                phase = "dot" if state is DeliveryState.AMBIGUOUS else "before the dot"
                _end(session, row, Ending(state, phase, 0, DIED), now)

    def claim(self, delivery: Delivery, now: datetime) -> Lease | None:
        """Lease a Delivery that is as ``delivery`` says; None where somebody has tried it since."""
        owner = new_owner()
        with self._database.writing() as session:
            taken = {"attempts": delivery.attempts + 1, "lease_owner": owner, "lease_until": now + LENGTH}
            if not _move(session, delivery.id, _unmoved(delivery), DeliveryState.SENDING, changed=now, **taken):
                return None
            row = session.get_one(DeliveryRow, delivery.id)
            message = row.head + session.get_one(BodyRow, row.body).content
            return Lease(delivery, owner, row.attempts, message, row.answer_key or b"")

    def mark_data(self, lease: Lease, now: datetime) -> bool:
        """Note, before the final dot is sent, that it may have been; False: the lease is lost, send no dot."""
        with self._database.writing() as session:
            ours, until = _leased(lease, DeliveryState.SENDING), now + LENGTH
            return _move(session, lease.delivery.id, ours, DeliveryState.DATA, changed=now, lease_until=until)

    def finish(self, lease: Lease, ending: Ending, now: datetime) -> None:
        """Note how an attempt ended. That a letter was accepted is true whoever has the lease by now; all else counts
        only from the process that has it."""
        ours = () if ending.state is DeliveryState.SENT else _leased(lease, DeliveryState.SENDING, DeliveryState.DATA)
        with self._database.writing() as session:
            if row := _locked(session, lease.delivery.id, *ours):
                row.doubts += ending.state is DeliveryState.AMBIGUOUS
                _end(session, row, ending, now, number=lease.attempt)

    def release(self, lease: Lease, now: datetime) -> None:
        """Put back what was not tried, uncounted: the relay could not be used. After the mark nothing is changed."""
        previous, ours = lease.delivery, _leased(lease, DeliveryState.SENDING)
        untried = {"attempts": previous.attempts, "lease_owner": "", "lease_until": None}
        with self._database.writing() as session:
            _move(session, previous.id, ours, previous.state, changed=now, **untried)

    def resolve(self, delivery: Delivery, ending: Ending, now: datetime) -> bool:
        """End ``delivery`` without an attempt, as a person says; False where it has moved since."""
        with self._database.writing() as session:
            if row := _locked(session, delivery.id, *_unmoved(delivery)):
                _end(session, row, ending, now)
            return row is not None

    def _select(self, *which: ColumnElement[bool]) -> tuple[Delivery, ...]:
        with self._database.reading() as session:
            rows = session.execute(sqlalchemy.select(*_COLUMNS).where(*which).order_by(col(DeliveryRow.id))).all()
        return tuple(_delivery(row) for row in rows)


_COLUMNS: Any = tuple(getattr(DeliveryRow, name) for name in Delivery.__dataclass_fields__)
"""All but the bytes: a list of Deliveries never loads messages."""


def _delivery(row: Any) -> Delivery:
    return Delivery(**{**row._mapping, "state": DeliveryState(row.state), "kind": MessageKind(row.kind)})


def _is_in(*states: DeliveryState) -> ColumnElement[bool]:
    return col(DeliveryRow.state).in_([state.value for state in states])


def _unmoved(delivery: Delivery) -> Sequence[ColumnElement[bool]]:
    """Nobody has moved it since: an attempt that came and went in between shows in its number."""
    return (_is_in(delivery.state), col(DeliveryRow.attempts) == delivery.attempts)


def _leased(lease: Lease, *states: DeliveryState) -> Sequence[ColumnElement[bool]]:
    return (col(DeliveryRow.lease_owner) == lease.owner, _is_in(*states))


def _locked(session: Session, delivery: int, *only_if: ColumnElement[bool]) -> DeliveryRow | None:
    row = select(DeliveryRow).where(col(DeliveryRow.id) == delivery, *only_if)
    return session.exec(row.with_for_update()).one_or_none()


def _move(
    session: Session, delivery: int, only_if: Sequence[ColumnElement[bool]], state: DeliveryState, **values: Any
) -> bool:
    """Compare and set: whether the row was as ``only_if`` says, and has this ``state`` and the ``values`` now."""
    row = update(DeliveryRow).where(col(DeliveryRow.id) == delivery, *only_if).values(state=state.value, **values)
    return session.execute(row.returning(col(DeliveryRow.id))).one_or_none() is not None


def _end(session: Session, row: DeliveryRow, ending: Ending, now: datetime, number: int | None = None) -> None:
    """Write how an attempt ended, in the Delivery and in the list that only grows."""
    how: dict[str, Any] = {"state": ending.state.value, "phase": ending.phase, "code": ending.code, "text": ending.text}
    row.sqlmodel_update(how)
    row.not_before, row.lease_owner, row.lease_until, row.changed = ending.not_before, "", None, now
    session.add(AttemptRow(delivery_id=row.id or 0, number=number or row.attempts, ended=now, **how))


def _locked_editions(session: Session, key: date, letters: Iterable[OutgoingMessage]) -> set[date]:
    """The Editions that ``letters`` of the Edition ``key`` cover, locked in the order in which they were made."""
    spans = Spans(session)
    covered = {Span(key, key), *(span_of(letter.covers_from, key) for letter in letters)}
    keys = {each for span in covered for each in spans.keys(span)}
    locked = sqlalchemy.select(col(EditionRow.key)).where(col(EditionRow.key).in_(keys))
    session.execute(locked.order_by(col(EditionRow.number)).with_for_update()).all()
    return keys


def _resends(session: Session, key: date) -> dict[str, int]:
    pairs = select(DeliveryRow.recipient, DeliveryRow.resend).where(DeliveryRow.edition_key == key)
    in_order = session.exec(pairs.order_by(col(DeliveryRow.resend))).all()
    return {recipient.casefold(): resend for recipient, resend in in_order}


def _spans_had(session: Session, keys: Collection[date]) -> defaultdict[str, list[Span]]:
    """What the letters of these Editions cover, by reader: the first ones, without those that were called off."""
    columns = (DeliveryRow.recipient, DeliveryRow.covers_from, DeliveryRow.edition_key)
    is_first = col(DeliveryRow.kind) == MessageKind.DIGEST.value, col(DeliveryRow.resend) == 0
    is_called_off = and_(_is_in(DeliveryState.FAILED), col(DeliveryRow.phase) == NO_READER)
    query = sqlalchemy.select(*map(col, columns)).where(*is_first, not_(is_called_off))
    had = defaultdict[str, list[Span]](list)
    for recipient, first, last in session.execute(query.where(col(DeliveryRow.edition_key).in_(keys))).all():
        had[recipient.casefold()].append(span_of(first, last))
    return had


def _row(session: Session, key: date, letter: OutgoingMessage, now: datetime) -> DeliveryRow:
    end = letter.message.find(b"\r\n\r\n") + 4
    head, content = letter.message[:end], letter.message[end:]
    digest = hashlib.sha256(content).hexdigest()
    if session.get(BodyRow, digest) is None:
        session.add(BodyRow(sha256=digest, content=content))
        session.flush()  # no relationship tells the session to write it before the row that names it
    return DeliveryRow(
        edition_key=key,
        recipient=letter.recipient,
        resend=letter.resend,
        kind=letter.kind.value,
        topics=list(letter.topics),
        covers_from=letter.covers_from,
        message_id=letter.message_id,
        answer_key=letter.answer_key or None,
        head=head,
        body=digest,
        state=DeliveryState.PENDING.value,
        changed=now,
    )
