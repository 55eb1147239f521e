"""`ilwatch link` and `ilwatch unlink`: a person says that two works are one, or that they are two.

The word of a person goes before every rule and outlives every visit. This file reads the names that were given; it does
NOT make works (store/decisions.py does).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flows.app import App
from literature.model.errors import WatchError
from literature.model.identifiers import names_in
from store.records import StoredRecord


@dataclass(frozen=True, slots=True)
class LinkDecision:
    """What was said of two works."""

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
        told = "one work from now on:" if self.same else "two works from now on:"
        sides = [f"  {r.source} {r.source_id}: {r.title}" for side in (self.ones, self.others) for r in side]
        return [told, *sides, "To take this back: ilwatch " + ("unlink" if self.same else "link")]


def link(app: App, one: str, other: str) -> LinkDecision:
    """Make one work of those that ``one`` and ``other`` name. Raises WatchError where a name names none, or several."""
    ends = one_work(app, one)[0], one_work(app, other)[0]
    app.decisions.link(ends[0].record_id, ends[1].record_id, app.now())
    return LinkDecision(True, ends[:1], ends[1:])


def unlink(app: App, one: str, other: str) -> LinkDecision:
    """Keep what ``one`` names apart from what ``other`` names. Raises WatchError where both name the same records."""
    ones, others = _bearers(app, one), _bearers(app, other)
    both = set(ones) & set(others)
    ones, others = [r for r in ones if r not in both] or ones, [r for r in others if r not in both] or others
    if set(ones) & set(others):
        known = "; ".join(f"{r.source} {r.source_id}" for r in ones)
        raise WatchError(
            f"{one}, {other}", f"both name the same records ({known}): give a source's own id, as `ilwatch why` lists"
        )
    app.decisions.unlink([r.record_id for r in ones], [r.record_id for r in others], app.now())
    return LinkDecision(False, tuple(ones), tuple(others))


def _bearers(app: App, name: str) -> list[StoredRecord]:
    found = app.decisions.records_named(names_in(name), [name])
    if not found:
        raise WatchError(name, "names no work that is held; `ilwatch why` says what is known of it")
    return found


def one_work(app: App, name: str) -> list[StoredRecord]:
    """The records of the one work that ``name`` names. Raises WatchError where it names none, or several."""
    found = _bearers(app, name)
    if len({record.work_id for record in found}) > 1:
        known = "; ".join(f"{r.source} {r.source_id}: {r.title}" for r in found)
        raise WatchError(name, f"names several works, give an id that only one has ({known})")
    return found
