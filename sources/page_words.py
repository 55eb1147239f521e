"""What a page that came instead of data says, in its own words: its title and its first sentence, as one short line.

This file does NOT decide what the page means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from sources.printable import one_line

READ = 100_000
"""Bytes of a page that are read: a server's message is at its beginning."""
LONGEST = 200
_IS_HTML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body|title)\b", re.IGNORECASE)
_HIDDEN = ("head", "script", "style", "noscript", "template")
_INLINE = ("a", "abbr", "b", "code", "em", "font", "i", "small", "span", "strong", "u")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s")
_FEWEST_WORDS = 4


def is_page(body: bytes) -> bool:
    """Whether ``body`` begins as an HTML page does."""
    return bool(_IS_HTML.match(body[:READ]))


def words_of(body: bytes) -> str:
    """The page's title and first sentence; '' where it has neither, or is no page."""
    root = _tree(body)
    if root is None:
        return ""
    title = one_line(root.findtext(".//title") or "")
    sentences = (sentence for text in _paragraphs(root) if (sentence := _first_sentence(text)) and sentence != title)
    return ": ".join(part[:LONGEST] for part in (title, next(sentences, "")) if part)


def page_text(body: bytes) -> str:
    """All that the page shows, as one line."""
    root = _tree(body)
    return "" if root is None else " ".join((root.findtext(".//title") or "", *_paragraphs(root)))


def _tree(body: bytes) -> etree._Element | None:
    if not is_page(body):
        return None
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(body[:READ], parser)
    except etree.XMLSyntaxError:
        return None


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """The texts that the page shows, each between two tags that part them."""
    shown = deepcopy(root)
    etree.strip_elements(shown, *_HIDDEN, with_tail=False)
    etree.strip_tags(shown, *_INLINE)
    return (line for text in shown.itertext() if (line := one_line(str(text))))


def _first_sentence(text: str) -> str:
    """'' where ``text`` is none but a heading or a link."""
    sentence = _SENTENCE_ENDS.split(text, maxsplit=1)[0]
    return sentence if len(sentence.split()) >= _FEWEST_WORDS else ""
