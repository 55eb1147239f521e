"""Teaching the topics: a model of them is made from the works held and from what people said of some, and kept.

The model is made anew when people have said something new, when the topics or the method have changed, and when the
corpus has grown by a tenth; the same topics, works and words always give the same one. This file brings
scikit-learn: import it where something is learned or sorted, and not before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.app import App
from flows.curation.examples import Answers, said_by_people
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

    def lines(self) -> list[str]:
        """For people."""
        sorting = f"{self.works} works sorted again, {self.changed} are under other topics now"
        return [sorting, f"learned from confirmed works: {', '.join(self.learned) or 'no topic yet'}"]


def renew(app: App) -> bool:
    """Make the model anew where it is not of today, and sort what waits for the next edition by it; whether it was."""
    answers, works = said_by_people(app.watch, app.confirmations, app.decisions).works, app.learned.works()
    kept, today = app.learned.origin(), _origin(app.watch.topics, app.sort.sorter, answers, len(works))
    if not (kept or today) or (kept and today and kept[:2] == today[:2] and today.works < kept.works * GROWN):
        return False
    if _teach(app, answers, works, today):
        app.learned.label_again(app.learned.waiting(), app.classifier.classify)
    return True


def relabel_all(app: App) -> Relabelling:
    """Train the model again and classify every work again by it and by today's rules."""
    answers, works = said_by_people(app.watch, app.confirmations, app.decisions).works, app.learned.works()
    model = _teach(app, answers, works, _origin(app.watch.topics, app.sort.sorter, answers, len(works)))
    changed = app.learned.relabel(works, app.classifier.classify)
    if model is None:
        return Relabelling(len(works), changed, (), "")
    learned = tuple(topic for topic, has in zip(model.topics, model.learned, strict=True) if has)
    return Relabelling(len(works), changed, learned, model.version)


def _teach(app: App, answers: Mapping[int, Answers], works: Sequence[int], origin: Origin | None) -> TopicModel | None:
    """Make and keep the model of ``origin``; None: forget the one that is kept."""
    model = None
    if origin:
        topics, sorter = app.watch.topics, app.sort.sorter
        unanswered, confirmed = material(topics, sorter, app.learned, answers, works)
        model = fit(topics, unanswered, confirmed, rules=sorter.version, single=False)
        app.learned.save(origin, to_bytes(model), app.now())
    else:
        app.learned.delete()
    app.sort.read_again()
    return model


def material(
    topics: Sequence[Topic], sorter: Sorter, learned: Learned, answers: Mapping[int, Answers], works: Sequence[int]
) -> tuple[list[Reading], list[ConfirmedWork]]:
    """What a model is made of: works held of which nothing was said, evenly spaced, and those of which it was."""
    unanswered = [work_id for work_id in works if work_id not in answers]
    step = max(1, -(-len(unanswered) // FIT_MOST))
    readings = [reading(sorter, record) for record in learned.records(unanswered[::step]).values()]
    answered = learned.records(sorted(answers)).items()
    return readings, [_confirmed(sorter, topics, record, answers[work_id]) for work_id, record in answered]


def _confirmed(sorter: Sorter, topics: Sequence[Topic], record: Record, answers: Answers) -> ConfirmedWork:
    """A person who gave a work a topic looked at it: what neither that person nor the rules give it, it is not."""
    yes = frozenset(topic for topic, belongs in answers.items() if belongs)
    no = frozenset(answers) - yes
    if yes:
        given = {label.topic for label in sorter.labels(record)}
        no |= {topic.id for topic in topics} - yes - given
    return ConfirmedWork(reading(sorter, record), yes, no)


def _origin(topics: Sequence[Topic], sorter: Sorter, answers: Mapping[int, Answers], works: int) -> Origin | None:
    """What a model of today is made of; None where there is too little for one."""
    if not answers or works < FIRST_DAYS or not topics:
        return None
    about = repr([(topic.id, topic.name, topic.definition) for topic in topics])
    taught = repr([(work_id, sorted(answers[work_id].items())) for work_id in sorted(answers)])
    return Origin(f"{rules_of(sorter)} {_short(about)}", _short(taught), works)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
