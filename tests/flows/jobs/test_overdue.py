"""What should have happened and has not, from the product's own tables and the clock alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from flows.app import App, clock
from flows.cli.demo import MONDAY
from flows.delivery.letters import letters
from flows.jobs import digest as steps
from flows.jobs.overdue import AWAKE, GRACE, missing_slot, overdue, unsent_letters, visit_times
from flows.jobs.poll import poll_all
from tests.flows.conftest import SampleWeek
from tests.flows.delivery.relayed import with_mail
from tests.flows.digests import draw, make_digest

WEEK = timedelta(days=7)
NEXT_MONDAY = date(2026, 11, 30)


def key_of_slot(app: App, day: date) -> date:
    return steps.key_of_slot(app.editions, app.watch.zone, app.now(), day)


def later(app: App, by: timedelta) -> App:
    return replace(app, now=clock(MONDAY + by))


def missing(app: App) -> date | None:
    return missing_slot(visit_times(app), app.editions, app.watch.zone)


def poll(app: App) -> None:
    asyncio.run(poll_all(app))


def test_nothing_is_overdue_before_the_first_poll(app: App) -> None:
    """Its seeds are older than any visit: they say nothing."""
    assert overdue(later(app, 10 * WEEK)) == ()


@pytest.mark.polled
def test_right_after_the_main_job_nothing_is_overdue(app: App) -> None:
    make_digest(app, MONDAY.date())
    assert overdue(app) == ()


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        (timedelta(), None),
        (GRACE - timedelta(minutes=1), None),
        (GRACE, NEXT_MONDAY),
        (6 * timedelta(days=1), NEXT_MONDAY),
    ],
    ids=["on the stroke", "within the grace", "late", "on Sunday"],
)
def test_a_slot_that_passed_without_an_edition_is_missing(app: App, late: timedelta, expected: date | None) -> None:
    poll(app)
    make_digest(app, MONDAY.date())
    assert missing(later(app, WEEK + late)) == expected


@pytest.mark.polled
def test_three_slots_slept_through_miss_one_edition(app: App) -> None:
    make_digest(app, MONDAY.date())
    awake = later(app, 3 * WEEK + GRACE)
    assert missing(awake) == date(2026, 12, 14)
    poll(awake)
    make_digest(awake, date(2026, 12, 14))
    assert missing(awake) is None


def test_a_slot_from_before_the_first_visit_is_not_missing(app: App) -> None:
    """MONDAY is a slot itself; whoever begins on Tuesday waits for the next one."""
    poll(later(app, timedelta(days=1)))
    assert missing(later(app, timedelta(days=2))) is None


@pytest.mark.polled
def test_an_edition_made_by_hand_since_makes_up_for_a_slot(app: App) -> None:
    tuesday = later(app, WEEK + timedelta(days=1))
    make_digest(tuesday, date(2026, 12, 1))
    assert missing(tuesday) is None


@pytest.mark.polled
def test_a_run_for_a_slot_that_was_slept_through_makes_up_for_the_newest(app: App) -> None:
    awake = later(app, 2 * WEEK)
    assert key_of_slot(awake, date(2026, 11, 30)) == date(2026, 12, 7)
    assert key_of_slot(awake, date(2026, 12, 7)) == date(2026, 12, 7)


@pytest.mark.polled
def test_a_second_run_of_a_slot_goes_on_with_its_edition(app: App) -> None:
    make_digest(app, MONDAY.date())
    assert key_of_slot(later(app, 2 * WEEK), MONDAY.date()) == MONDAY.date()


@pytest.mark.polled
def test_an_edition_from_a_clock_that_was_ahead_holds_no_later_one_back(app: App) -> None:
    make_digest(app, date(2027, 1, 4))
    assert key_of_slot(app, MONDAY.date()) == MONDAY.date()


@pytest.mark.polled
def test_a_source_is_overdue_after_three_intervals_without_a_good_visit(app: App) -> None:
    make_digest(app, MONDAY.date())
    assert overdue(later(app, timedelta(hours=18))) == ()
    lines = overdue(later(app, timedelta(hours=18, minutes=1)))
    assert [line.partition(":")[0] for line in lines] == ["pubmed", "Sample Newswire", "Sample Health Daily"]
    assert "no successful visit since 2026-11-23 07:00 UTC" in lines[0]


def test_a_source_that_never_answered_is_overdue_too(week: SampleWeek, app: App) -> None:
    week.feeds.faults["/journal.xml"] = "html"
    poll(app)
    make_digest(app, MONDAY.date())
    lines = overdue(later(app, timedelta(days=4)))
    assert [line for line in lines if line.startswith("J Sample Med: no successful visit yet")]


@pytest.mark.polled
def test_a_source_that_asked_for_quiet_is_not_overdue_meanwhile(app: App) -> None:
    late = later(app, timedelta(days=2))
    until = late.now() + timedelta(hours=1)
    late.corpus.record_failure("pubmed", "busy", started=late.now(), now=late.now(), not_before=until)
    assert not [line for line in overdue(late) if line.startswith("pubmed")]


@pytest.mark.polled
def test_letters_that_lie_for_a_day_are_overdue(app: App) -> None:
    mailing = with_mail(app, host="127.0.0.1", port=9, security="none")
    edition = draw(mailing, MONDAY.date(), preview=False)
    mailing.outbox.enqueue(edition.key, letters(mailing.mailing, edition), mailing.now())
    assert unsent_letters(mailing.outbox, MONDAY + timedelta(hours=12), mailing.watch.zone) == ()
    lines = overdue(later(mailing, timedelta(hours=18)))
    assert len(lines) == 2
    assert "r***@example.org: not sent yet" in lines[0]


@pytest.mark.polled
def test_a_clock_set_back_makes_nothing_overdue(app: App) -> None:
    assert overdue(later(app, -WEEK)) == ()


@pytest.mark.polled
def test_half_a_day_without_a_good_visit_is_sleep(app: App) -> None:
    assert not visit_times(later(app, AWAKE)).nobody_was_awake
    assert visit_times(later(app, AWAKE + timedelta(minutes=1))).nobody_was_awake


@pytest.mark.polled
def test_the_answer_is_a_date_of_the_readers(app: App) -> None:
    """23:30 UTC on a Sunday is Monday in Athens, and there it is not seven yet."""
    watch = app.watch.model_copy(update={"watch": app.watch.watch.model_copy(update={"timezone": "Europe/Athens"})})
    athens = replace(app, watch=watch, now=clock(datetime.fromisoformat("2026-11-29T23:30:00+00:00")))
    assert athens.today == NEXT_MONDAY
    assert key_of_slot(athens, NEXT_MONDAY) == NEXT_MONDAY
