"""Sentences and their roles."""

from __future__ import annotations

from literature.model.record import AbstractSection, Record, RichText
from literature.sentences import Role, sentences


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
