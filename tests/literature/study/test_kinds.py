"""Kind of study: stated by NLM, or said in words."""

from __future__ import annotations

import pytest

from literature.model.record import (
    AbstractSection,
    Event,
    EventDate,
    Form,
    Heading,
    PartialDate,
    Record,
    Relation,
    RichText,
)
from literature.model.work import Centrality, Kind, Organism
from literature.study.kinds import verdict


def record(title: str = "A title", abstract: str = "", **more: object) -> Record:
    sections = (AbstractSection(RichText(abstract)),) if abstract else ()
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
    result = verdict(record("Mice cured in a randomised trial", form=Form.NEWS), ())
    assert (result.kind, result.kind_reason) == (Kind.NEWS, "announced by wire")


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
    result = verdict(record("IL-1 in gout", "This review covers mice, cell lines and patients."), ())
    assert (result.kind, result.organisms) == (Kind.REVIEW, (Organism.HUMAN,))


def test_without_a_match_nothing_is_central() -> None:
    result = verdict(record("Gout"), ())
    assert (result.centrality, result.centrality_reason) == (Centrality.NONE, "no watched term")


@pytest.mark.parametrize(
    ("title", "abstract", "expected"),
    [
        ("Response to anakinra in gout", "In this cohort pain fell.", Kind.OBSERVATIONAL),
        ("Response to Smith et al.", "", Kind.EDITORIAL),
        ("Response of rats to IL-1", "", Kind.PRECLINICAL),
    ],
)
def test_a_response_to_something_is_a_letter_only_without_an_abstract(
    title: str, abstract: str, expected: Kind
) -> None:
    assert kind(record(title, abstract)) is expected


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("Lymphocytes of patients with gout and healthy controls were tested in vitro.", Kind.OBSERVATIONAL),
        ("Cells of 12 patients with gout were transfected in vitro.", Kind.PRECLINICAL),
        ("Cell lines were grown, and overall survival of mice rose.", Kind.PRECLINICAL),
        ("An observational study of horses with gout was made.", Kind.OBSERVATIONAL),
        ("An observational study of mice with gout was made.", Kind.PRECLINICAL),
        ("Volunteers were seen; cells grew in vitro. They were randomised to two groups.", Kind.PRECLINICAL),
        ("Whole blood cultures of 9 volunteers were made in a double-blind trial.", Kind.RANDOMISED_TRIAL),
    ],
)
def test_a_study_of_patients_stays_one_though_their_cells_were_kept(abstract: str, expected: Kind) -> None:
    assert kind(record("IL-1 in gout", abstract)) is expected


@pytest.mark.parametrize(
    ("title", "abstract", "expected"),
    [
        ("Effects of drug X in gout", "It was tested by injections in six patients.", Kind.TRIAL),
        ("Effects of drug X in gout", "A registry told of six patients who had injections.", Kind.OBSERVATIONAL),
        ("Effects of obesity on gout", "Patients were weighed.", Kind.OBSERVATIONAL),
        ("Drug X and IL-1", "Nine healthy volunteers were given drug X.", Kind.TRIAL),
        ("Drug X and IL-1", "Nine healthy volunteers were weighed.", Kind.OBSERVATIONAL),
        ("Gout of the hip", "Randomised trials are needed. Patients with pain came.", Kind.OBSERVATIONAL),
        ("Gout of the hip", "A randomised trial of patients was done.", Kind.RANDOMISED_TRIAL),
        (
            "Gout of the hip: a longitudinal study",
            "It was nested in a randomised controlled trial.",
            Kind.OBSERVATIONAL,
        ),
    ],
)
def test_what_was_given_to_people_to_see_its_effect_makes_a_trial(title: str, abstract: str, expected: Kind) -> None:
    assert kind(record(title, abstract)) is expected


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("Chalcones were synthesised. Molecular docking explained their IC50.", Kind.PRECLINICAL),
        ("Molecular docking of known drugs named two candidates.", Kind.BIOINFORMATICS),
        ("Hub genes were found in TCGA and checked by immunohistochemistry.", Kind.BIOINFORMATICS),
        ("Bioinformatics and immunohistochemistry of a cohort showed less IL-1.", Kind.OBSERVATIONAL),
    ],
)
def test_docking_beside_an_experiment_is_an_aid_of_it(abstract: str, expected: Kind) -> None:
    compounds = "These compounds inhibit cytokines. " if expected is Kind.PRECLINICAL else ""
    assert kind(record("IL-1 in gout", compounds + abstract)) is expected


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("We describe 3 new paediatric cases of gout. Our review shows more.", Kind.CASE_REPORT),
        ("A boy, aged 18 months, had gout.", Kind.CASE_REPORT),
        ("A boy is aged 18 months on average; patients with gout were seen.", Kind.OBSERVATIONAL),
        ("Success was defined by the Delphi consensus criteria in patients with gout.", Kind.OBSERVATIONAL),
        ("A Delphi process led to advice on patients with gout.", Kind.GUIDELINE),
        ("The present work aims to review what women with gout suffer.", Kind.REVIEW),
        ("In this chapter, gout is told of.", Kind.REVIEW),
        ("The protein was purified; its molecular weight was 17 kDa.", Kind.PRECLINICAL),
        ("A protein of patients was purified.", Kind.OBSERVATIONAL),
    ],
)
def test_cases_advice_reviews_and_proteins_are_known_by_their_words(abstract: str, expected: Kind) -> None:
    assert kind(record("IL-1 in gout", abstract)) is expected


def test_a_section_headed_case_makes_a_case_report() -> None:
    sections = (AbstractSection(RichText("Gout was seen in children."), label="CASE PRESENTATION"),)
    assert kind(Record("s", "1", RichText("IL-1"), abstract=sections)) is Kind.CASE_REPORT
    other = (AbstractSection(RichText("Gout was seen in children."), label="CASES AND CONTROLS"),)
    assert kind(Record("s", "1", RichText("IL-1"), abstract=other)) is Kind.OBSERVATIONAL


def test_effects_on_production_by_human_cells_are_preclinical_in_vitro_though_tagged_humans() -> None:
    """Titles of the 1980s, with NLM's headings and no abstract."""
    told = verdict(
        record(
            "Effect of indomethacin on interleukin-1 production by human blood monocytes",
            mesh=(Heading("Humans"), Heading("Cells, Cultured")),
            publication_types=("Journal Article",),
        ),
        (),
    )
    assert (told.kind, told.organisms) == (Kind.PRECLINICAL, (Organism.IN_VITRO,))


def bare(status: str = "PubMed-not-MEDLINE", year: int = 2024) -> Record:
    issued = (EventDate(Event.ISSUE, PartialDate(year)),)
    return record("Enemies at the gate", publication_types=("Journal Article",), dates=issued, status=status)


def test_an_article_of_today_without_abstract_is_a_comment_and_an_old_one_is_not() -> None:
    assert kind(bare()) is Kind.EDITORIAL
    assert kind(bare(year=1984)) is Kind.OTHER


def test_an_article_ahead_of_print_may_still_get_its_abstract() -> None:
    """Its badge would say "Editorial" of a study until then."""
    for status in ("Publisher", "In-Process", "In-Data-Review", ""):
        assert kind(bare(status)) is Kind.OTHER


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Anakinra in gout: rationale and design of a trial", Kind.PROTOCOL),
        ("Design and rationale of the GOUT trial", Kind.PROTOCOL),
        ("Rational design of IL-1 blockers", Kind.REVIEW),
    ],
)
def test_the_rationale_and_design_of_a_trial_is_its_protocol_though_nlm_types_it_review(
    title: str, expected: Kind
) -> None:
    assert kind(record(title, "Patients will be seen.", publication_types=("Review",))) is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Baicalein alleviates stiffness", Kind.PRECLINICAL),
        ("Inhibition of stiffness by baicalein", Kind.PRECLINICAL),
        ("Increases in stiffness", Kind.OTHER),
        ("The stiffness of baicalein", Kind.OTHER),
    ],
)
def test_a_title_that_says_what_acts_on_what_is_of_an_experiment_where_nothing_else_tells(
    title: str, expected: Kind
) -> None:
    assert kind(record(title, "It was found that this was so. " * 20)) is expected
    assert kind(record(title, "It was found that this was so.")) is Kind.OTHER
    assert kind(record(title, "Women were seen, and this was so. " * 20)) is Kind.OBSERVATIONAL


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("Leukocytes of blood took up tritiated thymidine.", Kind.PRECLINICAL),
        ("Leukocytes of blood were counted.", Kind.OBSERVATIONAL),
        ("Tritiated thymidine was taken up less in 9 patients with gout.", Kind.OBSERVATIONAL),
    ],
)
def test_a_test_of_cells_is_an_experiment_where_no_patients_were_studied(abstract: str, expected: Kind) -> None:
    assert kind(record("IL-1", abstract, mesh=(Heading("Humans"),))) is expected


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("Plasma of patients was tried; the limit of detection was 3 ng/mL.", Kind.OTHER),
        ("Plasma of patients was tried, with a detection limit (LOD) down to as little as 3.", Kind.OTHER),
        ("IL-1 of patients was below the limit of detection.", Kind.OBSERVATIONAL),
    ],
)
def test_a_way_to_measure_is_no_study_of_those_who_gave_the_samples(abstract: str, expected: Kind) -> None:
    assert kind(record("IL-1", abstract)) is expected


def test_a_gene_series_of_others_is_bioinformatics() -> None:
    assert kind(record("IL-1", "GSE100927 was read by CIBERSORT. Patients live long.")) is Kind.BIOINFORMATICS
    assert kind(record("IL-1", "A cohort was read. Patients live long.")) is Kind.OBSERVATIONAL


@pytest.mark.parametrize(
    ("abstract", "mesh", "expected"),
    [
        ("The compound was purified; its IC50 was low.", (), (Organism.IN_VITRO,)),
        ("The compound was purified; its mass was low.", (), ()),
        ("Leukocytes took up tritiated thymidine.", ("Humans",), (Organism.HUMAN, Organism.IN_VITRO)),
        ("Leukocytes of pigs took up tritiated thymidine.", ("Animals",), (Organism.ANIMAL,)),
    ],
)
def test_an_experiment_on_nobody_or_on_samples_of_people_was_done_in_a_dish(
    abstract: str, mesh: tuple[str, ...], expected: tuple[Organism, ...]
) -> None:
    told = verdict(record("IL-1", abstract, mesh=tuple(map(Heading, mesh))), ())
    assert (told.kind, told.organisms) == (Kind.PRECLINICAL, expected)
