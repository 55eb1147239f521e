"""Works as RIS and as a CSV table, for reference managers and spreadsheets; bibtex.py writes BibTeX.

What is written here, ``sources.library.read.read_library`` reads back without loss: title with its marks, names,
journal, dates, identifiers, abstract. This file does NOT choose works.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import ClassVar

import rispy

from digests.letter import markup
from digests.letter.entries import why
from digests.letter.links import best
from digests.letter.standing import standing
from literature.model.edition import Item
from literature.model.record import Author, Form, PartialDate, Record, RichText, Scheme

_RIS_TYPES = {Form.ARTICLE: "JOUR", Form.PREPRINT: "UNPB", Form.BOOK: "BOOK", Form.NEWS: "NEWS"}
_ITEM_TYPES = {
    Form.ARTICLE: "journalArticle",
    Form.PREPRINT: "preprint",
    Form.BOOK: "book",
    Form.NEWS: "newspaperArticle",
}
"""Zotero's words."""

_TAG_OR_ENTITY = re.compile(r"<(?=/?[A-Za-z])|&(?=#?\w+;)")
FORMULA = re.compile(r"[\s\ufeff\u200b\u2060]*[=+\-@＝＋－＠]|[\t\r\n]")
"""What a spreadsheet takes for a formula at the beginning of a cell (OWASP, CSV injection): in Japanese Excel the
full-width signs too, and white space before them may be dropped. A space before it makes it text."""


class _Writer(rispy.RisWriter):  # type: ignore[misc]  # rispy is not typed
    """rispy without the running number that it puts before each record."""

    DEFAULT_DELIMITER_MAPPING: ClassVar[dict[str, str]] = {}

    def set_header(self, count: int) -> str:  # noqa: ARG002  # rispy calls it so
        return ""


def ris(items: Iterable[Item]) -> str:
    """``items`` as one RIS file."""
    return str(rispy.dumps([_reference(item) for item in items], implementation=_Writer))


def _reference(item: Item) -> dict[str, str | list[str]]:
    """One RIS record under rispy's names of the tags."""
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
        "urls": [url] if (url := record.identifier(Scheme.URL) or best(record.identifiers)) else [],
        "issn": " ".join(record.journal.issns),
        "keywords": [line(word) for word in record.keywords],
        "notes": [remark] if (remark := standing(item)) else [],
        "abstract": abstract(record),
    }
    return {label: value for label, value in fields.items() if value}


_COLUMNS = (
    *("ID", "Title", "Authors", "Journal", "Journal Abbreviation", "Publication Date", "Publication Year", "Volume"),
    *("Issue", "Pages", "DOI", "PMID", "PMCID", "URL", "Item Type", "Keywords", "Abstract"),
    *("Watched terms", "Why", "Topics", "Study type", "Organisms", "Centrality", "Retracted", "Notices"),
)


def table(items: Iterable[Item]) -> str:
    """``items`` as CSV with a header: the columns of a library first, then what the rules say of each."""
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([_safe(cell) for cell in _row(item)] for item in items)
    return rows.getvalue()


def _row(item: Item) -> Sequence[str]:
    record, journal = item.record, item.record.journal
    return (
        key(item),
        text(title(record)),
        "".join(f"{name(author)}; " for author in record.authors),  # also behind the last: "Na, Sang-Jun" is one person
        line(journal.title),
        line(journal.abbreviation),
        _day(record.published),
        f"{record.published.year or ''}",
        journal.volume,
        journal.issue,
        journal.pages,
        *(record.identifier(scheme) for scheme in (Scheme.DOI, Scheme.PMID, Scheme.PMCID)),
        record.identifier(Scheme.URL) or best(record.identifiers),
        _ITEM_TYPES[record.form],
        "; ".join(line(word) for word in record.keywords),
        abstract(record),
        "; ".join(sorted({match.term for match in item.matches})),
        why(item),
        "; ".join(label.topic for label in item.labels),
        item.kind.value,
        "; ".join(organism.value for organism in item.organisms),
        item.centrality.value,
        "yes" if item.retracted else "",
        "; ".join(item.standing),
    )


def _safe(cell: str) -> str:
    return f" {cell.lstrip()}" if FORMULA.match(cell) else cell


def key(item: Item) -> str:
    """A name for ``item`` that no other one has, in ASCII: "Aksoy2026w12"."""
    first = next((one.family or one.collective for one in item.record.authors), "")
    letters = "".join(sign for sign in first if sign.isascii() and sign.isalpha())[:20]
    return f"{letters or 'work'}{item.record.published.year or ''}w{item.work_id}"


def title(record: Record) -> RichText:
    """The title, whole; NLM has records without one."""
    return record.title or RichText(record.vernacular_title or "[No title]")


def line(value: str) -> str:
    """``value`` on one line: no format here can hold a line break in all its fields."""
    return " ".join(value.split())


def text(rich: RichText) -> str:
    """``rich`` with its marks as tags, as Zotero keeps them; text that looks like a tag or an entity is escaped."""
    return (
        line(str(markup.html(rich)) if rich.marks else literal(rich.text)).replace("&#39;", "'").replace("&#34;", '"')
    )


def literal(plain: str) -> str:
    """``plain`` so that no reader takes a part of it for a tag or an entity."""
    return escape(plain, quote=False) if _TAG_OR_ENTITY.search(plain) else plain


def abstract(record: Record) -> str:
    """The whole abstract on one line, its labels before its sections."""
    sections = (
        f"{section.label}: {text(section.text)}" if section.label else text(section.text) for section in record.abstract
    )
    return line(" ".join(sections))


def name(author: Author) -> str:
    """ "Family, Given"; a group ends in a comma, as EndNote has it, so that nobody looks for its given name."""
    given = author.given or author.initials
    if author.family and given:
        return line(f"{author.family}, {given}")
    whole = line(author.collective or author.family or given)
    return f"{whole}," if author.collective or " " in whole else whole


def _day(published: PartialDate) -> str:
    """What is known beyond the year, as printed where that is not simply a date."""
    return line(str(published)) if published.text or published.month else ""


def _pages(record: Record) -> tuple[str, str]:
    first, dash, last = record.journal.pages.partition("-")
    return (first, last) if dash and first and last and "-" not in last else (record.journal.pages, "")
