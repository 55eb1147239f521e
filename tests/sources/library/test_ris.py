"""RIS: wrapped lines, records without an end, what each tag becomes."""

from __future__ import annotations

import pytest

from literature.model.harvest import Unread
from literature.model.record import Author, Form, Journal, Mark, PartialDate, Record, Scheme
from sources.library.ris import read
from tests.paths import DATA

TEXT = (DATA / "library" / "three.ris").read_text(encoding="utf-8")


@pytest.fixture
def article() -> Record:
    record = next(read(TEXT, "three.ris"))
    assert isinstance(record, Record)
    return record


def one(text: str) -> Record:
    (record,) = read(text, "one.ris")
    assert isinstance(record, Record)
    return record


def test_a_title_keeps_its_wrapped_line_and_its_inline_marks(article: Record) -> None:
    assert str(article.title) == "Rilonacept in an invented disease of IL1RN: IL-1β at p < 0.05 and beyond"
    assert article.title.marks == (Mark(37, 42, "i"), Mark(48, 49, "sub"))


def test_authors_and_groups_come_in_order(article: Record) -> None:
    assert article.authors == (
        Author(family="Sampleton", given="Anna B.", initials="AB"),
        Author(family="Specimen", given="C.", initials="C"),
        Author(collective="Sample Study Group"),
    )


def test_place_and_date_of_print(article: Record) -> None:
    assert article.journal == Journal(
        "The Sample Journal of Medicine", "J Sample Med", ("9999-0001",), "12", "4", "101-109"
    )
    assert article.published == PartialDate(2026, 11, 16)


def test_links_and_notes_give_identifiers_once(article: Record) -> None:
    assert article.identifiers == (
        (Scheme.PMID, "99000104"),
        (Scheme.PMCID, "PMC99000104"),
        (Scheme.DOI, "10.5555/sample.2026.0102"),
        (Scheme.URL, "https://journal.example.org/102"),
    )


def test_an_abstract_of_several_lines_is_whole(article: Record) -> None:
    assert str(article.abstract[0].text) == "First invented sentence; with a semicolon. Second paragraph of it."
    assert article.keywords == ("rilonacept", "pericarditis")


def test_the_next_record_ends_one_without_er() -> None:
    _, chapter, manuscript = read(TEXT, "three.ris")
    assert isinstance(chapter, Record)
    assert isinstance(manuscript, Record)
    assert (chapter.form, chapter.journal.title) == (Form.BOOK, "The Book of Invented Cytokines")
    assert chapter.identifier(Scheme.PMID) == "99000105"
    assert manuscript.form is Form.PREPRINT


def test_an_accession_number_is_a_pmid_only_from_pubmed() -> None:
    assert not one("TY  - JOUR\nTI  - T\nDB  - Scopus\nAN  - 99000105\nER  - \n").identifiers


def test_a_date_without_the_year_does_not_hide_the_year() -> None:
    assert one("TY  - NEWS\nTI  - T\nDA  - Nov 16\nPY  - 2026\nER  - \n").published == PartialDate(2026)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("TY  - JOUR\nTI  - Cut\nAU  - Sampl", "line 1: the file ends inside this record (no ER line): save it again"),
        ("\nDO  - 10.5555/x\nER  - \n", "line 2: fields before any TY line: the beginning of this record is missing"),
        ("TY  - JOUR\nAU  - Sampleton, A.\nER  - \n", "line 1: no title (TI or T1)"),
    ],
)
def test_what_is_no_whole_record_is_unread_with_its_line(text: str, reason: str) -> None:
    (found,) = read(text, "bad.ris")
    assert isinstance(found, Unread)
    assert found.reason == reason
    assert found.body


def test_a_record_bears_its_id() -> None:
    assert one("TY  - JOUR\nID  - 17\nTI  - T\nER  - \n").source_id == "17"


@pytest.mark.parametrize(
    "text", ["TY - JOUR\nTI - T\nER -\n", "TY  -JOUR\nTI  -T\nER  -\n", "  TY  - JOUR\n  TI  - T\n  ER  - \n"]
)
def test_tags_may_be_written_loosely(text: str) -> None:
    assert str(one(text).title) == "T"


def test_a_line_of_an_abstract_that_looks_like_a_loose_tag_stays_in_it() -> None:
    abstract = one("TY  - JOUR\nTI  - T\nAB  - Given\nAU - 198\nER  - \n")
    assert str(abstract.abstract[0].text) == "Given AU - 198"
    assert not abstract.authors


def test_where_no_record_has_an_end_the_last_is_whole() -> None:
    assert (
        len(
            [each for each in read("TY  - JOUR\nTI  - A\n\nTY  - JOUR\nTI  - B\n", "a.ris") if isinstance(each, Record)]
        )
        == 2
    )


def test_where_the_others_have_an_end_the_last_was_cut() -> None:
    _, cut = read("TY  - JOUR\nTI  - A\nER  - \nTY  - JOUR\nTI  - B\n", "a.ris")
    assert isinstance(cut, Unread)


@pytest.mark.parametrize("tag", ["CT", "BT"])
def test_older_title_tags_are_read(tag: str) -> None:
    assert str(one(f"TY  - BOOK\n{tag}  - The Book\nER  - \n").title) == "The Book"


@pytest.mark.parametrize("other", ["PMID- 99\nTI  - Other\n", "@article{k, title = {Other}}\n"])
def test_a_record_of_another_format_between_records_is_named(other: str) -> None:
    """BibTeX there was passed over without a word."""
    first, foreign, last = read(f"TY  - JOUR\nTI  - A\nER  - \n{other}TY  - JOUR\nTI  - B\nER  - \n", "joined.ris")
    assert isinstance(first, Record)
    assert isinstance(foreign, Unread)
    assert foreign.reason.startswith("line 4: a record of another format")
    assert isinstance(last, Record)


def test_what_says_that_nothing_is_known_is_nothing() -> None:
    assert one("TY  - JOUR\nTI  - T\nVL  - n/a\nIS  - NA\nSP  - n. pag.\nEP  - -\nER  - \n").journal == Journal()


@pytest.mark.parametrize(
    "line",
    [
        "AN  - 42100001\nDB  - PubMed",
        "AN  - 42100001\nDP  - NLM",
        "AN  - MEDLINE:42100001",
        "N1  - PMID: 42100001",
        "N1  - Export Date\nN1  - PubMed ID: 42100001",
        "C3  - PUBMED 42100001",
        "U1  - 42100001[pmid]",
        "C2  - 42100001\nDB  - Scopus",
        "UR  - https://pubmed.ncbi.nlm.nih.gov/42100001",
        "L2  - https://pubmed-ncbi-nlm-nih-gov.ezproxy.x.example.edu/42100001",
    ],
)
def test_a_pmid_is_found_where_each_exporter_puts_it(line: str) -> None:
    assert one(f"TY  - JOUR\nTI  - A title\n{line}\nER  - ").identifiers == ((Scheme.PMID, "42100001"),)


@pytest.mark.parametrize(
    "line",
    [
        "AN  - 190000001\nDB  - CINAHL",
        "C2  - 42100001\nDB  - Embase",
        "N1  - Comment in: J Sample. 2026;1:1. PMID: 42100001",
        "N1  - Erratum in J Sample 2026. PubMed PMID: 42100001",
        "N1  - References: A, B, https://doi.org/10.5555/cited",
        "L1  - internal-pdf://42100001/a.pdf",
    ],
)
def test_a_number_of_another_database_or_paper_is_not_its_own(line: str) -> None:
    assert one(f"TY  - JOUR\nTI  - A title\n{line}\nER  - ").identifiers == ()


def test_a_doi_that_was_repaired_is_told() -> None:
    dotted = one("TY  - JOUR\nTI  - A title\nDO  - 10.5555/abc.\nER  - ")
    assert dotted.identifiers == dotted.repaired == ((Scheme.DOI, "10.5555/abc"),)
    twice = one("TY  - JOUR\nTI  - A title\nDO  - 10.5555/abc.\nUR  - https://doi.org/10.5555/abc\nER  - ")
    assert (twice.identifiers, twice.repaired) == (dotted.identifiers, ())


def test_a_doi_that_was_wrapped_is_whole() -> None:
    wrapped = one("TY  - JOUR\nTI  - A title\nDO  - 10.5555/abc-\n      2026-1\nER  - ")
    assert wrapped.identifiers == ((Scheme.DOI, "10.5555/abc-2026-1"),)


def test_et_al_is_no_author() -> None:
    assert len(one("TY  - JOUR\nTI  - A title\nAU  - Na, A\nAU  - et al.\nER  - ").authors) == 1
