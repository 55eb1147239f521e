"""Traps: what a term's writer did not mean is named, and what works is not."""

from __future__ import annotations

import pytest

from flows.config import load_watch
from literature.terms.matcher import Term
from literature.terms.traps import Trap, TrapKind, traps
from tests.paths import ROOT


def kinds(*terms: Term) -> list[TrapKind]:
    return [trap.kind for trap in traps(terms)]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("IL", TrapKind.SHORT),
        ("MAS", TrapKind.SHORT),
        ("cytokine", TrapKind.COMMON),
        ("Immune  System", TrapKind.COMMON),
        ("D", TrapKind.ONE_LETTER),
        ("IL-36*", TrapKind.TRUNCATION),
        ("interleukin?", TrapKind.TRUNCATION),
        ("IL-36 AND psoriasis", TrapKind.BOOLEAN),
        ("NOT gout", TrapKind.BOOLEAN),
        ("IL-36[tiab]", TrapKind.FIELD_TAG),
        ("psoriasis[MeSH Terms]", TrapKind.FIELD_TAG),
    ],
)
def test_a_name_that_is_not_searched_for_as_it_is_written_is_named(name: str, kind: TrapKind) -> None:
    assert traps([Term(name, (name,))]) == (Trap(kind, name, name),)


@pytest.mark.parametrize(
    "name", ["IL-36", "C5", "gasdermin D", "NLRP3", "interleukin [IL]-36", "H2O2", "IL-1 or IL-2 like", "pyrin"]
)
def test_a_name_that_works_is_no_trap(name: str) -> None:
    assert traps([Term(name, (name,))]) == ()


def test_a_term_in_another_script_alone_is_not_asked_of_pubmed() -> None:
    assert kinds(Term("ИЛ-36", ("ИЛ-36",))) == [TrapKind.NO_QUERY]
    assert kinds(Term("IL-36", ("ИЛ-36",))) == []


def test_a_heading_that_no_synonym_says_finds_old_papers_only() -> None:
    pyroptosis = Term("gasdermin D", ("gasdermin D",), mesh=("Gasdermins", "Phosphate-Binding Proteins"))
    assert [trap.name for trap in traps([pyroptosis])] == ["Gasdermins", "Phosphate-Binding Proteins"]
    assert (
        kinds(Term("IL-1RA", ("IL-1 receptor antagonist",), mesh=("Interleukin 1 Receptor Antagonist Protein",))) == []
    )


def test_a_name_that_two_terms_have_is_named_with_the_other_one() -> None:
    (shared,) = traps([Term("IL-1", ("IL-1", "anakinra")), Term("IL-1RA", ("IL-1RA", "Anakinra"))])
    assert (shared.term, shared.name, shared.other) == ("IL-1RA", "Anakinra", "IL-1")


def test_the_shipped_terms_have_no_trap() -> None:
    assert traps(load_watch(ROOT / "watch.toml").terms) == ()


@pytest.mark.parametrize("kind", TrapKind)
def test_every_trap_says_of_which_name_it_speaks_and_what_to_do(kind: TrapKind) -> None:
    advice = Trap(kind, "a term", "a {name}", other="another", hits=12_345).advice
    assert "'a {name}'" in advice
    assert ";" in advice or "." in advice or kind in {TrapKind.NOT_ASKED, TrapKind.NO_QUERY}
