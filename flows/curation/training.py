"""Teaching the topics: a model of them is made from the works held and from what people said of some, and kept.

The model is made anew when people have said something new, when the topics or the method have changed, and when the
corpus has grown by a tenth; the same topics, works and words always give the same one. This file brings
scikit-learn: import it where something is learned or sorted, and not before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flows.app import App
from flows.curation.examples import said_by_people
from flows.learned_sorter import LearnedSort
from flows.result import Result
from literature.model.record import Record
from literature.topics.fit import FIT_MOST, ConfirmedWork, fit
from literature.topics.model import Reading, TopicModel, reading
from literature.topics.sorter import FIRST_DAYS, Sorter, Topic
from literature.topics.state import rules_of, to_bytes
from store.learned import Learned, Origin

GROWN = 1.1
"""A corpus so many times as large as when it taught the model teaches it again."""


@dataclass(frozen=True, slots=True)
class Relabelling(Result):
    """What changed when the works were sorted again: ``changed`` of ``works`` are under other topics now; ``learned``
    are the topics that the model gives itself (TopicModel.learned), ``model`` is its version, '' for none."""

    works: int
    changed: int
    learned: tuple[str, ...]
    model: str

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For people."""
        learned = ", ".join(self.learned) or "no topic yet"
        return [
            f"{self.works} works sorted again, {self.changed} are under other topics now",
            f"learned from confirmed works: {learned}",
        ]


def renew(app: App) -> bool:
    """Make the model anew where it is not of today, and sort what waits for the next edition by it; whether it was."""
    words = said_by_people(app).works
    works = app.learned.works()
    kept = app.learned.origin()
    if not words or len(works) < FIRST_DAYS or not app.watch.topic:
        if kept:
            _forget(app.learned, app.sort)
        return bool(kept)
    now = _origin(app.watch.topics, app.sort.sorter, words, len(works))
    if kept and kept[:2] == now[:2] and len(works) < kept.works * GROWN:
        return False
    _teach(app, words, works, now)
    app.learned.relabel(app.learned.waiting(), app.classifier.classify)
    return True


def relabel_all(app: App) -> Relabelling:
    """Train the model again and classify every work again by it and by today's rules."""
    words = said_by_people(app).works
    works = app.learned.works()
    model = None
    if words and len(works) >= FIRST_DAYS and app.watch.topic:
        model = _teach(app, words, works, _origin(app.watch.topics, app.sort.sorter, words, len(works)))
    else:
        _forget(app.learned, app.sort)
    changed = app.learned.relabel(works, app.classifier.classify)
    if model is None:
        return Relabelling(len(works), changed, (), "")
    learned = tuple(topic for topic, has in zip(model.topics, model.learned, strict=True) if has)
    return Relabelling(len(works), changed, learned, model.version)


def material(
    app: App, words: Mapping[int, Mapping[str, bool]], works: Sequence[int]
) -> tuple[list[Reading], list[ConfirmedWork]]:
    """What a model is made of: works held of which nothing was said, evenly spaced, and those of which it was."""
    held = [own for own in works if own not in words]
    step = max(1, -(-len(held) // FIT_MOST))
    sorter = app.sort.sorter
    readings = [reading(sorter, record) for record in app.learned.records(held[::step]).values()]
    answered = app.learned.records(sorted(words))
    return readings, [_confirmed(sorter, app.watch.topics, record, words[own]) for own, record in answered.items()]


def _confirmed(sorter: Sorter, topics: Sequence[Topic], record: Record, said: Mapping[str, bool]) -> ConfirmedWork:
    """A person who gave a work a topic looked at it: what neither that person nor the rules give it, it is not."""
    yes = frozenset(topic for topic, belongs in said.items() if belongs)
    no = frozenset(said) - yes
    if yes:
        given = {label.topic for label in sorter.labels(record)}
        no |= {topic.id for topic in topics} - yes - given
    return ConfirmedWork(reading(sorter, record), yes, no)


def _teach(app: App, words: Mapping[int, Mapping[str, bool]], works: Sequence[int], origin: Origin) -> TopicModel:
    held, confirmed = material(app, words, works)
    model = fit(app.watch.topics, held, confirmed, rules=app.sort.sorter.version, single=False)
    app.learned.save(origin, to_bytes(model), app.now())
    app.sort.read_again()
    return model


def _forget(learned: Learned, sort: LearnedSort) -> None:
    learned.delete()
    sort.read_again()


def _origin(topics: Sequence[Topic], sorter: Sorter, words: Mapping[int, Mapping[str, bool]], works: int) -> Origin:
    about = repr([(topic.id, topic.name, topic.definition) for topic in topics])
    taught = repr([(own, sorted(words[own].items())) for own in sorted(words)])
    return Origin(f"{rules_of(sorter)} {_short(about)}", _short(taught), works)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
