"""Headlines as they are compared."""

from __future__ import annotations

import pytest

from literature.identity.headlines import find_difference, nearly_agree, read_headline
from literature.identity.titles import title_key

HEADLINE = "Invented drug calms the inflamed heart"


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        (f"{HEADLINE} - Invented Wire", "Invented Wire"),
        (f"{HEADLINE} | Invented Wire", "Invented Wire - Latest stories and videos"),
        (f"{HEADLINE} – Wire", "The Wire"),
        (f"{HEADLINE} — BBC News", ""),
        (f"{HEADLINE} - thewire.com", ""),
        (f"Breaking: {HEADLINE}", ""),
        (f"LIVE | {HEADLINE}", ""),
        (f"UPDATE 2-{HEADLINE}", ""),
        (f"Exclusive: Update 3: {HEADLINE}", ""),
    ],
)
def test_the_outlet_and_the_shout_are_no_part_of_a_headline(text: str, outlet: str) -> None:
    assert read_headline(text, (outlet,)) == read_headline(HEADLINE, ())


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADLINE} — here's why",
        f"{HEADLINE} - a systematic review",
        f"{HEADLINE} | Part 2",
        f"{HEADLINE} - Old Men",
        "Drug-drug interactions in the news",
        "Updates on the invented heart",
        "Watch what you eat",
        "Live-attenuated vaccine calms the inflamed heart",
    ],
)
def test_what_tells_of_the_story_stays(text: str) -> None:
    assert read_headline(text, ("Invented Wire",)).key == title_key(text)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        (f"Audio long read: {HEADLINE}", "audio long read"),
        (f"Author Correction: {HEADLINE}", "correction"),
        (f"Podcast | {HEADLINE}", "podcast"),
        (f"Exclusive: {HEADLINE}", ""),
        (f"What the men and women of the heart said: {HEADLINE}", ""),
        (HEADLINE, ""),
    ],
)
def test_the_rubric_is_its_flag(text: str, flag: str) -> None:
    assert read_headline(text, ()).flag == flag


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Drug calms hearts", "Drug calms heart", ""),
        ("Drug calms the heart of mice", "Drug calms the old heart of mice", ""),
        ("US approves drug for hearts", "UK approves drug for hearts", "other words in the headline"),
        ("Agency approves drug for hearts", "Agency rejects drug for hearts", "other words in the headline"),
        ("Drug approved for hearts", "Drug not approved for hearts", "only one headline says 'not'"),
        ("Drug helps 3 of 10 hearts", "Drug helps 4 of 10 hearts", "other numbers in the headline"),
    ],
)
def test_what_tells_two_headlines_apart(one: str, other: str, why: str) -> None:
    a, b = read_headline(one, ()), read_headline(other, ())
    assert find_difference(a, b) == find_difference(b, a) == why


def test_nearly_equal_is_nine_letters_of_ten() -> None:
    item, near = read_headline(f"{HEADLINE} today", ()), read_headline(HEADLINE, ())
    assert nearly_agree(item, near)
    assert not nearly_agree(item, read_headline("Invented drug calms the heart", ()))
