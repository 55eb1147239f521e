"""CSV: PubMed's own table, other people's headers, rows that do not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from literature.errors import BrokenSource
from literature.harvest import Unread
from literature.record import Event, Form, PartialDate, Record, Scheme
from sources.library_csv import read

DATA = Path(__file__).parent.parent / "data" / "library"


def one(text: str) -> Record:
    (record,) = read(text, "one.csv")
    assert isinstance(record, Record)
    return record


def test_the_table_that_pubmed_saves_is_read_with_its_citation() -> None:
    record = one((DATA / "pubmed.csv").read_text(encoding="utf-8"))
    assert str(record.title) == 'Anakinra, invented, in "FIRES"'
    assert [author.name for author in record.authors] == ["Sampleton AB", "Specimen C"]
    assert record.published == PartialDate(2026, 11, 16)
    assert record.date(Event.ENTREZ) == PartialDate(2026, 11, 16)
    assert (record.journal.volume, record.journal.issue, record.journal.pages) == ("12", "4", "101-109")
    assert [one.scheme for one in record.identifiers] == [Scheme.PMID, Scheme.PMCID, Scheme.DOI]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_that_of_the_header(delimiter: str) -> None:
    rows = (["DOI", "Article Title", "Author(s)", "Year"], ["10.5555/a", "A title", '"Na, Sang-Jun; Choi, Y."', "2011"])
    record = one("\n".join(delimiter.join(row) for row in rows))
    assert [author.name for author in record.authors] == ["Na SJ", "Choi Y"]
    assert record.published == PartialDate(2011)


@pytest.mark.parametrize(
    ("kind", "form"), [("preprint", Form.PREPRINT), ("bookSection", Form.BOOK), ("news", Form.NEWS)]
)
def test_the_item_type_is_the_form(kind: str, form: Form) -> None:
    assert one(f"Item Type,Title\n{kind},A title\n").form is form


def test_a_cell_may_hold_line_ends_and_quotes() -> None:
    record = one('title,abstract\n"A ""quoted"" title","First line.\nSecond line."\n')
    assert str(record.title) == 'A "quoted" title'
    assert str(record.abstract[0].text) == "First line. Second line."


def test_rows_that_do_not_fit_are_unread_with_their_line() -> None:
    found = list(read('title,pmid\n"Two\nlines",1\n\nToo,many,cells\n,2\nLast,3\n', "rows.csv"))
    assert [type(each) for each in found] == [Record, Unread, Unread, Record]
    reasons = [each.reason for each in found if isinstance(each, Unread)]
    assert reasons == ["line 5: 3 cells where the header has 2", "line 6: no title"]


def test_a_quote_left_open_is_half_a_file() -> None:
    first, cut = read('title,pmid\nWhole,1\n"Cut,2\nSwallowed,3\n', "half.csv")
    assert isinstance(first, Record)
    assert isinstance(cut, Unread)
    assert cut.reason.startswith("line 3: the file is cut or a quote is left open")


def test_a_table_without_title_column_is_refused_with_its_header() -> None:
    with pytest.raises(BrokenSource, match=r"bad\.csv:1: no column is a title; the header is: PMID, Name"):
        list(read("PMID,Name\n1,x\n", "bad.csv"))
