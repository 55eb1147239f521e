"""The heartbeat: called when it is asked for, and its address is never told."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from flows.app import App
from flows.delivery.heartbeat import beat

ADDRESS = "https://beat.example/secret-0123456789"


def test_without_an_address_nobody_is_called(app: App, respx_mock: Any) -> None:
    assert beat(app.watch) == ""
    assert not respx_mock.calls


def test_the_address_in_the_environment_is_called_once(
    app: App, respx_mock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ILWATCH_HEARTBEAT_URL", ADDRESS)
    route = respx_mock.get(ADDRESS).respond(200)
    assert beat(app.watch) == ""
    assert route.call_count == 1


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (httpx.Response(500), "status 500"),
        (httpx.ConnectError(f"no route to {ADDRESS}"), "ConnectError"),
        (httpx.ReadTimeout(""), "ReadTimeout"),
    ],
    ids=["refused", "no route", "silent"],
)
def test_a_heartbeat_that_is_not_heard_is_told_by_name_alone(
    app: App,
    respx_mock: Any,
    monkeypatch: pytest.MonkeyPatch,
    fault: Any,
    told: str,
) -> None:
    monkeypatch.setenv("ILWATCH_HEARTBEAT_URL", ADDRESS)
    respx_mock.get(ADDRESS).mock(side_effect=[fault])
    why = beat(app.watch)
    assert why == f"the heartbeat of ILWATCH_HEARTBEAT_URL was not heard ({told})"
    assert "secret" not in why


def test_an_address_that_is_none_is_told_by_name_too(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ILWATCH_HEARTBEAT_URL", "secret-without-a-scheme")
    assert beat(app.watch) == "the heartbeat of ILWATCH_HEARTBEAT_URL was not heard (UnsupportedProtocol)"
