"""Who was sent a Work: the readers of the letters that had it, by the Deliveries of its Editions.

This file does NOT decide what a letter with certain topics shows: it is told by ``Shows``, the rule of the letter.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from literature.model.edition import Edition, Recipient
from literature.model.joined import joined
from literature.readers.coverage import Span
from store.engine.serial import edition_of
from store.mail.delivery import DeliveryState, MessageKind
from store.mail.spans import Spans, span_of
from store.tables import AttemptRow, DeliveryRow, EditionRow, WorkRow

Shows = Callable[[Edition, Sequence[str]], Collection[int]]
"""The ids of the Works of an Edition that a letter with these topics shows; no topics: all of them."""


class Audiences:
    """The audiences of Works, within one transaction: each Edition is read once."""

    def __init__(self, session: Session, shows: Shows) -> None:
        """``shows`` is the rule by which letters are made."""
        self._session, self._shows, self._spans = session, shows, Spans(session)
        self._editions: dict[Span, Edition] = {}
        self._shown: dict[tuple[Span, tuple[str, ...]], frozenset[int]] = {}

    def of(self, work: WorkRow) -> tuple[Recipient, ...] | None:
        """The readers who were sent ``work``, each once; None where no letter was made that could have had it: it is a
        seed, or its Edition was read as a file, a page or in a chat alone.

        Whose letter failed was not sent it; whose letter is open or in doubt has it, or will.
        """
        works = _with_merged(self._session, work)
        keys = {each.edition_key for each in works if each.edition_key}
        found = _letters(self._session, self._spans.lasts(keys))
        letters = [each for each in found if self._spans.includes(_span(each), keys)]
        if not any(letter.kind == MessageKind.DIGEST for letter in letters):
            return None
        ids = {each.id or 0 for each in works}
        return _each_once(
            Recipient(letter.recipient, letter.edition_key, _sent(self._session, letter))
            for letter in letters
            if letter.state != DeliveryState.FAILED and self._had(letter, ids)
        )

    def _had(self, letter: Any, work_ids: set[int]) -> bool:
        """Whether ``letter`` showed one of ``work_ids``. No reader is missed: an old letter may have had any topic, and
        a Work that was taken apart since is in the Edition under another id."""
        span = _span(letter)
        if letter.topics is None or work_ids.isdisjoint(self._works(span, ())):
            return True
        return not work_ids.isdisjoint(self._works(span, tuple(letter.topics)))

    def _works(self, span: Span, topics: tuple[str, ...]) -> frozenset[int]:
        if span not in self._editions:
            rows = (self._session.get_one(EditionRow, key) for key in self._spans.keys(span))
            self._editions[span] = joined([edition_of(row.snapshot) for row in rows])
        if (span, topics) not in self._shown:
            self._shown[span, topics] = frozenset(self._shows(self._editions[span], topics))
        return self._shown[span, topics]


def _span(letter: Any) -> Span:
    return span_of(letter.covers_from, letter.edition_key)


def _with_merged(session: Session, work: WorkRow) -> list[WorkRow]:
    """``work`` and those that were found to be the same since: one of these may have been mailed in another Edition."""
    works = [work]
    newest = works
    while newest:
        query = select(WorkRow).where(col(WorkRow.merged_into).in_([each.id for each in newest]))
        newest = list(session.execute(query).scalars())
        works = [*works, *newest]
    return works


_NAMES = ("id", "edition_key", "covers_from", "kind", "recipient", "state", "phase", "topics", "changed")
_COLUMNS: Any = tuple(getattr(DeliveryRow, name) for name in _NAMES)
"""No bytes of messages."""


def _letters(session: Session, keys: Collection[date]) -> Sequence[Any]:
    """The letters of these Editions that show their Works, again or for the first time, and the chats that were told of
    them; the oldest first."""
    of_edition = col(DeliveryRow.kind).in_((MessageKind.DIGEST.value, MessageKind.CHAT.value))
    query = select(*_COLUMNS).where(col(DeliveryRow.edition_key).in_(keys), of_edition)
    return session.execute(query.order_by(col(DeliveryRow.id))).all()


def _sent(session: Session, letter: Any) -> datetime | None:
    """When it was sent; where a person has said so later, when it was last tried."""
    if letter.state != DeliveryState.SENT:
        return None
    changed: datetime = letter.changed
    if letter.phase != "person":
        return changed
    by_us = col(AttemptRow.delivery_id) == letter.id, col(AttemptRow.phase) != "person"
    return session.execute(select(func.max(col(AttemptRow.ended))).where(*by_us)).scalar_one() or changed


def _each_once(recipients: Iterable[Recipient]) -> tuple[Recipient, ...]:
    """Each address once, in any capitals, by the first letter that is known to have been sent."""
    first: dict[str, Recipient] = {}
    for recipient in sorted(recipients, key=_order):
        first.setdefault(recipient.address.casefold(), recipient)
    return tuple(first.values())


def _order(recipient: Recipient) -> tuple[bool, float]:
    return recipient.sent is None, recipient.sent.timestamp() if recipient.sent else 0.0
