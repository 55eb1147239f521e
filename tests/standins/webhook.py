"""A chat service on loopback that keeps what is posted to it and can be told to misbehave.

``steps`` are taken one a post, the last one for all others: a status ("200", "500"), "drop" (hang up before anything is
kept), "keep and drop" (the answer is lost), "keep and hang" (silent until ``open_webhook`` ends).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Webhook:
    """What was posted, in order: ``posts`` the bodies, ``paths`` where to."""

    def __init__(self, *steps: str, port: int = 0, answer: bytes = b"ok", thinks: float = 0.0) -> None:
        """``thinks`` is how many seconds it takes to answer what it has kept."""
        self.steps = list(steps or ("200",))
        self.thinks = thinks
        self.answer = answer
        self.posts: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.requests = 0
        self.port = port
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        """Its address for apprise, with a secret in it."""
        return f"json://bot:{SECRET}@127.0.0.1:{self.port}/{SECRET}"

    def step(self) -> str:
        """What is done with the post that has come."""
        self.requests += 1
        return self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]


SECRET = "invented-chat-secret-0123456789"


def _handler(hook: Webhook) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            step = hook.step()
            if step.startswith(("keep", "2")):
                hook.posts.append(body)
                hook.paths.append(self.path)
                hook.ended.wait(hook.thinks)
            if step.endswith("hang"):
                hook.ended.wait(30)
            if step.endswith(("hang", "drop")):
                self.close_connection = True
                return
            with suppress(ConnectionError):  # who posted was killed meanwhile
                self._answer(step)

        def _answer(self, step: str) -> None:
            self.send_response(int(step))
            self.send_header("Content-Length", str(len(hook.answer)))
            if step.startswith("3"):
                self.send_header("Location", f"http://127.0.0.1:{hook.port}/elsewhere")
            self.end_headers()
            self.wfile.write(hook.answer)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its name
            """Say nothing."""

    return Handler


@contextmanager
def open_webhook(hook: Webhook) -> Iterator[Webhook]:
    """Serve ``hook`` at its port (0: a free one) while the block runs."""
    with ThreadingHTTPServer(("127.0.0.1", hook.port), _handler(hook)) as server:
        hook.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield hook
        finally:
            hook.ended.set()
            server.shutdown()
            thread.join()
