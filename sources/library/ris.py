"""RIS files to Records, record by record, so that a fault has a line and costs one record.

rispy is not used to read: it takes a wrapped line for one more value of its tag and needs the end of each record. With
both put right here, all that it did was to cut a line in two. This file does NOT know every dialect: of tags that mean
the same (TI and T1, DA and PY) the more exact one is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from literature.model.harvest import Unread
from literature.model.identifiers import found_in_url
from literature.model.record import Event, EventDate, Form, Record
from sources.library.fields import attempt, event, people, stated, unread
from sources.library.tags import RIS, ReferenceFields, fields_of

_BOOKS = frozenset({"BOOK", "CHAP", "EBOOK", "ECHAP", "EDBOOK"})
_TAGGED = re.compile(r"[A-Z][A-Z0-9]  -(?: |$)")
_STRICT = re.compile(r"^TY  - ", re.MULTILINE)
_LOOSE = re.compile(r"^[ \t]*([A-Z][A-Z0-9]) {1,2}-[ \t]?(?=\S|[ \t]*$)", re.MULTILINE)
"""A tag as hand-made files write it: indented, one space before the dash, none after it."""
_OTHER_FORMAT = re.compile(r"PMID- |[ \t]*@[A-Za-z]+[{(]")
_LINKS = re.compile(r"[;\s]+(?=https?://)")


class _Chunk(NamedTuple):
    """The lines of one record; ``closed`` by its ER line or by the next record."""

    line: int
    text: str
    closed: bool


def read(text: str, file: str) -> Iterator[Record | Unread]:
    """Read each record under its ID; as Unread where it has no title, is outside a record, or is cut by the file's end:
    the last has no ER line, though others have one or there is no other."""
    text = text if _STRICT.search(text) else _LOOSE.sub(r"\1  - ", text)
    for chunk in _chunks(text):
        if _OTHER_FORMAT.match(chunk.text):
            reason = "a record of another format: keep each format in a file of its own"
            yield unread(file, chunk.line, reason, chunk.text)
        elif not chunk.text.startswith("TY"):
            reason = "fields before any TY line: the beginning of this record is missing"
            yield unread(file, chunk.line, reason, chunk.text)
        elif not chunk.closed:
            yield unread(file, chunk.line, "the file ends inside this record (no ER line): save it again", chunk.text)
        else:
            yield attempt(partial(_read_one, chunk, file), file, chunk.line, chunk.text)


def _chunks(text: str) -> Iterator[_Chunk]:
    """Split into records, each field on one line; an untagged line between two, an exporter's greeting, is skipped,
    unless a record of another format begins there."""
    start, lines, ends, starts = 0, list[str](), 0, 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith("TY  -"):
            starts += 1
            if lines:
                yield _Chunk(start, "\n".join(lines), closed=True)
            start, lines = number, [line]
        elif line.startswith("ER  -"):
            ends += 1
            if lines:
                yield _Chunk(start, "\n".join([*lines, "ER  - "]), closed=True)
            lines = []
        elif _TAGGED.match(line) or (not lines and _OTHER_FORMAT.match(line)):
            start = start if lines else number
            lines.append(line)
        elif lines and line.strip():
            lines[-1] = f"{lines[-1]} {line.strip()}"
    if lines:
        yield _Chunk(start, "\n".join(lines), closed=ends == 0 and starts > 1)


def _read_one(chunk: _Chunk, file: str) -> Record | Unread:
    values: dict[str, list[str]] = {}
    for line in chunk.text.split("\n"):
        values.setdefault(line[:2], []).append(line[6:].strip())
    fields = fields_of(RIS, values)
    if "title" not in fields:
        return unread(file, chunk.line, "no title (TI or T1)", chunk.text, fields.first("id"))
    for place in ("volume", "issue", "first", "last"):
        fields[place] = [stated(fields.first(place))]
    first, last = fields.first("first"), fields.first("last")
    fields["pages"] = [f"{first}-{last}" if last and last != first and "-" not in first else first]
    fields["abstract"] = fields["abstract"][:1]
    _sort_identifiers(fields)
    return fields.record(_form(values["TY"][0], fields.first("type")), people(fields["authors"]), _dates(fields))


def _form(kind: str, medium: str) -> Form:
    if kind in _BOOKS:
        return Form.BOOK
    if kind == "NEWS":
        return Form.NEWS
    return Form.PREPRINT if kind == "UNPB" or "preprint" in medium.lower() else Form.ARTICLE


def _dates(fields: ReferenceFields) -> tuple[EventDate, ...]:
    """DA where it says at least as much as PY: some exporters leave the year out of it."""
    year, day = fields.first("year"), fields.first("date")
    return event(Event.ISSUE, day if day[:4] == year[:4] or not year else year)


def _sort_identifiers(fields: ReferenceFields) -> None:
    """Keep AN as a PMID only where PubMed gave the record, or where it says so; C2 is where EndNote keeps the PMCID and
    Scopus the PMID."""
    database = f"{fields.first('database')} {fields.first('provider')}".lower()
    from_pubmed = any(name in database for name in ("pubmed", "medline", "nlm"))
    pmids = [value for value in fields["pmid"] if from_pubmed or value.startswith("MEDLINE:")]
    in_c2 = fields["pmcid"]
    fields["pmid"] = pmids + [value for value in in_c2 if database.strip() == "scopus" and value.isdigit()]
    fields["pmcid"] = [value for value in in_c2 if value.startswith("PMC")]
    fields["url"] = [link for value in fields["url"] for link in _LINKS.split(value)]
    fields["links"] = [link for link in fields["links"] if found_in_url(link)]
