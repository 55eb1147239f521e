"""How well scores of a topic agree with what people said: ranking, and whether a score means what it says.

Each function takes the scores of works (0..1) and, in the same order, whether a person gave them the topic.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from literature.topics.thresholds import Floats

BINS = 5
"""Equal parts of 0..1 in a reliability table: with some dozens of confirmed works ten would be near empty."""

Truth = NDArray[np.bool_]


class Bin(NamedTuple):
    """One row of a reliability table: ``works`` scored between ``low`` and ``high``; well calibrated, ``right`` (the
    share of them that belong there) is near their ``mean_score``."""

    low: float
    high: float
    works: int
    mean_score: float
    right: float


def precision_at(count: int, scores: Floats, truth: Truth) -> float | None:
    """Return the share of the ``count`` works with the highest scores that belong; None where there are fewer works."""
    if len(scores) < count:
        return None
    return float(truth[_ranked(scores)[:count]].mean())


def average_precision(scores: Floats, truth: Truth) -> float:
    """Return the mean, over the works that belong (one at least), of the precision at the rank of each."""
    ranked = truth[_ranked(scores)]
    places = np.flatnonzero(ranked)
    return float((np.cumsum(ranked)[places] / (places + 1)).mean())


def brier(scores: Floats, truth: Truth) -> float:
    """Return the mean squared distance between score and truth: 0 is perfect, 0.25 is what "0.5" for all gives (Brier,
    Mon. Weather Rev. 78:1, 1950)."""
    return float(((scores - truth) ** 2).mean())


def reliability(scores: Floats, truth: Truth) -> tuple[Bin, ...]:
    """Return the bins that hold any work."""
    part_of = np.minimum((scores * BINS).astype(int), BINS - 1)
    masks = [(part, mask) for part in range(BINS) if (mask := part_of == part).any()]
    return tuple(
        Bin(part / BINS, (part + 1) / BINS, int(mask.sum()), float(scores[mask].mean()), float(truth[mask].mean()))
        for part, mask in masks
    )


def _ranked(scores: Floats) -> NDArray[np.intp]:
    order: NDArray[np.intp] = np.argsort(-scores, kind="stable")
    return order
