"""The tasks of our flows: the steps of a job, one row each in the UI. A run that one of our own errors stopped ends
with one line in its log, without a traceback.

Prefect logs an exception of a task or flow with its traceback, then once more with the state; and a Failed that a task
returns with the traceback of no exception ("NoneType: None"; 3.8 to 3.9, task_engine.py). Unforeseen errors are left to
Prefect, traceback and all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Failed

from flows.jobs.steps import Job, Step
from flows.ui.progress import progress
from literature.model.errors import BrokenMail, BrokenSource, BrokenStore, UsageError

P = ParamSpec("P")
T = TypeVar("T")


async def as_state(run: Awaitable[State[T]]) -> State[T]:
    """Await ``run``; turn errors of sources, mail and store, and a wrong name, into its state."""
    try:
        return await run
    except (BrokenSource, BrokenMail, BrokenStore, UsageError) as error:
        return Failed(message=str(error), data=error)


def once(name: str, run_name: str = "") -> Callable[[Callable[P, T]], Task[P, T]]:
    """Make a task that is not retried: with a condition that forbids it, Prefect logs the end once, by its state."""
    return task(
        name=name, task_run_name=run_name or name, cache_policy=NO_CACHE, retries=1, retry_condition_fn=lambda *_: False
    )


async def run_as_tasks(job: Job[T], progress_key: str, show: Callable[[Any], None] = lambda _: None) -> T:
    """Run each step of ``job`` as a task; return the job's result.

    ``show`` is called inside the task with what the step returned; a step that may last has a progress bar under
    ``progress_key`` and runs in a thread.
    """
    result = None
    while True:
        try:
            step = job.send(result)
        except StopIteration as end:
            value: T = end.value
            return value
        result = await _run(step, progress_key, show)


async def _run(step: Step, progress_key: str, show: Callable[[Any], None]) -> Any:
    @once(step.name)
    async def run_step() -> Any:
        if step.percent:
            async with progress(progress_key, "Letters", step.percent):
                result = await asyncio.to_thread(step.run)
        else:
            result = step.run()
        show(result)
        return result

    return await run_step()
