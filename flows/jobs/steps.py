"""A job as a list of steps, written once: run bare here, or each step as a Prefect task (flows/ui/tasks.py).

A job is a generator: it yields a Step, gets what the step returned, and returns the job's result. What a step raises
ends the job, but for a step that may fail late.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeVar

from literature.model.errors import BrokenStore

T = TypeVar("T")

Job = Generator["Step", Any, T]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a job."""

    name: str
    act: Callable[[], Any]
    percent: Callable[[], float] | None = None
    """How far it has come (0 to 100), where it may last."""
    fails_late: bool = False
    """Whether the job goes on without it where a folder or the database cannot be written: it gets the error then."""

    def run(self) -> Any:
        """Do it. Return what it gave, or with ``fails_late`` the BrokenStore that it raised."""
        try:
            return self.act()
        except BrokenStore as error:
            if self.fails_late:
                return error
            raise


def run_bare(job: Job[T]) -> T:
    """Run the steps of ``job`` one after the other; return its result."""
    result = None
    while True:
        try:
            step = job.send(result)
        except StopIteration as end:
            value: T = end.value
            return value
        result = step.run()
