"""BibTeX: LaTeX in names and titles, keys used twice, entries that break off."""

from __future__ import annotations

from pathlib import Path

import pytest

from literature.harvest import Unread
from literature.record import Author, Form, PartialDate, Record, Scheme
from sources.library_bib import read

TEXT = (Path(__file__).parent.parent / "data" / "library" / "three.bib").read_text(encoding="utf-8")


@pytest.fixture
def article() -> Record:
    record = next(read(TEXT, "three.bib"))
    assert isinstance(record, Record)
    return record


def test_latex_becomes_text_and_a_bare_percent_sign_cuts_nothing(article: Record) -> None:
    assert str(article.title) == "IL-1β and IL1RN in Bürger's disease: a fall of 50% in CRP"
    assert str(article.abstract[0].text) == "An invented sentence with 100% certainty."


def test_braces_make_a_group_of_a_name_with_and(article: Record) -> None:
    assert article.authors == (
        Author(family="van Royen-Sampleton", given="Anna", initials="A"),
        Author(collective="Registry of Care and Cure"),
        Author(family="Specimen", given="Carl D.", initials="CD"),
    )


def test_links_are_not_read_as_latex(article: Record) -> None:
    assert article.identifiers == (
        (Scheme.PMID, "99000106"),
        (Scheme.DOI, "10.5555/sample_2026.0103"),
        (Scheme.URL, "https://journal.example.org/a%20b"),
    )


def test_place_date_and_keywords(article: Record) -> None:
    journal = article.journal
    assert (journal.title, journal.volume, journal.issue) == ("The Sample Journal of Medicine", "12", "4")
    assert journal.pages == "101-109"
    assert article.published == PartialDate(2026, 11)
    assert article.keywords == ("gout", "canakinumab")


def test_a_key_used_twice_loses_no_entry() -> None:
    _, second, chapter = read(TEXT, "three.bib")
    assert isinstance(second, Record)
    assert isinstance(chapter, Record)
    assert (second.form, second.published) == (Form.PREPRINT, PartialDate(2026, 11, 17))
    assert (chapter.form, chapter.journal.title) == (Form.BOOK, "The Book of Invented Cytokines")


def test_a_broken_entry_costs_itself_alone() -> None:
    text = (
        "@article{a, title = {Open, year = 2026\n@article{b, title = {Whole}}\n@book{c, year = 2026}\n@misc{d, title ="
    )
    broken, whole, nameless, cut = read(text, "bad.bib")
    assert isinstance(whole, Record)
    for unread, line, reason in ((broken, 1, "not a whole BibTeX entry"), (nameless, 3, "no title"), (cut, 4, "not a")):
        assert isinstance(unread, Unread)
        assert unread.source_id == f"bad.bib:{line}"
        assert reason in unread.reason
