"""Figures of agreement, on scores small enough to reckon by hand."""

from __future__ import annotations

import numpy as np
import pytest

from literature.topics.assessment import average_precision, brier, precision_at, reliability

SCORES = np.array([0.9, 0.8, 0.4, 0.1])
TRUTH = np.array([True, False, True, False])


def test_precision_is_the_share_of_right_ones_among_the_first() -> None:
    assert precision_at(1, SCORES, TRUTH) == 1
    assert precision_at(4, SCORES, TRUTH) == 0.5


def test_precision_is_not_given_where_there_are_fewer_works() -> None:
    assert precision_at(5, SCORES, TRUTH) is None


def test_average_precision_is_the_mean_precision_at_each_right_one() -> None:
    assert average_precision(SCORES, TRUTH) == pytest.approx((1 + 2 / 3) / 2)


def test_brier_is_a_squared_distance() -> None:
    assert brier(SCORES, TRUTH) == pytest.approx((0.01 + 0.64 + 0.36 + 0.01) / 4)
    assert brier(np.full(4, 0.5), TRUTH) == 0.25


def test_reliability_has_a_row_for_each_part_that_holds_works() -> None:
    low, middle, high = reliability(SCORES, TRUTH)
    assert (low.works, low.mean_score, low.right) == (1, 0.1, 0)
    assert (middle.low, middle.right) == (0.4, 1)
    assert high.mean_score == pytest.approx(0.85)
    assert (high.works, high.right) == (2, 0.5)


def test_a_score_of_one_is_in_the_last_part() -> None:
    (only,) = reliability(np.array([1.0]), np.array([True]))
    assert only.high == 1
