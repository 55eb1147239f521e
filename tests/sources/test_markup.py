from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.model.record import MARKS, Mark, RichText
from sources.markup import CUT, extract, read_markup, shorten
from sources.printable import printable


def read(fragment: str) -> RichText:
    return read_markup(fragment, 1_000).text


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("plain  text\n here", "plain text here"),
        ("<p>one</p><p>two<br>three</p>", "one two three"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("un<span>broken</span> wo<a href='#'>rd</a>", "unbroken word"),
        ("p <0.05 & q > 3", "p <0.05 & q > 3"),
        ("TNF&alpha; &#8722; &amp;amp; &lt;b&gt;", "TNFα − &amp; <b>"),
        ("x<script>alert('<b>')</script>y<style>p{}</style><iframe src=x>z</iframe>", "xy"),
        ("a&#1;b&#0;c", "ab�c"),
        ("before <!-- hidden --> after", "before after"),
        ("<b>never closed", "never closed"),
        ("text</p></div></body></html> goes on", "text goes on"),
        ("<jats:sec>a<mml:mi>b</mml:mi></jats:sec>c", "abc"),
        ("<math><mi>x</mi><mo>=</mo><mn>1</mn></math>", "x=1"),
        ("", ""),
        (" <p> </p> ", ""),
    ],
)
def test_a_fragment_is_read_as_the_text_a_reader_would_see(fragment: str, text: str) -> None:
    assert read(fragment).text == text


@pytest.mark.parametrize(
    ("fragment", "marks"),
    [
        ("a <i>b c</i> d", (Mark(2, 5, "i"),)),
        ("a<em> b</em>", (Mark(2, 3, "i"),)),
        ("<strong>a<sub>1</sub></strong>", (Mark(0, 2, "b"), Mark(1, 2, "sub"))),
        ("CD4<sup>+</sup>", (Mark(3, 4, "sup"),)),
        ("<i></i>x<u>y</u>", ()),
        ("<p><i>a</p><p>b</i></p>", (Mark(0, 1, "i"),)),
    ],
)
def test_of_all_markup_only_italics_bold_and_scripts_are_kept_as_spans(fragment: str, marks: tuple[Mark, ...]) -> None:
    assert read(fragment).marks[: len(marks)] == marks


def test_links_are_told_apart_from_the_text() -> None:
    assert read_markup('see <a href=" https://doi.org/10.5555/x ">this</a> and <a name="n">that</a>', 99).links == (
        "https://doi.org/10.5555/x",
    )


def test_a_text_that_is_cut_says_so_and_keeps_the_marks_inside() -> None:
    cut = shorten(RichText("one two three", (Mark(4, 13, "i"),)), 7)
    assert cut == RichText("one two" + CUT, (Mark(4, 7, "i"),))


def test_extract_moves_the_marks_with_the_text() -> None:
    assert extract(RichText("A  bc - D", (Mark(0, 1, "b"), Mark(3, 5, "i"))), 1, 6) == RichText(
        "bc", (Mark(0, 2, "i"),)
    )


def test_characters_that_no_database_takes_are_dropped() -> None:
    assert printable("a\x00b\ud800c\x0bd\te") == "abcd\te"


TAGS = st.sampled_from(
    ["p", "div", "i", "b", "em", "sub", "script", "style", "a", "table", "td", "select", "svg", "br"]
)
PIECES = st.one_of(
    TAGS.map("<{}>".format),
    TAGS.map("</{}>".format),
    st.text(max_size=8),
    st.sampled_from(["<!-- ", "-->", "<![CDATA[", "]]>", "&", "&lt;", "<", "<b x='", "&#0;", "&#xD800;", "\x00"]),
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_fragment_breaks_it_and_every_mark_lies_in_the_text(fragment: str) -> None:
    rich = read(fragment)
    assert all(0 <= mark.start < mark.end <= len(rich.text) and mark.tag in MARKS for mark in rich.marks)
    assert rich.text == " ".join(rich.text.split())
    rich.text.encode()


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"]), max_size=60))
def test_text_without_markup_is_kept_whole(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    assert read(escaped).text == " ".join(printable(text).split())
