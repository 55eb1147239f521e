"""Whether the process of a flow run still lives, whatever Prefect shows of it.

A run whose process and runner were killed together stays Running for ever on the server. So each run holds a lock of
the kernel while it lives: a lock that is free says that its process has ended. This file does NOT ask the server.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from prefect.settings import get_current_settings

KEPT = timedelta(days=1)
"""How long the marks of processes that have ended may lie."""

_PROCESSES = Path("/proc")


def hold(run_id: str) -> None:
    """Hold the mark of ``run_id`` until this process ends.

    Not only until its flow does: between the two the run reports its end, and would be taken for one that died. The
    mark has its name only once it is held: whoever looked in between would find it free.
    """
    path = _mark(run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    unnamed = path.with_name(f"{run_id}.{os.getpid()}")
    descriptor = os.open(unnamed, os.O_CREAT | os.O_WRONLY, 0o600)  # closed by the kernel, and by nobody before
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    unnamed.replace(path)


def has_ended(run_id: str) -> bool | None:
    """Whether the process of ``run_id`` has ended; None where no mark of it is on this machine."""
    with suppress(FileNotFoundError), _mark(run_id).open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
    return None


def may_live(run_id: str) -> bool:
    """Whether a process of ``run_id`` is on this machine: with its mark, or begun so lately that it has none yet.

    True as well where there is no mark, and no /proc to look into (it is Linux's).
    """
    ended = has_ended(run_id)
    return _is_begun(run_id) if ended is None else not ended


def _is_begun(run_id: str) -> bool:
    if not _PROCESSES.is_dir():
        return True
    told = f"PREFECT__FLOW_RUN_ID={run_id}".encode()  # by the runner, to the process that it begins
    for path in _PROCESSES.glob("[0-9]*/environ"):
        with suppress(OSError):
            if told in path.read_bytes().split(b"\0"):
                return True
    return False


def forget(run_id: str) -> None:
    """Let go of the mark of a run that has ended."""
    _mark(run_id).unlink(missing_ok=True)


def sweep(now: datetime) -> None:
    """Let go of the marks, older than KEPT, of processes that have ended. Others may sweep at the same time."""
    for path in _mark("").glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < (now - KEPT).timestamp() and has_ended(path.name):
                forget(path.name)


def _mark(run_id: str) -> Path:
    return get_current_settings().home / "living" / run_id
