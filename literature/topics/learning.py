"""What confirmed works teach: a logistic model for each topic, and how far to trust it against the topic's own text."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from literature.topics.thresholds import Floats, best_cut, f1

ENOUGH = 30
"""Confirmed works that a topic needs, of it and not of it, before it learns: with 10 the topic's text and its seeds
rank better (hoc10: mean precision .823 against .744), with 50 the learned model does."""

STRENGTH = 10.0
"""Inverse regularisation of the logistic model (of 3, 10 and 30 the best on ohsumed23 train)."""

FOLDS = 3
"""Each confirmed work is also scored by a model that has not seen it: what is learned is trusted by that."""

MOST_TRUST, LEAST_GAIN = 20.0, 0.05
"""Bounds where the confirmed works say that a topic's text is worth nothing, or all."""


class Lesson(NamedTuple):
    """For k topics: points for each word (k, v), points for every record (k), the points from which the topic is
    given (k), and by how much one point raises the logarithm of the odds that it is rightly given."""

    weights: Floats
    shifts: Floats
    cuts: Floats
    gain: float
    right: Floats
    """F1 of each topic at its cut (k), each confirmed work scored by what was learned from others."""


def learn(rows: csr_matrix, plain: Floats, yes: NDArray[np.bool_], answered: NDArray[np.bool_]) -> Lesson:
    """Learn what ``yes`` (m, k) says of ``rows`` (m, v), where ``answered`` (m, k), in addition to the points ``plain``
    (m, k) that need no examples."""
    unseen = np.zeros(plain.shape)
    known = list(enumerate(answered.T))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    for topic, chosen in known:
        those = rows[np.flatnonzero(chosen)], yes[chosen, topic]
        unseen[chosen, topic] = cross_val_predict(_logistic(), *those, cv=folds, method="decision_function")
    trust, gain = _trust(unseen[answered], plain[answered], yes[answered])
    models = [_logistic().fit(rows[np.flatnonzero(chosen)], yes[chosen, topic]) for topic, chosen in known]
    total = plain + trust * unseen
    cuts = np.array([best_cut(total[chosen, topic], yes[chosen, topic]) for topic, chosen in known])
    return Lesson(
        weights=trust * np.vstack([model.coef_ for model in models]),
        shifts=trust * np.array([float(model.intercept_[0]) for model in models]),
        cuts=cuts,
        gain=gain,
        right=np.array([f1(total[chosen, topic] >= cuts[topic], yes[chosen, topic]) for topic, chosen in known]),
    )


def _logistic() -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, class_weight="balanced", solver="liblinear", random_state=0)


def _trust(unseen: Floats, plain: Floats, yes: NDArray[np.bool_]) -> tuple[float, float]:
    """Return how many points one unit of the learned decision is worth, and what a point is worth, as a logistic model
    weighs them over all topics together."""
    both = np.column_stack([unseen, plain])
    of_learned, of_points = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0).fit(both, yes).coef_[0]
    gain = max(float(of_points), LEAST_GAIN)
    return float(np.clip(of_learned / gain, 0, MOST_TRUST)), gain
