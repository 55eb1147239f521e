"""What `ilwatch up` says comes next: not what was paused in the UI."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import respx

from flows.deployments import Plan, Timing
from flows.server.api_password import ensure_password
from flows.server.runs.paused import paused_names
from flows.server.up import schedule_lines

API = "http://127.0.0.1:4200/api"


def plan(name: str, flow: str) -> Plan:
    return Plan(name, f"flows.main_flows.{flow}", "", (), {}, (Timing("0 7 * * MON", "monday"),))


PLANS = (plan("news", "poll"), plan("weekly", "digest"), plan("deliver", "deliver"), plan("poll", "poll"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    ensure_password(tmp_path)
    return tmp_path


@respx.mock
def test_a_deployment_or_all_its_schedules_may_be_paused_and_a_new_one_is_not(home: Path) -> None:
    def answer(paused: bool, *active: bool) -> httpx.Response:
        return httpx.Response(200, json={"paused": paused, "schedules": [{"active": each} for each in active]})

    routes = {"poll/news": answer(True, True), "digest/weekly": answer(False, False, False)}
    for name, response in routes.items():
        respx.get(f"{API}/deployments/name/{name}").mock(response)
    respx.get(f"{API}/deployments/name/deliver/deliver").mock(answer(False, False, True))
    respx.get(f"{API}/deployments/name/poll/poll").mock(httpx.Response(404))
    assert paused_names(API, home, PLANS) == {"news", "weekly"}
    assert respx.calls.last.request.headers["Authorization"].startswith("Basic ")


@respx.mock
def test_where_the_server_does_not_say_nothing_is_paused(home: Path) -> None:
    respx.get(url__startswith=API).mock(side_effect=httpx.ConnectError("gone"))
    assert paused_names(API, home, PLANS) == set()


def test_what_is_paused_has_no_next_time() -> None:
    times = {"news": datetime(2026, 11, 23, 8, tzinfo=UTC), "weekly": datetime(2026, 11, 30, 7, tzinfo=UTC)}
    assert schedule_lines(times, "Europe/London", {"news"}) == [
        "next weekly: Mon 30 Nov 07:00 (Europe/London)",
        "news: paused in the UI, it will not run until you resume it",
    ]
