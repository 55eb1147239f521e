"""Plain phrases in a text: whole words, any joint, singular and plural; acronyms in capitals."""

from __future__ import annotations

import pytest

from literature.topics.phrases import Phrasebook, is_acronym


def found(phrase: str, text: str) -> bool:
    return any(True for _ in Phrasebook([phrase]).find(text))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("gout flare", "Acute gout flares in winter"),
        ("CAR-T", "CAR T cells"),
        ("Still's disease", "adult-onset Still’s disease"),
        ("Guillain-Barre", "the Guillain–Barré syndrome"),
        ("cardiomyopathy", "two cardiomyopathies"),
        ("interleukin-1 blockade", "IL-1 blockade"),
        ("IL1R2", "IL-1R2 decoy"),
        ("COVID-19", "covid-19 wards"),
        ("FMF", "children with FMF"),
        ("sJIA", "sJIA flares"),
    ],
)
def test_a_phrase_is_found_as_it_is_meant(phrase: str, text: str) -> None:
    assert found(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("gout", "lagoutte"),
        ("ulcerative colitis", "colitis. Ulcerative disease"),
        ("gout flare", "gout. Flare"),
        ("FIRES", "wild fires and Fires"),
        ("MAS", "mas"),
        ("liver", "delivery"),
        ("IL-1 trap", "IL-10 trap"),
        ("RA", "RAS mutations"),
    ],
)
def test_what_only_looks_like_a_phrase_is_not_found(phrase: str, text: str) -> None:
    assert not found(phrase, text)


def test_phrases_that_begin_alike_are_all_found() -> None:
    book = Phrasebook(["heart", "heart failure", "heart failure"])
    assert [item.phrase for item in book.find("heart failure")] == ["heart", "heart failure"]


def test_an_acronym_is_letters_in_capitals_only() -> None:
    assert [is_acronym(item) for item in ("FMF", "NLRP3", "COVID-19", "sJIA", "Gout")] == [
        True,
        False,
        False,
        False,
        False,
    ]
