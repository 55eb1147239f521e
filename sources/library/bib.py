"""BibTeX and BibLaTeX files to Records: bibtexparser 2 finds the entries, latex.py reads their LaTeX.

bibtexparser's own LaTeX step is not used: it takes the "%" of a link for a comment and cuts the link there.
This file does NOT resolve crossref fields: a chapter keeps what its own entry says.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import partial
from itertools import accumulate

from bibtexparser.exceptions import BlockAbortedException
from bibtexparser.middlewares.names import split_multiple_persons_names
from bibtexparser.model import Block, Entry, ImplicitComment, ParsingFailedBlock

from literature.model.harvest import Unread
from literature.model.identifiers import found_in_url
from literature.model.record import SEED, AbstractSection, Author, Event, EventDate, Form, Journal, Record, Scheme
from sources.library.bib_blocks import blocks, entry_of, runs_on
from sources.library.fields import (
    ReferenceIdentifiers,
    attempt,
    author,
    event,
    identifiers_in_notes,
    identifiers_of,
    marked,
    people,
    stated,
    unread,
)
from sources.library.latex import address, plain

_BOOKS = frozenset({"book", "inbook", "incollection", "booklet", "collection", "inreference"})
_PREPRINT_SERVERS = ("arxiv", "biorxiv", "medrxiv", "preprint", "research square", "ssrn")
_FIELD = re.compile(r"^\W*\w+[ \t]*=[ \t]*[\w{\"]", re.MULTILINE)
_NAME_PART = re.compile(r"\b(family|given|prefix)\s*=\s*(\{[^{}]*\}|\"[^\"]*\"|[^,]*)")
"""A part of a name as BibLaTeX writes it: "family=Na, given={Sang Hee}"."""
_TEXTS = frozenset({
    "title", "abstract", "keywords", "journal", "journaltitle", "booktitle", "shortjournal", "volume", "number",
    "issue", "pages", "issn", "year", "month", "day", "date", "entrysubtype", "archiveprefix", "eprinttype",
    "publisher",
})  # fmt: skip
"""The fields that are read as text; the others only where an identifier may stand in them."""
_NOTES = ("note", "annote", "annotation", "addendum", "comment", "eprint", "pmid", "howpublished")
_PMID_FIELDS = ("pmid", "pubmedid", "pubmed_id", "pubmed-id", "pubmed")


def read(text: str, file: str) -> Iterator[Record | Unread]:
    """Each entry of ``text`` in its order, under its key; Unread where it has no title or cannot be parsed (cut, braces
    that do not match, a missing comma).

    Two entries under one key are two entries: keys are private to a file.
    """
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # all that it warns of comes as Unread
    for block, after, line in blocks(text):
        entry = entry_of(block)
        if entry is not None:
            read_it = partial(_read_one, entry, after, file, line)
            yield attempt(read_it, file, line, entry.raw or "", own=entry.key)
        elif isinstance(block, ParsingFailedBlock):
            yield unread(file, line, f"not a whole BibTeX entry: {_fault(block)}", block.raw or "")


def _fault(block: ParsingFailedBlock) -> str:
    error = block.error
    reason = error.abort_reason if isinstance(error, BlockAbortedException) else str(error)
    return " ".join(reason.split())


def _read_one(entry: Entry, after: Block | None, file: str, line: int) -> Record | Unread:
    fault = _misread(entry, after)
    try:
        record = None if fault else _record(entry)
    except RecursionError:
        record, fault = None, "its braces are nested too deep"
    return record or unread(file, line, fault or "no title", entry.raw or "", own=entry.key)


def _misread(entry: Entry, after: Block | None) -> str:
    """What shows that bibtexparser, which forgives much, took another text for a value than was meant; or ''."""
    glued = next((one.key for one in entry.fields if runs_on(one)), None)
    if glued:
        return f"a comma is missing after its field '{glued}'"
    if isinstance(after, ImplicitComment) and after.raw and after.raw[0] in "},":
        return "a brace too many closes it before its end" if _FIELD.search(after.raw) else ""
    return ""


def _record(entry: Entry) -> Record | None:
    """None where it has no title."""
    raw = {one.key.lower(): str(one.value) for one in entry.fields}
    fields = {key: plain(raw[key]) for key in _TEXTS if key in raw}
    title = fields.get("title", "")
    if not title:
        return None
    names = _names(raw)
    return Record(
        source=SEED,
        source_id=entry.key,
        title=marked(title),
        form=_form(entry.entry_type.lower(), fields),
        abstract=tuple(AbstractSection(marked(each)) for each in [fields.get("abstract", "")] if each),
        authors=_authors(raw.get("author", "")),
        journal=_journal(fields),
        dates=_dates(fields),
        identifiers=names.identifiers,
        repaired=names.repaired,
        keywords=tuple(word for each in re.split("[,;]", fields.get("keywords", "")) if (word := each.strip())),
    )


def _authors(field: str) -> tuple[Author, ...]:
    """The people of an author field; Web of Science may put the whole list into braces of its own."""
    names = split_multiple_persons_names(field)
    if len(names) == 1 and _is_in_braces(field.strip()):
        inner = split_multiple_persons_names(field.strip()[1:-1])
        names = inner if len(inner) > 1 and all("," in name for name in inner) else names
    return people(names, _author)


def _author(name: str) -> Author:
    """A name wholly in braces is a group: BibTeX has no other way to say so."""
    if _is_in_braces(name):
        return Author(collective=plain(name))
    parts = {part: plain(value) for part, value in _NAME_PART.findall(name)}
    if "family" in parts:
        return author(f"{parts.get('prefix', '')} {parts['family']}, {parts.get('given', '')}".strip(" ,"))
    return author(plain(name))


def _is_in_braces(name: str) -> bool:
    """Whether the brace that opens ``name`` is closed by its last sign: "{A} {B}" is two words."""
    depths = [*accumulate((sign == "{") - (sign == "}") for sign in name)]
    return name.startswith("{") and name.endswith("}") and 0 not in depths[:-1]


def _form(kind: str, fields: dict[str, str]) -> Form:
    if kind in _BOOKS:
        return Form.BOOK
    if fields.get("entrysubtype", "").lower() == "newspaper":
        return Form.NEWS
    told = ("journal", "archiveprefix", "eprinttype", "publisher", "entrysubtype")
    server = " ".join(fields.get(key, "") for key in told).lower()
    is_preprint = any(one in server for one in _PREPRINT_SERVERS)
    return Form.PREPRINT if is_preprint else Form.ARTICLE


def _journal(fields: dict[str, str]) -> Journal:
    return Journal(
        title=next((fields[key] for key in ("journal", "journaltitle", "booktitle") if fields.get(key)), ""),
        abbreviation=fields.get("shortjournal", ""),
        issns=tuple(fields.get("issn", "").replace(",", " ").split()),
        volume=stated(fields.get("volume", "")),
        issue=stated(fields.get("number", "") or fields.get("issue", "")),
        pages=re.sub("-+|–|—", "-", stated(fields.get("pages", ""))),
    )


def _dates(fields: dict[str, str]) -> tuple[EventDate, ...]:
    """BibLaTeX has ``date``; BibTeX year, month (a name or a number) and sometimes day."""
    year, month = fields.get("year", ""), fields.get("month", "")
    parts = "-".join(part for part in (year, month, fields.get("day", "")) if part) if month.isdigit() else ""
    return event(Event.ISSUE, fields.get("date", "") or parts or f"{year} {month} {fields.get('day', '')}".strip())


def _names(raw: dict[str, str]) -> ReferenceIdentifiers:
    """Its identifiers: in fields of their own, as the eprint of PubMed, or under their names in a note."""
    fields = {key: address(value) for key, value in raw.items() if key not in _TEXTS}
    pairs = [(Scheme.DOI, fields.get("doi", ""))]
    pairs += [(Scheme.PMID, fields.get(key, "")) for key in _PMID_FIELDS]
    pairs += [(Scheme.PMCID, fields.get(key, "")) for key in ("pmcid", "pmc")]
    archive = plain(raw.get("eprinttype", "") or raw.get("archiveprefix", "")).lower()
    eprint = fields.get("eprint", "")
    if archive in ("pubmed", "medline", "pmid"):
        pairs.append((Scheme.PMID, eprint))
    elif archive in ("pmc", "pmcid", "pubmedcentral"):
        pairs.append((Scheme.PMCID, eprint))
    elif found_in_url(eprint):
        pairs.append((Scheme.URL, eprint))
    pairs += [pair for key in _NOTES for pair in identifiers_in_notes(fields.get(key, ""))]
    pairs.append((Scheme.URL, fields.get("url", "")))
    return identifiers_of((scheme, value) for scheme, value in pairs if value)
