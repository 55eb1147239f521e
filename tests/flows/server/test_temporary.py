"""Servers that a command starts beside itself: how a start that fails is told, and that nothing is left behind."""

from __future__ import annotations

import os
import socket
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from flows.cli.demo import SAMPLE
from flows.server.temporary import announced_server, answers, environment, free_port, prefect_server
from literature.model.errors import WatchError
from tests.paths import ROOT


def test_the_environment_is_put_back_even_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SET_BEFORE", "before")
    monkeypatch.delenv("NOT_SET_BEFORE", raising=False)
    with suppress(KeyError), environment({"SET_BEFORE": "inside", "NOT_SET_BEFORE": "inside"}):
        assert os.environ["SET_BEFORE"] == os.environ["NOT_SET_BEFORE"] == "inside"
        raise KeyError
    assert os.environ["SET_BEFORE"] == "before"
    assert "NOT_SET_BEFORE" not in os.environ


def test_a_stand_in_answers_while_it_is_needed_and_not_longer() -> None:
    with announced_server("tests.standins.feeds", ["--dir", str(SAMPLE / "feeds")], ROOT) as address:
        assert httpx.get(f"{address}journal.xml").status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}journal.xml")


def test_a_program_that_does_not_say_that_it_listens_is_named_with_the_command_to_try() -> None:
    with (
        pytest.raises(WatchError, match=r"this: did not start .*-m this` to see why"),
        announced_server("this", [], ROOT),
    ):
        pass


def test_a_prefect_server_that_ends_at_its_start_is_told_at_once_with_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = subprocess.Popen

    def broken(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        return start([*command, "--no-such-option"], **options)

    monkeypatch.setattr(subprocess, "Popen", broken)
    with pytest.raises(WatchError, match="ended at its start with exit 2; its log is"), prefect_server(tmp_path):
        pass
    assert "no-such-option" in (tmp_path / "server.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("status", [200, 503])
def test_a_server_is_well_when_it_says_so(status: int, respx_mock: Any) -> None:
    respx_mock.get("http://server.example/api/health").respond(status)
    assert answers("http://server.example/api") is (status == 200)


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}/api", "server.example", "http://[", ""])
def test_an_address_where_nobody_answers_is_no_server(address: str) -> None:
    assert answers(address.format(port=free_port())) is False


def test_a_free_port_can_be_bound() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", free_port()))
