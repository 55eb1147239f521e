"""Each Edition reaches each reader once, whatever the rhythms and whenever they change."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from literature.readers.coverage import LONGEST_GAP, Span, not_covered

MONDAY = date(2026, 11, 23)
DAY, WEEK, MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=31)


def days(first: int, last: int) -> list[date]:
    return [MONDAY + n * DAY for n in range(first, last + 1)]


def alone(key: date) -> Span:
    return Span(key, key)


def test_a_reader_of_each_edition_gets_each_alone() -> None:
    made = days(0, 3)
    assert not_covered(made, made[3], [alone(each) for each in made[:3]], WEEK) == (made[3],)


def test_a_weekly_reader_beside_a_daily_one_gets_seven() -> None:
    made = days(-7, 0)
    assert not_covered(made, MONDAY, [alone(made[0])], WEEK) == tuple(made[1:])


def test_what_a_letter_covered_is_not_sent_again() -> None:
    made = days(-7, 0)
    assert not_covered(made, MONDAY, [Span(made[0], MONDAY)], WEEK) == ()
    assert not_covered(made, made[3], [Span(made[0], MONDAY)], WEEK) == ()


def test_the_first_letter_of_a_new_reader_covers_one_period() -> None:
    made = days(-30, 0)
    assert not_covered(made, MONDAY, [], DAY) == (MONDAY,)
    assert not_covered(made, MONDAY, [], WEEK) == tuple(made[-7:])
    assert not_covered(made, MONDAY, [], MONTH) == tuple(made)


def test_with_an_edition_a_week_a_new_weekly_reader_gets_the_newest_alone() -> None:
    made = [MONDAY - WEEK, MONDAY]
    assert not_covered(made, MONDAY, [], WEEK) == (MONDAY,)


def test_an_edition_from_before_the_newest_that_a_reader_had_comes_alone() -> None:
    made = days(0, 2)
    assert not_covered(made, made[1], [alone(made[0]), alone(made[2])], WEEK) == (made[1],)


def test_who_comes_back_after_long_begins_as_a_new_reader() -> None:
    made = [MONDAY + n * WEEK for n in range(20)]
    assert not_covered(made, made[-1], [alone(made[0])], WEEK) == (made[-1],)
    assert len(not_covered(made, made[8], [alone(made[0])], WEEK)) == 8


def test_an_edition_that_a_clock_ahead_has_dated_keeps_no_later_one_back() -> None:
    ahead = date(2027, 11, 23)
    made = [MONDAY, ahead, MONDAY + WEEK]
    assert not_covered(made, MONDAY + WEEK, [alone(MONDAY), alone(ahead)], WEEK) == (MONDAY + WEEK,)
    assert not_covered(made, MONDAY + WEEK, [alone(MONDAY)], WEEK) == (ahead, MONDAY + WEEK)


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=60),
    st.lists(st.booleans(), min_size=60, max_size=60),
    st.sampled_from([DAY, WEEK, MONTH]),
)
def test_every_edition_since_the_first_letter_comes_exactly_once(
    gaps: list[int], is_due: list[bool], period: timedelta
) -> None:
    """However many days lie between two Editions, and at whichever of them the reader is due."""
    made, had, read = [MONDAY], list[Span](), list[date]()
    for gap in gaps:
        made.append(made[-1] + gap * DAY)
    for number, key in enumerate(made):
        waited = key - (had[-1].last if had else key)
        if is_due[number % 60] or waited > LONGEST_GAP - 18 * DAY:
            keys = not_covered(made[: number + 1], key, had, period)
            had.append(Span(keys[0], keys[-1]))
            read += keys
            assert not_covered(made[: number + 1], key, had, period) == ()
    if read:
        assert read == made[made.index(read[0]) : made.index(read[-1]) + 1]
