"""prefect.yaml without a server: Prefect itself lets a misspelt key pass without a word."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect import Flow
from prefect.cli.deploy._models import (
    ConcurrencyLimitSpec,
    DeploymentConfig,
    PrefectYamlModel,
    RawScheduleConfig,
    WorkPoolConfig,
)
from prefect.client.schemas.schedules import CronSchedule
from prefect.flows import load_flow_from_entrypoint
from prefect.utilities.callables import parameter_schema
from pydantic import BaseModel

from flows.config import load_watch
from flows.deployments import DIGEST, plans, zone_fault
from flows.server import runner
from tests.paths import ROOT

FILE = ROOT / "prefect.yaml"
TOP: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
DEPLOYMENTS: list[dict[str, Any]] = TOP["deployments"]
SCHEDULES = [schedule for deployment in DEPLOYMENTS for schedule in deployment.get("schedules", [])]

each_deployment = pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda one: str(one["name"]))
each_schedule = pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda one: str(one["slug"]))


def unknown(table: dict[str, Any], model: type[BaseModel]) -> set[str]:
    return set(table) - {field.alias or name for name, field in model.model_fields.items()}


def test_prefect_reads_the_file() -> None:
    assert len(PrefectYamlModel.model_validate(TOP).deployments) == len(DEPLOYMENTS) == 12


def test_every_key_at_the_top_is_known_to_prefect() -> None:
    """``definitions`` is the one that holds our anchors."""
    assert unknown(TOP, PrefectYamlModel) == {"definitions"}


@each_deployment
def test_every_key_of_a_deployment_is_known_to_prefect(deployment: dict[str, Any]) -> None:
    assert unknown(deployment, DeploymentConfig) == set()
    assert unknown(deployment["work_pool"], WorkPoolConfig) == set()
    assert unknown(deployment.get("concurrency_limit", {}), ConcurrencyLimitSpec) == set()


@each_deployment
def test_a_deployment_is_told_apart_and_has_a_work_pool(deployment: dict[str, Any]) -> None:
    assert [one["name"] for one in DEPLOYMENTS].count(deployment["name"]) == 1
    assert deployment["work_pool"]["name"] == "local"
    assert deployment["description"]


@each_deployment
def test_an_entrypoint_is_a_flow_that_takes_the_parameters(deployment: dict[str, Any]) -> None:
    flow: Flow[..., Any] = load_flow_from_entrypoint(deployment["entrypoint"], use_placeholder_flow=False)
    parameters = flow.validate_parameters(deployment["parameters"])
    assert parameters["config"] == "watch.toml"


@each_deployment
def test_a_deployment_that_is_scheduled_runs_once_at_a_time(deployment: dict[str, Any]) -> None:
    if deployment.get("schedules"):
        assert deployment["concurrency_limit"]["limit"] == 1
        assert deployment["concurrency_limit"]["collision_strategy"] in {"ENQUEUE", "CANCEL_NEW"}


@each_deployment
def test_a_schedule_gives_the_flow_parameters_that_it_takes(deployment: dict[str, Any]) -> None:
    flow: Flow[..., Any] = load_flow_from_entrypoint(deployment["entrypoint"], use_placeholder_flow=False)
    for schedule in deployment.get("schedules", []):
        parameters = {**deployment["parameters"], **schedule.get("parameters", {})}
        assert flow.validate_parameters(parameters).keys() >= parameters.keys()


def test_works_of_the_last_two_years_are_asked_for_each_week_and_all_each_month() -> None:
    (recheck,) = (one for one in DEPLOYMENTS if one["name"] == "recheck")
    given = {one["slug"]: (one["cron"], one.get("parameters", {})) for one in recheck["schedules"]}
    assert given == {"monthly": ("23 3 1 * *", {}), "weekly-recent": ("23 5 * * SUN", {"recent_only": True})}


def test_the_runner_gives_each_schedule_its_own_parameters() -> None:
    (plan,) = (plan for plan in plans() if plan.name == "recheck")
    made = asyncio.run(runner.deployment(plan, Path("watch.toml"), "Europe/London"))
    assert {each.slug: each.parameters for each in made.schedules or []} == {
        "monthly": {},
        "weekly-recent": {"recent_only": True},
    }


@each_schedule
def test_a_schedule_is_a_cron_line_in_a_time_zone_under_a_slug(schedule: dict[str, Any]) -> None:
    """Without a slug, a schedule that was paused in the UI is switched on again by the next deploy."""
    read = RawScheduleConfig.model_validate(schedule)
    assert read.slug
    assert read.cron
    assert read.timezone
    assert CronSchedule(cron=read.cron, timezone=read.timezone)


def test_the_flows_that_must_come_by_themselves_are_scheduled() -> None:
    assert {one["name"] for one in DEPLOYMENTS if one.get("schedules")} == {
        "poll",
        "news",
        "weekly",
        "deliver",
        "watchdog",
        "recheck",
        "maintenance",
        "backfill",
        "inbox",
    }
    assert DIGEST in {one["name"] for one in DEPLOYMENTS}


def test_all_schedules_keep_to_one_time_zone_that_of_the_researchers_file() -> None:
    assert zone_fault(load_watch(ROOT / "watch.toml").zone) == ""


def test_every_parameter_that_a_person_may_fill_in_is_described() -> None:
    """The form in the UI shows the descriptions; one without is a riddle."""
    for deployment in DEPLOYMENTS:
        flow: Flow[..., Any] = load_flow_from_entrypoint(deployment["entrypoint"], use_placeholder_flow=False)
        properties = parameter_schema(flow).properties
        assert {name for name, field in properties.items() if not field.get("description")} == set()
