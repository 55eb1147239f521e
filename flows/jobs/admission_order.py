"""In which order the sources of a poll are admitted, and how long one waits for another.

All sources are asked at the same time. They are admitted in the order of watch.toml, PubMed first, so that which of two
outlets told a story first, and that PubMed's record goes before a journal's feed, does not depend on the speed of a
server. But one source that is slow must not hold up all behind it: what they brought is in no database until then. So
each source is waited for as long as an answer may honestly take, from when it was first asked; after that the others
pass, and it is admitted when it comes. This file does NOT visit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta


class AdmissionOrder:
    """The turns of some sources. ``waits``, in their order: name -> how long those behind it wait for it."""

    def __init__(self, waits: Mapping[str, timedelta]) -> None:
        self._waits = waits
        self._passed = {source: asyncio.Event() for source in waits}
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def asked(self, source: str) -> None:
        """Begin to wait for ``source``, which is being asked; the first time counts, and not its later tries."""
        if source not in self._timers:
            seconds = self._waits[source].total_seconds()
            self._timers[source] = asyncio.get_running_loop().call_later(seconds, self._passed[source].set)

    async def turn(self, source: str) -> None:
        """Return when each source before ``source`` is admitted, has failed, or has been waited for long enough. Those
        behind it wait for it now, however late its answer came."""
        self._end_timer(source)
        self._passed[source].clear()
        for earlier, passed in self._passed.items():
            if earlier == source:
                return
            await passed.wait()

    def closed(self, source: str) -> None:
        """Wait for ``source`` no more: its account is closed."""
        self._end_timer(source)
        self._passed[source].set()

    def _end_timer(self, source: str) -> None:
        if source in self._timers:
            self._timers[source].cancel()
