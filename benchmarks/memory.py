"""The peak memory of a process. This file does NOT start one."""

from __future__ import annotations

from pathlib import Path


def peak_megabytes() -> float:
    """Peak resident memory of this process, in MB (Linux).

    VmHWM, because getrusage gives a child the peak of the process that started it.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
