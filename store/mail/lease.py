"""Which process has leased a Delivery, and whether it still lives.

A lease that only ends by the clock makes a person wait after a crash: long enough for the slowest server to answer
(twenty minutes) before anybody may go on. So a lease also names its process, and where the kernel can say that this
process is gone, the lease is over at once. Where it cannot (another machine, another container, no /proc) the clock
decides alone. This file does NOT touch the database.
"""

from __future__ import annotations

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from literature.model.clock import was_ahead

LENGTH = timedelta(minutes=20)
"""How long a Delivery stays leased without a sign of life: twice the longest step, the 600 s that a server may
think after the final dot (RFC 5321, 4.5.3.2.6)."""


def new_owner() -> str:
    """A name for one attempt of this process: the kernel it runs under, the process, and a number of its own.

    The start time is part of it, since a process id is given again.
    """
    return f"{_kernel()} {os.getpid()}:{_started(os.getpid())} {secrets.token_hex(8)}"


def is_gone(owner: str) -> bool:
    """Whether the process that ``owner`` names has ended for certain."""
    return _lives(owner) is False


def _lives(owner: str) -> bool | None:
    """Whether the process that ``owner`` names lives; None of one under another kernel, of which nothing is known."""
    kernel, process, _ = owner.split(" ")
    pid, _, started = process.partition(":")
    return _started(int(pid)) == started if started and kernel == _kernel() != "" else None


def is_over(owner: str, until: datetime | None, now: datetime) -> bool:
    """Whether the lease of ``owner`` has ended: with its process, by the clock, or since a clock that was ahead wrote
    an end that no lease made now could have; the last only where nobody knows that the process lives."""
    if until is None or until <= now or is_gone(owner):
        return True
    return was_ahead(until - LENGTH, now) and not _lives(owner)


def _kernel() -> str:
    """This boot of this machine and its namespace of process ids; "" where there is no /proc to ask."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def _started(pid: int) -> str:
    """When a process started, in ticks since boot; "" where it has ended, be it a zombie (proc(5), stat)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    state, *numbers = stat.rpartition(")")[2].split()  # the name before it may hold spaces and brackets
    return "" if state in ("Z", "X") else numbers[18]
