"""Volumes, pages and journal names from many hands."""

from __future__ import annotations

import pytest

from literature.identity.places import Pages, read_pages, read_venue, read_volume, same_venue


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2426-37", "2426", "2437"),
        ("1095‐1101", "1095", "1101"),
        ("28--32", "28", "32"),
        ("pp. 7-9", "7", "9"),
        ("S30-S31", "s30", "s31"),
        ("S12-4", "s12", "s14"),
        ("e0137960", "137960", ""),
        ("137960", "137960", ""),
        ("e143", "e143", ""),
        ("100A-101A", "100a", "101"),
        ("no pagination", "", ""),
        ("", "", ""),
    ],
)
def test_pages_are_read_however_written(text: str, first: str, last: str) -> None:
    assert read_pages(text) == Pages(first, last)


def test_only_plain_pages_have_a_span() -> None:
    assert (read_pages("2426-37").span, read_pages("S30-S31").span, read_pages("7").span) == (12, 0, 0)


@pytest.mark.parametrize(("text", "whole"), [("2426-37", True), ("1-8", False), ("7", False), ("S30-S31", False)])
def test_pages_from_one_or_a_single_one_name_no_place(text: str, whole: bool) -> None:
    assert read_pages(text).whole is whole


@pytest.mark.parametrize(
    ("text", "volume"),
    [
        ("16 (1) (no pagination)", "16"),
        ("Vol. XII", "12"),
        ("Vol 7", "7"),
        ("0007", "7"),
        ("30A", "30a"),
        ("24 Suppl 3", "24"),
        ("Meeting Abstracts", "meeting abstracts"),
        ("", ""),
    ],
)
def test_volumes_are_read_however_written(text: str, volume: str) -> None:
    assert read_volume(text) == volume


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("J Infect Dis", "Journal of infectious diseases", True),
        ("Dtsch Med Wochenschr", "Deutsche medizinische Wochenschrift (1946)", True),
        ("The Leadership Quarterly", "Leadership Quarterly", True),
        ("J Clin Oncol", "Journal of clinical oncology : official journal of an invented society", True),
        ("Diabetic Medicine. Conference: Diabetes UK 2017", "Diabetic Medicine", True),
        ("EJIS", "European Journal of Information Systems", True),
        ("2017 40th International Convention on Hearts", "40TH INTERNATIONAL CONVENTION ON HEARTS", True),
        ("Clin Infect Dis", "J Infect Dis", False),
        ("Cancer", "Cancer Research", False),
        ("Blood", "Blood Cancer Journal", False),
        ("VLDB", "The VLDB Journal", False),
        ("Atherosclerosis", "Atherosclerosis Supplements", False),
        ("Hearts Conference", "International Symposium on Blood", None),
        ("Proc Natl Acad Sci", "Proceedings of the National Academy of Sciences U S A", None),
        ("", "Blood", None),
    ],
)
def test_whether_two_names_mean_one_journal(one: str, other: str, same: bool | None) -> None:
    assert same_venue(read_venue(one), read_venue(other)) is same
    assert same_venue(read_venue(other), read_venue(one)) is same


def test_an_abbreviation_beside_the_name_counts_too() -> None:
    assert same_venue(read_venue("Aizheng", "Chin J Cancer"), read_venue("Chinese Journal of Cancer")) is True
