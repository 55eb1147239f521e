"""When each incident befalls the year: by chance, within weeks that keep them apart."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime

from benchmarks.year.incident import STEP, Incident
from benchmarks.year.of_ours import clock_ahead, clock_back, outbox_gone, relay_down
from benchmarks.year.of_sources import (
    FEED_FAULTS,
    PUBMED_FAULTS,
    feed_fault,
    frozen_feed,
    frozen_pubmed,
    ghosts,
    moved_feed,
    pubmed_fault,
    slow_feed,
)
from benchmarks.year.papers import DAY, Paper


def incidents(dice: random.Random, begin: datetime, papers: Sequence[Paper]) -> list[Incident]:
    """All incidents of the year, whose first midnight is that of a Monday, ``begin``."""

    def day(number: int, jitter: int = 1) -> datetime:
        return begin + DAY * (number + dice.randint(0, jitter))

    pubmed = zip((71, 73, 78, 80, 85), PUBMED_FAULTS, strict=True)
    feeds = zip((92, 94, 99, 101, 106, 108), FEED_FAULTS, strict=True)
    return [
        frozen_pubmed(day(29, 3)),
        slow_feed(day(57, 3)),
        *(pubmed_fault(day(at), *fault) for at, fault in pubmed),
        *(feed_fault(day(at, 0), *fault) for at, fault in feeds),
        moved_feed(day(113)),
        clock_ahead(day(120, 2) + STEP),
        clock_back(begin + 134 * DAY),
        ghosts(day(148, 3), papers),
        frozen_feed(day(162, 6), papers),
        relay_down(begin + 231 * DAY),
        outbox_gone(begin + 245 * DAY),
    ]
