"""When a reader with a rhythm of their own is due, by the calendar of the readers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.readers.rhythm import Every, Rhythm

BERLIN = ZoneInfo("Europe/Berlin")
RHYTHMS = st.one_of(
    st.builds(Rhythm, st.just(Every.DAILY), st.integers(0, 23)),
    st.builds(Rhythm, st.just(Every.WEEKLY), st.integers(0, 23), st.integers(0, 6)),
    st.builds(Rhythm, st.just(Every.MONTHLY), st.integers(0, 23), st.integers(1, 28)),
)
ZONES = st.sampled_from(
    [*map(ZoneInfo, ("Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "America/Asuncion", "UTC"))]
)
INSTANTS = st.datetimes(datetime(2011, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("rhythm", "now", "last", "following"),
    [
        (Rhythm(Every.DAILY, 7), "2026-11-24T06:59", "2026-11-23T07:00", "2026-11-24T07:00"),
        (Rhythm(Every.DAILY, 7), "2026-11-24T07:00", "2026-11-24T07:00", "2026-11-25T07:00"),
        (Rhythm(Every.WEEKLY, 15, 3), "2026-11-26T14:59", "2026-11-19T15:00", "2026-11-26T15:00"),
        (Rhythm(Every.MONTHLY, 0, 1), "2026-12-01T00:00", "2026-12-01T00:00", "2027-01-01T00:00"),
        (Rhythm(Every.MONTHLY, 7, 28), "2027-03-01T00:00", "2027-02-28T07:00", "2027-03-28T07:00"),
    ],
)
def test_the_slot_before_and_the_one_after(rhythm: Rhythm, now: str, last: str, following: str) -> None:
    assert rhythm.last_slot(BERLIN, berlin(now)) == berlin(last)
    assert rhythm.next_slot(BERLIN, berlin(now)) == berlin(following)


def test_an_hour_that_the_clock_skips_is_due_an_hour_later_on_the_same_date() -> None:
    """On 29 March 2026 it is 03:00 right after 01:59."""
    rhythm, due = Rhythm(Every.DAILY, 2), datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert rhythm.last_slot(BERLIN, due).date() == date(2026, 3, 29)
    assert rhythm.last_slot(BERLIN, due - timedelta(seconds=1)).date() == date(2026, 3, 28)


def test_an_hour_that_comes_twice_is_due_once() -> None:
    """On 25 October 2026 02:00 comes at 00:00 UTC and again at 01:00."""
    rhythm, first = Rhythm(Every.DAILY, 2), datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert rhythm.last_slot(BERLIN, first) == rhythm.last_slot(BERLIN, first + timedelta(hours=1))
    assert rhythm.next_slot(BERLIN, first).date() == date(2026, 10, 26)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_seven_in_the_morning_stays_seven_when_the_clock_changes(day: str, hours: int) -> None:
    slot = Rhythm(Every.DAILY, 7).last_slot(BERLIN, berlin(f"{day}T12:00"))
    before = Rhythm(Every.DAILY, 7).last_slot(BERLIN, berlin(f"{day}T06:00"))
    assert slot.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=hours)


@given(RHYTHMS, ZONES, INSTANTS)
def test_now_is_between_two_slots(rhythm: Rhythm, zone: ZoneInfo, now: datetime) -> None:
    last, following = rhythm.last_slot(zone, now), rhythm.next_slot(zone, now)
    assert last.astimezone(UTC) <= now < following.astimezone(UTC)
    assert following.date() > last.date()
    assert following.date() - last.date() <= rhythm.period


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        (Rhythm(Every.DAILY, 7), "daily at 07:00"),
        (Rhythm(Every.WEEKLY, 15, 3), "weekly on Thursday at 15:00"),
        (Rhythm(Every.MONTHLY, 0, 28), "monthly on day 28 at 00:00"),
    ],
)
def test_in_words(rhythm: Rhythm, words: str) -> None:
    assert rhythm.in_words() == words
