"""How often a feed has new entries: a year of each rhythm, real series, and when one that stands still is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from sources.feeds.cursor import FeedState, silent_since, with_document
from sources.feeds.rhythm import FLOOR, MOST, UNKNOWN, FeedRhythm, first_rhythm
from tests.sources.feeds.test_series import parsed

DAY = timedelta(days=1)
HALF_A_DAY = timedelta(hours=12)
BEGIN = datetime(2026, 1, 1, 6, tzinfo=UTC)
NOTHING_AT_CHRISTMAS = {date(2026, 12, 22) + DAY * number for number in range(14)}


class Seen(NamedTuple):
    """A document as a visit sees it: the ids of its entries, and their dates."""

    now: datetime
    ids: tuple[str, ...]
    dates: tuple[str, ...]


def silent(documents: Iterable[Seen], state: FeedState | None = None) -> Iterator[datetime]:
    """The visits at which the feed is called silent."""
    state = state or FeedState("https://feeds.example.org/a.xml")
    for seen in documents:
        state = with_document(state, seen.ids, seen.dates, seen.now)
        if silent_since(state, seen.now):
            yield seen.now


def issues(every: int, days: int = 500, *, dated: bool = True) -> list[Seen]:
    """Two visits a day to a feed that shows its last 40 entries, ten in each issue; Christmas is left out."""
    entries = list[tuple[str, str]]()
    documents = []
    for number in range(2 * days):
        now = BEGIN - 135 * DAY + HALF_A_DAY * number
        if number % (2 * every) == 0 and now.date() not in NOTHING_AT_CHRISTMAS:
            entries += [(f"{number}-{one}", f"{now:%Y-%m-%dT%H:%M:%S}") for one in range(10)]
        shown = entries[-40:]
        documents.append(Seen(now, tuple(one for one, _ in shown), tuple(when for _, when in shown if dated)))
    return documents


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "without dates"])
@pytest.mark.parametrize("every", [1, 7, 14, 30, 92])
def test_a_year_of_any_usual_rhythm_raises_no_false_alarm(every: int, dated: bool) -> None:
    documents = issues(every, dated=dated)
    start = next(place for place, seen in enumerate(documents) if seen.now >= BEGIN - 30 * DAY)
    assert list(silent(documents[start:])) == []


@pytest.mark.parametrize(("every", "bound"), [(1, 14), (7, 18), (14, 28), (30, 52), (92, 145)])
def test_a_feed_that_stands_still_is_named_within_its_own_bound_and_the_alarm_ends_by_itself(
    every: int, bound: int
) -> None:
    before = issues(every, 135 + 10 * every)
    last = before[-1]
    still = [last._replace(now=last.now + HALF_A_DAY * number) for number in range(1, 500)]
    named = list(silent([*before, *still]))
    newest = datetime.fromisoformat(last.dates[-1]).replace(tzinfo=UTC)
    assert named[0] - newest <= bound * DAY + HALF_A_DAY
    thawed = still[-1]._replace(now=still[-1].now + HALF_A_DAY, ids=(*last.ids[1:], "new"))
    assert list(silent([*before, *still, thawed]))[-1] == still[-1].now


def test_a_server_that_was_stuck_and_then_brings_all_of_it_makes_no_month_of_quiet() -> None:
    """The dates of its entries say that the publisher went on."""
    daily = FeedRhythm(BEGIN, DAY, 50)
    assert daily.after([BEGIN + DAY * number for number in range(1, 31)], BEGIN + 30 * DAY).longest == DAY
    assert daily.after([], BEGIN + 30 * DAY).longest == 30 * DAY


def test_a_feed_whose_rhythm_is_not_known_may_be_a_quarterly_journal() -> None:
    """All entries of its one issue bear one date."""
    first = first_rhythm([BEGIN] * 12, BEGIN + DAY)
    assert first.silent_since(BEGIN + 92 * DAY) is None
    assert first.silent_since(BEGIN + UNKNOWN + DAY) == BEGIN


def test_a_feed_that_is_dead_when_it_is_first_visited_is_silent_at_once() -> None:
    dates = [datetime(2023, 4, day, tzinfo=UTC) for day in range(1, 6)]
    assert first_rhythm(dates, BEGIN).silent_since(BEGIN) == dates[-1]


def test_an_old_entry_that_stays_on_the_page_does_not_hide_silence_for_years() -> None:
    dates = [datetime(2012, 1, 1, tzinfo=UTC), *(BEGIN + DAY * number for number in range(9))]
    assert first_rhythm(dates, BEGIN + 9 * DAY).borne() == MOST


def test_without_any_date_the_watch_begins_with_the_first_visit() -> None:
    assert first_rhythm([], BEGIN) == FeedRhythm(BEGIN)


class Captures(NamedTuple):
    """A series, how far its documents are apart, which of them are read, and within how many days it is named."""

    name: str
    first: datetime
    step: timedelta
    every: int
    within: int


REAL = [
    Captures("nature_rss_2023-04_to_2023-12", datetime(2023, 4, 6, 19, tzinfo=UTC), timedelta(hours=16.5), 3, 22),
    Captures("biorxiv_amyloid_2022-05_to_2024-08", datetime(2022, 5, 23, 14, tzinfo=UTC), timedelta(days=9.93), 1, 40),
]


def series(feeds: Path, captures: Captures) -> list[Seen]:
    """Real documents as visits at their usual distance, error pages are left out."""
    documents = []
    for number, feed in enumerate(parsed(feeds, captures.name, captures.every)):
        if feed:
            ids = tuple(entry.guid or entry.link for entry in feed.entries)
            dates = tuple(when for entry in feed.entries if (when := entry.published_at or entry.updated_at))
            documents.append(Seen(captures.first + captures.step * captures.every * number, ids, dates))
    return documents


@pytest.mark.parametrize("captures", REAL, ids=["nature", "bioRxiv"])
def test_real_series_raise_no_alarm_and_are_named_within_weeks_where_they_stop(
    shared: Path, captures: Captures
) -> None:
    """The captures of bioRxiv are ten days apart: so is what the visits know."""
    documents = series(shared / "feeds", captures)
    assert list(silent(documents)) == []
    for stopped in (len(documents) // 3, len(documents) // 2, len(documents) - 1):
        last = documents[stopped]
        still = [last._replace(now=last.now + HALF_A_DAY * number) for number in range(1, 200)]
        named = next(silent([*documents[: stopped + 1], *still]))
        assert FLOOR - 3 * DAY <= named - last.now <= captures.within * DAY
