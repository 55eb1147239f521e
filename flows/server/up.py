"""`ilwatch up`: a Prefect server, the schedules of prefect.yaml and a runner, in one foreground process.

The server and the runner are children that are started again when they end by themselves, and that end with this
process, however it ends (child.py). This file does NOT run flows: runner.py does, each in a process of its own.
"""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from digests.words.prose import count
from flows.app import open_app
from flows.delivery.context import Mailing
from flows.deployments import Plan, next_slot, plans
from flows.server import prefect_home, temporary
from flows.server.api_password import PASSWORD_FILE
from flows.server.permissions import open_to_others
from flows.server.runs.paused import paused_names
from literature.model.errors import WatchError

Say = Callable[[str], None]

STOP_SECONDS = 30.0
"""How long a child may take to shut down: the runner ends the runs that are under way."""

MOST_RESTARTS = 5
"""A child that ends this often within RESTART_SECONDS is given up."""

RESTART_SECONDS = 600.0
LOOK_SECONDS = 0.3

LEFT_OVER_SECONDS = 20.0
"""How long to wait for the server of an `ilwatch up` that was killed to release its port: it takes 2 s."""


@dataclass(slots=True)
class Child:
    """A program to keep running, and when it was started."""

    name: str
    command: list[str]
    log: Path
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it, in a session of its own: Ctrl-C is for the parent, which stops the runner before the server."""
        self._close_pipe()
        self.starts.append(time.monotonic())
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  # our own modules
                [sys.executable, "-m", "flows.server.child", *self.command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=dict(self.environment),
                start_new_session=True,
            )

    def has_ended(self) -> bool:
        """Whether it has ended."""
        return self.process is None or self.process.poll() is not None

    def stop(self) -> None:
        """End it, by force if it does not in time."""
        if self.process:
            temporary.stop(self.process, STOP_SECONDS)
        self._close_pipe()

    def _close_pipe(self) -> None:
        if self.process and self.process.stdin:
            self.process.stdin.close()


def stay_up(config: Path, database: str | None, port: int, say: Say) -> None:
    """Serve until Ctrl-C or SIGTERM. Raises WatchError where it cannot: said at once, with what to do."""
    planned = plans()
    with open_app(config, database) as app:  # refuses a wrong configuration or database before anything starts
        times, zone = _next_times(app.mailing, planned), app.watch.watch.timezone
        letters = [_letters_line(app.mailing), *open_to_others(app.watch, config, database)]
    home, api = prefect_home.home_of(config), prefect_home.api_of(port)
    with _asked_to_stop() as stop, prefect_home.locked(home, api) as previous_api:
        prefect_home.refuse_newer(home)
        _refuse_taken(port, LEFT_OVER_SECONDS if previous_api == api else 0.0)
        say(f"starting Prefect in {home} …")
        with _children(config, database, home, port) as children:
            _wait_until_well(children, api, stop)
            if not stop.asked:
                paused = paused_names(api, home, planned)
                for line in (*_login(home, api), *schedule_lines(times, zone, paused), *letters):
                    say(line)
                say("Ctrl-C ends it; the schedules stay on, and missed runs are caught up at the next start.")
            _keep_up(children, stop, say)
            say("stopping …")


@dataclass(slots=True)
class Stop:
    """Whether this process is asked to end.

    Not a ``threading.Event``: its ``set`` takes a lock, and a second signal that comes while the first one's handler
    holds it waits for ever. `make up` gets two from one Ctrl-C: the terminal's, and make's.
    """

    asked: bool = False

    def ask(self, *_signal: object) -> None:
        """Handle a signal."""
        self.asked = True

    def wait(self, seconds: float) -> bool:
        """Sleep for ``seconds``; return whether it was asked to end."""
        time.sleep(seconds)
        return self.asked


@contextmanager
def _asked_to_stop() -> Iterator[Stop]:
    """Yield what Ctrl-C and SIGTERM set; meanwhile they end nothing by themselves."""
    stop = Stop()
    previous = {number: signal.signal(number, stop.ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


@contextmanager
def _children(config: Path, database: str | None, home: Path, port: int) -> Iterator[tuple[Child, Child]]:
    """Start the server and the runner together; the runner waits for the server, and ends before it."""
    settings = {**os.environ, **temporary.settings_of(home, port)}
    if database:
        settings["ILWATCH_DATABASE_URL"] = database
    server = Child("Prefect server", temporary.server_command(port), home / "server.log", settings)
    runner = Child("runner", ["flows.server.runner", str(config)], home / "runner.log", settings)
    try:
        for child in (server, runner):
            child.log.unlink(missing_ok=True)
            child.start()
        yield server, runner
    finally:
        runner.stop()
        server.stop()


def _wait_until_well(children: Sequence[Child], api: str, stop: Stop) -> None:
    server = children[0]
    deadline = time.monotonic() + temporary.START_SECONDS
    while not temporary.answers(api):
        if server.has_ended():
            code = server.process.returncode if server.process else "?"
            raise WatchError(server.name, f"ended at its start with exit {code}: {temporary.log_tail(server.log)}")
        if time.monotonic() > deadline:
            seconds = f"{temporary.START_SECONDS:.0f} s"
            raise WatchError(server.name, f"did not answer within {seconds}: {temporary.log_tail(server.log)}")
        if stop.wait(LOOK_SECONDS):
            return


def _keep_up(children: Sequence[Child], stop: Stop, say: Say) -> None:
    """Restart a child that ends, until ``stop``. Raises WatchError for one that keeps ending."""
    while not stop.wait(LOOK_SECONDS):
        for child in children:
            if not child.has_ended():
                continue
            recent = [start for start in child.starts if time.monotonic() - start < RESTART_SECONDS]
            if len(recent) > MOST_RESTARTS:
                raise WatchError(child.name, f"ended {len(recent)} times: {temporary.log_tail(child.log)}")
            say(f"the {child.name} ended by itself; it is started again (its log: {child.log})")
            child.start()


def _refuse_taken(port: int, patience: float) -> None:
    deadline = time.monotonic() + patience
    while why := _taken(port):
        if time.monotonic() > deadline:
            raise WatchError(f"port {port}", f"is taken ({why}); choose another one with --port")
        time.sleep(LOOK_SECONDS)


def _taken(port: int) -> str:
    """Return why ``port`` cannot be listened at now, or ''."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return error.strerror or str(error)
    return ""


def _login(home: Path, api: str) -> list[str]:
    """Return where the UI is and where its password is; printed, the password would end up in logs."""
    asked = "it asks for a password once: the whole line that this prints, with the name and the colon"
    return [f"Prefect UI: {api.removesuffix('/api')}", f"  {asked}", f"  cat {shlex.quote(str(home / PASSWORD_FILE))}"]


def _next_times(mailing: Mailing, planned: tuple[Plan, ...]) -> dict[str, datetime]:
    """Return what will run by itself, and when; the soonest first."""
    slots = ((plan.name, next_slot(plan, mailing.watch.zone, mailing.now())) for plan in planned)
    return dict(sorted(((name, slot) for name, slot in slots if slot), key=lambda each: each[1]))


def schedule_lines(times: Mapping[str, datetime], zone: str, paused: Collection[str]) -> list[str]:
    """What runs next by itself, in the time zone ``zone``; what is ``paused`` does not."""
    lines = [f"next {name}: {slot:%a %d %b %H:%M} ({zone})" for name, slot in times.items() if name not in paused]
    return [
        *lines,
        *(f"{name}: paused in the UI, it will not run until you resume it" for name in times if name in paused),
    ]


def _letters_line(mailing: Mailing) -> str:
    """Return where the letters go."""
    outbox = mailing.copies.folder
    if not mailing.channels:
        return f"letters: only written to {outbox}, because [mail] host is empty"
    ways = " and ".join(channel.name for channel in mailing.channels)
    reached = sum(mailing.channel_of(reader.address) is not None for reader in mailing.watch.reader)
    return f"letters: to {count(reached, 'reader')} through {ways}; a copy in {outbox}"
