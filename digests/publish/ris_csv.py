"""Works as RIS and as a CSV table, for reference managers and spreadsheets; bibtex.py writes BibTeX.

What is written here, ``sources.library.read.read_library`` reads back without loss: title with its marks, names,
journal, dates, identifiers, abstract. This file does NOT choose works.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from html import escape
from typing import ClassVar

import rispy

from digests.letter.entries import why
from digests.letter.links import best
from digests.rendering import markup
from digests.words.notice_words import status
from literature.model.edition import Item
from literature.model.record import Author, Form, PartialDate, Record, RichText, Scheme

_RIS_TYPES = {Form.ARTICLE: "JOUR", Form.PREPRINT: "UNPB", Form.BOOK: "BOOK", Form.NEWS: "NEWS"}
_ITEM_TYPES = {
    Form.ARTICLE: "journalArticle", Form.PREPRINT: "preprint", Form.BOOK: "book", Form.NEWS: "newspaperArticle",
}  # fmt: skip
"""Zotero's names."""

_TAG_OR_ENTITY = re.compile(r"<(?=/?[A-Za-z])|&(?=#?\w+;)")
FORMULA = re.compile(r"[\s\ufeff\u200b\u2060]*[=+\-@＝＋－＠]|[\t\r\n]")
"""What a spreadsheet takes for a formula at the beginning of a cell (OWASP, CSV injection): in Japanese Excel the
full-width signs too, and white space before them may be dropped. A space before the sign makes it text."""


class _Writer(rispy.RisWriter):  # type: ignore[misc]  # rispy is not typed
    """rispy without the running number that it puts before each record."""

    DEFAULT_DELIMITER_MAPPING: ClassVar[dict[str, str]] = {}

    def set_header(self, count: int) -> str:  # noqa: ARG002  # rispy calls it so
        return ""


def ris(items: Iterable[Item]) -> str:
    """Write ``items`` as one RIS file."""
    return str(rispy.dumps([_reference(item) for item in items], implementation=_Writer))


def _reference(item: Item) -> dict[str, str | list[str]]:
    """Return one RIS record under rispy's names of the tags."""
    record, (first, last) = item.record, _pages(item.record)
    fields: dict[str, str | list[str]] = {
        "type_of_reference": _RIS_TYPES[record.form],
        "id": key(item),
        "title": text(title(record)),
        "authors": [name(author) for author in record.authors],
        "alternate_title3": line(record.journal.title),
        "alternate_title2": line(record.journal.abbreviation),
        "volume": record.journal.volume,
        "number": record.journal.issue,
        "start_page": first,
        "end_page": last,
        "year": f"{record.published.year or ''}",
        "date": _day(record.published),
        "doi": record.identifier(Scheme.DOI),
        "accession_number": record.identifier(Scheme.PMID),
        "name_of_database": "PubMed" if record.identifier(Scheme.PMID) else "",
        "custom2": record.identifier(Scheme.PMCID),
        "urls": [url] if (url := address(record)) else [],
        "issn": " ".join(record.journal.issns),
        "keywords": [line(word) for word in record.keywords],
        "notes": [remark] if (remark := status(item)) else [],
        "abstract": abstract(record),
    }
    return {label: value for label, value in fields.items() if value}


def table(items: Iterable[Item]) -> str:
    """Write ``items`` as CSV with a header."""
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for item in items:
        cells = (column(item) for column in _COLUMNS.values())
        writer.writerow([f" {cell.lstrip()}" if FORMULA.match(cell) else cell for cell in cells])
    return rows.getvalue()


def key(item: Item) -> str:
    """Return a unique key in ASCII: "Aksoy2026w12"."""
    first = next((author.family or author.collective for author in item.record.authors), "")
    letters = "".join(sign for sign in first if sign.isascii() and sign.isalpha())[:20]
    return f"{letters or 'work'}{item.record.published.year or ''}w{item.work_id}"


def title(record: Record) -> RichText:
    """Return the title; NLM has records without one."""
    return record.title or RichText(record.vernacular_title or "[No title]")


def address(record: Record) -> str:
    """Return the record's own link, else the best one that its identifiers give."""
    return record.identifier(Scheme.URL) or best(record.identifiers)


def line(value: str) -> str:
    """Put ``value`` on one line: no format here allows a line break in all its fields."""
    return " ".join(value.split())


def text(rich: RichText) -> str:
    """Write marks as tags, as Zotero keeps them; escape text that looks like a tag or an entity."""
    written = line(str(markup.html(rich)) if rich.marks else literal(rich.text))
    return written.replace("&#39;", "'").replace("&#34;", '"')


def literal(plain: str) -> str:
    """Escape ``plain`` where a reader would take a part of it for a tag or an entity."""
    return escape(plain, quote=False) if _TAG_OR_ENTITY.search(plain) else plain


def abstract(record: Record) -> str:
    """Put the whole abstract on one line, labels before sections."""
    return line(" ".join(labelled(part.label, text(part.text)) for part in record.abstract))


def labelled(label: str, section: str) -> str:
    """Put the ``label``, if there is one, before a ``section``."""
    return f"{label}: {section}" if label else section


def name(author: Author) -> str:
    """Write "Family, Given"; a group with a comma at its end, as EndNote has it, so that it is not taken apart."""
    given = author.given or author.initials
    if author.family and given:
        return line(f"{author.family}, {given}")
    whole = line(author.collective or author.family or given)
    return f"{whole}," if author.collective or " " in whole else whole


def _day(published: PartialDate) -> str:
    """Return what is known beyond the year, as printed where that is not simply a date."""
    return line(str(published)) if published.text or published.month else ""


def _pages(record: Record) -> tuple[str, str]:
    first, dash, last = record.journal.pages.partition("-")
    return (first, last) if dash and first and last and "-" not in last else (record.journal.pages, "")


_COLUMNS: dict[str, Callable[[Item], str]] = {
    "ID": key,
    "Title": lambda item: text(title(item.record)),
    # a semicolon also behind the last author: "Na, Sang-Jun" is one person
    "Authors": lambda item: "".join(f"{name(author)}; " for author in item.record.authors),
    "Journal": lambda item: line(item.record.journal.title),
    "Journal Abbreviation": lambda item: line(item.record.journal.abbreviation),
    "Publication Date": lambda item: _day(item.record.published),
    "Publication Year": lambda item: f"{item.record.published.year or ''}",
    "Volume": lambda item: item.record.journal.volume,
    "Issue": lambda item: item.record.journal.issue,
    "Pages": lambda item: item.record.journal.pages,
    "DOI": lambda item: item.record.identifier(Scheme.DOI),
    "PMID": lambda item: item.record.identifier(Scheme.PMID),
    "PMCID": lambda item: item.record.identifier(Scheme.PMCID),
    "URL": lambda item: address(item.record),
    "Item Type": lambda item: _ITEM_TYPES[item.record.form],
    "Keywords": lambda item: "; ".join(line(word) for word in item.record.keywords),
    "Abstract": lambda item: abstract(item.record),
    "Watched terms": lambda item: "; ".join(sorted({match.term for match in item.matches})),
    "Why": why,
    "Topics": lambda item: "; ".join(label.topic for label in item.labels),
    "Study type": lambda item: item.kind.value,
    "Organisms": lambda item: "; ".join(organism.value for organism in item.organisms),
    "Centrality": lambda item: item.centrality.value,
    "Retracted": lambda item: "yes" if item.retracted else "",
    "Notices": lambda item: "; ".join(item.notice_kinds),
}
"""The columns of a library first, then what the rules say of each work."""
