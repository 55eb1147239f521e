"""Which Records are one paper although their titles differ, and which are two although their places agree."""

from __future__ import annotations

import gzip
import json
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from literature.identity.compare import compare, compare_fields
from literature.identity.comparison import Likeness
from literature.identity.fields import Fields, blocking_keys, fields
from literature.identity.grouping import group
from literature.identity.title_likeness import Alike, compare_titles
from literature.identity.translation import is_foreign, may_be_translated
from literature.model.errors import BrokenSource
from literature.model.identifiers import identifier
from literature.model.record import (
    Author,
    Event,
    EventDate,
    Form,
    Identifier,
    Journal,
    PartialDate,
    Record,
    RichText,
    Scheme,
)
from sources.feeds.record import records
from sources.feeds.xml import parse
from sources.library.read import read_entries, read_library

LONG = "Anakinra protects the invented heart of adult rats"
GERMAN = "Anakinra schützt das erdachte Herz von erwachsenen Ratten bei der Entzündung"
BMJ = Journal("BMJ", volume="348")
HEART = Journal("Invented Heart Journal", volume="12", issue="3", pages="101-109")


def a_paper(
    title: str = LONG,
    journal: Journal = HEART,
    *,
    names: str = "Adler B; Brandt C",
    year: int | None = 2014,
    ids: str = "",
) -> Record:
    """``names`` as in "Adler B; Brandt C"; ``ids`` as in "pmid 7; doi 10.5555/a"."""
    return Record(
        source="library",
        source_id="",
        title=RichText(title),
        authors=tuple(Author(name.split()[0], initials=name.split()[1]) for name in names.split("; ") if name),
        journal=journal,
        dates=(EventDate(Event.ISSUE, PartialDate(year)),) if year else (),
        identifiers=tuple(an_identifier(each) for each in ids.split("; ") if each),
    )


def an_identifier(text: str) -> Identifier:
    scheme, value = text.split()
    result = identifier(Scheme(scheme), value)
    assert result
    return result


def assert_one(one: Record, other: Record) -> None:
    assert compare(one, other).likeness is compare(other, one).likeness is Likeness.SAME, compare(one, other).reason
    shared = set(blocking_keys(fields(one))) & set(blocking_keys(fields(other)))
    assert shared, "they would never be compared"


def assert_two(one: Record, other: Record) -> None:
    assert compare(one, other).likeness is compare(other, one).likeness is not Likeness.SAME, compare(one, other).reason


# Two titles on the same pages.


def test_two_short_pieces_by_one_author_on_the_same_pages_are_two_and_shown_as_possibly_one() -> None:
    first, second = a_paper("Anakinra calms a storm of macrophages"), a_paper("How the granuloma is shaped by IL-32")
    assert compare(first, second).likeness is Likeness.POSSIBLY


def test_titles_that_largely_agree_on_the_same_pages_are_one_paper() -> None:
    assert_one(a_paper("Anakinra guards the invented hearts of adult rats"), a_paper())


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        (f"[{LONG}]", "Anakinra saves the invented heart of the adult rat"),
        (GERMAN, LONG),
        ("L'anakinra protège le coeur inventé chez les rats adultes et dans la nature", LONG),
        ("La anakinra protege el corazón inventado de las ratas adultas con inflamación", LONG),
        ("L'anakinra protegge il cuore inventato dei ratti adulti nella infiammazione", LONG),
    ],
)
def test_a_translation_on_the_same_pages_is_the_paper(printed: str, other: str) -> None:
    assert_one(a_paper(printed), a_paper(other))


def test_a_vernacular_title_is_the_paper() -> None:
    assert_one(replace(a_paper("[On rats]"), vernacular_title="Titulus rattorum"), a_paper("Titulus rattorum"))


def test_a_bracketed_title_of_another_piece_on_the_same_pages_is_two() -> None:
    assert_two(a_paper("[Salmonella of hens in Bavaria: a survey]"), a_paper())


@pytest.mark.parametrize(
    "title",
    [
        "La Crosse virus et al. of the East and the West, and on to IL-1",
        "Per os anakinra in Los Angeles: a trial of the Las Palmas group for the young",
        "The IL-1 receptor and the von Willebrand factor of the der(9) clone",
    ],
)
def test_foreign_names_do_not_make_an_english_title_foreign(title: str) -> None:
    assert not is_foreign(fields(a_paper(title)).title)


# One PMID, two titles.


def test_a_library_s_own_short_title_under_the_right_pmid_is_the_paper() -> None:
    short = a_paper("Invented rats' hearts, anakinra", Journal(), names="", year=2014, ids="pmid 7")
    assert_one(short, a_paper("Anakinra protects the invented heart of adult rats with gout", ids="pmid 7"))


@pytest.mark.parametrize(
    "wrong",
    [
        a_paper("Salmonella of hens", HEART._replace(pages="7-9"), ids="pmid 7"),
        a_paper("Salmonella of hens", Journal("Poultry World"), ids="pmid 7"),
        a_paper("Salmonella of hens", Journal(), year=2003, ids="pmid 7"),
        a_paper("Salmonella of hens", Journal(), names="", ids="pmid 7"),
        a_paper("Salmonella of hens", Journal(), names="Zimmer F", ids="pmid 7"),
    ],
)
def test_a_wrong_pmid_beside_another_title_is_not_believed(wrong: Record) -> None:
    """A library that holds a paper under another's PMID must not hide the other from its readers."""
    assert compare(wrong, a_paper(ids="pmid 7")).likeness is Likeness.POSSIBLY


def test_a_title_in_another_script_is_believed_under_its_pmid_in_its_year() -> None:
    assert_one(a_paper("重症筋無力症", Journal(), names="", ids="pmid 7"), a_paper(ids="pmid 7"))
    assert_two(a_paper("重症筋無力症", Journal(), names="", year=2001, ids="pmid 7"), a_paper(ids="pmid 7"))


# One DOI, two titles.


def test_two_abstracts_of_one_group_under_their_supplement_s_doi_are_two() -> None:
    men = a_paper("Anakinra for gout of the knee in older men of one clinic", Journal(), ids="doi 10.5555/s")
    women = a_paper("Anakinra for gout of the knee in older women of one clinic", Journal(), ids="doi 10.5555/s")
    assert compare(men, women).likeness is Likeness.POSSIBLY


def test_one_title_spelt_in_two_ways_under_one_doi_is_one_paper() -> None:
    first = a_paper("Anakinra in healthy, non-immune adults: a double-blinded trial", Journal(), ids="doi 10.5555/a")
    second = a_paper("Anakinra in Healthy, Nonimmune Adults: A Double-blind Trial", ids="doi 10.5555/a")
    assert_one(first, second)


# One id of one source, given again.


def test_a_journal_s_feed_that_gives_an_id_again_has_two_papers() -> None:
    first, second = a_paper(journal=Journal()), a_paper("Salmonella of hens in an invented village", Journal())
    given = [replace(each, source="Feed", source_id="current") for each in (first, second)]
    assert compare(*given).likeness is Likeness.POSSIBLY


def test_a_paper_that_is_retitled_keeps_its_id_and_its_doi() -> None:
    first, second = (
        a_paper(ids="doi 10.5555/a"),
        a_paper("Salmonella of hens in an invented village", ids="doi 10.5555/a"),
    )
    given = [replace(each, source="Feed", source_id="10.5555/a", form=Form.PREPRINT) for each in (first, second)]
    assert compare(*given).likeness is Likeness.SAME


# Slips of places.


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(HEART._replace(pages="110-109"), HEART, id="a mistyped first page, the same last page"),
        pytest.param(HEART._replace(pages="c37"), HEART._replace(pages="37"), id="a letter before the page was lost"),
        pytest.param(HEART._replace(pages="viii108"), HEART._replace(pages="108"), id="a Roman part was lost"),
        pytest.param(HEART._replace(pages=""), HEART._replace(pages="S101"), id="an abstract without pages"),
        pytest.param(BMJ._replace(pages="g1754"), BMJ._replace(pages="969-72"), id="the BMJ's number of 2014"),
    ],
)
def test_one_paper_whose_page_is_printed_in_two_ways(one: Journal, other: Journal) -> None:
    assert_one(a_paper(journal=one), a_paper(journal=other))


def test_a_number_of_another_year_or_journal_is_not_the_bmj_s() -> None:
    for number in (BMJ._replace(pages="a1754"), Journal("Chest", volume="348", pages="g1754")):
        assert_two(a_paper(journal=number), a_paper(journal=number._replace(pages="969-72")))


def test_a_rubric_behind_a_title_is_not_part_of_it() -> None:
    for rubric in (": Brief communication", ". Short report", " - a brief report", ": Research Letter."):
        assert_one(a_paper(LONG + rubric, Journal()), a_paper(journal=Journal()))


def test_a_misspelt_drug_and_a_meeting_s_year_are_one_paper() -> None:
    assert_one(a_paper("Anakinra protects the invented heart of adult rats"), a_paper(LONG, year=2015))
    assert_one(a_paper("Anakirna protects the invented heart of adult rats"), a_paper(LONG, year=2015))


# What scans leave around a title.


@pytest.mark.parametrize(
    "scanned",
    [
        f"{LONG} 1, 2",
        f"{LONG}1,2",
        f"{LONG} *",
        f"RESEARCH NOTES {LONG}",
        f"Issues and Opinions {LONG}",
        f"ARTICLES {LONG}1",
    ],
)
@pytest.mark.parametrize("year", [None, 2014])
def test_marks_of_footnotes_and_a_section_s_heading_do_not_make_another_paper(scanned: str, year: int | None) -> None:
    in_issue = HEART._replace(pages="")
    assert_one(a_paper(scanned, in_issue, names="Adler B", year=year), a_paper(journal=HEART))


@pytest.mark.parametrize(
    ("scanned", "journal"),
    [
        pytest.param(f"{LONG} 1, 2", HEART._replace(issue="4"), id="another issue"),
        pytest.param(f"{LONG} 1, 2", HEART._replace(volume="13", pages=""), id="another volume"),
        pytest.param(f"{LONG} 1, 2", HEART._replace(title="Chest"), id="another journal"),
        pytest.param(f"{LONG} 1, 2", HEART._replace(pages="201-209"), id="another page"),
        pytest.param(f"Comment on {LONG}", HEART._replace(pages=""), id="a comment"),
        pytest.param(f"Introduction to {LONG}", HEART._replace(pages=""), id="an introduction"),
    ],
)
def test_marks_are_believed_in_one_issue_only(scanned: str, journal: Journal) -> None:
    assert_two(a_paper(scanned, journal, year=None), a_paper())


def test_two_parts_of_one_title_are_two() -> None:
    in_issue = HEART._replace(pages="")
    assert_two(a_paper(f"{LONG} 1", in_issue), a_paper(f"{LONG} 2", in_issue))
    assert_two(a_paper(f"{LONG} 1", in_issue, names="Zimmer F"), a_paper(journal=in_issue))


# Two wordings of one notice.

WORDINGS = (
    f"Erratum: {LONG}",
    f"Errata for {LONG}",
    f"Corrigendum to “{LONG}” [Invented Heart Journal 11 (2013) 45–56]",
    f"Author Correction: {LONG} (Invented Heart Journal (2013) 11, 4 (45-56))",
    f"{LONG} (vol 11, pg 45, 2013)",
)


@pytest.mark.parametrize(("one", "other"), [*combinations(WORDINGS, 2)])
def test_two_wordings_of_one_erratum_on_one_page_are_one(one: str, other: str) -> None:
    assert_one(a_paper(one, HEART._replace(pages="99")), a_paper(other, HEART._replace(pages="99")))


def test_an_erratum_a_retraction_and_another_paper_s_erratum_are_not_one() -> None:
    place = HEART._replace(pages="99")
    for other in (f"Retraction: {LONG}", LONG, "Erratum: Salmonella of hens in an invented village"):
        assert_two(a_paper(WORDINGS[0], place), a_paper(other, place))


def test_a_notice_is_looked_up_by_its_paper_s_title_years_later() -> None:
    paper, notice = a_paper(year=2004), a_paper(f"Retraction: {LONG}", HEART._replace(volume="22", pages="9"), names="")
    assert compare(paper, notice).likeness is Likeness.RELATED
    assert set(blocking_keys(fields(paper))) & set(blocking_keys(fields(notice)))


# Real records.


def same_pairs(known: list[Fields]) -> Iterator[tuple[Fields, Fields]]:
    """Each pair of one group that is the same by itself, not through a third Record."""
    for members in group(known).groups:
        for first, second in combinations([known[place] for place in members], 2):
            if compare_fields(first, second).likeness is Likeness.SAME:
                yield first, second


@pytest.mark.parametrize(
    "name", ["cytology_screening", "respiratory", "diabetes", "tafenoquine", "digital_work", "dblp_acm"]
)
def test_no_labelled_set_loses_a_paper_and_clearly_different_titles_are_translations(shared: Path, name: str) -> None:
    library = shared / "dedup" / f"{name}.jsonl.gz"
    with gzip.open(library, "rt") as stream:
        truth = {row["id"]: row["group"] for row in map(json.loads, stream)}
    known = [fields(entry) for entry in read_entries_of(library)]
    for first, second in same_pairs(known):
        assert truth[first.source_id] == truth[second.source_id], (first.title.key, second.title.key)
        assert compare_titles(first.title, second.title) is not Alike.OTHER or may_be_translated(first, second)


def read_entries_of(library: Path) -> Iterator[Record]:
    return (item for item in read_entries(library) if isinstance(item, Record))


def test_two_pieces_of_one_author_on_the_same_pages_are_two_works(shared: Path) -> None:
    library = shared / "cases/id_same_pages_two_pieces.jsonl"
    known = [fields(item) for item in read_library(library) if isinstance(item, Record)]
    assert group(known).groups == [[0], [1]]


def test_no_two_entries_of_a_real_feed_are_joined_under_clearly_different_headlines(shared: Path) -> None:
    """A feed of Science's news lost 4 of 69 stories: short pieces share their pages and their writer."""
    with tarfile.open(shared / "feeds/suites/rss-parser-test.tar.gz") as archive:
        bodies = [archive.extractfile(each) for each in archive.getmembers() if each.name.endswith(".rss")]
        documents = [body.read() for body in bodies if body]
    documents += [each.read_bytes() for each in sorted((shared / "feeds/captures").glob("*.xml"))]
    joined = compared = 0
    for number, document in enumerate(documents):
        known = [fields(entry) for entry in read_feed(f"feed {number}", document)]
        for first, second in same_pairs(known):
            joined += compare_titles(first.title, second.title) is Alike.OTHER
        compared += len(known)
    assert (joined, compared > 3000) == (0, True)


def read_feed(name: str, document: bytes) -> list[Record]:
    try:
        return [item for item in records(name, parse(document, {})) if isinstance(item, Record)]
    except BrokenSource:
        return []
