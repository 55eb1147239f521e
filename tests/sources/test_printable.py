"""Text that may be written down: the way that is quick for nearly all texts gives what the plain one gives."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from sources.printable import one_line, printable


@given(st.text(st.one_of(st.sampled_from(" \t\n\x00\x85\xa0\u2003\u2028"), st.characters())))
@example(" IL-1\xa0 beta ")
@example("one  two")
def test_a_line_has_single_blanks_and_nothing_unprintable_whatever_the_text(text: str) -> None:
    assert one_line(text) == " ".join(printable(text).split())
