"""One question to Crossref's REST API: spaced, bounded in time, and asked again where its fault passes.

This file does NOT read an answer (works_answer.py) and does NOT know what a sweep wants (sweep.py).
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlsplit

import httpx

from literature.model.record import CROSSREF
from sources.http import Pace, Reply, fetch
from sources.pace import SharedPace, pace_file
from sources.tries import with_tries

INTERVAL = 1.0
"""Seconds between two starts. Since 1 December 2025 Crossref allows 3 lists a second, 3 at once, in its polite pool,
and 1 a second, 1 at once, in the public one ("Announcing changes to REST API rate limits", 2025). One a second keeps
to both."""
SLOWEST = 60.0
"""Seconds: the longest interval that the headers of an answer can ask for."""
_SPAN = re.compile(r"([0-9]+(?:\.[0-9]+)?)s?")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Crossref:
    """Crossref's REST API as configured.

    ``mailto`` leads to the polite pool. ``seconds`` bounds one question with its waiting and all its tries,
    ``max_bytes`` one answer.
    """

    mailto: str
    pace: Pace
    base_url: str = "https://api.crossref.org/"
    batch: int = 50
    """DOIs a question: 50 of the usual length make a third of the longest request access."""
    seconds: float = 300.0
    max_bytes: int = 16_000_000


def crossref_pace(base_url: str, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> Pace:
    """The pace that all processes of this user keep together towards the server of ``base_url``."""
    file = pace_file(urlsplit(base_url).netloc.rpartition("@")[2], has_key=False)
    return SharedPace(INTERVAL, file, sleep=sleep)


@dataclass(frozen=True, slots=True)
class CrossrefAccess:
    """The API with all that a question to it needs from outside."""

    api: Crossref
    client: httpx.AsyncClient
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random


async def ask_works(access: CrossrefAccess, target: str, read: Callable[[Reply, datetime], T]) -> T:
    """GET ``target`` (path and query, encoded) and return ``read`` of the reply; three tries within ``api.seconds``.

    ``read`` may raise RetrySource: a wrong answer is asked for again, too. Raises RetrySource when the tries or the
    time are spent, BrokenSource at once for what cannot pass.
    """

    async def once(left: Callable[[], float]) -> T:
        return read(await _reply(access, target, left), access.now())

    return await with_tries(once, access.api.seconds, clock=access.clock, sleep=access.sleep, chance=access.chance)


async def _reply(access: CrossrefAccess, target: str, left: Callable[[], float]) -> Reply:
    api = access.api
    await api.pace.turn(left())
    reply = await fetch(
        access.client,
        access.client.build_request("GET", f"{api.base_url.rstrip('/')}/{target}"),
        subject=CROSSREF,
        max_bytes=api.max_bytes,
        seconds=max(left(), 0.001),
        pace=api.pace,
    )
    api.pace.interval = max(api.pace.interval, allowed_interval(reply.headers))
    return reply


def allowed_interval(headers: httpx.Headers) -> float:
    """Seconds between two starts that a reply asks for by X-Rate-Limit-Limit and X-Rate-Limit-Interval ("1s"); 0 where
    it asks for none."""
    limit, span = (_SPAN.fullmatch(headers.get(f"X-Rate-Limit-{name}", "").strip()) for name in ("Limit", "Interval"))
    if limit is None or span is None or not float(limit[1]):
        return 0.0
    return min(float(span[1]) / float(limit[1]), SLOWEST)
