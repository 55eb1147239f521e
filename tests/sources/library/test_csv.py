"""CSV: PubMed's own table, other people's headers, rows that do not fit."""

from __future__ import annotations

import pytest

from literature.model.errors import BrokenSource
from literature.model.harvest import Unread
from literature.model.record import Event, Form, PartialDate, Record, Scheme
from sources.library.csv import read
from tests.paths import DATA

FILES = DATA / "library"


def one(text: str) -> Record:
    (record,) = read(text, "one.csv")
    assert isinstance(record, Record)
    return record


def test_the_table_that_pubmed_saves_is_read_with_its_citation() -> None:
    record = one((FILES / "pubmed.csv").read_text(encoding="utf-8"))
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


def test_a_quote_left_open_in_the_last_row_is_half_a_file() -> None:
    first, cut = read('title,pmid,abstract\nWhole,1,a\nCut,2,"An abstract\nof several\nlines\n', "half.csv")
    assert isinstance(first, Record)
    assert isinstance(cut, Unread)
    assert cut.reason.startswith("line 3: the file is cut or a quote is left open")


@pytest.mark.parametrize("row", ['"Open,2', 'A "bad" one,2'.replace("A ", '"A '), '"a" b,2'])
def test_a_stray_quote_costs_its_row_alone(row: str) -> None:
    """Reading ended there: every row after it was lost."""
    broken, first, second = read(f"title,pmid\n{row}\nWhole,3\nWhole too,4\n", "stray.csv")
    assert isinstance(broken, Unread)
    assert broken.reason.startswith("line 2: ")
    assert isinstance(first, Record)
    assert isinstance(second, Record)


def test_a_file_of_quotes_that_never_match_is_read_in_linear_time() -> None:
    """Each row of it runs to the end: read anew from every line it would take minutes."""
    (broken,) = read("title,pmid\n" + 'a","b\n' * 50_000, "hostile.csv")
    assert isinstance(broken, Unread)


def test_cells_without_a_header_may_be_empty() -> None:
    assert one("title,pmid\nWhole,3,,\n").identifier(Scheme.PMID) == "3"


def test_the_header_of_a_joined_table_is_no_row() -> None:
    assert len(list(read("title,pmid\nOne,1\ntitle,pmid\nTwo,2\n", "joined.csv"))) == 2


@pytest.mark.parametrize("above", ["sep=;\n", "\n\nSearch of 2014-05-01\n\n"])
def test_the_header_may_stand_below_other_lines(above: str) -> None:
    assert one(f"{above}Title;Year\nWhole;2014\n").published == PartialDate(2014)


def test_what_says_that_nothing_is_known_is_nothing() -> None:
    journal = one("title,volume,issue,pages\nWhole,NA,n/a,NaN\n").journal
    assert (journal.volume, journal.issue, journal.pages) == ("", "", "")


EXPORTS = {
    "zotero": '"Key","Author","Title","Publication Title","Date","Pages","Issue","Volume"\n'
    '"A1","Na, Sang-Jun; Choi, Y.","Whole","J Inv","2014","12-19","2","7"\n',
    "rayyan": "key,title,year,journal,volume,issue,pages,authors,pubmed_id\n"
    'A1,Whole,2014,J Inv,7,2,12-19,"Na, Sang-Jun and Choi, Y.",\n',
    "covidence": "Title,Authors,Published Year,Journal,Volume,Issue,Pages,Covidence #\n"
    'Whole,"Na, Sang-Jun; Choi, Y.",2014,J Inv,7,2,12-19,A1\n',
    "scopus": "Authors,Title,Year,Source title,Volume,Issue,Art. No.,Page start,Page end,EID\n"
    '"Na, Sang-Jun; Choi, Y.",Whole,2014,J Inv,7,2,,12,19,A1\n',
    "web of science": "PT\tAU\tTI\tSO\tPY\tVL\tIS\tBP\tEP\tUT\n"
    "J\tNa, Sang-Jun; Choi, Y.\tWhole\tJ Inv\t2014\t7\t2\t12\t19\tA1\n",
    "in words": "Authors,Article Title,Source Title,Publication Year,Volume,Issue,Start Page,End Page,Record ID\n"
    '"Na, Sang-Jun; Choi, Y.",Whole,J Inv,2014,7,2,12,19,A1\n',
}


@pytest.mark.parametrize("export", EXPORTS)
def test_each_site_s_table_says_the_same(export: str) -> None:
    record = one(EXPORTS[export])
    assert (record.source_id, str(record.title), record.published) == ("A1", "Whole", PartialDate(2014))
    assert [author.name for author in record.authors] == ["Na SJ", "Choi Y"]
    journal = record.journal
    assert (journal.name, journal.volume, journal.issue, journal.pages) == ("J Inv", "7", "2", "12-19")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Na, Sang-Jun", ["Na SJ"]),
        ("van der Berg, A. B.", ["van der Berg AB"]),
        ("Na SJ, Choi YC.", ["Na SJ", "Choi YC"]),
        ("Müller J. and Na S.", ["Müller J", "Na S"]),
        ("Centers for Care and Cure", ["Centers for Care and Cure"]),
    ],
)
def test_one_comma_or_an_and_may_stand_inside_a_name(cell: str, names: list[str]) -> None:
    found = one(f'title,authors\nWhole,"{cell}"\n').authors
    assert len(found) == len(names)
    assert [author.name for author in found] == names or cell.startswith("Centers")


def test_a_table_without_title_column_is_refused_with_its_header() -> None:
    with pytest.raises(BrokenSource, match=r"bad\.csv:1: no column is a title; the header is: PMID,Name"):
        list(read("PMID,Name\n1,x\n", "bad.csv"))


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Na, S.-J., So, S.H., Lee, K.O., Choi, Y.-C.", ["Na SJ", "So SH", "Lee KO", "Choi YC"]),
        ("de la Na, S., So, S.H., et al.", ["de la Na S", "So SH"]),
        ("Na, S.", ["Na S"]),
        ("Na S.-J., So S.H.", ["Na SJ", "So SH"]),
        ("Na SJ, So SH, et al.", ["Na SJ", "So SH"]),
        ("Na, Sang-Jun; So, Sang Hee; others", ["Na SJ", "So SH"]),
        ("Na, Sang-Jun and So, Sang Hee", ["Na SJ", "So SH"]),
    ],
)
def test_authors_are_as_many_as_were_written(cell: str, names: list[str]) -> None:
    assert [author.name for author in one(f'Title,Authors\nA title,"{cell}"').authors] == names


def test_numbers_that_a_table_made_floats_are_whole_again() -> None:
    record = one("title,year,volume,issue,pmid\nA title,2011.0,258.0,10.0,42100001.0")
    assert record.published == PartialDate(2011)
    assert (record.journal.volume, record.journal.issue) == ("258", "10")
    assert record.identifiers == ((Scheme.PMID, "42100001"),)


def test_zoteros_extra_names_identifiers_a_line_each() -> None:
    record = one('Title,Extra\nA title,"Citation Key: na26\nPMID: 42100001\nPMCID: PMC13000001\nDOI: 10.5555/abc"')
    assert [str(one) for one in record.identifiers] == ["pmid:42100001", "pmcid:PMC13000001", "doi:10.5555/abc"]


def test_the_month_of_web_of_science_belongs_to_the_year_of_another_column() -> None:
    assert one("Title\tPD\tPY\nA title\tNOV 12\t2026").published == PartialDate(2026, 11, 12)
