"""Titles as they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.identity.title_likeness import Alike, compare_titles
from literature.identity.titles import read_title, title_key

LONG = "Interleukin-1 receptor antagonist in an invented disease of children"


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


@pytest.mark.parametrize(
    "noted",
    [
        f"{LONG}. [Review] [90 refs]",
        f"{LONG} [Erratum appears in Inv J Med 2003 May;12(5):99]",
        f"[{LONG}]. [Japanese]",
        f"{LONG} [Article in French]",
        f"{LONG} [abstract no: 134]",
        f"{LONG} (extended abstract)",
        f"Short report: {LONG}",
    ],
)
def test_what_databases_add_is_no_part_of_the_title(noted: str) -> None:
    assert title_key(noted) == title_key(LONG)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Pledge work in an invented town", "Pledgework in an invented town", Alike.EQUAL),
        ("Haemoglobin in an invented disease", "Hemoglobin in an invented disease", Alike.EQUAL),
        ("Tumour growth and labour in mice", "Tumor growth and labor in mice", Alike.SPELLING),
        ("Women aged >= 50 years with nothing", "Women aged > or = 50 years with nothing", Alike.SPELLING),
        ("They cannot exlude an invented lesion", "They cannot exclude an invented lesion", Alike.LOOSE),
        ("An invented drug in thrombocytopnia", "An invented drug in thrombocytopenia", Alike.SPELLING),
        ("Clearance of insulin in awake rats", "Clearance of inulin in awake rats", Alike.LOOSE),
        ("Gastric juice in an invented awake rat", "Gastrin juice in an invented awake rat", Alike.LOOSE),
        ("A protein calms a gene in awake rats", "A gene calms a protein in awake rats", Alike.LOOSE),
        ("A randomised trial of a drug in rats", "A drug in rats: a randomized trial", Alike.SPELLING),
        ("IL-1b in the serum of awake rats", "Interleukin-1β in the serum of awake rats", Alike.EQUAL),
        ("Interleukin I in the serum of rats", "Interleukin-l in the serum of rats", Alike.EQUAL),
        ("The ovine heart in winter and in spring", "The bovine heart in winter and in spring", Alike.ALIKE),
        ("Treated with an invented drug at night", "Treated without an invented drug at night", Alike.ALIKE),
        (LONG, f"{LONG}: a trial", Alike.PART),
        ("Editorial", "Editorial: the invented heart", Alike.OTHER),
        (LONG, "The weather of an invented island", Alike.OTHER),
        ("", "", Alike.OTHER),
    ],
)
def test_how_two_titles_stand_to_each_other(one: str, other: str, alike: Alike) -> None:
    assert (
        compare_titles(read_title(one), read_title(other))
        is compare_titles(read_title(other), read_title(one))
        is alike
    )


@pytest.mark.parametrize(
    ("title", "numbers"),
    [
        ("Phase I/II trial of a drug", {"1", "2"}),
        ("Two hearts, part IV, 2016", {"2", "4", "2016"}),
        ("One X-ray", set()),
        ("p16INK4a in grade 2", {"16", "4", "2"}),
    ],
)
def test_numbers_are_read_however_written(title: str, numbers: set[str]) -> None:
    assert read_title(title).numbers == numbers


@pytest.mark.parametrize(
    ("title", "flag"),
    [
        ("Author Correction: The heart", "correction"),
        ("The heart (vol 12, pg 345, 2003)", "correction"),
        ("RETRACTED: The heart", "retracted"),
        ("TEMPORARY REMOVAL: The heart", "retracted"),
        ("The heart (Retracted Article. See vol. 12, pg. 3, 2014)", "retracted"),
        ("Statement of Retraction: The heart", "retraction"),
        ("Expression of Concern: The heart", "concern"),
        ("Reply to: The heart", "reply"),
        ("Retraction of the gingiva", ""),
        ("The heart (in vitro)", ""),
        ("The correction of vision", ""),
    ],
)
def test_a_title_that_is_about_another_paper_is_flagged(title: str, flag: str) -> None:
    assert read_title(title).flag == flag


@pytest.mark.parametrize(
    ("title", "recurs"),
    [
        ("Editorial", True),
        ("Book review column", True),
        ("Guest editorial: hearts", True),
        ("An introduction to hearts", True),
        ("An introduction to the spatial heart systems of mice", False),
        ("Comprehension syntax", False),
    ],
)
def test_what_every_issue_may_have_recurs(title: str, recurs: bool) -> None:
    assert read_title(title).recurs is recurs
