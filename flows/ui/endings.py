"""How a run ends that was stopped by an error the product raises on purpose: by name, in one line of its log.

Prefect logs an exception of a task or flow with its traceback, then once more with the state; and a Failed that a task
returns with the traceback of no exception ("NoneType: None"; 3.8 to 3.9, task_engine.py). A traceback is for errors
that nobody foresaw: these are left to Prefect.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypedDict, TypeVar

from prefect.client.schemas.objects import State
from prefect.states import Failed

from literature.model.errors import BrokenMail, BrokenSource, BrokenStore

T = TypeVar("T")


async def named(run: Awaitable[State[T]]) -> State[T]:
    """How ``run`` ended: errors of sources, mail and store are its state."""
    try:
        return await run
    except (BrokenSource, BrokenMail, BrokenStore) as error:
        return Failed(message=str(error), data=error)


def never(*_: object) -> bool:
    """A condition for another try that is never met."""
    return False


class Options(TypedDict):
    """What ONCE sets of a task."""

    retries: int
    retry_condition_fn: Callable[..., Any]


ONCE = Options(retries=1, retry_condition_fn=never)
"""For a task that is not tried again: where a condition forbids it Prefect logs its end once, by its state."""
