"""The Letter: what stands where, how often, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest
from pydantic import TypeAdapter

from digests.letter.compose import LONGEST_PREHEADER, LONGEST_SUBJECT, compose
from digests.letter.parts import UNSORTED, Entry, Failing, Letter
from digests.rendering.render import render
from literature.model.edition import Edition, Item, ItemNotice, Week
from literature.model.harvest import VisitKind, VisitOutcome
from literature.model.record import AbstractSection, Author, Form, Identifier, PartialDate, Record, RichText, Scheme
from literature.model.work import Centrality, Kind, LinkKind, Match, Nearest, NoticeKind, Where
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
    return compose(edition, TOPICS, only=only, contact="owner@example.org")


def entries(found: Letter) -> Iterator[Entry]:
    for section in found.sections:
        yield from (*section.full, *section.lines)


def only_entry(found: Letter) -> Entry:
    (entry,) = entries(found)
    return entry


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


def test_in_a_section_kinds_have_their_order_and_the_newest_comes_first() -> None:
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
    assert [entry.work_id for entry in found.sections[0].full] == [6, 5, 4, 3, 2, 1]
    assert [entry.number for entry in entries(found)] == [1, 2, 3, 4, 5, 6]


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


def test_markers_are_folded_below_the_works_about_the_molecule() -> None:
    found = letter_of(an_item(1, centrality=Centrality.MARKER), an_item(2))
    assert [entry.work_id for entry in found.sections[0].full] == [2]
    assert found.sections[0].lines[0].why == "IL-1RA: measured beside TNF, IL-6"


def test_a_reader_of_some_topics_gets_only_these_and_is_told_of_the_others() -> None:
    items = [an_item(1, topics=[("sepsis", 0.9), ("gout", 0.8)]), an_item(2), an_item(3, topics=[])]
    found = letter_of(*items, only=["gout"])
    assert [section.id for section in found.sections] == ["gout"]
    assert found.numbers.new == 1
    assert found.sources.others == "2 other works of this edition are not under your topics."
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
    assert only_entry(letter_of(item)).badges == ("Retracted", "Randomised trial", "Human", "Free full text")


# Works shown together


def test_an_article_names_its_preprint_and_both_are_counted() -> None:
    server = a_record(2, form=Form.PREPRINT, journal="bioRxiv", identifiers=[Identifier(Scheme.DOI, "10.1101/x")])
    found = letter_of(an_item(1), an_item(2, record=server, related=[a_relation(LinkKind.PREPRINT_OF, 1)]))
    (note,) = only_entry(found).notes
    assert note == ("also as preprint", "bioRxiv, 2026-11-18", "https://doi.org/10.1101/x", "")
    assert (found.numbers.new, found.numbers.entries, found.numbers.preprints) == (2, 1, 1)


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
            "J Immunol, 2026-11-18",
        ),
    )
    assert (found.numbers.new, found.numbers.entries, found.numbers.news, found.numbers.merged) == (3, 1, 1, 0)


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
    assert [entry.work_id for entry in found.sections[0].full] == [3, 2, 1]
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
    assert found.preheader == "Nothing new. 1 source, all healthy."
    assert (found.sections, found.picks) == ((), ())
    assert (found.trend.bars, found.numbers.new) == ((), 0)


def test_a_trend_of_zeros_has_no_length() -> None:
    found = letter(an_edition(history=[Week(date(2026, 11, 16), 0, ())]))
    assert [bar.share for bar in found.trend.bars] == [0, 0]


def test_the_numbers_are_disjoint_kinds() -> None:
    found = letter(an_edition(many_items(42))).numbers
    assert (found.new, found.trials, found.reviews, found.preprints, found.news) == (42, 6, 0, 0, 6)


def test_the_edition_is_compared_with_those_before_it() -> None:
    history = [Week(date(2026, 10, day), total, (("IL-1", total),)) for day, total in ((5, 4), (12, 9), (19, 8))]
    found = letter(an_edition([an_item()], history=history))
    assert found.comparison == "Previous edition: 8 new (usual: about 8)."
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
    assert found.picks[0].why == "Randomised trial; IL-1RA in the title"


def test_of_two_that_are_possibly_the_same_one_is_to_be_read_first() -> None:
    tie = a_relation(LinkKind.POSSIBLY_SAME, 1)
    items = [an_item(1, kind=Kind.TRIAL), an_item(2, kind=Kind.TRIAL, related=[tie]), *map(an_item, range(3, 9))]
    picked = [pick.entry.work_id for pick in letter_of(*items).picks]
    assert len({1, 2} & set(picked)) == 1
    assert len(picked) == 3


def test_a_review_goes_first_where_it_is_of_the_molecule_and_else_by_how_much_it_is_about_it() -> None:
    abstract = (Match("IL-1RA", "anakinra", Where.ABSTRACT, 0, 0, 8),)
    items = [
        replace(an_item(1, kind=Kind.REVIEW, matches=abstract), centrality_score=0.55),
        replace(an_item(2, kind=Kind.REVIEW), centrality_score=0.6),
        replace(an_item(3, kind=Kind.PRECLINICAL), centrality_score=0.7),
        replace(an_item(4, kind=Kind.PRECLINICAL), centrality_score=0.8),
        *(replace(an_item(5 + n), centrality_score=0.5) for n in range(12)),
    ]
    assert [pick.entry.work_id for pick in letter_of(*items).picks] == [2, 4, 3, 1, 16]


# The sources


def test_the_summary_of_sources_is_one_line_if_all_is_well_and_its_account_closes() -> None:
    found = letter(an_edition(sources=[health("a"), health("b", VisitOutcome.UNCHANGED)])).sources
    assert found.rows == ()
    assert found.summary == (
        "2 sources, all healthy: 20 announced = 8 new + 12 known + 0 seeded + 0 excluded + 0 failed."
    )


def test_what_was_asked_again_is_a_sentence_of_its_own_and_in_no_figure_of_the_week() -> None:
    told = health(announced=212, new=0)
    again = replace(told, last=replace(told.last, kind=VisitKind.RECHECK))
    edition = replace(an_edition(sources=[health()]), rechecks=(again,))
    found = letter(edition)
    assert found.sources.summary == (
        "1 source, all healthy: 10 announced = 4 new + 6 known + 0 seeded + 0 excluded + 0 failed. "
        "Papers from earlier letters, checked for changes: 212 announced = 0 new + 212 known + 0 seeded + 0 excluded"
        " + 0 failed."
    )
    assert found.screening == "Screened 10 records, 6 already known."


def test_a_source_with_one_unreadable_record_is_in_the_summary_and_not_called_failing() -> None:
    found = letter(an_edition(sources=[health("nature", VisitOutcome.PARTIAL)]))
    assert found.failing == ()
    assert [row.source for row in found.sources.rows] == ["nature"]


def test_a_failing_source_is_named_with_its_last_success_at_top_and_bottom() -> None:
    bad = health("nature", VisitOutcome.FAILED, error="HTTP 503\u202e", announced=0, new=0, failed_visits=3)
    found = letter(an_edition(sources=[health(), bad]))
    assert found.failing == (Failing("nature", "since 20 Nov 2026, 06:00", "HTTP 503"),)
    (row,) = found.sources.rows
    assert row == ("nature", "failing", "nothing announced", "20 Nov 2026, 06:00", ())
    assert found.preheader == "Nothing new. 2 sources, 1 healthy, 1 failing."


def test_an_account_that_does_not_balance_says_so() -> None:
    edition = an_edition(sources=[replace(health(announced=10, new=4), known=5)])
    assert "do not add up" in letter(edition).sources.summary


def test_hundreds_of_sources_and_notices_are_counted_not_listed() -> None:
    bad = [health(f"feed {n}", VisitOutcome.FAILED, error="down") for n in range(300)]
    found = letter(an_edition(sources=bad, notices=[a_notice()] * 200))
    assert len(found.failing) + found.more_failing == 300
    assert len(found.alerts) + found.more_alerts == 200
    assert "300 failing (30 of 300 listed here)" in found.sources.summary


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
        AbstractSection(RichText("So IL-1β helps."), "CONCLUSION"),
    )
    item = an_item(record=a_record(abstract=abstract), matches=[Match("IL-1", "IL-1β", Where.ABSTRACT, 1, 3, 8)])
    passage = only_entry(letter_of(item)).passage
    assert (passage.text, passage.marks) == ("So IL-1β helps.", ((3, 8, "b"),))


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
