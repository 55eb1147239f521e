"""The day in a citation as NLM prints it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.model.record import PartialDate
from literature.study.citations import citation_date


@pytest.mark.parametrize(
    ("citation", "day"),
    [
        ("Lancet. 2010 Feb 6;375(9713):445. doi: 10.1016/S0140-6736(10)60175-4.", PartialDate(2010, 2, 6)),
        ("Nat Med. 2021 Jan;27(1):173", PartialDate(2021, 1)),
        ("J Invented. 2020;1:1", PartialDate(2020)),
        ("J Sample. 2026", PartialDate(2026)),
        ("J Invented. 2010 Jan-Feb;3:1", PartialDate(2010)),
        ("J Invented. 2026 Feb 31;3:1", PartialDate(2026, 2)),
        ("Proc (Inv Cent). 2024 Aug 7;37(5):1", PartialDate(2024, 8, 7)),
        ("doi: 10.5555/j.2020.1", PartialDate()),
        ("", PartialDate()),
    ],
)
def test_a_citation_has_the_date_that_is_certain(citation: str, day: PartialDate) -> None:
    assert citation_date(citation) == day


@given(st.text())
def test_any_text_has_a_date_or_none(text: str) -> None:
    assert citation_date(text).as_day or True
