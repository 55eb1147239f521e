"""Pairs that look like one paper and are two, each beside a pair that looks alike and is one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from literature.identity.compare import compare
from literature.identity.comparison import Likeness
from literature.model.record import Form, Journal, Record, RichText
from sources.library.read import read_library
from tests.literature.identity.test_differing_titles import HEART, LONG, a_paper, assert_one, assert_two

COUNT = Journal("Invented Reports", volume="7", pages="1-10")
UNPLACED = Journal("Invented Heart Journal")
SUPPLEMENT = HEART._replace(issue="Suppl 2", pages="")


# A count of pages, a supplement, a review's number.


def test_a_count_of_pages_from_one_is_no_place() -> None:
    assert_two(a_paper(LONG, COUNT), a_paper(f"{LONG} and of old mice", COUNT))
    assert_one(a_paper(LONG, HEART), a_paper(f"{LONG}: a trial", HEART))


@pytest.mark.parametrize("pages", ["9 pages", "7 p."])
def test_how_many_pages_there_are_contradicts_no_place(pages: str) -> None:
    assert_one(a_paper(journal=HEART._replace(pages=pages)), a_paper())


@pytest.mark.parametrize(
    "abstract",
    [
        SUPPLEMENT,
        HEART._replace(volume="12 Suppl 2", issue="", pages=""),
        HEART._replace(issue="21", pages=""),
        HEART._replace(issue="21", pages="S101"),
    ],
)
def test_a_meeting_s_abstract_is_not_the_article_of_its_title(abstract: Journal) -> None:
    assert_two(a_paper(journal=abstract), a_paper())


@pytest.mark.parametrize("issue", ["3 Suppl 1", "Suppl 3", "", "3"])
def test_a_supplement_to_a_number_may_be_printed_as_the_number(issue: str) -> None:
    assert_one(a_paper(journal=HEART._replace(issue=issue, pages="")), a_paper())


def test_a_review_s_number_is_no_page_and_its_year_tells_its_updates_apart() -> None:
    item = Journal("Cochrane Database of Systematic Reviews", volume="1", issue="1", pages="CD015308")
    assert_two(a_paper(journal=item, year=2021), a_paper(journal=item, year=2022, ids="pmid 7"))
    assert_two(a_paper(journal=item, year=None), a_paper(journal=item, year=2022, ids="pmid 7"))
    assert_one(a_paper(journal=item), a_paper(journal=item, ids="pmid 7"))


# Two titles.


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IL-1 stimulates IL-6 in the cells of awake rats", "IL-6 stimulates IL-1 in the cells of awake rats"),
        ("Sodium nitrite in the macrophages of awake rats", "Sodium nitrate in the macrophages of awake rats"),
        ("Clearance of insulin in conscious awake rats", "Clearance of inulin in conscious awake rats"),
        ("Structure of IL-1 alpha at a low resolution in rats", "Structure of IL-1 beta at a low resolution in rats"),
        ("Hearts in awake rats, an introduction: part one", "Hearts in awake rats, an introduction: part two"),
    ],
)
def test_two_papers_of_one_group_and_year_whose_titles_differ_in_a_word_are_two(one: str, other: str) -> None:
    assert_two(a_paper(one, UNPLACED), a_paper(other, HEART))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tumours of the oesophagus in awake rats", "Tumor of the esophagus in awake rats"),
        (
            "A randomised trial of anakinra in awake rats with gout of the heart",
            "Anakinra in awake rats with gout of the heart: a randomized trial",
        ),
        ("Thrombocytopnia in awake adult rats of two towns", "Thrombocytopenia in awake adult rats of two towns"),
        ("IL-1b in the hearts of awake adult rats", "Interleukin-1beta in the hearts of awake adult rats"),
    ],
)
def test_one_title_in_two_spellings_is_one_paper(one: str, other: str) -> None:
    assert_one(a_paper(one, UNPLACED), a_paper(other, HEART))


def test_words_of_biology_make_no_title_foreign() -> None:
    for title in ("IL-1 beta drives PAR-2 in keratinocytes", "IL-32 and MET in liver cancer", "IL-1 in von X disease"):
        assert_two(a_paper(title), a_paper("Traps of neutrophils, a memory of vaccinated hens"))


@pytest.mark.parametrize("title", [f"Lack of {LONG}", f"Inhibition of {LONG}", f"{LONG}. 2.", f"{LONG} and IL"])
def test_the_beginning_of_a_sentence_is_no_heading_and_a_part_s_number_no_footnote(title: str) -> None:
    assert_two(a_paper(title, HEART._replace(pages="")), a_paper())


def test_two_abstracts_of_a_supplement_are_two_under_its_doi_or_page() -> None:
    for place, ids in ((SUPPLEMENT, "doi 10.5555/s"), (SUPPLEMENT._replace(pages="120"), "")):
        assert_two(a_paper(LONG, place, ids=ids), a_paper(f"{LONG}: response by weight", place, ids=ids))
    assert_one(a_paper(LONG, SUPPLEMENT, ids="doi 10.5555/s"), a_paper(LONG, SUPPLEMENT, ids="doi 10.5555/s"))


def test_a_library_s_short_title_under_one_doi_is_the_paper_where_its_words_stand_in_order() -> None:
    long = a_paper(f"{LONG} with gout: an invented trial in three towns", ids="doi 10.5555/a")
    assert_one(a_paper("Anakinra protects heart, gout", UNPLACED, ids="doi 10.5555/a"), long)
    other = a_paper("Gout, heart, rats: a survey of anakinra", UNPLACED, ids="doi 10.5555/a")
    assert compare(other, long).likeness is Likeness.POSSIBLY


# Identifiers.


@pytest.mark.parametrize(
    "wrong",
    [
        a_paper(f"{LONG} Part 2", HEART._replace(volume="9", pages="7-9"), ids="pmid 7; doi 10.5555/b"),
        a_paper("Anakinra and rats", Journal(), names="", year=None, ids="pmid 7"),
        a_paper("IL-33 and the invented heart of adult rats", Journal(), ids="pmid 7"),
        a_paper(f"Erratum: {LONG}", HEART._replace(pages="201"), ids="pmid 7"),
    ],
)
def test_one_wrong_pmid_does_not_outweigh_all_that_contradicts_it(wrong: Record) -> None:
    assert_two(wrong, a_paper(LONG.replace("Anakinra", "IL-32"), ids="pmid 7; doi 10.5555/a"))


def test_a_pmid_outweighs_another_doi_where_nothing_else_contradicts_it() -> None:
    assert_one(a_paper(ids="pmid 7; doi 10.5555/b"), a_paper(ids="pmid 7; doi 10.5555/a"))


@pytest.mark.parametrize("column", ["[Comment] ", "Editorial: ", "Letter: ", "Commentary: "])
def test_a_column_before_a_title_is_no_other_text_under_one_name(column: str) -> None:
    assert_one(a_paper(column + LONG, UNPLACED, ids="doi 10.5555/a"), a_paper(ids="doi 10.5555/a"))
    assert_two(a_paper(column + LONG, UNPLACED), a_paper())


def test_a_preprint_that_a_table_has_as_an_article_is_one_under_its_pmid_or_doi() -> None:
    for ids in ("pmid 7", "doi 10.5555/a"):
        assert_one(a_paper(ids=ids), replace(a_paper(ids=ids), form=Form.PREPRINT))
    assert_two(a_paper(), replace(a_paper(), form=Form.PREPRINT))


def test_the_printed_and_the_online_form_of_one_doi_do_not_contradict() -> None:
    printed, online = (f"doi 10.1002/1529-0131(199801)41:1<1::AID-ART1>3.{n}.CO;2-{n}" for n in (0, 3))
    assert_one(a_paper(ids=printed), a_paper(ids=online))


# Notices, replies, names.


def test_corrections_by_author_and_by_publisher_are_two_unless_on_one_page() -> None:
    author, publisher = f"Author Correction: {LONG}", f"Publisher Correction: {LONG}"
    assert_two(a_paper(author, UNPLACED), a_paper(publisher, HEART))


def test_a_reply_is_told_behind_the_title_too() -> None:
    for ending in (": authors' reply", ". Reply", ": the authors’ response"):
        assert_two(a_paper(LONG + ending, UNPLACED, ids="doi 10.5555/a"), a_paper(ids="doi 10.5555/a"))


def test_authors_with_other_initials_do_not_agree() -> None:
    item = a_paper(f"Comment on: {LONG}", UNPLACED, names="Wang Y; Li J")
    assert_two(item, a_paper(f"Comment on: {LONG}", HEART, names="Li H; Wang X"))
    assert_one(item, a_paper(f"Comment on: {LONG}", HEART, names="Li J; Wang X"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ONeill L", "O’Neill L"),
        ("vanderMeer J", "Van-der-Meer J"),
        ("Mueller S", "Müller S"),
        ("Sorensen K", "Sørensen K"),
        ("Walesa L", "Wałęsa L"),
        ("Gross O", "Groß O"),
        ("McDonald P", "MacDonald P"),
        ("Djordjevic D", "Đorđević D"),
        ("Rosneblatt D", "Rosenblatt D"),
    ],
)
def test_one_family_name_in_two_spellings_does_not_part_one_paper(one: str, other: str) -> None:
    assert_one(a_paper(names=one), a_paper(names=other))


# Ids of a library.

ROW = "TY  - JOUR\nTI  - {}\nAU  - Adler, B.\nPY  - 2013\nJO  - {}\nVL  - {}\nSP  - {}\n{}ER  - \n"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((LONG, "Invented Heart Journal", "65", "S765", ""), (LONG, "Invented Heart Journal", "72", "1602", "")),
        ((LONG, "Invented Heart Journal", "65", "7", ""), (LONG, "Invented Kidney Journal", "72", "1602", "")),
        (
            (f"{LONG}: in men", "Hearts", "1", "", "DO  - 10.5/s\n"),
            (f"{LONG}: in women", "Hearts", "1", "", "DO  - 10.5/s\n"),
        ),
        (
            (f"{LONG} Part 1", "Hearts", "1", "7", "N1  - PMID: 7\n"),
            (f"{LONG} Part 2", "Hearts", "1", "9", "N1  - PMID: 7\n"),
        ),
    ],
)
def test_a_library_s_two_papers_of_one_title_or_name_have_two_ids(
    tmp_path: Path, one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    library = tmp_path / "two.ris"
    library.write_text(ROW.format(*one) + ROW.format(*other) + ROW.format(*one))
    ids = [each.source_id for each in read_library(library)]
    assert ids[0] == ids[2] != ids[1]
    assert ids == [each.source_id for each in read_library(library)], "seeding again must change nothing"


def test_one_seed_id_joins_only_what_the_rules_join() -> None:
    seeds = [replace(each, source="seed", source_id="title:1") for each in (a_paper(), a_paper(journal=SUPPLEMENT))]
    assert_two(*seeds)
    assert_one(seeds[0], replace(seeds[0], title=RichText(LONG.upper())))
