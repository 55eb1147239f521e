"""The bytes of an RSS or Atom document as a list of entries, each value a plain string.

This file does NOT fetch, does NOT make Records (see record.py), and sets no deadline: feedparser's reading of
an author is quadratic (32 KB of it take 7 s, measured; kurtmckee/feedparser#562), so the pipeline calls ``parse``
only in a child process (see parser.py). Its cleaning of HTML is quadratic too and is switched off: markup
is read by markup.py.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import feedparser
from feedparser.namespaces.dc import Namespace

from literature.model.errors import BrokenSource
from sources.feeds.dates import is_seconds, read_date
from sources.printable import printable

MAX_ENTRIES = 5_000
"""The largest real feed of 333 held a few hundred; an entry beyond this is counted and not read."""
MAX_MARKUP = 200_000
"""Characters of one field that are kept: ten times the text that a Record keeps, for the markup around it."""
MAX_NAMES = 20
"""Identifiers of one entry; the real ones have two or three."""
OLDEST_YEAR = 1900
"""An earlier date is a fault of the feed: a page of year 1."""
SUBJECT = "feed document"

_SURVIVABLE = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
"""What feedparser calls ill-formed though nothing of the document is lost by it."""
_BEGINS = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ENDS = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)

_NAMES = ("prism_doi", "dc_doi", "dc_identifier", "dcterms_identifier")
"""The elements by which an entry calls itself, the most outspoken first."""


def _keep_every(element: str) -> None:
    """Have feedparser keep every ``element`` of an entry, also one with attributes, under "every_ELEMENT".

    It looks for the handler of an element by its name, in this base class of its parser among others. By itself it
    keeps the last one: HighWire's journals print ``info:doi/…`` first and their own number behind it (69 of 69 DOIs of
    a real feed, measured).
    """

    def start(parser: Any, _attributes: Any) -> None:
        parser.push(element, 1)

    def end(parser: Any) -> None:
        value = parser.pop(element)
        if value and parser.inentry and not parser.insource:
            parser.entries[-1].setdefault(f"every_{element}", []).append(value)

    setattr(Namespace, f"_start_{element}", start)
    setattr(Namespace, f"_end_{element}", end)


for _element in _NAMES:
    _keep_every(_element)


class FeedEntry(NamedTuple):
    """One entry as its feed wrote it; '' where the feed says nothing, HTML where the feed put HTML.

    ``published`` and ``updated`` are as printed; ``published_at`` and ``updated_at`` the same in UTC as
    ``YYYY-MM-DDTHH:MM:SS``, or '' where they are no date. ``names`` are what the entry calls itself in addition to
    ``guid`` and ``link``: every prism:doi, dc:identifier and dcterms:identifier, and prism:url. ``outlet`` is who first
    published it (RSS ``source``).
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    published_at: str = ""
    updated: str = ""
    updated_at: str = ""
    names: tuple[str, ...] = ()
    outlet: str = ""
    dc_source: str = ""
    journal: str = ""
    issn: str = ""
    volume: str = ""
    issue: str = ""
    first_page: str = ""
    last_page: str = ""
    tags: tuple[str, ...] = ()


class ParsedFeed(NamedTuple):
    """A document that is a feed. ``announced`` counts all its entries, ``entries`` holds the first MAX_ENTRIES.

    ``alarm`` says why entries may be missing though the document was read ('' if none can be);
    ``notes`` are what else happened to it. ``is_cut`` tells that the document ends inside its last entry.
    """

    version: str
    title: str
    journal: str
    issn: str
    announced: int
    entries: tuple[FeedEntry, ...]
    alarm: str = ""
    notes: tuple[str, ...] = ()
    is_cut: bool = False


def parse(body: bytes, headers: Mapping[str, str]) -> ParsedFeed:
    """Read ``body``, with the Content-Type of ``headers`` where it has one.

    Raises BrokenSource, saying what came instead, where it is no feed. No entries is then never "no news"; a feed that
    is well-formed and empty has ``announced`` 0.
    """
    if not body.strip():
        raise BrokenSource(SUBJECT, "returned an empty body")
    # Never parse(body): bytes or str that name a file, or an address, are opened.
    parsed = feedparser.parse(
        io.BytesIO(body), response_headers=dict(headers), sanitize_html=False, resolve_relative_uris=False
    )
    fault = _fault(parsed)
    if not parsed.get("version") or (fault and not parsed.entries):
        raise BrokenSource(SUBJECT, f"returned {what_came(body, headers)} instead of a feed")
    entries = tuple(_entry(raw) for raw in parsed.entries[:MAX_ENTRIES])
    return ParsedFeed(
        version=parsed.version,
        title=_text(parsed.feed, "title"),
        journal=_text(parsed.feed, "prism_publicationname"),
        issn=_text(parsed.feed, "prism_issn"),
        announced=len(parsed.entries),
        entries=entries,
        alarm=f"is ill-formed ({fault}): entries after the fault may be missing" if fault else "",
        notes=_notes(parsed, entries),
        is_cut=bool(fault) and _ends_inside_an_entry(body),
    )


def what_came(body: bytes, headers: Mapping[str, str]) -> str:
    """What a body that is no feed looks like, for a message: its kind, its declared type and how it begins."""
    declared = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    start = " ".join(body[:240].decode("ascii", "ignore").split())
    shown = "".join(letter for letter in start if letter.isprintable())[:60]
    return f"{_kind(body)} (content type {declared[:60] or 'not given'}) that begins {shown!r}"


def _kind(body: bytes) -> str:
    head = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if body.startswith(b"\x1f\x8b"):
        return "gzip bytes"
    if head.startswith((b"{", b"[")):
        return "a JSON Feed, which is not read," if b"jsonfeed.org" in head else "JSON"
    if b"<html" in head or head.startswith(b"<!doctype html"):
        return "an HTML page"
    return "other XML, or a feed cut short," if head.startswith(b"<") else "other bytes"


def _fault(parsed: Any) -> str:
    error = parsed.get("bozo_exception")
    if not parsed.get("bozo") or isinstance(error, _SURVIVABLE):
        return ""
    return " ".join(str(error).split())[:200] or type(error).__name__


def _ends_inside_an_entry(body: bytes) -> bool:
    opened = max((tag.start() for tag in _BEGINS.finditer(body)), default=-1)
    return opened >= 0 and not _ENDS.search(body, opened)


def _notes(parsed: Any, entries: tuple[FeedEntry, ...]) -> tuple[str, ...]:
    cut = sum(len(value) == MAX_MARKUP for entry in entries for value in entry if isinstance(value, str))
    notes = [f"texts cut at {MAX_MARKUP:,} characters: {cut}"] if cut else []
    if isinstance(parsed.get("bozo_exception"), _SURVIVABLE):
        notes.append(str(parsed.bozo_exception)[:200])
    return tuple(notes)


def _entry(raw: Any) -> FeedEntry:
    contents = dict.get(raw, "content") or [{}]
    return FeedEntry(
        guid=_text(raw, "id"),
        link=_text(raw, "link"),
        title=_text(raw, "title"),
        summary=_text(raw, "summary"),
        content=_text(contents[0], "value"),
        # All in the order printed: feedparser's ``author`` is the last dc:creator alone (measured). One who has no name
        # but an address is left out: addresses of people are not kept.
        authors=tuple(name for author in dict.get(raw, "authors") or () if (name := _text(author, "name"))),
        published=_text(raw, "published"),
        published_at=_moment(raw, "published"),
        updated=_text(raw, "updated"),
        updated_at=_moment(raw, "updated"),
        names=_names(raw),
        outlet=_text(dict.get(raw, "source") or {}, "title"),
        dc_source=_text(raw, "dc_source"),
        journal=_text(raw, "prism_publicationname") or _text(raw, "prism_publicationtitle"),
        issn=_text(raw, "prism_issn"),
        volume=_text(raw, "prism_volume"),
        issue=_text(raw, "prism_number"),
        first_page=_text(raw, "prism_startingpage"),
        last_page=_text(raw, "prism_endingpage"),
        tags=tuple(term for tag in dict.get(raw, "tags") or () if (term := _text(tag, "term"))),
    )


def _names(raw: Any) -> tuple[str, ...]:
    """What the entry calls itself, in the order of _NAMES; its address last."""
    values = [value for element in _NAMES for value in dict.get(raw, f"every_{element}") or ()]
    names = (printable(value).strip()[:MAX_MARKUP] for value in values[:MAX_NAMES])
    return tuple(name for name in (*names, _text(raw, "prism_url")) if name)


def _text(mapping: Any, key: str) -> str:
    """A value that feedparser found, or ''; by ``dict.get``, its own ``get`` gives ``published`` for ``updated``."""
    value = dict.get(mapping, key) if isinstance(mapping, dict) else None
    return printable(value).strip()[:MAX_MARKUP] if isinstance(value, str) else ""


def _moment(raw: Any, key: str) -> str:
    """The date under ``key`` as feedparser read it, or as dates.py does where that did not."""
    text, parsed = _text(raw, key), dict.get(raw, f"{key}_parsed")
    if parsed is None or parsed.tm_year < OLDEST_YEAR or is_seconds(text):
        return read_date(text)
    try:
        return datetime(*parsed[:6]).isoformat()  # noqa: DTZ001  UTC by feedparser's promise, written without zone
    except ValueError:  # a leap second, or a field that feedparser let through
        return ""
