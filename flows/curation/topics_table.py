"""`ilwatch topics`: each topic, how many works it has, and what people have said of it.

This file does NOT change anything.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from digests.words.prose import count
from flows.app import App
from flows.curation.examples import said_by_people
from flows.result import Result


class TopicCounts(NamedTuple):
    """How many works are under one topic, and what people said of them."""

    topic: str
    name: str
    works: int
    confirmed: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Topics(Result):
    """All topics, in the order of watch.toml; ``unsorted`` works have none of them."""

    topics: tuple[TopicCounts, ...]
    unsorted: int
    examples: tuple[str, ...]
    """Examples of topics in watch.toml that cannot be used, and why."""

    def lines(self) -> list[str]:
        """For people."""
        rows = (
            f"{row.topic}: {count(row.works, 'work')}, {row.confirmed} confirmed, {row.rejected} rejected ({row.name})"
            for row in self.topics
        )
        return [*rows, f"unsorted: {count(self.unsorted, 'work')}", *self.examples]


def topics_of(app: App) -> Topics:
    """The topics now, over the works found and the seeds; examples count as confirmed."""
    by_people = said_by_people(app.watch, app.confirmations, app.decisions)
    counts = Counter(answer for answers in by_people.works.values() for answer in answers.items())
    confirmed, by_rules, works = app.confirmations.answers(), app.learned.topics(), Counter[str]()
    for work_id in app.learned.works():
        answers = confirmed.get(work_id, {})
        topics = (by_rules.get(work_id, set()) - answers.keys()) | {topic for topic, yes in answers.items() if yes}
        works.update(topics or {""})
    names = app.watch.topic_names.items()
    rows = (TopicCounts(topic, name, works[topic], counts[topic, True], counts[topic, False]) for topic, name in names)
    return Topics(tuple(rows), works[""], by_people.faults)
