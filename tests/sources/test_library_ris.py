"""RIS: wrapped lines, records without an end, what each tag becomes."""

from __future__ import annotations

from pathlib import Path

import pytest

from literature.harvest import Unread
from literature.record import Author, Form, Journal, Mark, PartialDate, Record, Scheme
from sources.library_ris import read

TEXT = (Path(__file__).parent.parent / "data" / "library" / "three.ris").read_text(encoding="utf-8")


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
