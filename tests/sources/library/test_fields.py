"""Dates, names, inline tags and identifiers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.model.harvest import Unread
from literature.model.record import Author, Mark, PartialDate, Record, RichText, Scheme
from sources.library.fields import (
    Citation,
    attempt,
    author,
    identifiers_in_notes,
    identifiers_of,
    marked,
    people,
    read_citation,
    read_date,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2009-06-04", PartialDate(2009, 6, 4)),
        ("2009/06/04 00:00", PartialDate(2009, 6, 4)),
        ("2009/06//", PartialDate(2009, 6)),
        ("2009///", PartialDate(2009)),
        ("20110413", PartialDate(2011, 4, 13)),
        ("2011 Oct", PartialDate(2011, 10)),
        ("2009 Jun 4", PartialDate(2009, 6, 4)),
        ("June 4, 2009", PartialDate(2009, 6, 4)),
        ("4th June 2009", PartialDate(2009, 6, 4)),
        ("WEDNESDAY, June 3", PartialDate(None, 6, 3, "WEDNESDAY, June 3")),
        ("2000 May-Jun", PartialDate(2000, None, None, "2000 May-Jun")),
        ("1998 Dec-1999 Jan", PartialDate(1998, None, None, "1998 Dec-1999 Jan")),
        ("2026-02-31", PartialDate(2026, 2, None, "2026-02-31")),
        ("2026-13", PartialDate(2026, None, None, "2026-13")),
        ("Winter 1999", PartialDate(1999, None, None, "Winter 1999")),
        ("in press", PartialDate(text="in press")),
    ],
)
def test_a_date_is_as_certain_as_it_was_printed(text: str, expected: PartialDate) -> None:
    assert read_date(text) == expected


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    found = read_date(text)
    assert found.iso or found.text or not text.strip("/ \t\n") or found.year is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Na, Sang-Jun", Author("Na", "Sang-Jun", "SJ")),
        ("Na SJ", Author("Na", "", "SJ")),
        ("Na S.-J.", Author("Na", "", "SJ")),
        ("Van Den Brule A. J. C.", Author("Van Den Brule", "", "AJC")),
        ("Sang-Jun Na", Author("Na", "Sang-Jun", "SJ")),
        ("peer kr ö ger", Author("kröger", "peer", "")),
        ("van Royen-Kerkhoff A", Author("van Royen-Kerkhoff", "", "A")),
        ("P. Martin van Hagen", Author("van Hagen", "P. Martin", "PM")),
        ("Aksentijevich", Author("Aksentijevich")),
        (
            "Swedish Council on Health Technology Assessment",
            Author(collective="Swedish Council on Health Technology Assessment"),
        ),
    ],
)
def test_names_are_read_in_either_order(name: str, expected: Author) -> None:
    assert author(name) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("IL-1<sub>β</sub>", RichText("IL-1β", (Mark(4, 5, "sub"),))),
        ("<em>IL1RN</em> &amp; more", RichText("IL1RN & more", (Mark(0, 5, "i"),))),
        ("p < 0.05, TNF<IL-6 > x", RichText("p < 0.05, TNF<IL-6 > x")),
        ("p<0.05 in <b>all</b>", RichText("p<0.05 in all", (Mark(10, 13, "b"),))),
        ("two\n lines", RichText("two lines")),
    ],
)
def test_known_tags_are_marks_and_a_bare_sign_is_text(raw: str, expected: RichText) -> None:
    assert marked(raw) == expected


def test_identifiers_are_normalised_ordered_and_each_there_once() -> None:
    pairs = [
        (Scheme.URL, "https://doi.org/10.5555/ABC"),
        (Scheme.DOI, "doi:10.5555/abc"),
        (Scheme.DOI, "none"),
        (Scheme.PMID, "PMID: 7"),
    ]
    assert identifiers_of(pairs).identifiers == ((Scheme.PMID, "7"), (Scheme.DOI, "10.5555/abc"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (". 2011 Oct;258(10):1865-70.", Citation("", "2011 Oct", "258", "10", "1865-70")),
        (
            "N Engl J Med. 2009 Jun 4;360(23):2426-37. doi: 10.1056/x.",
            Citation("N Engl J Med", "2009 Jun 4", "360", "23", "2426-37"),
        ),
        ("J Sample Med. 2026;12:e7.", Citation("J Sample Med", "2026", "12", "", "e7")),
        ("Words before 2011 and after.", Citation()),
    ],
)
def test_a_citation_line_is_taken_apart(line: str, expected: Citation) -> None:
    assert read_citation(line) == expected


def test_the_fault_of_one_record_is_told_in_its_own_words_and_costs_no_other() -> None:
    def broken() -> Record:
        raise ZeroDivisionError("an invented fault")

    found = attempt(broken, "library.ris", 7, "TY  - JOUR", record_id="k")
    assert found == Unread("k", "line 7: cannot be read (ZeroDivisionError: an invented fault)", b"TY  - JOUR", 7)


@pytest.mark.parametrize("nobody", ["others", "and others", "et al.", "et al", "Et Al.", "...", "…", "[et al.]", " "])
def test_what_stands_for_further_authors_is_nobody(nobody: str) -> None:
    assert [one.name for one in people(["Na SJ", nobody])] == ["Na SJ"]
    assert [one.name for one in people(["Others, Alice"])] == ["Others A"]


@pytest.mark.parametrize(
    ("note", "names"),
    [
        ("PMID: 42100001", ["42100001"]),
        ("Publisher: X\nPMID: 42100001\nPMCID: PMC7", ["42100001", "PMC7"]),
        ("J Sample. 2026;1(1):1. doi: 10.5555/abc. Epub 2026.", ["10.5555/abc. Epub 2026."]),
        ("Comment in: J Sample. PMID: 7\nPMID: 42100001", ["42100001"]),
        ("Erratum for: J Sample. doi: 10.5555/abc", []),
        ("PubMed Central 7", []),
        ("123 patients", []),
    ],
)
def test_a_note_gives_the_papers_own_identifiers_alone(note: str, names: list[str]) -> None:
    assert [value for _, value in identifiers_in_notes(note)] == names


def test_a_spelling_that_is_good_in_one_place_was_not_repaired() -> None:
    dirty, clean = (Scheme.DOI, "10.5555/abc."), (Scheme.DOI, "10.5555/abc")
    assert identifiers_of([dirty]).repaired == (clean,)
    assert identifiers_of([dirty, clean]) == ((clean,), ())
    assert identifiers_of([clean, dirty]) == ((clean,), ())


def test_a_year_that_a_table_made_a_float_is_one() -> None:
    assert read_date("2011.0") == PartialDate(2011)
