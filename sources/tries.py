"""One question asked again where its fault passes, within a time. This file does NOT ask anything itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from literature.model.errors import RetrySource

TRIES = 3
FIRST_PAUSE = 1.0
"""Seconds before the second try, doubled for the third; times 0.5 to 1.5 by chance (EDirect: 3 tries, 1 s apart)."""

T = TypeVar("T")


async def with_tries(
    ask: Callable[[Callable[[], float]], Awaitable[T]],
    seconds: float,
    *,
    clock: Callable[[], float],
    sleep: Callable[[float], Awaitable[None]],
    chance: Callable[[], float],
) -> T:
    """Return what ``ask`` gives, by at most TRIES tries within ``seconds``; it is passed how many seconds are left.

    A server that asks for a longer pause gets it. Raises the last RetrySource, with how often was tried, when the tries
    or the time are spent, and at once whatever else ``ask`` raises.
    """
    deadline = clock() + seconds
    tries = 1
    while True:
        try:
            return await ask(lambda: deadline - clock())
        except RetrySource as error:
            asked = error.retry_after.total_seconds() if error.retry_after else 0.0
            pause = max(asked, FIRST_PAUSE * (1 << tries - 1) * (0.5 + chance()))
            if tries == TRIES or clock() + pause >= deadline:
                error.count(tries)
                raise
        tries += 1
        await sleep(pause)
