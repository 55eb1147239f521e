"""False friends: what a name means besides the term is found in the texts, as lines to copy."""

from __future__ import annotations

import pytest

from literature.model.record import AbstractSection, Record, RichText
from literature.terms.false_friends import FalseFriend, false_friends
from literature.terms.matcher import Matcher, Term

DIRA = Term("DIRA", ("DIRA", "deficiency of the IL-1 receptor antagonist"))
GASDERMIN = Term("gasdermin D", ("gasdermin D", "GSDMD"))


def met(term: Term, *texts: str) -> tuple[FalseFriend, ...]:
    records = [
        Record("pubmed", "1", RichText("A title"), abstract=(AbstractSection(RichText(text)),)) for text in texts
    ]
    return false_friends(term, [(record, Matcher([term]).matches(record)) for record in records])


def test_an_abbreviation_that_the_text_spells_out_as_something_else_is_one() -> None:
    (friend,) = met(DIRA, "The duodenal insulin-releasing activity (DIRA) was low.")
    assert friend == FalseFriend("duodenal insulin releasing activity", "DIRA", 1, only_beside=True)


def test_an_abbreviation_spelled_out_as_the_term_itself_is_none() -> None:
    assert (
        met(
            Term("ILRA", ("ILRA", "interleukin like receptor antagonist")),
            "interleukin like receptor antagonist (ILRA)",
        )
        == ()
    )


@pytest.mark.parametrize("phrase", ["gasdermin D-like", "gasdermin D family", "gasdermin D receptor-like"])
def test_a_name_that_goes_on_into_another_entity_is_one(phrase: str) -> None:
    (friend,) = met(GASDERMIN, f"A {phrase} protein was found.", f"Again the {phrase} protein.")
    assert (friend.phrase, friend.records, friend.only_beside) == (phrase, 2, False)


def test_a_text_about_the_term_brings_none() -> None:
    assert met(GASDERMIN, "Gasdermin D (GSDMD) pores release IL-1β; gasdermin D drives pyroptosis.") == ()


def test_what_is_met_most_comes_first() -> None:
    friends = met(GASDERMIN, "GSDMD-like", "gasdermin D family", "GSDMD-like")
    assert [(friend.phrase, friend.records) for friend in friends] == [("GSDMD-like", 2), ("gasdermin D family", 1)]
