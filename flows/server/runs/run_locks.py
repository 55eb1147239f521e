"""Whether the process of a flow run is alive, whatever Prefect shows.

A run whose process and runner were killed together stays Running for ever on the server. So each run holds a file lock
until its process ends: a free lock means that the process has ended. This file does NOT ask the server.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from prefect.settings import get_current_settings

KEPT = timedelta(days=1)
"""How long the lock files of processes that have ended are kept."""

_PROCESSES = Path("/proc")


def hold(run_id: str) -> None:
    """Hold the lock of ``run_id`` until this process ends.

    Releasing it when the flow ends would be too early: the run still has to report its end. The file gets its name
    once it is locked, so that no one finds it free in between.
    """
    path = _lock_file(run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    unnamed = path.with_name(f"{run_id}.{os.getpid()}")
    descriptor = os.open(unnamed, os.O_CREAT | os.O_WRONLY, 0o600)  # closed by the kernel when the process ends
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    unnamed.replace(path)


def has_ended(run_id: str) -> bool | None:
    """Whether the process of ``run_id`` has ended; None where this machine has no lock file of it."""
    with suppress(FileNotFoundError), _lock_file(run_id).open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
    return None


def may_live(run_id: str) -> bool:
    """Whether a process of ``run_id`` runs on this machine: it holds its lock, or began so recently that it has none.

    Also true where there is no lock file and no /proc (only Linux has it).
    """
    ended = has_ended(run_id)
    return _is_begun(run_id) if ended is None else not ended


def _is_begun(run_id: str) -> bool:
    if not _PROCESSES.is_dir():
        return True
    variable = f"PREFECT__FLOW_RUN_ID={run_id}".encode()  # set by the runner for the process it starts
    for path in _PROCESSES.glob("[0-9]*/environ"):
        with suppress(OSError):
            if variable in path.read_bytes().split(b"\0"):
                return True
    return False


def remove_lock(run_id: str) -> None:
    """Remove the lock file of a run that has ended."""
    _lock_file(run_id).unlink(missing_ok=True)


def remove_old_locks(now: datetime) -> None:
    """Remove lock files older than KEPT whose processes have ended; others may do so too."""
    for path in _lock_file("").glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < (now - KEPT).timestamp() and has_ended(path.name):
                remove_lock(path.name)


def _lock_file(run_id: str) -> Path:
    return get_current_settings().home / "living" / run_id
