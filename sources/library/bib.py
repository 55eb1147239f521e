"""BibTeX and BibLaTeX files to Records: bibtexparser 2 finds the entries, latex.py reads their LaTeX.

bibtexparser's own LaTeX step is not used: it takes the "%" of a link for a comment and cuts the link there.
This file does NOT resolve crossref fields: a chapter keeps what its own entry says.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate

from bibtexparser.exceptions import BlockAbortedException
from bibtexparser.middlewares.names import split_multiple_persons_names
from bibtexparser.model import Block, Entry, ImplicitComment, ParsingFailedBlock

from literature.model.harvest import Unread
from literature.model.identifiers import found_in_url
from literature.model.record import Author, Event, EventDate, Form, Record
from sources.library.bib_blocks import blocks, entry_of, runs_on
from sources.library.fields import attempt, author, event, people, split, stated, unread
from sources.library.latex import address, plain
from sources.library.tags import BIB, ReferenceFields, fields_of

_BOOKS = frozenset({"book", "inbook", "incollection", "booklet", "collection", "inreference"})
_PREPRINT_SERVERS = ("arxiv", "biorxiv", "medrxiv", "preprint", "research square", "ssrn")
_FIELD = re.compile(r"^\W*\w+[ \t]*=[ \t]*[\w{\"]", re.MULTILINE)
_NAME_PART = re.compile(r"\b(family|given|prefix)\s*=\s*(\{[^{}]*\}|\"[^\"]*\"|[^,]*)")
"""A part of a name as BibLaTeX writes it: "family=Na, given={Sang Hee}"."""
_ARCHIVES = {
    **dict.fromkeys(("pubmed", "medline", "pmid"), "pmid"),
    **dict.fromkeys(("pmc", "pmcid", "pubmedcentral"), "pmcid"),
}
_READERS: dict[str, Callable[[str], str]] = {
    "authors": str,
    **dict.fromkeys(("doi", "pmid", "pmcid", "eprint", "notes", "url"), address),
}
"""The others are plain text."""


def read(text: str, file: str) -> Iterator[Record | Unread]:
    """Read each entry under its key; as Unread where it has no title or cannot be parsed (cut, braces that do not
    match, a missing comma). Two entries under one key are two entries.
    """
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # all that it warns of comes as Unread
    for block, after, line in blocks(text):
        entry = entry_of(block)
        if entry is not None:
            yield attempt(partial(_read_one, entry, after, file, line), file, line, entry.raw or "", entry.key)
        elif isinstance(block, ParsingFailedBlock):
            error = block.error
            reason = error.abort_reason if isinstance(error, BlockAbortedException) else str(error)
            yield unread(file, line, f"not a whole BibTeX entry: {' '.join(reason.split())}", block.raw or "")


def _read_one(entry: Entry, after: Block | None, file: str, line: int) -> Record | Unread:
    fault = _misread(entry, after)
    try:
        record = None if fault else _record(entry)
    except RecursionError:
        record, fault = None, "its braces are nested too deep"
    return record or unread(file, line, fault or "no title", entry.raw or "", entry.key)


def _misread(entry: Entry, after: Block | None) -> str:
    """Say why bibtexparser, which forgives much, took another text for a value than was meant; or ''."""
    glued = next((field.key for field in entry.fields if runs_on(field)), None)
    if glued:
        return f"a comma is missing after its field '{glued}'"
    if isinstance(after, ImplicitComment) and after.raw and after.raw[0] in "},":
        return "a brace too many closes it before its end" if _FIELD.search(after.raw) else ""
    return ""


def _record(entry: Entry) -> Record | None:
    fields = fields_of(BIB, {field.key.lower(): [str(field.value)] for field in entry.fields}, _READERS, plain)
    if "title" not in fields:
        return None
    fields["id"] = [entry.key]
    fields["issns"] = fields.first("issns").replace(",", " ").split()
    for place in ("volume", "issue", "pages"):
        fields[place] = [stated(fields.first(place))]
    fields["pages"] = [re.sub("-+|–|—", "-", fields.first("pages"))]
    fields["keywords"] = split(fields.first("keywords"), "[,;]")
    _sort_eprint(fields)
    return fields.record(_form(entry.entry_type.lower(), fields), _authors(fields.first("authors")), _dates(fields))


def _authors(field: str) -> tuple[Author, ...]:
    """Read an author field; Web of Science may put the whole list into braces of its own."""
    names = split_multiple_persons_names(field)
    if len(names) == 1 and _is_in_braces(field.strip()):
        inner = split_multiple_persons_names(field.strip()[1:-1])
        names = inner if len(inner) > 1 and all("," in name for name in inner) else names
    return people(names, _author)


def _author(name: str) -> Author:
    """Read a name; one wholly in braces is a group: BibTeX has no other way to say so."""
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


def _form(kind: str, fields: ReferenceFields) -> Form:
    if kind in _BOOKS:
        return Form.BOOK
    if fields.first("type").lower() == "newspaper":
        return Form.NEWS
    server = " ".join(fields["server"]).lower()
    return Form.PREPRINT if any(name in server for name in _PREPRINT_SERVERS) else Form.ARTICLE


def _dates(fields: ReferenceFields) -> tuple[EventDate, ...]:
    """BibLaTeX has ``date``; BibTeX year, month (a name or a number) and sometimes day."""
    year, month, day = (fields.first(part) for part in ("year", "month", "day"))
    sign = "-" if month.isdigit() else " "
    return event(Event.ISSUE, fields.first("date") or sign.join(part for part in (year, month, day) if part))


def _sort_eprint(fields: ReferenceFields) -> None:
    """Take the eprint of PubMed for what it is, any other only where it is a link to a paper."""
    eprints, archive = fields["eprint"], fields.first("database").lower()
    fields["eprint"] = [eprint for eprint in eprints if archive not in _ARCHIVES and found_in_url(eprint)]
    if archive in _ARCHIVES:
        fields[_ARCHIVES[archive]] += eprints
