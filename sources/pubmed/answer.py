"""What an answer of NCBI's E-utilities means: HTTP 200 is not success there, and 404 is not the end.

What passes (a backend down, a cut or empty body, maintenance) raises RetrySource; so does a block, with a day to wait;
what stays is refused by name. NCBI's own words are repeated, without keys and addresses. This file does NOT ask again
(eutils.py does).
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from lxml import etree

from literature.model.errors import BrokenSource, RetrySource
from literature.model.record import PUBMED
from sources.http import Reply, retry_after
from sources.page_words import is_page, page_text, words_of
from sources.printable import one_line

SOURCE = PUBMED
ROOTS = {"esearch": "eSearchResult", "efetch": "PubmedArticleSet"}

PERMANENT = re.compile(
    r"invalid uid|retstart|out of acceptable range|api.key.*invalid|invalid.*api.key|nor id specified|empty id list",
    re.IGNORECASE,
)
"""Errors that stay. All others are asked again: "Database is not supported: pubmed" was an outage (biopython #5025)."""

BLOCKED = timedelta(days=1)
"""How long to stay away from a server that has shut us out: to go on asking is what such blocks are for."""
LONGEST_QUOTE = 300
_BLOCK = re.compile(r"\b(?:blocked|access denied|misuse|abuse)\b", re.IGNORECASE)
"""NCBI's page is titled "NCBI - WWW Error Blocked Diagnostic", says "Access Denied" and "blocked for possible abuse"
(biocommons/eutils #134, monarch-initiative/dipper #397)."""
_BLOCK_HOST = "misuse.ncbi.nlm.nih.gov"
"""Where NCBI sends those whom it has blocked (PathwayCommons/factoid #610)."""

UNAVAILABLE = re.compile(rb"id: ([0-9]+) Error occurred: The following PMID is not available: [0-9]+")
KEY = re.compile(r"\b[0-9a-fA-F]{32,}\b")
ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-fA-F]{0,4}:){3,}[0-9a-fA-F]{0,4}\b")

RECORD_BEGINS = b"<PubmedArticle>"


class DamagedError(RetrySource):
    """Records that are not whole XML: cut off on the way, or one of them is broken for good. ``body`` is what came."""

    def __init__(self, message: str, body: bytes, retry_after: timedelta | None = None) -> None:
        super().__init__(SOURCE, message, retry_after)
        self.body = body


def check_answer(reply: Reply, utility: str, *, now: datetime, secret: str | None = None) -> bytes:
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
    error_inside = _scrubbed(_error_inside(reply.body, root), secret)
    if error_inside and not PERMANENT.search(error_inside):
        raise RetrySource(SOURCE, f"{utility}: failed at NCBI: {error_inside}", wait)
    if error_inside:
        raise BrokenSource(SOURCE, f"{utility}: refused by NCBI: {error_inside}")
    if reply.status == 200 and root is not None and root.tag == ROOTS[utility]:
        return reply.body
    words = _scrubbed(words_of(reply.body), secret)
    quote = f": “{words}”" if words else ""
    if _is_block(reply):
        raise _block(reply, utility, wait, quote)
    if 300 <= reply.status < 400:
        raise _redirect(reply, utility, wait, secret)
    if reply.status != 200:
        raise _refusal(reply, utility, wait, quote)
    shape = f"{utility}: {_shape(reply.body, root, quote, secret)}"
    if root is None and RECORD_BEGINS in reply.body:
        raise DamagedError(shape, reply.body, wait)
    raise RetrySource(SOURCE, shape, wait)


def _refusal(reply: Reply, utility: str, wait: timedelta | None, quote: str) -> BrokenSource:
    """The error for a status that is not 200 and a body that names no error of NCBI's own kind."""
    status = reply.status
    if status == 408 or status >= 500:
        return RetrySource(SOURCE, f"{utility}: failed at NCBI with status {status}{quote}", wait)
    if status in (404, 410) and _is_ncbi(reply):
        message = f"{utility}: NCBI has no such page at the moment ({status}){quote}; it is asked again later"
        return RetrySource(SOURCE, message, wait)
    advice = "; is base_url right?" if status in (404, 410) else ""
    return BrokenSource(SOURCE, f"{utility}: refused with status {status}{quote}{advice}")


def _is_block(reply: Reply) -> bool:
    """Whether we are shut out: by status, by where we are sent, or by a page that says so, whatever its status."""
    if 300 <= reply.status < 400:
        return _target(reply)[1] == _BLOCK_HOST
    return reply.status == 403 or (reply.status < 500 and bool(_BLOCK.search(page_text(reply.body))))


def _block(reply: Reply, utility: str, wait: timedelta | None, quote: str) -> RetrySource:
    who = "NCBI refuses requests from this computer" if _is_ncbi(reply) else "the server refuses requests"
    advice = "no request is made for a day; if it lasts, get an api key, or write to eutilities@ncbi.nlm.nih.gov"
    return RetrySource(SOURCE, f"{utility}: {who} ({reply.status}){quote}; {advice}", wait or BLOCKED)


def _redirect(reply: Reply, utility: str, wait: timedelta | None, secret: str | None) -> RetrySource:
    """The error for a redirect, which no question to the E-utilities should meet; its query may hold our key."""
    place, _ = _target(reply)
    message = f"{utility}: redirected to {_scrubbed(place, secret)} ({reply.status}) instead of answered"
    advice = "as in maintenance; it is asked again later" if _is_ncbi(reply) else "is base_url right?"
    return RetrySource(SOURCE, f"{message}; {advice}", wait)


def _target(reply: Reply) -> tuple[str, str]:
    """Where a redirect leads, for a message, and the host of it."""
    location = reply.headers.get("Location", "")
    if not location:
        return "nowhere, without a Location", ""
    try:
        target = urlsplit(urljoin(reply.url, location))
        host = (target.hostname or "") if target.port != 0 else ""
    except ValueError:  # brackets without an address, a port over 65535
        return "an address that is none", ""
    if target.scheme not in ("http", "https") or not host:
        return f"an address of the kind {target.scheme}:", ""
    return ("itself" if target.geturl() == reply.url else f"{host}{target.path}"), host


def _is_ncbi(reply: Reply) -> bool:
    return (urlsplit(reply.url).hostname or "").endswith(".nih.gov")


def unavailable(body: bytes) -> tuple[str, ...]:
    """The PMIDs of an EFetch answer that says of each one, in plain text, that it is not available; else ()."""
    return tuple(i.decode() for i in UNAVAILABLE.findall(body)) if not UNAVAILABLE.sub(b"", body).strip() else ()


def tree(body: bytes) -> etree._Element:
    """The root of XML that ``check_answer`` let pass."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(body, parser)


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
        message = str(value) if str(key).lower() == "error" else _json_error(value)
        if message:
            return message
    return ""


def _shape(body: bytes, root: etree._Element | None, quote: str, secret: str | None) -> str:
    start = body.lstrip()[:200]
    if not start:
        return "an empty answer"
    if is_page(body):
        return f"an HTML page instead of XML{quote}"
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
    return one_line(text)[:LONGEST_QUOTE]
