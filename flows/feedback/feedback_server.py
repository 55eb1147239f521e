"""`ilwatch serve-feedback`: the page of the readers' answers on one port, behind the group's own web server.

What is served changes with watch.toml: a reader who was added this morning can answer. This file does NOT make TLS, nor
limit how often an address asks: the web server before it does.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import uvicorn

from flows.app import App
from flows.config import Watch, load_watch
from flows.delivery.answering import require_key
from flows.feedback.answer_desk import AnswerDesk
from flows.feedback.feedback_page import feedback_page
from literature.model.errors import BrokenConfig

MOST_AT_ONCE = 40
"""Connections; each is a thread of the pool and a reader of the database."""
LONGEST_HEAD = 8_192
"""Bytes of a request's line and headers."""


@dataclass(slots=True)
class FreshWatch:
    """The configuration of now: read again where the file has changed, and kept as it was where it is broken now."""

    path: Path
    watch: Watch
    read: tuple[int, int] = (0, 0)

    def __call__(self) -> Watch:
        """Return it."""
        try:
            stat = self.path.stat()
            if (mark := (stat.st_mtime_ns, stat.st_size)) != self.read:
                self.read = mark
                self.watch = load_watch(self.path)
        except (OSError, BrokenConfig):
            pass
        return self.watch


def answer_desk(app: App) -> AnswerDesk:
    """Return what takes answers. Raises BrokenConfig where no link can be genuine, since there is no key."""
    require_key(app.watch)
    return AnswerDesk(FreshWatch(app.config, app.watch), app.outbox, app.marks, app.now)


def feedback_server(desk: AnswerDesk, host: str, port: int) -> uvicorn.Server:
    """Return a server that runs until Ctrl-C or SIGTERM. No address that is asked for is logged: each holds a token."""
    config = uvicorn.Config(
        feedback_page(desk),
        host=host,
        port=port,
        http="h11",
        access_log=False,
        log_level="warning",
        server_header=False,
        limit_concurrency=MOST_AT_ONCE,
        h11_max_incomplete_event_size=LONGEST_HEAD,
        timeout_graceful_shutdown=5,
        ws="none",
        lifespan="off",
    )
    return uvicorn.Server(config)
