"""`ilwatch deliver` in a process that dies at a given point: ``test_rhythms_crash.py`` starts it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flows.app import clock, open_app
from flows.cli.demo import MONDAY
from flows.delivery.mailing import resume
from flows.jobs.rhythms import serve
from tests.flows.children import at_once, dies_at
from tests.flows.delivery.mailing_child import Point, watch_store


def deliver(config: Path, database: str, at: datetime = MONDAY) -> None:
    """Serve the readers who are due by a rhythm of their own, and send what is due."""
    with open_app(config, database, clock(at), at_once) as app:
        serve(app)
        resume(app.mailing)


def die(config: Path, database: str, point: Point, number: int) -> None:
    """Deliver, and die at the ``number``-th ``point``."""
    watch_store(dies_at(point, number))
    deliver(config, database)
