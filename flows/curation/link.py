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
    first: tuple[StoredRecord, ...]
    second: tuple[StoredRecord, ...]
    """The records that were put together, or taken apart."""

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        sides = [
            [{"source": r.source, "id": r.source_id, "title": r.title} for r in side]
            for side in (self.first, self.second)
        ]
        return {"same": self.same, "records": sides}

    def lines(self) -> list[str]:
        """For people."""
        number, command = ("one work", "unlink") if self.same else ("two works", "link")
        records = (f"  {r.source} {r.source_id}: {r.title}" for r in (*self.first, *self.second))
        undo = f"ilwatch {command} {self.first[0].source_id} {self.second[0].source_id}"
        return [f"{number} from now on:", *records, f"To take this back: {undo}"]


def link_works(decisions: Decisions, first_name: str, second_name: str, now: datetime) -> LinkDecision:
    """Make one work of the two that are named. Raises WatchError where a name names none, or several."""
    first, second = one_work(decisions, first_name), one_work(decisions, second_name)
    decisions.link(first.record_id, second.record_id, now)
    return LinkDecision(True, (first,), (second,))


def unlink_works(decisions: Decisions, first_name: str, second_name: str, now: datetime) -> LinkDecision:
    """Keep apart what the two names name. Raises WatchError where both name the same records."""
    first, second = _named(decisions, first_name), _named(decisions, second_name)
    shared = set(first) & set(second)
    first, second = [r for r in first if r not in shared] or first, [r for r in second if r not in shared] or second
    if set(first) & set(second):
        known = "; ".join(f"{r.source} {r.source_id}" for r in first)
        why = f"both name the same records ({known}): give a source's own id, as `ilwatch why` lists"
        raise WatchError(f"{first_name}, {second_name}", why)
    decisions.unlink([r.record_id for r in first], [r.record_id for r in second], now)
    return LinkDecision(False, tuple(first), tuple(second))


def _named(decisions: Decisions, name: str) -> list[StoredRecord]:
    records = decisions.records_named(names_in(name), [name])
    if not records:
        raise WatchError(name, "is no work in the database; `ilwatch why` says what is known of it")
    return records


def one_work(decisions: Decisions, name: str) -> StoredRecord:
    """Return a record of the one work that ``name`` names. Raises WatchError where it names none, or several."""
    records = _named(decisions, name)
    if len({record.work_id for record in records}) > 1:
        known = "; ".join(f"{r.source} {r.source_id}: {r.title}" for r in records)
        raise WatchError(name, f"names several works, give an id that only one has ({known})")
    return records[0]
