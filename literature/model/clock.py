"""What a stored instant is worth when the clock that wrote it may have been wrong.

A machine whose clock was once a year ahead leaves instants that nothing can be compared with: "visited in 2027" would
keep a feed from being visited until then. This file does NOT read a clock.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

AHEAD = timedelta(hours=1)
"""An instant later than now by more than this was written by a clock that was ahead: time servers correct seconds, a
dead battery or a wrong year is hours or more."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_in_words(when: date) -> str:
    """Write 23 Nov 2026, the same under every locale."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def was_ahead(instant: datetime | None, now: datetime) -> bool:
    """Return whether ``instant``, which should be past, was written by a clock that was ahead."""
    return instant is not None and instant > now + AHEAD


def believed(instant: datetime | None, now: datetime) -> datetime | None:
    """Return ``instant``, which should be past; None where it is not known, or a clock that was ahead wrote it."""
    return None if was_ahead(instant, now) else instant
