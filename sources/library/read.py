"""Libraries of references, as researchers keep them, to Records: the seeds of the corpus.

The suffix names the format, the first bytes must not contradict it. This file does NOT store, and does NOT merge what
a library holds twice: it gives every record under its own id and the door decides.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from rapidfuzz import fuzz

from literature.identity.compare import compare_fields
from literature.identity.comparison import Likeness
from literature.identity.fields import Fields, fields
from literature.identity.title_likeness import TITLES_AGREE
from literature.identity.titles import SHORT_TITLE, title_key
from literature.model.errors import BrokenSource
from literature.model.harvest import Deleted, Unread
from literature.model.record import SEED, Form, Record, Scheme
from sources.library import bib, csv, jsonl, nbib, page, ris, toml
from sources.library.detect import HEAD, decode, first_format, opening, refuse_other_format, refuse_other_kinds
from sources.printable import printable
from sources.pubmed import xml

MAX_BYTES = 200_000_000
"""A text library larger than this is refused: it would hold some 50,000 abstracts. XML and JSON lines are streamed and
have no bound."""
Read = Callable[[str, str], Iterator[Record | Unread]]

_READERS: dict[str, Read] = {
    ".toml": toml.read,
    ".nbib": nbib.read,
    ".ris": ris.read,
    ".bib": bib.read,
    ".csv": csv.read,
    ".tsv": csv.read,
}
_TABLES = (".csv", ".tsv", ".txt")
_FIRST_TAG = re.compile(r"^(?:PMID- |TY  - )", re.MULTILINE)
_XML = (".xml", ".xml.gz")
_JSON_LINES = (".jsonl", ".jsonl.gz")

_ID_SCHEMES = (Scheme.PMID, Scheme.DOI, Scheme.PMCID, Scheme.BOOK)


def read_library(path: Path) -> Iterator[Record | Unread]:
    """Every record of the library at ``path``, in its order, under source "seed"; what cannot be read comes as Unread.

    Formats: .toml (seeds/corpus.toml), .nbib, .ris, .bib, .csv and .tsv, .jsonl and .jsonl.gz, .xml and .xml.gz
    (PubMed), .txt (any of the text formats, or one saved page). Raises BrokenSource where the file is missing, of
    another kind, cut inside a character, or without any record.
    """
    return _named(read_entries(path))


def read_entries(path: Path) -> Iterator[Record | Unread]:
    """As ``read_library``, each record under the id that the file itself gives it, or ''."""
    name = path.name
    lower = name.lower()
    read = _read_xml if lower.endswith(_XML) else jsonl.read if lower.endswith(_JSON_LINES) else _read_text
    try:
        found = False
        for record in read(path):
            found = True
            yield record
    except OSError as fault:
        raise BrokenSource(name, f"cannot be read: {fault.strerror or fault}") from fault
    if not found:
        raise BrokenSource(name, "no record found in it; does its ending name its format?")


def _read_text(path: Path) -> Iterator[Record | Unread]:
    suffix = path.suffix.lower()
    if suffix not in _READERS and suffix != ".txt":
        known = ", ".join([*_READERS, ".txt", *_JSON_LINES, *_XML])
        raise BrokenSource(path.name, f"its ending '{path.suffix}' names no format that is read: {known}")
    with path.open("rb") as stream:
        body = stream.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise BrokenSource(path.name, f"larger than {MAX_BYTES} bytes: split it")
    refuse_other_kinds(body, path.name)
    text = decode(body, path.name)
    return _reader(suffix, text, path.name)(text, path.name)


def _reader(suffix: str, text: str, name: str) -> Read:
    """The reader of the suffix; of a .txt the one whose records are in it, else that of saved pages."""
    is_table = suffix in _TABLES and csv.has_header(text)
    if suffix in _READERS:
        if not is_table and suffix != ".toml":
            refuse_other_format(text[:HEAD], suffix, name)
        return _READERS[suffix]
    found = first_format(text[:HEAD], anywhere=_FIRST_TAG.search(text) is not None)
    if found == ".jsonl":
        raise BrokenSource(name, "this is JSON lines: name it .jsonl")
    return csv.read if is_table and not found else _READERS.get(found, page.read)


def _read_xml(path: Path) -> Iterator[Record | Unread]:
    """PubMed's XML, streamed, plain or gzip whatever its name says."""
    with path.open("rb") as raw:
        head = raw.read(1024)
        zipped = head.startswith(b"\x1f\x8b")
        if not zipped and not opening(head).startswith(("<?xml", "<pubmed")):
            refuse_other_kinds(head, path.name)
        raw.seek(0)
        try:
            stream = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if zipped else raw
            for one in xml.read(stream, source=SEED):
                yield _kept(one) if isinstance(one, Deleted) else one
        except BrokenSource as fault:
            raise BrokenSource(path.name, fault.message) from fault
        except (EOFError, gzip.BadGzipFile, zlib.error) as fault:
            raise BrokenSource(path.name, f"the compressed file is cut or damaged: {fault}") from fault


def _kept(deleted: Deleted) -> Unread:
    return Unread(deleted.source_id, "PubMed deleted this citation; a library can only add works")


def _named(records: Iterator[Record | Unread]) -> Iterator[Record | Unread]:
    """Each record under its own source id; one id of two papers (a supplement's DOI, a paper and its abstract) becomes
    two."""
    held: dict[str, list[_Held]] = {}
    broken: Counter[str] = Counter()
    for record in records:
        if isinstance(record, Unread):
            own = printable(record.source_id)
            broken[own] += 1
            yield replace(record, source_id=own if broken[own] == 1 else f"{own} {broken[own]}")
            continue
        yield replace(record, source_id=_told_apart(record, held.setdefault(seed_id(record), [])))


class _Held(NamedTuple):
    """A record of the file, as it is compared, and the id that it was given."""

    source_id: str
    fields: Fields


def _told_apart(record: Record, held: list[_Held]) -> str:
    """The id of ``record``: that of the one among ``held``, all under its seed_id, which is the same paper; a new one
    where none is. The same for the same file, at every reading."""
    read = fields(replace(record, source_id=""))
    for other in held:
        if read == other.fields or _is_same(read, other.fields):
            return other.source_id
    own = seed_id(record)
    if held:
        known = any(read.title.key == other.fields.title.key for other in held)
        own = f"{own} {_short_hash(_all_named(record) if known else title_key(record.title.text))}"
    held.append(_Held(own, read))
    return own


def _is_same(one: Fields, other: Fields) -> bool:
    """Whether two records under one id are one; two stories, told by headline and outlet, by their headlines alone."""
    if one.form is Form.NEWS:
        return fuzz.ratio(one.title.key, other.title.key) >= TITLES_AGREE
    return compare_fields(one, other).likeness is Likeness.SAME


def _all_named(record: Record) -> str:
    """All that tells ``record`` from another one of the same title."""
    journal, names = record.journal, [one.name for one in record.authors]
    parts = [record.title.text, journal.name, journal.volume, journal.issue, journal.pages, str(record.published)]
    return "|".join([*parts, *names, *map(str, record.identifiers)])


def seed_id(record: Record) -> str:
    """The strongest identifier of ``record``, else a hash of what names it.

    A news story is named by headline and outlet, a paper by title, first author and year; under a short title
    ("Editorial") by its place of print too.
    """
    for scheme in _ID_SCHEMES:
        if value := record.identifier(scheme):
            return f"{scheme}:{value}"
    key, journal = title_key(record.title.text), record.journal
    names = [record.form.value, key]
    if record.form is Form.NEWS:
        names += [title_key(journal.name)]
    else:
        names += [title_key(one.family or one.collective) for one in record.authors[:1]] + [str(record.published.year)]
    if len(key) < SHORT_TITLE:
        names += [title_key(journal.name), journal.volume, journal.pages, str(record.published)]
    return f"title:{_short_hash('|'.join(names))}"


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
