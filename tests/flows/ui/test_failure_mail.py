"""A run that fails or crashes tells the owner, once for a row of failures."""

from __future__ import annotations

import asyncio
import email
import fcntl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import policy
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Crashed, Failed, Pending, Running

from flows import main_flows
from flows.server.runs.crashed_runs import mark_crashed, wait_for_leftover_runs
from flows.server.runs.run_locks import has_ended, hold, remove_old_locks
from flows.ui import failure_mail
from flows.ui.failure_mail import NEVER_STARTED, OWNER_KNOWS, TOLD
from literature.model.errors import BrokenSource
from tests.flows.conftest import SampleWeek
from tests.flows.ui.asking import ask, newest

# Prefect asks its server for a default result storage through a client that it does not close (3.8.8, results.py).
pytestmark = [pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"), pytest.mark.usefixtures("api")]

AFTER_A_GOOD_POLL = pytest.mark.usefixtures("good_poll")
"""For what is told or not told to the owner: whatever row of failures another test has left ends before."""


def parameters(week: SampleWeek) -> dict[str, Any]:
    return {"config": str(week.config), "database": week.database}


@pytest.fixture
def good_poll(week: SampleWeek) -> None:
    polled(week)


def polled(week: SampleWeek, database: str = "") -> str:
    named = parameters(week) | ({"database": database} if database else {})
    return asyncio.run(main_flows.to_the_end(main_flows.poll, **named, sources=("J Sample Med",)))


def failing_poll(week: SampleWeek) -> FlowRun:
    """A poll of a database in which no source works: the only one gives a page that is no feed, not tried again."""
    week.feeds.faults["/journal.xml"] = "html"
    polled(week, f"sqlite:///{week.folder / 'nothing works.db'}")
    week.feeds.faults.clear()
    return newest("poll")


def pending(week: SampleWeek) -> FlowRun:
    """A run that was claimed by a runner that has ended."""
    run = ask(lambda client: client.create_flow_run(main_flows.poll, parameters=parameters(week)))
    ask(lambda client: client.set_flow_run_state(run.id, Pending()))
    return run


def notices(week: SampleWeek) -> list[Any]:
    """The owner's notices in the outbox folder."""
    paths = sorted((week.folder / "outbox").glob("owner-*.eml"))
    return [email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]


@AFTER_A_GOOD_POLL
def test_a_failed_run_tells_the_owner_what_failed_since_when_and_where_to_look(week: SampleWeek) -> None:
    run = failing_poll(week)
    assert run.state_type is StateType.FAILED
    [notice] = notices(week)
    assert notice["Subject"] == "Interleukin Watch (sample week): poll failed"
    assert notice["To"] == "watch@example.org"
    text = notice.get_body(("plain",)).get_content()
    told = " ".join(text.split())
    for part in ("no source works: J Sample Med", "since 20", "Nothing is lost", f"/runs/flow-run/{run.id}"):
        assert part in told
    assert TOLD in run.tags


@AFTER_A_GOOD_POLL
def test_a_run_that_visits_only_a_bad_feed_while_others_work_is_no_failure_and_tells_nobody(week: SampleWeek) -> None:
    """The mail told the owner to look at the network."""
    week.feeds.faults["/journal.xml"] = "html"
    polled(week)
    run = newest("poll")
    assert (run.state_type, run.state_name) == (StateType.COMPLETED, "Completed, 1 source failed")
    assert "J Sample Med: returned" in str(run.state and run.state.message)
    assert notices(week) == []


@AFTER_A_GOOD_POLL
def test_a_row_of_failures_tells_once_and_a_new_one_again(week: SampleWeek) -> None:
    failing_poll(week)
    assert TOLD not in failing_poll(week).tags
    assert len(notices(week)) == 1
    polled(week)
    assert TOLD in failing_poll(week).tags
    assert len(notices(week)) == 2


def test_a_row_that_lasts_for_a_week_reminds_the_owner() -> None:
    now = datetime.now(UTC)

    def run(ago: timedelta, *tags: str) -> FlowRun:
        return FlowRun(flow_id="00000000-0000-0000-0000-000000000000", end_time=now - ago, tags=list(tags))

    day = timedelta(days=1)
    assert failure_mail._is_due([run(day), run(2 * day)], now)
    assert not failure_mail._is_due([run(day), run(6 * day, TOLD)], now)
    assert failure_mail._is_due([run(day), run(8 * day, TOLD)], now)


@AFTER_A_GOOD_POLL
def test_where_the_owner_cannot_be_told_the_next_failure_tries_again(week: SampleWeek) -> None:
    folder = week.folder / "outbox"
    folder.write_bytes(b"a file where the folder should be")
    assert TOLD not in failing_poll(week).tags
    folder.unlink()
    assert TOLD in failing_poll(week).tags


@AFTER_A_GOOD_POLL
def test_letters_that_the_owner_was_told_of_one_by_one_make_no_second_notice(week: SampleWeek) -> None:
    told: State[Any] = Failed(name=OWNER_KNOWS, message="the letter to r***@example.org failed")
    asyncio.run(failure_mail.tell_owner(newest("poll"), told))
    assert notices(week) == []


@AFTER_A_GOOD_POLL
def test_that_every_source_failed_is_told_by_the_digest_alone(week: SampleWeek) -> None:
    asyncio.run(failure_mail.tell_owner(newest("poll"), Failed(data=BrokenSource("all sources", "no visit succeeded"))))
    assert notices(week) == []


def killed(week: SampleWeek, prefect_home: Any) -> tuple[FlowRun, Path]:
    """A run that is Running on the server, and its mark, which its process has let go of."""
    run = ask(lambda client: client.create_flow_run(main_flows.poll, parameters=parameters(week)))
    ask(lambda client: client.set_flow_run_state(run.id, Running()))
    mark = Path(prefect_home[1]) / "living" / str(run.id)
    mark.parent.mkdir(exist_ok=True)
    mark.touch()
    return run, mark


@AFTER_A_GOOD_POLL
def test_a_run_whose_process_was_killed_with_its_runner_is_buried_and_told(week: SampleWeek, prefect_home: Any) -> None:
    run, mark = killed(week, prefect_home)
    assert ask(mark_crashed) == [run.name]
    crashed = ask(lambda client: client.read_flow_run(run.id))
    assert crashed.state_type is StateType.CRASHED
    assert "its process has ended without a word" in str(crashed.state and crashed.state.message)
    assert not mark.exists()
    assert len(notices(week)) == 1


@AFTER_A_GOOD_POLL
def test_where_the_owner_cannot_be_told_all_dead_runs_are_buried(week: SampleWeek, prefect_home: Any) -> None:
    """What a start or the watchdog does next does not hang on the mail server."""
    (week.folder / "outbox").write_bytes(b"a file where the folder should be")
    names = {killed(week, prefect_home)[0].name for _ in range(2)}
    assert set(ask(mark_crashed)) == names


@AFTER_A_GOOD_POLL
def test_a_run_that_lives_or_lives_elsewhere_is_left_alone(week: SampleWeek) -> None:
    run = ask(lambda client: client.create_flow_run(main_flows.poll, parameters=parameters(week)))
    ask(lambda client: client.set_flow_run_state(run.id, Running()))
    assert ask(mark_crashed) == []
    hold(str(run.id))
    assert ask(lambda client: mark_crashed(client, alone=True)) == []
    ask(lambda client: client.set_flow_run_state(run.id, Crashed()))


def test_a_mark_that_is_being_made_is_never_seen_free(
    prefect_home: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A start that crashed dead runs at that instant marked a run as crashed that had just begun."""
    seen, lock = [], fcntl.flock

    def look(file: int, how: int) -> None:
        if how == fcntl.LOCK_EX:
            seen.append(has_ended("begins"))
        lock(file, how)

    monkeypatch.setattr(fcntl, "flock", look)
    hold("begins")
    assert (seen, has_ended("begins")) == ([None], False)


def test_old_marks_of_processes_that_have_ended_are_swept_away(prefect_home: tuple[str, str]) -> None:
    folder = Path(prefect_home[1]) / "living"
    folder.mkdir(exist_ok=True)
    (folder / "ended").touch()
    hold("lives")
    remove_old_locks(datetime.now(UTC))
    assert (has_ended("ended"), has_ended("lives")) == (True, False)
    remove_old_locks(datetime.now(UTC) + timedelta(days=2))
    assert (has_ended("ended"), has_ended("lives")) == (None, False)


@AFTER_A_GOOD_POLL
def test_a_run_that_was_claimed_and_never_started_is_buried_by_the_next_runner(week: SampleWeek) -> None:
    """Ctrl-C within the seconds that its process takes to start: no news for the owner."""
    run = pending(week)
    assert ask(mark_crashed) == []
    assert ask(lambda client: mark_crashed(client, alone=True)) == [run.name]
    assert ask(lambda client: client.read_flow_run(run.id)).state_name == NEVER_STARTED
    assert notices(week) == []


@pytest.fixture
def begun(week: SampleWeek) -> Iterator[FlowRun]:
    """A run of a deployment: Running on the server, and it had no time to leave its mark."""
    flow_id = ask(lambda client: client.create_flow(main_flows.poll))
    deployment = ask(lambda client: client.create_deployment(flow_id, "begun"))
    run = ask(lambda client: client.create_flow_run_from_deployment(deployment, parameters=parameters(week)))
    ask(lambda client: client.set_flow_run_state(run.id, Running(), force=True))
    yield run
    ask(lambda client: client.delete_deployment(deployment))


def test_a_run_that_was_killed_as_it_began_is_buried_by_the_next_runner(begun: FlowRun) -> None:
    assert ask(mark_crashed) == []
    assert ask(lambda client: mark_crashed(client, alone=True)) == [begun.name]


def test_a_start_waits_for_a_run_that_outlives_its_runner_and_not_for_one_that_is_dead(begun: FlowRun) -> None:
    """It would hold the place of the first poll, which would be cancelled."""

    async def ends(client: PrefectClient) -> None:
        hold(str(begun.id))
        await asyncio.sleep(1.0)
        await client.set_flow_run_state(begun.id, Crashed())

    async def waits(client: PrefectClient) -> StateType | None:
        ending = asyncio.create_task(ends(client))
        await wait_for_leftover_runs(client, 60.0)
        seen = (await client.read_flow_run(begun.id)).state_type
        await ending
        return seen

    assert ask(waits) is StateType.CRASHED
    ask(lambda client: wait_for_leftover_runs(client, 60.0))


def test_a_start_waits_for_a_process_that_is_just_beginning_and_not_where_there_is_none(begun: FlowRun) -> None:
    """Runs are claimed ten seconds early: after a Ctrl-C within those the next start waited in vain."""
    ask(lambda client: asyncio.wait_for(wait_for_leftover_runs(client, 3600.0), 60.0))
    beginning = subprocess.Popen(["sleep", "60"], env={"PREFECT__FLOW_RUN_ID": str(begun.id)})

    async def waits(client: PrefectClient) -> bool:
        waiting = asyncio.create_task(wait_for_leftover_runs(client, 60.0))
        await asyncio.sleep(1.0)
        in_vain = waiting.done()
        beginning.kill()
        beginning.wait()
        await waiting
        return in_vain

    assert not ask(waits)


def test_a_start_does_not_wait_for_ever(begun: FlowRun) -> None:
    hold(str(begun.id))
    ask(lambda client: wait_for_leftover_runs(client, 0.1))
    assert ask(lambda client: client.read_flow_run(begun.id)).state_type is StateType.RUNNING
