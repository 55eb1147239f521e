"""Asks a web server for a feed: conditional GET, redirects by hand, and what its status means to us.

The rules are what trusted readers promise and publishers ask for: reader, miniflux, NetNewsWire, FreshRSS, openrss and
rachelbythebay. This file does NOT parse, and does NOT keep anything: ``Fetched`` carries what the next visit needs.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

import httpx

from literature.model.errors import BrokenSource, RetrySource
from sources.http import Reply, fetch, retry_after
from sources.public_addresses import is_public

MAX_REDIRECTS = 5
SLOW_DOWN = timedelta(hours=4)
"""After a 429 that names no time."""
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=.1"
)
_FIND = "find the feed's present address and put it into watch.toml"
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

Resolve = Callable[[str], Awaitable[tuple[str, ...]]]
"""Host name -> its addresses; () where it has none."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one feed may cost: ``max_bytes`` after decompression, ``seconds`` for each request, start to end.

    15 MiB is miniflux's cap; the largest of 333 real feeds has 2.5 MB.
    """

    max_bytes: int = 15 * 1024 * 1024
    seconds: float = 60.0


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A good reply: 200 the document, 226 only its new entries (RFC 3229), 304 nothing changed.

    ``moved_to`` is where permanent redirects alone led, '' if none did.
    """

    reply: Reply
    moved_to: str = ""


async def addresses_of(host: str) -> tuple[str, ...]:
    """The addresses of ``host`` by the system's resolver."""
    try:
        entries = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return ()
    return tuple(str(entry[4][0]) for entry in entries)


async def get_feed(
    client: httpx.AsyncClient,
    url: str,
    *,
    subject: str,
    validators: Mapping[str, str],
    now: datetime,
    limits: Limits,
    resolve: Resolve = addresses_of,
) -> Fetched:
    """GET ``url``, following up to MAX_REDIRECTS; raises RetrySource or BrokenSource naming ``subject``.

    The client's own headers (User-Agent with a contact) go along; its cookies do not. What a redirect sets as a cookie
    is sent back within this one fetch, by the rules for domains: OJS and Springer redirect for ever without it.
    """
    permanent, address = True, url
    cookies, asked = httpx.Cookies(), set[tuple[str, str]]()
    for _ in range(MAX_REDIRECTS + 1):
        request = _request(client, address, subject, validators, cookies)
        question = (address, request.headers.get("Cookie", ""))
        if question in asked:
            raise BrokenSource(subject, f"redirects in a circle; {_FIND}")
        asked.add(question)
        reply = await fetch(client, request, subject=subject, max_bytes=limits.max_bytes, seconds=limits.seconds)
        if reply.status not in _REDIRECTS:
            check_status(reply, subject, bool(validators), now)
            return Fetched(reply, address if permanent and address != url else "")
        permanent = permanent and reply.status in _PERMANENT
        cookies.extract_cookies(httpx.Response(reply.status, headers=reply.headers, request=request))
        address = await _next(url, address, reply, subject, resolve)
    raise BrokenSource(subject, f"redirects more than {MAX_REDIRECTS} times; {_FIND}")


def _request(
    client: httpx.AsyncClient, url: str, subject: str, validators: Mapping[str, str], cookies: httpx.Cookies
) -> httpx.Request:
    """A request with the cookies that redirects of this one fetch have set, and with no others."""
    headers = {"Accept": _ACCEPT, "A-IM": "feed", **validators}
    try:
        request = client.build_request("GET", url, headers=headers)
    except httpx.InvalidURL as error:
        raise BrokenSource(subject, f"has an address that is none ({error}); {_FIND}") from error
    request.headers.pop("Cookie", None)
    cookies.set_cookie_header(request)
    return request


async def _next(url: str, asked: str, reply: Reply, subject: str, resolve: Resolve) -> str:
    """Where a redirect leads, if it may: to http(s), not from https to http, not from the public net into ours.

    The address is checked by name, before the connection: a name that changes in between (DNS rebinding) gets through.
    """
    location: str = reply.headers.get("Location", "").strip()
    if not location:
        raise BrokenSource(subject, f"redirects without saying where to; {_FIND}")
    try:
        target = str(httpx.URL(urljoin(asked, location)))
        parts, previous = urlsplit(target), urlsplit(asked)
        host = parts.hostname if parts.port != 0 else None
    except (ValueError, httpx.InvalidURL):  # brackets without an address, a port over 65535, a host that is none
        raise BrokenSource(subject, f"redirects to something that is not an address; {_FIND}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise BrokenSource(subject, f"redirects to an address of the kind {parts.scheme}:, which is not followed")
    if previous.scheme == "https" and parts.scheme == "http":
        raise BrokenSource(subject, f"redirects from https to http ({host}), which is not followed")
    if not await _is_private(urlsplit(url).hostname or "", resolve) and await _is_private(host, resolve):
        raise BrokenSource(subject, f"redirects into a private network ({host}), which is not followed")
    return target


async def _is_private(host: str, resolve: Resolve) -> bool:
    addresses = (host,) if _is_address(host) else await resolve(host)
    return not all(is_public(address) for address in addresses)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def check_status(reply: Reply, subject: str, conditional: bool, now: datetime) -> None:
    """Return if ``reply`` is good: 200, 226, or 304 to a conditional request. Raise what to do next otherwise."""
    status = reply.status
    if status in (200, 226) or (status == 304 and conditional):
        return
    wait = retry_after(reply.headers, now)
    if status == 429:
        raise RetrySource(subject, "says that it is asked too often (429); set a longer `every`", wait or SLOW_DOWN)
    if status >= 500:
        raise RetrySource(subject, f"answered {status}: its server has a problem; it is tried again later", wait)
    raise BrokenSource(subject, _refusal(reply))


def _refusal(reply: Reply) -> str:
    if reply.headers.get("cf-mitigated", "").lower() == "challenge":
        return f"Cloudflare asks for a browser ({reply.status}, challenge): no program can read it; ask its publisher"
    if reply.status == 410:
        return "is gone for good (410): remove it from watch.toml"
    if reply.status == 304:
        return "answered 304 (not modified) to a request without conditions; its server is wrong"
    if 400 <= reply.status < 500:
        return f"answered {reply.status}: fix its URL in watch.toml or remove it"
    return f"answered {reply.status}, which is no answer of a feed; check its URL"
