"""BibTeX: LaTeX in names and titles, keys used twice, entries that break off."""

from __future__ import annotations

import pytest

from literature.model.harvest import Unread
from literature.model.record import Author, Form, PartialDate, Record, Scheme
from sources.library.bib import read
from tests.paths import DATA

TEXT = (DATA / "library" / "three.bib").read_text(encoding="utf-8")


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


def one(text: str) -> Record:
    (record,) = read(text, "one.bib")
    assert isinstance(record, Record)
    return record


def test_every_field_is_freed_of_its_braces() -> None:
    record = one(
        "@article{k, title = {{A title}}, journal = {{J Sample}}, volume = {{258}}, number = {{10}}, pages = {{1--9}},"
        " year = {{2026}}, month = {{NOV}}, doi = {{10.5555/A}}, issn = {{0340-5354}}, author = {Na, A}}"
    )
    journal = record.journal
    assert (journal.title, journal.volume, journal.issue, journal.pages) == ("J Sample", "258", "10", "1-9")
    assert (journal.issns, record.published) == (("0340-5354",), PartialDate(2026, 11))
    assert record.identifiers == ((Scheme.DOI, "10.5555/a"),)


def test_texts_and_macros_joined_by_a_hash_are_one_text() -> None:
    text = (
        '@string{s = "Sample"}\n@string(j = "J " # s)\n'
        '@article{k, title = "A " # {title #1} # " of " # s, journal = j, month = nov # "~3", year = "20" # 26}'
    )
    record = one(text)
    assert (str(record.title), record.journal.title) == ("A title #1 of Sample", "J Sample")
    assert record.published == PartialDate(2026, 11, 3)


@pytest.mark.parametrize("end", [" and others", " and et al.", " and {others}", " et al.", " and ..."])
def test_and_others_is_no_author(end: str) -> None:
    record = one("@article{k, title = {A title}, author = {Na, Sang-Jun and So, Sang Hee" + end + "}}")
    assert [author.family for author in record.authors] == ["Na", "So"]


def test_a_list_of_people_in_braces_of_its_own_is_no_group() -> None:
    record = one("@article{k, title = {A title}, author = {{Na, Sang-Jun and So, Sang Hee}}}")
    assert [author.family for author in record.authors] == ["Na", "So"]


def test_a_name_may_be_written_by_its_parts() -> None:
    record = one("@article{k, title = {A title}, author = {family=Royen, prefix=van, given={Anna B}}}")
    assert record.authors == (Author(family="van Royen", given="Anna B", initials="AB"),)


@pytest.mark.parametrize(
    "field",
    [
        "pmid = {42100001}",
        "pubmedid = {42100001.0}",
        "note = {PMID: 42100001}",
        "annote = {From PubMed 42100001}",
        "note = {[PubMed:\\href{https://www.ncbi.nlm.nih.gov/pubmed/42100001}{42100001}]}",
        "eprint = {42100001}, eprinttype = {pubmed}",
        "eprint = {42100001}, archiveprefix = {PubMed}",
        "eprint = {PMID: 42100001}",
        "url = {https://pubmed.ncbi.nlm.nih.gov/42100001/}",
    ],
)
def test_a_pmid_is_found_in_every_field_that_exporters_use(field: str) -> None:
    record = one("@article{k, title = {A title}, " + field + "}")
    assert record.identifiers == ((Scheme.PMID, "42100001"),)


def test_an_eprint_of_another_archive_and_the_pmid_of_a_comment_are_not_its_own() -> None:
    record = one(
        "@article{k, title = {A title}, eprint = {2601.01234}, archiveprefix = {arXiv},"
        " note = {Comment in: J Sample. PMID: 7}}"
    )
    assert record.identifiers == ()


def test_an_entry_at_which_the_latex_reader_fails_costs_itself_alone() -> None:
    text = "@article{a, title = {A title}}\n\n@article{b, title = {\\href}}\n@article{c, title = {Another title}}"
    first, broken, last = read(text, "faulty.bib")
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert isinstance(broken, Unread)
    assert (broken.source_id, broken.reason[:25]) == ("b", "line 3: cannot be read (I")


def test_an_address_that_is_none_refuses_no_library() -> None:
    record = one("@article{k, title = {A title}, url = {http://[www.example.org]/x}, eprint = {http://[}}")
    assert record.identifiers == ()
