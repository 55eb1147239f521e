"""Every number of a letter against the items it is of, for every reader: all topics, one, some, none that match."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from digests.letter.bundles import bundles
from digests.letter.choice import Choice
from digests.letter.compose import compose, compose_page
from digests.letter.figures import comparison, health_words
from digests.letter.parts import UNSORTED, Letter
from digests.rendering.render import render
from literature.model.edition import Edition, Item, SourceHealth, Week
from literature.model.harvest import Account, Health, VisitKind, VisitOutcome
from literature.model.harvest import health as health_of
from literature.model.recall import MissedPaper, TermRecall
from literature.model.record import Form
from literature.model.work import Centrality, Kind, LinkKind, Match, NoticeKind, Where
from store.engine.serial import edition_json, edition_of
from tests.digests.factory import (
    FROZEN,
    TOPICS,
    a_notice,
    a_record,
    a_relation,
    an_account,
    an_edition,
    an_item,
    health,
)

TERMS = ("IL-1", "IL-1RA", "IL-18", "IL-32")
READERS = ((), ("sepsis",), ("gout", "skin"), ("nobody has this one",))
MONDAY = date(2026, 11, 16)


@st.composite
def an_item_of_any_kind(draw: st.DrawFn, work_id: int) -> Item:
    topics = draw(st.lists(st.sampled_from([*TOPICS, "dropped"]), unique=True, max_size=3))
    terms = draw(st.lists(st.sampled_from(TERMS), max_size=4))
    form = draw(st.sampled_from([Form.ARTICLE, Form.ARTICLE, Form.PREPRINT, Form.NEWS]))
    tie = st.sampled_from([LinkKind.NEWS_ABOUT, LinkKind.PREPRINT_OF, LinkKind.POSSIBLY_SAME])
    related = [a_relation(draw(tie), draw(st.integers(1, work_id)))] if draw(st.booleans()) else []
    return an_item(
        work_id,
        record=a_record(work_id, form=form),
        topics=[(topic, draw(st.sampled_from([0.5, 0.7, 0.9]))) for topic in topics],
        matches=[Match(term, term, draw(st.sampled_from(list(Where))), 0, 0, 4) for term in terms],
        centrality=draw(st.sampled_from([Centrality.CORE, Centrality.MARKER])),
        kind=draw(st.sampled_from(list(Kind))),
        related=related,
        sources=["pubmed", "a feed"][: draw(st.integers(1, 2))],
        retracted=draw(st.booleans()) and draw(st.booleans()),
    )


@st.composite
def a_source(draw: st.DrawFn, number: int) -> SourceHealth:
    new, known, seeded, excluded, failed = (draw(st.integers(0, 30)) for _ in range(5))
    visits = draw(st.integers(1, 9))
    outcome = draw(st.sampled_from(list(VisitOutcome)))
    last = Account(
        f"source {number}",
        FROZEN,
        FROZEN,
        outcome,
        error="HTTP 502" if outcome is VisitOutcome.FAILED else "",
        alarms=("no new entries: has it moved?",) if draw(st.booleans()) else (),
        silent_since=FROZEN - timedelta(days=9) if draw(st.booleans()) else None,
    )
    lost = draw(st.integers(outcome is VisitOutcome.FAILED, visits))
    announced = new + known + seeded + excluded + failed
    return SourceHealth(last.source, visits, lost, announced, new, known, seeded, excluded, failed, last, FROZEN)


@st.composite
def any_edition(draw: st.DrawFn) -> Edition:
    items = [draw(an_item_of_any_kind(number)) for number in range(1, draw(st.integers(0, 24)) + 1)]
    weeks = [
        Week(
            MONDAY - timedelta(weeks=ago),
            draw(st.integers(0, 40)),
            tuple((term, draw(st.integers(0, 9))) for term in draw(st.lists(st.sampled_from(TERMS), unique=True))),
        )
        for ago in range(draw(st.integers(0, 14)), 0, -1)
    ]
    notices = [a_notice(draw(st.sampled_from(list(NoticeKind)))) for _ in range(draw(st.integers(0, 40)))]
    sources = [draw(a_source(number)) for number in range(draw(st.integers(0, 40)))]
    return an_edition(items, notices=notices, sources=sources, history=weeks)


def letter_for(edition: Edition, reader: Sequence[str]) -> Letter:
    return compose(edition, TOPICS, choice=Choice(topics=tuple(reader)), contact="owner@example.org")


def works_of(edition: Edition, reader: Sequence[str]) -> list[Item]:
    """What ``reader`` is to get: whatever stands with a work that has one of the topics; all where none are chosen."""
    wanted = set(reader) & set(TOPICS)
    return [
        item
        for bundle in bundles(edition.items)
        if not reader or wanted & {label.topic for label in bundle.labels}
        for item in bundle.items
    ]


def terms_of(works: Sequence[Item]) -> Counter[str]:
    return Counter(term for item in works for term in {match.term for match in item.matches})


def the_numbers_at_the_top_count_the_works_of_the_letter(letter: Letter, works: Sequence[Item]) -> None:
    numbers = letter.numbers
    assert numbers.new == len(works)
    assert numbers.merged == sum(len(item.sources) - 1 for item in works)
    heads = [bundle.item for bundle in bundles(works)]
    assert numbers.entries == len(heads) == len(letter.entries) + letter.brief.more
    about = [item for item in heads if item.centrality is not Centrality.MARKER]
    assert (numbers.about, numbers.markers) == (len(about), letter.brief.count)
    sound = [i for i in about if not i.retracted and not i.announces and i.kind is not Kind.CORRECTION]
    assert numbers.news == sum(item.form is Form.NEWS for item in sound)
    assert numbers.preprints == sum(item.form is Form.PREPRINT for item in sound)
    papers = [item for item in sound if item.form not in (Form.NEWS, Form.PREPRINT)]
    assert numbers.trials == sum(item.kind in (Kind.TRIAL, Kind.RANDOMISED_TRIAL) for item in papers)
    reviews = (Kind.REVIEW, Kind.SYSTEMATIC_REVIEW, Kind.GUIDELINE)
    assert numbers.reviews == sum(item.kind in reviews for item in papers)


def sections_picks_and_empty_topics_agree_with_the_entries(
    letter: Letter, works: Sequence[Item], reader: Sequence[str]
) -> None:
    assert [entry.number for entry in letter.entries] == list(range(1, len(letter.entries) + 1))
    assert len({entry.work_id for entry in letter.entries}) == len(letter.entries)
    assert all(section.count for section in letter.sections)
    above = [entry for section in letter.sections for entry in section.above]
    assert sorted(entry.number for entry in above) == [pick.entry.number for pick in letter.picks]
    assert {line.entry.number for line in letter.trials} <= {entry.number for entry in letter.entries}
    assert len(letter.picks) <= 5
    labelled = {label.topic for bundle in bundles(works) for label in bundle.labels}
    names = {name for topic, name in TOPICS.items() if (not reader or topic in reader) and topic not in labelled}
    assert set(letter.empty_topics) == names
    assert not reader or UNSORTED not in {section.id for section in letter.sections}


def term_by_term_counts_the_works_of_the_letter(letter: Letter, works: Sequence[Item], reader: Sequence[str]) -> None:
    """A reader of some topics was told of 99 works of a term in a letter of ten."""
    rows = {row.term: row for row in letter.trend.terms}
    assert {term: row.now for term, row in rows.items() if row.now} == terms_of(works)
    assert all(row.now <= len(works) for row in rows.values())
    if reader:
        assert {(row.previous, row.usual) for row in rows.values()} <= {("", "")}
        assert not letter.trend.compared


def what_is_usual_is_of_the_editions_before_this_one(letter: Letter, edition: Edition) -> None:
    before = edition.history[-11:]
    assert letter.trend.compared is bool(before)
    for row in letter.trend.terms:
        numbers = [dict(week.by_term).get(row.term, 0) for week in before]
        assert (row.previous, row.usual) == ((f"{numbers[-1]}", f"{median(numbers):g}") if before else ("", ""))
    other = replace(edition, items=())
    words = comparison(edition, chosen=False)
    assert letter.in_numbers.endswith(words)
    assert comparison(other, chosen=False) == words
    numbers_told = [float(found) for found in re.findall(r"[\d.]*\d", words)]
    totals = [week.total for week in edition.history[-12:]]
    assert numbers_told == ([totals[-1], *([median(totals)] if len(totals) > 1 else [])] if totals else [])


def the_weeks_are_those_of_the_whole_edition_and_say_so(
    letter: Letter, edition: Edition, reader: Sequence[str]
) -> None:
    trend = letter.trend
    before = edition.history[-11:]
    totals = [*(week.total for week in before), len(edition.items)] if before else []
    assert [bar.total for bar in trend.bars] == totals
    assert [bar.now for bar in trend.bars] == [False] * len(before) + [True] * bool(before)
    assert ("all topics" in trend.heading) is bool(reader and before)
    assert all(0 <= bar.share <= 100 for bar in trend.bars)
    if reader and edition.history:
        assert f" Whole edition: {len(edition.items)} new; previous edition: " in letter.in_numbers


def the_subject_the_alerts_and_the_foot_count_what_they_name(
    letter: Letter, works: Sequence[Item], edition: Edition
) -> None:
    assert (f": {len(works)} new" if works else ": nothing new") in letter.subject
    marked = [kind for item in works for kind in item.notice_kinds[:1] if kind is not NoticeKind.CORRECTION]
    kinds = [*marked, *(notice.kind for notice in edition.notices)]
    retractions = kinds.count(NoticeKind.RETRACTION)
    for number, word in ((retractions, "retraction"), (letter.numbers.trials, "trial")):
        assert (f"{number} {word}" in letter.subject) is (number > 0)
    assert len(letter.alerts) + len(letter.alerts_left) == len(kinds)
    assert f"{len(edition.items)} paper" in letter.foot.made
    left_out = len(edition.items) - len(works)
    assert letter.sources.others.startswith(f"{left_out} other paper") if left_out else letter.sources.others == ""


def row_and_sum_say_the_same_of_every_source(page: Letter, edition: Edition) -> None:
    """ "8 sources, 1 healthy, 7 not" stood above rows that said "healthy"."""
    states = Counter(health_of(source.last) for source in edition.sources)
    told = f"{len(edition.sources)} source{'s' if len(edition.sources) != 1 else ''}, {health_words(states.elements())}"
    if edition.sources:
        assert page.sources.summary.startswith(told)
    rows = {row.source: row for row in page.sources.rows}
    for source in edition.sources:
        state = health_of(source.last)
        if source.source in rows:
            assert rows[source.source].state.startswith(state.value)
        elif len(rows) < 30:
            assert state is Health.HEALTHY


def readers_are_told_how_many_sources_failed(letter: Letter, edition: Edition) -> None:
    states = Counter(health_of(source.last) for source in edition.sources)
    for state, words in ((Health.FAILING, "could not be read"), (Health.SILENT, "brought nothing new")):
        told = f"{states[state]} of {len(edition.sources)} source"
        assert (told in letter.sources.summary and words in letter.sources.summary) is (states[state] > 0)
    assert letter.sources.rows == ()


def the_summary_sums_its_sources(letter: Letter, page: Letter, edition: Edition) -> None:
    sums = [sum(getattr(source, name) for source in edition.sources) for name in ("announced", "new", "known")]
    known = sums[2] + sum(source.seeded for source in edition.sources)
    assert f"{sums[0]:,} record" in letter.sources.summary
    assert f"screened, {known:,} already known" in letter.sources.summary
    if sums[0]:
        assert f"{sums[0]:,} announced = {sums[1]:,} new + {sums[2]:,} known + " in page.sources.summary
    assert "do not add up" not in page.sources.summary


def no_sentence_ends_twice(letter: Letter) -> None:
    """ "has it moved?." """
    rendered = render(letter)
    for part in (rendered.text, re.sub(r"<[^>]+>", "", rendered.html)):
        assert not re.search(r"[?!…]\.(?!\w)|(?<!\.)\.\.(?!\.)", part)


# To make up an edition takes ten times as long as to write a letter of it: each is used for every reader and rule.


@given(any_edition())
def test_every_number_of_a_letter_is_of_the_works_that_its_reader_gets(edition: Edition) -> None:
    for reader in READERS:
        note(f"the reader's topics: {reader}")
        letter, works = letter_for(edition, reader), works_of(edition, reader)
        the_numbers_at_the_top_count_the_works_of_the_letter(letter, works)
        sections_picks_and_empty_topics_agree_with_the_entries(letter, works, reader)
        term_by_term_counts_the_works_of_the_letter(letter, works, reader)
        the_weeks_are_those_of_the_whole_edition_and_say_so(letter, edition, reader)
        the_subject_the_alerts_and_the_foot_count_what_they_name(letter, works, edition)


@given(any_edition())
def test_what_a_letter_says_of_sources_and_earlier_editions_agrees_and_ends_each_sentence_once(
    edition: Edition,
) -> None:
    letter = letter_for(edition, ())
    what_is_usual_is_of_the_editions_before_this_one(letter, edition)
    page = compose_page(edition, TOPICS)
    row_and_sum_say_the_same_of_every_source(page, edition)
    readers_are_told_how_many_sources_failed(letter, edition)
    the_summary_sums_its_sources(letter, page, edition)
    for reader in READERS:
        note(f"the reader's topics: {reader}")
        no_sentence_ends_twice(letter_for(edition, reader))


# Health


@pytest.mark.parametrize(
    ("last", "state"),
    [
        (None, Health.NOT_VISITED),
        (an_account(), Health.HEALTHY),
        (an_account(outcome=VisitOutcome.UNCHANGED), Health.HEALTHY),
        (an_account(outcome=VisitOutcome.PARTIAL), Health.WARNING),
        (replace(an_account(), alarms=("PubMed reads the query otherwise",)), Health.WARNING),
        (replace(an_account(), announced=3), Health.WARNING),
        (replace(an_account(), silent_since=FROZEN, alarms=("x",)), Health.SILENT),
        (replace(an_account(outcome=VisitOutcome.FAILED), silent_since=FROZEN), Health.FAILING),
    ],
)
def test_one_function_says_how_a_source_fares(last: Account | None, state: Health) -> None:
    assert health_of(last) is state


def test_a_silent_source_is_named_and_on_the_page_with_the_day() -> None:
    quiet = replace(
        health("nature"), last=replace(an_account("nature"), silent_since=datetime(2026, 10, 1, tzinfo=UTC))
    )
    edition = an_edition(sources=[health(), quiet])
    letter, page = letter_for(edition, ()), compose_page(edition, TOPICS)
    assert letter.sources.summary.startswith("1 of 2 sources brought nothing new for longer than usual: nature.")
    (row,) = page.sources.rows
    assert row.state == "silent since 1 Oct 2026"
    assert "2 sources, 1 healthy, 1 silent" in page.sources.summary


def test_a_source_that_works_again_is_healthy_in_the_sum_and_its_row_says_what_failed() -> None:
    page = compose_page(an_edition(sources=[health(), health("nature", failed_visits=2)]), TOPICS)
    assert page.sources.summary.startswith("2 sources, all healthy:")
    assert [row.state for row in page.sources.rows] == ["healthy, after 2 failed visits"]


def test_a_reader_whose_topics_have_nothing_is_not_told_that_nothing_was_found() -> None:
    rendered = render(letter_for(an_edition([an_item(1)]), ("gout",)))
    for part in (rendered.html, rendered.text):
        assert "under your topics since the last edition" in part
        assert "1 other paper of this edition is not under your topics." in part


def test_each_kind_of_visit_that_asks_again_has_words_in_the_summary() -> None:
    told = {kind: replace(health(), last=replace(an_account(), kind=kind)) for kind in VisitKind}
    asked = [told[kind] for kind in VisitKind if kind not in (VisitKind.POLL, VisitKind.SEED)]
    summary = letter_for(replace(an_edition(), rechecks=tuple(asked)), ()).sources.summary
    assert summary.count(" announced = ") == len(asked)


# What the recall audit found

RECALL = TermRecall("IL-1", date(2025, 10, 24), FROZEN, announced=300, held=280)
IL1RA, IL32 = replace(RECALL, term="IL-1RA"), replace(RECALL, term="IL-32", held=12)


def repeated(*recalls: TermRecall) -> str:
    summary = letter_for(replace(an_edition(), recalls=recalls), ()).sources.summary
    return summary[summary.index("Searches since") :] if "Searches since" in summary else ""


@pytest.mark.parametrize(
    ("recalls", "words"),
    [
        ([], ""),
        ([RECALL, IL1RA, IL32], "nothing was missed for IL-1, IL-1RA and IL-32."),
        (
            [RECALL, replace(IL32, missed=2), replace(IL1RA, missed=1)],
            "2 papers for IL-32 and 1 paper for IL-1RA had been missed, now in this edition; nothing was missed for "
            "IL-1.",
        ),
        (
            [RECALL, replace(IL32, term="IL-18", since=date(2026, 2, 11))],
            "nothing was missed for IL-1 and IL-18 (since 11 Feb 2026).",
        ),
        ([RECALL, replace(IL32, held=0)], "nothing was missed for IL-1; there were no papers on IL-32."),
        ([RECALL, replace(IL32, unknown=1)], "nothing was missed for IL-1; 1 record for IL-32 could not be fetched."),
        ([replace(IL32, missed=1), IL32], "1 paper for IL-32 had been missed, now in this edition."),
    ],
)
def test_the_report_says_in_one_sentence_what_was_missed_of_which_term(
    recalls: Sequence[TermRecall], words: str
) -> None:
    assert repeated(*recalls) == (f"Searches since 24 Oct 2025 repeated: {words}" if words else "")


def test_what_an_audit_found_is_kept_in_a_snapshot_and_an_old_one_has_none() -> None:
    edition = replace(an_edition(), recalls=(replace(RECALL, missed=1, missed_papers=(MissedPaper("7", "A paper"),)),))
    assert edition_of(edition_json(edition)) == edition
    assert "recalls" not in edition_json(an_edition())
