"""Shown text: tidy, cut at words, and the right passage of an abstract."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.letter import prose
from literature.model.record import AbstractSection, Mark, RichText
from literature.model.work import Match, Where


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ("It\u0092s", "It’s"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("IL\u200b-1\ufeff", "IL-1"),
        ("bell\x07 and\x00 nul", "bell and nul"),
        ("lone \ud800 surrogate", "lone surrogate"),
        (" two\n lines\t\u2028 ", "two lines"),
        ("p < 0.05 & IL-1β", "p < 0.05 & IL-1β"),
    ],
)
def test_only_what_can_be_shown_is_kept(raw: str, tidy: str) -> None:
    assert prose.plain(raw) == tidy


def test_marks_move_with_the_text_that_is_tidied() -> None:
    rich = RichText("\u200b IL\u200b-1\x00 in \n mice", (Mark(2, 8, "b"), Mark(14, 18, "i"), Mark(0, 3, "script")))
    tidy = prose.tidy(rich)
    assert tidy.text == "IL-1 in mice"
    assert [(tidy.text[m.start : m.end], m.tag) for m in tidy.marks] == [("IL-1", "b"), ("mice", "i")]


@given(st.text(), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from(["i", "sup"]))))
def test_marks_never_leave_their_text(text: str, spans: list[tuple[int, int, str]]) -> None:
    tidy = prose.cut(prose.tidy(RichText(text, tuple(Mark(*span) for span in spans))), 12)
    assert all(0 <= m.start < m.end <= len(tidy.text) for m in tidy.marks)
    assert len(tidy.text) <= 12


@given(st.text(), st.integers(1, 50))
def test_a_cut_text_is_never_longer_than_its_limit(text: str, limit: int) -> None:
    assert len(prose.cut(RichText(text), limit).text) <= limit


def test_a_cut_falls_between_words() -> None:
    assert prose.cut(RichText("Interleukin-1 and the heart"), 20).text == "Interleukin-1 and…"


def test_abbreviations_and_initials_end_no_sentence() -> None:
    text = "Levels rose vs. Controls, e.g. IL-1 in S. Aureus. Then they fell. So be it."
    ends = list(prose.sentence_ends(text))
    assert text[: ends[0]].strip() == "Levels rose vs. Controls, e.g. IL-1 in S. Aureus."


ABSTRACT = (
    AbstractSection(RichText("We do not know why."), "BACKGROUND", "BACKGROUND"),
    AbstractSection(RichText("We asked 12 mice. All answered."), "METHODS", "METHODS"),
    AbstractSection(RichText("Blocking IL-1β helps. It is safe. More is to come."), "INTERPRETATION", "CONCLUSIONS"),
)


def test_the_passage_is_the_conclusion_with_the_matched_spelling_in_bold() -> None:
    found = prose.passage(ABSTRACT, [Match("IL-1", "IL-1β", Where.ABSTRACT, 2, 9, 14)])
    assert found.text == "Blocking IL-1β helps. It is safe."
    assert [(found.text[m.start : m.end], m.tag) for m in found.marks] == [("IL-1β", "b")]


def test_without_a_conclusion_the_passage_is_the_first_two_sentences() -> None:
    assert prose.passage(ABSTRACT[1:2], []).text == "We asked 12 mice. All answered."


def test_a_conclusion_labelled_inside_one_text_is_found() -> None:
    text = RichText("BACKGROUND: Why? RESULTS: Nobody knows. CONCLUSIONS: Ask IL-1 again. Soon.")
    found = prose.passage([AbstractSection(text)], [Match("IL-1", "IL-1", Where.ABSTRACT, 0, 57, 61)])
    assert found.text == "Ask IL-1 again. Soon."
    assert [found.text[m.start : m.end] for m in found.marks] == ["IL-1"]


def test_a_label_alone_names_a_conclusion() -> None:
    sections = (
        AbstractSection(RichText("First."), ""),
        AbstractSection(RichText("Last."), "Discussion and conclusion"),
    )
    assert prose.passage(sections, []).text == "Last."


def test_a_long_sentence_is_cut_at_the_limit() -> None:
    found = prose.passage([AbstractSection(RichText("word " * 100 + "end. Next one."))], [])
    assert len(found.text) <= prose.PASSAGE
    assert found.text.endswith("word…")


def test_a_second_sentence_that_does_not_fit_is_left_out() -> None:
    found = prose.passage([AbstractSection(RichText("Short one. Word" + " word" * 60 + " " + "end."))], [])
    assert found.text == "Short one."


def test_no_abstract_no_passage() -> None:
    assert prose.passage((), []) == RichText("")


def test_a_conclusion_without_a_label_is_told_by_its_words() -> None:
    """On real abstracts the first two sentences are background: "The brain has barriers …"."""
    text = "Gout hurts. Drugs are many. In conclusion, block IL-1β. These results suggest that it lasts. NCT00000001."
    found = prose.passage(
        [AbstractSection(RichText("Our data show nothing yet. Go on.")), AbstractSection(RichText(text))], []
    )
    assert found.text == "In conclusion, block IL-1β. These results suggest that it lasts."


def test_a_label_goes_before_words() -> None:
    sections = (
        AbstractSection(RichText("Block it."), "CONCLUSION"),
        AbstractSection(RichText("Taken together, go."), "FUNDING"),
    )
    assert prose.passage(sections, []).text == "Block it."


def test_of_a_long_abstract_without_such_words_the_last_sentence_is_quoted() -> None:
    known = "Gout hurts. Drugs are many. Few help. We gave one. "
    text = "Blocking IL-1β ended most flares within two days."
    assert prose.passage([AbstractSection(RichText(known + text))], []).text == text
    assert (
        prose.passage([AbstractSection(RichText(f"{known}34, 1420-1427."))], []).text == "Gout hurts. Drugs are many."
    )
    assert prose.passage([AbstractSection(RichText(known + text))], [], news=True).text == "Gout hurts. Drugs are many."


@given(st.text(st.sampled_from("a 1\u00a0\u2028\u0092β\u200b")))
def test_tidying_what_is_tidy_changes_nothing(text: str) -> None:
    once = prose.tidy(RichText(text, (Mark(0, 3, "i"),)))
    assert prose.tidy(once) == once
    assert "  " not in once.text
    assert once.text == once.text.strip()


def test_what_a_source_prints_bold_is_not_taken_for_what_was_looked_for() -> None:
    text = RichText("High values of IL-1 in mice.", (Mark(0, 11, "b"), Mark(20, 27, "i")))
    found = prose.passage([AbstractSection(text)], [Match("IL-1", "IL-1", Where.ABSTRACT, 0, 15, 19)])
    assert [(found.text[m.start : m.end], m.tag) for m in found.marks] == [("in mice", "i"), ("IL-1", "b")]
