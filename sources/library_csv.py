"""CSV tables to Records: any table with a title column under a usual name, PubMed's own "Save as CSV" among them.

This file does NOT read workbooks and does NOT use columns that it does not know.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from literature.errors import BrokenSource
from literature.harvest import Unread
from literature.record import Event, EventDate, Form, Identifier, Journal, Record, Scheme, Section
from sources.library_citation import Citation, read_citation
from sources.library_fields import SEED, author, event, marked, own_identifiers, unread

_ALIASES = {
    "title": "title",
    "article title": "title",
    "document title": "title",
    "primary title": "title",
    "authors": "authors",
    "author": "authors",
    "author(s)": "authors",
    "author names": "authors",
    "journal": "journal",
    "journal/book": "journal",
    "journal title": "journal",
    "source title": "journal",
    "publication": "journal",
    "publication title": "journal",
    "secondary title": "journal",
    "date": "date",
    "publication date": "date",
    "published": "date",
    "year": "year",
    "publication year": "year",
    "create date": "created",
    "volume": "volume",
    "issue": "issue",
    "number": "issue",
    "pages": "pages",
    "page": "pages",
    "citation": "citation",
    "abstract": "abstract",
    "abstract note": "abstract",
    "doi": "doi",
    "pmid": "pmid",
    "pubmed id": "pmid",
    "pmcid": "pmcid",
    "pmc": "pmcid",
    "url": "url",
    "link": "url",
    "item type": "type",
    "type": "type",
    "publication type": "type",
    "keywords": "keywords",
    "author keywords": "keywords",
}
"""Header, lower case -> our field. From the exports of PubMed, Zotero, Scopus, Rayyan and Covidence."""

_DELIMITERS = ",;\t"
_FIELD_LIMIT = 10_000_000
"""Characters of one cell: an abstract book pasted into one cell is still read."""

_AFTER_COMMA = re.compile(r",\s*")


def read(text: str, file: str) -> Iterator[Record | Unread]:
    """Each row of ``text``; Unread where it has no title or another number of cells than the header.

    Raises BrokenSource where no column is the title: without it no row can be read. A quote left open swallows the rest
    of the file, which is then one Unread.
    """
    delimiter = max(_DELIMITERS, key=text.partition("\n")[0].count)
    csv.field_size_limit(_FIELD_LIMIT)
    rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    columns = _columns(next(rows, []), file)
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows, None)
        except csv.Error as fault:
            yield unread(file, line, f"the file is cut or a quote is left open ({fault})")
            return
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield _row(cells, columns, file, line)


def _columns(header: list[str], file: str) -> list[str]:
    """Our name of each column, '' for one that we do not know."""
    columns = [_ALIASES.get(" ".join(name.lower().replace("_", " ").split()), "") for name in header]
    if "title" not in columns:
        shown = ", ".join(header)[:200]
        raise BrokenSource(f"{file}:1", f"no column is a title; the header is: {shown}. Name one column 'title'")
    return columns


def _row(cells: list[str], columns: list[str], file: str, line: int) -> Record | Unread:
    if len(cells) != len(columns):
        return unread(file, line, f"{len(cells)} cells where the header has {len(columns)}", "\t".join(cells))
    fields: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=True):
        if cell.strip():
            fields.setdefault(column, cell.strip())
    return _record(fields) if fields.get("title") else unread(file, line, "no title", "\t".join(cells))


def _record(fields: dict[str, str]) -> Record:
    cited = read_citation(fields.get("citation", ""))
    return Record(
        source=SEED,
        source_id="",
        title=marked(fields["title"]),
        form=_form(fields.get("type", "")),
        abstract=tuple(Section(marked(each)) for each in [fields.get("abstract", "")] if each),
        authors=tuple(author(name) for name in _names(fields.get("authors", ""))),
        journal=_journal(fields, cited),
        dates=_dates(fields, cited),
        identifiers=_identifiers(fields),
        keywords=tuple(word for each in fields.get("keywords", "").split(";") if (word := each.strip())),
    )


def _form(kind: str) -> Form:
    """Zotero's and Rayyan's item types; anything else is an article."""
    kind = kind.lower()
    if "preprint" in kind:
        return Form.PREPRINT
    if "book" in kind:
        return Form.BOOK
    return Form.NEWS if kind in ("newspaperarticle", "news") else Form.ARTICLE


def _names(cell: str) -> Iterator[str]:
    """Names parted by semicolons ("Na, Sang-Jun; Choi, Y.") or, as PubMed does, by commas ("Na SJ, Choi YC.")."""
    parted = cell.split(";") if ";" in cell else _AFTER_COMMA.split(cell.removesuffix("."))
    return (name for each in parted if (name := each.strip()))


def _journal(fields: dict[str, str], cited: Citation) -> Journal:
    return Journal(
        title=fields.get("journal", ""),
        abbreviation=cited.journal,
        volume=fields.get("volume", "") or cited.volume,
        issue=fields.get("issue", "") or cited.issue,
        pages=fields.get("pages", "") or cited.pages,
    )


def _dates(fields: dict[str, str], cited: Citation) -> tuple[EventDate, ...]:
    """PubMed's "Create Date" is the day when the record entered PubMed."""
    printed = fields.get("date", "") or cited.date or fields.get("year", "")
    return event(Event.ISSUE, printed) + event(Event.ENTREZ, fields.get("created", ""))


def _identifiers(fields: dict[str, str]) -> tuple[Identifier, ...]:
    kept = (("pmid", Scheme.PMID), ("doi", Scheme.DOI), ("pmcid", Scheme.PMCID), ("url", Scheme.URL))
    return own_identifiers((scheme, fields[name]) for name, scheme in kept if name in fields)
