"""What people have said of works and topics: their words on single works, and the examples in watch.toml.

A word goes before an example. This file does NOT learn from them (flows/curation/training.py does).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from flows.app import App
from literature.model.identifiers import names_in


class Said(NamedTuple):
    """Of each Work, whether it belongs under the topics that people spoke of; and what cannot be used, in words."""

    works: Mapping[int, Mapping[str, bool]]
    faults: tuple[str, ...]


def said_by_people(app: App) -> Said:
    """All that was said, as far as it is of topics that watch.toml has and of Works that are held."""
    known = app.watch.topic_names
    said = {
        own: {topic: yes for topic, yes in answers.items() if topic in known}
        for own, answers in app.confirmations.answers().items()
    }
    works: defaultdict[int, dict[str, bool]] = defaultdict(dict)
    works.update({own: answers for own, answers in said.items() if answers})
    faults: list[str] = []
    for topic in app.watch.topics:
        for name in topic.examples:
            records = app.decisions.records_named(names_in(name), [])
            held = {record.work_id for record in records if record.work_id}
            if len(held) != 1:
                what = "names several works" if held else "is not in the database"
                faults.append(f"topic {topic.id}: the example {name} {what}")
            elif not works[held.pop()].setdefault(topic.id, True):
                faults.append(f"topic {topic.id}: the example {name} was rejected by `ilwatch reject`, which counts")
    return Said(dict(works), tuple(faults))
