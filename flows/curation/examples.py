"""What people have said of works and topics: their words on single works, and the examples in watch.toml.

A word goes before an example. This file does NOT learn from them (flows/curation/training.py does).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from flows.config import Watch
from literature.model.identifiers import names_in
from store.confirmations import Confirmations
from store.decisions import Decisions

Answers = Mapping[str, bool]
"""Topic -> whether a Work belongs under it, as people say."""


class Said(NamedTuple):
    """The Answers about each Work that people spoke of; and what cannot be used, in words."""

    works: Mapping[int, Answers]
    faults: tuple[str, ...]


def said_by_people(watch: Watch, confirmations: Confirmations, decisions: Decisions) -> Said:
    """All that was said, as far as it is of topics that watch.toml has and of Works that are held."""
    known = watch.topic_names
    works = defaultdict[int, dict[str, bool]](dict)
    for work_id, answers in confirmations.answers().items():
        if usable := {topic: belongs for topic, belongs in answers.items() if topic in known}:
            works[work_id] = usable
    faults: list[str] = []
    for topic in watch.topics:
        for name in topic.examples:
            records = decisions.records_named(names_in(name), [])
            named = {record.work_id for record in records if record.work_id}
            if len(named) != 1:
                what = "names several works" if named else "is not in the database"
                faults.append(f"topic {topic.id}: the example {name} {what}")
            elif not works[named.pop()].setdefault(topic.id, True):
                faults.append(f"topic {topic.id}: the example {name} was rejected by `ilwatch reject`, which counts")
    return Said(dict(works), tuple(faults))
