"""A Harvest: one visit to one source; and its Account, the closed sum of what the visit announced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, NewType

from literature.model.recall import TermAudit
from literature.model.record import Record

Cursor = NewType("Cursor", str)
"""Opaque state owned by a source (JSON text), stored with the Records it covers. Only that source reads it."""


class VisitKind(StrEnum):
    """What a visit was for. Only polls and backfills announce what is new, and only polls show that a source works."""

    POLL = "poll"
    RECHECK = "recheck"
    """Papers that readers know, asked for again: a retraction changes their records years later."""
    AUDIT = "audit"
    """The searches of the last months made again, for papers that the polls missed."""
    BACKFILL = "backfill"
    """The history of a term, from before it was watched."""
    REMATCH = "rematch"
    """Records that were kept out before, read again after the terms have changed."""
    SEED = "seed"
    """A file of papers that the group knows already."""


class TermAsked(NamedTuple):
    """A term that a visit searched for, and how many papers its source announced for it."""

    name: str
    announced: int
    spellings: tuple[str, ...] = ()
    """All that was searched for, as ``terms.asked_as`` gives it: a renamed term is recognised by it."""
    ids: frozenset[str] = frozenset()
    """The source's ids of these papers."""


class HistorySlice(NamedTuple):
    """A part of the history of a term that a visit asked for whole: the days back to ``first``; None: papers that had
    not come before."""

    term: str
    first: date | None
    absent: tuple[str, ...] = ()
    """The source's ids of papers that it announced and that did not come."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Something announced that could not become a Record: why, and the bytes that came (b'' if none came)."""

    source_id: str
    reason: str
    body: bytes = b""
    line: int = 0
    """Of a file: the line at which it begins, from 1, which ``reason`` names; 0 where lines mean nothing."""


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
    """Since when it answers and brings nothing new, where it has never been quiet for so long; None while it lives."""
    unchanged: bool = False
    """The source said that nothing changed since the last visit (HTTP 304)."""
    kind: VisitKind = VisitKind.POLL
    asked: tuple[TermAsked, ...] = ()
    """The terms that were searched for; () of a source that knows no terms."""
    history: HistorySlice | None = None
    """Of a backfill: the days that it has covered. They are noted together with its Records."""
    audited: tuple[TermAudit, ...] = ()
    """Of a recall audit: its terms, with what was held of them before."""


class Health(StrEnum):
    """How a source fares, as letters and ``ilwatch status`` say it; ``health`` decides."""

    HEALTHY = "healthy"
    WARNING = "with warnings"
    """It delivers; something that it announced could not be read, or it gave a reason to look."""
    SILENT = "silent"
    """It answers, and has shown nothing new for longer than it has ever been quiet."""
    FAILING = "failing"
    NOT_VISITED = "not visited"


class VisitOutcome(StrEnum):
    """How a visit ended."""

    DONE = "done"
    UNCHANGED = "unchanged"
    PARTIAL = "partial"
    """Some of what was announced failed, by name; the cursor may have stayed."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Account:
    """The closed account of one visit: announced = new + known + seeded + excluded + failed.

    A visit that failed before the source said anything has announced 0 and an ``error``: ``outcome`` tells it apart
    from "nothing new".
    """

    source: str
    started: datetime
    finished: datetime
    outcome: VisitOutcome
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
    kind: VisitKind = VisitKind.POLL
    silent_since: datetime | None = None
    """See Harvest: it answers, and is neither healthy nor failed."""

    @property
    def balances(self) -> bool:
        """Whether every candidate ended in exactly one column."""
        columns = self.new + self.known + self.seeded + sum(self.excluded.values()) + sum(self.failed.values())
        return self.announced == columns


def health(last: Account | None) -> Health:
    """Return how a source fares whose last visit closed with ``last``; None of a source that was never visited."""
    if last is None:
        return Health.NOT_VISITED
    if last.outcome is VisitOutcome.FAILED:
        return Health.FAILING
    if last.silent_since:
        return Health.SILENT
    is_clean = last.outcome is not VisitOutcome.PARTIAL and last.balances and not last.alarms
    return Health.HEALTHY if is_clean else Health.WARNING
