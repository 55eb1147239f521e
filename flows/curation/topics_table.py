"""`ilwatch topics`: each topic, how many works it has, and what people have said of it.

This file does NOT change anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.app import App
from flows.curation.examples import said_by_people
from flows.result import Result


@dataclass(frozen=True, slots=True)
class Topics(Result):
    """``rows``: id, name, works under it, confirmed, rejected; ``unsorted`` works have none of them."""

    rows: tuple[tuple[str, str, int, int, int], ...]
    unsorted: int
    faults: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        keys = ("topic", "name", "works", "confirmed", "rejected")
        return {
            "topics": [dict(zip(keys, row, strict=True)) for row in self.rows],
            "unsorted": self.unsorted,
            "examples": list(self.faults),
        }

    def lines(self) -> list[str]:
        """For people."""
        rows = [
            f"{own}: {works} works, {yes} confirmed, {no} rejected ({name})" for own, name, works, yes, no in self.rows
        ]
        return [*rows, f"unsorted: {self.unsorted} works", *self.faults]


def topics_of(app: App) -> Topics:
    """The topics now, over the works found and the seeds; examples count as confirmed."""
    said = said_by_people(app)
    answers = Counter((topic, yes) for one in said.works.values() for topic, yes in one.items())
    words, given = app.confirmations.answers(), app.learned.topics()
    works = Counter(
        topic for own in app.learned.works() for topic in _under(given.get(own, set()), words.get(own, {})) or {""}
    )
    rows = (
        (own, name, works[own], answers[own, True], answers[own, False]) for own, name in app.watch.topic_names.items()
    )
    return Topics(tuple(rows), works[""], said.faults)


def _under(given: set[str], said: Mapping[str, bool]) -> set[str]:
    """The topics of a work: what the rules gave it, as people changed that."""
    return (given - said.keys()) | {topic for topic, yes in said.items() if yes}
