"""The end of a run that stopped with one of our own errors: one line in its log, without a traceback.

Prefect logs an exception of a task or flow with its traceback, then once more with the state; and a Failed that a task
returns with the traceback of no exception ("NoneType: None"; 3.8 to 3.9, task_engine.py). Unforeseen errors are left to
Prefect, traceback and all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypedDict, TypeVar

from prefect.client.schemas.objects import State
from prefect.states import Failed

from literature.model.errors import BrokenMail, BrokenSource, BrokenStore

T = TypeVar("T")


async def as_state(run: Awaitable[State[T]]) -> State[T]:
    """Await ``run``; turn errors of sources, mail and store into its state."""
    try:
        return await run
    except (BrokenSource, BrokenMail, BrokenStore) as error:
        return Failed(message=str(error), data=error)


def never(*_: object) -> bool:
    """Never retry."""
    return False


class Options(TypedDict):
    """The task options that ONCE sets."""

    retries: int
    retry_condition_fn: Callable[..., Any]


ONCE = Options(retries=1, retry_condition_fn=never)
"""For a task that is not retried: with a condition that forbids it, Prefect logs the end once, by its state."""
