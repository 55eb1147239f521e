"""`ilwatch topics --evaluate`: how well each topic is given on the works that people confirmed or rejected for it.

Before: by keywords and text alone. After: with confirmed works too, each classified by a model that has not seen it.
Only what people said themselves is compared. This file does NOT keep anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from flows.app import App
from flows.curation.examples import said_by_people
from flows.curation.training import material
from flows.result import Result
from literature.topics.assessment import Bin, average_precision, brier, precision_at, reliability
from literature.topics.fit import ConfirmedWork, fit
from literature.topics.learning import ENOUGH
from literature.topics.model import Reading, place
from literature.topics.sorter import Topic

FOLDS = 5
TOO_FEW = 5
"""Works that belong, and that do not, below which a figure says more of chance than of the topic."""

RANKS = (5, 10, 20)


class Figures(NamedTuple):
    """One topic, measured one way. ``precision`` by rank, None where fewer works are confirmed."""

    precision: Mapping[int, float | None]
    average_precision: float
    brier: float
    calibration: tuple[Bin, ...]

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        return {
            "precision_at": {str(rank): value for rank, value in self.precision.items()},
            "average_precision": self.average_precision,
            "brier": self.brier,
            "calibration": [one._asdict() for one in self.calibration],
        }

    def line(self) -> str:
        """For people."""
        at = ", ".join(f"{rank}: {'–' if value is None else f'{value:.2f}'}" for rank, value in self.precision.items())
        table = "; ".join(f"{one.mean_score:.2f} is {one.right:.2f} ({one.works})" for one in self.calibration)
        return f"precision at {at}; average precision {self.average_precision:.3f}; Brier {self.brier:.3f}; {table}"


class OfTopic(NamedTuple):
    """One topic: how many works people gave it, and denied it; figures, or None for both where they are too few."""

    topic: str
    yes: int
    no: int
    before: Figures | None
    after: Figures | None

    @property
    def too_few(self) -> str:
        """What is missing for figures, or ''."""
        if self.before:
            return ""
        return f"too few: figures are given from {TOO_FEW} confirmed and {TOO_FEW} rejected works on"

    def lines(self) -> list[str]:
        """For people."""
        head = f"{self.topic}: {self.yes} confirmed, {self.no} rejected"
        if not (self.before and self.after):
            return [f"{head}: {self.too_few}"]
        learns = "" if min(self.yes, self.no) >= ENOUGH else f" (a topic learns on its own from {ENOUGH} of each on)"
        return [f"{head}{learns}", f"  before: {self.before.line()}", f"  after:  {self.after.line()}"]


@dataclass(frozen=True, slots=True)
class Evaluation(Result):
    """All topics, in the order of watch.toml."""

    topics: tuple[OfTopic, ...]
    faults: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        return {
            "topics": [
                {
                    "topic": one.topic,
                    "confirmed": one.yes,
                    "rejected": one.no,
                    "too_few": one.too_few,
                    "before": one.before.data() if one.before else None,
                    "after": one.after.data() if one.after else None,
                }
                for one in self.topics
            ],
            "examples": list(self.faults),
        }

    def lines(self) -> list[str]:
        """For people."""
        explained = "calibration: the mean score of works, what share of them belongs, (how many they are)"
        return [*(line for one in self.topics for line in one.lines()), explained, *self.faults]


def evaluate_topics(app: App) -> Evaluation:
    """The figures of today."""
    said = said_by_people(app)
    ids = [topic.id for topic in app.watch.topics]
    words = [said.works[own] for own in sorted(said.works)]
    counts = {one: (sum(w.get(one) is True for w in words), sum(w.get(one) is False for w in words)) for one in ids}
    if not any(min(pair) >= TOO_FEW for pair in counts.values()):
        return Evaluation(tuple(OfTopic(one, *counts[one], None, None) for one in ids), said.faults)
    held, confirmed = material(app, said.works, app.learned.works())

    def scores(asked: Sequence[ConfirmedWork], taught: Sequence[ConfirmedWork]) -> list[Mapping[str, float]]:
        return _scores(app.watch.topics, app.sort.sorter.version, held, asked, taught)

    before = scores(confirmed, ())
    after = list(_unseen(scores, confirmed))
    return Evaluation(tuple(_of_topic(one, counts[one], words, before, after) for one in ids), said.faults)


_Scores = Sequence[Mapping[str, float]]


def _of_topic(
    topic: str, counts: tuple[int, int], words: Sequence[Mapping[str, bool]], before: _Scores, after: _Scores
) -> OfTopic:
    if min(counts) < TOO_FEW:
        return OfTopic(topic, *counts, None, None)
    answered = [at for at, word in enumerate(words) if topic in word]
    truth = np.array([words[at][topic] for at in answered])

    def figures(of: _Scores) -> Figures:
        scores = np.array([of[at][topic] for at in answered])
        ranks = {rank: precision_at(rank, scores, truth) for rank in RANKS}
        return Figures(ranks, average_precision(scores, truth), brier(scores, truth), reliability(scores, truth))

    return OfTopic(topic, *counts, figures(before), figures(after))


def _unseen(
    scores_of: Callable[[Sequence[ConfirmedWork], Sequence[ConfirmedWork]], list[Mapping[str, float]]],
    confirmed: Sequence[ConfirmedWork],
) -> Iterator[Mapping[str, float]]:
    """The scores of each of ``confirmed``, by a model that was taught by other folds."""
    found: dict[int, Mapping[str, float]] = {}
    for fold in range(FOLDS):
        asked = range(fold, len(confirmed), FOLDS)
        taught = [one for at, one in enumerate(confirmed) if at % FOLDS != fold]
        scores = scores_of([confirmed[at] for at in asked], taught)
        found.update(zip(asked, scores, strict=True))
    return (found[at] for at in range(len(confirmed)))


def _scores(
    topics: Sequence[Topic],
    rules: str,
    held: Sequence[Reading],
    asked: Sequence[ConfirmedWork],
    taught: Sequence[ConfirmedWork],
) -> list[Mapping[str, float]]:
    """What a model of all works says of ``asked``, where only what people said of ``taught`` is known to it."""
    readings = [one.reading for one in asked]
    if not readings:
        return []
    model = fit(topics, [*held, *readings], taught, rules=rules, single=False)
    return [placing.scores for placing in place(model, readings)]
