"""Folding: what it makes alike, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.text import fold

LIKELY = st.text(st.sampled_from("IL-1βα𝛽ßẞ–−‑\u00ad\u200b\u2009\u00a0®™ẞİŉ㎈ﬁçöé\u0301́'’“ .1aΣς") | st.characters())


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("IL\u20101β", "il-1beta"),
        ("IL\u20111\u00a0Ra", "il-1 ra"),
        ("Interleukin-1\u2013Receptor", "interleukin-1-receptor"),
        ("IL\u22121", "il-1"),
        ("IL\u00ad1β", "il1beta"),
        ("IL-\u200b1", "il-1"),
        ("IL-1\U0001d6fd", "il-1beta"),
        ("IL-1ß and IL-1 ß", "il-1beta and il-1 beta"),
        ("Straße", "strasse"),
        ("Behçet, Sjo\u0308gren", "behcet, sjogren"),
        ("Still’s “disease”", 'still\'s "disease"'),
        ("Kineret® Ilaris™", "kineret ilaris"),
        ("TNF-ɑ", "tnf-alpha"),
        ("6\u2009h", "6 h"),
    ],
)
def test_one_form_for_what_typesetters_write_in_many_ways(typed: str, folded: str) -> None:
    assert fold(typed).text == folded


@given(LIKELY)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(LIKELY)
def test_every_folded_place_knows_where_it_came_from(text: str) -> None:
    folded = fold(text)
    assert len(folded.origin) == len(folded.text)
    assert list(folded.origin) == sorted(folded.origin)
    assert all(0 <= place < len(text) for place in folded.origin)


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_only_loses_its_capitals(text: str) -> None:
    assert fold(text).text == text.lower()


def test_a_span_of_the_folded_text_is_given_in_the_original() -> None:
    folded = fold("serum IL\u20111β®, IL-6")
    start = folded.text.index("il-1beta")
    a, b = folded.span(start, start + len("il-1beta"))
    assert folded.original[a:b] == "IL\u20111β"
