"""Numbers as papers print them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.findings.cardinals import NUMERAL, value


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("1,234", 1234),
        ("20 152", 20152),
        ("359\u2009559", 359559),
        ("Fifty-two", 52),
        ("three hundred and twelve", 312),
        ("One-hundred-and-sixty-four", 164),
        ("two thousand three hundred", 2300),
        ("twelve", 12),
        ("two one", None),
        ("twenty twelve", None),
    ],
)
def test_a_numeral_is_read(printed: str, number: int | None) -> None:
    hit = re.search(NUMERAL, f"in {printed} patients", re.IGNORECASE)
    assert hit
    assert (hit[0], value(hit[0])) == (printed, number)


@pytest.mark.parametrize("text", ["4.5 mg", "48%", "12-18 years", "3/33 men", "n <5 mg", "v1.2.3", "someone else"])
def test_a_share_a_range_and_a_decimal_are_none(text: str) -> None:
    assert not re.search(NUMERAL, text, re.IGNORECASE)


@given(st.text())
def test_any_text_may_be_asked_for(text: str) -> None:
    for hit in re.finditer(NUMERAL, text, re.IGNORECASE):
        value(hit[0])
