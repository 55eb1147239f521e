"""Kind of study and organism: stated by NLM, or said in words."""

from __future__ import annotations

import pytest

from literature.kinds import verdict
from literature.record import Form, Heading, Record, RichText, Section
from literature.work import Centrality, Kind, Organism


def record(title: str = "A title", abstract: str = "", **more: object) -> Record:
    sections = (Section(RichText(abstract)),) if abstract else ()
    return Record(source="wire", source_id="1", title=RichText(title), abstract=sections, **more)  # type: ignore[arg-type]  # keyword passthrough


def kind(one: Record) -> Kind:
    return verdict(one, ()).kind


def organisms(one: Record) -> set[Organism]:
    return set(verdict(one, ()).organisms)


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (("Journal Article", "Randomized Controlled Trial", "Clinical Trial"), Kind.RANDOMISED_TRIAL),
        (("Clinical Trial, Phase II",), Kind.TRIAL),
        (("Case Reports", "Review"), Kind.CASE_REPORT),
        (("Review", "Systematic Review"), Kind.SYSTEMATIC_REVIEW),
        (("Practice Guideline",), Kind.GUIDELINE),
        (("Published Erratum",), Kind.CORRECTION),
        (("Letter",), Kind.EDITORIAL),
    ],
)
def test_publication_types_decide(types: tuple[str, ...], expected: Kind) -> None:
    assert kind(record(publication_types=types)) is expected


@pytest.mark.parametrize(
    ("title", "abstract", "expected"),
    [
        ("Anakinra in gout: a randomised trial", "Patients were assigned.", Kind.RANDOMISED_TRIAL),
        ("Anakinra in gout: study protocol for a trial", "", Kind.PROTOCOL),
        ("Anakinra in gout: a systematic review", "We searched. Mice were excluded.", Kind.SYSTEMATIC_REVIEW),
        ("IL-1 in gout", "This review covers what is known.", Kind.REVIEW),
        ("IL-1 in gout", "Mice were given urate.", Kind.PRECLINICAL),
        ("Anakinra in nine patients with gout", "Patients were treated.", Kind.CASE_REPORT),
        ("A drug for gout: an in-silico study", "Cells and patients are discussed.", Kind.BIOINFORMATICS),
        ("A leaf's answer to IL-1", "Leaves wilt. We show that a plant receptor binds it.", Kind.PRECLINICAL),
        ("IL-1 in gout", "THP-1 monocytes released IL-1.", Kind.PRECLINICAL),
        ("IL-1 in gout", "In this open-label study 12 patients received anakinra.", Kind.TRIAL),
        ("IL-1 in gout", "In this retrospective cohort of patients, flares fell.", Kind.OBSERVATIONAL),
        ("A case of gout", "He recovered.", Kind.CASE_REPORT),
        ("IL-1 in gout", "A 4-year-old girl was seen.", Kind.CASE_REPORT),
        ("IL-1 in gout", "Hub genes were found by bioinformatics.", Kind.BIOINFORMATICS),
        ("Correction to: IL-1 in gout", "", Kind.CORRECTION),
        ("Mattress fires", "", Kind.OTHER),
    ],
)
def test_words_decide_where_nothing_is_stated(title: str, abstract: str, expected: Kind) -> None:
    assert kind(record(title, abstract)) is expected


def test_news_is_news_whatever_its_words() -> None:
    found = verdict(record("Mice cured in a randomised trial", form=Form.NEWS), ())
    assert (found.kind, found.kind_reason) == (Kind.NEWS, "announced by wire")


def test_the_reason_quotes_what_decided() -> None:
    assert verdict(record("IL-1", "This review covers gout."), ()).kind_reason == '"this review" in the abstract'


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("Patients with gout were seen.", {Organism.HUMAN}),
        ("Mice were given urate.", {Organism.ANIMAL}),
        ("Gout patients suffer. Rats were given urate.", {Organism.ANIMAL}),
        ("Murine macrophages were stimulated.", {Organism.IN_VITRO}),
        ("Serum from patients and wild-type mice was used.", {Organism.HUMAN, Organism.ANIMAL}),
        ("Rats and cultured chondrocytes were used.", {Organism.ANIMAL, Organism.IN_VITRO}),
        ("Fish oil was sold.", set()),
    ],
)
def test_organisms_are_read_from_the_words(abstract: str, expected: set[Organism]) -> None:
    assert organisms(record("IL-1", abstract)) == expected


def test_check_tags_outweigh_the_words() -> None:
    text = "Patients' serum was given to mice and cell lines."
    assert organisms(record("IL-1", text, mesh=(Heading("Humans"),))) == {Organism.HUMAN}


def test_work_on_human_cells_alone_is_in_vitro_though_nlm_tags_it_humans() -> None:
    """A time course of stimulated chondrocytes was called an observational study."""
    text = "Human chondrocytes were stimulated with IL-1β."
    assert organisms(record("IL-1", text, mesh=(Heading("Humans"),))) == {Organism.IN_VITRO}


def test_without_a_match_nothing_is_central() -> None:
    found = verdict(record("Gout"), ())
    assert (found.centrality, found.centrality_reason) == (Centrality.NONE, "no watched term")
