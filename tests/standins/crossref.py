"""Crossref's works API as a real HTTP server on loopback: lists by DOI, single works, and what each is updated by.

Like the real one it takes the query apart after decoding it, so a DOI with a comma is two filters; it refuses a select
that it does not know, more than 1,000 rows and a long request line, and answers 404 and 429 in plain text.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

LONGEST_LINE = 4_092
MOST_ROWS = 1_000
SELECTABLE = {"DOI", "title", "type", "updated-by", "update-to"}
SLOW_SECONDS = 600.0
HTML = b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body></body></html>"


def update(
    notice: str, day: date, type_: str = "retraction", source: str = "publisher", record_id: str = ""
) -> dict[str, Any]:
    """An entry of ``updated-by``, in Crossref's shape; those of Retraction Watch have a record id."""
    updated = {
        "date-parts": [[day.year, day.month, day.day]],
        "date-time": f"{day}T00:00:00Z",
        "timestamp": (day.toordinal() - 719_163) * 86_400_000,
    }
    entry = {"updated": updated, "DOI": notice, "type": type_, "label": type_.capitalize(), "source": source}
    return {**entry, "record-id": record_id} if record_id else entry


@dataclass
class Answer:
    """What is sent back."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


NOT_FOUND = Answer(b"Resource not found.", 404, "text/plain")
FAULTS = {
    "down": Answer(b"Service Unavailable", 503, "text/plain"),
    "html": Answer(HTML, 200, "text/html"),
    "empty": Answer(b""),
    "error_in_200": Answer(b'{"status":"error","message-type":"exception","message":{"name":"IOException"}}'),
    "rate_limit": Answer(b"Too many requests.", 429, "text/plain", {"Retry-After": "2"}),
    "blocked": Answer(b"Forbidden", 403, "text/plain"),
}


class CrossrefStandin:
    """The stand-in on a thread, as a context manager. ``works`` are the DOIs that it knows, each with what it is
    updated by; ``targets`` all that it was asked, as it came."""

    def __init__(self) -> None:
        self.works: dict[str, Any] = {}
        self.targets: list[str] = []
        self.headers = {"X-Rate-Limit-Limit": "3", "X-Rate-Limit-Interval": "1s", "X-API-Pool": "polite"}
        self.refused: set[str] = set()
        """DOIs for which a whole question is refused."""
        self.stopping = threading.Event()
        self._faults: dict[int, str] = {}
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def knows(self, *dois: str) -> None:
        """Know these papers from now on, with no updates."""
        self.works |= {doi.lower(): [] for doi in dois}

    def asserts(self, doi: str, *updates: dict[str, Any]) -> None:
        """Say this, and no more, of ``doi`` from now on."""
        self.works[doi.lower()] = list(updates)

    def misbehave(self, fault: str = "", *requests: int) -> None:
        """Answer so from now on, or only the ``requests`` of these numbers from 1; with '' behave again."""
        self.targets.clear()
        self._faults = dict.fromkeys(requests or (0,), fault) if fault else {}

    def note(self, target: str) -> str:
        """Log a request; return the fault that is due."""
        self.targets.append(target)
        return self._faults.get(len(self.targets), self._faults.get(0, ""))

    def answer(self, target: str) -> Answer:
        """The true answer."""
        parts = urlsplit(target)
        parameters = dict(parse_qsl(parts.query))
        if parts.path == "/works":
            return self._list(parameters)
        doi = unquote(parts.path.removeprefix("/works/")).lower()
        return _ok("work", self._work(doi, SELECTABLE)) if doi in self.works else NOT_FOUND

    def _list(self, parameters: dict[str, str]) -> Answer:
        select = set(parameters["select"].split(","))
        filters = [each.split(":", 1) for each in parameters["filter"].split(",")]
        if strange := [*(select - SELECTABLE), *(name for name, *_ in filters if name != "doi")]:
            return _refusal("select-not-available", strange[0])
        dois = {value.lower() for _, value in filters}
        if int(parameters["rows"]) > MOST_ROWS or dois & self.refused:
            return _refusal("integer-not-valid", parameters["rows"])
        items = [self._work(doi, select) for doi in sorted(dois & self.works.keys())]
        page = items[: int(parameters["rows"])]
        return _ok("work-list", {"facets": {}, "total-results": len(items), "items": page, "items-per-page": len(page)})

    def _work(self, doi: str, select: set[str]) -> dict[str, Any]:
        whole = {"DOI": doi, "title": ["An invented title"], "type": "journal-article"}
        whole |= {"updated-by": self.works[doi]} if self.works[doi] else {}
        return {key: value for key, value in whole.items() if key in select}

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _ok(kind: str, message: dict[str, Any]) -> Answer:
    whole = {"status": "ok", "message-type": kind, "message-version": "1.0.0", "message": message}
    return Answer(json.dumps(whole).encode())


def _refusal(type_: str, value: str) -> Answer:
    faults = [{"type": type_, "value": value, "message": f"{value} is not valid for this route"}]
    whole = {"status": "failed", "message-type": "validation-failure", "message": faults}
    return Answer(json.dumps(whole).encode(), 400)


def spoil(fault: str, answer: Answer) -> Answer:
    """What the fault makes of a true answer."""
    if fault in FAULTS:
        return FAULTS[fault]
    if fault == "truncated":
        return Answer(answer.body[: len(answer.body) // 2])
    whole = json.loads(answer.body)
    if fault == "short":
        whole["message"]["items"].pop()
    elif fault == "stranger":
        whole["message"]["items"][0]["DOI"] = "10.5555/stranger"
    elif fault == "nameless":
        del whole["message"]["items"][0]["DOI"]
    elif fault == "twice":
        whole["message"]["items"][1] = whole["message"]["items"][0]
    elif fault == "other_kind":
        whole["message-type"] = "member-list"
    else:
        raise ValueError(f"not a misbehaviour: {fault}")
    return Answer(json.dumps(whole).encode())


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, standin: CrossrefStandin) -> None:
        self.standin = standin
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 5.0
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        standin = self.server.standin
        fault = standin.note(self.path)
        if len(self.path) > LONGEST_LINE:
            self._send(Answer(b"URI Too Long", 414, "text/plain"))
        elif fault == "slow":
            standin.stopping.wait(SLOW_SECONDS)
            self.close_connection = True
        elif fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
        else:
            answer = standin.answer(self.path)
            self._send(spoil(fault, answer) if fault else answer)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        headers = {"Content-Type": answer.content_type, "Content-Length": str(len(answer.body)), "Connection": "close"}
        for name, value in {**headers, **self.server.standin.headers, **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class names it so
        """Say nothing: ``targets`` is the log."""


def dois_of(targets: Sequence[str]) -> list[str]:
    """The DOIs that these questions asked for, in their order."""
    asked: list[str] = []
    for parts in map(urlsplit, targets):
        filters = dict(parse_qsl(parts.query)).get("filter", "")
        asked += [each.removeprefix("doi:") for each in filters.split(",") if each]
        asked += [unquote(parts.path.removeprefix("/works/"))] if parts.path.startswith("/works/") else []
    return asked
