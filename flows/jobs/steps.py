"""A job as a list of steps, written once: run bare here, or each step as a Prefect task (flows/ui/tasks.py).

A job is a generator: it yields a Step, gets what the step returned, and returns the job's result. What a step raises
ends the job.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")

Job = Generator["Step", Any, T]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a job. ``percent`` says how far it has come (0 to 100), where it may last."""

    name: str
    act: Callable[[], Any]
    percent: Callable[[], float] | None = None


def run_bare(job: Job[T]) -> T:
    """Run the steps of ``job`` one after the other; return its result."""
    result = None
    while True:
        try:
            step = job.send(result)
        except StopIteration as end:
            value: T = end.value
            return value
        result = step.act()
