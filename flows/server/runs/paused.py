"""Which deployments people have paused in the Prefect UI: they will not run by themselves.

This file does NOT pause or resume anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx

from flows.deployments import Plan
from flows.server.api_password import read_password

SECONDS = 5.0


def paused_names(api: str, home: Path, planned: Iterable[Plan]) -> set[str]:
    """Names of those of ``planned`` whose schedules are all paused, or that are; a new one is not. Empty where the
    server does not say."""
    user, _, password = read_password(home).partition(":")
    try:
        with httpx.Client(auth=(user, password), timeout=SECONDS) as client:
            return {plan.name for plan in planned if plan.timings and _is_paused(client, api, plan)}
    except (httpx.HTTPError, ValueError):
        return set()


def _is_paused(client: httpx.Client, api: str, plan: Plan) -> bool:
    flow = plan.entrypoint.rpartition(".")[2]
    answer = client.get(f"{api}/deployments/name/{flow}/{plan.name}")
    if not answer.is_success:
        return False
    deployment: dict[str, Any] = answer.json()
    schedules = deployment.get("schedules") or []
    return bool(deployment.get("paused")) or bool(schedules and not any(each["active"] for each in schedules))
