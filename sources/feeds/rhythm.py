"""How often a feed usually has new entries, and whether it has been quiet for longer than that.

A feed may answer 200 for ever and never change: ard.bmj.com did so for a year after its journal had moved. This file
does NOT fetch and does NOT read a clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

FLOOR = timedelta(days=14)
"""No feed is silent sooner: daily ones rest over Christmas."""
MARGIN = timedelta(days=7)
"""Added to half as long again as the longest quiet: a weekly issue that is left out (Christmas) makes 14 days."""
UNKNOWN = timedelta(days=100)
"""What is borne of a feed whose rhythm is not known: a quarterly journal has 92 days between issues."""
MOST = timedelta(days=200)
"""No feed is silent later: an old entry that a feed keeps on its page says nothing of its rhythm."""
LEAST_TIMES = 5
"""Days with new entries from which on a rhythm is known: the entries of one issue bear one date."""


@dataclass(frozen=True, slots=True)
class FeedRhythm:
    """When new entries last came, the longest time without any, and on how many days they came."""

    last: datetime
    longest: timedelta = timedelta()
    times: int = 0

    def after(self, dates: Iterable[datetime], now: datetime) -> FeedRhythm:
        """The rhythm after new entries came at ``now``, with their own ``dates`` as far as they have some.

        Their dates tell how long the publisher was quiet; without any, the visits do. So a server that was stuck for a
        month and then brings all of it makes no month of quiet.
        """
        days = sorted({min(date, now) for date in dates if date > self.last}) or [now]
        gaps = [later - earlier for earlier, later in pairwise([self.last, *days])]
        times = self.times + len({day.date() for day in days} - {self.last.date()})
        return FeedRhythm(days[-1], max(self.longest, *gaps), times)

    def borne(self) -> timedelta:
        """For how long it may be quiet."""
        if self.times < LEAST_TIMES:
            return max(UNKNOWN, self._usual())
        return self._usual()

    def _usual(self) -> timedelta:
        return min(max(FLOOR, 1.5 * self.longest + MARGIN), MOST)

    def silent_since(self, now: datetime) -> datetime | None:
        """When its last new entry came, where that is too long ago; None while it lives."""
        return self.last if now - self.last > self.borne() else None


def first_rhythm(dates: Iterable[datetime], now: datetime) -> FeedRhythm:
    """The rhythm that the first document shows by the ``dates`` of its entries; without any, the watch begins now."""
    days = sorted(date for date in dates if date <= now)
    gaps = (later - earlier for earlier, later in pairwise(days))
    return FeedRhythm(days[-1] if days else now, max(gaps, default=timedelta()), len({day.date() for day in days}))


def moments(texts: Iterable[str]) -> list[datetime]:
    """Dates of entries, as a document gives them in UTC and without a zone."""
    return [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in texts]
