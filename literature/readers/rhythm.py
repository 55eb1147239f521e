"""When a reader with a rhythm of their own is due for a letter: every day, week or month at an hour of local time.

This file does NOT read a clock and does NOT know the readers.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LAST_DAY = 28
"""The last day of the month that every month has."""
DEFAULT_HOUR = 7
"""That of the weekly digest in prefect.yaml."""


class Every(StrEnum):
    """How often."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


PERIODS = {Every.DAILY: DAY, Every.WEEKLY: 7 * DAY, Every.MONTHLY: 31 * DAY}
"""What the first letter of a new reader covers at most; later ones cover what has come since the one before."""


class Rhythm(NamedTuple):
    """How often, and when."""

    every: Every = Every.WEEKLY
    hour: int = DEFAULT_HOUR
    day: int = 0
    """Of weekly letters 0 for Monday, of monthly ones 1 to LAST_DAY."""

    @property
    def period(self) -> timedelta:
        """The time from one letter to the next, at most."""
        return PERIODS[self.every]

    def last_slot(self, zone: ZoneInfo, now: datetime) -> datetime:
        """The newest slot that has come at ``now``, in local time: its date is that of the calendar, even where the
        clock skips its hour."""
        today = now.astimezone(zone).date()
        return next(slot for slot in self._slots(zone, (today - n * DAY for n in range(40))) if _utc(slot) <= now)

    def next_slot(self, zone: ZoneInfo, now: datetime) -> datetime:
        """The first slot after ``now``, in local time."""
        today = now.astimezone(zone).date()
        return next(slot for slot in self._slots(zone, (today + n * DAY for n in range(40))) if _utc(slot) > now)

    def in_words(self) -> str:
        """ "weekly on Thursday at 07:00"."""
        days = {Every.WEEKLY: f" on {WEEKDAYS[self.day % 7].capitalize()}", Every.MONTHLY: f" on day {self.day}"}
        return f"{self.every.value}{days.get(self.every, '')} at {self.hour:02}:00"

    def _slots(self, zone: ZoneInfo, days: Iterable[date]) -> Iterable[datetime]:
        """An hour that comes twice (the clock is put back) is the first one; one that is skipped is an hour later."""
        return (datetime.combine(day, time(self.hour), zone) for day in days if self._is_due_on(day))

    def _is_due_on(self, day: date) -> bool:
        if self.every is Every.DAILY:
            return True
        return self.day == (day.weekday() if self.every is Every.WEEKLY else day.day)


def _utc(slot: datetime) -> datetime:
    return slot.astimezone(UTC)
