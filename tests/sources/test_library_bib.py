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
    assert [one.source_id for one in (broken, whole, nameless, cut)] == ["bad.bib:1", "b", "c", "bad.bib:4"]
    for unread, line, reason in ((broken, 1, "not a whole BibTeX entry"), (nameless, 3, "no title"), (cut, 4, "not a")):
        assert isinstance(unread, Unread)
        assert unread.reason.startswith(f"line {line}: {reason}")


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("@article{k,\n title = {A comma is missing}\n author = {Na, S.},\n year = 2014\n}", "after its field 'title'"),
        ("@article{k,\n title = {Closed } too early}},\n year = 2014\n}", "a brace too many"),
        ("@article{k, title = " + "{" * 5000 + r"\'e" + "}" * 5000 + "}", "nested too deep"),
    ],
)
def test_an_entry_that_would_be_misread_is_unread(entry: str, reason: str) -> None:
    """Each was a Record with a wrong title, or the end of the program."""
    misread, whole = read(f"{entry}\n@article{{l, title = {{Whole}}}}\n", "bad.bib")
    assert isinstance(misread, Unread)
    assert (misread.source_id, reason in misread.reason) == ("k", True)
    assert isinstance(whole, Record)


def test_a_macro_holds_in_every_piece_of_a_long_file_until_another_takes_its_name() -> None:
    entries = "".join(f"@article{{k{at}, title = {{T}}, journal = jim}}\n" for at in range(450))
    text = f'@string{{jim = "One"}}\n{entries}@STRING{{Jim = "Two"}}\n{entries}@article{{last}}'
    *found, last = read(text, "long.bib")
    titles = [one.journal.title for one in found if isinstance(one, Record)]
    assert len(titles) == 900
    assert (titles[0], titles[300], titles[450], titles[-1]) == ("One", "One", "Two", "Two")
    assert isinstance(last, Unread)
    assert last.reason == "line 903: no title"


def test_what_it_warns_of_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    assert len(list(read("@article{cut, title = {", "cut.bib"))) == 1
    assert not caplog.records


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("Heart & Lung at 5% -- ``so''", "Heart & Lung at 5% – “so”"),
        (r"Heart \& {\'E}tude & 5% of x_1 # $\beta$", "Heart & Étude & 5% of x_1 # β"),
        ("The {IL}-1~axis", "The IL-1 axis"),
    ],
)
def test_signs_that_exporters_leave_bare_are_kept(latex: str, text: str) -> None:
    (record,) = read(f"@article{{k, title = {{{latex}}}}}", "one.bib")
    assert isinstance(record, Record)
    assert str(record.title) == text
