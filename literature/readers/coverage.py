"""Which Editions a letter covers: all since the last one that this reader's letters have covered. Pure.

Editions are told in the order in which they were made, not by their dates: a clock that was ahead has dated one later
than those that follow it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

LONGEST_GAP = timedelta(days=62)
"""Twice the longest rhythm. Who has had no letter for longer has left and come back, or had a mailbox that did not
exist: the first letter is that of a new reader, and not one of a year."""


class Span(NamedTuple):
    """The first and the last Edition of a letter, by their keys; both the same where it covers one."""

    first: date
    last: date


def not_covered(made: Sequence[date], key: date, had: Iterable[Span], period: timedelta) -> tuple[date, ...]:
    """Return the Editions that a letter of the Edition ``key`` covers for a reader whose letters ``had`` these; ()
    where they had that one already.

    ``made`` are the keys of all Editions, in the order in which they were made. A new reader gets those of the
    ``period`` up to ``key``. An Edition from before the newest that the reader had comes alone.
    """
    place = {each: number for number, each in enumerate(made)}
    end = place[key]
    spans = [(place[span.first], place[span.last]) for span in had if span.first in place and span.last in place]
    if any(first <= end <= last for first, last in spans):
        return ()
    if any(last > end for _, last in spans):
        return (key,)
    start = max((last + 1 for _, last in spans), default=0)
    if not spans or key - made[start] > LONGEST_GAP:
        start = _start_of_period(made[: end + 1], period)
    return tuple(made[start : end + 1])


def _start_of_period(made: Sequence[date], period: timedelta) -> int:
    """The place of the first of the newest Editions that lie within one ``period``."""
    start = len(made) - 1
    while start > 0 and made[-1] - made[start - 1] < period:
        start -= 1
    return start
