"""How many took part: only the total, and only where the text says so."""

from __future__ import annotations

import pytest

from literature.findings.abstract_zones import placed_sentences
from literature.findings.sample_size import Size, pooled, sample_size
from literature.model.record import AbstractSection, RichText


def size(text: str, label: str = "METHODS") -> Size | None:
    return sample_size(list(placed_sentences((AbstractSection(RichText(text), label),))))


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("A total of 104 patients with gout were enrolled.", 104, "patients"),
        ("Fifty-two adults with gout were randomised to two arms.", 52, "adults"),
        ("We enrolled 1,204 women in six clinics.", 1204, "women"),
        ("We randomly assigned 62 patients undergoing surgery to one of two arms.", 62, "patients"),
        ("Eligible adolescent subjects (N = 297) were randomised.", 297, "subjects"),
        ("This trial was conducted on 60 patients with gout.", 60, "patients"),
        ("In a cohort of 20 152 infants we counted fevers.", 20152, "infants"),
        ("Of 563 patients screened, 252 were treated. In total, 252 patients were analysed.", 252, "patients"),
        ("Forty male Wistar rats were divided into four groups (n = 10).", 40, "rats"),
    ],
)
def test_a_total_is_read_from_words_that_say_so(text: str, number: int, unit: str) -> None:
    found = size(text)
    assert found
    assert (found.number, found.unit) == (number, unit)


@pytest.mark.parametrize(
    "text",
    [
        "There were 12 patients per group.",
        "Flares fell in 30 patients (48%).",
        "Eleven patients (4.4%) were treated for a flare.",
        "We randomly assigned 71 patients to group A and 285 to group B.",
        "Of 60 patients, 20 had a flare.",
        "We screened 400 patients.",
        "A total of 200 patients were included in the validation cohort.",
        "A Markov model of 10,000 patients was built. A total of 10,000 patients were included.",
        "A total of 40 patients will be enrolled.",
        "We included 40 patients. In the second year, we included 60 patients.",
        "We studied 17 genes, 4 samples and 300 cells at 37 degrees.",
        "At 5 years, 40 patients were analysed.",
        "Mice received 50 mg for 12 weeks.",
        "One in ten participants was included.",
        "Eighty women were randomised to the one group, and 87 women were randomised to the other.",
        "The control group comprised 40 women.",
        "A total of 3 patients were included.",
        "A cohort of 853 people and another cohort of 1359 people were included.",
    ],
)
def test_a_part_a_plan_a_model_and_two_totals_are_none(text: str) -> None:
    assert size(text) is None


def test_what_was_known_before_is_not_counted() -> None:
    assert size("A total of 104 patients were enrolled.", "BACKGROUND") is None


def test_controls_beside_patients_make_the_number_no_total() -> None:
    found = size("A total of 508 patients with gout and 494 controls were included.")
    assert found
    assert (found.number, found.whole) == (508, False)


def test_the_place_is_that_of_the_words() -> None:
    text = "RESULTS: In all, 20 adults were seen. A total of 104 adult patients were enrolled."
    found = size(text.replace("20 adults were", "some were"))
    assert found
    assert text.replace("20 adults were", "some were")[found.start : found.end] == "104 adult patients"


@pytest.mark.parametrize(
    ("text", "studies", "people"),
    [
        ("A total of 22 RCTs (1668 participants) were included in this review.", 22, 1668),
        ("Six articles were included.", 6, None),
        ("We included 26 studies in this review (2367 participants).", 26, 2367),
        ("A total of 4 randomised studies including 202 participants were identified.", 4, 202),
        ("Three randomised trials and 2 others were included.", None, None),
        ("Eight studies reported fever.", None, None),
        ("A total of 1479 children from 16 sites were included.", None, None),
    ],
)
def test_a_review_of_studies_says_how_many_it_pools(text: str, studies: int | None, people: int | None) -> None:
    found = pooled(list(placed_sentences((AbstractSection(RichText(text), "RESULTS"),))))
    assert tuple(each and each.number for each in found) == (studies, people)
