"""Subject or one of a panel."""

from __future__ import annotations

import pytest

from literature.centrality import standing
from literature.record import Heading, Record, RichText, Section
from literature.terms import Matcher, Term
from literature.work import Centrality

MATCHER = Matcher(
    [
        Term("IL-1", ("IL-1", "IL-1beta", "canakinumab"), mesh=("Interleukin-1",)),
        Term("IL-1RA", ("IL-1RA", "anakinra")),
        Term("IL-32", ("IL-32", "IL-32gamma")),
    ]
)


def judged(title: str, abstract: str = "", **more: object) -> tuple[Centrality, str]:
    sections = (Section(RichText(abstract)),) if abstract else ()
    record = Record(source="s", source_id="1", title=RichText(title), abstract=sections, **more)  # type: ignore[arg-type]  # keyword passthrough
    found = standing(record, MATCHER.matches(record))
    return found.centrality, found.reason


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("IL-1β drives gout", ""),
        ("Canakinumab, tocilizumab (IL-6) and TNF blockers compared", ""),
        ("A drug for gout", "We investigated whether anakinra helps. Pain fell. In conclusion, anakinra helps."),
        ("Urate and the NLRP3 inflammasome", "Urate led to IL-1β secretion. We conclude that urate hurts."),
        ("Gout", "Here we tested blockade of IL-1β. Pain fell. IL-1β deficient mice were well."),
        ("Serum IL-32γ follows myasthenia gravis", ""),
        ("IL-32 and TNF: IL-32 mediates septic shock", ""),
        ("Weakness", "We examined IL-32γ in myasthenia. Patients gave blood. In conclusion, IL-32γ follows weakness."),
    ],
)
def test_the_subject_is_core(title: str, abstract: str) -> None:
    assert judged(title, abstract)[0] is Centrality.CORE


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Herb extract in colitis", "The herb lowered TNF-α, IL-6 and IL-1β. In conclusion, TNF-α and IL-1β fell."),
        ("Herb extract in joints", "Chondrocytes were stimulated with IL-1β. The herb helped IL-1β-treated cells."),
        ("Serum TNF-α, IL-1β and IL-6 in acne", "We measured IL-1β, IL-6 and TNF-α."),
        ("Herb extract spares IL-1β-induced chondrocytes", "Cells lived."),
        ("Serum TNF-α, IL-32 and IL-6 in acne", "We measured IL-32, IL-6 and TNF-α."),
        ("Colitis care", "Drugs are many. Anakinra is one of them. Care matters."),
    ],
)
def test_one_of_a_panel_a_stimulus_or_an_aside_is_a_marker(title: str, abstract: str) -> None:
    assert judged(title, abstract)[0] is Centrality.MARKER


def test_the_reason_says_where_it_stands() -> None:
    assert judged("IL-1β drives gout") == (Centrality.CORE, "IL-1β in the title")
    assert judged("Gout", "It lowered IL-6 and IL-1β.") == (Centrality.MARKER, "IL-1β beside other markers")


def test_a_heading_alone_is_a_marker() -> None:
    found = judged("Gut flora", mesh=(Heading("Interleukin-1"),))
    assert found == (Centrality.MARKER, "only as a heading or keyword")


def test_the_score_orders_works_as_the_verdict_does() -> None:
    texts = ("Canakinumab in gout", "IL-1β-induced herbs", "Herbs", "TNF, IL-6 and IL-1β in herbs")
    found = [standing(one, MATCHER.matches(one)) for one in (Record("s", "1", RichText(text)) for text in texts)]
    drug, stimulus, nothing, panel = (one.score for one in found)
    assert drug >= 0.5 > panel > stimulus > nothing == 0
