"""The main job in a process that dies at a given point: ``test_crash.py`` starts it and looks at what is left.

Points count from 1. A commit is that of ``Database.writing``, of which every room makes its transactions.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import Session

from flows.app import open_app
from flows.cli import main_job
from flows.cli.demo import MONDAY
from flows.jobs.report import Report
from store.corpus import Corpus
from store.engine.database import Database

KILLED = 137


async def at_once(_seconds: float) -> None:
    """Waits for nothing: the requests follow one another."""


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
    left = {point: number}

    def reach(here: Point) -> None:
        left[here] = left.get(here, 0) - 1
        if here is point and left[here] == 0:
            os._exit(KILLED)

    _watch(reach)
    run(config, database)


def _watch(reach: Any) -> None:
    """Call ``reach`` at every point of this process."""
    writing, admit = Database.writing, Corpus.admit

    @contextmanager
    def watched_writing(database: Database) -> Iterator[Session]:
        with writing(database) as session:
            yield session
            session.flush()
            reach(Point.WRITTEN)
        reach(Point.COMMITTED)

    def watched_admit(corpus: Corpus, *arguments: Any, **options: Any) -> Any:
        reach(Point.FETCHED)
        return admit(corpus, *arguments, **options)

    Database.writing = watched_writing  # type: ignore[method-assign, assignment]  # this process is to die of it
    Corpus.admit = watched_admit  # type: ignore[method-assign, assignment]  # the same
