"""BibTeX and BibLaTeX files to Records: bibtexparser 2 finds the entries, pylatexenc reads their LaTeX.

bibtexparser's own LaTeX step is not used: it takes the "%" of a link for a comment and cuts the link there.
This file does NOT resolve crossref fields: a chapter keeps what its own entry says. It does NOT hold the parsed file: a
parsed entry weighs 370 KB with its syntax trees (measured), so a file is parsed in pieces.
"""

from __future__ import annotations

import gc
import logging
import re
from collections.abc import Iterator
from itertools import accumulate, pairwise

from bibtexparser.entrypoint import parse_string
from bibtexparser.exceptions import BlockAbortedException
from bibtexparser.library import Library
from bibtexparser.middlewares.enclosing import RemoveEnclosingMiddleware
from bibtexparser.middlewares.names import split_multiple_persons_names
from bibtexparser.model import Block, Entry, Field, ImplicitComment, ParsingFailedBlock, String
from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]  # it has no types

from literature.harvest import Unread
from literature.record import Author, Event, EventDate, Form, Identifier, Journal, Record, Scheme, Section
from sources.library_fields import SEED, author, event, marked, own_identifiers, stated, unread

_BOOKS = frozenset({"book", "inbook", "incollection", "booklet", "collection", "inreference"})
_PREPRINT_SERVERS = ("arxiv", "biorxiv", "medrxiv", "preprint", "research square", "ssrn")
_PIECE = 200
"""Entries parsed at once."""
_HEAD = re.compile(r"^[ \t]*@\w+[ \t]*[{(]", re.MULTILINE)
"""Where bibtexparser, too, begins a new entry, whatever is open before it."""

_SIGNS = {"{": "", "}": "", "~": " ", "---": "—", "--": "–", "``": "“", "''": "”"}
_SIGN = re.compile("|".join(map(re.escape, _SIGNS)))
"""All that LaTeX means without a backslash or a formula; pylatexenc takes 0.8 ms for a line (measured)."""
_BARE_SIGN = re.compile(r"(?<!\\)([%&#_])")
_FIELD = re.compile(r"^\W*\w+[ \t]*=[ \t]*[\w{\"]", re.MULTILINE)
_NEXT_FIELD = re.compile(r"[}\"]\s+\w+\s*=\s*[{\"]")


def read(text: str, file: str) -> Iterator[Record | Unread]:
    """Each entry of ``text`` in its order, under its key; Unread where it has no title or cannot be parsed (cut, braces
    that do not match, a missing comma).

    Two entries under one key are two entries: keys are private to a file.
    """
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # all that it warns of comes as Unread
    for block, after, line in _blocks(text):
        entry = _entry(block)
        if entry is not None:
            yield _read_one(entry, after, file, line)
        elif isinstance(block, ParsingFailedBlock):
            yield unread(file, line, f"not a whole BibTeX entry: {_fault(block)}", block.raw or "")


def _blocks(text: str) -> Iterator[tuple[Block, Block | None, int]]:
    """Each block with the one after it and its line from 1, parsed piece by piece; a macro holds from its piece on."""
    macros: dict[str, String] = {}
    begins = [0, *(head.start() for at, head in enumerate(_HEAD.finditer(text)) if at and at % _PIECE == 0), len(text)]
    first_line = 1
    for start, end in pairwise(begins):
        piece = text[start:end]
        blocks = parse_string(piece, library=Library([*macros.values()])).blocks[len(macros) :]
        for block, after in pairwise([*blocks, None]):
            if macro := _macro(block):
                macros[macro.key.lower()] = macro
            elif block is not None:
                yield block, after, first_line + (block.start_line or 0)
        first_line += piece.count("\n")
        gc.collect(0)  # syntax trees refer to themselves: where the collector rests, they would all be kept


def _macro(block: Block | None) -> String | None:
    """The macro that ``block`` defines, also where one of its name is defined already."""
    inner = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
    return inner if isinstance(inner, String) else None


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


def _read_one(entry: Entry, after: Block | None, file: str, line: int) -> Record | Unread:
    fault = _misread(entry, after)
    try:
        record = None if fault else _record(entry)
    except RecursionError:
        record, fault = None, "its braces are nested too deep"
    return record or unread(file, line, fault or "no title", entry.raw or "", own=entry.key)


def _misread(entry: Entry, after: Block | None) -> str:
    """What shows that bibtexparser, which forgives much, took another text for a value than was meant; or ''."""
    glued = next((one.key for one in entry.fields if _runs_on(one)), None)
    if glued:
        return f"a comma is missing after its field '{glued}'"
    if isinstance(after, ImplicitComment) and after.raw and after.raw[0] in "},":
        return "a brace too many closes it before its end" if _FIELD.search(after.raw) else ""
    return ""


def _runs_on(one: Field) -> bool:
    return one.enclosing == "no-enclosing" and bool(_NEXT_FIELD.search(str(one.value)))


def _record(entry: Entry) -> Record | None:
    """None where it has no title."""
    fields = {one.key.lower(): str(one.value) for one in entry.fields}
    title = _plain(fields.get("title", ""))
    if not title:
        return None
    return Record(
        source=SEED,
        source_id=entry.key,
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
    """LaTeX as text: accents, Greek of formulas, no braces. A bare "%" or "&" is the sign itself: exporters neither
    comment nor align."""
    if "\\" in latex or "$" in latex:
        latex = latex.replace(r"\textasciicircum{}", "^")  # pylatexenc makes another sign of it
        latex = LatexNodes2Text(math_mode="text").latex_to_text(_BARE_SIGN.sub(r"\\\1", latex))
    else:
        latex = _SIGN.sub(lambda sign: _SIGNS[sign[0]], latex)
    return " ".join(latex.split())


def _author(name: str) -> Author:
    """A name wholly in braces is a group: BibTeX has no other way to say so."""
    return Author(collective=_plain(name)) if _is_in_braces(name) else author(_plain(name))


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
        title=_plain(next((fields[key] for key in ("journal", "journaltitle", "booktitle") if fields.get(key)), "")),
        abbreviation=_plain(fields.get("shortjournal", "")),
        issns=tuple(fields.get("issn", "").replace(",", " ").split()),
        volume=stated(fields.get("volume", "")),
        issue=stated(fields.get("number", "") or fields.get("issue", "")),
        pages=re.sub("-+|–", "-", stated(fields.get("pages", ""))),
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
