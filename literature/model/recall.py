"""The recall of a term: of its papers that a source announces when it is asked again, how many were held before that.

This file does NOT ask and does NOT match: which records name a term, and what their admission came to, is given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from literature.model.work import AdmissionOutcome, Candidate

MOST_NAMED = 5
"""Papers of one term that are named; the others are counted."""


class MissedPaper(NamedTuple):
    """A paper that an audit found and that was not held: its id in the source, and its title."""

    source_id: str
    title: str


@dataclass(frozen=True, slots=True)
class TermAudit:
    """A term that was asked for again from ``since`` on."""

    term: str
    since: date
    announced: frozenset[str]
    """All ids that the source announced for it."""
    held: frozenset[str]
    """Those of records that were held before and name the term."""


@dataclass(frozen=True, slots=True)
class TermRecall:
    """What an audit found of one term. What the source announced and our matcher rejects is no paper of it."""

    term: str
    since: date
    asked: datetime
    announced: int
    held: int
    """Papers that were held before."""
    missed: int = 0
    """Papers that were not: the audit admitted them."""
    unknown: int = 0
    """Records that could not be fetched: each may be a missed paper."""
    missed_papers: tuple[MissedPaper, ...] = ()
    """The first MOST_NAMED of the missed."""
    unknown_ids: tuple[str, ...] = ()
    """The first MOST_NAMED of the unknown."""

    @property
    def papers(self) -> int:
        """How many records name the term."""
        return self.held + self.missed

    @property
    def is_lower_bound(self) -> bool:
        """Whether the recall may be higher, because some records are unknown."""
        return self.unknown > 0

    @property
    def recall(self) -> float | None:
        """The share (0..1) of papers that were held before, what is unknown counted as missed; None without papers."""
        return self.held / (self.papers + self.unknown) if self.papers else None


def recall_of(
    audit: TermAudit,
    admitted: Iterable[tuple[Candidate, AdmissionOutcome]],
    unread: Collection[str],
    asked: datetime,
) -> TermRecall:
    """Return what the audit of one term found.

    ``admitted`` are the records that were fetched, with what their admission came to: a new one was missed, one that is
    known under another name was held. ``unread`` are the ids of those that could not be fetched.
    """
    papers = {
        candidate.record.source_id: (candidate, outcome)
        for candidate, outcome in admitted
        if candidate.record.source_id in audit.announced and audit.term in {match.term for match in candidate.matches}
    }
    is_new = AdmissionOutcome.NEW
    new = {name: each for name, (each, outcome) in papers.items() if outcome is is_new and name not in audit.held}
    unknown = [name for name in dict.fromkeys(unread) if name in audit.announced - audit.held - papers.keys()]
    missed = (MissedPaper(name, candidate.record.title.text) for name, candidate in new.items())
    return TermRecall(
        term=audit.term,
        since=audit.since,
        asked=asked,
        announced=len(audit.announced),
        held=len((audit.held & audit.announced) | papers.keys() - new.keys()),
        missed=len(new),
        unknown=len(unknown),
        missed_papers=tuple(missed)[:MOST_NAMED],
        unknown_ids=tuple(unknown[:MOST_NAMED]),
    )
