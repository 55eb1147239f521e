"""The steps of a job as Prefect tasks, one row each in the UI."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows.jobs.steps import Job, Step
from flows.ui.endings import ONCE
from flows.ui.progress import progress

T = TypeVar("T")


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
    @task(name=step.name, task_run_name=step.name, cache_policy=NO_CACHE, **ONCE)
    async def run_step() -> Any:
        if step.percent:
            async with progress(progress_key, "Letters", step.percent):
                result = await asyncio.to_thread(step.run)
        else:
            result = step.run()
        show(result)
        return result

    return await run_step()
