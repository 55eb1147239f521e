"""When two Records are one Work: every doubt leaves two."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from literature.identity.compare import compare
from literature.identity.comparison import Kinship, Likeness
from literature.identity.fields import blocking_keys, fields
from literature.model.identifiers import identifier
from literature.model.record import Author, Event, EventDate, Form, Journal, PartialDate, Record, RichText, Scheme
from tests.store.records import paper, story

LONG = "Interleukin-1 receptor antagonist in an invented disease of children"


def likeness(a: Record, b: Record) -> Likeness:
    assert compare(a, b).likeness is compare(b, a).likeness, "the comparison must not depend on the order"
    return compare(a, b).likeness


def feed_item(title: str = LONG, **more: object) -> Record:
    return paper("x", title, source="Feed", **more)  # type: ignore[arg-type]  # keyword arguments of paper()


def test_the_same_pmid_is_the_same_work() -> None:
    assert likeness(paper("1", "One title"), paper("1", "Another title")) is Likeness.SAME


def test_different_pmids_are_different_works_whatever_the_title() -> None:
    assert likeness(paper("1", LONG), paper("2", LONG)) is Likeness.DIFFERENT


def test_a_shared_doi_with_agreeing_titles_is_the_same_work() -> None:
    assert likeness(paper("1", LONG, doi="10.5555/a"), feed_item(LONG + ".", doi="10.5555/a")) is Likeness.SAME


def test_a_shared_doi_with_other_titles_is_a_supplement() -> None:
    other = feed_item("Patterns of use of something else entirely", doi="10.5555/a")
    assert likeness(paper("1", LONG, doi="10.5555/a"), other) is Likeness.DIFFERENT


def test_a_shared_doi_without_a_title_is_kept_apart_and_shown() -> None:
    assert likeness(paper("1", LONG, doi="10.5555/a"), feed_item("", doi="10.5555/a")) is Likeness.POSSIBLY


def test_the_same_long_title_and_first_author_is_the_same_work() -> None:
    assert likeness(paper("1", LONG), feed_item()) is Likeness.SAME


def test_the_same_title_by_another_first_author_is_not_merged() -> None:
    assert likeness(paper("1", LONG), feed_item(family="Otherman")) is not Likeness.SAME


@pytest.mark.parametrize("title", ["Editorial", "Introduction", "In this issue", "Guide to the index"])
def test_a_short_title_names_nothing(title: str) -> None:
    assert likeness(paper("1", title), feed_item(title)) is Likeness.DIFFERENT


@pytest.mark.parametrize(
    "prefix",
    [
        "Author Correction: ",
        "Reply to: ",
        "Retraction: ",
        "Comment on: ",
        "Statement of Retraction: ",
        "Retraction notice to ",
        "Retraction Note: ",
        "Withdrawal: ",
        "Expression of Concern: ",
        "Publisher's Note: ",
        "Partial retraction: ",
    ],
)
def test_a_correction_or_reply_is_related_to_the_paper(prefix: str) -> None:
    comparison = compare(paper("1", LONG), feed_item(prefix + LONG))
    assert (comparison.likeness, comparison.kinship) == (Likeness.RELATED, Kinship.NOTICE)


def test_a_retracted_paper_is_still_the_paper() -> None:
    """Publishers put "RETRACTED:" before the title of what they have retracted."""
    assert (
        likeness(paper("1", LONG, doi="10.5555/a"), feed_item(f"RETRACTED: {LONG}", doi="10.5555/a")) is Likeness.SAME
    )


@pytest.mark.parametrize(
    "title", [f"REMOVED: {LONG}", f"RETRACTED ARTICLE: {LONG}", f"{LONG} (Retracted Article. See vol. 12, pg. 3, 2014)"]
)
def test_a_mark_of_its_publisher_makes_no_other_paper(title: str) -> None:
    assert likeness(paper("1", LONG, doi="10.5555/a"), feed_item(title, doi="10.5555/a")) is Likeness.SAME


def test_a_meeting_abstract_is_not_the_article_with_its_title() -> None:
    abstract = feed_item(journal=Journal("Diabetologia", volume="59", pages="S353"))
    article = paper("1", LONG, journal=Journal("Diab Vasc Dis Res", volume="15", pages="64-73"))
    assert likeness(abstract, article) is Likeness.DIFFERENT


def test_two_comments_with_one_title_in_one_issue_are_two() -> None:
    first = feed_item(journal=Journal("EJIS", volume="15", pages="467"))
    second = paper("1", LONG, journal=Journal("EJIS", volume="15", pages="470-2"))
    assert likeness(first, second) is Likeness.DIFFERENT


def test_years_apart_are_different_works() -> None:
    assert likeness(paper("1", LONG), feed_item(published=PartialDate(2019))) is Likeness.DIFFERENT


def test_a_preprint_is_related_to_its_article() -> None:
    comparison = compare(paper("1", LONG), feed_item(form=Form.PREPRINT))
    assert (comparison.likeness, comparison.kinship) == (Likeness.RELATED, Kinship.PREPRINT)


def test_one_headline_within_days_is_one_story() -> None:
    title = "Invented drug calms the inflamed heart, study finds"
    assert likeness(story("a", title, day=18), story("b", title, feed="Other", day=20)) is Likeness.SAME


def test_one_headline_months_apart_is_kept_apart() -> None:
    title = "Invented drug calms the inflamed heart, study finds"
    assert likeness(story("a", title, day=1), story("b", title, feed="Other", day=20)) is Likeness.POSSIBLY


def test_news_is_never_the_paper_with_its_title() -> None:
    assert likeness(paper("1", LONG), story("a", LONG)) is Likeness.DIFFERENT


PUBLISHED = PartialDate(2014)
HEART = Journal("Invented Heart Journal", "Inv Heart J", volume="37", issue="8", pages="1148-57")


def article(
    title: str = LONG, journal: Journal = HEART, *, doi: str = "", names: str = "Adler B", year: int = 2014
) -> Record:
    """A paper as a library has it: without a PMID; ``names`` as in "Adler B; Brandt C"."""
    return Record(
        source="library",
        source_id="",
        title=RichText(title),
        authors=tuple(Author(name.split()[0], initials=name.split()[-1]) for name in names.split("; ") if name),
        journal=journal,
        dates=(EventDate(Event.ISSUE, PartialDate(year)),),
        identifiers=tuple(item for item in [identifier(Scheme.DOI, doi)] if item),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(article(), article(LONG + ". [Review] [33 refs]"), id="a database's note behind the title"),
        pytest.param(article(), article(LONG.replace("receptor", "recptor")), id="a slip of the pen, same page"),
        pytest.param(article(), article(LONG + ": a randomised trial"), id="a subtitle left out, same page"),
        pytest.param(article(), article(journal=Journal("Inv Heart J", volume="37", pages="1148-1157")), id="short"),
        pytest.param(article(), article(journal=HEART._replace(volume="73"), doi=""), id="a mistyped volume"),
        pytest.param(article(), article(journal=HEART._replace(pages="1157")), id="cited by the last page"),
        pytest.param(article(), article(journal=HEART._replace(pages=""), year=2013), id="online a year earlier"),
        pytest.param(article(), article("Ein Mittel gegen eine erdachte Krankheit"), id="a translation, same pages"),
        pytest.param(
            article(doi="10.5555/a"),
            article(doi="10.5555/a", journal=HEART._replace(pages="18")),
            id="a count of pages",
        ),
        pytest.param(article(), article(names="Group TIS"), id="a group instead of its writers"),
        pytest.param(article(names="Mulić S"), article(names="Muli S"), id="a letter lost from a name"),
        pytest.param(
            article(journal=Journal("12th Invented Conference on Hearts")),
            article(journal=Journal("Proceedings of the Hearts 2014 Conference")),
            id="one meeting, two names",
        ),
        pytest.param(
            article(names="", journal=HEART._replace(pages="")),
            article(names="", journal=HEART._replace(pages="")),
            id="nameless, in one issue",
        ),
    ],
)
def test_one_paper_from_two_databases(one: Record, other: Record) -> None:
    assert likeness(one, other) is Likeness.SAME, compare(one, other).reason


ABSTRACTS = HEART._replace(issue="S1", pages="S30-S31")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(article(LONG + ", part I", ABSTRACTS), article(LONG + ", part II", ABSTRACTS), id="parts"),
        pytest.param(
            article("Phase 2 trial: " + LONG, ABSTRACTS), article("Phase 3 trial: " + LONG, ABSTRACTS), id="phases"
        ),
        pytest.param(
            article("Severe hypotension in an invented disease of children", ABSTRACTS),
            article("Severe hypertension in an invented disease of children", ABSTRACTS),
            id="hypo and hyper, one page",
        ),
        pytest.param(
            article("Typical lesions in an invented disease of children", ABSTRACTS),
            article("Atypical lesions in an invented disease of children", ABSTRACTS),
            id="typical and atypical, one page",
        ),
        pytest.param(
            article("Drug A in mice with an invented disease", ABSTRACTS),
            article("Sleep and the invented disease of old men", ABSTRACTS),
            id="two abstracts on one page",
        ),
        pytest.param(
            article(LONG, ABSTRACTS, doi="10.5555/s"),
            article("Patterns of use of something else", ABSTRACTS, doi="10.5555/s"),
            id="a supplement's DOI",
        ),
        pytest.param(article(), article(journal=Journal("Workshop on Hearts")), id="a workshop and a journal"),
        pytest.param(
            article(journal=Journal("Hearts Conference")),
            article(journal=Journal("Journal of Hearts")),
            id="a meeting and a journal",
        ),
        pytest.param(
            article("Introduction to the Minitrack on Invented Hearts", Journal("Hearts Conference"), year=2021),
            article("Introduction to the Minitrack on Invented Hearts", Journal("Hearts Conference"), year=2022),
            id="what comes back every year",
        ),
        pytest.param(
            article("Remarks of the editor", HEART._replace(issue="1", pages="")),
            article("Remarks of the editor", HEART._replace(issue="2", pages="")),
            id="what comes back every issue",
        ),
        pytest.param(
            article("A first tale of hearts", HEART._replace(issue="1")),
            article("Another matter altogether", HEART._replace(issue="2")),
            id="each issue counts its pages anew",
        ),
        pytest.param(article(), article(names="Zimmer F"), id="a comment under the paper's title, other writers"),
        pytest.param(article(doi="10.5555/a"), article(doi="10.5555/b"), id="two DOIs"),
        pytest.param(article(), article(names="", journal=Journal()), id="nothing but the title"),
        pytest.param(article(""), article(""), id="no title"),
    ],
)
def test_two_papers_are_never_joined(one: Record, other: Record) -> None:
    assert likeness(one, other) is not Likeness.SAME, compare(one, other).reason


def test_two_updates_of_one_review_are_versions() -> None:
    first, second = article(doi="10.5555/r.CD1.pub2"), article(doi="10.5555/r.CD1.pub3")
    assert compare(first, second).kinship is Kinship.VERSION


def test_a_judgement_says_what_agreed_and_what_vetoed() -> None:
    comparison = compare(article(), article(journal=HEART._replace(pages="9-12")))
    assert comparison.reason == "same title, authors agree; but same volume, another page"
    assert comparison.contradicts


def test_a_pmid_joins_a_translation_by_the_same_authors() -> None:
    other = replace(article("Ein Titel auf Deutsch", Journal(), names="Adler A"), identifiers=paper("7").identifiers)
    assert likeness(paper("7", LONG, family="Adler"), other) is Likeness.SAME


words = st.sampled_from(["heart", "hearts", "trial", "of", "anakinra", "2", "ii", "a", "in", "disease", "mice"])
records = st.builds(
    article,
    title=st.lists(words, max_size=9).map(" ".join),
    journal=st.builds(
        Journal,
        title=st.sampled_from(["", "Inv Heart J", "Invented Heart Journal", "Hearts Conference", "Hearts"]),
        volume=st.sampled_from(["", "1", "2"]),
        issue=st.sampled_from(["", "1"]),
        pages=st.sampled_from(["", "1", "7-12", "7-9", "S7"]),
    ),
    doi=st.sampled_from(["", "10.5555/a", "10.5555/b.v1"]),
    names=st.sampled_from(["", "Adler B", "Brandt C; Adler B", "Lee B", "Lees B"]),
    year=st.sampled_from([2013, 2014]),
)


@given(records, records)
def test_a_judgement_does_not_depend_on_the_order(one: Record, other: Record) -> None:
    assert compare(one, other) == compare(other, one)


def looked_up(one: Record, other: Record) -> bool:
    """Whether the two meet under a key if they are one work: else a grouped library, or the store, would miss them."""
    same = compare(one, other).likeness is Likeness.SAME
    return not same or bool(set(blocking_keys(fields(one))) & set(blocking_keys(fields(other))))


@given(records, records)
def test_what_is_one_work_shares_a_key(one: Record, other: Record) -> None:
    assert looked_up(one, other), compare(one, other).reason


TITLES = (
    "Heart trials in anakinra",
    "Anakinra in an invented disease of the hearts",
    "A systematic review of anakinra in an invented disease of mice: a randomised trial",
    "Interleukin-1 receptor antagonist in an invented disease of children and their parents in four towns: a study",
)


@st.composite
def slips(draw: st.DrawFn) -> Record:
    """A paper as one of many databases has it, with slips of the pen, a subtitle left out, other years and places."""
    words = draw(st.sampled_from(TITLES)).split()
    for at in draw(st.lists(st.integers(0, len(words) - 1), max_size=3)):
        words[at] = draw(st.sampled_from([words[at] + "s", words[at][:-1], "of", words[at]]))
    cut = draw(st.sampled_from([slice(None), slice(0, -2), slice(3, None)]))
    heading, marks = draw(st.sampled_from(["", "RESEARCH NOTES "])), draw(st.sampled_from(["", " 1, 2", "1", " *"]))
    built = article(
        heading + " ".join(words[cut]) + marks,
        Journal(
            draw(st.sampled_from(["Invented Heart Journal", "Inv Heart J", ""])),
            volume=draw(st.sampled_from(["37", ""])),
            issue=draw(st.sampled_from(["8", ""])),
            pages=draw(st.sampled_from(["1148-57", "1148", "1-10", "1184-57", "c1148", ""])),
        ),
        doi=draw(st.sampled_from(["", "", "10.5555/a", "10.5555/a/tail"])),
        names=draw(st.sampled_from(["Adler B; Brandt C", "Adler B", ""])),
        year=draw(st.sampled_from([2013, 2014])),
    )
    repaired = built.identifiers if draw(st.booleans()) else ()
    return replace(built, dates=built.dates if draw(st.booleans()) else (), repaired=repaired)


@settings(max_examples=500)
@given(slips(), slips())
def test_one_paper_with_slips_of_the_pen_shares_a_key_or_is_kept_apart(one: Record, other: Record) -> None:
    assert looked_up(one, other), compare(one, other).reason
    assert compare(one, other) == compare(other, one)


def test_a_place_of_print_without_its_year_joins_equal_titles_only() -> None:
    """A volume and a page are one of many where the year is not known, and are not looked up without it."""
    undated = replace(article(), dates=())
    assert likeness(article(), undated) is Likeness.SAME
    assert likeness(article(LONG + ": a trial"), undated) is Likeness.POSSIBLY
    assert likeness(article("Ein Mittel gegen eine erdachte Krankheit"), undated) is not Likeness.SAME


def test_two_spellings_that_differ_at_both_ends_need_their_place_of_print() -> None:
    first, second = "Tumour growth in mice with an invented anaemia", "Tumors grow in mice with an invented anaemias"
    unplaced = HEART._replace(pages="")
    assert likeness(article(first, unplaced), article(second.replace("grow", "growth"), unplaced)) is Likeness.POSSIBLY
    assert likeness(article(first), article(second.replace("grow", "growth"))) is Likeness.SAME


@pytest.mark.parametrize("way", ["A systematic review of", "Randomized controlled trial of", "The effects of"])
def test_the_ways_of_research_are_no_key(way: str) -> None:
    """Else thousands of papers a year would be compared with one another for their "systematic review"."""
    first, second = (fields(article(f"{way} {what}: a meta-analysis")) for what in (LONG, "sleep in the invented sea"))
    assert not set(first.ends) & set(second.ends)
    assert set(first.ends) == set(fields(article(LONG)).ends)


def test_a_title_of_nothing_but_ways_of_research_keeps_its_ends() -> None:
    assert fields(article("A randomized controlled trial")).ends[0] == "head:arandomizedcontrolledtri"


@pytest.mark.parametrize("length", [63, 64, 71, 72])
def test_titles_on_either_side_of_a_border_share_an_end(length: int) -> None:
    title = "x" * (length - 40) + " " + "y" * 40
    assert set(fields(article(title)).ends) & set(fields(article(title + "z")).ends)


def test_a_statement_in_two_journals_at_once_is_possibly_the_same() -> None:
    """Guidelines of two societies have two PMIDs and two DOIs; without a word of it a reader takes them for two."""
    both = "Adler B; Brandt C"
    elsewhere = Journal("Invented Kidney Journal", "Inv Kidney J", volume="5", pages="1-10")
    twin = article(journal=elsewhere, doi="10.5555/b", names=both)
    assert likeness(article(doi="10.5555/a", names=both), twin) is Likeness.POSSIBLY
    assert likeness(article(doi="10.5555/a", names=both, year=2012), twin) is Likeness.DIFFERENT
    assert likeness(article(doi="10.5555/a", names="Adler B; Cohen D"), twin) is Likeness.DIFFERENT
    assert likeness(article(HEART.title, doi="10.5555/a", names=both), twin) is Likeness.DIFFERENT


PLACE = Journal("Journal of Neurology", volume="258", issue="10", pages="1865-1870")


def test_a_doi_that_had_to_be_repaired_does_not_keep_one_paper_apart() -> None:
    """A library held "10.5555/a-b" with the tail of a page's address behind it; its paper came back as news."""
    clean = paper("1", LONG, doi="10.5555/a", journal=PLACE)
    repaired = feed_item(LONG, doi="10.5555/a/tail", journal=PLACE)
    assert likeness(clean, repaired) is Likeness.POSSIBLY
    repaired = replace(repaired, repaired=repaired.identifiers)
    assert likeness(clean, repaired) is Likeness.SAME


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Interleukin-1 receptor antagonist in another disease of mice"},
        {"family": "Otherman"},
        {"journal": PLACE._replace(pages="12-19")},
        {"journal": Journal("Journal of Neurology")},
    ],
)
def test_a_repaired_doi_still_tells_apart_what_title_authors_and_place_do_not_support(
    changed: dict[str, object],
) -> None:
    clean = paper("1", LONG, doi="10.5555/a", journal=PLACE)
    other = feed_item(**{"journal": PLACE, "doi": "10.5555/b", **changed})  # type: ignore[arg-type]  # as above
    assert likeness(clean, replace(other, repaired=other.identifiers)) is not Likeness.SAME
