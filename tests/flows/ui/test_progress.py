"""The progress bar of long work: none for what is soon done, few looks, and the work goes on without it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from flows.ui.progress import Count, progress

BAR = UUID(int=1)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the server was told, in order; looks follow one another at once."""
    told = list[float]()

    async def create(percent: float, **_options: str) -> UUID:
        told.append(percent)
        return BAR

    async def update(bar: UUID, percent: float) -> None:
        assert bar == BAR
        told.append(percent)

    monkeypatch.setattr("flows.ui.progress.acreate_progress_artifact", create)
    monkeypatch.setattr("flows.ui.progress.aupdate_progress_artifact", update)
    monkeypatch.setattr("flows.ui.progress.FIRST_AFTER", 0.0)
    monkeypatch.setattr("flows.ui.progress.EVERY", 0.01)
    return told


def work(do: Callable[[Count], Awaitable[Any]]) -> None:
    async def all_of_it() -> None:
        count = Count()
        async with progress("key", "Records", count.percent):
            await do(count)

    asyncio.run(all_of_it())


async def until(told: Callable[[], bool]) -> None:
    for _ in range(1000):
        if told():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


def test_what_is_soon_done_leaves_no_bar(shown: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.ui.progress.FIRST_AFTER", 60.0)

    async def brief(count: Count) -> None:
        count.fetched(1, 1)

    work(brief)
    assert shown == []


def test_what_lasts_is_shown_as_far_as_it_is_and_told_only_when_it_moves(shown: list[float]) -> None:
    async def lasting(count: Count) -> None:
        await until(lambda: shown == [0.0])
        count.fetched(1, 4)
        await until(lambda: shown == [0.0, 25.0])
        await asyncio.sleep(0.05)
        count.fetched(4, 4)

    work(lasting)
    assert shown == [0.0, 25.0, 100.0]


def test_work_that_fails_leaves_its_bar_where_it_was(shown: list[float]) -> None:
    async def failing(count: Count) -> None:
        await until(lambda: bool(shown))
        count.fetched(1, 2)
        raise LookupError

    with pytest.raises(LookupError):
        work(failing)
    assert shown == [0.0, 50.0]


def test_a_bar_that_cannot_be_shown_is_logged_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def refuse(_percent: float, **_options: str) -> UUID:
        raise ConnectionError("the server is away")

    done = list[str]()
    monkeypatch.setattr("flows.ui.progress.FIRST_AFTER", 0.0)
    monkeypatch.setattr("flows.ui.progress.acreate_progress_artifact", refuse)
    monkeypatch.setattr("flows.ui.progress.get_run_logger", lambda: logging.getLogger("test"))

    async def lasting(_count: Count) -> None:
        await asyncio.sleep(0.05)
        done.append("letters")

    work(lasting)
    assert done == ["letters"]
    assert "How far it was could not be shown: the server is away" in caplog.text
