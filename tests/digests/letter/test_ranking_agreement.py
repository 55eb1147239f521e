"""The ranking against pairs judged by hand: no change of a rule may fall below these figures unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.ranking.__main__ import Compared, compared, judged, judged_alike
from benchmarks.ranking.judged_papers import BULK, IL1

HELD, DEV = 0.82, 0.78
"""Measured: 0.860 and 0.818. Two pairs may turn with a change of what classifies the papers."""


@pytest.fixture(scope="module")
def found(shared: Path) -> list[Compared]:
    if not (BULK.is_file() and IL1.is_file()):
        pytest.skip(f"needs {BULK.name} and {IL1.name} below {shared}")
    return list(compared())


@pytest.mark.parametrize(("split", "bar"), [("held", HELD), ("dev", DEV)])
def test_the_ranking_agrees_with_the_judge(found: list[Compared], split: str, bar: float) -> None:
    half = [each.agrees for each in found if each.pair.split == split]
    assert len(half) >= 50
    assert sum(half) / len(half) >= bar


def test_blockade_for_car_t_toxicity_goes_before_whatever_it_was_paired_with(found: list[Compared]) -> None:
    pairs = [each for each in found if "34093519" in (each.pair.pmid_a, each.pair.pmid_b)]
    assert pairs
    assert all(each.agrees for each in pairs)


def test_no_paper_is_in_both_halves() -> None:
    halves = {
        split: {pmid for pair in judged() if pair.split == split for pmid in (pair.pmid_a, pair.pmid_b)}
        for split in ("dev", "held")
    }
    assert not halves["dev"] & halves["held"]


def test_the_judge_agrees_with_the_first_verdict() -> None:
    assert judged_alike() == (19, 20)
