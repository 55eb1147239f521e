"""The digest in a process that dies at a given point of mailing: ``test_mailing_crash.py`` starts it.

The points are those of one letter, in order; ``number`` says at which letter, from 1. The clock stands still, so that
no lease ends by time: what the dead process held must be found by its death.
"""

from __future__ import annotations

import os
import smtplib
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from digests.mail import smtp
from flows.app import clock, open_app
from flows.cli.demo import MONDAY
from flows.jobs.digest import Digest
from store.editions import Editions
from store.mail.outbox import Outbox
from tests.flows.children import Reach, at_once, dies_at, watch_commits
from tests.flows.digests import make_digest

KEY = MONDAY.date()


class Point(StrEnum):
    """Where the process dies."""

    IN_FREEZE = "in the commit of the edition"
    FROZEN = "after the edition was frozen"
    IN_ENQUEUE = "in the commit of the letters"
    ENQUEUED = "after the letters were enqueued"
    BEFORE_CLAIM = "before the claim"
    IN_CLAIM = "in the commit of the claim"
    CLAIMED = "after the claim"
    MAIL = "after MAIL"
    RCPT = "after RCPT"
    DATA = "after DATA"
    BEFORE_MARK = "after the body, before the mark"
    IN_MARK = "in the commit of the mark"
    MARKED = "after the mark, before the dot"
    DOT = "after the dot, before its answer"
    ANSWERED = "after the answer, before it is written"
    IN_FINISH = "in the commit of what was sent"
    FINISHED = "after that commit"


IN_DOUBT = (Point.MARKED, Point.DOT, Point.ANSWERED, Point.IN_FINISH)
"""Where the outbox cannot know whether the letter was accepted."""


STEPS: dict[tuple[type, str], tuple[Point | None, Point, Point]] = {
    (Editions, "freeze"): (None, Point.IN_FREEZE, Point.FROZEN),
    (Outbox, "enqueue"): (None, Point.IN_ENQUEUE, Point.ENQUEUED),
    (Outbox, "claim"): (Point.BEFORE_CLAIM, Point.IN_CLAIM, Point.CLAIMED),
    (Outbox, "mark_data"): (Point.BEFORE_MARK, Point.IN_MARK, Point.MARKED),
    (Outbox, "finish"): (Point.ANSWERED, Point.IN_FINISH, Point.FINISHED),
}
"""What the store does: the points before it, in its transaction and after it."""


def run(config: Path, database: str, at: datetime = MONDAY) -> Digest:
    """The bare digest of the day of ``at``: that of the Monday after the sample week, or a later one."""
    with open_app(config, database, clock(at), at_once) as app:
        return make_digest(app, at.date())


def die(config: Path, database: str, point: Point, number: int, at: datetime = MONDAY) -> None:
    """Run the digest and die at the ``number``-th ``point``."""
    reach = dies_at(point, number)
    watch_store(reach)
    _watch_smtp(reach)
    run(config, database, at)


CHAT_URL = "TEST_LAB_URL"
"""The variable that the chat of ``write_chat`` names."""


def write_chat(config: Path) -> None:
    """Give ``config`` a chat, "lab"."""
    text = config.read_text(encoding="utf-8")
    config.write_text(f'{text}\n[[channel]]\nname = "lab"\nurl_env = "{CHAT_URL}"\n', encoding="utf-8")


def die_posting(config: Path, database: str, url: str, point: Point) -> None:
    """``die`` at the message of the chat at ``url``, which is the first."""
    os.environ[CHAT_URL] = url
    die(config, database, point, 1)


def watch_store(reach: Reach) -> None:
    """Tell ``reach`` of each point of this process at which the store comes by."""
    within: list[Point] = []

    def reach_within() -> None:
        for point in within:
            reach(point)

    watch_commits(reach_within, lambda: None)

    def watch(part: type, name: str, before: Point | None, inside: Point, after: Point) -> None:
        act = getattr(part, name)

        def watched(*arguments: Any, **options: Any) -> Any:
            reach(before)
            within.append(inside)
            done = act(*arguments, **options)
            within.pop()
            reach(after)
            return done

        setattr(part, name, watched)

    for (part, name), points in STEPS.items():
        watch(part, name, *points)


def _watch_smtp(reach: Reach) -> None:
    step, write = smtp._step, smtplib.SMTP.send

    def watched_step(phase: str, *arguments: Any, **options: Any) -> None:
        step(phase, *arguments, **options)
        reach(Point[phase])

    def watched_send(connection: smtplib.SMTP, octets: Any) -> None:
        write(connection, octets)
        reach(Point.DOT if octets == b".\r\n" else None)

    smtp._step = watched_step
    smtplib.SMTP.send = watched_send  # type: ignore[method-assign, assignment]  # the same
