"""Libraries of references, as researchers keep them, to Records: the seeds of the corpus.

The suffix names the format; the first bytes must not contradict it. This file does NOT store, and does NOT merge what
a library holds twice: it gives every record an id, and admission decides.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
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
"""A larger text library (some 50,000 abstracts) is refused. XML and JSON lines are streamed and have no bound."""
BARE = "only a title: without an identifier, an author, a journal or a year no paper can be recognised by it"

Reader = Callable[[str, str], Iterator[Record | Unread]]

_READERS: dict[str, Reader] = {
    ".toml": toml.read, ".nbib": nbib.read, ".ris": ris.read, ".bib": bib.read, ".csv": csv.read, ".tsv": csv.read,
}  # fmt: skip
_TABLES = (".csv", ".tsv", ".txt")
_FIRST_TAG = re.compile(r"^(?:PMID- |TY  - )", re.MULTILINE)
_XML = (".xml", ".xml.gz")
_JSON_LINES = (".jsonl", ".jsonl.gz")

_ID_SCHEMES = (Scheme.PMID, Scheme.DOI, Scheme.PMCID, Scheme.BOOK)


def read_library(path: Path) -> Iterator[Record | Unread]:
    """Read each record of the library at ``path`` under source "seed", in its order; one that cannot be read as Unread.

    Formats: .toml (seeds/corpus.toml), .nbib, .ris, .bib, .csv and .tsv, .jsonl and .jsonl.gz, .xml and .xml.gz
    (PubMed), .txt (any of the text formats, or one saved page). Raises BrokenSource where the file is missing, of
    another kind, cut inside a character, or without any record.
    """
    return _named(read_entries(path))


def without_bare_titles(entries: Iterable[Record | Unread]) -> Iterator[Record | Unread]:
    """``entries``, those with a title and nothing else as Unread: "Editorial" alone names a hundred papers, and two of
    them would become one work. A false duplicate is worse than a missed one."""
    for entry in entries:
        bare = isinstance(entry, Record) and not (
            entry.identifiers or entry.authors or entry.journal.name or entry.published.year
        )
        if isinstance(entry, Record) and bare:
            yield Unread(entry.source_id, BARE)
        else:
            yield entry


def read_entries(path: Path) -> Iterator[Record | Unread]:
    """Read as ``read_library`` does, each record under the id that the file itself gives it, or ''."""
    name, lower = path.name, path.name.lower()
    read = _read_xml if lower.endswith(_XML) else jsonl.read if lower.endswith(_JSON_LINES) else _read_text
    try:
        is_empty = True
        for record in read(path):
            is_empty = False
            yield record
    except OSError as fault:
        raise BrokenSource(name, f"cannot be read: {fault.strerror or fault}") from fault
    if is_empty:
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


def _reader(suffix: str, text: str, name: str) -> Reader:
    """Choose the reader by the suffix; of a .txt by the records in it, else that of saved pages."""
    is_table = suffix in _TABLES and csv.has_header(text)
    if suffix in _READERS:
        if not is_table and suffix != ".toml":
            refuse_other_format(text[:HEAD], suffix, name)
        return _READERS[suffix]
    format_inside = first_format(text[:HEAD], anywhere=_FIRST_TAG.search(text) is not None)
    if format_inside == ".jsonl":
        raise BrokenSource(name, "this is JSON lines: name it .jsonl")
    return csv.read if is_table and not format_inside else _READERS.get(format_inside, page.read)


def _read_xml(path: Path) -> Iterator[Record | Unread]:
    """Stream PubMed's XML, plain or gzip whatever the file's name."""
    with path.open("rb") as raw:
        head = raw.read(1024)
        zipped = head.startswith(b"\x1f\x8b")
        if not zipped and not opening(head).startswith(("<?xml", "<pubmed")):
            refuse_other_kinds(head, path.name)
        raw.seek(0)
        try:
            stream = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if zipped else raw
            for entry in xml.read(stream, source=SEED):
                if isinstance(entry, Deleted):
                    yield Unread(entry.source_id, "PubMed deleted this citation; a library can only add works")
                else:
                    yield entry
        except BrokenSource as fault:
            raise BrokenSource(path.name, fault.message) from fault
        except (EOFError, gzip.BadGzipFile, zlib.error) as fault:
            raise BrokenSource(path.name, f"the compressed file is cut or damaged: {fault}") from fault


def _named(records: Iterator[Record | Unread]) -> Iterator[Record | Unread]:
    """Give each record its seed_id; one id of two papers (a supplement's DOI, a paper and its abstract) becomes two."""
    sharing: dict[str, list[_NamedRecord]] = {}
    times_unread: Counter[str] = Counter()
    for record in records:
        if isinstance(record, Unread):
            source_id = printable(record.source_id)
            times_unread[source_id] += 1
            times = times_unread[source_id]
            yield replace(record, source_id=source_id if times == 1 else f"{source_id} {times}")
        else:
            yield replace(record, source_id=_distinct_id(record, sharing.setdefault(seed_id(record), [])))


class _NamedRecord(NamedTuple):
    """A record of the file, as it is compared, and the id that it was given."""

    source_id: str
    fields: Fields


def _distinct_id(record: Record, sharing: list[_NamedRecord]) -> str:
    """Return the id of the same paper among those ``sharing`` its seed_id, else a new one, always the same."""
    compared = fields(replace(record, source_id=""))
    for earlier in sharing:
        if compared == earlier.fields or _is_same(compared, earlier.fields):
            return earlier.source_id
    source_id = seed_id(record)
    if sharing:
        known = any(compared.title.key == earlier.fields.title.key for earlier in sharing)
        source_id += f" {_short_hash(_description(record) if known else title_key(record.title.text))}"
    sharing.append(_NamedRecord(source_id, compared))
    return source_id


def _is_same(left: Fields, right: Fields) -> bool:
    """Compare two records under one id; two stories, named by headline and outlet, by their headlines alone."""
    if left.form is Form.NEWS:
        return fuzz.ratio(left.title.key, right.title.key) >= TITLES_AGREE
    return compare_fields(left, right).likeness is Likeness.SAME


def _description(record: Record) -> str:
    """Return all that distinguishes ``record`` from another one of the same title."""
    journal, names = record.journal, [author.name for author in record.authors]
    parts = [record.title.text, journal.name, journal.volume, journal.issue, journal.pages, str(record.published)]
    return "|".join([*parts, *names, *map(str, record.identifiers)])


def seed_id(record: Record) -> str:
    """Return the strongest identifier of ``record``, else a hash of what names it.

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
        names += [title_key(first.family or first.collective) for first in record.authors[:1]]
        names += [str(record.published.year)]
    if len(key) < SHORT_TITLE:
        names += [title_key(journal.name), journal.volume, journal.pages, str(record.published)]
    return f"title:{_short_hash('|'.join(names))}"


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
