"""Where a row of scores is cut in two."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.topics.thresholds import best_cut, valley


def test_the_valley_lies_between_the_many_and_the_few() -> None:
    scores = np.array([0.1, 0.2, 0.0, 0.1, 0.3, 0.2, 4.0, 4.5])
    assert 0.3 < valley(scores) < 4.0


@given(st.lists(st.floats(-100, 100), min_size=2).filter(lambda each: max(each) - min(each) > 1e-6))
def test_the_valley_always_parts_the_scores(scores: list[float]) -> None:
    assert min(scores) <= valley(np.array(scores)) <= max(scores)


def test_the_best_cut_gives_what_is_right_and_nothing_else() -> None:
    scores, truth = np.array([3.0, 2.0, 1.0, 0.0]), np.array([True, True, False, False])
    assert best_cut(scores, truth) == pytest.approx(1.5)


def test_the_best_cut_takes_a_wrong_one_for_the_sake_of_two_right_ones() -> None:
    scores, truth = np.array([4.0, 3.0, 2.0, 1.0, 0.0]), np.array([True, False, True, True, False])
    assert best_cut(scores, truth) == pytest.approx(0.5)
