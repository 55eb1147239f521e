"""NCBI's E-utilities over PubMed XML files, as a real HTTP server on loopback.

    python -m tests.standins.ncbi --xml FILE [--xml FILE …] [--port N] [--today YYYY-MM-DD] [--misbehave SPEC …]

It answers ESearch and EFetch of the database pubmed, by POST and GET, and stops on SIGTERM. With ``--today`` records
that were created later do not exist yet. It does NOT know ranking, MeSH explosion, the history server, other databases.
"""

from __future__ import annotations

import argparse
import gzip
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from tests.standins.ncbi_answers import Answer, efetch, esearch
from tests.standins.ncbi_faults import OVER_LIMIT, Fault, Request, over_limit, parse, spoil
from tests.standins.ncbi_index import Index, load

LONGEST_URI = 8_192
TOO_LONG = Answer(b"<html><head><title>414 Request-URI Too Large</title></head></html>\n", 414, "text/html")
NOT_FOUND = Answer(b"<html><head><title>404 Not Found</title></head></html>\n", 404, "text/html")
CHUNK = b"<!--" + b"x" * 1_000_000 + b"-->"
SLOW_SECONDS = 600.0


class NcbiStandin:
    """The stand-in on a thread, as a context manager; ``url`` is its base URL, ``requests`` all that it was asked."""

    def __init__(
        self,
        xml_files: Sequence[Path] = (),
        *,
        today: str | None = None,
        ceiling: int = 9_999,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.index: Index = load(xml_files, today.replace("-", "/") if today else None)
        self.ceiling = ceiling
        self.requests: list[Request] = []
        self.faults: list[Fault] = []
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.server = _Server((host, port), self)
        self.url = f"http://{host}:{self.server.server_port}/"

    def misbehave(self, *specs: str | Fault) -> None:
        """Misbehave so from now on, counting from the next request; without a spec, behave again."""
        with self.lock:
            self.faults = [parse(spec) if isinstance(spec, str) else spec for spec in specs]
            self.requests.clear()

    def asked(self, utility: str) -> list[Request]:
        return [request for request in self.requests if request.utility == utility]

    def note(self, request: Request) -> Fault | None:
        """Log a request; return the fault that is due for it."""
        with self.lock:
            self.requests.append(request)
            for fault in self.faults:
                if fault.utility not in ("", request.utility):
                    continue
                if fault.name == OVER_LIMIT and not over_limit(self.requests):
                    continue
                if fault.nth in (0, len(self.asked(fault.utility) if fault.utility else self.requests)):
                    return fault
        return None

    def answer(self, request: Request) -> Answer:
        """The true answer."""
        if request.utility == "esearch":
            return esearch(self.index, request.parameters, self.ceiling)
        return efetch(self.index, request.parameters) if request.utility == "efetch" else NOT_FOUND

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


class _Server(ThreadingHTTPServer):
    def __init__(self, address: tuple[str, int], standin: NcbiStandin) -> None:
        self.standin = standin
        super().__init__(address, _Handler)

    request_queue_size = 64
    daemon_threads = False
    """So that ``server_close`` waits for the answers under way; each connection serves one request and ends."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 5.0
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        if len(self.path) > LONGEST_URI:
            self._send(TOO_LONG)
        else:
            self._reply(urlsplit(self.path).query)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        self._reply(self.rfile.read(length).decode())

    def _reply(self, form: str) -> None:
        utility = urlsplit(self.path).path.rsplit("/", 1)[-1].removesuffix(".fcgi")
        request = Request(utility, self.command, dict(parse_qsl(form)), time.monotonic())
        standin = self.server.standin
        fault = standin.note(request)
        if fault is None:
            self._send(standin.answer(request))
        elif fault.name == "reset":
            self._reset()
        elif fault.name == "huge":
            self._send_without_end()
        elif fault.name == "slow":
            standin.stopping.wait(SLOW_SECONDS)
            self.close_connection = True
        else:
            self._send(spoil(fault, request, standin.answer(request), self.client_address[0]))

    def _send(self, answer: Answer) -> None:
        body = answer.body
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 1)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-RateLimit-Limit", "3")
        self.send_header("Connection", "close")
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _send_without_end(self) -> None:
        """Write until the client has had enough."""
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            while not self.server.standin.stopping.is_set():
                self.wfile.write(CHUNK)
        except OSError:
            return

    def _reset(self) -> None:
        """Close with RST: unread data is thrown away, the client sees "connection reset by peer"."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class names it so
        """Say nothing: ``requests`` is the log."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tests.standins.ncbi", description="NCBI's E-utilities on loopback")
    parser.add_argument(
        "--xml", type=Path, action="extend", nargs="+", required=True, help="PubMed XML files, .gz or not"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--today", help="YYYY-MM-DD: records created later do not exist yet")
    parser.add_argument("--ceiling", type=int, default=9_999)
    parser.add_argument("--misbehave", action="append", default=[], metavar="[UTILITY:]NAME[@NTH]")
    options = parser.parse_args(arguments)
    standin = NcbiStandin(
        options.xml, today=options.today, ceiling=options.ceiling, host=options.host, port=options.port
    )
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with standin:
        standin.misbehave(*options.misbehave)
        sys.stdout.write(f"listening on {standin.url}\n")
        sys.stdout.flush()
        stopped.wait()


if __name__ == "__main__":
    main()
