"""What only opens a sentence is left out, and no more: hedges, contrasts and second findings stay."""

from __future__ import annotations

import pytest

from literature.findings.openers import opener_end

CLAIM = "canakinumab reduced gout flares, suggesting a role of IL-1β."


@pytest.mark.parametrize(
    "opener",
    [
        "Taken together, ",
        "Here, we found that ",
        "Here we show that ",
        "In the current study, we showed that ",
        "In this study we demonstrate that ",
        "Importantly, ",
        "More importantly, ",
        "Finally, we found that ",
        "In conclusion, ",
        "In conclusion, our results demonstrated that ",
        "We have shown that ",
        "The present study showed that ",
        "Moreover, we also found that ",
    ],
)
def test_an_opener_ends_where_the_claim_begins(opener: str) -> None:
    assert opener_end(opener + CLAIM) == len(opener)


@pytest.mark.parametrize(
    "kept",
    [
        "These results suggest that ",
        "Our data indicate that ",
        "We conclude that ",
        "We confirmed that ",
        "However, ",
        "In contrast, ",
        "In vivo experiments showed that ",
        "Together with colchicine, ",
        "Overall survival rose where ",
        "In addition to colchicine, ",
        "Importantly for patients, ",
    ],
)
def test_what_is_part_of_the_claim_stays(kept: str) -> None:
    assert opener_end(kept + CLAIM) == 0


def test_a_hedge_behind_an_opener_stays() -> None:
    assert opener_end("Taken together, these results suggest that it helps.") == len("Taken together, ")


@pytest.mark.parametrize(
    "second", ["and that urate fell", "but not that urate fell and that it rose", "and suggest more"]
)
def test_a_second_thing_that_was_found_keeps_its_subject(second: str) -> None:
    assert opener_end(f"Here, we found that flares fell {second}.") == len("Here, ")
