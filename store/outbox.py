"""The outbox: one Delivery an Edition and reader, its bytes frozen before the first attempt (law 6).

    pending -> sending -> data (marked just before the final dot) -> sent | failed | ambiguous

This file does NOT speak SMTP: it only remembers, each step in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import update
from sqlmodel import Session, col, select

from store.database import Database
from store.tables import DeliveryRow


class State(StrEnum):
    """Where a Delivery stands."""

    PENDING = "pending"
    SENDING = "sending"
    DATA = "data"
    """The final dot may have been sent: RFC 1047's gap."""
    SENT = "sent"
    FAILED = "failed"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One Edition to one reader."""

    id: int
    edition_key: date
    recipient: str
    message_id: str
    message: bytes = field(repr=False)
    state: State
    attempts: int
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to be enqueued for one reader."""

    recipient: str
    message_id: str
    message: bytes = field(repr=False)


class Outbox:
    """All Deliveries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enqueue(self, key: date, letters: Iterable[Letter], now: datetime) -> None:
        """Store the letters of the Edition ``key`` for readers who have none of it yet; bytes once stored never
        change."""
        with self._database.writing() as session:
            have = set(session.exec(select(DeliveryRow.recipient).where(DeliveryRow.edition_key == key)).all())
            session.add_all(
                DeliveryRow(
                    edition_key=key,
                    recipient=letter.recipient,
                    message_id=letter.message_id,
                    message=letter.message,
                    state=State.PENDING.value,
                    changed=now,
                )
                for letter in letters
                if letter.recipient not in have
            )

    def of_edition(self, key: date) -> list[Delivery]:
        """All Deliveries of the Edition ``key``, in the order in which they were enqueued."""
        with self._database.reading() as session:
            return _deliveries(session, key)

    def claim(self, delivery: Delivery, now: datetime) -> bool:
        """Take a pending Delivery in hand; False where another process has it, or it is done."""
        return self._move(delivery, (State.PENDING,), State.SENDING, now, attempt=True)

    def mark_data(self, delivery: Delivery, now: datetime) -> None:
        """Remember, before the final dot is sent, that it may have been."""
        self._move(delivery, (State.SENDING,), State.DATA, now)

    def finish(self, delivery: Delivery, state: State, now: datetime, *, phase: str, code: int, text: str) -> None:
        """Remember how an attempt ended."""
        with self._database.writing() as session:
            row = session.get_one(DeliveryRow, delivery.id)
            row.state, row.phase, row.code, row.text, row.changed = state.value, phase, code, text, now

    def release(self, delivery: Delivery, now: datetime, text: str) -> None:
        """Put a claimed Delivery back, uncounted: the relay could not be used, this letter was not tried."""
        with self._database.writing() as session:
            row = session.get_one(DeliveryRow, delivery.id)
            row.state, row.attempts, row.text, row.changed = State.PENDING.value, row.attempts - 1, text, now

    def _move(
        self, delivery: Delivery, states: tuple[State, ...], to: State, now: datetime, *, attempt: bool = False
    ) -> bool:
        with self._database.writing() as session:
            moved = session.execute(
                update(DeliveryRow)
                .where(col(DeliveryRow.id) == delivery.id, col(DeliveryRow.state).in_([s.value for s in states]))
                .values(state=to.value, changed=now, attempts=col(DeliveryRow.attempts) + int(attempt))
                .returning(col(DeliveryRow.id))
            ).all()
        return bool(moved)


def _deliveries(session: Session, key: date) -> list[Delivery]:
    rows = session.exec(select(DeliveryRow).where(DeliveryRow.edition_key == key).order_by(col(DeliveryRow.id))).all()
    return [
        Delivery(
            id=row.id or 0,
            edition_key=row.edition_key,
            recipient=row.recipient,
            message_id=row.message_id,
            message=row.message,
            state=State(row.state),
            attempts=row.attempts,
            text=row.text,
        )
        for row in rows
    ]
