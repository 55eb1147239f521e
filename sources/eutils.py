"""One request to NCBI's E-utilities and its judged answer: HTTP 200 is not success there.

What passes (too many requests, a backend down, a cut or empty body) is asked again here, spaced and bounded in
time; what does not is refused by name. This file does NOT know what a visit wants, and does NOT use the history
server: no text says how long a WebEnv lives.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
from lxml import etree

from literature.errors import BrokenSource, RetrySource
from sources.http import Pace, Reply, fetch, retry_after
from sources.shared_pace import SharedPace, pace_file

SOURCE = "pubmed"
TRIES = 3
FIRST_PAUSE = 1.0
"""Seconds before the second try, doubled for the third; times 0.5 to 1.5 by chance (EDirect: 3 tries, 1 s apart)."""

ROOTS = {"esearch": "eSearchResult", "efetch": "PubmedArticleSet"}

PERMANENT = re.compile(
    r"invalid uid|retstart|out of acceptable range|api.key.*invalid|invalid.*api.key|nor id specified|empty id list",
    re.IGNORECASE,
)
"""Errors that stay. All others are asked again: "Database is not supported: pubmed" was an outage (biopython #5025)."""

UNAVAILABLE = re.compile(rb"id: ([0-9]+) Error occurred: The following PMID is not available: [0-9]+")
KEY = re.compile(r"\b[0-9a-fA-F]{32,}\b")
ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-fA-F]{0,4}:){3,}[0-9a-fA-F]{0,4}\b")

T = TypeVar("T")


def interval(api_key: str | None) -> float:
    """Seconds between starts that NCBI's allowance bears: 3 a second without a key, 10 with one (KA-05510).

    With the margin of Biopython, which met 429 at 0.334 s, and of EDirect.
    """
    return 0.11 if api_key else 0.37


@dataclass(frozen=True, slots=True)
class Eutils:
    """The E-utilities as configured.

    ``seconds`` bounds one question with its waiting and all its tries; ``max_bytes`` one answer.
    """

    tool: str
    email: str
    base_url: str = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
    api_key: str | None = field(default=None, repr=False)
    look_back: timedelta = timedelta(days=30)
    """How far each window overlaps the last one: records enter the index late (ReCiter #689)."""
    batch: int = 200
    """PMIDs a fetch: bigger ones fail in practice (502 at 2,000, cut bodies)."""
    seconds: float = 120.0
    max_bytes: int = 64_000_000


def shared_pace(eutils: Eutils, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> Pace:
    """The pace that all processes of this user keep together towards the server of ``eutils``."""
    file = pace_file(urlsplit(eutils.base_url).netloc.rpartition("@")[2], has_key=bool(eutils.api_key))
    return SharedPace(interval(eutils.api_key), file, sleep=sleep)


@dataclass(frozen=True, slots=True)
class Access:
    """The E-utilities with all that a question to them needs from outside."""

    eutils: Eutils
    client: httpx.AsyncClient
    pace: Pace
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random


RECORD_BEGINS = b"<PubmedArticle>"


class DamagedError(RetrySource):
    """Records that are not whole XML: cut off on the way, or one of them is broken for good. ``body`` is what came."""

    def __init__(self, message: str, body: bytes, retry_after: timedelta | None = None) -> None:
        super().__init__(SOURCE, message, retry_after)
        self.body = body


async def ask(access: Access, utility: str, parameters: Mapping[str, str], read: Callable[[bytes], T]) -> T:
    """POST one question and return ``read`` of its judged answer; three tries within ``eutils.seconds``.

    Always POST: a query of synonyms passes the 1,000 characters from which NCBI asks for it, and an api key in an
    address would end in logs. ``read`` may raise RetrySource: a wrong answer is asked for again, too. Raises
    RetrySource when the tries or the time are spent, BrokenSource at once for what cannot pass.
    """
    deadline = access.clock() + access.eutils.seconds
    tries = 1
    while True:
        try:
            return read(await _once(access, utility, parameters, deadline))
        except RetrySource as error:
            pause = _pause(tries, error, access.chance())
            if tries == TRIES or access.clock() + pause >= deadline:
                message = f"{error.message} (tries: {tries})"
                if isinstance(error, DamagedError):
                    raise DamagedError(message, error.body, error.retry_after) from error
                raise RetrySource(SOURCE, message, error.retry_after) from error
        tries += 1
        await access.sleep(pause)


def _pause(tries: int, error: RetrySource, chance: float) -> float:
    asked = error.retry_after.total_seconds() if error.retry_after else 0.0
    return max(asked, FIRST_PAUSE * (1 << tries - 1) * (0.5 + chance))


async def _once(access: Access, utility: str, parameters: Mapping[str, str], deadline: float) -> bytes:
    eutils = access.eutils
    form = {"db": "pubmed", **parameters, "retmode": "xml", "tool": eutils.tool, "email": eutils.email}
    if eutils.api_key:
        form["api_key"] = eutils.api_key
    address = f"{eutils.base_url.rstrip('/')}/{utility}.fcgi"
    await access.pace.turn(deadline - access.clock())
    seconds = max(deadline - access.clock(), 0.001)
    request = access.client.build_request("POST", address, data=form)
    reply = await fetch(
        access.client, request, subject=SOURCE, max_bytes=eutils.max_bytes, seconds=seconds, pace=access.pace
    )
    return judge(reply, utility, now=access.now(), secret=eutils.api_key)


def judge(reply: Reply, utility: str, *, now: datetime, secret: str | None = None) -> bytes:
    """The body of a good answer: whole XML of the utility's own kind, without an error inside.

    Or the plain text in which EFetch says which PMIDs it does not have (see ``unavailable``). Raises RetrySource
    or BrokenSource for all the rest, in NCBI's own words where it has some, cleared of ``secret`` and addresses.
    """
    wait = retry_after(reply.headers, now)
    if reply.status == 429:
        # Its body echoes the api key or our address: not a word of it is repeated.
        raise RetrySource(SOURCE, f"{utility}: too many requests (429); ask less often, or with an api key", wait)
    if utility == "efetch" and reply.status < 500 and unavailable(reply.body):
        return reply.body
    root = _tree(reply.body)
    said = _scrubbed(_error_inside(reply.body, root), secret)
    if said and not PERMANENT.search(said):
        raise RetrySource(SOURCE, f"{utility}: failed at NCBI: {said}", wait)
    if said:
        raise BrokenSource(SOURCE, f"{utility}: refused by NCBI: {said}")
    if reply.status == 408 or reply.status >= 500:
        raise RetrySource(SOURCE, f"{utility}: failed at NCBI with status {reply.status}", wait)
    if reply.status != 200:
        raise BrokenSource(SOURCE, f"{utility}: refused with status {reply.status}; is base_url right?")
    if root is None or root.tag != ROOTS[utility]:
        shape = f"{utility}: {_shape(reply.body, root, secret)}"
        if root is None and RECORD_BEGINS in reply.body:
            raise DamagedError(shape, reply.body, wait)
        raise RetrySource(SOURCE, shape, wait)
    return reply.body


def unavailable(body: bytes) -> tuple[str, ...]:
    """The PMIDs of an EFetch answer that says of each one, in plain text, that it is not available; else ()."""
    return tuple(i.decode() for i in UNAVAILABLE.findall(body)) if not UNAVAILABLE.sub(b"", body).strip() else ()


def tree(body: bytes) -> etree._Element:
    """The root of XML that ``judge`` let pass."""
    return etree.fromstring(body, _parser())


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _tree(body: bytes) -> etree._Element | None:
    try:
        return tree(body)
    except etree.XMLSyntaxError:
        return None


def _error_inside(body: bytes, root: etree._Element | None) -> str:
    """What a body says went wrong, or ''. ESpell's empty ``<ERROR/>`` is its way to say that nothing did."""
    if root is not None:
        return "; ".join(filter(None, ((error.text or "").strip() for error in root.iter("ERROR"))))
    if body.lstrip()[:1] != b"{":
        return ""
    try:
        return _json_error(json.loads(body)) or "JSON where XML was asked for"
    except (ValueError, RecursionError):
        return "damaged JSON where XML was asked for"


def _json_error(data: object) -> str:
    if not isinstance(data, dict):
        return ""
    for key, value in data.items():
        found = str(value) if str(key).lower() == "error" else _json_error(value)
        if found:
            return found
    return ""


def _shape(body: bytes, root: etree._Element | None, secret: str | None) -> str:
    """What came instead of the XML that was asked for."""
    start = body.lstrip()[:200]
    if not start:
        return "an empty answer"
    if re.match(rb"<!doctype html|<html|<head", start, re.IGNORECASE):
        return "an HTML page instead of XML"
    if root is not None:
        return f"XML of another kind ({etree.QName(root).localname})"
    if start[:1] == b"<":
        return "XML that is cut short or damaged"
    return f"plain text instead of XML: {_scrubbed(start.decode(errors='replace'), secret)}"


def _scrubbed(text: str, secret: str | None) -> str:
    """One short line of ``text`` without keys and network addresses."""
    if secret:
        text = text.replace(secret, "[key]")
    text = ADDRESS.sub("[address]", KEY.sub("[key]", text))
    return " ".join(text.split())[:200]
