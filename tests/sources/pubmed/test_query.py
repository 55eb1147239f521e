"""What is asked of PubMed about a Term."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.study.follows import Follow
from literature.terms.matcher import Term
from sources.pubmed.query import follow_query, query, spellings

IL1 = Term(
    "IL-1",
    (
        *("interleukin-1", "interleukin-1β", "interleukin-1α", "IL-1β", "IL-1α", "IL1B", "IL1A", "IL1R1", "IL1R2"),
        *("IL1RAP", "canakinumab", "Ilaris", "rilonacept", "Arcalyst", "gevokizumab", "bermekimab", "lutikizumab"),
        *("goflikicept", "RPH-104"),
    ),
    mesh=("Interleukin-1",),
)
IL1RA = Term(
    "IL-1RA",
    ("interleukin-1 receptor antagonist", "IL-1 receptor antagonist", "IL1RN", "anakinra", "Kineret", "isunakinra"),
    mesh=("Interleukin 1 Receptor Antagonist Protein",),
)
IL32 = Term("IL-32", ("interleukin-32", "IL-32α", "IL-32β", "IL-32γ", "IL-32δ", "IL-32ε", "IL-32θ"))

SKETCH = {
    "IL-1": """interleukin 1|interleukin-1|IL-1|IL 1|interleukin-1beta|interleukin-1alpha|IL-1beta|IL-1 beta|IL-1alpha|
        IL-1b|IL1B|IL1A|IL1beta|IL1R1|IL1R2|IL1RAP|IL-1R1|canakinumab|Ilaris|rilonacept|Arcalyst|gevokizumab|
        bermekimab|lutikizumab|goflikicept|RPH-104""",
    "IL-1RA": """interleukin 1 receptor antagonist|interleukin-1 receptor antagonist|interleukin-1-receptor antagonist|
        IL-1 receptor antagonist|IL-1Ra|IL1RA|IL1RN|anakinra|Kineret|isunakinra""",
    "IL-32": """interleukin 32|interleukin-32|IL-32|IL32|IL-32alpha|IL-32beta|IL-32gamma|IL-32delta|IL-32epsilon|
        IL-32theta""",
}
"""The arms of the query that people who know the field wrote by hand, by Term."""


def arms(text: str) -> list[str]:
    return text.removeprefix("(").removesuffix(")").split(" OR ")


@pytest.mark.parametrize("term", [IL1, IL1RA, IL32], ids=lambda term: term.name)
def test_every_arm_of_the_hand_written_query_is_there(term: Term) -> None:
    wanted = {f'"{" ".join(arm.split()).lower()}"[tiab]' for arm in SKETCH[term.name].split("|")}
    assert wanted - set(arms(query(term))) == set()


def test_mesh_headings_and_substances_have_their_own_fields() -> None:
    term = Term("X", (), mesh=("Receptors, Interleukin-1 Type I",), substances=("IL1B protein, human",))
    assert query(term) == '("x"[tiab] OR "Receptors, Interleukin-1 Type I"[mh] OR "IL1B protein, human"[nm])'


def test_nothing_is_truncated_and_no_arm_comes_twice() -> None:
    text = query(Term("TNF-1*", ("TNF 1", "tnf-1", "TNF1", "TNF‑1"), mesh=("Interleukin-1*",)))
    assert text == '("tnf-1"[tiab] OR "tnf1"[tiab] OR "tnf 1"[tiab] OR "Interleukin-1"[mh])'


def test_a_title_that_only_says_interleukin_32_gamma_is_found_by_whoever_watches_il_32_gamma() -> None:
    """An erratum has no abstract that would say "IL-32" beside it; its title alone was missed."""
    assert "interleukin-32gamma" in spellings("IL-32γ")
    assert "il-1 receptor antagonist" in spellings("interleukin-1 receptor antagonist")


def test_a_gene_symbol_is_not_written_out() -> None:
    assert not any("interleukin" in spelling for symbol in ("IL1RN", "IL1R1") for spelling in spellings(symbol))


def test_exclusions_and_since_do_not_narrow_the_query() -> None:
    plain = Term("IL-1", ("IL-1β",))
    assert query(plain) == query(Term("IL-1", ("IL-1β",), exclude=("HOIL-1",), since=date(2020, 1, 1)))


def test_a_name_that_counts_only_beside_others_is_asked_for_plainly() -> None:
    assert query(Term("X", (), only_beside=(("DIRA", ("deficiency",)),))) == '("x"[tiab] OR "dira"[tiab])'


@pytest.mark.parametrize(
    ("synonym", "expected"),
    [
        ("anakinra", {"anakinra"}),
        ("IL-1", {"il-1", "il 1", "il1", "interleukin-1", "interleukin 1", "interleukin1"}),
        ("IL1R1", {"il1r1", "il-1r1", "il 1r1"}),
        ("TNF-α", {"tnf-alpha", "tnfalpha", "tnf alpha", "tnfa"}),
        ("β-thalassemia", {"beta-thalassemia", "beta thalassemia"}),
        ("Still's disease", {"still's disease"}),
        ("Behçet syndrome", {"behcet syndrome"}),
        ("1–receptor", {"1-receptor", "1 receptor"}),
        ("анакинра", set()),
        ("IL-1受体拮抗", set()),
        ("?!", set()),
        ("", set()),
    ],
)  # fmt: skip
def test_spellings(synonym: str, expected: set[str]) -> None:
    assert set(spellings(synonym)) == expected


def test_a_term_without_a_word_has_no_query() -> None:
    assert query(Term("?", ("!",), mesh=("*",))) == ""


@given(st.lists(st.text(max_size=20), max_size=3), st.lists(st.text(max_size=20), max_size=2))
def test_no_synonym_can_break_out_of_its_quotes(synonyms: list[str], headings: list[str]) -> None:
    text = query(Term("IL-1", tuple(synonyms), mesh=tuple(headings)))
    assert re.fullmatch(r'\("[^"\[\]*]+"\[(tiab|mh)\]( OR "[^"\[\]*]+"\[(tiab|mh)\])*\)', text)


@pytest.mark.parametrize(
    ("follow", "asked"),
    [
        (Follow("x", orcid="0000-0002-1825-0097"), "0000-0002-1825-0097[auid]"),
        (Follow("x", author="Gattorno, Marco"), "Gattorno Marco[au]"),
        (Follow("x", author='Gattorno "M"[au]', affiliation="Gaslini"), 'Gattorno M au[au] AND "Gaslini"[ad]'),
        (Follow("x", journal="Ann Rheum Dis"), '"Ann Rheum Dis"[journal]'),
    ],
)
def test_a_follow_is_asked_for_by_its_field(follow: Follow, asked: str) -> None:
    assert follow_query(follow) == asked
