"""The rules on 120 abstracts read by hand (benchmarks/findings): bars a little below what was measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.findings.__main__ import Judged, judged, of_facts
from benchmarks.findings.labelled import TABLE, labelled


@pytest.fixture(scope="module")
def rows(shared: Path) -> list[Judged]:
    assert shared.is_dir()
    return judged(labelled())


@pytest.mark.parametrize("file", ["il1", "bulk"])
@pytest.mark.parametrize("split", ["dev", "held"])
def test_the_takeaway_says_a_result(rows: list[Judged], file: str, split: str) -> None:
    right = [each.right for each in rows if each.row[1:3] == (file, split)]
    assert len(right) == 30
    assert sum(right) / len(right) >= 0.87


@pytest.mark.parametrize(("kind", "least"), [("n", 25), ("phase", 5), ("design", 24), ("registry", 11)])
def test_the_facts_that_are_shown_are_right(rows: list[Judged], kind: str, least: int) -> None:
    right = of_facts(rows, kind)
    assert len(right) >= least
    assert sum(right) / len(right) >= 0.95


def test_no_text_of_an_abstract_is_kept_with_the_labels() -> None:
    remarks = [line.split("\t")[-1] for line in TABLE.read_text(encoding="utf-8").splitlines()]
    assert max(map(len, remarks)) < 100
