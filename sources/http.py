"""One HTTP exchange: spaced, bounded in bytes and in time, its faults by what to do next.

This file does NOT check a status or a body, does NOT follow redirects, and does NOT try again: its callers know what
their source means by an answer.
"""

from __future__ import annotations

import asyncio
import math
import re
import threading
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from literature.model.errors import BrokenSource, RetrySource

CONNECT_SECONDS = 10.0
_TELLING = 64
_GZIP = b"\x1f\x8b\x08"
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*<")
"""How XML and HTML begin, in UTF-8 and UTF-16; no compressed bytes do."""
LONGEST_RETRY_AFTER = timedelta(days=1)
"""A poll comes every few hours: a server that asks for more than a day is asked again after one."""


class Pace:
    """Spaces the starts of requests, first come first served; one object for all that share an allowance.

    Starts, not gaps: NCBI counts the requests of a second, however long each one takes. A turn is a reservation
    made without waiting: order is kept, and event loops in several threads may share it.
    """

    def __init__(
        self,
        interval: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.interval = interval
        self.note = ""
        """What a person should know about how the pace is kept."""
        self._clock = clock
        self._sleep = sleep
        self._free_at = -math.inf
        self._lock = threading.Lock()

    async def turn(self, wait_at_most: float) -> None:
        """Return when the caller may start; raise RetrySource at once if that is over ``wait_at_most`` s away.

        A refused caller takes no turn. One that is cancelled while it waits leaves its turn unused.
        """
        with self._lock:
            now = self._clock()
            start = max(now, self._free_at)
            wait = start - now
            if wait > wait_at_most:
                raise self.refusal(wait, wait_at_most)
            self._free_at = start + self.interval
        if wait > 0:
            await self._sleep(wait)

    async def start(self) -> None:
        """Called when the connection is made and the first byte is to be sent, after ``turn``."""

    def refusal(self, wait: float, wait_at_most: float) -> RetrySource:
        """The error for a turn that is too far away."""
        message = (
            f"its turn is {wait:.1f} s away and this request may wait {wait_at_most:.1f} s; "
            "let it run again later, or allow it more seconds"
        )
        return RetrySource("queue of requests", message, timedelta(seconds=wait))


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: ``body`` is whole and decompressed; ``url`` is the address that was asked."""

    status: int
    headers: httpx.Headers
    body: bytes = field(repr=False)
    url: str = field(repr=False)


async def fetch(
    client: httpx.AsyncClient,
    request: httpx.Request,
    *,
    subject: str,
    max_bytes: int,
    seconds: float,
    pace: Pace | None = None,
) -> Reply:
    """Send ``request`` and return the whole reply, whatever its status.

    ``seconds`` bounds everything from the connection to the last byte. ``max_bytes`` counts after decompression,
    as it goes: a compression bomb costs no more memory than an honest reply. Raises RetrySource where another
    try may work, BrokenSource where it cannot; both name ``subject``, never the address, which may hold a key.
    """
    request.headers["Accept-Encoding"] = "gzip"
    timeout = httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds))
    request.extensions = {**request.extensions, "timeout": timeout.as_dict()}
    if pace:
        request.extensions["trace"] = _before_sending(pace)
    async with _library_errors(subject, seconds), asyncio.timeout(seconds):
        _keep_locations(client)
        response = await client.send(request, stream=True, follow_redirects=False)
        try:
            body = await _read(response, subject, max_bytes)
        finally:
            await response.aclose()
    headers = httpx.Headers([*response.headers.raw, *response.extensions.get("location", ())])
    return Reply(response.status_code, headers, body, str(request.url))


def _keep_locations(client: httpx.AsyncClient) -> None:
    """Hide each Location from httpx, which reads it though it follows none, and raises where it is no address."""
    hooks = client.event_hooks
    if _hide_location not in hooks["response"]:
        client.event_hooks = {**hooks, "response": [*hooks["response"], _hide_location]}


async def _hide_location(response: httpx.Response) -> None:
    if "Location" in response.headers:
        response.extensions["location"] = ((b"Location", response.headers.pop("Location").encode()),)


def _before_sending(pace: Pace) -> Callable[[str, object], Awaitable[None]]:
    """A trace of httpcore's that starts ``pace`` behind all that may take long: name lookup, connection, TLS."""

    async def trace(event: str, _details: object) -> None:
        if event.endswith("send_request_headers.started"):
            await pace.start()

    return trace


def retry_after(headers: httpx.Headers, now: datetime) -> timedelta | None:
    """How long the server asked us to stay away (RFC 9110, 10.2.3: seconds or an HTTP-date), or None.

    ``now`` is aware. The past is zero, and no answer is longer than LONGEST_RETRY_AFTER.
    """
    text = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]*)?", text):
        seconds = float(text)
    else:
        try:
            until = parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return None
        seconds = ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds()
    return timedelta(seconds=min(max(seconds, 0.0), LONGEST_RETRY_AFTER.total_seconds()))


async def _read(response: httpx.Response, subject: str, max_bytes: int) -> bytes:
    body = bytearray()
    async for piece in _plain(response, subject, max_bytes + 1):
        body += piece
        if len(body) > max_bytes:
            raise BrokenSource(subject, f"sent more than {max_bytes:,} bytes; if that is right, raise its limit")
    return bytes(body)


async def _plain(response: httpx.Response, subject: str, most: int) -> AsyncIterator[bytes]:
    """The body's bytes without their compression, never more than ``most`` at a time.

    httpx would inflate each piece from the network whole (64 KB can become 64 MB) before we could count it.
    """
    rest_of_body = response.aiter_raw()
    head = await _head(rest_of_body)
    pieces = _chain(head, rest_of_body)
    if not _is_packed(head, response.headers.get("Content-Encoding", ""), subject):
        async for piece in pieces:
            yield piece
        return
    inflater = _inflater()
    async for piece in pieces:
        rest = piece
        while rest:
            inflater = _inflater() if inflater.eof else inflater
            yield inflater.decompress(rest, most)
            rest = inflater.unused_data
    if response.num_bytes_downloaded and not inflater.eof:
        raise RetrySource(subject, "its compressed answer was cut short; try again later")


async def _head(pieces: AsyncIterator[bytes]) -> bytes:
    head = b""
    while len(head) < _TELLING and (piece := await anext(pieces, b"")):
        head += piece
    return head


async def _chain(head: bytes, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for piece in pieces:
        yield piece


def _is_packed(head: bytes, encoding: str, subject: str) -> bool:
    """Whether a body that begins with ``head`` must be inflated. Its bytes go before what its header says: gzip is
    announced over plain bytes, sent without a word, and announced under names that no list has ("utf-8")."""
    if head.startswith(_GZIP):
        return True
    if _MARKUP.match(head) or encoding.strip().lower() in ("", "identity"):
        return False
    if encoding.strip().lower() in ("gzip", "x-gzip", "deflate"):
        return bool(head)
    raise BrokenSource(subject, f"answered in a compression that is not read ({encoding[:20]}); only gzip is")


def _inflater() -> zlib._Decompress:
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)


@asynccontextmanager
async def _library_errors(subject: str, seconds: float) -> AsyncIterator[None]:
    """Turn what httpx, zlib and the clock raise into our errors; their own texts may quote the address."""
    try:
        yield
    except (TimeoutError, httpx.TimeoutException) as error:
        raise RetrySource(subject, f"did not answer in full within {seconds:g} s; try again later") from error
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.LocalProtocolError) as error:
        raise BrokenSource(subject, f"its address cannot be used ({type(error).__name__}); fix it") from error
    except httpx.ConnectError as error:
        raise RetrySource(subject, "could not be reached; is the network up, is its address right?") from error
    except httpx.TransportError as error:
        raise RetrySource(subject, f"the connection broke ({type(error).__name__}); try again later") from error
    except zlib.error as error:
        raise RetrySource(subject, "its compressed answer is damaged; try again later") from error
