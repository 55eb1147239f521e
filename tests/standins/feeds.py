"""A web server of feeds on loopback: ``python -m tests.standins.feeds --dir DIR [--port N] [--fault /a.xml=empty]``.

It serves the files of a folder with true validators (a strong ETag, Last-Modified) and answers 304 as RFC 9110 asks;
told a fault for a path, it misbehaves there. It does NOT know what a feed is. Faults, as text:

    status:N         that status, empty            retry-after:TEXT   429 with that Retry-After
    redirect:URL     302                           moved:URL          301
    slow:SECONDS     waits, then serves            endless            bytes without end
    html             an HTML page with status 200  empty              an empty body
    truncated        half, as if it were whole     cut                half of what Content-Length promised
    bomb             1 GiB of spaces, gzipped      reset              the connection is reset
    challenge        Cloudflare's 403              stubborn           304 to anything
    cookie:NAME=VAL  302 to the same address until that cookie comes
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType, TracebackType
from typing import NamedTuple, Self
from urllib.parse import unquote, urlsplit

PAGE = b"<!DOCTYPE html>\n<html><head><title>Page not found</title></head><body><p>Nothing here.</p></body></html>\n"


class Seen(NamedTuple):
    """A request that came; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]


class FeedStandin:
    """The server on a thread: ``with FeedStandin(folder) as web: … web.url + "/nature.xml"``.

    ``requests`` are those that came, in order; ``faults`` maps a path to a fault and may change at any time.
    """

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder.resolve()
        self.requests: list[Seen] = []
        self.faults: dict[str, str] = {}
        handler = type("Handler", (_Handler,), {"standin": self})
        self._server = _Server(("127.0.0.1", port), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def misbehave(self, path: str, fault: str) -> None:
        """From now on at ``path``. Raises ValueError for what is no fault: no test may pass for a typing error."""
        if fault.partition(":")[0] not in _FAULTS:
            raise ValueError(f"no fault {fault!r}; there are {', '.join(_FAULTS)}")
        self.faults[path] = fault

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Quiet: a client that hangs up is what most faults are for."""


class _Handler(BaseHTTPRequestHandler):
    """Answers one request of a FeedStandin."""

    standin: FeedStandin
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: each answer would wait 40 ms for an acknowledgement

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.standin.requests.append(Seen("GET", self.path, headers))
        path = unquote(urlsplit(self.path).path)
        fault, _, argument = self.standin.faults.get(path, "").partition(":")
        if fault:
            _FAULTS[fault](self, argument)
        else:
            self.serve_file()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
        """Quiet: ``requests`` is the log."""

    def file(self) -> Path | None:
        """The file asked for, None where there is none in the folder."""
        path = (self.standin.folder / unquote(urlsplit(self.path).path).lstrip("/")).resolve()
        return path if path.is_relative_to(self.standin.folder) and path.is_file() else None

    def serve_file(self) -> None:
        """The file, or 304 where the client has it."""
        path = self.file()
        if path is None:
            self.send(404, b"")
            return
        validators = self.validators(path)
        if self._is_current(validators):
            self.send(304, b"", validators)
        else:
            self.send(200, path.read_bytes(), {"Content-Type": "application/rss+xml", **validators})

    def serve_half(self) -> None:
        """Half of the file under the validators of the whole, as a cache does that was filled from a broken line."""
        path = self.file()
        self.send(200, self.half(), self.validators(path) if path else {})

    def validators(self, path: Path) -> dict[str, str]:
        """The ETag and the date of a file."""
        etag = f'"{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}"'
        return {"ETag": etag, "Last-Modified": formatdate(path.stat().st_mtime, usegmt=True)}

    def _is_current(self, validators: dict[str, str]) -> bool:
        """If-None-Match wins over If-Modified-Since (RFC 9110, 13.2.2)."""
        if "If-None-Match" in self.headers:
            return self.headers["If-None-Match"] == validators["ETag"]
        return self.headers.get("If-Modified-Since", "") == validators["Last-Modified"]

    def send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        """A whole answer."""
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_part(self, body: bytes, promised: int) -> None:
        """``body`` under a larger Content-Length, then the end of the connection."""
        self.send_response(200)
        self.send_header("Content-Length", str(promised))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def half(self) -> bytes:
        """The first half of the file."""
        path = self.file()
        body = path.read_bytes() if path else b""
        return body[: len(body) // 2]


def _slow(handler: _Handler, seconds: str) -> None:
    time.sleep(float(seconds))
    handler.serve_file()


def _endless(handler: _Handler, _: str) -> None:
    handler.send_response(200)
    handler.end_headers()
    handler.close_connection = True
    try:
        while True:
            handler.wfile.write(b" " * 65536)
    except OSError:
        """The client has had enough."""


def _bomb(handler: _Handler, _: str) -> None:
    """Many members of 1 MiB, which is how a bomb is packed without inflating it here."""
    packed = gzip.compress(b" " * 1024 * 1024) * 1024
    handler.send(200, packed, {"Content-Encoding": "gzip"})


def _reset(handler: _Handler, _: str) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def _cookie(handler: _Handler, cookie: str) -> None:
    """As OJS does: the session's cookie is set by a redirect to the address itself."""
    if handler.headers.get("Cookie") == cookie:
        handler.serve_file()
    else:
        handler.send(302, b"", {"Location": handler.path, "Set-Cookie": f"{cookie}; path=/; HttpOnly"})


_FAULTS: dict[str, Callable[[_Handler, str], None]] = {
    "status": lambda handler, number: handler.send(int(number), b""),
    "retry-after": lambda handler, text: handler.send(429, b"", {"Retry-After": text}),
    "redirect": lambda handler, url: handler.send(302, b"", {"Location": url}),
    "moved": lambda handler, url: handler.send(301, b"", {"Location": url}),
    "slow": _slow,
    "endless": _endless,
    "html": lambda handler, _: handler.send(200, PAGE, {"Content-Type": "text/html; charset=utf-8"}),
    "empty": lambda handler, _: handler.send(200, b""),
    "truncated": lambda handler, _: handler.serve_half(),
    "cut": lambda handler, _: handler.send_part(handler.half(), 2 * len(handler.half())),
    "bomb": _bomb,
    "reset": _reset,
    "challenge": lambda handler, _: handler.send(403, PAGE, {"cf-mitigated": "challenge", "Content-Type": "text/html"}),
    "cookie": _cookie,
    "stubborn": lambda handler, _: handler.send(304, b""),
}


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description="Serve a folder of feeds on loopback.")
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--fault", action="append", default=[], metavar="PATH=FAULT")
    arguments = parser.parse_args()
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    with FeedStandin(arguments.dir, arguments.port) as web:
        web.faults.update(fault.split("=", 1) for fault in arguments.fault)
        print(f"listening on {web.url}/", flush=True)  # noqa: T201  the line that a caller waits for
        stopped.wait()


if __name__ == "__main__":
    main()
