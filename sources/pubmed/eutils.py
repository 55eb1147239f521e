"""One question to NCBI's E-utilities: spaced, bounded in time, and asked again where its fault passes.

This file does NOT read an answer (answer.py), does NOT know what a visit wants, and does NOT use the history
server: no text says how long a WebEnv lives.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

import httpx

from sources.http import Pace, fetch
from sources.pace import SharedPace, pace_file
from sources.pubmed.answer import SOURCE, check_answer
from sources.tries import with_tries

T = TypeVar("T")


def interval(api_key: str | None) -> float:
    """Seconds between starts that NCBI's allowance bears: 3 a second without a key, 10 with one (KA-05510).

    With the margin of Biopython, which met 429 at 0.334 s, and of EDirect.
    """
    return 0.11 if api_key else 0.37


@dataclass(frozen=True, slots=True)
class Eutils:
    """The E-utilities as configured.

    ``seconds`` bounds one question with its waiting and all its tries; ``max_bytes`` one answer.
    """

    tool: str
    email: str
    base_url: str = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
    api_key: str | None = field(default=None, repr=False)
    look_back: timedelta = timedelta(days=30)
    """How far each window overlaps the last one: records enter the index late (ReCiter #689)."""
    batch: int = 200
    """PMIDs a fetch: bigger ones fail in practice (502 at 2,000, cut bodies)."""
    seconds: float = 120.0
    max_bytes: int = 64_000_000


def shared_pace(eutils: Eutils, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> Pace:
    """The pace that all processes of this user keep together towards the server of ``eutils``."""
    file = pace_file(urlsplit(eutils.base_url).netloc.rpartition("@")[2], has_key=bool(eutils.api_key))
    return SharedPace(interval(eutils.api_key), file, sleep=sleep)


@dataclass(frozen=True, slots=True)
class Access:
    """The E-utilities with all that a question to them needs from outside."""

    eutils: Eutils
    client: httpx.AsyncClient
    pace: Pace
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random


async def ask(access: Access, utility: str, parameters: Mapping[str, str], read: Callable[[bytes], T]) -> T:
    """POST one question and return ``read`` of its checked answer; three tries within ``eutils.seconds``.

    Always POST: a query of synonyms passes the 1,000 characters from which NCBI asks for it, and an api key in an
    address would end in logs. ``read`` may raise RetrySource: a wrong answer is asked for again, too. Raises
    RetrySource when the tries or the time are spent, BrokenSource at once for what cannot pass.
    """

    async def once(left: Callable[[], float]) -> T:
        await access.pace.turn(left())
        reply = await fetch(
            access.client,
            _request(access, utility, parameters),
            subject=SOURCE,
            max_bytes=access.eutils.max_bytes,
            seconds=max(left(), 0.001),
            pace=access.pace,
        )
        return read(check_answer(reply, utility, now=access.now(), secret=access.eutils.api_key))

    seconds = access.eutils.seconds
    return await with_tries(once, seconds, clock=access.clock, sleep=access.sleep, chance=access.chance)


def _request(access: Access, utility: str, parameters: Mapping[str, str]) -> httpx.Request:
    eutils = access.eutils
    form = {"db": "pubmed", **parameters, "retmode": "xml", "tool": eutils.tool, "email": eutils.email}
    if eutils.api_key:
        form["api_key"] = eutils.api_key
    return access.client.build_request("POST", f"{eutils.base_url.rstrip('/')}/{utility}.fcgi", data=form)
