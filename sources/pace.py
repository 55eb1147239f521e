"""The pace of requests for all processes of one user on this machine: the next free instant is kept in a locked file.

NCBI counts requests by address or api key, whoever makes them: eight commands at once made 13 requests in a second.
The clock is the machine's monotonic one, which all processes share and nobody sets. A lock ends with the process that
holds it. This file does NOT know NCBI's allowance (eutils.py does).
"""

from __future__ import annotations

import asyncio
import math
import os
import re
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from sources.http import Pace

try:
    import fcntl
except ImportError:  # only POSIX locks files so; elsewhere each process keeps its own pace
    fcntl = None  # type: ignore[assignment]  # the module is absent on that platform

FARTHEST = 60.0
"""Seconds: an instant further ahead was written before the machine was started anew. 160 processes may queue."""
LOCK_SECONDS = 2.0
"""A lock is held for microseconds; one that is held longer is a stopped process's."""
TURNS = 100
"""How often a caller whose instant was taken by a late one waits anew."""
_LAYOUT = struct.Struct("<dd")


def pace_folder() -> Path:
    """Where the user's programs keep what is to outlive them (XDG Base Directory Specification); a folder that cannot
    be made for a user without a home."""
    state = os.environ.get("XDG_STATE_HOME", "")
    try:
        return (Path(state) if state.startswith("/") else Path.home() / ".local" / "state") / "ilwatch"
    except RuntimeError:
        return Path(os.devnull) / "ilwatch"


def pace_file(server: str, *, has_key: bool) -> Path:
    """The file of those who share one allowance: one ``server`` (host and port), with an api key or without.

    Two keys share a file and get less than they may; a name made of the key would write down a secret.
    """
    return pace_folder() / f"pace-{re.sub(r'[^a-z0-9.-]', '_', server.lower())}{'-key' if has_key else ''}"


class SharedPace(Pace):
    """A Pace that other processes with the same ``file`` keep, too.

    A turn is reserved in the order of asking. The request itself starts when the one before it is ``interval`` ago: a
    process that is late shifts the others, and two starts never fall together. Where the file cannot be used, the pace
    is this process's own and ``note`` says why.
    """

    def __init__(
        self,
        interval: float,
        file: Path,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        super().__init__(interval, clock, sleep)
        self._file = file

    async def turn(self, wait_at_most: float) -> None:
        """As Pace's, among all processes."""
        try:
            wait = await self._reserve(wait_at_most)
        except OSError as error:
            self._alone(error)
            await super().turn(wait_at_most)
        else:
            if wait > 0:
                await self._sleep(wait)

    async def start(self) -> None:
        """Return when the last start of any process is ``interval`` ago, and be the next one."""
        try:
            for _ in range(TURNS):
                early = await self._start()
                if early <= 0:
                    return
                await self._sleep(early)
        except OSError as error:
            self._alone(error)

    def _alone(self, error: OSError) -> None:
        self.note = (
            f"the pace of requests is not shared with other processes ({error.strerror or error}): "
            f"make {self._file.parent} writable, or do not run two commands at once"
        )

    async def _reserve(self, wait_at_most: float) -> float:
        """Take the next free instant; the seconds until then."""
        async with self._locked() as file:
            now = self._clock()
            free_at, started = _read(file, now)
            start = max(now, free_at)
            if start - now > wait_at_most:
                raise self.refusal(start - now, wait_at_most)
            _write(file, start + self.interval, started)
            return start - now

    async def _start(self) -> float:
        """Start now and return 0, or return how many seconds it is too early."""
        async with self._locked() as file:
            now = self._clock()
            free_at, started = _read(file, now)
            early = started + self.interval - now
            if early > 0:
                return early
            _write(file, max(free_at, now + self.interval), now)
            return 0.0

    @asynccontextmanager
    async def _locked(self) -> AsyncIterator[int]:
        """The file, open and locked. Raises OSError where that cannot be had."""
        if fcntl is None:
            raise OSError("this system has no file locks")
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            given_up = time.monotonic() + LOCK_SECONDS
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > given_up:
                        raise
                    await asyncio.sleep(0.002)
            yield file
        finally:
            os.close(file)


def _read(file: int, now: float) -> tuple[float, float]:
    """The next free instant and the last start; minus infinity for what is not there or cannot be."""
    content = os.pread(file, _LAYOUT.size, 0)
    if len(content) < _LAYOUT.size:
        return -math.inf, -math.inf
    free_at, started = _LAYOUT.unpack(content)
    return _possible(free_at, now + FARTHEST), _possible(started, now)


def _possible(instant: float, latest: float) -> float:
    return instant if instant <= latest else -math.inf


def _write(file: int, free_at: float, started: float) -> None:
    os.pwrite(file, _LAYOUT.pack(free_at, started), 0)
