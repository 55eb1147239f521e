"""Servers that a command starts for itself and stops again: a temporary Prefect server, and any program that says when
it listens.

This file does NOT keep a server running: `ilwatch up` is its own command.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from flows.server.api_password import ensure_password, read_password
from literature.model.errors import WatchError

START_SECONDS = 120.0
"""A cold start took 9 s on two cores; a slow machine may take ten times that."""

STOP_SECONDS = 10.0
HEALTH_SECONDS = 3.0

PREFECT_SETTINGS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_LOGGING_SERVER_LEVEL": "ERROR",
    "PREFECT_CLI_PROMPT": "false",
}


def settings_of(home: Path, port: int) -> dict[str, str]:
    """The environment of a server of ours, and of its runner: nothing leaves this machine, no page of another site may
    use the API through the browser of whoever reads it, and nobody may without the password, which is made here."""
    page = f"http://127.0.0.1:{port}"
    password = ensure_password(home)
    return {
        **PREFECT_SETTINGS,
        **client_settings(home, f"{page}/api"),
        "PREFECT_SERVER_API_AUTH_STRING": password,
        "PREFECT_UI_URL": page,
        "PREFECT_SERVER_UI_API_URL": f"{page}/api",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",  # it asks a host of Amplitude even so
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"{page},http://localhost:{port}",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_RUNNER_POLL_FREQUENCY": "3",
    }


def client_settings(home: Path, address: str) -> dict[str, str]:
    """The environment of a program that uses the server of ``home``, whose API has this ``address``."""
    return {
        "PREFECT_HOME": str(home.resolve()),
        "PREFECT_API_URL": address,
        "PREFECT_API_AUTH_STRING": read_password(home),
    }


def server_command(port: int) -> list[str]:
    """The module, and its arguments, that serve Prefect at ``port``."""
    return ["flows.server.api_server", str(port)]


def log_tail(log: Path) -> str:
    """Return the last line that a server wrote, and where its log is."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return f"{lines[-1][:300] if lines else 'it said nothing'} (its log: {log})"


@contextmanager
def prefect_server(home: Path) -> Iterator[str]:
    """A Prefect server on loopback with its own ``home``; yields the address of its API (see ``client_settings``)."""
    port = free_port()
    command = [sys.executable, "-m", *server_command(port)]
    address = f"http://127.0.0.1:{port}/api"
    environment = {**os.environ, **settings_of(home, port)}
    log = home / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)  # noqa: S603
        try:
            _wait_for(process, address, log)
            yield address
        finally:
            stop(process)


@contextmanager
def announced_server(module: str, arguments: Sequence[str], folder: Path) -> Iterator[str]:
    """``python -m module``, which prints "listening on ADDRESS" when it is ready; yields ADDRESS."""
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        line = process.stdout.readline() if process.stdout else ""
        if "listening on " not in line:
            raise WatchError(module, f"did not start (it said {line.strip()!r}); run `{' '.join(command)}` to see why")
        yield line.split("listening on ", 1)[1].strip()
    finally:
        stop(process)
        if process.stdout:
            process.stdout.close()


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """``os.environ`` with ``values``, put back afterwards."""
    previous = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in previous.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    """Whether the Prefect server whose API has this ``address`` is well."""
    try:
        secure = address.startswith("https:")  # else no certificates are needed, whose reading takes 20 ms of each look
        return httpx.get(f"{address}/health", timeout=HEALTH_SECONDS, verify=secure).is_success
    except (httpx.HTTPError, httpx.InvalidURL):
        return False


def _wait_for(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise WatchError("Prefect server", f"ended at its start with exit {process.returncode}; its log is {log}")
        if answers(address):
            return
        time.sleep(0.2)
    raise WatchError("Prefect server", f"did not start within {START_SECONDS:.0f} s; its log is {log}")


def stop(process: subprocess.Popen[bytes] | subprocess.Popen[str], seconds: float = STOP_SECONDS) -> None:
    """End ``process``, by force if it does not in time."""
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
