"""What became of a post, by the HTTP requests that it made.

apprise says yes or no, and its reasons are prose in a log. What to do next depends on the answer itself, so each
request of its plugins (they use ``requests``) is noted while a message is delivered: its status, or how far it came.
This file does NOT know apprise.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, NamedTuple

from digests.mail.channel import Ambiguous, Permanent, SendOutcome, Sent, Transient

PHASE = "post"
"""Phase of every outcome: the mark was made before, so that nothing is put back uncounted."""

_NOT_NOW = (408, 425, 429, 503)
"""The service says that it has done nothing: too slow, too early, too many, not available (RFC 9110, 8470, 6585)."""

_ONE_AT_A_TIME = threading.Lock()


class Exchange(NamedTuple):
    """One request: ``status`` of its answer, 0 for none; ``received`` where the other side may have got it."""

    method: str
    status: int
    received: bool = True

    @property
    def in_doubt(self) -> bool:
        """Whether it may have been posted without an answer; a GET posts nothing."""
        return self.status == 0 and self.received and self.method not in ("GET", "HEAD")


@contextmanager
def exchanges() -> Iterator[list[Exchange]]:
    """Note the requests of this thread while the block runs. After one in doubt all others are blocked: a plugin that
    retries on its own would post twice."""
    import requests  # noqa: PLC0415  # `ilwatch --help` answers at once

    noted: list[Exchange] = []
    ours, send = threading.get_ident(), requests.Session.send

    def watched(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        if threading.get_ident() != ours:
            return send(session, request, **options)
        if any(each.in_doubt for each in noted):
            raise requests.ConnectionError("not sent again after a request whose answer never came")
        method = request.method or ""
        try:
            response = send(session, request, **options)
        except requests.RequestException as error:
            noted.append(Exchange(method, 0, received=not _never_connected(error)))
            raise
        noted.append(Exchange(method, response.status_code))
        return response

    with _ONE_AT_A_TIME:
        requests.Session.send = watched  # type: ignore[method-assign, assignment]
        try:
            yield noted
        finally:
            requests.Session.send = send  # type: ignore[method-assign]


def _never_connected(error: Exception) -> bool:
    """Whether no byte of a request can have left: no address, no connection, no trust in the certificate."""
    import ssl  # noqa: PLC0415

    import requests  # noqa: PLC0415
    from urllib3.exceptions import NewConnectionError  # noqa: PLC0415

    if isinstance(error, (requests.ConnectTimeout, requests.exceptions.ProxyError)):
        return True
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    untrusted = any(isinstance(each, ssl.SSLCertVerificationError) for each in getattr(reason, "args", ()))
    return untrusted or isinstance(reason, NewConnectionError)


def outcome(posted: bool, noted: Sequence[Exchange]) -> SendOutcome:
    """Return what became of a message of which apprise says whether it was ``posted``."""
    last = noted[-1] if noted else None
    if posted:
        return Sent(PHASE, last.status if last else 0, _words(last.status) if last else "")
    if last is None:
        return Ambiguous(PHASE, 0, "the service did not confirm it, and made no HTTP request that tells why")
    if any(each.in_doubt for each in noted):
        return Ambiguous(PHASE, 0, "the connection broke before the answer came")
    if last.status == 0:
        return Transient(PHASE, 0, "no connection to the service")
    return _by_status(last.status)


def _by_status(status: int) -> SendOutcome:
    """What an answer means that apprise does not take for a yes. 500, 502 and 504 do not say whether the message was
    posted before something broke, and a 200 that is no yes to apprise may be one."""
    if status in _NOT_NOW:
        return Transient(PHASE, status, _words(status))
    if 300 <= status <= 499:
        return Permanent(PHASE, status, _words(status))
    return Ambiguous(PHASE, status, f"{_words(status)}, which does not say whether it was posted")


def _words(status: int) -> str:
    """The code with its standard name; a service's own words may repeat its secret address."""
    phrases = {each.value: each.phrase for each in HTTPStatus}
    return f"HTTP {status} {phrases.get(status, '')}".strip()
