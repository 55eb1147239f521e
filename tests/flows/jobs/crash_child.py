"""The main job in a process that dies at a given point: ``test_crash.py`` starts it and looks at what is left.

Points count from 1. A commit is that of ``Database.writing``, of which all of the store makes its transactions.
"""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from flows.app import open_app
from flows.cli import main_job
from flows.cli.demo import MONDAY
from flows.jobs.report import Report
from store.corpus import Corpus
from tests.flows.children import Reach, at_once, dies_at, watch_commits


def run(config: Path, database: str) -> Report:
    """The bare main job on the Monday after the sample week, without its waits."""
    main_job.open_app = partial(open_app, sleep=at_once)  # type: ignore[attr-defined]
    try:
        return main_job.run(config, database, at=MONDAY)
    finally:
        main_job.open_app = open_app  # type: ignore[attr-defined]


class Point(StrEnum):
    """Where the process dies."""

    FETCHED = "before the admission of what was fetched"
    WRITTEN = "before the commit of what was written"
    COMMITTED = "after the commit"


def die(config: Path, database: str, point: Point, number: int) -> None:
    """Run the main job and die at the ``number``-th ``point``; ends well where there are fewer."""
    _watch(dies_at(point, number))
    run(config, database)


def _watch(reach: Reach) -> None:
    """Call ``reach`` at every point of this process."""
    watch_commits(lambda: reach(Point.WRITTEN), lambda: reach(Point.COMMITTED))
    admit = Corpus.admit

    def watched_admit(corpus: Corpus, *arguments: Any, **options: Any) -> Any:
        reach(Point.FETCHED)
        return admit(corpus, *arguments, **options)

    Corpus.admit = watched_admit  # type: ignore[method-assign, assignment]  # this process is to die of it
