"""PubMed's tagged text: hanging lines, repeated tags, notes in brackets."""

from __future__ import annotations

from pathlib import Path

import pytest

from literature.model.harvest import Unread
from literature.model.record import (
    Author,
    Event,
    EventDate,
    Form,
    Heading,
    PartialDate,
    Record,
    Relation,
    Scheme,
    Substance,
)
from sources.library.nbib import read
from tests.paths import DATA

FILES = DATA / "library"
TEXT = (FILES / "two.nbib").read_text(encoding="utf-8")


@pytest.fixture
def trial() -> Record:
    record = next(read(TEXT, "two.nbib"))
    assert isinstance(record, Record)
    return record


@pytest.fixture
def reply() -> Record:
    _, record = read(TEXT, "two.nbib")
    assert isinstance(record, Record)
    return record


def test_hanging_lines_belong_to_the_field_above(trial: Record) -> None:
    assert str(trial.title) == "Interleukin-1beta in an invented disease: a title that goes on to the next line."
    assert str(trial.abstract[0].text).endswith("p < 0.05 and TNF-alpha > IL-6.")
    assert trial.vernacular_title == "Ein erfundener Titel."


def test_own_identifiers_come_from_their_notes_and_pii_is_none(trial: Record) -> None:
    assert trial.identifiers == (
        (Scheme.PMID, "99000101"),
        (Scheme.PMCID, "PMC99000101"),
        (Scheme.DOI, "10.5555/sample.2026.0101"),
    )


def test_authors_keep_order_group_addresses_and_orcid(trial: Record) -> None:
    group, first, second = trial.authors
    assert group == Author(collective="Sample Registry Group")
    assert first == Author(
        family="van der Sampleton",
        given="Anna B",
        initials="AB",
        affiliations=("Institute of Invented Results, Sample City.", "Second Institute, Sample City."),
        orcid="0000-0001-2345-678X",
    )
    assert second.name == "Specimen C"


def test_an_address_before_any_author_is_the_first_authors() -> None:
    text = "PMID- 1\nTI  - An old record.\nAD  - Old Institute.\nAU  - Sampleton AB\nAU  - Specimen C\n"
    (record,) = read(text, "old.nbib")
    assert isinstance(record, Record)
    assert [author.name for author in record.authors] == ["Sampleton AB", "Specimen C"]
    assert record.authors[0].affiliations == ("Old Institute.",)


def test_dates_are_told_apart(trial: Record, reply: Record) -> None:
    assert trial.date(Event.ISSUE) == PartialDate(2026, 11, 16)
    assert trial.date(Event.ELECTRONIC) == PartialDate(2026, 11, 10)
    assert trial.date(Event.RECEIVED) == PartialDate(2026, 5, 2)
    assert trial.date(Event.ENTREZ) == PartialDate(2026, 11, 16)
    assert EventDate(Event.OTHER, PartialDate(2026, 11, 17)) in trial.dates
    assert len(trial.dates) == len(set(trial.dates))
    assert reply.published == PartialDate(2026, None, None, "2026 Nov-Dec")


def test_headings_have_stars_and_qualifiers(trial: Record) -> None:
    assert trial.mesh == (
        Heading("Gout", major=True, qualifiers=("drug therapy",)),
        Heading("Interleukin-1beta", major=True, qualifiers=("antagonists & inhibitors", "blood")),
        Heading("Humans"),
    )
    assert trial.substances == (Substance("Interleukin-1beta"), Substance("Invented Protein (old name)"))
    assert trial.keywords == ("anakinra", "gout flare")
    assert trial.registrations == ("ClinicalTrials.gov NCT99000101",)


def test_relations_have_the_names_of_the_xml_format(trial: Record, reply: Record) -> None:
    assert trial.relations == (
        Relation("CommentIn", "99000102", "J Sample Med (sample). 2026 Nov 20;12(4):12."),
        Relation("ErratumIn", "", "J Sample Med (sample). 2026 Dec;12(5):99"),
    )
    assert [(one.kind, one.pmid) for one in reply.relations] == [("CommentOn", "99000101"), ("UpdateIn", "99000103")]


def test_journal_languages_types_and_form(trial: Record, reply: Record) -> None:
    assert trial.journal.name == "J Sample Med (sample)"
    assert trial.journal.issns == ("9999-0001", "9999-0009")
    assert (trial.journal.volume, trial.journal.issue, trial.journal.pages) == ("12", "4", "1-11")
    assert trial.languages == ("eng", "ger")
    assert trial.publication_types == ("Journal Article", "Randomized Controlled Trial")
    assert (trial.form, reply.form) == (Form.ARTICLE, Form.PREPRINT)


def test_a_book_has_its_title_in_bti_and_a_chapter_both() -> None:
    text = (
        "PMID- 1\nBTI - The Book\nPT  - Book\nLID - NBK99 [bookaccession]\n\nPMID- 2\nBTI - The Book\nTI  - A chapter\n"
    )
    book, chapter = read(text, "books.nbib")
    assert isinstance(book, Record)
    assert isinstance(chapter, Record)
    assert (str(book.title), book.form, book.identifier(Scheme.BOOK)) == ("The Book", Form.BOOK, "NBK99")
    assert (str(chapter.title), chapter.journal.title) == ("A chapter", "The Book")


def test_a_file_cut_inside_its_last_record_gives_that_record_unread() -> None:
    whole, cut = read(TEXT[: TEXT.rindex("SO  -")], "half.nbib")
    assert isinstance(whole, Record)
    assert isinstance(cut, Unread)
    assert cut.source_id == "99000102"
    assert cut.reason.startswith("line 58: ")
    assert "the file ends inside this record" in cut.reason
    assert cut.body.startswith(b"PMID- 99000102")


def test_a_record_without_title_is_counted_and_the_next_is_read() -> None:
    first, second = read("PMID- 1\nAU  - Sampleton AB\nPMID- 2\nTI  - Here.\n", "two.nbib")
    assert isinstance(first, Unread)
    assert first.reason == "line 1: no title (TI)"
    assert isinstance(second, Record)


def test_real_files_are_read_without_loss(shared: Path) -> None:
    for name, count in (("mini_pubmed.nbib", 133), ("pubmed_result1.txt", 1)):
        text = (shared / "pubmed" / "medline" / name).read_text(encoding="utf-8").replace("\r\n", "\n")
        found = list(read(text, name))
        assert len(found) == text.count("PMID- ") - text.count("\n      PMID- ") == count
        records = [one for one in found if isinstance(one, Record)]
        assert len(records) == count
        assert all(record.identifier(Scheme.PMID) and record.abstract and record.published.year for record in records)


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("PRIN", "PartialRetractionIn"),
        ("PROF", "PartialRetractionOf"),
        ("RIN ", "RetractionIn"),
        ("EFR ", "ErratumFor"),
        ("RPIN", "ReprintIn"),
        ("RPOF", "ReprintOf"),
        ("DDIN", "AssociatedPublication"),
        ("DRIN", "AssociatedPublication"),
    ],
)
def test_every_tag_that_ties_records_gives_the_relation_of_the_xml(tag: str, kind: str) -> None:
    (record,) = read(f"PMID- 7\nTI  - A title.\n{tag}- J Sample. 2026;1(1):1. PMID: 42100001\n", "one.nbib")
    assert isinstance(record, Record)
    assert record.relations == (Relation(kind, "42100001", "J Sample. 2026;1(1):1."),)
