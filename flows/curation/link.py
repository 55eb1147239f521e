"""`ilwatch link` and `ilwatch unlink`: a person says that two works are one, or that they are two.

A person's decision overrides every rule and is kept through every visit. This file reads the names that were given;
store/decisions.py changes the works.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.result import Result
from literature.model.errors import WatchError
from literature.model.identifiers import names_in
from store.decisions import Decisions
from store.records import StoredRecord


@dataclass(frozen=True, slots=True)
class LinkDecision(Result):
    """What a person decided about two works."""

    same: bool
    ones: tuple[StoredRecord, ...]
    others: tuple[StoredRecord, ...]
    """The records that were put together, or taken apart."""

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        sides = (self.ones, self.others)
        return {
            "same": self.same,
            "records": [[{"source": r.source, "id": r.source_id, "title": r.title} for r in side] for side in sides],
        }

    def lines(self) -> list[str]:
        """For people."""
        decision = "one work from now on:" if self.same else "two works from now on:"
        sides = [f"  {r.source} {r.source_id}: {r.title}" for side in (self.ones, self.others) for r in side]
        return [decision, *sides, "To take this back: ilwatch " + ("unlink" if self.same else "link")]


def link_works(decisions: Decisions, one: str, other: str, now: datetime) -> LinkDecision:
    """Make one work of those that ``one`` and ``other`` name. Raises WatchError where a name names none, or several."""
    first, second = one_work(decisions, one)[0], one_work(decisions, other)[0]
    decisions.link(first.record_id, second.record_id, now)
    return LinkDecision(True, (first,), (second,))


def unlink_works(decisions: Decisions, one: str, other: str, now: datetime) -> LinkDecision:
    """Keep what ``one`` names apart from what ``other`` names. Raises WatchError where both name the same records."""
    ones, others = _named(decisions, one), _named(decisions, other)
    both = set(ones) & set(others)
    ones, others = [r for r in ones if r not in both] or ones, [r for r in others if r not in both] or others
    if set(ones) & set(others):
        known = "; ".join(f"{r.source} {r.source_id}" for r in ones)
        raise WatchError(
            f"{one}, {other}", f"both name the same records ({known}): give a source's own id, as `ilwatch why` lists"
        )
    decisions.unlink([r.record_id for r in ones], [r.record_id for r in others], now)
    return LinkDecision(False, tuple(ones), tuple(others))


def _named(decisions: Decisions, name: str) -> list[StoredRecord]:
    records = decisions.records_named(names_in(name), [name])
    if not records:
        raise WatchError(name, "is no work in the database; `ilwatch why` says what is known of it")
    return records


def one_work(decisions: Decisions, name: str) -> list[StoredRecord]:
    """Return the records of the one work that ``name`` names. Raises WatchError where it names none, or several."""
    records = _named(decisions, name)
    if len({record.work_id for record in records}) > 1:
        known = "; ".join(f"{r.source} {r.source_id}: {r.title}" for r in records)
        raise WatchError(name, f"names several works, give an id that only one has ({known})")
    return records
