"""Kind of study: stated by NLM, or said in words."""

from __future__ import annotations

import pytest

from literature.kinds import verdict
from literature.record import Form, Record, Relation, RichText, Section
from literature.work import Centrality, Kind, Organism


def record(title: str = "A title", abstract: str = "", **more: object) -> Record:
    sections = (Section(RichText(abstract)),) if abstract else ()
    return Record(source="wire", source_id="1", title=RichText(title), abstract=sections, **more)  # type: ignore[arg-type]  # keyword passthrough


def kind(one: Record) -> Kind:
    return verdict(one, ()).kind


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (("Journal Article", "Randomized Controlled Trial", "Clinical Trial"), Kind.RANDOMISED_TRIAL),
        (("Clinical Trial, Phase II",), Kind.TRIAL),
        (("Case Reports", "Review"), Kind.CASE_REPORT),
        (("Review", "Systematic Review"), Kind.SYSTEMATIC_REVIEW),
        (("Practice Guideline",), Kind.GUIDELINE),
        (("Published Erratum",), Kind.CORRECTION),
        (("Retraction Notice", "Review"), Kind.CORRECTION),
        (("Letter",), Kind.EDITORIAL),
    ],
)
def test_publication_types_decide(types: tuple[str, ...], expected: Kind) -> None:
    assert kind(record(publication_types=types)) is expected


def test_what_names_the_paper_that_it_retracts_is_a_notice_under_any_title_and_type() -> None:
    relations = (Relation("RetractionOf", "55"),)
    assert kind(record("IL-1 in gout", "Mice were given urate.", relations=relations)) is Kind.CORRECTION


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
        ("Statement of Retraction: IL-1 in gout", "Mice were given urate.", Kind.CORRECTION),
        ("Correction of anaemia in gout", "Mice were given urate.", Kind.PRECLINICAL),
        ("Withdrawal of anakinra in gout", "Mice were given urate.", Kind.PRECLINICAL),
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
    ("title", "abstract", "expected"),
    [
        ("IL-1 in gout", "Patients were divided by a random number table.", Kind.RANDOMISED_TRIAL),
        ("IL-1 in gout", "Adults entered a randomised, within-subjects crossover experiment.", Kind.RANDOMISED_TRIAL),
        ("A non-randomised trial of anakinra", "It was open-label.", Kind.TRIAL),
        ("Anakinra in gout: a nationwide survey", "Cell lines were not used.", Kind.OBSERVATIONAL),
        ("Gout after anakinra in a young man", "He recovered.", Kind.CASE_REPORT),
        ("IL-1 in gout", "We describe gout in two brothers and review the literature.", Kind.CASE_REPORT),
        ("IL-1 in gout", "The patient responded to anakinra.", Kind.CASE_REPORT),
        ("Leaves against IL-1: an in silico view", "In vitro work is needed.", Kind.BIOINFORMATICS),
        ("IL-1 in gout", "Patients suffer. Mechanistically, urate activates NLRP3.", Kind.PRECLINICAL),
        ("A gel", "A hydrogel with tannins closed wounds by lowering cytokines.", Kind.PRECLINICAL),
        ("IL-1 in gout", "The aim is to summarise what is known.", Kind.REVIEW),
        ("Current concepts of IL-1 in the gut", "Rats have it.", Kind.REVIEW),
        ("IL-1 in gout", "In a meta-analysis of our two cohorts, patients with gout died early.", Kind.OBSERVATIONAL),
        ("IL-1 in gout", "We ran a meta-analysis of 30 studies.", Kind.SYSTEMATIC_REVIEW),
        ("IL-1 in gout", "Patients with gout had IL-1. We recommend care.", Kind.OBSERVATIONAL),
    ],
)
def test_methods_are_known_by_the_words_that_authors_use(title: str, abstract: str, expected: Kind) -> None:
    assert kind(record(title, abstract)) is expected


def test_a_long_abstract_without_a_finding_of_its_own_is_a_review() -> None:
    told = "Patients with gout suffer, and IL-1 drives it. " * 10
    assert verdict(record("IL-1 in gout", told), ()).kind_reason == "no finding of its own"
    assert kind(record("IL-1 in gout", told + "Pain was less.")) is Kind.OBSERVATIONAL
    assert kind(record("IL-1 in gout", told[:200])) is Kind.OBSERVATIONAL


def test_a_case_is_told_in_a_letter_too_and_a_comment_is_none() -> None:
    title = "Anakinra in HIV: a case report"
    assert kind(record(title, publication_types=("Letter",))) is Kind.CASE_REPORT
    assert kind(record(title, publication_types=("Letter", "Comment"))) is Kind.EDITORIAL


def test_a_review_is_not_done_on_the_mice_that_it_names() -> None:
    found = verdict(record("IL-1 in gout", "This review covers mice, cell lines and patients."), ())
    assert (found.kind, found.organisms) == (Kind.REVIEW, (Organism.HUMAN,))


def test_without_a_match_nothing_is_central() -> None:
    found = verdict(record("Gout"), ())
    assert (found.centrality, found.centrality_reason) == (Centrality.NONE, "no watched term")
