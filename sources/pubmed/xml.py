"""PubMed's XML, as efetch and NLM's files give it, to Records: one at a time, in flat memory.

    read     the records, deletions and unreadable elements of a document, in its order
    latest   of several versions of one PMID the highest

This file does NOT fetch: no DTD, no entity, no file. It does NOT open gzip (the caller does) and does NOT compare what
came with what was asked for: an empty set is legal here.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import cast

from lxml import etree

from literature.model.errors import BrokenSource, SkipRecord
from literature.model.harvest import Deleted, Unread
from literature.model.record import Record
from sources.pubmed.record import article, book
from sources.rich_xml import Element, plain
from sources.xml_prolog import CHUNK, ReadableBytes, read_prolog

Item = Record | Unread | Deleted

_RECORDS: dict[str, Callable[[Element, str], Record]] = {"PubmedArticle": article, "PubmedBookArticle": book}
_SETS = frozenset({"PubmedArticleSet", "PubmedBookArticleSet", *_RECORDS})
"""Roots that may be empty; any other root must hold at least one record, or it is not PubMed's answer."""

_TAGS = (*_RECORDS, "DeleteCitation", "ERROR")


def read(stream: ReadableBytes | bytes, *, source: str = "pubmed") -> Iterator[Item]:
    """Each record of the document as a Record, each PMID of a DeleteCitation as Deleted.

    A record that breaks a rule is an Unread with its bytes, and the rest goes on. Raises BrokenSource about
    ``source`` where the document is empty, not XML, not PubMed's, holds an ``<ERROR>``, may declare entities, or
    breaks off; what was whole before that place, which is named by line and column, has been yielded.
    """
    if isinstance(stream, bytes):
        stream = io.BytesIO(stream)
    root, head = read_prolog(stream, source)
    if root.lower().endswith("html"):
        raise BrokenSource(source, "an HTML page came instead of PubMed's XML")
    has_records = False
    for element in _elements(stream, head, source):
        has_records = True
        yield from _items(element, source)
        _forget(element)
    if root not in _SETS and not has_records:
        raise BrokenSource(source, f"a document <{root[:80]}> without records came instead of PubMed's XML")


def latest(items: Iterable[Item]) -> tuple[Item, ...]:
    """``items`` without each Record that a higher version of its PMID, or a later copy of the same one, replaces.

    NLM's files carry up to four versions of one PMID (F1000's journals). Unread and Deleted stay as they are.
    """
    items = tuple(items)
    best: dict[str, Record] = {}
    for item in items:
        if isinstance(item, Record) and item.version >= best.get(item.source_id, item).version:
            best[item.source_id] = item
    return tuple(item for item in items if not isinstance(item, Record) or best[item.source_id] is item)


def _elements(stream: ReadableBytes, head: bytes, source: str) -> Iterator[Element]:
    """The elements named in ``_TAGS``, each when it is whole.

    libxml2's own limits hold (10 MB a text, 256 levels): NLM's files keep within them, so ``huge_tree`` stays off.
    """
    parser = etree.XMLPullParser(
        events=("end",),
        tag=_TAGS,
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
    )
    for chunk in chain([head], iter(partial(stream.read, CHUNK), b""), [b""]):
        fault = _fault(parser, chunk)
        for _event, element in parser.read_events():
            yield cast("Element", element)
        if fault:
            raise BrokenSource(source, f"the XML breaks off at {fault}")


def _fault(parser: etree.XMLPullParser, chunk: bytes) -> str:
    """Where and why the document breaks off in ``chunk``, or ''; an empty one ends it."""
    raised = ""
    try:
        if chunk:
            parser.feed(chunk)
        else:
            parser.close()
    except etree.XMLSyntaxError as broken:
        raised = f"line {broken.lineno}: {broken.msg}"
    # An undeclared entity ends libxml2's work, but lxml raises nothing there: only the log tells.
    fatal = next(iter(parser.feed_error_log.filter_from_fatals()), None)
    return f"line {fatal.line}, column {fatal.column}: {fatal.message}" if fatal else raised


def _items(element: Element, source: str) -> Iterator[Item]:
    if element.tag == "DeleteCitation":
        yield from (Deleted(plain(pmid)) for pmid in element)
    elif element.tag == "ERROR":
        raise BrokenSource(source, f"the answer holds an error: {plain(element)[:200]}")
    else:
        try:
            item: Item = _RECORDS[element.tag](element, source)
        except SkipRecord as fault:
            item = Unread("", fault.message, etree.tostring(element, encoding="utf-8", with_tail=False))
        yield item


def _forget(element: Element) -> None:
    """Free ``element`` and all before it: cleared alone, empty elements would pile up below the root."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
