"""Our Prefect server, seen by another user of this machine and by a page of another site: nothing without the
password, nothing under another name, no address but loopback."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from flows.server.api_password import read_password
from flows.server.api_server import NAMES, hosts
from flows.server.temporary import answers, free_port, settings_of
from tests.flows.children import until
from tests.flows.conftest import SampleWeek
from tests.paths import ROOT

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FOREIGN = ["evil.example", "evil.example:4200", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "[::2]"]
RUN = {"flow_id": "00000000-0000-0000-0000-000000000000", "state": {"type": "SCHEDULED"}}
SOCKETS = ("/events/in", "/events/out", "/logs/out")


@pytest.fixture(scope="module")
def address(prefect_home: tuple[str, Path]) -> str:
    return prefect_home[0]


@pytest.fixture(scope="module")
def login(prefect_home: tuple[str, Path]) -> httpx.BasicAuth:
    return httpx.BasicAuth(*read_password(prefect_home[1]).split(":"))


QUESTIONS = [
    ("POST", "/flow_runs/", RUN),
    ("POST", "/deployments/", {"name": "x", "flow_id": RUN["flow_id"], "entrypoint": "os.system"}),
    ("POST", "/deployments/filter", {}),
    ("POST", "/flows/", {"name": "x"}),
    ("POST", "/block_documents/", {}),
    ("POST", "/work_pools/", {"name": "x", "type": "process"}),
    ("GET", "/admin/settings", None),
    ("GET", "/version", None),
    ("GET", "/csrf-token?client=x", None),
]


@pytest.mark.parametrize(("method", "path", "body"), QUESTIONS, ids=[path for _, path, _ in QUESTIONS])
def test_without_the_password_no_run_is_made_and_nothing_is_told(
    address: str, login: httpx.BasicAuth, method: str, path: str, body: Any
) -> None:
    """The token against forged requests is fetched with the password: it alone lets nobody in."""
    token = httpx.get(f"{address}/csrf-token?client=x", auth=login).json()["token"]
    headers = {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "x"}
    for guess in (None, ("ilwatch", ""), ("ilwatch", "guessed"), ("admin", "admin")):
        assert httpx.request(method, f"{address}{path}", json=body, auth=guess, headers=headers).status_code == 401
    assert httpx.request(method, f"{address}{path}", json=body, auth=login, headers=headers).status_code != 401


def test_with_the_password_the_server_answers(address: str, login: httpx.BasicAuth) -> None:
    assert httpx.get(f"{address}/version", auth=login).status_code == 200


@pytest.mark.parametrize("path", ["/version", "/health", "/ready", "/admin/settings", "/../", "/../ui-settings"])
@pytest.mark.parametrize("host", [*FOREIGN, ""])
def test_under_another_name_it_does_not_answer_even_with_the_password(
    address: str, login: httpx.BasicAuth, host: str, path: str
) -> None:
    answer = httpx.get(f"{address}{path}", headers={"Host": host}, auth=login)
    assert (answer.status_code, answer.text) == (400, "Invalid host header")


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"])
def test_under_its_own_names_it_answers_at_any_port(address: str, login: httpx.BasicAuth, name: str) -> None:
    for host in (name, f"{name}:4200"):
        assert httpx.get(f"{address}/version", headers={"Host": host}, auth=login).status_code == 200


@pytest.mark.parametrize("path", SOCKETS)
def test_a_websocket_is_refused_under_another_name(address: str, path: str) -> None:
    there = address.replace("http://127.0.0.1", "ws://evil.example")
    port = int(address.rpartition(":")[2].removesuffix("/api"))
    line = socket.create_connection(("127.0.0.1", port))
    with pytest.raises(InvalidStatus) as refused, connect(f"{there}{path}", sock=line):
        pass
    assert refused.value.response.status_code == 400


@pytest.mark.parametrize("path", SOCKETS)
@pytest.mark.parametrize("token", [None, "", "ilwatch:guessed"])
def test_a_websocket_is_closed_without_the_password(address: str, path: str, token: str | None) -> None:
    there = address.replace("http:", "ws:")
    with connect(f"{there}{path}", subprotocols=["prefect"]) as line:  # type: ignore[list-item]  # a NewType of str
        line.send(json.dumps({"type": "auth", "token": token}))
        with pytest.raises(ConnectionClosed):
            line.recv(timeout=10)


def test_a_page_of_another_site_may_not_ask(address: str, login: httpx.BasicAuth) -> None:
    preflight = {"Access-Control-Request-Method": "POST", "Origin": "http://evil.example"}
    answer = httpx.options(f"{address}/flow_runs/", headers=preflight)
    assert answer.status_code == 400
    assert "access-control-allow-origin" not in answer.headers
    asked = httpx.post(f"{address}/flow_runs/", json=RUN, auth=login)
    assert (asked.status_code, asked.json()) == (403, {"detail": "Missing CSRF token."})


def listening(port: int) -> set[str]:
    """The addresses at which someone of this machine listens at ``port``, as the kernel writes them."""
    lines = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()]
    local = [fields[1].split(":") for fields in lines if fields[3] == "0A"]
    return {address for address, at in local if int(at, 16) == port}


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs the /proc of Linux")
def test_it_listens_at_loopback_only(address: str) -> None:
    assert listening(int(address.rpartition(":")[2].removesuffix("/api"))) == {"0100007F"}


def test_names_are_added_and_a_star_is_refused() -> None:
    assert hosts("") == ["localhost", "127.0.0.1", "[::1]"]
    assert hosts(" lab.example.org, b.example ")[3:] == ["lab.example.org", "b.example"]
    for wrong in ("*", "*.example.org", "lab.example.org:4200", "http://lab.example.org"):
        with pytest.raises(ValueError, match="no name of a host"):
            hosts(wrong)


@contextmanager
def a_server(home: Path, port: int, **changed: str) -> Iterator[subprocess.Popen[str]]:
    settings = {**os.environ, **settings_of(home, port), **changed}
    command = [sys.executable, "-m", "flows.server.api_server", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=settings, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"PREFECT_SERVER_API_AUTH_STRING": ""}, "a server without a password lets any user run commands"),
        ({NAMES: "*"}, "ILWATCH_SERVER_NAMES holds '*'"),
    ],
)
def test_a_server_that_would_let_everybody_in_does_not_start(
    tmp_path: Path, changed: dict[str, str], told: str
) -> None:
    with a_server(tmp_path, free_port(), **changed) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert told in said
    assert "Traceback" not in said


def test_behind_a_proxy_it_answers_to_the_name_that_is_set(tmp_path: Path, new_prefect: Path) -> None:
    shutil.copy(new_prefect, tmp_path / "prefect.db")
    port = free_port()
    with a_server(tmp_path, port, **{NAMES: "lab.example.org"}):
        assert until(lambda: answers(f"http://127.0.0.1:{port}/api"))
        health = f"http://127.0.0.1:{port}/api/health"
        codes = [httpx.get(health, headers={"Host": host}).status_code for host in ("lab.example.org", "evil.example")]
    assert codes == [200, 400]


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


@pytest.mark.skipif(CHROMIUM is None, reason="needs a Chromium on this machine: apt-get install chromium")
def test_in_a_browser_the_ui_opens_with_the_password_and_not_without(
    page: Page, prefect_home: tuple[str, Path]
) -> None:
    address, home = prefect_home
    refused, hosts_asked = list[str](), set[str | None]()
    page.on("request", lambda asked: hosts_asked.add(urlsplit(asked.url).hostname))
    page.on("response", lambda answer: refused.append(answer.url) if answer.status in (400, 401, 403) else None)
    page.goto(address.removesuffix("/api"))
    asked = page.locator("input[type=password]")
    expect(asked).to_be_visible(timeout=60_000)
    asked.fill("ilwatch:guessed")
    with page.expect_response(lambda answer: answer.status == 401):
        asked.press("Enter")
    expect(asked).to_be_visible()
    page.wait_for_load_state("networkidle")
    asked.fill(read_password(home))
    refused.clear()
    asked.press("Enter")
    expect(page.get_by_role("button", name="Deployments")).to_be_visible(timeout=60_000)
    page.goto(f"{address.removesuffix('/api')}/deployments")
    expect(page.get_by_text("Deployments").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert refused == []
    assert hosts_asked - {None} == {"127.0.0.1"}  # a picture within the page has none


def test_a_command_without_the_password_of_the_server_that_it_names_says_so(week: SampleWeek, address: str) -> None:
    named = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    command = [sys.executable, "-c", "from flows.cli.main import main; main()", "poll", "--source", "sampleRxiv"]
    options = ["--config", str(week.config), "--database", week.database]
    environment = {**named, "PYTHONPATH": str(ROOT), "PREFECT_API_URL": address}
    done = subprocess.run(
        [*command, *options], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    told = "Prefect server: it asks for a password that PREFECT_API_AUTH_STRING does not hold: put it there, as"
    assert done.stderr.splitlines()[-1] == f"{told} user:password"
    assert "Traceback" not in done.stderr
