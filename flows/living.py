"""Whether the process of a flow run still lives, whatever Prefect shows of it.

A run whose process and runner were killed together stays Running for ever on the server. So each run holds a lock of
the kernel while it lives: a lock that is free says that its process has ended. This file does NOT ask the server.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from prefect.settings import get_current_settings


@contextmanager
def living(run_id: str) -> Iterator[None]:
    """Hold the mark of ``run_id`` until the block, or the process, ends."""
    path = _mark(run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
        path.unlink(missing_ok=True)


def has_ended(run_id: str) -> bool | None:
    """Whether the process of ``run_id`` has ended; None where no mark of it is on this machine."""
    with suppress(FileNotFoundError), _mark(run_id).open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
    return None


def forget(run_id: str) -> None:
    """Let go of the mark of a run that has ended."""
    _mark(run_id).unlink(missing_ok=True)


def _mark(run_id: str) -> Path:
    return get_current_settings().home / "living" / run_id
