"""Saved pages: what is the text, and what the site put around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from literature.model.harvest import Unread
from literature.model.record import Event, Form, Identifier, PartialDate, Record, Scheme
from sources.library.page import read
from tests.paths import DATA

FILES = DATA / "library"


def page(name: str) -> Record:
    return one((FILES / name).read_text(encoding="utf-8"))


def one(text: str) -> Record:
    (record,) = read(text, "page.txt")
    assert isinstance(record, Record)
    return record


def test_a_story_is_known_by_its_dateline_and_titled_by_the_headline_over_it() -> None:
    story = page("story.txt")
    assert (story.form, str(story.title)) == (Form.NEWS, "Invented Drug Quiets a Rare Fever in Children")
    assert story.journal.title == "Sample Health News"


def test_the_story_runs_from_the_line_under_the_headline_to_its_last_sentence() -> None:
    texts = [str(section.text) for section in page("story.txt").abstract]
    assert texts[0] == "Trial with interleukin-1 blocker met its goal"
    assert texts[-1].endswith("says Anna Sampleton, M.D.")
    assert len(texts) == 3


def test_a_dateline_takes_its_year_from_the_same_day_elsewhere_on_the_page() -> None:
    assert page("story.txt").date(Event.ISSUE) == PartialDate(2026, 11, 19)


def test_a_dateline_without_year_stays_without_year() -> None:
    story = one("A Headline of Four Words\n\nMONDAY, March 2 (AP) -- Something happened.\n\nCopyright 2020\n")
    assert story.date(Event.ISSUE) == PartialDate(None, 3, 2, "MONDAY, March 2")


def test_a_story_without_empty_lines_has_its_headline_over_the_dateline() -> None:
    story = one("Contact Us\nA Headline of Four Words\nLONDON, Nov. 19, 2026 (Reuters) - It happened.\nIt ended.\n")
    assert str(story.title) == "A Headline of Four Words"
    assert story.published == PartialDate(2026, 11, 19)
    assert str(story.abstract[0].text).endswith("It happened. It ended.")


def test_a_dateline_makes_news_of_a_page_that_prints_a_doi() -> None:
    story = one("A Headline of Four Words\n\nLONDON (Reuters) - It happened.\n\nDOI: 10.5555/reported\n")
    assert (story.form, story.identifiers) == (Form.NEWS, ())
    assert story.mentions == (Identifier(Scheme.DOI, "10.5555/reported"),)


def test_works_that_a_story_prints_are_mentions_and_never_its_own_names() -> None:
    story = page("story.txt")
    assert story.mentions == (Identifier(Scheme.DOI, "10.5555/sample.2026.0106"),)
    assert not story.identifiers


def test_labelled_lines_have_their_value_beside_or_below() -> None:
    record = page("metadata.txt")
    assert str(record.title) == "Interleukin-32 in an Invented Cohort: What the Sample Shows"
    assert [author.name for author in record.authors] == ["van der Sampleton AB", "Specimen C"]
    assert record.journal.title == "sample journal of immunology"
    assert (record.journal.issns, record.published) == (("9999-0004",), PartialDate(2026))
    assert record.identifiers == (Identifier(Scheme.DOI, "10.5555/sample.2026.0107"),)
    assert record.keywords == ("interleukin 32", "cohort")


def test_prose_after_the_labels_is_the_abstract_even_where_it_looks_like_a_label() -> None:
    first, second = page("metadata.txt").abstract
    assert str(first.text).startswith("Background - this line is prose")
    assert str(second.text) == "A second paragraph of invented prose."


def test_a_pubmed_page_gives_citation_title_authors_and_numbers() -> None:
    record = page("pubmed_page.txt")
    assert str(record.title) == "Anakinra in an invented case of serositis: IL-1 at work"
    assert [author.name for author in record.authors] == ["Sampleton AB", "Specimen C"]
    assert (record.journal.volume, record.journal.issue, record.journal.pages) == ("12", "4", "101-9")
    assert record.date(Event.ISSUE) == PartialDate(2026, 11, 16)
    assert record.date(Event.ELECTRONIC) == PartialDate(2026, 10, 30)
    assert record.identifiers == (
        (Scheme.PMID, "99000108"),
        (Scheme.PMCID, "PMC99000108"),
        (Scheme.DOI, "10.5555/sample.2026.0108"),
    )


def test_a_pubmed_abstract_ends_before_the_keywords_and_keeps_its_labels() -> None:
    sections = [(section.label, str(section.text)) for section in page("pubmed_page.txt").abstract]
    assert sections == [("Background", "A first invented sentence."), ("Results", "A second one: with a colon.")]


def test_a_page_that_prints_one_author_has_that_one() -> None:
    text = ". 2026 Oct;1(2):3-4.\n\nA title of an invented paper\n\nAnna Sampleton et al. J Sample Med. 2026 Oct.\n"
    record = one(text)
    assert [author.name for author in record.authors] == ["Sampleton A"]
    assert record.journal.name == "J Sample Med"


def test_identifiers_of_similar_papers_and_references_are_not_the_pages() -> None:
    text = "A title of an invented page\n\nSimilar articles\n\nOther. doi: 10.5555/other. PMID: 1\n"
    (found,) = read(text, "page.txt")
    assert isinstance(found, Unread)


@pytest.mark.parametrize("text", ["Some words without any mark of a paper.\n", "\n\nContact Us\n"])
def test_a_page_without_marks_is_unread_with_the_line_where_it_begins(text: str) -> None:
    (found,) = read(text, "page.txt")
    assert isinstance(found, Unread)
    assert "no title found from" in found.reason
    assert found.source_id == f"page.txt:{len(text) - len(text.lstrip()) + 1}"
    assert found.body == text.encode()


def test_the_three_given_pages_are_read_whole(shared: Path) -> None:
    story, review, study = (
        one(path.read_text(encoding="utf-8")) for path in sorted((shared.parent / "seeds").iterdir())
    )
    assert (story.form, len(story.abstract)) == (Form.NEWS, 6)
    assert story.date(Event.ISSUE) == PartialDate(None, 6, 3, "WEDNESDAY, June 3")
    assert (len(review.authors), review.identifier(Scheme.DOI)) == (11, "10.3390/ijms22126282")
    assert str(study.title) == "Elevated serum level of interleukin-32α in the patients with myasthenia gravis"
    assert (study.journal.volume, study.identifier(Scheme.DOI)) == ("258", "10.1007/s00415-011-6036-7")
    assert [len(record.abstract) for record in (review, study)] == [1, 1]
