"""When two Records are one Work: every doubt leaves two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.identity import Likeness, judge, title_key
from literature.record import Form, Journal, PartialDate, Record
from tests.store.records import paper, story

LONG = "Interleukin-1 receptor antagonist in an invented disease of children"


def likeness(a: Record, b: Record) -> Likeness:
    assert judge(a, b).likeness is judge(b, a).likeness, "the judgement must not depend on the order"
    return judge(a, b).likeness


def feed_item(title: str = LONG, **more: object) -> Record:
    return paper("x", title, source="Feed", **more)  # type: ignore[arg-type]  # keyword arguments of paper()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Interleukin-1–Receptor Antagonist.", "interleukin 1-receptor antagonist"),
        ("Interleukin-32α in serum", "Interleukin-32alpha in serum"),
        ("[Anakinra in gout].", "Anakinra in gout"),
        ("Die Wirkung von Anakinra bei Füchsen", "Die Wirkung von Anakinra bei Fuchsen"),
        ("Anakinra in gout [Review]", "Anakinra in gout"),
        ("Anakinra in gout", "Anakinra in gout"),
    ],
)
def test_titles_of_two_sources_have_one_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@given(st.text(max_size=80))
def test_a_title_key_is_plain_and_stable(title: str) -> None:
    key = title_key(title)
    assert key.isascii()
    assert title_key(key) == key


def test_the_same_pmid_is_the_same_work() -> None:
    assert likeness(paper("1", "One title"), paper("1", "Another title")) is Likeness.SAME


def test_different_pmids_are_different_works_whatever_the_title() -> None:
    assert likeness(paper("1", LONG), paper("2", LONG)) is Likeness.DIFFERENT


def test_a_shared_doi_with_agreeing_titles_is_the_same_work() -> None:
    assert likeness(paper("1", LONG, doi="10.5555/a"), feed_item(LONG + ".", doi="10.5555/a")) is Likeness.SAME


def test_a_shared_doi_with_other_titles_is_a_supplement() -> None:
    other = feed_item("Patterns of use of something else entirely", doi="10.5555/a")
    assert likeness(paper("1", LONG, doi="10.5555/a"), other) is Likeness.DIFFERENT


def test_a_shared_doi_without_a_title_is_kept_apart_and_shown() -> None:
    assert likeness(paper("1", LONG, doi="10.5555/a"), feed_item("", doi="10.5555/a")) is Likeness.POSSIBLY


def test_the_same_long_title_and_first_author_is_the_same_work() -> None:
    assert likeness(paper("1", LONG), feed_item()) is Likeness.SAME


def test_the_same_title_by_another_first_author_is_not_merged() -> None:
    assert likeness(paper("1", LONG), feed_item(family="Otherman")) is not Likeness.SAME


@pytest.mark.parametrize("title", ["Editorial", "Introduction", "In this issue", "Guide to the index"])
def test_a_short_title_names_nothing(title: str) -> None:
    assert likeness(paper("1", title), feed_item(title)) is Likeness.DIFFERENT


@pytest.mark.parametrize("prefix", ["Author Correction: ", "Reply to: ", "Retraction: ", "Comment on: "])
def test_a_correction_or_reply_is_not_the_paper(prefix: str) -> None:
    assert likeness(paper("1", LONG), feed_item(prefix + LONG)) is Likeness.DIFFERENT


def test_a_meeting_abstract_is_not_the_article_with_its_title() -> None:
    abstract = feed_item(journal=Journal("Diabetologia", volume="59", pages="S353"))
    article = paper("1", LONG, journal=Journal("Diab Vasc Dis Res", volume="15", pages="64-73"))
    assert likeness(abstract, article) is Likeness.DIFFERENT


def test_two_comments_with_one_title_in_one_issue_are_two() -> None:
    one = feed_item(journal=Journal("EJIS", volume="15", pages="467"))
    other = paper("1", LONG, journal=Journal("EJIS", volume="15", pages="470-2"))
    assert likeness(one, other) is Likeness.DIFFERENT


def test_years_apart_are_different_works() -> None:
    assert likeness(paper("1", LONG), feed_item(published=PartialDate(2019))) is Likeness.DIFFERENT


def test_a_preprint_is_not_its_article() -> None:
    assert likeness(paper("1", LONG), feed_item(form=Form.PREPRINT)) is Likeness.DIFFERENT


def test_one_headline_within_days_is_one_story() -> None:
    title = "Invented drug calms the inflamed heart, study finds"
    assert likeness(story("a", title, day=18), story("b", title, feed="Other", day=20)) is Likeness.SAME


def test_one_headline_months_apart_is_kept_apart() -> None:
    title = "Invented drug calms the inflamed heart, study finds"
    assert likeness(story("a", title, day=1), story("b", title, feed="Other", day=20)) is Likeness.POSSIBLY


def test_news_is_never_the_paper_with_its_title() -> None:
    assert likeness(paper("1", LONG), story("a", LONG)) is Likeness.DIFFERENT
