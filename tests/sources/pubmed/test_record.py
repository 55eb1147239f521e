"""The golden documents of tests/data/pubmed, invented records in NLM's true shape, beside the Records expected."""

from __future__ import annotations

import pytest

from literature.model.record import (
    AbstractSection,
    Author,
    Event,
    EventDate,
    Form,
    Heading,
    Identifier,
    Journal,
    Mark,
    PartialDate,
    Record,
    Relation,
    RichText,
    Scheme,
    Substance,
)
from sources.pubmed.xml import read
from tests.paths import DATA

FILES = DATA / "pubmed"


def records(name: str) -> list[Record]:
    return [item for item in read((FILES / name).read_bytes()) if isinstance(item, Record)]


def record(inside: str) -> Record:
    """The one Record of a MedlineCitation with ``inside`` in it."""
    document = f"<PubmedArticle><MedlineCitation><PMID>1</PMID>{inside}</MedlineCitation></PubmedArticle>"
    (item,) = read(document.encode())
    assert isinstance(item, Record)
    return item


def with_ids(location: str, own: str) -> Record:
    document = (
        f"<PubmedArticle><MedlineCitation><PMID>1</PMID><Article>{location}</Article></MedlineCitation>"
        f"<PubmedData><ArticleIdList>{own}</ArticleIdList></PubmedData></PubmedArticle>"
    )
    (item,) = read(document.encode())
    assert isinstance(item, Record)
    return item


def test_an_article_is_read_whole() -> None:
    (found,) = records("article.xml")
    assert found == Record(
        source="pubmed",
        source_id="99000001",
        version=2,
        title=RichText(
            "Il1rn loss raises IL-1β: an invented title.",
            (Mark(0, 5, "i"), Mark(22, 23, "sub"), Mark(28, 36, "b"), Mark(28, 36, "i")),
        ),
        vernacular_title="Der Verlust von Il1rn.",
        abstract=(
            AbstractSection(
                RichText("Mice lacking a receptor\u00a0antagonist were imagined."), "BACKGROUND", "BACKGROUND"
            ),
            AbstractSection(
                RichText("We measured x2 and 106 cells.", (Mark(13, 14, "sup"), Mark(21, 22, "sup"))),
                "MATERIALS AND METHODS",
                "METHODS",
            ),
            AbstractSection(RichText("Nothing here happened; p\u2009<\u20090.05."), "NOTE"),
        ),
        other_abstracts=(AbstractSection(RichText("Nichts davon geschah."), "ZUSAMMENFASSUNG"),),
        authors=(
            Author(
                "Muster",
                "Erika Maria",
                "EM 3rd",
                affiliations=("Institute of Samples, Anytown.", "Second Institute."),
                orcid="0000-0002-1825-0097",
            ),
            Author("Beispiel", "Otto", "O"),
            Author(collective="The Sample Study Group"),
        ),
        journal=Journal(
            title="Sample journal of invented findings",
            abbreviation="Sample J Invent Find",
            issns=("1234-5679", "1234-5678"),
            volume="12",
            issue="3",
            pages="101-9",
        ),
        dates=(
            EventDate(Event.ISSUE, PartialDate(2024, 3)),
            EventDate(Event.ELECTRONIC, PartialDate(2024, 1, 9)),
            EventDate(Event.COMPLETED, PartialDate(2024, 3, 15)),
            EventDate(Event.REVISED, PartialDate(2024, 4, 2)),
            EventDate(Event.RECEIVED, PartialDate(2023, 8, 1)),
            EventDate(Event.OTHER, PartialDate(2023, 11, 30)),
            EventDate(Event.ACCEPTED, PartialDate(2023, 12, 24)),
            EventDate(Event.PUBMED, PartialDate(2024, 1, 11)),
            EventDate(Event.MEDLINE, PartialDate(2024, 3, 16)),
            EventDate(Event.ENTREZ, PartialDate(2024, 1, 10)),
        ),
        identifiers=(
            Identifier(Scheme.PMID, "99000001"),
            Identifier(Scheme.PMCID, "PMC9900001"),
            Identifier(Scheme.DOI, "10.9999/sample.2024.001"),
        ),
        publication_types=("Journal Article", "Retracted Publication"),
        mesh=(
            Heading("Interleukin 1 Receptor Antagonist Protein", "D053590", True, ("deficiency", "genetics")),
            Heading("Mice", "D051379"),
        ),
        substances=(Substance("Interleukin-1beta", "D053583"), Substance("Invented Fever", "C000000")),
        keywords=("DIRA", "Il1rn mice"),
        languages=("eng", "ger"),
        registrations=("ClinicalTrials.gov NCT00000000", "ClinicalTrials.gov NCT00000001"),
        relations=(
            Relation("RetractionIn", "99000002", "Sample J. 2024;12(9):400"),
            Relation("ErratumIn", "", "Sample J. 2024;12(8):300"),
        ),
        status="MEDLINE",
    )


def test_a_chapter_names_its_book_and_takes_none_of_its_identifiers() -> None:
    chapter, _ = records("books.xml")
    assert chapter == Record(
        source="pubmed",
        source_id="99000011",
        title=RichText("IL1RN-Related Invented Fever", (Mark(0, 5, "i"),)),
        form=Form.BOOK,
        abstract=(AbstractSection(RichText("None is needed."), "MANAGEMENT"),),
        authors=(Author("Muster", "Erika", "E"),),
        journal=Journal(title="Sample Reviews®"),
        dates=(
            EventDate(Event.ISSUE, PartialDate(1993)),
            EventDate(Event.ELECTRONIC, PartialDate(2006, 2, 15)),
            EventDate(Event.ENTREZ, PartialDate(2006, 3, 1)),
        ),
        identifiers=(Identifier(Scheme.PMID, "99000011"), Identifier(Scheme.BOOK, "NBK990001")),
        publication_types=("Review",),
        languages=("eng",),
    )


def test_a_whole_book_has_the_books_title_authors_and_doi() -> None:
    _, book = records("books.xml")
    assert (book.title.text, book.form, book.journal) == ("A Whole Invented Book", Form.BOOK, Journal())
    assert [author.name for author in book.authors] == ["Writer W"]
    assert book.identifier(Scheme.DOI) == "10.9999/the.whole.book"
    assert book.published == PartialDate(2019, 11)


def test_a_preprint_is_told_by_its_publication_type() -> None:
    assert records("update.xml")[-1].form is Form.PREPRINT


def test_an_empty_title_stays_empty() -> None:
    assert records("update.xml")[-1].title == RichText("")


def test_a_record_with_a_pmid_and_nothing_else_is_a_record() -> None:
    assert record("") == Record(
        source="pubmed", source_id="1", title=RichText(""), identifiers=(Identifier(Scheme.PMID, "1"),)
    )


@pytest.mark.parametrize(("printed", "version"), [("4", 4), ("", 1), ("two", 1), ("9" * 5000, 1)])
def test_a_version_that_is_no_number_is_the_first(printed: str, version: int) -> None:
    document = f'<PubmedArticle><MedlineCitation><PMID Version="{printed}">1</PMID></MedlineCitation></PubmedArticle>'
    (item,) = read(document.encode())
    assert isinstance(item, Record)
    assert item.version == version


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_doi_of_a_location_is_found_before_and_behind_a_pii(order: tuple[int, int]) -> None:
    """A peer loses it in one order: 68 records of two real files."""
    ids = (
        '<ELocationID EIdType="doi" ValidYN="Y">10.9999/A</ELocationID>',
        '<ELocationID EIdType="pii">10.9999/B</ELocationID>',
    )
    assert with_ids("".join(ids[i] for i in order), "").identifier(Scheme.DOI) == "10.9999/a"


def test_a_doi_that_nlm_marks_as_wrong_is_not_taken() -> None:
    assert with_ids('<ELocationID EIdType="doi" ValidYN="N">10.9999/a</ELocationID>', "").identifier(Scheme.DOI) == ""


def test_the_own_id_list_beats_the_location() -> None:
    found = with_ids(
        '<ELocationID EIdType="doi">10.9999/a</ELocationID>', '<ArticleId IdType="doi">10.9999/b</ArticleId>'
    )
    assert [i.value for i in found.identifiers if i.scheme is Scheme.DOI] == ["10.9999/b"]


def test_what_is_no_doi_in_the_own_list_gives_way_to_the_location() -> None:
    found = with_ids('<ELocationID EIdType="doi">10.9999/a</ELocationID>', '<ArticleId IdType="doi">n/a</ArticleId>')
    assert found.identifier(Scheme.DOI) == "10.9999/a"


@pytest.mark.parametrize(
    ("pagination", "pages"),
    [
        ("<MedlinePgn>101-9</MedlinePgn>", "101-9"),
        ("<StartPage>101</StartPage><EndPage>109</EndPage>", "101-109"),
        ("<StartPage>e7</StartPage>", "e7"),
        ("<StartPage/><EndPage/><MedlinePgn/>", ""),
    ],
)
def test_pages_are_as_printed_or_first_and_last(pagination: str, pages: str) -> None:
    assert record(f"<Article><Pagination>{pagination}</Pagination></Article>").journal.pages == pages


def test_an_abstract_section_with_a_label_and_no_text_is_kept_and_an_empty_one_is_not() -> None:
    found = record('<Article><Abstract><AbstractText Label="AIM"/><AbstractText/></Abstract></Article>')
    assert found.abstract == (AbstractSection(RichText(""), "AIM"),)


def test_a_qualifier_of_major_interest_makes_its_heading_major() -> None:
    found = record(
        "<MeshHeadingList><MeshHeading><DescriptorName MajorTopicYN='N'>Fever</DescriptorName>"
        "<QualifierName MajorTopicYN='N'>etiology</QualifierName>"
        "<QualifierName MajorTopicYN='Y'>therapy</QualifierName>"
        "</MeshHeading></MeshHeadingList>"
    )
    assert found.mesh == (Heading("Fever", "", True, ("etiology", "therapy")),)
