from __future__ import annotations

import pytest
from lxml import etree

from literature.model.record import Author
from sources.pubmed.authors import authors


def read(*lists: str) -> tuple[Author, ...]:
    return authors([etree.fromstring(each) for each in lists])


def one(inside: str) -> Author:
    (author,) = read(f"<AuthorList><Author>{inside}</Author></AuthorList>")
    return author


def test_authors_stand_in_the_order_printed_with_collective_names_in_place() -> None:
    found = read(
        "<AuthorList><Author><LastName>B</LastName><Initials>X</Initials></Author>"
        "<Author><CollectiveName>Sample <i>Study</i> Group</CollectiveName></Author>"
        "<Author><LastName>A</LastName></Author></AuthorList>"
    )
    assert [author.name for author in found] == ["B X", "Sample Study Group", "A"]


def test_a_record_without_an_author_list_has_none() -> None:
    assert read() == ()


def test_a_corrected_name_replaces_the_wrong_one() -> None:
    found = read(
        '<AuthorList><Author ValidYN="N"><LastName>Bespiel</LastName></Author>'
        '<Author ValidYN="Y"><LastName>Beispiel</LastName></Author></AuthorList>'
    )
    assert [author.family for author in found] == ["Beispiel"]


def test_a_wrong_name_stays_where_there_is_no_other() -> None:
    found = read('<AuthorList><Author ValidYN="N"><LastName>Bespiel</LastName></Author></AuthorList>')
    assert [author.family for author in found] == ["Bespiel"]


def test_a_suffix_stands_behind_the_initials() -> None:
    assert one("<LastName>King</LastName><Initials>ML</Initials><Suffix>Jr</Suffix>").name == "King ML Jr"


@pytest.mark.parametrize(
    "printed",
    [
        "0000-0002-1825-009x",
        "000000021825009X",
        "https://orcid.org/0000-0002-1825-009X",
        " http://orcid.org/0000-0002-1825-009X ",
    ],
)
def test_an_orcid_has_one_form(printed: str) -> None:
    assert one(f'<Identifier Source="ORCID">{printed}</Identifier>').orcid == "0000-0002-1825-009X"


@pytest.mark.parametrize("identifier", ['Source="GRID">0000-0002-1825-009X', 'Source="ORCID">none'])
def test_other_identifiers_are_no_orcid(identifier: str) -> None:
    assert one(f"<Identifier {identifier}</Identifier>").orcid == ""


def test_editors_stand_in_only_where_no_authors_are_listed() -> None:
    editors = '<AuthorList Type="editors"><Author><LastName>Editor</LastName></Author></AuthorList>'
    writers = '<AuthorList Type="authors"><Author><LastName>Writer</LastName></Author></AuthorList>'
    assert [author.family for author in read(editors, writers)] == ["Writer"]
    assert [author.family for author in read(editors)] == ["Editor"]
