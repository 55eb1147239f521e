"""A Delivery and what belongs to it: the plain data that outbox.py keeps and hands out.

    pending -> sending -> data (marked just before the final dot) -> sent | failed | ambiguous

This file does NOT touch the database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from literature.readers.coverage import Span


class DeliveryState(StrEnum):
    """The state of a Delivery."""

    PENDING = "pending"
    SENDING = "sending"
    DATA = "data"
    """The final dot may have been sent: RFC 1047's gap."""
    SENT = "sent"
    FAILED = "failed"
    AMBIGUOUS = "ambiguous"


OPEN = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.DATA, DeliveryState.AMBIGUOUS)
"""The letter is, or may be, still to be sent."""


NO_READER = "no reader"
"""Phase of a letter that was not sent because its reader left watch.toml meanwhile."""


class MessageKind(StrEnum):
    """Which letter a message is."""

    DIGEST = "digest"
    """The Edition."""
    CHAT = "chat"
    """The Edition in short, to a chat."""
    NOTICES = "notices"
    """To a former reader: only the notices of the Edition about papers which that reader was sent."""
    OWNER = "owner"
    """To the owner; never in the outbox."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One Edition, or several as one, to one reader. ``resend`` counts from 1 what a person had sent again; 0 is the
    edition itself."""

    id: int
    edition_key: date
    recipient: str
    resend: int
    state: DeliveryState
    attempts: int
    doubts: int
    """How many attempts the server left in doubt; those of a process that died do not count."""
    not_before: datetime | None
    """Until when the retry schedule leaves it alone."""
    phase: str
    code: int
    text: str
    """How the last attempt ended, in the server's words."""
    changed: datetime
    """When it came into its state."""
    kind: MessageKind = MessageKind.DIGEST
    covers_from: date | None = None
    """Of a letter of several Editions, the key of the first."""

    @property
    def span(self) -> Span:
        """The Editions that it covers."""
        return Span(self.covers_from or self.edition_key, self.edition_key)

    @property
    def is_called_off(self) -> bool:
        """Whether it was not sent because its reader had left."""
        return self.state is DeliveryState.FAILED and self.phase == NO_READER


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to be enqueued for one reader."""

    recipient: str
    message_id: str
    message: bytes = field(repr=False)
    resend: int = 0
    kind: MessageKind = MessageKind.DIGEST
    topics: tuple[str, ...] = ()
    """The topics that the letter is limited to; () for all."""
    answer_key: bytes = field(default=b"", repr=False)
    """Of what this reader's tokens are made; empty where the letter has no places for them."""
    covers_from: date | None = None
    """Of a letter of several Editions, the key of the first."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A Delivery leased to one process, for one attempt: nobody else may send it meanwhile."""

    delivery: Delivery
    owner: str
    attempt: int
    """Number of this attempt, from 1."""
    message: bytes = field(repr=False)
    """As it was enqueued: one body serves all readers who see the same."""
    answer_key: bytes = field(repr=False)
    """What makes it this reader's: the places for tokens are filled from it; empty where there are none."""


class Ending(NamedTuple):
    """How an attempt ended: after which command, with which code (0: the line broke), and in what words."""

    state: DeliveryState
    phase: str
    code: int
    text: str
    not_before: datetime | None = None
