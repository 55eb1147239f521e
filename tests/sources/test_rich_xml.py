from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from literature.model.record import MARKS, Mark, RichText
from sources.rich_xml import Element, plain, rich

MATH = "http://www.w3.org/1998/Math/MathML"


def element(xml: str) -> Element:
    return etree.fromstring(f"<T>{xml}</T>", etree.XMLParser(remove_comments=True, remove_pis=True))


def test_text_before_inside_and_behind_markup_is_kept() -> None:
    assert rich(element("The <i>Il1rn</i> gene and IL-1<sub>β</sub>.")) == RichText(
        "The Il1rn gene and IL-1β.", (Mark(4, 9, "i"), Mark(23, 24, "sub"))
    )


def test_text_that_begins_with_markup_is_not_empty() -> None:
    assert rich(element("<i>Il1rn</i> gene")).text == "Il1rn gene"


def test_outer_marks_come_before_inner_ones() -> None:
    assert rich(element("<b>a<i>b</i></b>")).marks == (Mark(0, 2, "b"), Mark(1, 2, "i"))


@pytest.mark.parametrize("tag", ["u", "strong", "unheard-of"])
def test_other_tags_leave_their_text(tag: str) -> None:
    assert rich(element(f"a <{tag}>b<sup>2</sup></{tag}> c")) == RichText("a b2 c", (Mark(3, 4, "sup"),))


def test_mathml_is_its_text_without_its_indentation() -> None:
    math = f"<m:math xmlns:m='{MATH}'>\n  <m:msup>\n <m:mi>x</m:mi><m:mn>2</m:mn></m:msup></m:math>"
    assert rich(element(f"let {math} be")) == RichText("let x2 be", (Mark(5, 6, "sup"),))


def test_an_index_and_an_exponent_of_mathml_are_marks() -> None:
    """A clearance of (W/70)^0.75 was read as (W/70)0.75."""
    base = "<m:mrow><m:mi>B</m:mi></m:mrow>"
    math = f"<m:math xmlns:m='{MATH}'><m:msubsup>{base}<m:mn>1</m:mn><m:mo>+</m:mo></m:msubsup></m:math>"
    assert rich(element(math)) == RichText("B1+", (Mark(1, 2, "sub"), Mark(2, 3, "sup")))


def test_indentation_is_one_space_and_marks_move_with_it() -> None:
    assert rich(element("\n   of\n\t<i>two  words</i>\n  ")) == RichText("of two words", (Mark(3, 12, "i"),))


def test_thin_and_no_break_spaces_stay_as_printed() -> None:
    assert rich(element("p\u2009&lt;\u20090.05 in\u00a0IL-1")).text == "p\u2009<\u20090.05 in\u00a0IL-1"


def test_a_mark_over_nothing_is_dropped() -> None:
    assert rich(element("a<i/>b<sub> </sub>")) == RichText("ab")


def test_comments_and_instructions_cut_no_text() -> None:
    assert plain(element("a<!-- x -->b<?y z?>c<i>d</i>")) == "abcd"


def test_an_entity_that_only_the_dtd_declares_means_what_it_means_in_html() -> None:
    document = b'<!DOCTYPE T SYSTEM "https://dtd.example/none.dtd"><T>IL-1&beta; <i>&alpha;</i></T>'
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    assert rich(etree.fromstring(document, parser)) == RichText("IL-1β α", (Mark(6, 7, "i"),))


Node = str | tuple[str, list["Node"]]
texts = st.text(alphabet="ab β\u2009\n\t-1", max_size=6)
tags = st.sampled_from([*sorted(MARKS), "u", f"{{{MATH}}}mi"])
nodes = st.recursive(texts, lambda inner: st.tuples(tags, st.lists(inner, max_size=4)), max_leaves=12)


def built(children: list[Node], tag: str = "T") -> Element:
    """The tree as an element, its texts where XML keeps them: in ``text`` and ``tail``."""
    root = etree.Element(tag)
    for child in children:
        if isinstance(child, tuple):
            root.append(built(child[1], child[0]))
        elif len(root):
            root[-1].tail = (root[-1].tail or "") + child
        else:
            root.text = (root.text or "") + child
    return root


def said_by(element: Element) -> str:
    text = "".join(str(piece) for piece in element.itertext())
    return re.sub("[ \t\r\n]+", " ", text).strip(" ")


@given(st.lists(nodes, max_size=6))
def test_text_is_the_elements_whole_text(children: list[Node]) -> None:
    root = built(children)
    assert rich(root).text == plain(root) == said_by(root)


@given(st.lists(nodes, max_size=6))
def test_marks_lie_inside_the_text_and_are_properly_nested(children: list[Node]) -> None:
    found = rich(built(children))
    assert all(0 <= m.start < m.end <= len(found.text) and m.tag in MARKS for m in found.marks)
    for one in found.marks:
        for other in found.marks:
            apart = one.end <= other.start or other.end <= one.start
            within = one.start <= other.start and other.end <= one.end
            around = other.start <= one.start and one.end <= other.end
            assert apart or within or around


@given(st.lists(nodes, max_size=6))
def test_each_mark_covers_what_its_element_says(children: list[Node]) -> None:
    root = built(children)
    found = rich(root)
    covered = Counter((m.tag, found.text[m.start : m.end].strip(" ")) for m in found.marks)
    said = Counter((e.tag, said_by(e)) for e in root.iter(*MARKS))
    assert {k: n for k, n in covered.items() if k[1]} == {k: n for k, n in said.items() if k[1]}
