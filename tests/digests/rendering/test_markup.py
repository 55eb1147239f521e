"""Only i, b, sub and sup reach a letter, always well-formed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from digests.rendering import markup
from literature.model.record import Mark, RichText

MARKS = st.builds(Mark, st.integers(0, 30), st.integers(0, 30), st.sampled_from(["i", "b", "sub", "sup"]))


def test_tags_of_a_source_are_shown_as_text() -> None:
    assert (
        markup.html(RichText("<script>1</script> & <i>x</i>"))
        == "&lt;script&gt;1&lt;/script&gt; &amp; &lt;i&gt;x&lt;/i&gt;"
    )


def test_marks_become_tags() -> None:
    rich = RichText("IL-1β in CD4+ cells", (Mark(0, 5, "b"), Mark(12, 13, "sup")))
    assert markup.html(rich) == "<b>IL-1β</b> in CD4<sup>+</sup> cells"


def test_marks_that_cross_are_nested_rightly() -> None:
    assert markup.html(RichText("abcd", (Mark(0, 3, "b"), Mark(2, 4, "i")))) == "<b>ab<i>c</i></b><i>d</i>"


def test_an_unknown_mark_is_dropped() -> None:
    assert markup.html(RichText("abc", (Mark(0, 3, "script"),))) == "abc"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=30), st.lists(MARKS, max_size=6))
def test_any_marks_give_the_whole_text_and_balanced_tags(text: str, marks: list[Mark]) -> None:
    page = lxml_html.fromstring(f"<p>{markup.html(RichText(text, tuple(marks)))}</p>")
    assert page.xpath("string()") == text
    assert {element.tag for element in page.iter()} <= {"p", "i", "b", "sub", "sup"}


def test_plain_text_raises_and_lowers_where_unicode_can() -> None:
    rich = RichText(
        "106 PM2.5 CD4+ IL1-/-", (Mark(2, 3, "sup"), Mark(6, 9, "sub"), Mark(13, 14, "sup"), Mark(18, 21, "sup"))
    )
    assert markup.text(rich) == "10⁶ PM2.5 CD4⁺ IL1-/-"


def test_an_exponent_that_unicode_lacks_stays_an_exponent_in_plain_text() -> None:
    """A clearance of (W/70)^0.75 was read as (W/70)0.75."""
    assert markup.text(RichText("(W/70)0.75 L/h", (Mark(6, 10, "sup"),))) == "(W/70)^0.75 L/h"
