"""Sentences and their roles."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.model.record import AbstractSection, Record, RichText
from literature.sentences import Role, sentence_spans, sentences


def roles(*sections: AbstractSection) -> list[tuple[str, Role]]:
    record = Record(source="s", source_id="1", title=RichText("t"), abstract=sections)
    return [(item.text.strip(), item.role) for item in sentences(record)]


def test_words_give_the_roles_of_a_plain_abstract() -> None:
    text = "Gout hurts. We investigated IL-1. Pain fell by 2.5 points. These findings suggest a role. It helps."
    assert roles(AbstractSection(RichText(text))) == [
        ("Gout hurts.", Role.BODY),
        ("We investigated IL-1.", Role.AIM),
        ("Pain fell by 2.5 points.", Role.BODY),
        ("These findings suggest a role.", Role.CONCLUSION),
        ("It helps.", Role.CONCLUSION),
    ]


def test_headings_give_the_roles_of_a_structured_abstract() -> None:
    result = roles(
        AbstractSection(RichText("To see."), label="AIMS", category="OBJECTIVE"),
        AbstractSection(RichText("We evaluated it. Twice."), label="METHODS"),
        AbstractSection(RichText("It works."), label="INTERPRETATION"),
    )
    assert [role for _, role in result] == [Role.AIM, Role.BODY, Role.BODY, Role.CONCLUSION]


def test_the_places_are_those_of_the_section() -> None:
    text = "One is here.  Two is (there). Three."
    record = Record(source="s", source_id="1", title=RichText("t"), abstract=(AbstractSection(RichText(text)),))
    assert [text[item.start : item.end] for item in sentences(record)] == [item.text for item in sentences(record)]


def test_an_abstract_of_one_sentence_is_judged_by_its_words() -> None:
    assert roles(AbstractSection(RichText("A single finding."))) == [("A single finding.", Role.BODY)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Levels rose vs. Controls, e.g. IL-1 in S. Aureus. Then they fell.", 2),
        ("It is cut by e.g. Caspase-1 alone. So be it.", 2),
        ("We gave vitamin D. Then they rose. All had hepatitis B. None died.", 4),
        ("A drug from Rosa alba (Linn.) Link was given. It helped.", 2),
        ("It was low. miR-21 rose. p53 fell. siRNA helped. α-Synuclein did not.", 5),
        ("It helped.Results: Pain fell.Conclusions: Give it.", 3),
        ("It fell (P < 0.05). [It rose.] “It stayed.” 12 mice died.", 4),
        ("Élan was given. Über-dosing was not.", 2),
        ("", 0),
        ("  \n ", 0),
    ],
)
def test_where_sentences_end(text: str, parts: int) -> None:
    assert len(list(sentence_spans(text))) == parts


@given(st.text(st.sampled_from("aA1. (\n\u00a0?!:β")))
def test_the_sentences_are_all_of_the_text_in_its_order(text: str) -> None:
    spans = list(sentence_spans(text))
    assert "".join(text[start:end] for start, end in spans).split() == text.split()
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
