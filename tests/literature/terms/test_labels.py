"""What looks like a label of another science, a state or another protein, and what is IL-1 beside such words."""

from __future__ import annotations

import pytest

from flows.config import load_watch
from literature.model.record import AbstractSection, Record, RichText
from literature.terms.matcher import Matcher
from tests.paths import ROOT

MATCHER = Matcher(load_watch(ROOT / "watch.toml").terms)


def named(title: str, abstract: str = "") -> set[str]:
    sections = (AbstractSection(RichText(abstract)),) if abstract else ()
    record = Record(source="pubmed", source_id="1", title=RichText(title), abstract=sections)
    return {match.term for match in MATCHER.matches(record)}


@pytest.mark.parametrize(
    "text",
    [
        "Cytokines of HIV-1-infected lymphocytes (IL-1, TNF-alpha, IL-6) by ELISA. IL-1 was increased in patients.",
        "HSV-1-infected lungs (IL-1, IL-6)",
        "Day 1 injured lungs (IL-1, TNF)",
        "Phase 1 immunised llamas (IL-1)",
        "Stage 1 irradiated livers (IL-1 and IL-2)",
        "SARS-CoV-2-infected lung organoids (IL-1)",
        "Inhibitory ligands (IL-1, IL-10)",
    ],
)
def test_a_number_before_the_long_form_or_another_molecule_in_the_bracket_defines_nothing(text: str) -> None:
    assert named(text) == {"IL-1"}
    assert named("Cytokines in disease", text) == {"IL-1"}


@pytest.mark.parametrize(
    "text",
    [
        "In ligated ileal loops IL-1 and TNF-alpha were measured by ELISA",
        "Rabbit intestinal loops IL-1",
        "Infected larvae IL-1",
        "Ischemic lens IL-1",
        "Inner layer IL-1 of the retina and its TNF",
    ],
)
def test_prose_and_anatomy_before_il_1_are_no_name_of_a_label(text: str) -> None:
    assert named(text) == {"IL-1"}


@pytest.mark.parametrize(
    "text",
    [
        "IL-1: The Important Link Between Obesity and Gout",
        "IL-1: the inflammasome link to atherosclerosis in patients",
        "IL-1: an intriguing link in gout",
        "IL-1, Inflammatory Lipids and Stroke",
        "IL-1: interesting lines of thought",
    ],
)
def test_a_title_goes_on_behind_what_a_definition_ends_with(text: str) -> None:
    assert named(text) == {"IL-1"}


@pytest.mark.parametrize(
    "text",
    [
        "Mutation of intracellular loop 1 (IL1) in cells of patients",
        "The first intracellular loop (IL1) of cytokine receptors",
        "IL1, intracellular loop 1; TM, transmembrane helix; TNF, tumour necrosis factor",
        "IL1 (first intracellular loop) of a receptor in mice",
        "Ionic liquid 1 (IL1) kills cancer cells",
        "Internal loops (IL1-3) of RNA in human cells",
    ],
)
def test_an_exact_definition_outweighs_words_of_biology(text: str) -> None:
    assert named(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Regeneron's IL-1 Trap fails in late-stage trial, company says Monday",
        "Kiniksa shares jump Tuesday on IL-1 data",
        "University of Illinois scientists find IL-1 drives bone loss",
        "Orange County biotech raises funds for IL-1 pill",
        "Monday at the county fair: IL-1 explained",
        "Boundary lubricants protect cartilage from IL-1",
        "IL-1 increases mucin viscosity in cystic fibrosis",
        "A photonic waveguide biosensor for IL-1",
        "Ionic liquid aptasensor for IL-1",
        "A transformer model for predicting IL-1-inducing peptides",
        "Transformers for IL-1",
        "IL-1 alters annulus fibrosus lamellae",
        "Bacterial cellulose scaffolds lower IL-1 in pulp",
        "Bacterial cellulose and IL-1",
        "Effects of solvents on IL-1 release",
        "Soil extract lowers IL-1",
        "Election stress and IL-1 expression",
        "IL-1 after car crash: whiplash patients",
        "The drought of ideas has come to an end for IL-1",
    ],
)
def test_a_headline_on_il_1_may_hold_a_word_of_another_science(text: str) -> None:
    assert named(text) == {"IL-1"}


@pytest.mark.parametrize(
    "text",
    [
        "Lane closures on IL 1 begin Monday",
        "Democrats hope to hold IL-1",
        "Motorists on IL-1 should expect delays",
        "Viscosity of mixtures, and why it falls when IL-1 takes the place of the usual solvent",
        "Extraction of lignin with IL-1",
        "Glider Il-32 flew",
        "Wheat accession IL-1 yields more",
    ],
)
def test_another_science_counts_next_to_the_label_or_by_two_of_its_words(text: str) -> None:
    assert named(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "ProIL-1β processing in macrophages", "PreIL-1β in monocytes", "AntiIL-1 therapy", "RmIL-1 in pigs",
        "PROIL-1β PROCESSING", "Release of ProIL-1 alpha", "Levels of Serum Leptin, IL 1, and IL 6 in Obese Patients",
        "Salivary Calprotectin, IL 1 and MMP 8", "Change of Plasma Resistin, IL 1 levels", "In Saliva, IL 1 beta fell",
        "Effect of Il 1 beta on cartilage", "Effect of il 1 alpha", "IL-1 0 to 100 ng/ml", "IL-1 0, 1 and 10 ng/ml",
        "IL-1 0-10 ng/ml", "IL-1 0 ng/ml", "IL-1R1hi cells", "IL-1R1low cells", "IL1R2neg neutrophils",
    ],
)  # fmt: skip
def test_prefixes_marks_lists_and_doses_leave_il_1_what_it_is(text: str) -> None:
    assert named(text) == {"IL-1"}


def test_the_antagonist_too_may_open_a_title_with_its_prefix() -> None:
    assert named("RhIL-1Ra in sepsis") == {"IL-1RA"}


@pytest.mark.parametrize(
    "text",
    [
        "HOIL-1 in cells", "PIL-1 in cells", "VIL-1 in cells", "MIL-1 in cells", "SIL-1 in cells", "Il 1 maggio",
        "A plant in Smithtown, IL 1 of 12 in the state", "Chicago, IL 1 and more", "Broken IL-1 0 levels",
        "IL-1 0 -1082 in patients", "IL-1R1high2 cells",
    ],
)  # fmt: skip
def test_other_proteins_states_and_il_10_stay_what_they_are(text: str) -> None:
    assert named(text) == set()
