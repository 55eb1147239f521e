"""What a study states of itself: its design and phase, drug, population and registrations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.findings.study_facts import StudyFacts, study_facts
from literature.model.record import AbstractSection, Record, RichText


def facts(
    title: str, *sections: tuple[str, str], types: tuple[str, ...] = (), banks: tuple[str, ...] = ()
) -> StudyFacts:
    abstract = tuple(AbstractSection(RichText(text), label) for label, text in sections)
    record = Record("s", "1", RichText(title), abstract=abstract, publication_types=types, registrations=banks)
    return study_facts(record)


def words(*sections: tuple[str, str], title: str = "Gout") -> list[str]:
    return [each.words for each in facts(title, *sections).designs]


@pytest.mark.parametrize(
    ("title", "designs"),
    [
        ("A randomised, double-blind, placebo-controlled trial", ["randomised", "double-blind", "placebo-controlled"]),
        ("A nonrandomized, open-label, single-arm study of rilonacept", ["non-randomised", "open-label", "single-arm"]),
        ("Gout in towns: a retrospective cohort study", ["cohort", "retrospective"]),
        ("Genes and gout: a case-control study", ["case-control"]),
        ("Gout: what randomised trials have shown", []),
        ("A cohort", []),
    ],
)
def test_the_title_says_the_design(title: str, designs: list[str]) -> None:
    assert words(title=title) == designs


def test_methods_say_the_design_of_this_study_only() -> None:
    assert words(("DESIGN", "Randomised crossover trial.")) == ["randomised", "crossover"]
    assert words(("METHODS", "In this open-label trial, adults were treated.")) == ["open-label"]
    assert words(("BACKGROUND", "A recent double-blind trial was negative.")) == []
    assert words(("METHODS", "Twenty mice were randomised into two groups.")) == []
    assert words(("METHODS", "Values of a previous randomised trial were used.")) == []
    assert words(("RESULTS", "A cohort trial drug was stored.")) == []


@pytest.mark.parametrize(
    ("title", "phase"),
    [
        ("A phase IIb trial of anakinra", "phase 2b"),
        ("A phase 1/2 study of anakinra", "phase 1/2"),
        ("Anakinra: results of a phase III trial", "phase 3"),
        ("Anakinra in phase 2 and phase 3 trials of gout: a phase 4 study", None),
        ("Quarantine in phase 1 of the epidemic", None),
        ("The luteal phase 2 days later", None),
    ],
)
def test_the_phase_is_that_of_a_trial(title: str, phase: str | None) -> None:
    found = facts(title).phase
    assert (found and found.words) == phase


def test_the_phase_of_an_earlier_trial_is_not_this_one() -> None:
    assert facts("Gout", ("BACKGROUND", "In a recent phase III trial, anakinra was safe.")).phase is None
    found = facts("Gout", ("METHODS", "In this phase 2 open-label trial, adults were treated.")).phase
    assert found
    assert (found.words, found.part, found.start) == ("phase 2", 0, 8)


@pytest.mark.parametrize(
    ("title", "drug", "population"),
    [
        ("Anakinra in adults with gout: a trial", "anakinra", "adults with gout"),
        ("Tocilizumab for Takayasu's arteritis", "tocilizumab", None),
        ("Canakinumab versus colchicine in older people with gout", None, "older people with gout"),
        ("The concept of April", None, None),
        ("Fever in children", None, None),
        ("Diet in women undergoing surgery to improve sleep", None, "women undergoing surgery"),
    ],
)
def test_the_title_names_one_drug_and_in_whom(title: str, drug: str | None, population: str | None) -> None:
    found = facts(title)
    assert (found.drug and found.drug.words, found.population and found.population.words) == (drug, population)


def test_registrations_are_read_from_the_record_and_from_the_text_each_once() -> None:
    text = "Registered as NCT01234567, ISRCTN 12345678, 2011-001234-56, ChiCTR2000012345 and DRKS00001234, not NCT123."
    found = facts("Gout", ("REGISTRATION", text), banks=("ClinicalTrials.gov NCT01234567",)).registrations
    assert [(each.registry, each.number) for each in found] == [
        ("ClinicalTrials.gov", "NCT01234567"),
        ("ISRCTN", "ISRCTN12345678"),
        ("EudraCT", "2011-001234-56"),
        ("DRKS", "DRKS00001234"),
        ("ChiCTR", "ChiCTR2000012345"),
    ]


@pytest.mark.parametrize(
    ("text", "registry"),
    [
        ("2022-501234-12-00", "CTIS"),
        ("ACTRN12612001234567", "ANZCTR"),
        ("UMIN000012345", "UMIN"),
        ("jRCTs031180123", "jRCT"),
        ("CTRI/2018/05/013774", "CTRI"),
        ("KCT0001234", "CRIS"),
        ("IRCT20180101012345N1", "IRCT"),
        ("TCTR20180101001", "TCTR"),
        ("PACTR201801001234567", "PACTR"),
        ("RBR-2abc3d", "ReBEC"),
        ("CRD42020123456", "PROSPERO"),
    ],
)
def test_the_numbers_of_other_registries_are_known(text: str, registry: str) -> None:
    [found] = facts("Gout", ("", f"It was registered ({text}).")).registrations
    assert found == (registry, text)


def test_a_protocol_has_no_size_and_a_review_of_studies_no_design_of_its_own() -> None:
    methods = ("METHODS", "A total of 40 patients were enrolled. This was a randomised trial.")
    assert facts("Anakinra in gout: study protocol", methods).size is None
    review = facts(
        "Anakinra in gout", ("RESULTS", "A total of 5 trials (120 patients) were included."), types=("Meta-Analysis",)
    )
    assert review.studies
    assert review.size
    assert (review.studies.number, review.size.number, review.designs) == (5, 120, ())


@given(st.text(), st.text())
def test_any_text_may_be_read(title: str, text: str) -> None:
    for each in (facts(title, ("", text)).size, facts(title, ("RESULTS", text), types=("Meta-Analysis",)).studies):
        assert each is None or 0 <= each.start < each.end <= len(text)


@pytest.mark.parametrize(
    "text", ["a total of ", "randomised ", "12 patients ", "phase 2 ", "one hundred and ", "in patients with "]
)
def test_200_kilobytes_of_anything_are_read_at_once(text: str) -> None:
    huge = (text * (200_000 // len(text)))[:200_000]
    study_facts(Record("s", "1", RichText(huge[:2000]), abstract=(AbstractSection(RichText(huge)),)))
