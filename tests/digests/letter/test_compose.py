"""The Letter: what stands where, how often, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from pydantic import TypeAdapter

from digests.letter.choice import Choice
from digests.letter.compose import LONGEST_PREHEADER, LONGEST_SUBJECT, compose, compose_page
from digests.letter.parts import UNSORTED, Entry, Letter, Numbers, SourceReport
from digests.rendering.render import render
from literature.model.edition import Edition, Item, ItemNotice, Week
from literature.model.harvest import VisitKind, VisitOutcome
from literature.model.record import AbstractSection, Author, Form, Identifier, PartialDate, Record, RichText, Scheme
from literature.model.work import Centrality, Kind, LinkKind, Match, Nearest, NoticeKind, Organism, Where
from literature.study.follows import Follow
from tests.digests.factory import (
    TOPICS,
    a_notice,
    a_record,
    a_relation,
    an_edition,
    an_item,
    health,
    many_items,
)


def letter_of(*items: Item, only: Sequence[str] = ()) -> Letter:
    return letter(an_edition(items), only=only)


def letter(edition: Edition, *, only: Sequence[str] = ()) -> Letter:
    return compose(edition, TOPICS, choice=Choice(topics=tuple(only)), contact="owner@example.org")


def only_entry(found: Letter) -> Entry:
    (entry,) = found.entries
    return entry


def page_of(edition: Edition) -> Letter:
    return compose_page(edition, TOPICS)


# Sections


def test_sections_follow_the_configuration_and_unsorted_is_always_shown_last() -> None:
    found = letter_of(an_item(1, topics=[]), an_item(2, topics=[("gout", 0.9)]), an_item(3, topics=[("sepsis", 0.9)]))
    assert [section.id for section in found.sections] == ["sepsis", "gout", UNSORTED]
    assert found.empty_topics == ("Skin & barrier",)


def test_a_work_stands_once_under_its_surest_topic_and_names_the_others() -> None:
    entry = only_entry(letter_of(an_item(topics=[("sepsis", 0.5), ("gout", 0.9), ("skin", 0.4)])))
    found = letter_of(an_item(topics=[("sepsis", 0.5), ("gout", 0.9), ("skin", 0.4)]))
    assert [section.id for section in found.sections] == ["gout"]
    assert entry.also_under == ("Infection and sepsis", "Skin & barrier")


def test_of_topics_about_as_sure_the_first_of_the_configuration_has_the_work() -> None:
    """A trial of a drug in pericarditis stood under the drugs, and the letter said "nothing new" of the heart."""
    found = letter_of(an_item(topics=[("skin", 0.89), ("gout", 0.87), ("sepsis", 0.6)]))
    assert [section.id for section in found.sections] == ["gout"]


def test_a_topic_that_a_work_has_as_its_second_is_not_called_empty() -> None:
    found = letter_of(an_item(topics=[("sepsis", 0.9), ("gout", 0.5)]))
    assert found.empty_topics == ("Skin & barrier",)


def test_a_topic_that_the_configuration_dropped_leaves_a_work_unsorted() -> None:
    found = letter_of(an_item(topics=[("dropped", 0.9)]))
    assert [section.id for section in found.sections] == [UNSORTED]


def test_a_section_is_ranked_and_of_equals_the_newest_comes_first() -> None:
    def item(work_id: int, day: int, kind: Kind, form: Form = Form.ARTICLE) -> Item:
        return an_item(work_id, kind=kind, record=a_record(work_id, form=form, published=PartialDate(2026, 11, day)))

    found = letter_of(
        item(1, 1, Kind.NEWS, Form.NEWS),
        item(2, 2, Kind.RANDOMISED_TRIAL, Form.PREPRINT),
        item(3, 3, Kind.OBSERVATIONAL),
        item(4, 9, Kind.PRECLINICAL),
        item(5, 4, Kind.REVIEW),
        item(6, 5, Kind.TRIAL),
    )
    assert [pick.entry.work_id for pick in found.picks] == [6, 2, 5]
    assert [entry.work_id for entry in found.sections[0].above] == [6, 2, 5]
    assert [entry.work_id for entry in found.sections[0].full] == [3, 4, 1]
    assert [entry.number for entry in found.entries] == [1, 2, 3, 4, 5, 6]


def test_of_one_kind_what_is_most_about_the_molecule_comes_first() -> None:
    items = [replace(an_item(one), centrality_score=score) for one, score in ((1, 0.6), (2, 0.9), (3, 0.6))]
    assert [entry.work_id for entry in letter_of(*items).sections[0].full] == [2, 3, 1]


def test_an_unsorted_work_says_why_no_topic_has_it() -> None:
    found = letter_of(replace(an_item(topics=[]), unsorted="no keyword of a topic is in it"))
    assert only_entry(found).topic == "none, no keyword of a topic is in it"
    assert only_entry(letter_of(an_item(topics=[]))).topic == ""
    found = letter_of(
        replace(
            an_item(topics=[]),
            unsorted="whatever the rules said",
            nearest=Nearest("gout", "urate in the title", 0.3),
        )
    )
    assert only_entry(found).topic == "whatever the rules said; closest: Gout and joints (urate in the title)"


def test_what_only_mentions_a_molecule_is_listed_last_and_on_a_page_in_its_topic() -> None:
    items = [an_item(1, centrality=Centrality.MARKER), an_item(2)]
    found, page = letter_of(*items), page_of(an_edition(items))
    assert [entry.work_id for entry in found.sections[0].full] == [2]
    assert found.brief.lines[0].why == "IL-1RA: measured beside TNF, IL-6"
    assert [entry.work_id for entry in page.sections[0].lines] == [1]
    assert page.brief.count == 0


def test_ten_lines_of_what_only_mentions_a_molecule_are_enough_unless_a_reader_wants_more() -> None:
    items = [replace(an_item(n, centrality=Centrality.MARKER), centrality_score=n / 100) for n in range(1, 15)]
    brief = letter_of(*items).brief
    assert ([entry.work_id for entry in brief.lines], brief.more) == ([14, 13, 12, 11, 10, 9, 8, 7, 6, 5], 4)
    found = compose(an_edition(items), TOPICS, choice=Choice(brief=0), contact="o@example.org").brief
    assert (found.lines, found.more) == ((), 14)


def test_beyond_as_many_as_a_reader_wants_in_full_papers_stand_with_their_titles() -> None:
    items = [*map(an_item, range(1, 10))]
    found = compose(an_edition(items), TOPICS, choice=Choice(max_items=5), contact="o@example.org")
    (section,) = found.sections
    assert (len(found.picks), len(section.full), len(section.lines), found.brief.count) == (3, 2, 4, 0)
    assert section.lines_title == "More"


def test_a_reader_who_wants_no_animals_gets_what_was_done_in_people_and_is_told_what_is_left_out() -> None:
    mice, cells = ((Organism.ANIMAL,), (Organism.ANIMAL, Organism.IN_VITRO))
    items = [
        replace(an_item(1), organisms=mice),
        replace(an_item(2), organisms=cells),
        replace(an_item(3), organisms=(Organism.HUMAN, Organism.IN_VITRO)),
        replace(an_item(4), organisms=()),
    ]
    found = compose(an_edition(items), TOPICS, choice=Choice(animals=False), contact="o@example.org")
    assert sorted(entry.work_id for entry in found.entries) == [3, 4]
    assert found.left_out == "2 studies in animals or cells alone left out."
    assert found.numbers.new == 4
    assert "part 1" in render(found).attached
    assert letter_of(*items).left_out == ""


def test_each_paper_stands_in_full_once_and_its_topic_points_to_it() -> None:
    found = letter_of(*map(an_item, range(1, 8)))
    (section,) = found.sections
    assert list(section.above) == [pick.entry for pick in found.picks]
    assert len({entry.work_id for entry in found.entries}) == len(found.entries) == section.count == 7


def test_papers_of_whom_readers_follow_say_so_in_both_parts_in_full_and_in_brief() -> None:
    choice = Choice(follows=(Follow("Merve Aksoy", author="Aksoy M"), Follow("J Immunol", journal="J Immunol")))
    items = [an_item(1), an_item(2, centrality=Centrality.MARKER)]
    found = compose(an_edition(items), TOPICS, choice=choice, contact="o@example.org")
    assert {entry.followed for entry in found.entries} == {"Merve Aksoy and J Immunol"}
    rendered = render(found)
    assert rendered.html.count("You follow Merve Aksoy and J Immunol") == 2
    assert " ".join(rendered.text.split()).lower().count("you follow merve aksoy and j immunol") == 2
    assert {entry.followed for entry in letter_of(*items).entries} == {""}


def test_of_possible_duplicates_the_second_takes_one_line() -> None:
    ties = [a_relation(LinkKind.POSSIBLY_SAME, other) for other in (2, 1)]
    items = [an_item(number, related=[tie], kind=Kind.TRIAL) for number, tie in enumerate(ties, 1)]
    (section,) = letter_of(*items).sections
    assert (len(section.full), len(section.lines)) == (1, 1)
    (section,) = letter_of(*items, *map(an_item, range(3, 9))).sections
    assert {1, 2}.isdisjoint(entry.work_id for entry in section.full)
    assert section.lines[0].notes[0].lead == "possibly the same as"


def test_trials_about_a_watched_molecule_have_a_block_of_their_own() -> None:
    trial = an_item(1, kind=Kind.TRIAL, record=replace(a_record(1), registrations=("ClinicalTrials.gov NCT01234567",)))
    found = letter_of(trial, an_item(2), an_item(3, kind=Kind.TRIAL, centrality=Centrality.MARKER))
    (line,) = found.trials
    assert (line.entry.work_id, [link.text for link in line.registrations]) == (1, ["NCT01234567"])
    assert line.facts.startswith("Clinical trial")


def test_a_reader_of_some_topics_gets_only_these_and_is_told_of_the_others() -> None:
    items = [an_item(1, topics=[("sepsis", 0.9), ("gout", 0.8)]), an_item(2), an_item(3, topics=[])]
    found = letter_of(*items, only=["gout"])
    assert [section.id for section in found.sections] == ["gout"]
    assert found.numbers.new == 1
    assert found.sources.others == "2 other papers of this edition are not under your topics."
    assert found.foot.topics == "Gout and joints"
    assert only_entry(found).also_under == ()


# Why an item is here


def test_an_entry_says_which_spelling_was_found_where() -> None:
    matches = [
        Match("IL-1", "IL-1β", Where.ABSTRACT, 0, 0, 5),
        Match("IL-1", "Interleukin-1", Where.TITLE, 0, 0, 13),
        Match("IL-1", "interleukin-1", Where.TITLE, 0, 20, 33),
        Match("IL-32", "IL32 protein, human", Where.SUBSTANCE, 0, 0, 19),
    ]
    entry = only_entry(letter_of(an_item(matches=matches)))
    assert entry.why == "IL-1 “Interleukin-1” in title; IL-32 “IL32 protein, human” in substances"


def test_an_entry_says_what_gave_it_its_topic_and_when_that_is_uncertain() -> None:
    assert only_entry(letter_of(an_item(topics=[("sepsis", 0.9)]))).topic == "keyword “sepsis” in title"
    assert only_entry(letter_of(an_item(topics=[("sepsis", 0.5)]))).topic == "keyword “sepsis” in title, uncertain"


def test_a_work_without_a_match_gives_the_reason_of_its_rules() -> None:
    assert only_entry(letter_of(an_item(matches=[]))).why == "IL-1RA in the title"


def test_the_badges_are_words_and_a_retraction_comes_first() -> None:
    names = (Identifier(Scheme.PMID, "1"), Identifier(Scheme.PMCID, "PMC1"))
    item = an_item(kind=Kind.RANDOMISED_TRIAL, retracted=True, record=a_record(identifiers=names))
    assert only_entry(letter_of(item)).badges == ("Retracted", "Randomised trial", "Human")
    assert only_entry(letter_of(item)).links[-1].text == "free full text"


# Works shown together


def test_an_article_names_its_preprint_and_both_are_counted() -> None:
    server = a_record(2, form=Form.PREPRINT, journal="bioRxiv", identifiers=[Identifier(Scheme.DOI, "10.1101/x")])
    found = letter_of(an_item(1), an_item(2, record=server, related=[a_relation(LinkKind.PREPRINT_OF, 1)]))
    (note,) = only_entry(found).notes
    assert note == ("also as preprint", "bioRxiv, 18 Nov 2026", "https://doi.org/10.1101/x", "")
    assert (found.numbers.new, found.numbers.entries, found.numbers.preprints) == (2, 1, 0)


def test_news_and_corrections_stand_with_the_work_they_are_of() -> None:
    story = a_record(2, title="Drug helps, trial finds", form=Form.NEWS, journal="Newswire")
    erratum = a_record(3, title="Erratum: Anakinra in early sepsis, of which there is a very long title indeed")
    items = [
        an_item(1),
        replace(an_item(2, record=story, related=[a_relation(LinkKind.NEWS_ABOUT, 1)]), outlets=("Daily",)),
        an_item(3, record=erratum, kind=Kind.CORRECTION, related=[a_relation(LinkKind.CONCERNS, 1)]),
    ]
    found = letter_of(*items)
    pmid = "https://pubmed.ncbi.nlm.nih.gov/"
    assert only_entry(found).notes == (
        ("in the news", "Drug helps, trial finds", f"{pmid}90000002/", "Newswire; Daily"),
        (
            "notice",
            "Erratum: Anakinra in early sepsis, of which there is a very…",
            f"{pmid}90000003/",
            "J Immunol, 18 Nov 2026",
        ),
    )
    assert (found.numbers.new, found.numbers.entries, found.numbers.news, found.numbers.merged) == (3, 1, 0, 0)


def test_a_reply_and_a_story_of_a_paper_held_before_stand_alone() -> None:
    story = a_record(3, form=Form.NEWS)
    reply = an_item(2, kind=Kind.EDITORIAL, related=[a_relation(LinkKind.CONCERNS, 1)])
    found = letter_of(an_item(1), reply, an_item(3, record=story, related=[a_relation(LinkKind.NEWS_ABOUT, 9)]))
    assert found.numbers.entries == 3


def test_a_retracted_trial_and_a_notice_come_last_and_are_no_trials() -> None:
    items = [
        an_item(1, kind=Kind.RANDOMISED_TRIAL, retracted=True),
        an_item(2, kind=Kind.CORRECTION),
        an_item(3, record=a_record(3, form=Form.NEWS)),
    ]
    found = letter_of(*items)
    assert [entry.work_id for entry in found.sections[0].full] == [3, 1, 2]
    assert found.numbers.trials == 0


def test_copies_of_a_story_are_one_line_with_the_outlets() -> None:
    story = replace(an_item(1), outlets=("Outlet 2", "Outlet 3"), sources=("Wire", "Other feed"))
    assert only_entry(letter_of(story)).notes == (("also in 2 other outlets", "Outlet 2, Outlet 3", "", ""),)


@pytest.mark.parametrize(
    ("kind", "outward", "lead", "remark"),
    [
        (LinkKind.NEWS_ABOUT, True, "about", "in your starting library"),
        (LinkKind.NEWS_ABOUT, False, "in the news", "in your starting library"),
        (LinkKind.POSSIBLY_SAME, True, "possibly the same as", "titles agree; in your starting library"),
        (LinkKind.PREPRINT_OF, True, "published as", "in your starting library"),
        (LinkKind.VERSION_OF, True, "another version of", "in your starting library"),
        (LinkKind.CONCERNS, False, "corrected, answered or commented on in", "in your starting library"),
        (LinkKind.COMMENT_ON, False, "commented on in", "in your starting library"),
    ],
)
def test_ties_to_works_outside_the_edition_are_named(kind: LinkKind, outward: bool, lead: str, remark: str) -> None:
    item = an_item(1, related=[a_relation(kind, 7, outward=outward, seeded=True)])
    assert only_entry(letter_of(item)).notes == (
        (lead, "Other work 7", "https://pubmed.ncbi.nlm.nih.gov/80000007/", remark),
    )


def test_a_work_of_the_same_title_goes_by_its_number() -> None:
    twin = replace(a_relation(LinkKind.POSSIBLY_SAME, 7), title="Anakinra in early sepsis, part 1.")
    (note,) = only_entry(letter_of(an_item(1, related=[twin]))).notes
    assert note[:2] == ("possibly the same as", "PMID 80000007")


def test_other_sources_that_announced_a_work_are_named_and_counted() -> None:
    found = letter_of(an_item(sources=["pubmed", "nature", "science"]))
    assert only_entry(found).notes == (("also announced by", "nature, science", "", ""),)
    assert found.numbers.merged == 2


# The top of the letter


def test_the_subject_has_counts_and_date_only() -> None:
    items = [an_item(1, kind=Kind.TRIAL, record=a_record(title="Subject: =?utf-8?q?evil?="))]
    found = letter(an_edition(items, notices=[a_notice()]))
    assert found.subject == "Interleukin Watch, 23 Nov 2026: 1 new (1 retraction, 1 trial)"


@pytest.mark.parametrize("name", ["IL-1", "Interleukin Watch", "A very long name of a very long digest " * 3])
def test_the_subject_fits_and_keeps_its_count(name: str) -> None:
    edition = an_edition(many_items(60), name=name, notices=[a_notice()] * 3, weeks=12)
    found = letter(edition)
    assert len(found.subject) <= LONGEST_SUBJECT
    assert "23 Nov 2026: 60 new" in found.subject
    assert len(found.preheader) <= LONGEST_PREHEADER


def test_an_empty_week_is_a_short_letter_that_says_so() -> None:
    found = letter_of()
    assert found.subject == "Interleukin Watch, 23 Nov 2026: nothing new"
    assert found.preheader == "Nothing new."
    assert (found.sections, found.picks) == ((), ())
    assert (found.trend.bars, found.numbers.new) == ((), 0)


def test_a_trend_of_zeros_has_no_length() -> None:
    found = letter(an_edition(history=[Week(date(2026, 11, 16), 0, ())]))
    assert [bar.share for bar in found.trend.bars] == [0, 0]


def test_the_numbers_are_disjoint_kinds() -> None:
    found = letter(an_edition(many_items(42)))
    assert found.numbers == Numbers(42, about=34, trials=5, reviews=0, preprints=0, news=5, merged=0, markers=8)
    assert found.in_numbers == (
        "42 new: 34 about IL-1RA (5 trials and 5 news stories), 8 only mention it. This is the first edition."
    )


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([], "Nothing new. This is the first edition."),
        ([Centrality.MARKER], "1 new: 1 only mentions IL-1RA. This is the first edition."),
        ([Centrality.CORE, Centrality.MARKER], "2 new: 1 about IL-1RA, 1 only mentions it. "),
    ],
)
def test_the_line_of_numbers_says_how_many_are_about_a_molecule(items: list[Centrality], words: str) -> None:
    made = [an_item(number, centrality=centrality) for number, centrality in enumerate(items, 1)]
    assert letter_of(*made).in_numbers.startswith(words)


def test_the_edition_is_compared_with_those_before_it() -> None:
    history = [Week(date(2026, 10, day), total, (("IL-1", total),)) for day, total in ((5, 4), (12, 9), (19, 8))]
    found = letter(an_edition([an_item()], history=history))
    assert found.in_numbers == "1 new: 1 about IL-1RA. Previous edition: 8 new (usual: about 8)."
    assert [row for row in found.trend.terms if row.term == "IL-1"] == [("IL-1", 0, "8", "8")]
    assert [(bar.total, bar.now) for bar in found.trend.bars] == [(4, False), (9, False), (8, False), (1, True)]


def test_notices_come_gravest_first() -> None:
    kinds = [NoticeKind.CORRECTION, NoticeKind.RETRACTION, NoticeKind.CONCERN]
    found = letter(an_edition(notices=[a_notice(kind) for kind in kinds]))
    assert [alert.word for alert in found.alerts] == ["Retraction", "Expression of concern", "Correction"]
    assert found.alerts[0].known_since == "in the edition of 3 Aug 2026"


def test_what_to_read_first_follows_the_stated_rule() -> None:
    late = a_record(4, published=PartialDate(2026, 11, 22))
    special = [
        an_item(1, kind=Kind.REVIEW),
        an_item(2, kind=Kind.RANDOMISED_TRIAL),
        an_item(3, kind=Kind.RANDOMISED_TRIAL, retracted=True),
        an_item(4, kind=Kind.RANDOMISED_TRIAL, centrality=Centrality.MARKER, record=late),
        an_item(5, kind=Kind.SYSTEMATIC_REVIEW),
    ]
    found = letter_of(*special, an_item(6, kind=Kind.EDITORIAL))
    assert [pick.entry.work_id for pick in found.picks] == [2, 5, 1]
    assert found.picks[0].why == "randomised trial · in people · Anakinra in the title"


def test_of_two_that_are_possibly_the_same_one_is_to_be_read_first() -> None:
    tie = a_relation(LinkKind.POSSIBLY_SAME, 1)
    items = [an_item(1, kind=Kind.TRIAL), an_item(2, kind=Kind.TRIAL, related=[tie]), *map(an_item, range(3, 9))]
    picked = [pick.entry.work_id for pick in letter_of(*items).picks]
    assert len({1, 2} & set(picked)) == 1
    assert len(picked) == 3


# The sources


def test_readers_are_told_in_one_line_what_was_read_and_the_page_has_the_account() -> None:
    edition = an_edition(sources=[health("a"), health("b", VisitOutcome.UNCHANGED)])
    assert letter(edition).sources == SourceReport(
        "All 2 sources were read. 20 records screened, 12 already known.", (), ""
    )
    page = page_of(edition).sources
    assert page.rows == ()
    assert page.summary == (
        "2 sources, all healthy: 20 announced = 8 new + 12 known + 0 seeded + 0 excluded + 0 failed."
    )


def test_what_was_asked_again_is_a_sentence_of_its_own_and_in_no_figure_of_the_week() -> None:
    told = health(announced=212, new=0)
    again = replace(told, last=replace(told.last, kind=VisitKind.RECHECK))
    edition = replace(an_edition(sources=[health()]), rechecks=(again,))
    words = (
        "Papers from earlier letters, checked for changes: 212 announced = 0 new + 212 known + 0 seeded + 0 excluded"
        " + 0 failed."
    )
    assert letter(edition).sources.summary == f"The one source was read. 10 records screened, 6 already known. {words}"
    assert page_of(edition).sources.summary == (
        f"1 source, all healthy: 10 announced = 4 new + 6 known + 0 seeded + 0 excluded + 0 failed. {words}"
    )


def test_a_source_with_one_unreadable_record_is_on_the_page_and_not_called_failing() -> None:
    edition = an_edition(sources=[health("nature", VisitOutcome.PARTIAL)])
    assert letter(edition).sources.summary.startswith("The one source was read.")
    assert [row.source for row in page_of(edition).sources.rows] == ["nature"]


def test_readers_are_told_which_sources_failed_and_only_the_page_says_why() -> None:
    bad = health("nature", VisitOutcome.FAILED, error="HTTP 503\u202e", announced=0, new=0, failed_visits=3)
    edition = an_edition(sources=[health(), bad])
    found = letter(edition)
    assert found.sources.rows == ()
    assert found.sources.summary.startswith("1 of 2 sources could not be read: nature. 10 records")
    assert found.preheader == "Nothing new."
    assert "503" not in render(found).text
    (row,) = page_of(edition).sources.rows
    assert row == ("nature", "failing", "nothing announced", "20 Nov 2026, 06:00", ())


def test_an_account_that_does_not_balance_says_so() -> None:
    edition = an_edition(sources=[replace(health(announced=10, new=4), known=5)])
    assert "do not add up" in page_of(edition).sources.summary


def test_hundreds_of_sources_and_notices_are_counted_not_listed() -> None:
    bad = [health(f"feed {n}", VisitOutcome.FAILED, error="down") for n in range(300)]
    edition = an_edition(sources=bad, notices=[a_notice()] * 200)
    found = letter(edition)
    assert len(found.alerts) + len(found.alerts_left) == 200
    words = "300 of 300 sources could not be read: feed 0, feed 1, feed 2 and 297 others."
    assert found.sources.summary.startswith(words)
    assert "300 failing (30 of 300 listed here)" in page_of(edition).sources.summary
    assert len(page_of(edition).alerts) == 200


def test_a_record_without_anything_is_still_shown() -> None:
    bare = Record(source="feed", source_id="x", title=RichText(""))
    entry = only_entry(letter_of(an_item(record=bare)))
    assert (entry.title.text, entry.url, entry.authors, entry.venue) == ("[No title]", "", "", "feed")


def test_of_many_authors_the_first_two_and_the_last_are_named() -> None:
    authors = [Author(family=f"Name{n}", initials="A") for n in range(5)]
    entry = only_entry(letter_of(an_item(record=a_record(authors=authors))))
    assert entry.authors == "Name0 A, Name1 A … Name4 A (5 authors)"


def test_composing_is_pure() -> None:
    edition = an_edition(many_items(30))
    assert letter(edition) == letter(edition)


def test_the_passage_has_the_matched_spelling_in_bold() -> None:
    abstract = (
        AbstractSection(RichText("Why?"), "BACKGROUND"),
        AbstractSection(RichText("So IL-1β reduces pain."), "CONCLUSION"),
    )
    item = an_item(record=a_record(abstract=abstract), matches=[Match("IL-1", "IL-1β", Where.ABSTRACT, 1, 3, 8)])
    passage = only_entry(letter_of(item)).passage
    assert (passage.text, passage.marks) == ("So IL-1β reduces pain.", ((3, 8, "b"),))


def test_no_finding_of_a_retracted_work_is_spread() -> None:
    abstract = (AbstractSection(RichText("So lactoferrin helps."), "CONCLUSION"),)
    item = an_item(record=a_record(abstract=abstract), retracted=True)
    assert only_entry(letter_of(item)).passage == RichText("")


def test_an_item_of_an_old_snapshot_is_shown_as_it_was() -> None:
    """Snapshots are kept in databases in use; those of before had no notices and did not know what announces one."""
    told = '{"key":"2026-11-23","number":1,"name":"W","timezone":"UTC","opened":null,"frozen":"2026-11-23T06:00:00Z",'
    told += '"weeks":1,"items":[{"work_id":1,"record":{"source":"pubmed","source_id":"1","title":{"text":"Gout"}},'
    told += (
        '"sources":["pubmed"],"matches":[],"labels":[],"centrality":"core","centrality_reason":"","kind":"correction",'
    )
    told += '"organisms":["human"],"first_seen":"2026-11-23T06:00:00Z","retracted":true}],"notices":[],"sources":[],'
    told += '"history":[],"corpus_size":1,"rules":"r1"}'
    edition = TypeAdapter(Edition).validate_json(told)
    assert only_entry(letter(edition)).badges == ("Retracted", "Correction", "Human")
    assert edition.items[0].notice_kinds == (NoticeKind.RETRACTION,)


def a_touch(kind: NoticeKind, work_id: int = 0) -> ItemNotice:
    return ItemNotice(kind, "J Inv, 2026", (Identifier(Scheme.PMID, "70000002"),), work_id)


def test_what_notices_touch_is_marked_in_full_and_folded_and_as_a_guest() -> None:
    for kind, word in ((NoticeKind.RETRACTION, "Retracted"), (NoticeKind.CONCERN, "Expression of concern")):
        touched = {"notices": (a_touch(kind),), "retracted": kind is NoticeKind.RETRACTION}
        for centrality in (Centrality.CORE, Centrality.MARKER):
            entry = only_entry(letter_of(replace(an_item(centrality=centrality), **touched)))  # type: ignore[arg-type]
            assert (entry.mark, entry.badges[0], entry.notes[0].text) == (word, word, "J Inv, 2026")
        record = a_record(2, form=Form.PREPRINT)
        preprint = an_item(2, record=record, related=[a_relation(LinkKind.PREPRINT_OF, 1)])
        guest = only_entry(letter_of(an_item(1), replace(preprint, **touched)))  # type: ignore[arg-type]
        assert guest.notes[0].remark == word


def test_a_correction_is_a_line_and_no_mark() -> None:
    entry = only_entry(letter_of(replace(an_item(), notices=(a_touch(NoticeKind.CORRECTION),))))
    assert (entry.mark, entry.notes[0].lead) == ("", "corrected in")


def test_what_is_doubted_and_what_is_a_notice_is_not_to_be_read_first() -> None:
    items = [an_item(number, kind=Kind.RANDOMISED_TRIAL) for number in range(1, 8)]
    doubted = replace(items[0], notices=(a_touch(NoticeKind.CONCERN),))
    notice = replace(items[1], announces=NoticeKind.CORRECTION)
    picks = letter_of(doubted, notice, *items[2:4], *(an_item(n) for n in (5, 6, 7))).picks
    assert {pick.entry.work_id for pick in picks}.isdisjoint({1, 2})


def test_the_full_stop_that_pubmed_puts_behind_a_title_is_not_shown() -> None:
    titles = {
        "Anakinra in gout.": "Anakinra in gout",
        "[Gicht.]": "[Gicht.]",
        "What next?": "What next?",
        "And so...": "And so...",
    }
    for given, wanted in titles.items():
        assert only_entry(letter_of(an_item(record=a_record(title=given)))).title.text == wanted


def test_an_edition_with_nothing_to_compare_it_with_has_no_bars() -> None:
    found = letter_of(an_item())
    assert found.trend.bars == ()
    assert [row.term for row in found.trend.terms] == ["IL-1RA"]
    rendered = render(found)
    assert "Week by week" not in rendered.html + rendered.text
