"""Where to cut a row of scores in two: without any example, and with confirmed ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def valley(scores: Floats) -> float:
    """Return the cut that parts ``scores`` into the two most unlike groups (Otsu, IEEE Trans. SMC 9:62, 1979).

    Most works are not about a topic and score low, some are and score high: the cut is between them, wherever the
    topic's words and the corpus have put it. ``scores`` must hold at least two different values.
    """
    ordered = np.sort(scores)
    below = np.arange(1, len(ordered))
    sums = np.cumsum(ordered)
    low = sums[:-1] / below
    high = (sums[-1] - sums[:-1]) / (len(ordered) - below)
    best = int(np.argmax(below * (len(ordered) - below) * (high - low) ** 2))
    return float(ordered[best] + ordered[best + 1]) / 2


def f1(given: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    """Return the F1 of what is ``given`` against ``truth``; 0 where nothing is right."""
    right = int((given & truth).sum())
    return 2 * right / int(given.sum() + truth.sum()) if right else 0.0


def best_cut(scores: Floats, truth: NDArray[np.bool_]) -> float:
    """Return the cut with the highest F1 on confirmed works; ``truth`` must hold both answers."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truth[order])
    gains = 2 * hits / (np.arange(1, len(order) + 1) + hits[-1])
    best = int(np.argmax(gains))
    after = scores[order[best + 1]] if best + 1 < len(order) else scores[order[best]]
    return float(scores[order[best]] + after) / 2
