"""A clock that was ahead once, or is set back: nothing is turned off by it, and it makes no edition out of order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from prefect.client.schemas.objects import FlowRun
from prefect.states import Completed, Pending

from flows.app import App, clock
from flows.cli import main_job
from flows.cli.demo import MONDAY
from flows.delivery.letters import letters
from flows.delivery.mailing import RETRY_AFTER, _due
from flows.jobs import digest as steps
from flows.jobs.overdue import missing_slot, overdue, unsent_letters, visit_times
from flows.jobs.poll import choose, poll_all
from flows.server.runs import crashed_runs
from flows.ui import failure_mail
from literature.model.harvest import Account
from store.editions import Masthead
from tests.flows.conftest import SampleWeek
from tests.flows.delivery.relayed import with_mail
from tests.flows.digests import draw

YEAR, WEEK, HOUR = timedelta(days=365), timedelta(days=7), timedelta(hours=1)
NEXT_MONDAY = (MONDAY + WEEK).date()


def key_of_slot(app: App, day: date) -> date:
    return steps.key_of_slot(app.editions, app.watch.zone, app.now(), day)


def at(app: App, by: timedelta) -> App:
    return replace(app, now=clock(MONDAY + by))


def poll(app: App, by: timedelta = timedelta(), only: Sequence[str] = ()) -> tuple[Account, ...]:
    return asyncio.run(poll_all(at(app, by), only))


def test_after_one_poll_in_a_wrong_year_every_source_is_due_and_each_says_why(app: App) -> None:
    """It turned every feed off until that year came, without a word."""
    poll(app, -HOUR)
    poll(app, YEAR)
    now = at(app, timedelta())
    assert len(choose(now, due_only=True)) == 5
    accounts = poll(app)
    told = [alarm for account in accounts for alarm in account.alarms if "clock" in alarm]
    assert len(told) == 5
    assert told[0] == "the clock of this computer was ahead at an earlier visit (it said 2027-11-23 07:00 UTC)"
    assert not [alarm for account in poll(app, 6 * HOUR) for alarm in account.alarms if "clock" in alarm]


@pytest.mark.polled
def test_a_good_visit_in_a_wrong_year_is_no_good_visit(app: App) -> None:
    poll(app, YEAR)
    late = at(app, timedelta(days=4))
    assert set(visit_times(late).late) >= {"pubmed", "J Sample Med"}
    assert visit_times(late).nobody_was_awake


def test_a_request_for_quiet_is_kept_for_a_day_at_most(app: App) -> None:
    now = MONDAY
    app.corpus.record_failure("pubmed", "busy", started=now, now=now, not_before=now + 30 * timedelta(days=1))
    assert app.pubmed not in choose(at(app, timedelta(hours=23)))
    assert app.pubmed in choose(at(app, timedelta(hours=25)))


def test_a_request_for_quiet_under_a_clock_that_was_ahead_forbids_nothing(app: App) -> None:
    """It forbade every visit for a year."""
    then = MONDAY + YEAR
    app.corpus.record_failure("pubmed", "busy", started=then, now=then, not_before=then + HOUR)
    assert app.pubmed in choose(app)
    (account, *_) = poll(app, only=["pubmed"])
    assert "was ahead at an earlier visit" in account.alarms[0]


@pytest.mark.polled
def test_visits_in_a_wrong_year_are_counted_in_one_edition_only(app: App) -> None:
    draw(app, MONDAY.date(), preview=False)
    poll(app, YEAR)
    poll(app, WEEK)
    first = draw(at(app, WEEK), NEXT_MONDAY, preview=False)
    assert {source.source: source.visits for source in first.sources}["pubmed"] == 2
    assert {source.last_success for source in first.sources} == {(MONDAY + WEEK).astimezone(UTC)}
    poll(app, 2 * WEEK)
    second = draw(at(app, 2 * WEEK), (MONDAY + 2 * WEEK).date(), preview=True)
    assert {source.source: source.visits for source in second.sources}["pubmed"] == 1


@pytest.mark.polled
def test_an_edition_made_in_a_wrong_year_holds_none_back_and_hides_no_visit(app: App) -> None:
    draw(app, MONDAY.date(), preview=False)
    poll(app, YEAR)
    draw(at(app, YEAR), (MONDAY + YEAR).date(), preview=False)
    poll(app, WEEK)
    now = at(app, WEEK + 4 * HOUR)
    assert missing_slot(visit_times(now), now.editions, now.watch.zone) == NEXT_MONDAY
    assert steps.clock_fault(now, NEXT_MONDAY) == ""
    edition = draw(now, NEXT_MONDAY, preview=False)
    assert {source.source: source.visits for source in edition.sources}["pubmed"] == 1
    assert edition.opened is None
    assert missing_slot(visit_times(now), now.editions, now.watch.zone) is None


def filled(app: App) -> None:
    """Three weeks with a poll a day, and their editions."""
    for day in range(22):
        for source in ("pubmed", "Sample Newswire"):
            moment = MONDAY + timedelta(days=day)
            app.corpus.record_failure(source, "busy", started=moment, now=moment)
    poll(app, timedelta(days=21, hours=1))
    for week in (0, 1, 2, 3):
        moment = MONDAY + week * WEEK
        app.editions.freeze(moment.date(), masthead(app), moment + 2 * HOUR)


def test_a_clock_set_back_makes_no_edition_dated_before_the_last_one_and_says_so(app: App) -> None:
    filled(app)
    for back in (9 * timedelta(days=1), YEAR, 26 * YEAR):
        then = at(app, 3 * WEEK - back)
        fault = steps.clock_fault(then, key_of_slot(then, then.now().date()))
        assert "the last edition is dated 2026-12-14" in fault
        assert f"`ilwatch digest --date {then.now().date()}`" in fault
        assert [line for line in overdue(then) if line.startswith("edition")] == []


def test_a_clock_that_is_right_makes_each_edition(app: App) -> None:
    filled(app)
    then = at(app, 4 * WEEK)
    assert steps.clock_fault(then, then.now().date()) == ""


def test_the_command_refuses_with_the_same_words_and_a_date_that_a_person_names_is_made(
    week: SampleWeek, app: App
) -> None:
    """The clock of this machine is behind the invented editions."""
    far = datetime(2096, 11, 23, 7, tzinfo=UTC)
    for hours in (-6, 0):
        app.corpus.record_failure("pubmed", "busy", started=far, now=far + hours * HOUR)
    app.editions.freeze(far.date(), masthead(app), far)
    report = main_job.digest(week.config, week.database, None)
    assert "the last edition is dated 2096-11-23" in report.stopped
    assert [key for key, _ in app.editions.slots()] == [far.date()]
    poll(app)
    assert main_job.digest(week.config, week.database, MONDAY.date()).stopped == ""


def masthead(app: App) -> Masthead:
    return Masthead("IL-1", "Europe/London", app.classifier.rules, (), "t")


@pytest.mark.polled
def test_a_letter_put_off_or_dated_by_a_clock_that_was_ahead_does_not_lie_for_a_year(app: App) -> None:
    mailing = with_mail(app, host="127.0.0.1", port=9, security="none")
    edition = draw(mailing, (MONDAY + YEAR).date(), preview=False)
    mailing.outbox.enqueue(edition.key, letters(mailing.mailing, edition), mailing.now())
    delivery, *_ = mailing.outbox.open()
    assert len(unsent_letters(mailing.outbox, mailing.now(), mailing.watch.zone)) == 2
    for pause, is_due in ((max(RETRY_AFTER), False), (YEAR, True)):
        put_off = replace(delivery, not_before=MONDAY + pause)
        assert _due(put_off, mailing.now()) is is_due


def test_runs_that_ended_in_a_wrong_year_stand_before_no_row_of_failures() -> None:
    now = datetime.now(UTC)
    ahead = FlowRun(flow_id="00000000-0000-0000-0000-000000000000", end_time=now + YEAR, state=Completed())
    assert failure_mail.ended_by([ahead], now) == []
    assert not failure_mail._is_due([ahead.model_copy(update={"end_time": now, "tags": [failure_mail.TOLD]})], now)


def test_a_run_that_was_claimed_in_a_wrong_year_is_dead_as_one_of_last_year_is() -> None:
    now = datetime.now(UTC)
    for moved in (YEAR, -YEAR):
        state: Any = Pending()
        state.timestamp = now + moved
        run = FlowRun(flow_id="00000000-0000-0000-0000-000000000000", state=state, state_type=state.type)
        assert crashed_runs._crashed_state(run, now, alone=False) is not None
