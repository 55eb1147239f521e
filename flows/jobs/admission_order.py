"""In which order the sources of a poll are admitted, and how long one waits for another.

All sources are asked at the same time. They are admitted in the order of watch.toml, PubMed first, so that which of two
outlets told a story first, and that PubMed's record goes before a journal's feed, does not hang on the speed of a
server. But one source that is slow must not hold up all behind it: what they brought is in no database until then. So
each source is waited for as long as an answer may honestly take, from when it was first asked; after that the others
pass, and it is admitted when it comes. This file does NOT visit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from flows.config import PUBMED

FEED_WAITS = timedelta(seconds=90)
"""One whole request that takes its limit of 60 s, or a quick failure and the second try after 20 s."""
PUBMED_WAITS = timedelta(minutes=15)
"""A first visit fetches a month of records: 1,000 of them took under a minute, and at NCBI's pace 15 minutes are 2,400
requests."""


class AdmissionOrder:
    """The turns of ``sources``, in that order."""

    def __init__(
        self, sources: Sequence[str], feed_waits: timedelta = FEED_WAITS, pubmed_waits: timedelta = PUBMED_WAITS
    ) -> None:
        self._passed = {source: asyncio.Event() for source in sources}
        self._waits = {source: pubmed_waits if source == PUBMED else feed_waits for source in sources}
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def asked(self, source: str) -> None:
        """``source`` is being asked; the first time counts, and not its later tries."""
        if source not in self._timers:
            seconds = self._waits[source].total_seconds()
            self._timers[source] = asyncio.get_running_loop().call_later(seconds, self._passed[source].set)

    async def turn(self, source: str) -> None:
        """What ``source`` said has come: return when each source before it is admitted, has failed, or has been waited
        for long enough. Those behind it wait for it now, however late it is."""
        self._end_timer(source)
        self._passed[source].clear()
        for earlier, passed in self._passed.items():
            if earlier == source:
                return
            await passed.wait()

    def closed(self, source: str) -> None:
        """The account of ``source`` is closed: nobody waits for it any more."""
        self._end_timer(source)
        self._passed[source].set()

    def _end_timer(self, source: str) -> None:
        if source in self._timers:
            self._timers[source].cancel()
