"""The Prefect flows on a real server: the same result as without Prefect, and what a person sees of a run.

One server serves all files that need one (asking.py, conftest.py).
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
    LogFilter,
    LogFilterFlowRunId,
)
from prefect.client.schemas.objects import Artifact, FlowRun, Log, StateType, TaskRun

from flows import main_flows
from flows.app import clock, open_app
from flows.cli import main_job
from flows.cli.demo import MONDAY, SAMPLE, write_config
from flows.deployments import DIGEST, last_slot, plans
from flows.jobs import poll as polling
from flows.jobs.poll import poll_all
from flows.jobs.report import Report
from flows.server.temporary import PREFECT_SETTINGS, environment
from flows.ui import progress
from tests.flows.conftest import NCBI_KEY, SampleWeek
from tests.flows.holdings import holdings
from tests.flows.server.live import for_ever
from tests.flows.ui.asking import ask, run_due
from tests.paths import ROOT
from tests.standins.feeds import FeedStandin
from tests.standins.ncbi import NcbiStandin
from tests.standins.post_office import PostOffice, free_port, open_at

# Prefect asks its server for a default result storage through a client that it does not close (3.8.8, results.py).
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

PASSWORD = "invented-smtp-password"
SCHEDULING_SECONDS = 240.0
PARAMETERS = {"config", "database", "sources", "due_only", "at", "edition", "preview", "only_me", "reader"}


@dataclass(frozen=True)
class Week:
    """The sample week behind its stand-ins, and a folder with its configuration and database."""

    folder: Path
    config: Path
    pubmed: NcbiStandin
    feeds: FeedStandin

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder / 'ilwatch.db'}"


@contextmanager
def served(folder: Path) -> Iterator[Week]:
    pubmed = NcbiStandin([SAMPLE / "pubmed.xml"], today=f"{MONDAY:%Y-%m-%d}")
    with pubmed, FeedStandin(SAMPLE / "feeds") as feeds:
        yield Week(folder, write_config(folder, pubmed.url, feeds.url), pubmed, feeds)


@pytest.fixture
def week(tmp_path: Path, begun_file: Path) -> Iterator[Week]:
    with served(tmp_path) as served_week:
        shutil.copy(begun_file, tmp_path / "ilwatch.db")
        yield served_week


@dataclass(frozen=True)
class Ran:
    """The main job, once as flow runs and once without Prefect, each on a database of its own."""

    flow: Report
    bare: Report
    flow_database: Path
    bare_database: Path
    runs: list[FlowRun]
    tasks: list[TaskRun]
    logs: list[Log]
    artifacts: list[Artifact]


@pytest.fixture(scope="module")
def ran(api: str, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    with served(tmp_path_factory.mktemp("ran")) as week, pytest.MonkeyPatch.context() as patch:
        seen = {run.id for run in ask(lambda client: client.read_flow_runs())}
        flow_database, bare_database = week.folder / "flow.db", week.folder / "bare.db"
        as_flow = main_job.run(week.config, f"sqlite:///{flow_database}", at=MONDAY)
        patch.delenv("PREFECT_API_URL")
        bare = main_job.run(week.config, f"sqlite:///{bare_database}", at=MONDAY)
    return Ran(
        as_flow,
        bare,
        flow_database,
        bare_database,
        *ask(lambda client: _left(client, seen)),
    )


async def _left(
    client: PrefectClient, seen: set[UUID]
) -> tuple[list[FlowRun], list[TaskRun], list[Log], list[Artifact]]:
    """What the runs that are not ``seen`` left on the server."""
    runs = [run for run in await client.read_flow_runs() if run.id not in seen]
    ids = [run.id for run in runs]
    tasks = await client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=ids)))
    logs = await client.read_logs(LogFilter(flow_run_id=LogFilterFlowRunId(any_=ids)))
    artifacts = [one for one in await client.read_artifacts() if one.flow_run_id in ids]
    return runs, tasks, logs, artifacts


def told(report: Report) -> Any:
    """A report without its instants."""
    data = report.data()
    for account in data["accounts"]:
        del account["started"], account["finished"]
    return data


def test_a_flow_run_leaves_the_same_works_and_edition_as_a_bare_run(ran: Ran) -> None:
    assert holdings(ran.flow_database) == holdings(ran.bare_database)


def test_a_command_reports_the_same_either_way(ran: Ran) -> None:
    assert ran.flow.problems == ()
    assert told(ran.flow) == told(ran.bare)


def test_run_names_say_what_ran(ran: Ran) -> None:
    assert sorted(run.name for run in ran.runs) == [
        "digest 2026-11-23: 27 items",
        "poll and digest",
        "poll pubmed + 4 feeds: 38 announced, 27 new",
    ]
    assert {run.state_type for run in ran.runs} == {StateType.COMPLETED}


def test_pubmed_some_feeds_together_and_each_step_of_the_digest_are_a_task(ran: Ran) -> None:
    assert sorted(task.name for task in ran.tasks) == [
        "digest-0",
        "freeze the edition",
        "poll-0",
        "render the letter",
        "send to each reader once",
        "update the archive",
        "visit 4 feeds: Sample Newswire, Sample Health Daily, J Sample Med, sampleRxiv",
        "visit pubmed",
    ]


def test_a_run_leaves_the_account_the_works_the_health_the_letter_and_the_deliveries(ran: Ran) -> None:
    shown = {artifact.key: artifact.data for artifact in ran.artifacts}
    assert set(shown) == {"account", "new-works", "source-health", "letter", "deliveries"}
    rows = json.loads(str(shown["account"]))
    assert [(row["source"], row["announced"]) for row in rows[::5]] == [("pubmed", 26), ("all", 38)]
    assert "Rilonacept versus placebo" in str(shown["new-works"])
    assert "Interleukin Watch (sample week)" in str(shown["letter"])


def test_no_room_no_secret_and_no_address_of_a_database_is_among_the_parameters(ran: Ran) -> None:
    for run in ran.runs:
        assert run.parameters["database"] is None
        assert set(run.parameters) <= {
            "config",
            "terms",
            "database",
            "sources",
            "due_only",
            "at",
            "edition",
            "preview",
            "only_me",
            "reader",
        }
        assert all(value is None or isinstance(value, str | bool | list) for value in run.parameters.values())


def test_no_secret_is_in_the_logs(ran: Ran) -> None:
    said = "\n".join(log.message for log in ran.logs)
    assert "pubmed: 26 announced = 23 new" in said
    for secret in (NCBI_KEY, "App(", "@example.org", "api_key"):
        assert secret not in said


def newest(name: str) -> FlowRun:
    """The newest flow run whose name begins so."""
    found = [run for run in ask(lambda client: client.read_flow_runs()) if run.name.startswith(name)]
    return max(found, key=lambda run: run.created or MONDAY)


def tasks_of(run: FlowRun) -> list[TaskRun]:
    of_run = FlowRunFilter(id=FlowRunFilterId(any_=[run.id]))
    return ask(lambda client: client.read_task_runs(flow_run_filter=of_run))


def poll(week: Week, *sources: str) -> Report:
    """By the clock of this machine: within a month of writing this the sample week would be out of sight."""
    for_ever(week.config)
    return main_job.poll(week.config, week.database, sources)


@pytest.mark.parametrize(
    ("fault", "visits"),
    [("status:503", 3), ("html", 1), ("status:404", 1)],
    ids=["a failure that passes", "a page that is no feed", "a feed that is gone"],
)
def test_only_a_failure_that_passes_is_tried_again(
    api: str, week: Week, monkeypatch: pytest.MonkeyPatch, fault: str, visits: int
) -> None:
    monkeypatch.setattr(polling, "RETRY_DELAYS", (0.05, 0.05))
    week.feeds.faults["/journal.xml"] = fault
    report = poll(week, "J Sample Med")
    assert len(week.feeds.requests) == visits
    assert [line.partition(":")[0] for line in report.problems] == ["J Sample Med"]


def test_a_failure_that_passed_leaves_no_trace_but_the_second_visit(
    api: str, week: Week, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "RETRY_DELAYS", (0.05, 0.05))
    week.pubmed.misbehave("rate_limit@1")
    report = poll(week, "pubmed")
    assert report.problems == ()
    assert report.accounts[0].announced == 26


def test_one_failed_source_does_not_fail_the_flow(api: str, week: Week) -> None:
    week.feeds.faults["/journal.xml"] = "html"
    report = poll(week, "J Sample Med", "sampleRxiv")
    run = newest("poll 2 feeds")
    assert run.name == "poll 2 feeds: 3 announced, 2 new, J Sample Med failed"
    assert run.state is not None
    assert (run.state.type, run.state.name) == (StateType.COMPLETED, "Completed, 1 source failed")
    assert "J Sample Med" in str(run.state.message)
    assert len(report.problems) == 1
    [step] = tasks_of(run)
    assert step.name == "visit 2 feeds: J Sample Med, sampleRxiv"
    assert step.state is not None
    assert step.state.type is StateType.FAILED
    assert "J Sample Med: " in str(step.state.message)
    assert "sampleRxiv" not in str(step.state.message)


def test_a_failed_source_is_one_error_of_the_log_and_no_traceback_of_nothing(
    api: str, week: Week, caplog: pytest.LogCaptureFixture
) -> None:
    week.feeds.faults["/journal.xml"] = "html"
    poll(week, "J Sample Med", "sampleRxiv")
    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    assert [record.getMessage()[:24] for record in errors] == ["Finished in state Failed"]
    assert "NoneType: None" not in caplog.text


def test_the_flow_fails_when_every_source_failed(api: str, week: Week) -> None:
    week.feeds.faults |= {"/journal.xml": "html", "/preprints.xml": "empty"}
    report = poll(week, "J Sample Med", "sampleRxiv")
    state = newest("poll 2 feeds: 0").state
    assert state is not None
    assert state.type is StateType.FAILED
    assert "J Sample Med" in str(state.message)
    assert [line.partition(":")[0] for line in report.problems] == ["J Sample Med", "sampleRxiv"]


def test_a_name_that_is_no_source_is_refused_before_there_is_a_run(api: str, week: Week) -> None:
    before = len(ask(lambda client: client.read_flow_runs()))
    with pytest.raises(Exception, match="nowhere: is no source"):
        poll(week, "nowhere")
    assert len(ask(lambda client: client.read_flow_runs())) == before


def with_dead_relay(week: Week | SampleWeek, *more: str) -> None:
    """Nobody listens where the relay should be; ``more`` are lines of [mail]."""
    text = week.config.read_text(encoding="utf-8")
    mail = "\n".join(['host = "127.0.0.1"', "port = 9", 'security = "none"', *more])
    week.config.write_text(text.replace('host = ""', mail), encoding="utf-8")


def visited(week: Week | SampleWeek) -> None:
    """One visit has succeeded: without any, no letter is made."""
    with open_app(week.config, week.database, clock(MONDAY)) as app:
        asyncio.run(poll_all(app, ["Sample Newswire"]))


def both_ways(week: Week, monkeypatch: pytest.MonkeyPatch) -> tuple[Report, Report]:
    """The digest of one slot as a flow run, then without Prefect."""
    visited(week)
    as_flow = main_job.digest(week.config, week.database, MONDAY.date())
    monkeypatch.delenv("PREFECT_API_URL")
    return as_flow, main_job.digest(week.config, week.database, MONDAY.date())


def test_a_letter_that_does_not_arrive_is_told_the_same_either_way(
    api: str, week: Week, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_dead_relay(week)
    as_flow, bare = both_ways(week, monkeypatch)
    assert len(as_flow.problems) == 2
    assert as_flow.problems == bare.problems


def test_a_relay_that_takes_no_mail_is_one_error_a_run_and_no_traceback(
    api: str, week: Week, caplog: pytest.LogCaptureFixture
) -> None:
    with_dead_relay(week)
    visited(week)
    caplog.clear()
    main_job.digest(week.config, week.database, MONDAY.date())
    errors = [(record.name, record.exc_info) for record in caplog.records if record.levelname == "ERROR"]
    assert errors == [("prefect.task_runs", None), ("prefect.flow_runs", None)]
    state = newest("digest").state
    assert state is not None
    assert "is not accepting mail now" in str(state.message)


def test_a_relay_that_cannot_be_used_is_told_the_same_either_way(
    api: str, week: Week, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_dead_relay(week, 'username = "u"', 'password_env = "NOT_SET_IN_TESTS"')
    as_flow, bare = both_ways(week, monkeypatch)
    assert "environment variable NOT_SET_IN_TESTS is empty" in as_flow.problems[-1]
    assert as_flow.problems == bare.problems


def test_the_hourly_run_sends_what_a_dead_relay_left_and_says_so(api: str, week: Week) -> None:
    port, office = free_port(), PostOffice()
    with_dead_relay(week)
    week.config.write_text(
        week.config.read_text(encoding="utf-8").replace("port = 9", f"port = {port}"), encoding="utf-8"
    )
    visited(week)
    assert "is not accepting mail now" in main_job.digest(week.config, week.database, MONDAY.date()).stopped
    parameters = {"config": str(week.config), "database": week.database, "at": MONDAY}
    assert "is not accepting mail now" in asyncio.run(main_flows.to_the_end(main_flows.deliver, **parameters))
    with open_at(office, port):
        assert asyncio.run(main_flows.to_the_end(main_flows.deliver, **parameters)) == ""
    assert office.letters() == {"reader@example.org": 1, "cardiologist@example.org": 1}
    assert "deliver: 2 sent, 2 tried" in [run.name for run in ask(lambda client: client.read_flow_runs())]


def test_the_form_shows_the_letter_of_one_reader_and_names_the_nearest_address(api: str, week: Week) -> None:
    visited(week)
    parameters = {"config": str(week.config), "database": week.database, "at": MONDAY}
    to_the_end, digest = main_flows.to_the_end, main_flows.digest
    assert asyncio.run(to_the_end(digest, **parameters, reader="Cardiologist@example.org")) == ""
    assert (week.folder / "outbox" / "preview-2026-11-23-reader-2.html").exists()
    wrong = asyncio.run(to_the_end(digest, **parameters, reader="cardiolgist@example.org"))
    assert "did you mean c***@example.org?" in wrong
    with open_app(week.config, week.database) as app:
        assert app.editions.slots() == []


def deliver_twice(week: Week) -> None:
    for _ in range(2):
        main_job.deliver(week.config, week.database)


def deliver_twice_as_flow(week: Week) -> None:
    for _ in range(2):
        deliver = main_flows.deliver(config=str(week.config), database=week.database, at=MONDAY)
        asyncio.run(deliver)


@pytest.mark.parametrize("deliver", [deliver_twice, deliver_twice_as_flow])
def test_the_weekly_list_of_bad_sources_follows_once_with_the_letters_that_a_dead_relay_left(
    api: str, week: Week, monkeypatch: pytest.MonkeyPatch, deliver: Callable[[Week], None]
) -> None:
    port, office = free_port(), PostOffice()
    with_dead_relay(week)
    config = week.config.read_text(encoding="utf-8").replace("port = 9", f"port = {port}")
    week.config.write_text(config, encoding="utf-8")
    visited(week)
    week.feeds.faults["/journal.xml"] = "html"
    with open_app(week.config, week.database, clock(MONDAY)) as app:
        asyncio.run(poll_all(app, ["J Sample Med"]))
    assert "is not accepting mail now" in main_job.digest(week.config, week.database, MONDAY.date()).stopped
    monkeypatch.setattr(main_job, "open_app", partial(open_app, now=clock(MONDAY)))
    with open_at(office, port):
        deliver(week)
    assert office.letters() == {"reader@example.org": 1, "cardiologist@example.org": 1, "watch@example.org": 1}
    assert "1 source needs attention" in office.read("watch@example.org")["Subject"]


def test_long_visits_and_many_letters_show_how_far_they_are(
    api: str, week: Week, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, office = free_port(), PostOffice()
    monkeypatch.setattr(progress, "FIRST_AFTER", 0.0)
    with_dead_relay(week)
    week.config.write_text(
        week.config.read_text(encoding="utf-8").replace("port = 9", f"port = {port}"), encoding="utf-8"
    )
    before = {one.id for one in ask(lambda client: client.read_artifacts())}
    poll(week, "pubmed")
    main_job.digest(week.config, week.database, MONDAY.date())
    with open_at(office, port):
        asyncio.run(main_flows.to_the_end(main_flows.deliver, config=str(week.config), database=week.database))
    made = [one for one in ask(lambda client: client.read_artifacts()) if one.id not in before]
    bars = sorted((str(one.key), one.data) for one in made if one.type == "progress")
    assert bars == [("letters-progress", 0.0), ("letters-progress", 100.0), ("visit-progress", 100.0)]


def test_where_the_files_cannot_be_written_it_is_told_the_same_either_way(
    api: str, week: Week, monkeypatch: pytest.MonkeyPatch
) -> None:
    (week.folder / "outbox").write_bytes(b"a file where the folder should be")
    as_flow, bare = both_ways(week, monkeypatch)
    assert "files cannot be written" in as_flow.stopped
    assert as_flow.problems == bare.problems


def test_no_reader_and_no_password_shows_in_what_a_digest_leaves(
    api: str, week: Week, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_dead_relay(week, 'username = "u"', 'password_env = "SMTP_PASSWORD_HERE"')
    monkeypatch.setenv("SMTP_PASSWORD_HERE", PASSWORD)
    visited(week)
    main_job.digest(week.config, week.database, MONDAY.date())
    left = [
        *(log.message for log in ask(lambda client: client.read_logs())),
        *(run.model_dump_json() for run in ask(lambda client: client.read_flow_runs())),
        *(str(artifact.data) for artifact in ask(lambda client: client.read_artifacts()) if artifact.key != "letter"),
    ]
    assert "r***@example.org" in "".join(left)
    for secret in (PASSWORD, "reader@example.org", "cardiologist@example.org"):
        assert not [text for text in left if secret in text]


def test_a_late_run_makes_the_edition_of_the_day_it_was_scheduled_for(api: str, week: Week) -> None:
    """23:30 UTC on a Sunday is Monday where the readers are; no slot has passed since."""
    zone = ZoneInfo("Europe/Athens")
    weekly = next(plan for plan in plans() if plan.name == DIGEST)
    slot = last_slot(weekly, zone, datetime.now(UTC))
    assert slot is not None
    before = datetime.combine(slot.date() - timedelta(days=1), datetime.min.time(), UTC) + timedelta(hours=23.5)
    text = week.config.read_text(encoding="utf-8").replace("Europe/London", "Europe/Athens")
    week.config.write_text(text, encoding="utf-8")
    visited(week)
    assert run_due(main_flows.digest, before, config=str(week.config), database=week.database) == ""
    assert (week.folder / "outbox" / f"{slot.date()}.eml").exists()


def prefect(api: str, *arguments: str) -> None:
    """A command of Prefect's, as a person would type it in the project's folder."""
    with environment({**PREFECT_SETTINGS, "PREFECT_API_URL": api}):
        subprocess.run([sys.executable, "-m", "prefect", *arguments], cwd=ROOT, check=True, capture_output=True)


def test_a_deployed_schedule_makes_runs(api: str) -> None:
    """Versions exist that deploy well, look healthy and silently schedule nothing: only this test sees it."""
    prefect(api, "work-pool", "create", "local", "--type", "process")
    prefect(api, "--no-prompt", "deploy", "--all")
    deployments = {one.id: one for one in ask(lambda client: client.read_deployments())}
    assert {one.name for one in deployments.values()} == {plan.name for plan in plans()}
    wanted = {one.name for one in deployments.values() if one.schedules}
    assert wanted == {plan.name for plan in plans() if plan.timings}
    scheduled = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])))
    deadline, found = time.monotonic() + SCHEDULING_SECONDS, set[str]()
    while found != wanted and time.monotonic() < deadline:
        time.sleep(0.5)
        waiting = ask(lambda client: client.read_flow_runs(flow_run_filter=scheduled))
        found = {deployments[run.deployment_id].name for run in waiting if run.deployment_id in deployments}
    assert found == wanted
