"""The Atom feed of editions (RFC 4287): one entry an Edition, with its headings and titles.

Ids are made of what is frozen with an Edition, so that they stay the same when the archive moves or the digest is
renamed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from digests.letter.compose import compose_page
from digests.letter.parts import Letter
from digests.publish.archive import FEED, INDEX, page_name
from digests.rendering.render import template
from digests.words.prose import count, plain
from literature.model.clock import day_in_words
from literature.model.edition import Edition

ATOM = "http://www.w3.org/2005/Atom"

NEWEST = 12
"""Editions in the feed: a quarter of a year. Older ones are in the index."""


def feed(name: str, first: Edition | None, newest: Sequence[Edition], names: Mapping[str, str], base_url: str) -> bytes:
    """Return the feed of the editions ``newest``, the newest first; ``first`` is the oldest of all, which gives the
    feed its id.

    ``names`` are the topics for editions whose snapshot has none. Without a ``base_url`` links are relative, which
    works for a feed that is opened from a folder.
    """
    root = etree.fromstring(f'<feed xmlns="{ATOM}"/>')  # lxml's types know no default namespace
    _add(root, "id", _id("feed", first))
    _add(root, "title", plain(name, 80))
    _add(root, "updated", _instant(newest[0].frozen if newest else datetime.fromtimestamp(0, UTC)))
    _add(root, "link", rel="alternate", type="text/html", href=f"{base_url}{INDEX}")
    _add(root, "link", rel="self", type="application/atom+xml", href=f"{base_url}{FEED}")
    _add(_add(root, "author"), "name", plain(name, 80))
    for edition in newest:
        _entry(root, edition, compose_page(edition, dict(edition.topics) or names), base_url)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _entry(root: etree._Element, edition: Edition, letter: Letter, base_url: str) -> None:
    address = f"{base_url}{page_name(edition.key)}"
    entry = _add(root, "entry")
    _add(entry, "id", _id("edition", edition))
    _add(entry, "title", f"{day_in_words(edition.key)}: {count(letter.numbers.new, 'new work')}")
    _add(entry, "updated", _instant(edition.frozen))
    _add(entry, "link", rel="alternate", type="text/html", href=address)
    _add(entry, "summary", letter.preheader)
    body = template("archive/entry.html.j2").render(letter=letter, address=address)
    _add(entry, "content", body, type="html")


def _id(kind: str, edition: Edition | None) -> str:
    frozen = f"{edition.key} {_instant(edition.frozen)}" if edition else "none yet"
    return uuid5(NAMESPACE_URL, f"ilwatch {kind} {frozen}").urn


def _instant(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _add(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{ATOM}}}{tag}", attributes)
    made.text = text or None
    return made
