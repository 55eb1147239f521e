"""Whether PubMed still brings new records: a year of its rhythm, and what stands still in it is named."""

from __future__ import annotations

import gzip
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sources.pubmed.cursor import Memory, from_cursor, to_cursor
from sources.pubmed.rhythm import PubmedRhythm, TermRhythm, from_data, to_data

DAY = timedelta(days=1)
BEGIN = date(2026, 1, 1)
YEAR = [BEGIN + DAY * number for number in range(366)]
VISITS = 4
"""A day."""
EMPTY = {
    *(day for day in YEAR if day.weekday() >= 5),
    *(date(2026, month, day) for month, day in ((1, 1), (1, 19), (2, 16), (5, 25), (6, 19), (7, 3), (9, 7), (10, 12))),
    *(date(2026, month, day) for month, day in ((11, 11), (11, 26), (11, 27), (12, 24), (12, 25))),
    date(2027, 1, 1),
}
"""The hardest year: not one record on any weekend, federal holiday, or day beside one."""


def hardest(day: date) -> int:
    return 0 if day in EMPTY else 5_000


def replayed(counts: Mapping[date, int], frozen: date | None = None, days: Sequence[date] = YEAR) -> Iterator[date]:
    """The days on which PubMed is called silent; nothing is created after the day ``frozen``.

    Of a day's four visits the first comes before NLM's own day has begun.
    """
    rhythm = PubmedRhythm()
    for today in days:
        for visit in range(VISITS):
            seen = [day for day in (today - DAY, today) if day < today or visit]
            created = sum(counts.get(day, 0) for day in seen if frozen is None or day <= frozen)
            rhythm = rhythm.after(created, today)
            if rhythm.silent_since(today):
                yield today


def test_the_hardest_year_of_weekends_and_holidays_raises_no_false_alarm() -> None:
    assert list(replayed({day: hardest(day) for day in YEAR})) == []


def test_a_pubmed_that_stands_still_on_any_day_is_named_within_three_days_without_records() -> None:
    """Those of a usual year: every day of it has records. Where weekends bring some, "three days" are three days."""
    counts = dict.fromkeys(YEAR, 1_000)
    late = {frozen: _named_after(counts, frozen) for frozen in YEAR[5:-10]}
    holidays = {frozen: days for frozen, days in late.items() if days > 3}
    assert max(late.values()) <= 6
    assert all(_near_a_holiday(frozen) for frozen in holidays)
    assert Counter(late.values()).most_common(1)[0][0] == 2


def _named_after(counts: Mapping[date, int], frozen: date) -> int:
    """Whole days between the last record and the alarm."""
    named = next(replayed(counts, frozen, [frozen - DAY * 3 + DAY * number for number in range(14)]))
    return (named - frozen).days - 1


def _near_a_holiday(frozen: date) -> bool:
    return any(frozen < day <= frozen + DAY * 5 for day in EMPTY if day.weekday() < 5)


def test_the_alarm_names_the_last_day_with_records_and_ends_by_itself_when_they_come_again() -> None:
    rhythm = PubmedRhythm().after(9, date(2026, 3, 3)).after(0, date(2026, 3, 6))
    assert rhythm.silent_since(date(2026, 3, 6)) == datetime(2026, 3, 2, tzinfo=UTC)
    assert rhythm.after(7, date(2026, 3, 6)).silent_since(date(2026, 3, 6)) is None


def test_where_pubmed_cannot_be_asked_nothing_says_that_it_lives() -> None:
    rhythm = PubmedRhythm().after(9, date(2026, 3, 3)).after(None, date(2026, 3, 6))
    assert rhythm.silent_since(date(2026, 3, 6))


@pytest.fixture(scope="module")
def created(shared: Path) -> Counter[date]:
    """How many records of an update file were created on each day; one in a few hundred of all that were."""
    file = shared / "pubmed/bulk/pubmed21n1298_dev.xml.gz"
    pattern = rb'PubStatus="entrez">\s*<Year>(\d+)</Year>\s*<Month>(\d+)</Month>\s*<Day>(\d+)<'
    return Counter(date(*map(int, found)) for found in re.findall(pattern, gzip.decompress(file.read_bytes())))


def test_nine_months_of_real_create_dates_raise_no_alarm_though_four_days_of_christmas_are_empty(
    created: Counter[date],
) -> None:
    days = [date(2020, 9, 1) + DAY * number for number in range(280)]
    assert sum(created[date(2020, 12, day)] for day in (24, 25, 26, 27)) == 0
    assert list(replayed(created, None, days)) == []


def test_real_create_dates_that_stop_on_any_day_are_named(created: Counter[date]) -> None:
    late = [_named_after(created, frozen) for frozen in (date(2021, 1, 4) + DAY * number for number in range(140))]
    assert max(late) <= 4, "the longest: a Friday before a Monday without NLM"
    assert sum(days > 3 for days in late) <= 4


def drawn(chance: random.Random, weekly: float) -> int:
    """How many papers a day brings where ``weekly`` are usual and each comes by itself (a Poisson number)."""
    count, left = 0, chance.expovariate(1.0)
    while left < weekly / 7:
        count, left = count + 1, left + chance.expovariate(1.0)
    return count


@pytest.mark.parametrize("weekly", [0.3, 1, 2, 4, 10, 40, 250])
def test_a_year_of_papers_that_come_by_chance_names_no_term_however_rare(weekly: float) -> None:
    alarms = []
    for seed in range(10):
        chance, rhythm = random.Random(seed), PubmedRhythm()
        for today in YEAR:
            new = 0 if (today.month, today.day) >= (12, 24) else drawn(chance, weekly)
            rhythm = rhythm.after(1, today).with_new({"IL-32": new}, today)
            alarms += list(rhythm.alarms(today))
    assert alarms == []


@pytest.mark.parametrize(("weekly", "within"), [(250, 15), (40, 15), (10, 15), (4, 29), (2, 60)])
def test_a_term_that_stops_is_named_the_sooner_the_more_it_usually_has(weekly: int, within: int) -> None:
    rhythm, last = PubmedRhythm(), date(2026, 9, 1)
    for number in range(200):
        today = last - DAY * (200 - number)
        new = weekly * (number + 1) // 7 - weekly * number // 7
        rhythm = rhythm.after(1, today).with_new({"IL-1": new}, today)
    silent = [last + DAY * number for number in range(100)]
    named = next(day for day in silent if list(rhythm.with_new({"IL-1": 0}, day).alarms(day)))
    assert (named - rhythm.terms["IL-1"].last).days <= within
    (alarm,) = rhythm.alarms(named)
    assert alarm.startswith(
        f"IL-1: no new papers since {rhythm.terms['IL-1'].last.day} Aug 2026 (usually about {weekly} "
    )


def test_however_long_a_term_is_silent_silence_does_not_become_its_usual() -> None:
    rhythm = TermRhythm(date(2026, 8, 31), date(2026, 9, 1), 40, (40,) * 12)
    for number in range(200):
        rhythm = rhythm.after(0, date(2026, 9, 2) + DAY * number)
    assert rhythm.is_broken(date(2027, 3, 1))
    assert not rhythm.after(1, date(2027, 3, 1)).is_broken(date(2027, 3, 1))


def test_what_the_first_visit_finds_of_a_term_is_history_and_no_usual_week() -> None:
    rhythm = PubmedRhythm().with_new({"IL-1": 900}, BEGIN)
    assert rhythm.terms["IL-1"].count == 0


def test_a_term_counted_under_a_clock_that_was_ahead_begins_anew() -> None:
    ahead = PubmedRhythm().with_new({"IL-1": 3}, date(2027, 11, 23))
    assert ahead.with_new({"IL-1": 3}, BEGIN).terms["IL-1"].last == BEGIN


def test_a_pulse_goes_through_its_cursor_unchanged_and_an_old_cursor_has_none() -> None:
    rhythm = PubmedRhythm(BEGIN, {"IL-1": TermRhythm(date(2025, 12, 29), BEGIN, 3, (4, 0, 5))})
    assert from_data(to_data(rhythm)) == rhythm
    assert from_cursor(to_cursor(Memory(BEGIN, {}, rhythm=rhythm))).rhythm == rhythm
    assert from_data({}) == PubmedRhythm()


def test_what_a_clock_that_was_ahead_says_was_covered_is_believed_as_far_as_pubmed_showed_records() -> None:
    """Papers created between that visit and the next would be lost for ever where that is months later."""
    memory = Memory(date(2027, 11, 23), {}, rhythm=PubmedRhythm(date(2026, 11, 22)))
    assert memory.covered(date(2027, 3, 1)) == date(2026, 11, 23)
    assert replace(memory, through=date(2026, 11, 20)).covered(date(2027, 3, 1)) == date(2026, 11, 20)


def test_what_appears_when_pubmed_goes_on_is_looked_for_from_the_day_it_stopped() -> None:
    memory = Memory(date(2026, 9, 1), {}, rhythm=PubmedRhythm(date(2026, 6, 1)))
    assert memory.covered(date(2026, 9, 1)) == date(2026, 6, 2)
