"""Runs that wait have a name that says what they are and when they are due, and no two random words."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import DeploymentSchedule, FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule

from flows.server.runs.run_names import SOON, name_scheduled

NOW = datetime(2026, 11, 28, 10, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 7, tzinfo=UTC)


@dataclass
class FakeServer:
    """Runs and deployments as Prefect's client gives them; a new name is kept."""

    runs: list[FlowRun]
    deployments: list[DeploymentResponse]
    renamed: list[UUID] = field(default_factory=list)

    async def read_flow_runs(self, **_filters: Any) -> list[FlowRun]:
        return self.runs

    async def read_deployments(self) -> list[DeploymentResponse]:
        return self.deployments

    async def update_flow_run(self, flow_run_id: UUID, *, name: str) -> None:
        self.renamed.append(flow_run_id)
        self.runs = [run.model_copy(update={"name": name}) if run.id == flow_run_id else run for run in self.runs]

    def names(self) -> list[str]:
        asyncio.run(name_scheduled(cast("PrefectClient", self), NOW))
        return [run.name for run in self.runs]


def a_deployment(name: str = "weekly", zone: str | None = "Europe/Berlin") -> DeploymentResponse:
    schedule = DeploymentSchedule(schedule=CronSchedule(cron="0 7 * * MON", timezone=zone), active=True)
    return DeploymentResponse(id=uuid4(), name=name, flow_id=uuid4(), schedules=[schedule], labels={})


def a_run(deployment: DeploymentResponse | None, due: datetime = MONDAY, *, by_schedule: bool = True) -> FlowRun:
    return FlowRun(
        name="nocturnal-donkey",
        flow_id=uuid4(),
        deployment_id=deployment.id if deployment else None,
        auto_scheduled=by_schedule,
        state_type=StateType.SCHEDULED,
        expected_start_time=due,
    )


def test_a_run_of_a_schedule_is_named_by_its_deployment_and_the_readers_time() -> None:
    weekly = a_deployment()
    assert FakeServer([a_run(weekly)], [weekly]).names() == ["weekly, due Mon 30 Nov, 08:00"]


def test_a_schedule_without_a_zone_is_in_utc() -> None:
    weekly = a_deployment(zone=None)
    assert FakeServer([a_run(weekly)], [weekly]).names() == ["weekly, due Mon 30 Nov, 07:00"]


def test_a_run_that_a_person_has_started_keeps_its_name() -> None:
    weekly = a_deployment()
    assert FakeServer([a_run(weekly, by_schedule=False)], [weekly]).names() == ["nocturnal-donkey"]


def test_a_run_that_is_due_at_once_is_left_to_name_itself() -> None:
    weekly = a_deployment()
    soon, late = a_run(weekly, NOW + SOON / 2), a_run(weekly, NOW - timedelta(hours=3))
    assert FakeServer([soon, late], [weekly]).names() == ["nocturnal-donkey"] * 2


def test_a_run_without_its_deployment_keeps_its_name() -> None:
    assert FakeServer([a_run(None), a_run(a_deployment())], []).names() == ["nocturnal-donkey"] * 2


def test_a_run_that_has_its_name_is_not_renamed_again() -> None:
    weekly = a_deployment()
    server = FakeServer([a_run(weekly)], [weekly])
    server.names()
    server.names()
    assert len(server.renamed) == 1
