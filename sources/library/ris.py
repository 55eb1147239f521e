"""RIS files to Records, each record handed to rispy alone, so that a fault has a line and costs one record.

This file does NOT know every dialect: of tags that mean the same (TI and T1, DA and PY) the more exact one is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import ClassVar, NamedTuple

import rispy

from literature.model.harvest import Unread
from literature.model.identifiers import found_in_url
from literature.model.record import SEED, AbstractSection, Event, EventDate, Form, Journal, Record, Scheme
from sources.library.fields import (
    ReferenceIdentifiers,
    attempt,
    event,
    identifiers_in_notes,
    identifiers_of,
    marked,
    people,
    stated,
    unread,
)

Fields = dict[str, list[str]]

_TAGS = frozenset(
    {"TI", "T1", "T2", "BT", "AU", "A1", "AB", "N2", "JO", "JF", "JA", "J2", "VL", "IS", "SP", "EP", "DA", "PY", "Y1"}
    | {"DO", "UR", "LK", "L1", "L2", "L3", "AN", "KW", "SN", "LA", "DB", "DP", "ID", "CT", "N1", "RN", "M1", "M2", "M3"}
    | {f"{letter}{number}" for letter in "CU" for number in range(1, 9)}
)
_NOTES = ("N1", "RN", "M1", "M2", *(f"{letter}{number}" for letter in "CU" for number in range(1, 9)))
"""Notes, and the fields that exporters use as they like: NCBI writes "U1  - 19494218[pmid]", Cochrane "C3  - PubMed
19494218", EndNote the PMCID into C2."""
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


class _Parser(rispy.RisParser):  # type: ignore[misc]  # rispy is not typed
    """rispy with RIS's own tags as names, and every tag a list: which of them repeat differs between exporters."""

    DEFAULT_MAPPING: ClassVar[dict[str, str]] = {tag: tag for tag in (*_TAGS, "TY", "ER", "UK")}
    DEFAULT_LIST_TAGS: ClassVar[list[str]] = [*_TAGS]
    DEFAULT_DELIMITER_MAPPING: ClassVar[dict[str, str]] = {}
    PATTERN = ""


def read(text: str, file: str) -> Iterator[Record | Unread]:
    """Each record of ``text``, under its ID; Unread where it has no title, stands outside a record, or is cut by the
    file's end: the last has no ER line, though others have one or there is no other."""
    text = text if _STRICT.search(text) else _LOOSE.sub(r"\1  - ", text)
    for chunk in _chunks(text):
        if not chunk.text.startswith("TY"):
            yield unread(file, chunk.line, _outside(chunk.text), chunk.text)
        elif not chunk.closed:
            yield unread(file, chunk.line, "the file ends inside this record (no ER line): save it again", chunk.text)
        else:
            yield attempt(partial(_read_one, chunk, file), file, chunk.line, chunk.text)


def _outside(text: str) -> str:
    if _OTHER_FORMAT.match(text):
        return "a record of another format stands here: keep each format in a file of its own"
    return "fields before any TY line: the beginning of this record is missing"


def _chunks(text: str) -> Iterator[_Chunk]:
    """The records, each field on one line (rispy takes a wrapped line for one more value of its tag).

    An untagged line between two records, an exporter's greeting, belongs to none, unless a record of another format
    begins there.
    """
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
    text = chunk.text if chunk.text.endswith("ER  - ") else f"{chunk.text}\nER  - "
    fields: dict[str, list[str] | str] = _Parser(skip_unknown_tags=True).parse(text)[0]
    kind = str(fields.pop("TY"))
    joined = {tag: _joined(values) for tag, values in fields.items()}
    return _record(kind, joined) or unread(
        file, chunk.line, "no title (TI or T1)", chunk.text, own=_first(joined, "ID")
    )


def _joined(values: list[str] | str) -> list[str]:
    return [value for value in ([values] if isinstance(values, str) else values) if value]


def _record(kind: str, fields: Fields) -> Record | None:
    """None where it has no title."""
    title = _first(fields, "TI", "T1", "CT", "BT")
    if not title:
        return None
    names = _names(fields)
    return Record(
        source=SEED,
        source_id=_first(fields, "ID"),
        title=marked(title),
        form=_form(kind, fields),
        abstract=tuple(AbstractSection(marked(each)) for each in [_first(fields, "AB", "N2")] if each),
        authors=people(name for tag in ("AU", "A1") for name in fields.get(tag, ())),
        journal=_journal(fields),
        dates=_dates(fields),
        identifiers=names.identifiers,
        repaired=names.repaired,
        keywords=tuple(fields.get("KW", ())),
        languages=tuple(fields.get("LA", ())),
    )


def _first(fields: Fields, *tags: str) -> str:
    return next((value for tag in tags for value in fields.get(tag, ())), "")


def _form(kind: str, fields: Fields) -> Form:
    if kind in _BOOKS:
        return Form.BOOK
    if kind == "NEWS":
        return Form.NEWS
    is_preprint = kind == "UNPB" or "preprint" in _first(fields, "M3").lower()
    return Form.PREPRINT if is_preprint else Form.ARTICLE


def _journal(fields: Fields) -> Journal:
    first, last = stated(_first(fields, "SP")), stated(_first(fields, "EP"))
    return Journal(
        title=_first(fields, "JF", "T2", "BT", "JO"),
        abbreviation=_first(fields, "JA", "J2"),
        issns=tuple(fields.get("SN", ())),
        volume=stated(_first(fields, "VL")),
        issue=stated(_first(fields, "IS")),
        pages=f"{first}-{last}" if last and last != first and "-" not in first else first,
    )


def _dates(fields: Fields) -> tuple[EventDate, ...]:
    """DA where it says at least as much as PY: some exporters leave the year out of it."""
    year, day = _first(fields, "PY", "Y1"), _first(fields, "DA")
    return event(Event.ISSUE, day if day[:4] == year[:4] or not year else year)


def _names(fields: Fields) -> ReferenceIdentifiers:
    """AN is a PMID only where PubMed gave the record, or where it says so; C2 is where EndNote keeps the PMCID and
    Scopus the PMID."""
    database = " ".join((_first(fields, "DB"), _first(fields, "DP"))).lower()
    from_pubmed = any(name in database for name in ("pubmed", "medline", "nlm"))
    pairs = [(Scheme.DOI, value) for tag in ("DO", "L3", "M3") for value in fields.get(tag, ())]
    pairs += [(Scheme.PMID, value) for value in fields.get("AN", ()) if from_pubmed or value.startswith("MEDLINE:")]
    pairs += [(Scheme.PMCID, value) for value in fields.get("C2", ()) if value.startswith("PMC")]
    pairs += [
        (Scheme.PMID, value) for value in fields.get("C2", ()) if database.strip() == "scopus" and value.isdigit()
    ]
    pairs += [pair for tag in _NOTES for value in fields.get(tag, ()) for pair in identifiers_in_notes(value)]
    pairs += [(Scheme.URL, link) for value in fields.get("UR", ()) for link in _LINKS.split(value)]
    links = (value for tag in ("LK", "L1", "L2") for value in fields.get(tag, ()))
    pairs += [(Scheme.URL, link) for link in links if found_in_url(link)]
    return identifiers_of(pairs)
