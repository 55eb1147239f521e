"""Editions of several days read back as one: as the store froze them, and what came later counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from digests.letter.bundles import bundles
from literature.model.edition import Edition
from literature.model.record import Form, Record, Relation
from store.corpus import Corpus
from store.editions import Editions
from tests.store.records import T0, classified, harvest, paper
from tests.store.test_editions import MASTHEAD, WORDS

pytestmark = pytest.mark.both_databases

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)
RETRACTION = paper("9", "Retraction: Anakinra in the invented disease", relations=(Relation("RetractionOf", "1"),))
TITLE = "Anakinra and the invented course of a disease of seven days"


class Days:
    """A corpus with an edition a day."""

    def __init__(self, corpus: Corpus, editions: Editions) -> None:
        self.corpus, self.editions = corpus, editions

    def day(self, number: int, *records: Record) -> Edition:
        """Admit ``records`` and freeze the edition of that day."""
        now = T0 + number * DAY
        self.corpus.admit(harvest(*records), [classified(each) for each in records], started=now, now=now)
        return self.editions.freeze(MONDAY + number * DAY, MASTHEAD, now)

    def joined(self, first: int, last: int) -> Edition:
        edition = self.editions.get(MONDAY + last * DAY)
        assert edition
        return self.editions.joined(edition, MONDAY + first * DAY)


@pytest.fixture
def days(corpus: Corpus, editions: Editions) -> Days:
    return Days(corpus, editions)


def test_a_paper_of_tuesday_that_is_retracted_on_thursday_is_a_retracted_paper_on_friday(days: Days) -> None:
    days.day(1, paper("1"))
    thursday = days.day(3, RETRACTION)
    assert [notice.mailed for notice in thursday.notices] == [MONDAY + DAY]
    week = days.joined(1, 3)
    (shown,) = bundles(week.items)
    assert shown.item.retracted
    assert shown.item.notices[0].identifiers == thursday.notices[0].notice_identifiers
    assert [guest.announces is not None for guest in shown.guests] == [True]
    assert week.notices == ()


def test_a_preprint_of_tuesday_and_its_article_of_friday_are_one_entry(days: Days) -> None:
    days.day(1, paper("1", TITLE, form=Form.PREPRINT, relations=(Relation("UpdateIn", "2"),)))
    friday = days.day(4, paper("2", f"{TITLE}s", relations=(Relation("UpdateOf", "1"),)))
    assert friday.items[0].earlier
    (shown,) = bundles(days.joined(1, 4).items)
    assert (shown.item.form, [guest.form for guest in shown.guests]) == (Form.ARTICLE, [Form.PREPRINT])
    assert shown.item.earlier is None


def test_weeks_of_daily_editions_are_compared_with_weeks(days: Days) -> None:
    words = iter(WORDS)
    for number in range(22):
        days.day(number, paper(f"{number + 1}", f"{next(words)} in an invented disease of the joints {number}"))
    week = days.joined(15, 21)
    assert [(each.key, each.total) for each in week.history] == [
        (MONDAY, 1),
        (MONDAY + 7 * DAY, 7),
        (MONDAY + 14 * DAY, 7),
    ]
    assert week.history[-1].by_term == (("IL-1RA", 7),)
    assert len(days.joined(21, 21).history) == 12


def test_a_preview_is_joined_with_what_was_made_before_it(days: Days) -> None:
    days.day(1, paper("1"))
    days.day(2)
    newest = days.editions.preview(MONDAY + 3 * DAY, MASTHEAD, T0 + 3 * DAY)
    both = days.editions.joined(newest, MONDAY + DAY)
    assert (both.first_key, both.key, len(both.items)) == (MONDAY + DAY, MONDAY + 3 * DAY, 1)
