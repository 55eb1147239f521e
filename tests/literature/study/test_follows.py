"""Whom readers follow: an ORCID, a name with its affiliation, a journal; what a source does not say matches nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.model.record import Author, Journal, Record, RichText
from literature.study.follows import Follow, matching, orcid

MARCO = Author("Gattorno", "Marco", "M", affiliations=("IRCCS Istituto Giannina Gaslini, Genoa, Italy.",))


def a_record(*authors: Author, journal: Journal | None = None) -> Record:
    return Record("pubmed", "1", RichText("Anakinra"), authors=authors, journal=journal or Journal())


def follows(record: Record, **fields: str) -> bool:
    return any(matching(record, [Follow("name", **fields)]))


@pytest.mark.parametrize(
    "text",
    ["0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097", " 0000-0002-1825-0097 ", "0000-0002-1694-233x"],
)
def test_an_orcid_is_read_in_each_form_that_people_paste(text: str) -> None:
    assert orcid(text) == text.strip().removeprefix("https://orcid.org/").upper()


@pytest.mark.parametrize("text", ["", "0000-0002-1825-0098", "0000000218250097", "Gattorno", "0000-0002-1825-009"])
def test_what_has_another_form_or_a_wrong_check_digit_is_no_orcid(text: str) -> None:
    assert orcid(text) == ""


@given(st.text())
def test_any_text_is_an_orcid_or_none(text: str) -> None:
    assert orcid(orcid(text)) == orcid(text)


def test_an_orcid_is_the_person_and_a_record_without_one_is_not() -> None:
    known = MARCO._replace(orcid="0000-0002-1825-0097")
    assert follows(a_record(known), orcid="0000-0002-1825-0097")
    assert not follows(a_record(known), orcid="0000-0001-5109-3700")
    assert not follows(a_record(MARCO), orcid="0000-0002-1825-0097")


@pytest.mark.parametrize(
    "name", ["Gattorno M", "Gattorno M.", "Gattorno, Marco", "Marco Gattorno", "GATTORNO, M", "Gattorno"]
)
def test_a_name_is_found_as_people_write_it(name: str) -> None:
    assert follows(a_record(Author("Elsewhere", "E", "E"), MARCO), author=name)


@pytest.mark.parametrize(
    "name", ["Gattorno A", "Gattorno, Maria", "Maria Gattorno", "Gattorno MA", "Marco Gatto", "Marco"]
)
def test_another_name_is_another_person(name: str) -> None:
    assert not follows(a_record(MARCO), author=name)


def test_initials_alone_agree_with_a_full_name() -> None:
    assert follows(a_record(Author("Gattorno", "", "M")), author="Marco Gattorno")
    assert follows(a_record(Author("Goldbach-Mansky", "Raphaela", "R")), author="Goldbach-Mansky R")
    assert follows(a_record(Author("Ben-Chetrit", "Eldad", "E")), author="Eldad Ben-Chetrit")
    assert follows(a_record(Author("de Jesus", "Adriana A", "AA")), author="de Jesus AA")
    assert follows(a_record(Author("Häuser", "Jörg", "J")), author="Joerg Hauser") is False
    assert follows(a_record(Author("Häuser", "Jörg", "J")), author="Jorg Hauser")


def test_a_suffix_is_no_initial() -> None:
    assert follows(a_record(Author("King", "Martin L", "ML Jr")), author="King ML")


def test_with_an_affiliation_only_who_is_there_counts() -> None:
    assert follows(a_record(MARCO), author="Gattorno M", affiliation="istituto giannina gaslini")
    assert not follows(a_record(MARCO), author="Gattorno M", affiliation="Gasl")
    assert not follows(a_record(Author("Gattorno", "Marco", "M")), author="Gattorno M", affiliation="Gaslini")


def test_a_group_goes_by_its_whole_name() -> None:
    group = Author(collective="Eurofever Project")
    assert follows(a_record(group), author="Eurofever Project")
    assert not follows(a_record(group), author="Project")


@pytest.mark.parametrize("name", ["Ann Rheum Dis", "annals of the rheumatic diseases", "Ann. Rheum. Dis.", "1468-2060"])
def test_a_journal_goes_by_title_abbreviation_or_issn(name: str) -> None:
    journal = Journal("Annals of the rheumatic diseases", "Ann Rheum Dis", ("1468-2060", "0003-4967"))
    assert follows(a_record(journal=journal), journal=name)
    assert not follows(a_record(journal=journal), journal="Rheum")
    assert not follows(a_record(), journal=name)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_name_and_any_author_can_be_compared(name: str, other: str) -> None:
    follows(a_record(Author(other, name, name)), author=name, affiliation=other)
