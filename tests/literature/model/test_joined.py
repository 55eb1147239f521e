"""Several Editions as one: nothing is lost, nothing stands twice, and what came later counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.model.edition import Earlier, Edition, HeldNotice, Item, Recipient, Revision, Week
from literature.model.harvest import VisitOutcome
from literature.model.joined import joined, regrouped
from literature.model.record import Form, Identifier, Scheme
from literature.model.work import NoticeKind
from tests.digests.factory import FROZEN, KEY, a_notice, a_record, an_edition, an_item, health

DAY = timedelta(days=1)


def edition(day: int, items: Sequence[Item] = (), **fields: object) -> Edition:
    """That of ``day``, counted from Monday 23 November 2026; it was opened a day before."""
    frozen = FROZEN + day * DAY
    made = replace(an_edition(items), key=KEY + day * DAY, number=14 + day, frozen=frozen, opened=frozen - DAY)
    return replace(made, **fields)  # type: ignore[arg-type]  # of their names only


def notice_of(item: Item, mailed: date, kind: NoticeKind = NoticeKind.RETRACTION) -> HeldNotice:
    return replace(a_notice(kind), identifiers=item.record.identifiers, mailed=mailed, audience=())


def weeks(*totals: int, step: int = 1, until: date = KEY - DAY) -> tuple[Week, ...]:
    last = len(totals) - 1
    return tuple(Week(until - (last - n) * step * DAY, total, (("IL-1", total),)) for n, total in enumerate(totals))


def test_one_is_itself() -> None:
    alone = edition(0, [an_item(1)], history=weeks(1, 2, 3))
    assert joined([alone], weeks(7)) is alone


def test_the_period_is_that_of_all_and_the_rest_that_of_the_last() -> None:
    both = joined([edition(0), edition(1), edition(2, topics=(("gout", "Gout"),), corpus_size=500)])
    assert (both.first_key, both.key) == (KEY, KEY + 2 * DAY)
    assert (both.opened, both.frozen) == (FROZEN - DAY, FROZEN + 2 * DAY)
    assert (both.number, both.corpus_size, both.topics) == (16, 500, (("gout", "Gout"),))


@given(st.lists(st.integers(0, 6), max_size=20))
def test_every_work_stands_once(days: list[int]) -> None:
    """Work n is in the Edition of ``days[n]``."""
    all_items = [[an_item(n) for n, day in enumerate(days) if day == here] for here in range(7)]
    both = joined([edition(day, items) for day, items in enumerate(all_items)])
    assert sorted(item.work_id for item in both.items) == list(range(len(days)))


def test_a_paper_that_was_retracted_since_is_a_retracted_paper() -> None:
    paper = an_item(1)
    both = joined([edition(0, [paper]), edition(1, notices=[notice_of(paper, KEY)])])
    (item,) = both.items
    assert item.retracted
    assert item.notice_kinds == (NoticeKind.RETRACTION,)
    assert item.notices[0].citation == a_notice().citation
    assert both.notices == ()


def test_a_concern_marks_it_and_does_not_retract_it() -> None:
    paper = an_item(1)
    both = joined([edition(0, [paper]), edition(1, notices=[notice_of(paper, KEY, NoticeKind.CONCERN)])])
    assert not both.items[0].retracted
    assert both.items[0].notice_kinds == (NoticeKind.CONCERN,)


def test_a_notice_of_an_older_letter_stays_for_those_who_had_the_paper() -> None:
    notice = replace(a_notice(), audience=(Recipient("a@example.org", date(2026, 8, 3), FROZEN),))
    both = joined([edition(0, [an_item(1)]), edition(1, notices=[notice]), edition(2, notices=[notice])])
    assert both.notices == (notice,)
    assert not both.items[0].retracted


def test_a_shared_doi_of_a_supplement_marks_no_other_abstract() -> None:
    doi = Identifier(Scheme.DOI, "10.5555/supplement")
    first, second = (an_item(n, record=a_record(n, identifiers=[Identifier(Scheme.PMID, str(n)), doi])) for n in (1, 2))
    both = joined([edition(0, [first, second]), edition(1, notices=[notice_of(first, KEY)])])
    assert [item.retracted for item in both.items] == [True, False]


def test_a_notice_whose_paper_has_no_name_here_any_more_is_told_to_all() -> None:
    notice = replace(a_notice(), mailed=KEY, audience=())
    (told,) = joined([edition(0, [an_item(1)]), edition(1, notices=[notice])]).notices
    assert told.is_for_all


def test_an_article_whose_preprint_is_in_it_too_is_no_update_of_an_earlier_letter() -> None:
    earlier = Earlier(1, Form.PREPRINT, KEY, Revision(), (Recipient("daily@example.org", KEY, FROZEN),))
    article = replace(an_item(2), earlier=earlier)
    assert joined([edition(0, [an_item(1)]), edition(1, [article])]).items[1].earlier is None
    assert joined([edition(0, [an_item(3)]), edition(1, [article])]).items[1].earlier == earlier


def test_each_source_is_summed_and_is_as_it_was_last() -> None:
    bad = health("Feed", VisitOutcome.FAILED, error="timeout", announced=0, new=0, failed_visits=28)
    both = joined([edition(0, sources=[health(), bad]), edition(1, sources=[health(), health("Feed")])])
    feed, pubmed = both.sources
    assert (pubmed.source, pubmed.announced, pubmed.new, pubmed.visits) == ("pubmed", 20, 8, 56)
    assert (feed.failed_visits, feed.last.outcome) == (28, VisitOutcome.DONE)


def test_a_week_of_daily_editions_is_compared_with_weeks() -> None:
    """Two weeks before, of 1 and of 2 works a day, and the day on which all began."""
    history = weeks(5, *[1] * 7, *[2] * 7)
    both = joined([edition(day, history=history) for day in range(7)], history)
    assert both.weeks == 1
    assert [week.total for week in both.history] == [5, 7, 14]
    assert both.history[-1] == Week(KEY - DAY, 14, (("IL-1", 14),))


def test_no_more_weeks_than_a_letter_shows() -> None:
    assert len(regrouped(weeks(*range(100)), 7)) == 12
    assert regrouped((), 7) == ()


@pytest.mark.parametrize(("days", "expected"), [(6, 1), (27, 4), (30, 4)])
def test_it_covers_as_many_weeks_as_lie_between(days: int, expected: int) -> None:
    both = joined([edition(0, history=weeks(1)), edition(days, history=weeks(1))])
    assert both.weeks == expected


@given(st.lists(st.integers(0, 9), max_size=60), st.integers(1, 31))
def test_regrouping_keeps_every_work_that_it_has_room_for(totals: list[int], days: int) -> None:
    assert sum(week.total for week in regrouped(weeks(*totals), days)) == sum(totals[-12 * days :])
