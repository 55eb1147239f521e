"""BibTeX and BibLaTeX files to Records: bibtexparser 2 finds the entries, pylatexenc reads their LaTeX.

bibtexparser's own LaTeX step is not used: it takes the "%" of a link for a comment and cuts the link there.
This file does NOT resolve crossref fields: a chapter keeps what its own entry says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bibtexparser.entrypoint import parse_string
from bibtexparser.exceptions import BlockAbortedException
from bibtexparser.library import Library
from bibtexparser.middlewares.enclosing import RemoveEnclosingMiddleware
from bibtexparser.middlewares.names import split_multiple_persons_names
from bibtexparser.model import Block, Entry, ParsingFailedBlock
from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]  # it has no types

from literature.harvest import Unread
from literature.record import Author, Event, EventDate, Form, Identifier, Journal, Record, Scheme, Section
from sources.library_fields import SEED, author, event, marked, own_identifiers, unread

_BOOKS = frozenset({"book", "inbook", "incollection", "booklet", "collection", "inreference"})
_PREPRINT_SERVERS = ("arxiv", "biorxiv", "medrxiv", "preprint", "research square", "ssrn")
_BARE_PERCENT = re.compile(r"(?<!\\)%")


def read(text: str, file: str) -> Iterator[Record | Unread]:
    """Each entry of ``text`` in its order; Unread where it has no title or cannot be parsed (cut, unbalanced braces).

    Two entries under one key are two entries: keys are private to a file.
    """
    for block in parse_string(text).blocks:
        entry = _entry(block)
        line = (block.start_line or 0) + 1
        if entry is not None:
            yield _record(entry) or unread(file, line, "no title", block.raw or "")
        elif isinstance(block, ParsingFailedBlock):
            yield unread(file, line, f"not a whole BibTeX entry: {_fault(block)}", block.raw or "")


def _entry(block: Block) -> Entry | None:
    """The entry of ``block``, also where only its key was taken; None for comments, strings and broken blocks."""
    if isinstance(block, ParsingFailedBlock) and isinstance(block.ignore_error_block, Entry):
        # bibtexparser takes the braces off the values of sound entries only.
        freed = RemoveEnclosingMiddleware().transform_entry(block.ignore_error_block, Library())
        return freed if isinstance(freed, Entry) else None
    return block if isinstance(block, Entry) else None


def _fault(block: ParsingFailedBlock) -> str:
    error = block.error
    reason = error.abort_reason if isinstance(error, BlockAbortedException) else str(error)
    return " ".join(reason.split())


def _record(entry: Entry) -> Record | None:
    """None where it has no title."""
    fields = {one.key.lower(): str(one.value) for one in entry.fields}
    title = _plain(fields.get("title", ""))
    if not title:
        return None
    return Record(
        source=SEED,
        source_id="",
        title=marked(title),
        form=_form(entry.entry_type.lower(), fields),
        abstract=tuple(Section(marked(_plain(each))) for each in [fields.get("abstract", "")] if each),
        authors=tuple(_author(name) for name in split_multiple_persons_names(fields.get("author", ""))),
        journal=_journal(fields),
        dates=_dates(fields),
        identifiers=_identifiers(fields),
        keywords=tuple(word for each in re.split("[,;]", _plain(fields.get("keywords", ""))) if (word := each.strip())),
    )


def _plain(latex: str) -> str:
    """LaTeX as text: accents, Greek of formulas, no braces. A bare "%" is a percent sign: no exporter comments."""
    text: str = LatexNodes2Text(math_mode="text").latex_to_text(_BARE_PERCENT.sub(r"\\%", latex))
    return " ".join(text.split())


def _author(name: str) -> Author:
    """A name wholly in braces is a group: BibTeX has no other way to say so."""
    is_group = name.startswith("{") and name.endswith("}") and name.count("{") == 1
    return Author(collective=_plain(name)) if is_group else author(_plain(name))


def _form(kind: str, fields: dict[str, str]) -> Form:
    if kind in _BOOKS:
        return Form.BOOK
    server = " ".join(fields.get(key, "") for key in ("journal", "archiveprefix", "eprinttype", "publisher")).lower()
    is_preprint = any(one in server for one in _PREPRINT_SERVERS)
    return Form.PREPRINT if is_preprint else Form.ARTICLE


def _journal(fields: dict[str, str]) -> Journal:
    return Journal(
        title=_plain(next((fields[key] for key in ("journal", "journaltitle", "booktitle") if fields.get(key)), "")),
        abbreviation=_plain(fields.get("shortjournal", "")),
        issns=tuple(fields.get("issn", "").replace(",", " ").split()),
        volume=fields.get("volume", ""),
        issue=fields.get("number", "") or fields.get("issue", ""),
        pages=re.sub("-+|–", "-", fields.get("pages", "")),
    )


def _dates(fields: dict[str, str]) -> tuple[EventDate, ...]:
    """BibLaTeX has ``date``; BibTeX year, month (a name or a number) and sometimes day."""
    year, month = fields.get("year", ""), fields.get("month", "")
    parts = "-".join(part for part in (year, month, fields.get("day", "")) if part) if month.isdigit() else ""
    return event(Event.ISSUE, fields.get("date", "") or parts or f"{year} {month} {fields.get('day', '')}".strip())


def _identifiers(fields: dict[str, str]) -> tuple[Identifier, ...]:
    pairs = [
        (Scheme.DOI, fields.get("doi", "")),
        (Scheme.PMID, fields.get("pmid", "")),
        (Scheme.PMCID, fields.get("pmcid", "") or fields.get("pmc", "")),
        (Scheme.URL, fields.get("url", "")),
    ]
    if fields.get("eprinttype", "").lower() == "pubmed":
        pairs.append((Scheme.PMID, fields.get("eprint", "")))
    return own_identifiers((scheme, raw.replace("\\_", "_")) for scheme, raw in pairs if raw)
