"""prefect.yaml as plain data: which flow is deployed under which name, and when it comes by itself.

The times are those of prefect.yaml, the time zone is that of watch.toml: a laptop that served Prefect from Berlin and
mailed for London would have two Mondays. This file does NOT import Prefect (`ilwatch status` must answer at once).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from cronsim import CronSim, CronSimError

from flows.config import ROOT
from literature.model.errors import BrokenConfig

PREFECT_YAML = ROOT / "prefect.yaml"
DIGEST = "weekly"
"""Name of the deployment whose schedule is that of the editions."""


@dataclass(frozen=True, slots=True)
class Timing:
    """One schedule of a deployment: a cron line in local time, and the name under which the UI may pause it."""

    cron: str
    slug: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """What this schedule gives the flow beside, or instead of, the parameters of the deployment."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One deployment."""

    name: str
    entrypoint: str
    description: str
    tags: tuple[str, ...]
    parameters: Mapping[str, Any]
    timings: tuple[Timing, ...] = ()
    limit: int | None = None
    collision: str = "ENQUEUE"


def plans(path: Path = PREFECT_YAML) -> tuple[Plan, ...]:
    """The deployments of prefect.yaml. Raises BrokenConfig with every fault that the file has."""
    tables = _read(path).get("deployments", [])
    if faults := tuple(fault for table in tables for fault in _faults(table)):
        raise BrokenConfig(str(path), faults)
    return tuple(map(_plan, tables))


def zone_fault(zone: ZoneInfo, path: Path = PREFECT_YAML) -> str:
    """What is wrong where prefect.yaml does not keep to the time zone of watch.toml, or ''."""
    tables = _read(path).get("deployments", [])
    named = {str(timing.get("timezone")) for table in tables for timing in table.get("schedules", [])}
    if named == {zone.key}:
        return ""
    return f"{path.name}: timezone is {', '.join(sorted(named))}, that of watch.toml is {zone.key}: write that one"


def last_slot(plan: Plan, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The newest instant at which ``plan`` was due, ``now`` included; None for one that never comes by itself."""
    just_after = now.astimezone(zone) + timedelta(seconds=1)
    return max((next(CronSim(timing.cron, just_after, reverse=True)) for timing in plan.timings), default=None)


def next_slot(plan: Plan, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The first instant after ``now`` at which ``plan`` is due."""
    local = now.astimezone(zone)
    return min((next(CronSim(timing.cron, local)) for timing in plan.timings), default=None)


def _read(path: Path) -> dict[str, Any]:
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, RecursionError, yaml.YAMLError) as error:
        raise BrokenConfig(str(path), (f"cannot be read: {error}",)) from error
    if not isinstance(read, dict):
        raise BrokenConfig(str(path), ("holds no table of deployments",))
    return read


def _plan(table: Mapping[str, Any]) -> Plan:
    limit = table.get("concurrency_limit", {})
    return Plan(
        name=table["name"],
        entrypoint=table["entrypoint"],
        description=table.get("description", ""),
        tags=tuple(table.get("tags", ())),
        parameters=table.get("parameters", {}),
        timings=tuple(map(_timing, table.get("schedules", ()))),
        limit=limit.get("limit"),
        collision=limit.get("collision_strategy", "ENQUEUE"),
    )


def _timing(table: Mapping[str, Any]) -> Timing:
    return Timing(table["cron"], table["slug"], table.get("parameters", {}))


def _faults(table: Mapping[str, Any]) -> Iterator[str]:
    name = table.get("name", "a deployment without a name")
    yield from (f"{name}: {key} is missing" for key in ("name", "entrypoint") if key not in table)
    for timing in table.get("schedules", ()):
        yield from (f"{name}: a schedule has no {key}" for key in ("cron", "slug") if key not in timing)
        try:
            CronSim(str(timing.get("cron")), datetime(2026, 1, 1))  # noqa: DTZ001  # only whether it can be read
        except CronSimError as error:
            yield f"{name}: cron {timing.get('cron')!r} is none ({error}); five fields, as in '0 7 * * MON'"
