"""`ilwatch topics --evaluate`: how well each topic is given on the works that people confirmed or rejected for it.

Before: by keywords and text alone. After: with confirmed works too, each classified by a model that has not seen it.
Only what people said themselves is compared. This file does NOT keep anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from digests.words.prose import count
from flows.app import App
from flows.curation.examples import Answers, said_by_people
from flows.curation.training import material
from flows.result import Result, plain
from literature.topics.assessment import Bin, average_precision, brier, precision_at, reliability
from literature.topics.fit import ConfirmedWork, fit
from literature.topics.learning import ENOUGH
from literature.topics.model import place

FOLDS = 5
TOO_FEW = 5
"""Works that belong, and that do not, below which a figure says more of chance than of the topic."""

RANKS = (5, 10, 20)


class Figures(NamedTuple):
    """One topic, measured one way. ``precision_at`` by rank, None where fewer works are confirmed."""

    precision_at: Mapping[int, float | None]
    average_precision: float
    brier: float
    calibration: tuple[Bin, ...]

    def line(self) -> str:
        """For people."""
        known = {rank: share for rank, share in self.precision_at.items() if share is not None}
        ranks = ", ".join(f"{share:.0%} of the top {rank} belong" for rank, share in known.items())
        table = "; ".join(
            f"of {count(each.works, 'work')} scored about {each.mean_score:.2f}, {each.right:.0%} belong"
            for each in self.calibration
        )
        scores = f"average precision {self.average_precision:.3f} (1 is best), Brier score {self.brier:.3f} (0 is best)"
        return "; ".join(filter(None, (ranks, scores, table)))


class OfTopic(NamedTuple):
    """One topic: how many works people gave it, and denied it; figures, or None for both where they are too few."""

    topic: str
    confirmed: int
    rejected: int
    before: Figures | None
    after: Figures | None

    @property
    def too_few(self) -> str:
        """What is missing for figures, or ''."""
        if self.before:
            return ""
        return f"too few for figures, which need at least {TOO_FEW} confirmed and {TOO_FEW} rejected works"

    def lines(self) -> list[str]:
        """For people."""
        head = f"{self.topic}: {self.confirmed} confirmed, {self.rejected} rejected"
        if not (self.before and self.after):
            return [f"{head}: {self.too_few}"]
        learns = min(self.confirmed, self.rejected) >= ENOUGH
        note = "" if learns else f" (a topic learns a rule of its own with at least {ENOUGH} of each)"
        return [f"{head}{note}", f"  by keywords: {self.before.line()}", f"  by what it learned: {self.after.line()}"]


@dataclass(frozen=True, slots=True)
class Evaluation(Result):
    """All topics, in the order of watch.toml."""

    topics: tuple[OfTopic, ...]
    faults: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        topics = [{**plain(topic), "too_few": topic.too_few} for topic in self.topics]
        return {"topics": topics, "examples": list(self.faults)}

    def lines(self) -> list[str]:
        """For people."""
        return [*(line for topic in self.topics for line in topic.lines()), *self.faults]


def evaluate_topics(app: App) -> Evaluation:
    """The figures of today."""
    by_people = said_by_people(app.watch, app.confirmations, app.decisions)
    topics, sorter = app.watch.topics, app.sort.sorter
    answers = [by_people.works[work_id] for work_id in sorted(by_people.works)]
    said_so = Counter(answer for each in answers for answer in each.items())
    counts = {topic.id: (said_so[topic.id, True], said_so[topic.id, False]) for topic in topics}
    if not any(min(pair) >= TOO_FEW for pair in counts.values()):
        return Evaluation(tuple(OfTopic(topic, *pair, None, None) for topic, pair in counts.items()), by_people.faults)
    unanswered, confirmed = material(topics, sorter, app.learned, by_people.works, app.learned.works())

    def scores(asked: Sequence[ConfirmedWork], taught: Sequence[ConfirmedWork]) -> _Scores:
        """What a model of all works says of ``asked``, where only what people said of ``taught`` is known to it."""
        readings = [work.reading for work in asked]
        if not readings:
            return []
        model = fit(topics, [*unanswered, *readings], taught, rules=sorter.version, single=False)
        return [placing.scores for placing in place(model, readings)]

    before, after = scores(confirmed, ()), _unseen(scores, confirmed)
    measured = (_of_topic(topic, pair, answers, before, after) for topic, pair in counts.items())
    return Evaluation(tuple(measured), by_people.faults)


_Scores = Sequence[Mapping[str, float]]


def _of_topic(
    topic: str, counts: tuple[int, int], answers: Sequence[Answers], before: _Scores, after: _Scores
) -> OfTopic:
    if min(counts) < TOO_FEW:
        return OfTopic(topic, *counts, None, None)
    answered = [index for index, answer in enumerate(answers) if topic in answer]
    truth = np.array([answers[index][topic] for index in answered])

    def figures(of: _Scores) -> Figures:
        scores = np.array([of[index][topic] for index in answered])
        ranks = {rank: precision_at(rank, scores, truth) for rank in RANKS}
        return Figures(ranks, average_precision(scores, truth), brier(scores, truth), reliability(scores, truth))

    return OfTopic(topic, *counts, figures(before), figures(after))


def _unseen(
    scores: Callable[[Sequence[ConfirmedWork], Sequence[ConfirmedWork]], _Scores], confirmed: Sequence[ConfirmedWork]
) -> _Scores:
    """The scores of each of ``confirmed``, by a model that was taught by other folds."""
    unseen: list[Mapping[str, float]] = [{}] * len(confirmed)
    for fold in range(FOLDS):
        taught = [work for index, work in enumerate(confirmed) if index % FOLDS != fold]
        unseen[fold::FOLDS] = scores(confirmed[fold::FOLDS], taught)
    return unseen
