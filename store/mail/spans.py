"""Which Editions the letters cover, within one transaction: most cover their own, some also those before it.

This file does NOT decide what a letter covers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from literature.readers.coverage import Span
from store.tables import DeliveryRow, EditionRow


def span_of(first: date | None, last: date) -> Span:
    """The Span of a letter whose row has ``first`` as ``covers_from``."""
    return Span(first or last, last)


def joined_spans(session: Session) -> list[Span]:
    """Those of all letters of several Editions, each once."""
    columns = select(col(DeliveryRow.covers_from), col(DeliveryRow.edition_key)).distinct()
    rows = session.execute(columns.where(col(DeliveryRow.covers_from).is_not(None))).all()
    return sorted(Span(first, last) for first, last in rows)


class Spans:
    """The Editions in the order in which they were made, and the Spans of letters over them."""

    def __init__(self, session: Session) -> None:
        """Read the numbers of all Editions, and the letters of several."""
        rows = session.execute(select(col(EditionRow.key), col(EditionRow.number))).all()
        self._numbers: dict[date, int] = dict(map(tuple, rows))
        self._joined = joined_spans(session)

    def keys(self, span: Span) -> tuple[date, ...]:
        """The Editions of ``span``, in the order in which they were made."""
        first, last = self._numbers[span.first], self._numbers[span.last]
        return tuple(sorted((k for k, n in self._numbers.items() if first <= n <= last), key=self._numbers.__getitem__))

    def includes(self, span: Span, keys: Iterable[date]) -> bool:
        """Whether one of ``keys`` is in ``span``."""
        first, last = self._numbers[span.first], self._numbers[span.last]
        return any(first <= self._numbers[key] <= last for key in keys)

    def overlap(self, left: Span, right: Span) -> bool:
        """Whether an Edition is in both."""
        return self.includes(left, (right.first, right.last)) or self.includes(right, (left.first,))

    def lasts(self, keys: Collection[date]) -> set[date]:
        """The Editions whose letters may cover one of ``keys``: themselves, and the last ones of joined letters."""
        return {*keys, *(span.last for span in self._joined if self.includes(span, keys))}
