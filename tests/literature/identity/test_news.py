"""When two stories are one: the outlets' copies of a day, and the traps of ids, links and headlines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from literature.identity.compare import compare
from literature.identity.comparison import Comparison, Kinship, Likeness
from literature.identity.fields import blocking_keys, fields
from literature.model.identifiers import identifier
from literature.model.record import (
    Author,
    Event,
    EventDate,
    Form,
    Identifier,
    Journal,
    PartialDate,
    Record,
    RichText,
    Scheme,
)

HEADLINE = "Invented drug calms the inflamed heart in children, large study finds"
MONDAY = date(2026, 11, 16)


def story(
    title: str = HEADLINE,
    *,
    outlet: str = "Invented Times",
    feed: str = "",
    own_id: str = "",
    link: str = "",
    day: date | None = MONDAY,
) -> Record:
    names: list[Identifier | None] = [identifier(Scheme.URL, link)] if link else []
    names += [identifier(Scheme.GUID, f"{feed or outlet} {own_id}")] if own_id else []
    return Record(
        source=feed or outlet,
        source_id=own_id,
        title=RichText(title),
        form=Form.NEWS,
        journal=Journal(outlet),
        dates=(EventDate(Event.ISSUE, PartialDate(day.year, day.month, day.day)),) if day else (),
        identifiers=tuple(item for item in names if item),
    )


def judged(a: Record, b: Record) -> Comparison:
    assert compare(a, b) == compare(b, a), "the comparison must not depend on the order"
    shared = set(blocking_keys(fields(a))) & set(blocking_keys(fields(b)))
    one_id = a.source_id and (a.source, a.source_id) == (b.source, b.source_id)
    assert compare(a, b).likeness is not Likeness.SAME or shared or one_id, "what is one story must be looked up"
    return compare(a, b)


def likeness(a: Record, b: Record) -> Likeness:
    return judged(a, b).likeness


def elsewhere(title: str, days: int = 0, **more: str) -> Record:
    return story(title, outlet="Daily Invention", day=MONDAY + timedelta(days), **more)


@pytest.mark.parametrize(
    "title",
    [
        HEADLINE,
        HEADLINE.upper(),
        f"{HEADLINE} - Daily Invention",
        f"{HEADLINE} | Reuters",
        f"{HEADLINE} – The New York Times",
        f"Exclusive: {HEADLINE}",
        f"UPDATE 2-{HEADLINE}",
        f"BREAKING NEWS: {HEADLINE} | Daily Invention",
        f"Watch: {HEADLINE}",
    ],
)
def test_one_headline_from_two_outlets_is_one_story(title: str) -> None:
    assert judged(story(), elsewhere(title, 3)).reason == "same headline within days"


@pytest.mark.parametrize(
    "title",
    [
        "Invented drug calms the inflamed heart in young children, large study finds",
        "Invented drugs calm inflamed hearts in children, large study finds",
        f"Dr Invented: {HEADLINE}".replace(":", ""),
        f"{HEADLINE} today",
    ],
)
def test_nearly_one_headline_from_two_outlets_within_a_day_is_one_story(title: str) -> None:
    assert likeness(story(), elsewhere(title, 1)) is Likeness.SAME
    assert likeness(story(), elsewhere(title, 2)) is Likeness.POSSIBLY


def test_the_turn_of_the_year_parts_no_story() -> None:
    title = HEADLINE.replace("large study", "a large study")
    last, first = story(day=date(2026, 12, 31)), story(title, outlet="Daily Invention", day=date(2027, 1, 1))
    assert likeness(last, first) is Likeness.SAME


@pytest.mark.parametrize(
    ("title", "why"),
    [
        (HEADLINE.replace("calms", "expected to calm"), "only one headline says 'expected'"),
        (HEADLINE.replace("calms", "does not calm"), "only one headline says 'not'"),
        (HEADLINE.replace("calms", "to calm"), "only one headline says 'to'"),
        (f"{HEADLINE} again", "only one headline says 'again'"),
        (HEADLINE.replace("calms", "harms"), "other words in the headline"),
        (HEADLINE.replace("large study", "study of 3"), "other numbers in the headline"),
    ],
)
def test_a_headline_that_says_another_thing_is_another_story(title: str, why: str) -> None:
    """ "X shrinks Y again" and "X expected to shrink Y again" score 92 of 100 (measured)."""
    comparison = judged(story(), elsewhere(title))
    assert (comparison.likeness, comparison.vetoed) == (Likeness.POSSIBLY, why)


def test_headlines_that_differ_in_more_than_a_tenth_are_two_stories() -> None:
    assert likeness(story(), elsewhere(HEADLINE.replace("in children", "in old men"))) is Likeness.DIFFERENT


@pytest.mark.parametrize(
    "rubric",
    [
        "Author Correction",
        "Publisher Correction",
        "Reply to",
        "Audio long read",
        "Podcast",
        "Daily briefing",
        "Opinion",
    ],
)
def test_a_story_under_a_rubric_belongs_to_the_story_and_is_not_it(rubric: str) -> None:
    comparison = judged(story(), elsewhere(f"{rubric}: {HEADLINE}"))
    assert (comparison.likeness, comparison.kinship) == (Likeness.RELATED, Kinship.RUBRIC)
    assert comparison.contradicts


@pytest.mark.parametrize("days", [8, 300])
def test_one_headline_beyond_a_week_is_only_possibly_one_story(days: int) -> None:
    assert likeness(story(), elsewhere(HEADLINE, days)) is Likeness.POSSIBLY


def test_without_a_day_nothing_is_joined_by_its_headline() -> None:
    assert likeness(story(day=None), story(outlet="Daily Invention", day=None)) is Likeness.POSSIBLY


@pytest.mark.parametrize("title", ["Anakinra in the news", "Weekly roundup", "", "What we are reading"])
def test_a_short_headline_joins_nothing(title: str) -> None:
    assert likeness(story(title), elsewhere(title)) is Likeness.DIFFERENT


def test_news_in_other_letters_is_not_one_story_for_want_of_a_key() -> None:
    assert likeness(story("Новое лекарство от сердца"), elsewhere("Совсем другая история")) is not Likeness.SAME


def test_a_column_of_one_outlet_is_another_piece_every_day() -> None:
    title = "This week in invented science: what you need to know now"
    tomorrow = story(title, own_id="b", day=MONDAY + timedelta(7))
    assert likeness(story(title, own_id="a"), tomorrow) is Likeness.POSSIBLY


def test_two_headlines_of_one_outlet_are_two_pieces() -> None:
    assert likeness(story(own_id="a"), story(f"{HEADLINE} today", own_id="b")) is Likeness.POSSIBLY


def test_a_feed_whose_ids_all_change_gives_one_story_with_its_day() -> None:
    """CNKI: 20 of 20 titles the same between two visits, none of the ids and links (measured)."""
    assert likeness(story(own_id="a"), story(own_id="b")) is Likeness.SAME


def test_an_id_that_changes_while_the_link_stays_is_one_story() -> None:
    link = "https://news.example.org/heart"
    first, second = story(own_id="a", link=link), story(HEADLINE + " today", own_id="b", link=link + "?utm_source=rss")
    assert likeness(first, second) is Likeness.SAME


@pytest.mark.parametrize("days", [0, 7])
def test_one_link_for_all_items_joins_none_of_them(days: int) -> None:
    link = "https://www.example.com/news"
    other = story("Another matter altogether moves the invented world", link=link, day=MONDAY + timedelta(days))
    assert likeness(story(link=link), other) is Likeness.DIFFERENT


def test_a_column_that_keeps_its_link_is_only_possibly_one_piece() -> None:
    link = "https://www.example.com/column"
    first, second = story("In the news", link=link), story("In the news", link=link, day=MONDAY + timedelta(14))
    assert likeness(first, second) is Likeness.POSSIBLY


def test_numbered_issues_under_one_link_are_two() -> None:
    link = "https://www.example.com/letter"
    first, second = (
        story("The invented heart letter no 12", link=link),
        story("The invented heart letter no 13", link=link),
    )
    assert likeness(first, second) is Likeness.POSSIBLY
    assert compare(first, second).contradicts


def test_a_feed_with_one_id_for_all_of_its_items_has_two_stories_of_a_day() -> None:
    other = story("Cardiology: all is well at last", own_id="a")
    assert likeness(story(own_id="a"), other) is Likeness.POSSIBLY


def test_two_registered_trials_under_one_plain_headline_are_two() -> None:
    title = "A Study of an Invented Drug in Healthy Adult Volunteers"
    first, second = (story(title, link=f"https://clinicaltrials.gov/study/NCT0000000{n}") for n in (1, 2))
    assert likeness(first, second) is Likeness.POSSIBLY
    assert likeness(first, replace(first, source_id="b")) is Likeness.SAME


def test_a_mended_headline_under_one_id_is_the_same_item() -> None:
    retitled = story("New hope for inflamed hearts in children: invented drug calms them", own_id="a")
    assert likeness(story(own_id="a"), retitled) is Likeness.SAME
    later = story(HEADLINE.replace("large", "big"), own_id="a", day=MONDAY + timedelta(30))
    assert likeness(story(own_id="a"), later) is Likeness.SAME


@pytest.mark.parametrize("day", [MONDAY + timedelta(1), None])
def test_an_id_given_again_to_another_story_joins_nothing(day: date | None) -> None:
    other = story("Another matter altogether moves the invented world", own_id="a", day=day)
    assert likeness(story(own_id="a"), other) is Likeness.POSSIBLY


def test_a_story_under_the_papers_title_is_not_the_paper() -> None:
    paper = Record("pubmed", "1", RichText(HEADLINE), authors=(Author("Adler", "B"),))
    assert likeness(story(), paper) is Likeness.DIFFERENT


words = st.sampled_from(
    ["invented", "drug", "calms", "calm", "the", "heart", "hearts", "not", "to", "expected", "2", "3"]
)
headlines = st.one_of(
    st.lists(words, max_size=14).map(" ".join),
    st.tuples(st.integers(0, 10), st.lists(words, max_size=2)).map(
        lambda drawn: " ".join([*HEADLINE.split()[: drawn[0]], *drawn[1], *HEADLINE.split()[drawn[0] :]])
    ),
)
stories = st.builds(
    story,
    title=st.tuples(
        st.sampled_from(["", "Exclusive: ", "Podcast: "]), headlines, st.sampled_from(["", " - Reuters"])
    ).map("".join),
    outlet=st.sampled_from(["Invented Times", "Daily Invention"]),
    own_id=st.sampled_from(["", "a", "b"]),
    link=st.sampled_from(["", "https://example.org/1", "https://example.org/2"]),
    day=st.sampled_from([None, MONDAY, MONDAY + timedelta(1), MONDAY + timedelta(2), MONDAY + timedelta(9)]),
)


@given(stories, stories)
def test_what_is_one_story_is_looked_up_and_in_any_order(one: Record, other: Record) -> None:
    judged(one, other)


@given(stories, stories)
def test_stories_without_a_name_and_a_headline_in_common_are_never_one(one: Record, other: Record) -> None:
    assume(not set(one.identifiers) & set(other.identifiers) and not (one.source_id and one.source == other.source))
    if likeness(one, other) is Likeness.SAME:
        a, b = fields(one), fields(other)
        assert a.title.numbers == b.title.numbers
        assert a.day
        assert b.day
        assert abs(a.day - b.day) <= timedelta(7)
