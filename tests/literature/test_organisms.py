"""On whom a work was done, read from headings or words."""

from __future__ import annotations

import pytest

from literature.organisms import organisms, organisms_told_of
from literature.record import Heading, Record, RichText
from literature.text import fold
from literature.work import Organism

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
    assert organisms_told_of(record, "il-1 in gout", abstract) == (HUMAN,)
    assert organisms_told_of(record, "il-1 in horses", "joints are reviewed.") == (ANIMAL,)


def test_check_tags_outweigh_the_words() -> None:
    text = "Patients' serum was given to mice and cell lines."
    assert read(text, "Humans") == {HUMAN}
    tagged = Record("s", "1", RichText("IL-1"), mesh=(Heading("Animals"),))
    assert organisms_told_of(tagged, "il-1", "patients") == (ANIMAL,)


def test_work_on_human_cells_alone_is_in_vitro_though_nlm_tags_it_humans() -> None:
    """A time course of stimulated chondrocytes was called an observational study."""
    assert read("Human chondrocytes were stimulated with IL-1β.", "Humans") == {IN_VITRO}
