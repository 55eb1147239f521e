"""Shown text: tidy, cut at words, and the right passage of an abstract."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.words import prose
from literature.model.record import AbstractSection, Form, Mark, Record, RichText
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


ABSTRACT = (
    AbstractSection(RichText("We do not know why."), "BACKGROUND", "BACKGROUND"),
    AbstractSection(RichText("We asked 12 mice. All answered."), "METHODS", "METHODS"),
    AbstractSection(
        RichText("Blocking IL-1β reduced pain. It was safe in most. More trials are needed."), "", "CONCLUSIONS"
    ),
)


def passage(*abstract: AbstractSection, matches: Sequence[Match] = (), form: Form = Form.ARTICLE) -> RichText:
    record = Record(source="s", source_id="1", title=RichText("Pain in mice"), form=form, abstract=abstract)
    return prose.passage(record, matches)


def test_the_passage_is_the_finding_with_the_matched_spelling_in_bold() -> None:
    found = passage(*ABSTRACT, matches=[Match("IL-1", "IL-1β", Where.ABSTRACT, 2, 9, 14)])
    assert found.text == "Blocking IL-1β reduced pain."
    assert [(found.text[m.start : m.end], m.tag) for m in found.marks] == [("IL-1β", "b")]


def test_of_two_results_the_passage_has_the_matched_spelling() -> None:
    watched, other = "IL-1β rose in mice with much pain after one day.", "Urate rose in mice with much pain on day two."
    text = f"{watched} It was measured. {other}"
    section = AbstractSection(RichText(text), "RESULTS")
    assert passage(section).text.startswith("Urate")
    assert passage(section, matches=[Match("IL-1", "IL-1β", Where.ABSTRACT, 0, 0, 5)]).text.startswith("IL-1β")


def test_an_opener_is_not_shown_and_marks_keep_their_places() -> None:
    opener, claim = "In conclusion, ", "combined IL-1β blockade reduced pain in mice2."
    marks = (Mark(0, 13, "i"), Mark(5, 20, "i"), Mark(60, 61, "sup"))
    at = len(opener) + claim.index("IL-1β")
    sup = len(opener) + claim.index("2.")
    text = RichText(opener + claim, (*marks[:2], Mark(sup, sup + 1, "sup")))
    found = passage(AbstractSection(text, "RESULTS"), matches=[Match("IL-1", "IL-1β", Where.ABSTRACT, 0, at, at + 5)])
    assert found.text == "Combined IL-1β blockade reduced pain in mice2."
    assert [(found.text[m.start : m.end], m.tag) for m in found.marks] == [("Combi", "i"), ("2", "sup"), ("IL-1β", "b")]


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("a drug", "A drug"),
        ("anti-IL-1", "Anti-IL-1"),
        ("in vivo it", "In vivo it"),
        ("mTOR", "mTOR"),
        ("p38", "p38"),
        ("miR-9", "miR-9"),
        ("mir-21", "mir-21"),
        ("c-Fos", "c-Fos"),
        ("α-synuclein", "α-synuclein"),
    ],
)
def test_only_an_ordinary_first_word_has_a_capital(word: str, shown: str) -> None:
    found = passage(
        AbstractSection(RichText(f"Importantly, {word} reduced pain in mice by half at every dose."), "RESULTS")
    )
    assert found.text.split(" reduced")[0] == shown


PIECES = (
    "We found that|Here,|In conclusion,|Taken together,|mice|reduced|IL-1β|may|and that|by 48%|(P<0.05)|;|.|fell.|p38|"
    "the|\u2009"
)
TEXTS = st.lists(st.sampled_from(PIECES.split("|")), min_size=1, max_size=40).map(" ".join)


@given(
    TEXTS,
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200), st.sampled_from(["i", "sub", "sup"])), max_size=4),
)
def test_what_is_shown_stands_in_the_abstract_but_for_one_capital(text: str, spans: list[tuple[int, int, str]]) -> None:
    rich = RichText(text, tuple(Mark(*span) for span in spans))
    found = passage(AbstractSection(rich, "RESULTS"))
    shown, whole = found.text.removesuffix("…"), prose.plain(text)
    places = [at for at in range(len(whole)) if whole.startswith(shown[1:], at + 1)]
    assert not shown or any(whole[at].upper() == shown[0].upper() for at in places)
    assert all(0 <= m.start < m.end <= len(found.text) for m in found.marks)


def test_a_paper_without_a_result_has_no_passage() -> None:
    assert passage(*ABSTRACT[:2]) == RichText("")
    assert passage() == RichText("")


def test_news_is_shown_by_its_opening() -> None:
    section = AbstractSection(RichText("A company has spoken. It was on Monday. Pain fell significantly."))
    assert passage(section, form=Form.NEWS).text == "A company has spoken. It was on Monday."
    assert passage(AbstractSection(RichText("")), form=Form.NEWS) == RichText("")


def test_of_news_a_second_sentence_that_does_not_fit_is_left_out() -> None:
    section = AbstractSection(RichText("Short one. Word" + " word" * 60 + " end."))
    assert passage(section, form=Form.NEWS).text == "Short one."


def test_a_long_opening_is_cut_at_the_limit() -> None:
    found = passage(AbstractSection(RichText("word " * 100 + "end. Next one.")), form=Form.NEWS)
    assert len(found.text) <= prose.PASSAGE
    assert found.text.endswith("word…")


def test_a_finding_that_is_cut_ends_in_an_ellipsis_at_its_clause() -> None:
    text = (
        "Canakinumab significantly reduced the rate of flares" + " in one more group" * 9 + ", whereas " + "more " * 30
    )
    found = passage(AbstractSection(RichText(text.rstrip() + "."), "RESULTS"))
    assert found.text.endswith("in one more group…")
    assert len(found.text) <= prose.PASSAGE


@given(st.text(st.sampled_from("a 1\u00a0\u2028\u0092β\u200b")))
def test_tidying_what_is_tidy_changes_nothing(text: str) -> None:
    once = prose.tidy(RichText(text, (Mark(0, 3, "i"),)))
    assert prose.tidy(once) == once
    assert "  " not in once.text
    assert once.text == once.text.strip()


def test_what_a_source_prints_bold_is_not_taken_for_what_was_looked_for() -> None:
    text = RichText("Lower values of IL-1 were seen in mice than in rats.", (Mark(0, 12, "b"), Mark(31, 38, "i")))
    section = AbstractSection(text, "RESULTS")
    found = passage(section, matches=[Match("IL-1", "IL-1", Where.ABSTRACT, 0, 16, 20)])
    assert [(found.text[m.start : m.end], m.tag) for m in found.marks] == [("in mice", "i"), ("IL-1", "b")]
