"""A progress bar in the Prefect UI for work that lasts: the first poll of a broad term, a recheck, letters to hundreds.

Work that is soon done leaves none. This file does NOT know what the work is: it looks how far it is, now and then.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from prefect import get_run_logger
from prefect.artifacts import acreate_progress_artifact, aupdate_progress_artifact

from literature.model.progress import NullProgress

FIRST_AFTER = 10.0
"""Seconds before a bar is shown at all."""

EVERY = 5.0
"""Seconds between two looks: each that finds a change is a request to the server."""


class Count(NullProgress):
    """How many of how many are done."""

    done = total = 0

    def fetched(self, done: int, total: int) -> None:
        """Remember it."""
        self.done, self.total = done, total

    def percent(self) -> float:
        """0 before the total is known."""
        return 100.0 * self.done / self.total if self.total else 0.0


@asynccontextmanager
async def progress(key: str, description: str, percent: Callable[[], float]) -> AsyncIterator[None]:
    """Show ``percent`` as the artifact ``key`` while the block lasts. ``percent`` is asked in a thread: it may read
    the database.

    A bar that could not be shown is logged: the work itself went on.
    """
    over = asyncio.Event()
    showing = asyncio.create_task(_show(over, key, description, percent))
    try:
        yield
    finally:
        over.set()
        (fault,) = await asyncio.gather(showing, return_exceptions=True)
        if isinstance(fault, Exception):
            get_run_logger().warning(f"How far it was could not be shown: {fault}")


async def _show(over: asyncio.Event, key: str, description: str, percent: Callable[[], float]) -> None:
    if await _ended(over, FIRST_AFTER):
        return
    shown = await asyncio.to_thread(percent)
    bar: Any = await acreate_progress_artifact(shown, key=key, description=description)
    ended = False
    while not ended:
        ended = await _ended(over, EVERY)
        if (now := await asyncio.to_thread(percent)) != shown:
            await aupdate_progress_artifact(bar, now)
            shown = now


async def _ended(over: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), seconds)
    return over.is_set()
