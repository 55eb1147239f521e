"""Teaching the topics: a model of them is made from the works held and from what people said of some, and kept.

The model is made anew when people have said something new, when the topics or the method have changed, and when the
corpus has grown by a tenth; the same topics, works and words always give the same one. This file brings
scikit-learn: import it where something is learned or sorted, and not before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flows.app import House
from flows.curation.examples import said_by_people
from literature.model.record import Record
from literature.topics.fit import FIT_MOST, Confirmed, fit
from literature.topics.model import Reading, TopicModel, reading
from literature.topics.sorter import FIRST_DAYS, Sorter, Topic
from literature.topics.state import rules_of, to_bytes
from store.learned import Origin

GROWN = 1.1
"""A corpus so many times as large as when it taught the model teaches it again."""


class Relabelled(NamedTuple):
    """What became of a relabelling. ``works`` were judged anew, ``changed`` stand under other topics now; ``learned``
    are the topics that the model gives itself (TopicModel.learned), ``model`` is its version, '' for none."""

    works: int
    changed: int
    learned: tuple[str, ...]
    model: str


def renew(house: House) -> bool:
    """Make the model anew where it is not of today, and sort what waits for the next edition by it; whether it was."""
    words = said_by_people(house).works
    works = house.learned.works()
    kept = house.learned.origin()
    if not words or len(works) < FIRST_DAYS or not house.watch.topic:
        if kept:
            _forget(house)
        return bool(kept)
    now = _origin(house, words, len(works))
    if kept and kept[:2] == now[:2] and len(works) < kept.works * GROWN:
        return False
    _teach(house, words, works, now)
    house.learned.relabel(house.learned.waiting(), house.judge.judge)
    return True


def relabel(house: House) -> Relabelled:
    """Make the model anew, whatever is kept, and judge every work held by it and by the rules of today."""
    words = said_by_people(house).works
    works = house.learned.works()
    model = None
    if words and len(works) >= FIRST_DAYS and house.watch.topic:
        model = _teach(house, words, works, _origin(house, words, len(works)))
    else:
        _forget(house)
    changed = house.learned.relabel(works, house.judge.judge)
    if model is None:
        return Relabelled(len(works), changed, (), "")
    learned = tuple(topic for topic, has in zip(model.topics, model.learned, strict=True) if has)
    return Relabelled(len(works), changed, learned, model.version)


def material(
    house: House, words: Mapping[int, Mapping[str, bool]], works: Sequence[int]
) -> tuple[list[Reading], list[Confirmed]]:
    """What a model is made of: works held of which nothing was said, evenly spaced, and those of which it was."""
    held = [own for own in works if own not in words]
    step = max(1, -(-len(held) // FIT_MOST))
    sorter = house.sort.sorter
    readings = [reading(sorter, record) for record in house.learned.records(held[::step]).values()]
    told = house.learned.records(sorted(words))
    return readings, [_confirmed(sorter, house.watch.topics, record, words[own]) for own, record in told.items()]


def _confirmed(sorter: Sorter, topics: Sequence[Topic], record: Record, said: Mapping[str, bool]) -> Confirmed:
    """A person who gave a work a topic looked at it: what neither that person nor the rules give it, it is not."""
    yes = frozenset(topic for topic, belongs in said.items() if belongs)
    no = frozenset(said) - yes
    if yes:
        given = {label.topic for label in sorter.labels(record)}
        no |= {topic.id for topic in topics} - yes - given
    return Confirmed(reading(sorter, record), yes, no)


def _teach(house: House, words: Mapping[int, Mapping[str, bool]], works: Sequence[int], origin: Origin) -> TopicModel:
    held, confirmed = material(house, words, works)
    model = fit(house.watch.topics, held, confirmed, rules=house.sort.sorter.version, single=False)
    house.learned.keep(origin, to_bytes(model), house.now())
    house.sort.read_again()
    return model


def _forget(house: House) -> None:
    house.learned.forget()
    house.sort.read_again()


def _origin(house: House, words: Mapping[int, Mapping[str, bool]], works: int) -> Origin:
    about = repr([(topic.id, topic.name, topic.definition) for topic in house.watch.topics])
    taught = repr([(own, sorted(words[own].items())) for own in sorted(words)])
    return Origin(f"{rules_of(house.sort.sorter)} {_short(about)}", _short(taught), works)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
