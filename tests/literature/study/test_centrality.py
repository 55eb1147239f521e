"""Subject or one of a panel."""

from __future__ import annotations

import pytest

from literature.model.record import AbstractSection, Heading, Record, RichText
from literature.model.work import Centrality
from literature.study.centrality import assess_centrality
from literature.terms.matcher import Matcher, Term

MATCHER = Matcher(
    [
        Term("IL-1", ("IL-1", "IL-1beta", "canakinumab"), mesh=("Interleukin-1",)),
        Term("IL-1RA", ("IL-1RA", "anakinra")),
        Term("IL-32", ("IL-32", "IL-32gamma")),
    ]
)

OTHER_LAB = Matcher(
    [
        Term("IL-6", ("IL-6", "tocilizumab")),
        Term("TNF", ("TNF-alpha", "tumor necrosis factor")),
        Term("IL-17", ("IL-17",)),
    ]
)


def judged(title: str, abstract: str = "", **more: object) -> tuple[Centrality, str]:
    sections = (AbstractSection(RichText(abstract)),) if abstract else ()
    record = Record(source="s", source_id="1", title=RichText(title), abstract=sections, **more)  # type: ignore[arg-type]  # keyword passthrough
    result = assess_centrality(record, MATCHER.matches(record))
    return result.centrality, result.reason


def other_lab(title: str, abstract: str = "") -> tuple[Centrality, str]:
    """``judged`` by those who watch IL-6, TNF and IL-17."""
    record = Record("s", "1", RichText(title), abstract=(AbstractSection(RichText(abstract)),))
    result = assess_centrality(record, OTHER_LAB.matches(record))
    return result.centrality, result.reason


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


@pytest.mark.parametrize(
    "title", ["IL-6 knockout protects the heart", "Blockade of TNF-α in the brain", "IL-17 and skin"]
)
def test_a_watched_molecule_is_no_company_of_itself(title: str) -> None:
    """With IL-6 watched, its own name in the title counted as another marker measured beside it."""
    assert other_lab(title)[0] is Centrality.CORE


@pytest.mark.parametrize(
    "text", ["IL-6 and TNF-α fell.", "TNF-α and IL-1β fell.", "IL-6, -8 and -10 fell.", "IL-6/8 fell."]
)
def test_to_one_watched_molecule_another_is_company(text: str) -> None:
    assert other_lab("Herbs", f"Here we tried herbs. {text} In conclusion, {text}")[0] is Centrality.MARKER


def test_a_cytokine_that_is_no_interleukin_is_no_drug() -> None:
    """TNF was taken for a drug for not being of the shape of an interleukin, and was the subject of every panel."""
    assert other_lab("Herbs", "TNF-α fell. Herbs lowered TNF-α.") == (Centrality.MARKER, "TNF-α in the conclusion")
    assert other_lab("Herbs", "We tried tocilizumab, TNF-α fell. Herbs lost to tocilizumab.")[0] is Centrality.CORE


def test_an_inflammasome_makes_il_1_and_no_il_6() -> None:
    told = "Herbs lowered the cytokine {} in the blood."
    assert judged("The NLRP3 inflammasome and herbs", told.format("IL-1β"))[0] is Centrality.CORE
    assert other_lab("The NLRP3 inflammasome and herbs", told.format("IL-6"))[0] is Centrality.MARKER


@pytest.mark.parametrize("told", ["after IL-1β treatment", "upon IL-1β", "on IL-1β stimulation"])
def test_what_is_added_to_cells_is_a_stimulus(told: str) -> None:
    assert judged("Cells", f"Here we asked what happens {told}.") == (Centrality.MARKER, "IL-1β as a stimulus")


def test_the_reason_says_where_it_stands() -> None:
    assert judged("IL-1β drives gout") == (Centrality.CORE, "IL-1β in the title")
    assert judged("Gout", "It lowered IL-6 and IL-1β.") == (
        Centrality.MARKER,
        "IL-1β, one of several cytokines measured",
    )


def test_a_heading_alone_is_a_marker() -> None:
    result = judged("Gut flora", mesh=(Heading("Interleukin-1"),))
    assert result == (Centrality.MARKER, "only as a heading or keyword")


def test_the_score_orders_works_as_the_verdict_does() -> None:
    texts = ("Canakinumab in gout", "IL-1β-induced herbs", "Herbs", "TNF, IL-6 and IL-1β in herbs")
    result = [
        assess_centrality(item, MATCHER.matches(item)) for item in (Record("s", "1", RichText(text)) for text in texts)
    ]
    drug, stimulus, nothing, panel = (item.score for item in result)
    assert drug >= 0.5 > panel > stimulus > nothing == 0
