"""What a visit is given in tests: a connection, an instant, a cursor, and no waiting between two tries."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import httpx

from literature.model.harvest import Cursor
from sources.source import P, SharedParts, T, VisitContext

NOW = datetime(2026, 10, 12, 6, 0, tzinfo=UTC)


class Given(SharedParts):
    """One part that stands for every one of its kind; whoever made it closes it."""

    def __init__(self, part: Any = None) -> None:
        super().__init__(AsyncExitStack())
        self._part = part

    def get(self, make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        assert isinstance(self._part, make)  # type: ignore[arg-type]  # its maker is its class
        part: T = self._part
        return part


async def at_once(_seconds: float) -> None:
    """Waits for nothing."""


def context(
    client: httpx.AsyncClient, shared: SharedParts | None = None, now: datetime = NOW, cursor: Cursor | None = None
) -> VisitContext:
    return VisitContext(cursor, now, client, shared or Given(), sleep=at_once)
