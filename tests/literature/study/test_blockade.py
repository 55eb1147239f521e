"""Which titles say that a molecule is blocked."""

from __future__ import annotations

import pytest

from literature.model.record import Record, RichText
from literature.model.work import Match
from literature.study.blockade import blocking
from literature.terms.matcher import Matcher, Term

TERMS = (Term("IL-1", ("interleukin-1", "IL-1beta", "canakinumab", "rilonacept")), Term("IL-1RA", ("anakinra",)))


def blocked(title: str) -> Match | None:
    record = Record("pubmed", "1", RichText(title))
    return blocking(title, Matcher(TERMS).matches(record))


@pytest.mark.parametrize(
    "title",
    [
        "Anakinra in early sepsis",
        "Rilonacept for pericarditis",
        "Canakinumab after infarction",
        "Inhibition of interleukin-1β in mice",
        "TNF and IL-1β blockade in CAR-T therapy",
        "IL-1-receptor blockers in gout",
        "Anti-IL-1β treatment of gout",
        "Neutralization of the IL-1beta in burns",
    ],
)
def test_a_drug_in_the_title_and_a_molecule_said_to_be_blocked_count(title: str) -> None:
    assert blocked(title)


@pytest.mark.parametrize(
    "title",
    [
        "The effect of IL-1β on MCF-7 cells",
        "Quercetin reduces damage by inhibiting IL-1β",
        "microRNA-132 via targeting IL-1β in a fish",
        "Anti-IL-1RA autoantibodies in children",
        "NLRP3 inhibitor lowers IL-1β",
    ],
)
def test_a_mechanism_and_an_autoantibody_do_not(title: str) -> None:
    assert blocked(title) is None
