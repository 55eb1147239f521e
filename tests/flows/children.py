"""A process that is started, waited for at a moment, and killed: the one way to do so in all tests that kill.

A child dies by itself at a point that it reaches (``dies_at``), or is killed from outside once a moment has come
(``until``, ``kill``).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import StrEnum
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlmodel import Session

from store.engine.database import Database

SECONDS = 240.0
"""For a server and its first poll, or a child to its end, on a busy machine."""

KILLED = 137

Reach = Callable[[StrEnum | None], None]

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        "pytest",  # each child imports the main module of its parent
        "flows.cli.main",
        "tests.flows.jobs.crash_child",
        "tests.flows.delivery.mailing_child",
    ]
)
"""Children start with what they need: the server that forks them takes a list only once."""


async def at_once(_seconds: float) -> None:
    """Waits for nothing: the requests, or the tries, follow one another."""


def start(act: Callable[..., object], *arguments: object) -> BaseProcess:
    """Call ``act`` in a process of its own."""
    child = FORKS.Process(target=act, args=arguments)
    child.start()
    return child


def ended(children: Sequence[BaseProcess]) -> list[int | None]:
    """Wait for ``children``; return how each ended."""
    for child in children:
        child.join(SECONDS)
    return [child.exitcode for child in children]


def dies_at(point: StrEnum, number: int) -> Reach:
    """Return what is told of each point that this process reaches, and ends it at the ``number``-th ``point``."""
    left = number

    def reach(here: StrEnum | None) -> None:
        nonlocal left
        left -= here is point
        if here is point and left == 0:
            os._exit(KILLED)

    return reach


def watch_commits(before: Callable[[], None], after: Callable[[], None]) -> None:
    """Call ``before`` and ``after`` at each commit of this process, for which it is to die."""
    writing = Database.writing

    @contextmanager
    def watched(database: Database) -> Iterator[Session]:
        with writing(database) as session:
            yield session
            session.flush()
            before()
        after()

    Database.writing = watched  # type: ignore[method-assign, assignment]  # of this process alone


def until(has_come: Callable[[], object], seconds: float = SECONDS) -> bool:
    """Whether ``has_come`` came true in time."""
    deadline = time.monotonic() + seconds
    while not has_come():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def kill(processes: Sequence[int]) -> None:
    """SIGKILL, at once, to those that still live."""
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def lives(pid: int) -> bool:
    """Whether it has not ended; one that nobody has waited for yet has."""
    with suppress(OSError):
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    return False
