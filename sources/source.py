"""What a source is to the rest of the program. Each package next to this file implements it; the app builds them.

A new source is a package with a class like this, one line in ``flows/app.py``, and its name in
``tests/sources/test_source_contract.py``. This file does NOT know any of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ParamSpec, Protocol, TypeVar

import httpx

from literature.model.harvest import Cursor, Harvest
from literature.model.progress import NO_PROGRESS, Progress

P = ParamSpec("P")
T = TypeVar("T", bound=AbstractAsyncContextManager[Any])


class SharedParts:
    """What the visits of one poll share, as they do the connection: made at the first use, closed with ``stack``."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self._made = dict[object, Any]()

    def get(self, make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The one part that ``make`` makes of these arguments."""
        key = (make, args, tuple(kwargs.items()))
        if key not in self._made:
            self._made[key] = make(*args, **kwargs)
            self._stack.push_async_exit(self._made[key])
        part: T = self._made[key]
        return part


def all_unknown(ids: Sequence[str]) -> Collection[str]:
    """An ``unknown`` for where nothing is held."""
    return ids


@dataclass(frozen=True, slots=True)
class VisitContext:
    """All that one visit is given from outside."""

    cursor: Cursor | None
    """What the source left at its last visit."""
    now: datetime
    """Aware."""
    client: httpx.AsyncClient
    shared: SharedParts
    unknown: Callable[[Sequence[str]], Collection[str]] = all_unknown
    """Of some ids of the source, those that the corpus lacks."""
    progress: Progress = NO_PROGRESS
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Source(Protocol):
    """A place outside that announces papers or news."""

    @property
    def name(self) -> str:
        """Its own name, of which its Records and Accounts are."""

    @property
    def group(self) -> str:
        """What sources of its kind are called together; `--source` takes it too. A source that is alone of its kind
        has it as its name."""

    @property
    def interval(self) -> timedelta:
        """How often it is visited."""

    @property
    def is_vital(self) -> bool:
        """Whether the owner is mailed at once when it cannot be visited any more, and not only with the next letter."""

    @property
    def admission_wait(self) -> timedelta:
        """How long the sources behind it wait for its admission, from when it is first asked."""

    @property
    def silence(self) -> str:
        """What it may mean that it answers and brings nothing new: a sentence with ``{day}`` for since when."""

    def is_due(self, cursor: Cursor | None, now: datetime) -> bool:
        """Whether it may be visited at ``now`` (aware), by the last visit that succeeded."""

    def only(self, terms: Collection[str]) -> Source | None:
        """The same source asked for ``terms`` alone, by name, whose visits leave the cursor where it is; None where it
        knows no terms."""

    async def visit(self, context: VisitContext) -> Harvest:
        """Ask once for what is new. The sum of the Harvest closes, and its cursor covers no more than it holds.

        Raises BrokenSource, or RetrySource where another try may work, naming the source: nothing is then known.
        """
