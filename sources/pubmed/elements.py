"""The elements of one PubMed record, sorted by name in one pass; each field is then read from its own list.

A ``find`` or XPath for each field walks the same children again and again. This file does NOT enter what is not
listed as a wrapper, least of all ReferenceList: its identifiers are those of other papers.
"""

from __future__ import annotations

from literature.model.record import RichText
from sources.rich_xml import Element, plain, rich

Parts = dict[str, list[Element]]
"""Elements by their names, in the document's order."""

_WRAPPERS = frozenset({
    "Article", "ArticleIdList", "BookDocument", "ChemicalList", "CommentsCorrectionsList", "DataBankList", "History",
    "Journal", "JournalIssue", "KeywordList", "MedlineCitation", "MedlineJournalInfo", "MeshHeadingList", "Pagination",
    "PublicationTypeList", "PubmedBookData", "PubmedData", "SupplMeshList",
})  # fmt: skip
"""Elements that only group others. No name has two meanings below them: their children count as the record's own."""


def parts_of(element: Element) -> Parts:
    """The children of ``element``, and those of each wrapper below it; a wrapper itself too, for its attributes."""
    parts: Parts = {}
    _sort(element, parts)
    return parts


def _sort(element: Element, parts: Parts) -> None:
    for child in element:
        tag = child.tag
        if tag in parts:
            parts[tag].append(child)
        else:
            parts[tag] = [child]
        if tag in _WRAPPERS:
            _sort(child, parts)


def rich_text(parts: Parts, tag: str) -> RichText:
    """The first ``tag`` with its marks; empty where there is none."""
    elements = parts.get(tag)
    return rich(elements[0]) if elements else RichText("")


def text(parts: Parts, tag: str) -> str:
    """The first ``tag`` as plain text, or ''."""
    elements = parts.get(tag)
    return plain(elements[0]) if elements else ""


def texts(parts: Parts, tag: str) -> tuple[str, ...]:
    """Every ``tag`` that says something, as plain text."""
    return tuple(words for element in parts.get(tag, ()) if (words := plain(element)))
