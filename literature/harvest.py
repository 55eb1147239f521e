"""A Harvest: one visit to one source; and its Account, the closed sum of what the visit announced.

This file does NOT fetch and does NOT store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from literature.record import Record

Cursor = NewType("Cursor", str)
"""Opaque state owned by a source (JSON text), kept by the store beside the Records it covers. Nobody else reads it."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Something announced that could not become a Record: why, and the bytes that came (b'' if none came)."""

    source_id: str
    reason: str
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Deleted:
    """A source took back one of its ids (NLM's DeleteCitation)."""

    source_id: str


@dataclass(frozen=True, slots=True)
class Harvest:
    """One visit to one source.

    The sum closes: ``announced == len(records) + len(held) + len(unread)``.
    ``cursor`` is None where the visit covered less than it should: the old one stays. What was announced and did not
    come need not hold it, where the cursor itself names it.
    """

    source: str
    announced: int
    records: tuple[Record, ...] = ()
    held: tuple[str, ...] = ()
    """Source ids announced and not fetched, because the corpus has them already."""
    unread: tuple[Unread, ...] = ()
    deleted: tuple[Deleted, ...] = ()
    cursor: Cursor | None = None
    notes: tuple[str, ...] = ()
    """Facts of the visit worth keeping: each query's translation and count, warnings of the server."""
    alarms: tuple[str, ...] = ()
    """What a person should look at: a changed translation, a stale feed, a window that may have lost items."""
    silent_since: datetime | None = None
    """Since when the source answers and brings nothing new, where that is longer than it has ever been quiet; None
    while it lives."""
    unchanged: bool = False
    """The source said that nothing changed since the last visit (HTTP 304)."""
    errand: str = ""
    """What the visit was for, where it was no poll: its Account stands under this name and not under the source's,
    whose announcements and good visits are those of the polls."""


RECHECK = "recheck: "
"""How the errands begin that ask a source again for what it has announced before."""


class Outcome(StrEnum):
    """How a visit ended."""

    DONE = "done"
    UNCHANGED = "unchanged"
    PARTIAL = "partial"
    """Some of what was announced failed, by name; the cursor may have stayed."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Account:
    """The closed account of one visit: announced = new + known + seeded + excluded + failed.

    A visit that failed before the source said anything has announced 0 and an ``error``: ``outcome`` tells it
    apart from
    "nothing new".
    """

    source: str
    started: datetime
    finished: datetime
    outcome: Outcome
    announced: int = 0
    new: int = 0
    known: int = 0
    seeded: int = 0
    excluded: Mapping[str, int] = field(default_factory=dict)
    """Reason -> how many."""
    failed: Mapping[str, int] = field(default_factory=dict)
    """Reason -> how many."""
    error: str = ""
    notes: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    silent_since: datetime | None = None
    """See Harvest: it answers, and is neither healthy nor failed."""

    @property
    def balances(self) -> bool:
        """Whether every candidate ended in exactly one column."""
        columns = self.new + self.known + self.seeded + sum(self.excluded.values()) + sum(self.failed.values())
        return self.announced == columns

    @property
    def healthy(self) -> bool:
        """Whether nothing of this visit needs a person."""
        well = self.outcome in (Outcome.DONE, Outcome.UNCHANGED) and self.balances
        return well and not self.alarms and self.silent_since is None
