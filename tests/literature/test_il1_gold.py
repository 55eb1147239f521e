"""The rules together on real records read twice by people, and on text that no abstract should be.

The floors lie a little below what was measured when the rules were written: they catch a rule that breaks, and are no
target to fit.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from literature.model.record import AbstractSection, Record, RichText
from tests.literature.gold_scores import FRESH, classified, figures, fresh_records, il1_records, score


def above(told: str, floors: dict[str, float]) -> dict[str, bool]:
    measured = figures(told)
    return {name: measured[name] >= floor for name, floor in floors.items()}


def test_centrality_kind_organism_and_topics_agree_with_two_readers(shared: Path) -> None:
    told = score(shared / "pubmed/il1/gold.tsv", il1_records(shared), shared)
    floors = {"core": 0.82, "topics": 0.88, "organism": 0.96, "kind": 0.96}
    assert above(told, floors) == dict.fromkeys(floors, True)


def test_kind_organism_and_topics_agree_with_readers_of_fresh_records(shared: Path) -> None:
    told = score(FRESH, fresh_records(shared), shared)
    floors = {"topics": 0.85, "organism": 0.91, "kind": 0.92}
    assert above(told, floors) == dict.fromkeys(floors, True)


@pytest.mark.parametrize(
    "text",
    [
        "IL-1β-induced ",
        "human-",
        "treated with ",
        "IL-6, -8, ",
        "(IL [IL]-",
        "a",
        "primary IL-1 ",
        "β " * 9 + "patients ",
        "antagonist of the of the ",
        "intracellular loop 1 (IL1) ",
        "DIRA IRAP ",
        "白介素-1 ",
    ],
)
def test_200_kilobytes_of_anything_are_judged_and_not_waited_for(text: str) -> None:
    huge = (text * (200_000 // len(text)))[:200_000]
    record = Record(source="s", source_id="1", title=RichText(huge[:2000]), abstract=(AbstractSection(RichText(huge)),))
    assert classified(record)["kind"]
