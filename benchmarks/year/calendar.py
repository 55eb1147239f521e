"""When each incident happens: at random, within weeks that keep them apart."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime

from benchmarks.year.incident import STEP, Incident
from benchmarks.year.own_incidents import clock_ahead, clock_back, outbox_gone, relay_down
from benchmarks.year.papers import DAY, Paper
from benchmarks.year.source_incidents import (
    FEED_FAULTS,
    PUBMED_FAULTS,
    feed_fault,
    frozen_feed,
    frozen_pubmed,
    moved_feed,
    pubmed_fault,
    slow_feed,
    unreturned_pmids,
)


def incidents(rng: random.Random, begin: datetime, papers: Sequence[Paper]) -> list[Incident]:
    """Return all incidents of the year that begins at ``begin``, the midnight of a Monday."""

    def day(number: int, jitter: int = 1) -> datetime:
        return begin + DAY * (number + rng.randint(0, jitter))

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
        unreturned_pmids(day(148, 3), papers),
        frozen_feed(day(162, 6), papers),
        relay_down(begin + 231 * DAY),
        outbox_gone(begin + 245 * DAY),
    ]
