"""`ilwatch up` on a real server: what it says, what it leaves behind, and what keeps it from starting."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from flows.cli.demo import MONDAY, SAMPLE, write_config
from flows.cli.main_job import reachable_server
from flows.server import temporary, up
from flows.server.api_password import PASSWORD_FILE as PASSWORD
from flows.server.api_password import read_password
from flows.server.prefect_home import api_of, home_of, locked, serving
from flows.server.temporary import answers, free_port
from flows.server.up import Child, Stop, stay_up
from literature.model.errors import BrokenStore, WatchError
from tests.flows.children import SECONDS, lives, until
from tests.flows.conftest import SampleWeek
from tests.flows.server import live
from tests.flows.server.live import Served, begin
from tests.paths import ROOT
from tests.standins.feeds import FeedStandin
from tests.standins.ncbi import NcbiStandin


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("up")
    pubmed = NcbiStandin([SAMPLE / "pubmed.xml"], today=f"{MONDAY:%Y-%m-%d}")
    with pubmed, FeedStandin(SAMPLE / "feeds") as feeds:
        live.for_ever(write_config(folder, pubmed.url, feeds.url))
        with live.up(folder, free_port()) as one:
            polled = until(lambda: [name for name in one.completed() if name.startswith("poll pubmed + 4 feeds: 38 ")])
            assert polled, (one.completed(), (folder / "up.log").read_text())
            yield one


def test_the_first_poll_runs_and_every_deployment_is_scheduled_in_the_readers_zone(served: Served) -> None:
    names = {"poll", "news", "weekly", "deliver", "watchdog", "recheck", "backfill", "inbox", "maintenance"}
    query = "SELECT d.name, s.active, s.schedule FROM deployment d JOIN deployment_schedule s ON s.deployment_id = d.id"
    assert until(lambda: {name for name, *_ in served.asked(query)} == names), served.asked(query)
    assert all(active and "Europe/London" in str(schedule) for _, active, schedule in served.asked(query))


def test_runs_that_wait_are_named_by_their_deployment_and_their_time_and_not_at_random(served: Served) -> None:
    query = "SELECT name FROM flow_run WHERE auto_scheduled = 1 AND state_name = 'Scheduled'"
    weekly = "weekly, due Mon "

    def are_named() -> bool:
        names = [name for (name,) in served.asked(query)]
        return any(name.startswith(weekly) for name in names) and all(", due " in name for name in names)

    assert until(are_named), served.asked(query)
    assert all(name.endswith(", 07:00") for (name,) in served.asked(query) if name.startswith(weekly))


def test_letters_that_a_killed_run_left_need_not_wait_for_the_hour(served: Served) -> None:
    assert until(lambda: "deliver: no letter waits" in served.completed())


def test_a_second_one_is_told_where_the_first_one_is(served: Served) -> None:
    second = begin(served.folder, free_port())
    said, _ = second.communicate(timeout=SECONDS)
    assert second.returncode == 1
    assert f"is running already as process {served.process.pid}: open http://127.0.0.1:{served.port}" in said


def test_commands_find_it(served: Served) -> None:
    assert serving(home_of(served.folder / "watch.toml")) == served.api


def test_its_commands_have_the_password_and_nobody_else_sees_it(served: Served) -> None:
    password = read_password(served.home)
    found = reachable_server(served.folder / "watch.toml")
    assert (found["PREFECT_API_URL"], found["PREFECT_API_AUTH_STRING"]) == (served.api, password)
    word = password.partition(":")[2].encode()
    files = [path for path in served.folder.rglob("*") if path.is_file() and path.name != PASSWORD]
    assert {"up.log", "server.log", "runner.log", "prefect.db"} < {path.name for path in files}
    assert [path for path in files if word in path.read_bytes()] == []
    commands = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in served.everything() if lives(pid)]
    assert [command for command in commands if word in command] == []


def test_its_login_is_told_by_the_file_that_holds_it(served: Served) -> None:
    said = (served.folder / "up.log").read_text(encoding="utf-8")
    assert "it asks for a password once: the whole line that this prints" in said
    assert f"  cat {served.home / PASSWORD}\n" in said


def test_all_of_it_listens_at_loopback_only(served: Served) -> None:
    sockets = {os.readlink(path) for pid in served.everything() for path in Path(f"/proc/{pid}/fd").glob("*")}
    lines = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()]
    ours = [fields[1] for fields in lines if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets]
    assert f"0100007F:{served.port:04X}" in ours
    assert {address.partition(":")[0] for address in ours} == {"0100007F"}  # the runner's channel to its runs too


def test_what_it_writes_is_for_its_owner_alone(served: Served) -> None:
    written = [path for path in served.folder.rglob("*") if path.name not in ("watch.toml", "up.log")]
    assert {"ilwatch.db", "prefect.db", "server.log", "living"} <= {path.name for path in written}
    assert [path for path in written if path.name != "data" and path.stat().st_mode & 0o077] == []


@pytest.mark.slow
def test_killed_it_leaves_no_server_behind_and_the_next_one_stops_in_order(served: Served) -> None:
    served.process.kill()
    served.process.wait()
    assert until(lambda: not answers(served.api))
    again = begin(served.folder, served.port)
    before = len(served.completed())
    assert until(lambda: len([name for name in served.completed() if name.startswith("poll")]) > 1), before
    for _ in range(20):  # `make up` gets two from one Ctrl-C
        again.send_signal(signal.SIGTERM)
    said, _ = again.communicate(timeout=SECONDS)
    assert again.returncode == 0
    assert not answers(served.api)
    for part in (f"Prefect UI: http://127.0.0.1:{served.port}", "next weekly: Mon", "only written to", "stopping"):
        assert part in said
    assert {active for (active,) in served.asked("SELECT active FROM deployment_schedule")} == {1}


def test_a_port_that_is_taken_is_named_before_anything_starts(week: SampleWeek) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(WatchError, match=rf"port {port}: is taken .* choose another one with --port"):
            stay_up(week.config, week.database, port, list[str]().append)


def test_a_home_that_is_held_is_left_alone(week: SampleWeek) -> None:
    with (
        locked(home_of(week.config), api_of(4200)),
        pytest.raises(WatchError, match="running already"),
    ):
        stay_up(week.config, week.database, free_port(), list[str]().append)


def test_a_home_of_a_newer_prefect_is_named_before_anything_starts(week: SampleWeek) -> None:
    home = home_of(week.config)
    home.mkdir(parents=True)
    with closing(sqlite3.connect(home / "prefect.db")) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR)")
        connection.execute("INSERT INTO alembic_version VALUES ('ffff00000000')")
    with pytest.raises(BrokenStore, match="newer Prefect"):
        stay_up(week.config, week.database, free_port(), list[str]().append)


def child(folder: Path, program: str) -> Child:
    (folder / "program.py").write_text(program, encoding="utf-8")
    return Child("program", ["program"], folder / "log", {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"})


def test_a_child_that_ends_is_started_again_and_named_when_it_does_not_stay_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(up, "MOST_RESTARTS", 2)
    monkeypatch.setattr(up, "LOOK_SECONDS", 0.02)
    said = list[str]()
    broken = child(tmp_path, "import sys; sys.exit('no such thing')")
    with pytest.raises(WatchError, match=r"program: ended 3 times: no such thing \(its log"):
        up._keep_up((broken,), Stop(), said.append)
    assert len(said) == 3
    broken.stop()


def test_a_server_that_ends_at_its_start_is_named_with_its_last_words(tmp_path: Path) -> None:
    broken = child(tmp_path, "import sys; sys.exit('the disk is full')")
    broken.start()
    with pytest.raises(WatchError, match="ended at its start with exit 1: the disk is full"):
        up._wait_until_well((broken, broken), api_of(free_port()), Stop())
    broken.stop()


def test_a_server_that_does_not_answer_in_time_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(temporary, "START_SECONDS", 0.5)
    hanging = child(tmp_path, "print('waiting for a lock', flush=True); import time; time.sleep(60)")
    hanging.start()
    with pytest.raises(WatchError, match="did not answer within 0 s"):
        up._wait_until_well((hanging, hanging), api_of(free_port()), Stop())
    hanging.stop()
    assert hanging.has_ended()
