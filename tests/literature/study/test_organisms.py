"""On whom a work was done, read from headings or words."""

from __future__ import annotations

import pytest

from literature.model.record import Heading, Record, RichText
from literature.model.work import Organism
from literature.study.organisms import organisms, organisms_of_data, organisms_of_review
from literature.text import fold

HUMAN, ANIMAL, IN_VITRO = Organism.HUMAN, Organism.ANIMAL, Organism.IN_VITRO


def read(abstract: str, *headings: str) -> set[Organism]:
    record = Record("s", "1", RichText("IL-1"), mesh=tuple(map(Heading, headings)))
    return set(organisms(record, "il-1", fold(abstract).text))


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("Patients with gout were seen.", {HUMAN}),
        ("Mice were given urate.", {ANIMAL}),
        ("Gout patients suffer. Rats were given urate.", {ANIMAL}),
        ("Murine macrophages were stimulated.", {IN_VITRO}),
        ("Serum from patients and wild-type mice was used.", {HUMAN, ANIMAL}),
        ("Rats and cultured chondrocytes were used.", {ANIMAL, IN_VITRO}),
        ("Fish oil was sold.", set()),
    ],
)
def test_organisms_are_read_from_the_words(abstract: str, expected: set[Organism]) -> None:
    assert read(abstract) == expected


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("The extract was given by gavage.", {ANIMAL}),
        ("DSS-induced colitis was milder.", {ANIMAL}),
        ("Grass carp were infected.", {ANIMAL}),
        ("CARP after surgery was treated in 12 patients.", {HUMAN}),
        ("Probes for hybridisation (FISH) bound.", set()),
        ("An in vivo-like matrix was made.", set()),
    ],
)
def test_an_animal_is_known_by_its_treatment_and_not_by_an_abbreviation(abstract: str, expected: set[Organism]) -> None:
    assert read(abstract) == expected


@pytest.mark.parametrize(
    "abstract",
    [
        "Activated T cells predict relapse in patients.",
        "In patients activated microglia were seen.",
        "CD8 cells and ACE2-positive cells of patients were counted.",
    ],
)
def test_cells_that_a_patient_has_are_no_culture(abstract: str) -> None:
    assert read(abstract) == {HUMAN}


@pytest.mark.parametrize(
    "abstract",
    [
        "The compound spared SGC-996 cells.",
        "In-vitro assays were run.",
        "Luciferase assays proved the target.",
        "Knockdown of the gene helped.",
        "Intestinal organoids swelled.",
        "LPS-induced murine RAW264.7 macrophages were spared.",
        "Cultured pulmonary artery endothelial and smooth muscle cells grew.",
    ],
)
def test_cells_are_known_by_what_is_done_with_them(abstract: str) -> None:
    assert read(abstract) == {IN_VITRO}


def test_what_is_induced_in_an_animal_is_no_culture() -> None:
    assert read("LPS-induced macrophage infiltration fell in mice.") == {ANIMAL}
    assert read("Inflammation-induced loss of neurons was less in mice.") == {ANIMAL}


@pytest.mark.parametrize(
    "sign",
    ["Skin of patients was stained.", "Patients and healthy controls were compared.", "Human gingiva was stained."],
)
def test_people_took_part_in_laboratory_work_where_something_was_taken_from_them(sign: str) -> None:
    assert read(f"Cell lines were used. {sign}") == {HUMAN, IN_VITRO}
    assert read("Cell lines were used. Human serum albumin was added. Patients need this.") == {IN_VITRO}


def test_a_review_is_on_animals_or_cells_only_where_its_title_says_so() -> None:
    record = Record("s", "1", RichText("IL-1"))
    abstract = "mice and cell lines were used by others, and patients may gain."
    assert organisms_of_review(record, "il-1 in gout", abstract) == (HUMAN,)
    assert organisms_of_review(record, "il-1 in horses", "joints are reviewed.") == (ANIMAL,)


def test_check_tags_outweigh_the_words() -> None:
    text = "Patients' serum was given to mice and cell lines."
    assert read(text, "Humans") == {HUMAN}


def test_words_outweigh_the_tags_of_a_review_which_are_of_what_it_cites() -> None:
    tagged = Record("s", "1", RichText("IL-1"), mesh=(Heading("Animals"), Heading("Humans")))
    assert organisms_of_review(tagged, "il-1", "patients are treated.") == (HUMAN,)
    assert organisms_of_review(tagged, "il-1", "macrophages release enzymes.") == ()
    assert organisms_of_review(tagged, "il-1", "stem cells of man are unlike those found in man.") == (HUMAN,)
    assert organisms_of_review(tagged, "il-1", "stem cells have not been found in man.") == ()


def test_a_letter_without_abstract_is_on_the_people_that_it_is_tagged_with() -> None:
    tagged = Record("s", "1", RichText("IL-1"), mesh=(Heading("Humans"),))
    assert organisms_of_review(tagged, "block by mustine", "") == (HUMAN,)
    assert organisms_of_review(tagged, "mechanisms of block by mustine", "") == ()
    assert organisms_of_review(Record("s", "1", RichText("IL-1")), "block by mustine", "") == ()


def test_work_on_human_cells_alone_is_in_vitro_though_nlm_tags_it_humans() -> None:
    """A time course of stimulated chondrocytes was called an observational study."""
    assert read("Human chondrocytes were stimulated with IL-1β.", "Humans") == {IN_VITRO}


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("Patients were given IL-1 and watched in vivo.", {HUMAN}),
        ("It slowed growth in vivo.", {ANIMAL}),
        ("Cell lines were injected in vivo. Patients need this.", {ANIMAL, IN_VITRO}),
        ("It works in vitro and in vivo. Patients need this.", {ANIMAL, IN_VITRO}),
        ("It works in vitro and in vivo: 6 volunteers were given IL-1.", {HUMAN, IN_VITRO}),
        ("Animal models had shown it. Patients were seen.", {HUMAN}),
    ],
)
def test_in_vivo_is_an_animal_only_where_it_may_not_have_been_a_person(abstract: str, expected: set[Organism]) -> None:
    assert read(abstract) == expected


@pytest.mark.parametrize(
    "reagent",
    [
        "a rabbit anti-human antibody",
        "a murine monoclonal antibody",
        "the mouse IL-1 gene",
        "fetal bovine serum",
        "bovine serum albumin",
        "goat anti-rabbit IgG",
        "horseradish peroxidase",
        "sheep red blood cells",
        "chicken egg white",
        "recombinant murine IL-1",
        "swine fever virus",
    ],
)
def test_the_animal_of_a_reagent_a_gene_or_a_virus_took_no_part(reagent: str) -> None:
    assert read(f"Patients were tested with {reagent}.") == {HUMAN}
    assert read(f"Sheep were tested with {reagent}.") == {ANIMAL}


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("Mouse serum was taken from mice.", {ANIMAL}),
        ("Bovine joints were injected.", {ANIMAL}),
        ("Murine lungs swelled.", {ANIMAL}),
    ],
)
def test_an_animal_of_which_an_organ_is_told_took_part(abstract: str, expected: set[Organism]) -> None:
    assert read(abstract) == expected


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("Whole blood cultures of patients were stimulated in vitro.", {HUMAN, IN_VITRO}),
        ("ASCs were harvested from obese subjects and co-cultured.", {HUMAN, IN_VITRO}),
        ("It was high in gastric cancer tissues and cell lines.", {HUMAN, IN_VITRO}),
        ("Cell lines made it; tissues of mice made it.", {ANIMAL, IN_VITRO}),
        ("Histamine acts in the airways of asthmatic patients. Human lung macrophages were stimulated.", {IN_VITRO}),
        ("Cells of donor mice were cultured in vitro.", {ANIMAL, IN_VITRO}),
        ("Odontoblasts were grown from human dental pulp tissue in vitro.", {IN_VITRO}),
    ],
)
def test_people_took_part_where_a_sample_is_said_to_be_theirs(abstract: str, expected: set[Organism]) -> None:
    assert read(abstract) == expected


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("Ten non-athlete subjects ran.", {HUMAN}),
        ("Sections of 12 cases of lichen planus were stained.", {HUMAN}),
        ("Immune cells isolated from splenocytes of mice underwent fluorescence-activated cell sorting.", {ANIMAL}),
        ("Human leukocyte antigen was typed in patients.", {HUMAN}),
        ("BMDCs were stimulated with CpG.", {IN_VITRO}),
        ("Human phagocytes released it.", {IN_VITRO}),
        ("The function of COX-2 cells in rats was seen.", {ANIMAL}),
        ("Shrimp were infected.", {ANIMAL}),
        ("Shrimp allergy was seen in children.", {HUMAN}),
    ],
)
def test_people_animals_and_cells_are_told_apart(abstract: str, expected: set[Organism]) -> None:
    assert read(abstract) == expected


def test_tags_are_read_with_the_words() -> None:
    """NLM tags work on the cells of an animal, or with its antiserum, "Animals"."""
    assert read("Rat thymocytes were stimulated.", "Animals", "Cells, Cultured") == {IN_VITRO}
    assert read("Thymocytes were taken from rats and stimulated.", "Animals", "Cells, Cultured") == {ANIMAL, IN_VITRO}
    text = "Serum of patients held monocyte-derived macrophages."
    assert read(text, "Humans", "Animals") == {HUMAN, ANIMAL}
    assert read(text, "Humans", "Animals", "Cells, Cultured") == {HUMAN, IN_VITRO}
    assert read("The hormone was given.", "Humans", "Animals", "Cell Lineage") == {HUMAN, ANIMAL}
    assert read("It was added to HeLa cells and to mice.", "Animals", "HeLa Cells") == {ANIMAL, IN_VITRO}


def test_a_review_of_molecules_is_not_on_the_patients_who_gain_from_it() -> None:
    record = Record("s", "1", RichText("IL-1"))
    abstract = "patients suffer, and clinical trials are under way."
    assert organisms_of_review(record, "molecular mechanisms of gout", abstract) == ()
    assert organisms_of_review(record, "treatment and mechanisms of gout", abstract) == (HUMAN,)
    assert organisms_of_review(record, "mechanisms of gout in children", abstract) == (HUMAN,)
    assert organisms_of_review(record, "gout", "clinical trials are under way.") == ()


def test_data_of_a_tumour_bank_is_of_people_and_a_docked_molecule_of_nobody() -> None:
    record = Record("s", "1", RichText("IL-1"))
    assert organisms_of_data(record, "hub genes in gout", "data of tcga was used.") == (HUMAN,)
    assert organisms_of_data(record, "docking of a drug", "patients need drugs.") == ()
    tagged = Record("s", "1", RichText("IL-1"), mesh=(Heading("Animals"),))
    assert organisms_of_data(tagged, "hub genes", "data of tcga was used.") == (ANIMAL,)


@pytest.mark.parametrize(
    ("abstract", "tag", "expected"),
    [
        ("Lymphocyte transformation by concanavalin was tested in vitro.", "Animals", {IN_VITRO}),
        ("Lymphocytes of hens were given mitogens in vitro.", "Animals", {ANIMAL, IN_VITRO}),
        ("Rosette formation in patients was counted.", "Humans", {HUMAN}),
        ("Mitogen-activated kinases rose in hens and in vitro.", "Animals", {ANIMAL}),
    ],
)
def test_a_test_of_lymphocytes_in_vitro_is_a_culture_though_nlm_tags_none(
    abstract: str, tag: str, expected: set[Organism]
) -> None:
    assert read(abstract, tag) == expected


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("It was high in colorectal carcinoma tissues; mice and cell lines were used.", {HUMAN, ANIMAL, IN_VITRO}),
        ("It was associated with poor survival; mice were used.", {HUMAN, ANIMAL}),
        ("It was high in tumour tissues of mice, and survival was short.", {ANIMAL}),
    ],
)
def test_tumours_of_a_named_kind_or_that_foretell_survival_were_of_people(
    abstract: str, expected: set[Organism]
) -> None:
    record = Record("s", "1", RichText("IL-1"))
    assert set(organisms(record, "il-1 in carcinoma", abstract)) == expected
    assert HUMAN not in organisms(record, "il-1 in gout", abstract)


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("RNA of 44 fibroadenomas was read.", {HUMAN}),
        ("RNA of 44 hybridomas was read.", set()),
        ("Silkworms were infected.", {ANIMAL}),
        ("Children with insect bites were seen.", {HUMAN}),
        ("Patients were told of in vitro diagnostics.", {HUMAN}),
        ("Horses were immunised after in vitro inactivation of the virus.", {ANIMAL}),
        ("Horses were bled and T cells tested in vitro.", {ANIMAL, IN_VITRO}),
    ],
)
def test_counted_tumours_insects_and_what_is_done_in_a_tube_are_told_apart(
    abstract: str, expected: set[Organism]
) -> None:
    assert read(abstract) == expected


def test_a_gene_series_is_data_of_people() -> None:
    record = Record("s", "1", RichText("IL-1"))
    assert organisms_of_data(record, "hub genes of plaques", "gse100927 was read.") == (HUMAN,)
    assert organisms_of_data(record, "hub genes of plaques", "a series was read.") == ()
