"""The page of the answers on a real port, and the addresses of a letter."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from digests.mail.answer_tokens import reader_key, token
from flows.app import App
from flows.feedback.feedback_server import answer_desk, feedback_server
from literature.readers.reader_mark import MarkKind
from tests.flows.delivery.relayed import KEY, READER
from tests.standins.post_office import free_port

SECRET = "an invented key of forty characters 0123"


def the_token(work_id: int, reader: str = READER, secret: str = SECRET) -> str:
    return token(reader_key(secret, KEY, reader), KEY, work_id)


def kind_now(app: App, work_id: int, reader: str = READER) -> MarkKind | None:
    present = app.marks.present(reader, work_id)
    return present.kind if present else None


@contextmanager
def served(app: App) -> Iterator[str]:
    """The address of the page while the block runs."""
    port = free_port()
    server = feedback_server(answer_desk(app), "127.0.0.1", port)
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.should_exit = True
        thread.join()
