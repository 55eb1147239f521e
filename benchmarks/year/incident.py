"""An incident: which sources it affects, which messages the watch must send, and until when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from benchmarks.year.messages import Message
from benchmarks.year.papers import HOUR
from benchmarks.year.simulation import SimulatedYear

STEP = 12 * HOUR
"""Between two polls."""


class Expected(NamedTuple):
    """A message that must come: about what, of which kind, with which words in it, how soon."""

    source: str
    kind: str
    words: str = ""
    within: timedelta = STEP
    times: int = 0
    """At most so often; 0 is no limit."""


class Change(NamedTuple):
    """Something that changes the sources, the clock, the mail server or the disk."""

    at: datetime
    make: Callable[[SimulatedYear], None]


@dataclass(frozen=True)
class Incident:
    """One scenario. Messages about what it ``affects`` belong to it from ``begin`` until ``grace`` after ``end``."""

    name: str
    begin: datetime
    end: datetime
    """When all works again."""
    changes: tuple[Change, ...]
    expected: tuple[Expected, ...]
    affects: frozenset[str]
    counted: frozenset[str] = frozenset()
    """The sources whose papers of that time are counted; if there are none, the letters of that time are."""
    grace: timedelta = STEP
    allowed: frozenset[str] = frozenset()
    """Kinds of messages that may come beside the expected ones."""
    never_returned: frozenset[str] = frozenset()
    """PMIDs that PubMed announces and never returns: the watch must name them, and they are not lost."""

    def covers(self, instant: datetime) -> bool:
        """Return whether a message at ``instant`` may be about it."""
        return self.begin <= instant <= self.end + self.grace

    def explains(self, message: Message) -> bool:
        """Return whether ``message`` is one that it may cause."""
        kinds = {expected.kind for expected in self.expected} | self.allowed
        return self.covers(message.at) and message.source in self.affects and message.kind in kinds


def between(
    begin: datetime, end: datetime, start: Callable[[SimulatedYear], None], stop: Callable[[SimulatedYear], None]
) -> tuple[Change, ...]:
    """``start`` at ``begin``, ``stop`` at ``end``."""
    return Change(begin, start), Change(end, stop)
