"""An incident: which sources it touches, what must be said of it, and until when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from benchmarks.year.ears import Heard
from benchmarks.year.papers import HOUR
from benchmarks.year.world import World

STEP = 12 * HOUR
"""Between two polls."""


class Expected(NamedTuple):
    """Something that must be said: of what, of which kind, with these words in it, how soon."""

    source: str
    kind: str
    words: str = ""
    within: timedelta = STEP
    times: int = 0
    """Exactly so often; 0 is at least once."""


class Act(NamedTuple):
    """Something that changes the world."""

    at: datetime
    do: Callable[[World], None]


@dataclass(frozen=True)
class Incident:
    """One scenario. What is said of ``touches`` from ``begin`` until ``echo`` after ``end`` belongs to it."""

    name: str
    begin: datetime
    end: datetime
    """When the world is well again."""
    acts: tuple[Act, ...]
    expected: tuple[Expected, ...]
    touches: frozenset[str]
    tried: frozenset[str] = frozenset()
    """The sources whose papers of that time count as tried; of none, the letters of that time do."""
    echo: timedelta = STEP
    bearable: frozenset[str] = frozenset()
    """Kinds that may be said beside what is expected."""
    given_up: frozenset[str] = frozenset()
    """PMIDs that never come: they must be named, and are not lost."""

    def covers(self, at: datetime) -> bool:
        """Whether it is spoken of at ``at``."""
        return self.begin <= at <= self.end + self.echo

    def owns(self, heard: Heard) -> bool:
        """Whether ``heard`` belongs to it."""
        kinds = {one.kind for one in self.expected} | self.bearable
        return self.covers(heard.at) and heard.source in self.touches and heard.kind in kinds


def between(
    begin: datetime, end: datetime, on: Callable[[World], None], off: Callable[[World], None]
) -> tuple[Act, ...]:
    """``on`` at ``begin``, ``off`` at ``end``."""
    return Act(begin, on), Act(end, off)
