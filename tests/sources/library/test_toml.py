"""Works written by hand: every fault of one is named, and costs that one alone."""

from __future__ import annotations

import pytest

from literature.model.errors import BrokenSource
from literature.model.harvest import Unread
from literature.model.record import Event, Form, Identifier, Mark, PartialDate, Record, Scheme
from sources.library.toml import read
from tests.paths import DATA

TEXT = (DATA / "library" / "works.toml").read_text(encoding="utf-8")


def test_a_story_names_the_works_that_it_reports() -> None:
    story = next(read(TEXT, "works.toml"))
    assert isinstance(story, Record)
    assert (story.form, story.journal.title) == (Form.NEWS, "Sample Newswire")
    assert story.date(Event.ISSUE) == PartialDate(2026, 11, 18)
    assert story.mentions == (
        Identifier(Scheme.DOI, "10.5555/sample.2026.0101"),
        Identifier(Scheme.PMID, "99000101"),
    )
    assert not story.identifiers


def test_a_paper_may_be_written_with_numbers_and_marks() -> None:
    *_, paper = read(TEXT, "works.toml")
    assert isinstance(paper, Record)
    assert (str(paper.title), paper.title.marks) == ("IL1RN in an invented registry", (Mark(0, 5, "i"),))
    assert [author.name for author in paper.authors] == ["van der Sampleton AB", "Specimen C", "Sample Study Group"]
    assert (paper.journal.volume, paper.published) == ("12", PartialDate(2026))
    assert paper.identifier(Scheme.DOI) == "10.5555/sample.2026.0105"


def test_all_faults_of_a_work_are_listed_with_its_line() -> None:
    faulty = list(read(TEXT, "works.toml"))[1]
    assert isinstance(faulty, Unread)
    assert faulty.source_id == "works.toml:9"
    for fault in (
        "unknown key 'titel', did you mean 'title'?",
        "form: write one of article, preprint, book, news",
        "authors: write a list of strings",
        "pmid: 'none' is no pmid",
        "published: write a date",
        "about: 'the paper of last week' names no work",
        "no title",
    ):
        assert fault in faulty.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[[work]]\ntitle = "a\n', "not TOML: .*line 2"),
        ('[[work]]\ntitle = "a"\n[[wrok]]\ntitle = "b"\n', r"only \[\[work\]\] tables belong here, found 'wrok'"),
        ('[work]\ntitle = "a"\n', r"only \[\[work\]\] tables"),
    ],
)
def test_a_file_that_holds_anything_else_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BrokenSource, match=reason):
        list(read(text, "bad.toml"))


def test_dirty_identifiers_and_numbers_for_texts_are_read() -> None:
    text = '[[work]]\ntitle = 5\njournal = 7\ndoi = "doi.org/10.5555/abc."\nabout = ["DOI:10.5555/other"]'
    (record,) = read(text, "works.toml")
    assert isinstance(record, Record)
    assert (str(record.title), record.journal.title) == ("5", "7")
    assert record.identifiers == record.repaired == (Identifier(Scheme.DOI, "10.5555/abc"),)
    assert record.mentions == (Identifier(Scheme.DOI, "10.5555/other"),)


def test_a_list_in_place_of_the_tables_is_told_with_its_place() -> None:
    (unread,) = read('work = ["Anakinra in gout"]\n', "mine.toml")
    assert isinstance(unread, Unread)
    assert "line 1: 'Anakinra in gout': write a [[work]] table" in unread.reason


def test_a_file_nested_too_deep_is_told_by_its_name() -> None:
    with pytest.raises(BrokenSource, match=r"deep\.toml.*nested too deep"):
        list(read("a = " + "[" * 3000 + "]" * 3000, "deep.toml"))


def test_a_control_character_is_left_out_wherever_it_stands() -> None:
    text = r"""[[work]]
title = "Anakinra"
volume = "1\u00002"
authors = ["Na\u0001 S"]
keywords = ["gout\u0002"]
published = "2011\u0003"
"""
    (record,) = read(text, "mine.toml")
    assert isinstance(record, Record)
    assert (record.journal.volume, record.authors[0].family, record.keywords) == ("12", "Na", ("gout",))
    assert record.date(Event.ISSUE) == PartialDate(2011)
