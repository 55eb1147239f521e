"""What the watchdog notices: readers with a rhythm of their own who got nothing, and digests that were not sent."""

from __future__ import annotations

from datetime import date

import pytest

from flows.app import App
from flows.jobs.overdue import late_readers, missing_slot, overdue, unserved_digest, visit_times
from flows.jobs.status import status_of
from tests.flows.jobs.months import DAY, Months
from tests.flows.jobs.test_rhythms import at, in_berlin


@pytest.fixture
def months(app: App) -> Months:
    """A daily reader and one of the digest, both served until Sunday 8 November 2026."""
    months = Months(in_berlin(app), at("2026-11-02T06:00"))
    months.announce(3)
    months.readers(plain={}, daily={"every": "daily"})
    months.until(at("2026-11-08T23:00"), lambda _: months.announce(1))
    return months


def lines(months: Months) -> list[str]:
    return [line for line in overdue(months.app) if "letter" in line or "digest" in line]


def test_who_is_served_is_not_late(months: Months) -> None:
    assert lines(months) == []


def test_a_digest_that_was_not_made_is_noticed_though_a_daily_edition_has_its_date(months: Months) -> None:
    months.is_digest_on = False
    months.until(at("2026-11-09T09:00"))
    app = months.app
    assert app.editions.slots()[-1][0] == date(2026, 11, 9)
    assert unserved_digest(app) is None, "within the grace"
    months.until(at("2026-11-10T12:00"), lambda _: months.announce(1))
    app = months.app
    assert missing_slot(visit_times(app), app.editions, app.watch.zone) is None
    assert unserved_digest(app) == date(2026, 11, 9)
    assert lines(months) == ["digest of 2026-11-09: its readers have no letter yet; `ilwatch digest` sends it"]
    months.digest()
    assert unserved_digest(months.app) is None
    assert months.spans("plain")[-1] == ("11-03", "11-10")


def test_a_new_reader_of_the_digest_waits_for_the_next_one(months: Months) -> None:
    months.readers(new={}, daily={"every": "daily"})
    months.until(at("2026-11-09T06:00"))
    assert unserved_digest(months.app) is None


def test_a_daily_reader_without_a_letter_for_more_than_a_day_is_late(months: Months) -> None:
    months.announce(1)
    months.is_on = False
    months.until(at("2026-11-10T06:00"))
    assert late_readers(months.app) == []
    months.until(at("2026-11-10T08:00"))
    assert lines(months)[-1] == "letter to d***@example.org: was due 2026-11-09 07:00; `ilwatch deliver` makes it"
    months.deliver()
    assert late_readers(months.app) == []


def test_a_daily_reader_for_whom_there_is_nothing_new_is_not_late(months: Months) -> None:
    months.until(at("2026-11-12T12:00"))
    assert months.days("daily")[-1] == "2026-11-09"
    assert lines(months) == []


def test_a_daily_reader_whose_letter_was_frozen_and_not_made_is_late(months: Months) -> None:
    """The edition of Wednesday is there, with a paper; the process died before the letters were."""
    months.readers(plain={})
    months.until(at("2026-11-10T23:00"))
    months.announce(1)
    months.now = at("2026-11-11T07:37")
    months.digest()
    months.readers(plain={}, daily={"every": "daily"})
    months.now += 2 * DAY
    assert [address for address, _ in late_readers(months.app)] == ["daily@example.org"]


def test_without_a_way_to_readers_nobody_is_late(months: Months) -> None:
    months.channel.boxes.clear()
    months.is_on = False
    months.until(at("2026-11-12T12:00"))
    assert late_readers(months.base) == []


def test_status_names_each_rhythm_and_its_next_slot(months: Months) -> None:
    months.readers(plain={}, other={}, daily={"every": "daily"}, month={"every": "monthly", "day": 3, "hour": 0})
    shown = status_of(months.app)
    assert [line for line in shown.lines() if line.startswith("letters ")] == [
        "letters with the digest: 2 readers, next 2026-11-09 07:00",
        "letters daily at 07:00: 1 reader, next 2026-11-09 07:00",
        "letters monthly on day 3 at 00:00: 1 reader, next 2026-12-03 00:00",
    ]
    assert shown.data()["rhythms"][2] == {
        "every": "monthly",
        "day": 3,
        "hour": 0,
        "readers": 1,
        "next": "2026-12-03T00:00:00+01:00",
    }
    months.readers(plain={})
    assert status_of(months.app).rhythms == ()
